"""One shape for what is refused, whatever domain refuses it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

import vigie.domains
from vigie.web.refusals import ChangeRefused, EntriesRefused, FormRefused, told_if_refused


class TooLate(ChangeRefused):
    """As a domain names a case of its own."""

    status = 400


@pytest.mark.parametrize(
    ("refused", "faults", "status"),
    [
        (FormRefused({"on": "À remplir.", "name": "Trop long."}),
         {"on": "À remplir.", "name": "Trop long."}, 400),
        (ChangeRefused("on", "Ce jour est passé.", "Choisissez-en un autre."),
         {"on": "Ce jour est passé. Choisissez-en un autre."}, 409),
        (ChangeRefused("on", "Ce jour est passé."), {"on": "Ce jour est passé."}, 409),
        (TooLate("on", "Ce jour est passé."), {"on": "Ce jour est passé."}, 400),
    ],
)  # fmt: skip
def test_a_form_shows_each_in_the_same_way(
    refused: EntriesRefused, faults: dict[str, str], status: int
) -> None:
    assert (refused.faults, refused.status) == (faults, status)


def asked() -> HttpRequest:
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # as its middleware does
    return request


@pytest.mark.parametrize(("level", "tag"), [(None, "warning"), (messages.INFO, "info")])
def test_what_is_refused_is_told_instead_of_done(level: int | None, tag: str) -> None:
    request = asked()
    with told_if_refused(request, *([] if level is None else [level])):
        raise TooLate("on", "Ce jour est passé.", "Choisissez-en un autre.")
    told = [(each.level_tag, each.message) for each in messages.get_messages(request)]
    assert told == [(tag, "Ce jour est passé. Choisissez-en un autre.")]


def test_a_form_that_cannot_be_read_is_not_a_message() -> None:
    """Its faults stand beside the entries: a page that forgets them is a fault of ours."""
    with pytest.raises(FormRefused), told_if_refused(asked()):
        raise FormRefused({"on": "À remplir."})


def test_no_domain_makes_a_shape_of_its_own() -> None:
    root = Path(vigie.domains.__path__[0])
    own = [
        f"{path.relative_to(root)}: {node.name}"
        for path in sorted(root.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Exception" for base in node.bases)
        and {"field", "remedy"}
        <= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    ]
    assert own == []
