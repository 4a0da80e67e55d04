"""`vigie audit` on a log of the test: what it says, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.core import mail
from django.db import transaction
from pytest_django.fixtures import Settings

from vigie.cli.audit import command
from vigie.domains.audit import witness
from vigie.domains.audit.actions import forget, record
from vigie.domains.audit.models import Entry, Head

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
CLI_PAGE = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _place(home: Path) -> None:
    """A key and a witness of the test's own."""


def run(*words: str) -> tuple[int, str, str]:
    """Exit status, output, errors."""
    done = CliRunner().invoke(command, words, standalone_mode=False)
    if isinstance(done.exception, click.ClickException):
        return 2, done.stdout, done.exception.format_message()
    assert done.exception is None, done.exception
    return int(done.return_value or 0), done.stdout, done.stderr


def write(number: int = 3) -> None:
    with transaction.atomic():
        for rank in range(number):
            record("session.open", actor=f"person:{rank}", at=NOON, details={"way": "link"})


def see() -> None:
    """The witness is told, as after a commit."""
    assert witness.append_head()


def head() -> str:
    last = Head.objects.get(pk=1)
    return f"{last.number}:{last.hash}"


def test_an_intact_log_is_said_so() -> None:
    write()
    see()
    code, out, _ = run("verify")
    assert (code, out) == (
        0,
        f"Le journal est intact\u00a0: 3\u00a0entrées.\nTête\u00a0: {head()}\n",
    )


def test_nothing_written_yet_is_intact() -> None:
    assert run("verify")[:2] == (0, "Le journal est intact\u00a0: 0\u00a0entrée.\n")


def test_parts_erased_are_counted_and_do_not_alarm() -> None:
    write()
    forget(["person:1"], actor="system", at=NOON)
    see()
    code, out, _ = run("verify")
    assert code == 0
    assert "2\u00a0parties effacées, comme le journal le dit" in out


def test_the_witness_is_told_of_what_it_missed() -> None:
    write(1)
    see()
    write(2)
    code, out, _ = run("verify")
    assert code == 0
    assert (
        "ne connaissait pas encore la fin (2\u00a0entrées)\u00a0: il vient d’en être informé" in out
    )
    assert "informé" not in run("verify")[1]


def test_a_copy_of_the_witness_is_never_written(tmp_path: Path) -> None:
    write(1)
    see()
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(witness.place().read_bytes())
    write(1)
    code, out, _ = run("verify", "--witness", str(copy))
    assert code == 0
    assert "il ne dit rien d’elles" in out
    assert witness.read(copy).last == 1


def test_a_line_cut_short_is_said() -> None:
    write()
    see()
    with witness.place().open("a") as file:
        file.write('{"num')
    code, out, _ = run("verify")
    assert code == 0
    assert "ne se lisent pas (écriture interrompue)\u00a0: 2" in out


@pytest.mark.parametrize(
    ("number", "held"),
    [(1, "Aucune entrée ne tient"), (2, "La première tient"), (3, "Les 2 premières tiennent")],
)
def test_the_first_that_does_not_hold_is_named(number: int, held: str) -> None:
    write()
    see()
    Entry.objects.filter(number=number).update(actor="person:77")
    code, out, _ = run("verify")
    assert code == 2
    assert out.startswith(f"Le journal a été altéré. L’auteur de l’entrée {number} n’est plus")
    assert f"Première entrée qui ne tient pas\u00a0: {number}. {held}." in out
    told = json.loads(run("verify", "--json")[1])
    assert (told["status"], told["fault"]["number"]) == ("tampered", number)


def test_without_a_witness_one_cannot_tell() -> None:
    write()
    code, out, err = run("verify")
    assert (code, out) == (1, "")
    assert "heads.jsonl ne peut pas être lu" in err
    assert json.loads(run("verify", "--json")[1])["status"] == "unknown"
    code, out, _ = run("verify", "--without-witness")
    assert code == 0
    assert "une fin retirée ne se verrait pas" in out


def test_without_its_key_one_cannot_tell() -> None:
    write()
    see()
    key = witness.folder() / "key"
    content = key.read_bytes()
    key.unlink()
    code, _, err = run("verify")
    assert code == 1
    assert "La clé du journal" in err
    assert not key.exists()
    key.write_bytes(content[:5])
    assert "abîmée" in run("verify")[2]


def test_a_head_received_by_mail_is_believed() -> None:
    write()
    told = head()
    assert run("verify", "--head", told)[0] == 0
    Entry.objects.filter(number=3).delete()
    Head.objects.update(number=2, hash=Entry.objects.get(number=2).hash)
    code, out, _ = run("verify", "--head", told)
    assert code == 2
    assert "le témoin en a vu 3" in out


@pytest.mark.parametrize("text", ["3", "3:abc", "x:" + "0" * 64, "-1:" + "0" * 64])
def test_a_head_that_is_not_one_is_refused(text: str) -> None:
    code, _, err = run("verify", "--head", text)
    assert code == 2
    assert "NUMÉRO:EMPREINTE" in err


def test_the_message_of_the_day_gives_the_head_and_names_nobody(settings: Settings) -> None:
    settings.VIGIE_AUDIT_MAIL = "coffre@exemple.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    write()
    code, out, _ = run("digest")
    assert (code, out) == (0, "La tête 3 est envoyée à coffre@exemple.example.\n")
    (message,) = mail.outbox
    assert message.to == ["coffre@exemple.example"]
    assert f"vigie audit verify --head {head()}" in message.body
    assert "person" not in message.body
    Entry.objects.filter(number=2).delete()
    assert run("digest")[0] == 2
    assert "NE SE TIENT PAS" in mail.outbox[1].subject
    assert "L’entrée 2 manque" in mail.outbox[1].body


def test_the_message_of_the_day_needs_an_address(settings: Settings) -> None:
    settings.VIGIE_AUDIT_MAIL = ""
    code, _, err = run("digest")
    assert code == 2
    assert "VIGIE_AUDIT_MAIL" in err


def test_the_entries_are_written_one_a_line() -> None:
    write(1)
    with transaction.atomic():
        record("session.close", actor="person:1", at=datetime(2026, 3, 13, 22, 30, tzinfo=UTC))
    lines = [json.loads(line) for line in run("export")[1].splitlines()]
    assert [line["number"] for line in lines] == [1, 2]
    assert lines[0]["details"] == {"way": "link"}
    # 23:30 in Paris, the 13th.
    assert run("export", "--since", "2026-03-13")[1].count("\n") == 1
    assert run("export", "--since", "14/03/2026")[1] == ""
    assert run("export", "--since", "hier")[0] == 2


def subcommands() -> Sequence[str]:
    return command.list_commands(click.Context(command))


@pytest.mark.parametrize("name", subcommands())
def test_every_option_is_documented(name: str) -> None:
    loaded = command.get_command(click.Context(command), name)
    assert loaded is not None
    section = CLI_PAGE.partition("## vigie audit\n")[2].partition("\n## ")[0]
    assert f"vigie audit {name}" in section
    for parameter in loaded.params:
        for option in parameter.opts:
            assert f"`{option}" in section, option
