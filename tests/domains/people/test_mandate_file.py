"""Mandates from a file: seen before it is decided, applied whole, undone whole."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lib.people import SINCE, client_of, someone
from vigie.codes import normalise
from vigie.domains.audit.models import Entry
from vigie.domains.people import actions
from vigie.domains.people.forms import parse_role
from vigie.domains.people.mandate_models import MandateFile
from vigie.domains.people.models import Mandate, Person
from vigie.domains.people.roles import Role, words_of

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]
HEAD = "adresse;nom;prénom;rôle;territoire;du;au\n"
LINES = (
    f"{HEAD}"
    "a@exemple.example;Alpha;Anne;adviser;Doubs;01/09/2026;31/08/2099\n"
    "b@exemple.example;Bêta;Bob;Formatrice;aca:besancon;;\n"
)


@pytest.fixture
def admin() -> Client:
    return client_of(someone(Role.ADMINISTRATOR, territory="aca:besancon"))


def dropped(admin: Client, content: bytes | str, name: str = "mandats.csv") -> tuple[int, str]:
    """Status and page once the file is deposited, before any decision."""
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    answer = admin.post("/personnes/importer/", {"file": file}, follow=True)
    return answer.status_code, answer.content.decode()


def decided(admin: Client, way: str = "") -> str:
    """The page once the latest file is applied, or `annuler/`, `abandonner/`."""
    token = MandateFile.objects.latest("pk").token
    answer = admin.post(f"/personnes/importer/{token}/{way}", follow=True)
    return str(answer.content.decode())


def applied(admin: Client, text: str) -> str:
    status, page = dropped(admin, text)
    assert status == 200, page
    return decided(admin)


def in_force(at: datetime | None = None) -> set[tuple[str, str, str]]:
    found = Mandate.objects.in_force(at or datetime.now(UTC)).exclude(given_by=None)
    return set(found.values_list("person__email", "role", "territory"))


def test_a_file_is_seen_before_it_does_anything(admin: Client) -> None:
    status, page = dropped(admin, LINES)
    assert status == 200
    assert "2\u00a0mandats à donner" in page
    assert "a@exemple.example" in page
    assert "Appliquer" in page
    assert in_force() == set()
    assert not Person.objects.filter(email="a@exemple.example").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_applied_whole_and_once(admin: Client, encoding: str) -> None:
    dropped(admin, LINES.encode(encoding))
    page = decided(admin)
    assert "C’est fait\u00a0: 2\u00a0mandats donnés" in page
    assert in_force() == {
        ("a@exemple.example", "adviser", "dep:25"),
        ("b@exemple.example", "trainer", "aca:besancon"),
    }
    assert Person.objects.get(email="a@exemple.example").name == "Anne Alpha"
    assert "déjà appliqué" in decided(admin)  # two clicks, or back and again
    assert Mandate.objects.exclude(given_by=None).count() == 2
    _, page = dropped(admin, LINES.encode(encoding))
    assert "2 déjà en cours, sans changement" in page
    assert "Le fichier ne change rien" in page
    assert "Abandonner" in page
    assert "est oublié" in decided(admin, "abandonner/")


def test_what_a_file_waits_for_is_not_kept_beside_the_mandates(admin: Client) -> None:
    applied(admin, LINES)
    assert MandateFile.objects.get().content == ""
    dropped(admin, f"{HEAD}c@exemple.example;;;adviser;Jura;;\n")
    dropped(admin, f"{HEAD}d@exemple.example;;;adviser;Jura;;\n")
    assert MandateFile.objects.filter(applied_at=None).count() == 1


def test_a_file_moves_the_end_of_what_stands_and_ends_it(admin: Client) -> None:
    stays = someone(Role.ADVISER, territory="dep:25").mandates.get()
    ends = someone(Role.ADVISER, territory="dep:39").mandates.get()
    shortens = someone(Role.TRAINER, territory="dep:70").mandates.get()
    status, page = dropped(
        admin,
        f"{HEAD}{stays.person.email};;;adviser;Doubs;;\n"
        f"{ends.person.email};;;adviser;Jura;;01/01/2026\n"
        f"{shortens.person.email};;;trainer;dep:70;;31/08/2099\n",
    )
    assert status == 200
    assert "1\u00a0mandat à terminer, 1\u00a0mandat dont la fin change et 1 déjà en" in page
    assert "C’est fait\u00a0: 1\u00a0mandat terminé, 1\u00a0mandat dont" in decided(admin)
    now = datetime.now(UTC)
    for each in (stays, ends, shortens):
        each.refresh_from_db()
    assert stays.ends_at is None
    assert ends.ends_at is not None
    assert now - timedelta(minutes=5) < ends.ends_at <= now
    assert shortens.ends_at == datetime(2099, 8, 31, 22, tzinfo=UTC)
    assert "3\u00a0mandats" not in decided(admin, "annuler/")
    for each in (ends, shortens):
        each.refresh_from_db()
        assert each.ends_at is None


def test_undoing_a_file_ends_what_it_gave_and_keeps_what_was_changed_since(admin: Client) -> None:
    applied(admin, LINES)
    kept = Mandate.objects.get(person__email="a@exemple.example")
    actions.move_end(kept, to=datetime(2098, 1, 1, tzinfo=UTC), by=None, at=datetime.now(UTC))
    page = decided(admin, "annuler/")
    assert "1\u00a0mandat comme avant lui. 1\u00a0mandat changé depuis" in page
    assert in_force(datetime.now(UTC) + timedelta(seconds=1)) == {
        ("a@exemple.example", "adviser", "dep:25")
    }
    assert "n’est plus en place" in decided(admin, "annuler/")
    done = list(Entry.objects.values_list("action", flat=True))
    assert (done.count("mandate.file"), done.count("mandate.file_undo")) == (1, 1)


def test_a_mandate_that_ended_by_itself_is_not_opened_by_undoing() -> None:
    nora = someone(Role.ADMINISTRATOR, territory="aca:besancon")
    applied(client_of(nora), LINES)
    ended = Mandate.objects.get(person__email="a@exemple.example")
    past = datetime.now(UTC) - timedelta(days=1)
    Mandate.objects.filter(pk=ended.pk).update(starts_at=SINCE, ends_at=past)
    ended.file_changes.update(new_end=past)  # type: ignore[attr-defined]  # reverse of the key
    decided(client_of(nora), "annuler/")
    ended.refresh_from_db()
    assert ended.ends_at == past


def test_a_delegation_ends_with_what_a_file_ends_and_comes_back() -> None:
    head, other = someone(Role.DASEN, territory="dep:25"), someone()
    origin = head.mandates.get()
    held = actions.give_mandate(
        other, role=Role.TRAINER, territory="dep:25", starts_at=SINCE, by=head,
        at=SINCE, origin=origin,
    )  # fmt: skip
    browser = client_of(someone(Role.ADMINISTRATOR))
    applied(browser, f"{HEAD}{head.email};;;Rectorat;Doubs;;01/09/2025\n")
    for each in (origin, held):
        each.refresh_from_db()
    assert origin.ends_at == held.ends_at is not None
    decided(browser, "annuler/")
    for each in (origin, held):
        each.refresh_from_db()
        assert each.ends_at is None


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("pas-une-adresse;;;adviser;Doubs;;", "adresse", "n’est pas une adresse"),
        ("c@exemple.example;;;king;Doubs;;", "rôle", "Conseil au numérique du département"),
        ("c@exemple.example;;;adviser;Atlantide;;", "territoire", "Atlantide"),
        ("c@exemple.example;;;adviser;Besançon;;", "territoire", "ne se tient pas à"),
        ("c@exemple.example;;;adviser;Jura;31/02/2027;", "du", "31/02/2027"),
        ("c@exemple.example;;;adviser;Jura;01/03/2027;01/02/2027", "au", "avant le début"),
        ("c@exemple.example;;;adviser;Jura;;01/02/2020", "au", "aucun mandat en cours"),
        ("c@exemple.example;;;adviser;Nièvre;;", "rôle", "pas à vous"),
        ("A@exemple.example;;;conseillère départementale;dep:25;;", "adresse", "La ligne 2 dit"),
    ],
)
def test_one_wrong_line_keeps_the_whole_file_out(
    admin: Client, line: str, column: str, said: str
) -> None:
    status, page = dropped(admin, f"{LINES}{line}\n")
    assert status == 400
    assert said in page
    assert "Aucun mandat n’est donné" in page
    assert "1\u00a0ligne à corriger sur 3" in page
    assert '<th scope="row">4</th>' in page
    assert f"<td>{column}</td>" in page
    assert not MandateFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"PK\x03\x04broken", b"\x00\x01"])
def test_a_file_that_is_none_gets_a_sentence(admin: Client, content: bytes) -> None:
    status, page = dropped(admin, content)
    assert status == 400
    assert "Aucun mandat n’est donné" in page or "Choisissez un fichier" in page


def test_too_many_lines_are_refused(admin: Client) -> None:
    lines = "".join(f"p{n}@exemple.example;;;adviser;Doubs;;\n" for n in range(2001))
    status, page = dropped(admin, f"{HEAD}{lines}")
    assert status == 400
    assert "dépasse 2000 lignes" in page


def test_a_right_lost_since_the_preview_applies_nothing() -> None:
    nora = someone(Role.ADMINISTRATOR, territory="aca:besancon")
    actions.give_mandate(nora, role=Role.DELEGATE, territory="reg:normandie", starts_at=SINCE,
                         by=None, at=SINCE)  # fmt: skip
    browser = client_of(nora)
    dropped(browser, LINES)
    ended = nora.mandates.get(role="administrator")
    actions.end_mandate(ended, by=None, at=datetime.now(UTC))
    page = decided(browser)
    assert "ne peut pas être appliqué" in page
    assert "pas à vous" in page
    assert in_force() == set()


def test_the_file_of_someone_else_is_nobodys(admin: Client) -> None:
    dropped(admin, LINES)
    token = MandateFile.objects.get().token
    other = client_of(someone(Role.ADMINISTRATOR))
    for way in ("", "annuler/", "abandonner/"):
        assert other.post(f"/personnes/importer/{token}/{way}").status_code == 404


def test_a_word_means_one_role() -> None:
    roles = Counter(word for role in Role for word in {*map(normalise, words_of(role))})
    assert [word for word, many in roles.items() if many > 1] == []
    assert parse_role("  Cheffe d’Établissement ") is Role.HEAD
    assert parse_role("Équipe académique Pix+ Édu") is parse_role("pix_team") is Role.PIX_TEAM


def test_the_model_is_a_file_that_is_read(admin: Client) -> None:
    model = admin.get("/personnes/importer/modele.csv").content.decode("utf-8-sig")
    head, line = model.splitlines()
    assert f"{head};".startswith("adresse;nom;prénom;profil;rôle;territoire;du;au;")
    _, page = dropped(admin, f"{head}\n{line}\n{line}\n".replace("01/09/2026;31/08/2027", ";"))
    assert "La ligne 2 dit déjà" in page
