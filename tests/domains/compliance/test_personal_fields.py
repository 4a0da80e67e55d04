"""No personal field without an entry of the register of processing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from vigie.domains.compliance.models.register import LegalBasis
from vigie.domains.compliance.personal_fields import (
    NOT_PERSONAL,
    BadDeclaration,
    declaration,
    every_field,
    label_of,
    read,
    speaks_of_a_person,
)
from vigie.domains.compliance.register_own import OWN_PROCESSINGS, fields_held
from vigie.domains.compliance.retention import rules


def test_every_field_is_declared() -> None:
    """A table or a column was added: say in `config/personal_data.csv` what it holds."""
    missing = [each for each in every_field() if each not in declaration().entries]
    assert missing == []


def test_what_is_declared_exists() -> None:
    assert set(declaration().entries) - set(every_field()) == set()


def test_what_speaks_of_a_person_is_covered() -> None:
    silent = [pair for pair, entry in declaration().entries.items() if entry == NOT_PERSONAL]
    assert [pair for pair in silent if speaks_of_a_person(*pair)] == []


def test_entries_exist_and_each_covers_something() -> None:
    used = set(declaration().entries.values()) - {NOT_PERSONAL}
    assert used == set(OWN_PROCESSINGS)


def test_entries_say_all_that_article_30_asks() -> None:
    for entry in OWN_PROCESSINGS.values():
        said = [entry.name, entry.purposes, entry.people, entry.data, entry.recipients]
        said += [entry.transfers, entry.erasure, entry.security]
        said += [entry.plain.what, entry.plain.why, entry.plain.how_long]
        assert all(each.strip() for each in said), entry.code


def test_consent_is_never_the_basis_of_what_vigie_does() -> None:
    assert LegalBasis.CONSENT not in {each.legal_basis for each in OWN_PROCESSINGS.values()}


def test_every_rule_of_retention_is_told_in_the_register() -> None:
    told = {code for entry in OWN_PROCESSINGS.values() for code in entry.kept}
    assert told == {rule.code for rule in rules()}


def test_lengths_are_told_in_words() -> None:
    assert OWN_PROCESSINGS["registers"].lengths == [
        "Documents supprimés d’un espace privé\u00a0: 30\u00a0jours à compter de leur suppression"
    ]
    assert OWN_PROCESSINGS["groups"].lengths == [
        "Places dans les groupes scellés\u00a0: jusqu’à la fin de l’année scolaire"
    ]


def test_fields_are_told_in_words() -> None:
    told = {held.table: held.fields for held in fields_held("choices")}
    assert told["accord de partage"][-1] == "retiré le"
    told = {held.table: held.fields for held in fields_held("roster")}
    assert told == {
        "Où travaille une personne de la liste\u00a0: ni adresse, ni nom": [
            "Pseudonyme d’une personne (jamais l’identité)",
            "Un des cinq profils, ou ALL",
            "Établissement donné avec la ligne, s’il y en a un",
            "Code du département",
            "Circonscription",
            "Bassin de formation",
            "Discipline",
            "Numéro de l’import",
            "Ligne du fichier tel que reçu, l’en-tête étant la ligne 1",
        ]
    }


def test_every_personal_field_has_a_french_name() -> None:
    """A field was added: name it in its table, or in `config/personal_labels.csv`."""
    personal = [pair for pair, entry in declaration().entries.items() if entry != NOT_PERSONAL]
    # What the code calls it is no name, even written with spaces.
    said = {f"{table}.{field}": label_of(table, field) for table, field in personal}
    assert [name for name, label in said.items() if not label] == []
    shown = {
        label for code in OWN_PROCESSINGS for held in fields_held(code) for label in held.fields
    }
    assert "donné par" in shown
    assert [label for label in shown if re.search(r"_|\b(by|at|given|person|made)\b", label)] == []


def test_a_french_name_is_of_a_field_that_exists() -> None:
    path = Path(settings.VIGIE_PERSONAL_LABELS)
    named = [line.partition(";")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    known = {name for table, field in every_field() for name in (field, f"{table}.{field}")}
    assert sorted(set(named) - known) == []
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("table", "field", "speaks"),
    [
        ("people.Person", "email", True),
        ("people.Mandate", "given_by", True),
        ("campaigns.Campaign", "declared_by", True),
        ("compliance.DpoContact", "phone", True),
        ("campaigns.Campaign", "code", False),
        ("fact:participations", "state", True),
    ],
)
def test_what_speaks_of_a_person(table: str, field: str, speaks: bool) -> None:
    assert speaks_of_a_person(table, field) is speaks


@pytest.mark.parametrize(
    "lines",
    ["a.B;people;", "a.B;;name", ";people;name", "a.B;people;name name", "a.B;-;x\na.B;people;x"],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "personal.csv"
    path.write_text(f"table;entry;fields\n{lines}\n", encoding="utf-8")
    with pytest.raises(BadDeclaration):
        read(path)
