"""What the requirements promise of people's results, from files to figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.given import NOW, counts_file, headcounts_file, take
from spec.conftest import Received
from spec.received import COLLEGE, PRIMARY, directory, export, roster, row
from vigie.facts.home import Home
from vigie.facts.imports import withdraw
from vigie.measures.build import build

DOUBS = {"territory": "Doubs", "profile": "1D_PUBLIC"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def import_all(home: Home, *files: tuple[Path, dict[str, object]]) -> Received:
    """Imports files with their options, then counts."""
    reports = {path.name: take(home, path, **options) for path, options in files}
    refused = {name: r.errors for name, r in reports.items() if r.status != "imported"}
    assert not refused
    return Received(build(home), reports)


def test_the_usable_share_of_addresses_and_the_unknown_line(home: Home, tmp_path: Path) -> None:
    """100 addresses, 83 of them resolvable (seeds/001, l. 160-173)."""
    known = [(n, PRIMARY[n % 4]) for n in range(83)]
    seen = import_all(
        home,
        (directory(tmp_path), {}),
        (roster(tmp_path, known), {}),
        (export(tmp_path, 1, [row(n, n % 3, 5) for n in range(100)]), DOUBS),
    )
    share = seen.one("mail_usable_share", "Doubs")
    assert (share.numerator, share.denominator, share.value) == (83, 100, 0.83)
    for level in ("district", "school"):
        figures = seen.ask("participants", "Doubs", level=level, profile="1D_PUBLIC")
        placed = [f for f in figures if not f.territory.endswith(":unplaced")]
        (unknown,) = [f for f in figures if f.territory.endswith(":unplaced")]
        assert sum(f.value or 0 for f in placed) == 83
        assert (unknown.value, unknown.territory) == (17, "dep:25:unplaced")
        assert sum(f.value or 0 for f in figures) == seen.one("participants", "Doubs").value


def test_children_add_up_to_their_parent_at_each_level(home: Home, tmp_path: Path) -> None:
    """With the unknown line, for each state (R085)."""
    known = [(n, PRIMARY[n % 4]) for n in range(0, 40, 2)]
    seen = import_all(
        home,
        (directory(tmp_path), {}),
        (roster(tmp_path, known), {}),
        (export(tmp_path, 1, [row(n, n % 3, 5) for n in range(40)]), DOUBS),
        (export(tmp_path, 2, [row(n, 2, 6) for n in range(90, 97)]),
         {"territory": "Jura", "profile": "2D_PUBLIC"}),
    )  # fmt: skip
    for measure in ("started_not_finished", "finished_not_sent", "sent", "participants"):
        nation = seen.one(measure).value
        for level in ("region", "academie", "department", "district", "school"):
            figures = seen.ask(measure, level=level)
            assert sum(f.value or 0 for f in figures) == nation, (measure, level)
        profiles = seen.ask(measure, by=("profile",))
        assert sum(f.value or 0 for f in profiles) == nation


def test_three_finished_pathways_make_one_person(home: Home, tmp_path: Path) -> None:
    """A person over nine pathways counts once (seeds/001, l. 54 and 83)."""
    names = ("Auto-positionnement", "Culture numérique", "Bilan")
    seen = import_all(
        home,
        *(
            (export(tmp_path, n, [row(1, 2, 5 + n)], pathway=name), DOUBS)
            for n, name in enumerate(names)
        ),
    )
    assert seen.one("completed_one_pathway", "Doubs").value == 1
    assert seen.one("participants", "Doubs").value == 1
    by_pathway = seen.ask("finished", "Doubs", by=("pathway",))
    assert [f.value for f in by_pathway] == [1, 1, 1]
    asked = seen.one("completed_one_pathway", "Doubs", pathway="Bilan")
    assert asked.status == "not_applicable"


def test_a_certification_belongs_to_no_pathway(home: Home, tmp_path: Path) -> None:
    """Repeated under each pathway it would add up to more than what was taken."""
    session = tmp_path / "session.csv"
    session.write_text(
        "Numéro de certification;Prénom;Nom;Date de naissance;Lieu de naissance;"
        "Identifiant Externe;Statut;Nombre de Pix;1.1;Session;"
        "Date de passage de la certification\n"
        "1;A;B;01/01/1980;V;p1@exemple.example;Validée;512;4;777;12/05/2024\n"
    )
    names = ("Auto-positionnement", "Culture numérique")
    seen = import_all(
        home,
        (session, {}),
        *((export(tmp_path, n, [row(1, 2, 5)], pathway=name), DOUBS)
          for n, name in enumerate(names)),
    )  # fmt: skip
    assert seen.one("certifications").value == 1
    for measure in ("certifications", "certification_success"):
        figures = seen.ask(measure, by=("pathway",))
        assert [(f.value, f.status) for f in figures] == [(None, "not_applicable")] * 2


def test_level_three_of_five_is_sixty_percent(home: Home, tmp_path: Path) -> None:
    """The mean level reached over the highest (seeds/001, l. 119 and 156)."""
    skills = tuple(f"@cloud{n}" for n in range(1, 6))
    results = ("OK", "OK", "OK", "KO", "KO")
    seen = import_all(
        home, (export(tmp_path, 1, [row(1, 2, 5, skills=results)], skills=skills), DOUBS)
    )
    figures = [f for f in seen.ask("coverage", "Doubs", by=("subject",)) if f.status == "ok"]
    assert [(f.value, f.people) for f in figures] == [(pytest.approx(0.6), 1)]


def test_only_those_who_sent_have_a_coverage(home: Home, tmp_path: Path) -> None:
    rows = [row(1, 2, 5, mastered=12), row(2, 2, 5, mastered=6), row(3, 1, 5), row(4, 0, 5)]
    seen = import_all(home, (export(tmp_path, 1, rows), DOUBS))
    for level in ("competence", "domain"):
        figures = seen.ask("coverage", "Doubs", by=(level,))
        assert figures
        assert {(f.value, f.people) for f in figures} == {(0.75, 2)}
    assert seen.one("senders", "Doubs").value == 2


def test_of_several_sendings_the_latest_counts_not_the_last_line(
    home: Home, tmp_path: Path
) -> None:
    rows = [row(1, 2, 20, mastered=12), row(1, 2, 5, mastered=0)]
    seen = import_all(home, (export(tmp_path, 1, rows), DOUBS))
    assert seen.one("coverage", "Doubs").value == 1.0
    assert seen.one("participants", "Doubs").value == 1


def test_a_later_headcount_leaves_the_rate_of_an_older_day(home: Home, tmp_path: Path) -> None:
    """R003: the figure of a day keeps the headcount of that day."""
    counts = counts_file(tmp_path, "dep:25;ALL;;2024-03-15;262;63;601;7609")
    before = import_all(home, (counts, {}))
    day = before.cube.dates[-1]
    assert before.one("participation_rate", "Doubs").value == 926 / 7609
    later = headcounts_file(tmp_path, "dep:25;ALL;9000;2024-09-01")
    after = import_all(home, (later, {}))
    assert after.one("participation_rate", "Doubs", as_of=day).value == 926 / 7609
    assert after.one("participation_rate", "Doubs").value == 926 / 9000
    assert after.one("headcount", "Doubs", as_of=day).value == 7609


def test_two_days_coexist_and_never_mix(home: Home, tmp_path: Path) -> None:
    """R008: each day reads its own export; the newer one takes the place of the older."""
    seen = import_all(
        home,
        (export(tmp_path, 1, [row(n, 0, 5) for n in range(4)], on="2024-11-10"), DOUBS),
        (export(tmp_path, 1, [row(n, 2, 9) for n in range(6)], on="2024-12-01"), DOUBS),
    )
    first, last = seen.cube.dates
    names = ("started_not_finished", "sent", "participants")
    values = [[seen.one(m, "Doubs", as_of=on).value for m in names] for on in (first, last)]
    assert values == [[4, 0, 4], [0, 6, 6]]
    assert [seen.one("participants", "Doubs", as_of=on).as_of for on in (first, last)] == [
        first,
        last,
    ]


def test_the_share_of_a_district_in_its_parent(home: Home, tmp_path: Path) -> None:
    """R091, computed per circonscription (seeds/001, l. 888)."""
    known = [(n, PRIMARY[0] if n < 6 else PRIMARY[1]) for n in range(10)]
    seen = import_all(
        home,
        (directory(tmp_path), {}),
        (roster(tmp_path, known), {}),
        (export(tmp_path, 1, [row(n, 2, 5) for n in range(10)]), DOUBS),
    )
    figures = seen.ask("share_of_parent", "Doubs", level="district")
    shares = {f.territory_name: (f.numerator, f.denominator, f.value) for f in figures}
    assert shares == {"Dole 1": (6, 10, 0.6), "Dole 2": (4, 10, 0.4)}


def test_a_campaign_without_anyone_says_zero_and_elsewhere_nothing_is_known(
    home: Home, tmp_path: Path
) -> None:
    rows = [row(1, 0, 5)]
    seen = import_all(
        home,
        (directory(tmp_path), {}),
        (export(tmp_path, 1, rows), DOUBS),
    )
    school = seen.one("sent", f"uai:{PRIMARY[0]}", profile="1D_PUBLIC")
    assert (school.status, school.value) == ("ok", 0)
    assert school.imports  # even a zero says which file it comes from
    assert seen.one("sent", f"uai:{COLLEGE}", profile="2D_PUBLIC").status == "missing"
    assert seen.one("sent", "Jura").status == "missing"


def test_an_export_whose_place_nobody_knows_says_nothing_of_other_places(
    home: Home, tmp_path: Path
) -> None:
    seen = import_all(home, (export(tmp_path, 1, [row(1, 2, 5)]), {"profile": "1D_PUBLIC"}))
    assert seen.one("participants").value == 1
    figure = seen.one("participants", "Paris")
    assert (figure.status, figure.value) == ("missing", None)


def test_a_newer_import_taken_back_gives_the_older_figure_again(home: Home, tmp_path: Path) -> None:
    import_all(
        home,
        (export(tmp_path, 1, [row(n, 0, 5) for n in range(4)], on="2024-11-10"), DOUBS),
        (export(tmp_path, 1, [row(n, 2, 9) for n in range(6)], on="2024-12-01"), DOUBS),
    )
    withdraw(home, "I000002", by="nora", now=NOW)
    seen = Received(build(home), {})
    assert seen.one("participants", "Doubs").value == 4
    assert len(seen.cube.dates) == 1


def test_a_place_whose_directory_was_taken_back_does_not_become_the_nation(
    home: Home, tmp_path: Path
) -> None:
    import_all(
        home,
        (directory(tmp_path), {}),
        (headcounts_file(tmp_path, f"uai:{PRIMARY[0]};ALL;12;2024-09-01"), {}),
    )
    withdraw(home, "I000001", by="nora", now=NOW)
    seen = Received(build(home), {})
    assert seen.one("headcount").status == "missing"


def test_a_territory_beside_the_nation_of_the_same_profile(home: Home, tmp_path: Path) -> None:
    """Hérault 70/47/60 against 74/51/64 (seeds/001, l. 980-1024)."""
    lines = ["territory;profile;referential;subject;coverage_percent;senders;as_of"]
    subjects = (("CRCN", "Sujet A", 70, 74), ("CRCN-EDU", "Sujet B", 47, 51))
    for referential, subject, here, there in subjects:
        lines.append(f"dep:34;1D_PUBLIC;{referential};{subject};{here};500;2024-04-25")
        lines.append(f"FR;1D_PUBLIC;{referential};{subject};{there};6764;2024-04-10")
    path = tmp_path / "couverture.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    seen = import_all(home, (path, {}))
    gaps = seen.ask("gap_to_reference", "Hérault", by=("referential",), profile="1D_PUBLIC")
    assert [f.unit for f in gaps] == ["points", "points"]
    assert [f.value for f in gaps] == [pytest.approx(-4), pytest.approx(-4)]
    assert [f.numerator for f in gaps] == [0.70, 0.47]
    assert [f.denominator for f in gaps] == [0.74, 0.51]
