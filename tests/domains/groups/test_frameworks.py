"""A domain that comes down to one competence is drawn with it, once."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from pytest_django.fixtures import Settings

from lib.sealed import AFTER
from vigie.domains.compliance.policies import SHIPPED
from vigie.domains.groups import counting
from vigie.domains.groups.counting import Counted, Entry, count
from vigie.domains.groups.frameworks import only_competence
from vigie.domains.groups.noise import two_sided
from vigie.domains.groups.synthesis import draw
from vigie.facts.home import Home
from vigie.facts.imports import import_file

EXAMPLES = Path(__file__).parents[3] / "examples" / "academie"
EXPORT = "Resultats-Auto-positionnement_2D-public_Doubs_2024-2025-512015-2025-02-03-0820.csv"


def test_a_domain_with_one_competence_of_the_campaign() -> None:
    known = ["Concevoir des ressources", "Collaborer", "Interagir"]
    assert only_competence("Gestion des ressources numériques", known) == known[0]
    assert only_competence("Communication et collaboration", known) is None
    assert only_competence("Domaine inconnu", known) is None
    assert only_competence("Information et données", known) is None


def test_one_draw_for_both_names() -> None:
    entries = (
        Entry("competence", "CRCN-EDU", "Concevoir des ressources"),
        Entry("domain", "CRCN-EDU", "Gestion des ressources numériques", like=0),
    )
    for _ in range(200):
        shown = draw(
            Counted(20, 20, (20,), entries, (10, 10)), SHIPPED, listed=20,
            noise=lambda: two_sided(SHIPPED.ratio),
        )  # fmt: skip
        assert shown is None or shown.lines[0].band == shown.lines[1].band


@pytest.mark.database
@pytest.mark.django_db
def test_in_a_real_frame_the_two_are_the_same_for_everybody(home: Path, settings: Settings) -> None:
    del settings
    import_file(Home(home), EXAMPLES / EXPORT, territory="dep:25", profile="2D_PUBLIC",
                pathway="POSITIONING", by="essai", now=AFTER)  # fmt: skip
    found = counting.answers_on(AFTER.date(), known_at=AFTER)
    columns = {item.label: item.column for item in found.items}
    counted = count(found, 5_000)
    twins = [
        (entry.label, counted.entries[entry.like].label)
        for entry in counted.entries
        if entry.like is not None
    ]
    assert dict(twins) == {
        "Gestion des ressources numériques": "Concevoir des ressources",
        "Information et données": "Mener une recherche et une veille d’information",
        "Création de contenu": "Développer des documents textuels",
    }
    for domain, competence in twins:
        sent = found.rows.filter(pl.col("state") == 2)
        assert sent[columns[domain]].equals(sent[columns[competence]])
