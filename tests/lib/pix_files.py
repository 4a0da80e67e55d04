"""Writes Pix Orga assessment exports of invented people, the same bytes for the same arguments.

Used by the tests of the reader and by the benchmarks. The layout follows what Pix Orga serialises:
`;`, LF, UTF-8 with BOM, text between quotes, numbers bare with a decimal comma, `NA` where nothing
was sent. Rows are built by blocks of distinct lines and repeated with new people, so that a million
rows take seconds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

BOM = "\ufeff"
FIRST_DAY = datetime(2026, 9, 1, 8, 0)


def text(value: str) -> str:
    """A text cell as Pix writes it: quoted, quotes doubled, formulas defused inside the quotes."""
    if value and all(c in "0123456789-" for c in value):
        return value
    if value[:1] in ("-", "@", "=", "+"):
        value = "'" + value
    return '"' + value.replace('"', '""') + '"'


def number(value: float) -> str:
    """A number as Pix writes it: `0,76`, `1`."""
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",") or "0"


@dataclass(frozen=True)
class Layout:
    """What an export holds: names of competences and domains, optional columns, campaign."""

    competences: tuple[str, ...] = ("Gérer des données", "Interagir", "Programmer")
    domains: tuple[str, ...] = ("Information et données",)
    skills: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    stages: int = 0
    with_code: bool = True
    with_progress: bool = True
    old: bool = False
    external_id: str | None = "Adresse académique"
    campaign_id: int = 481516
    code: str = "PXEDUA234"
    campaign: str = "Auto-positionnement 1D public"
    pathway: str = "Pix+ Édu - Auto-positionnement"
    organisation: str = "DRANE fictive"
    targeted: int = 12

    def header(self) -> list[str]:
        """Column names, in the order of Pix."""
        names = ["Nom de l'organisation", "ID Campagne"]
        if self.with_code:
            names.append("Code")
        names += ["Nom de la campagne", "Nom du Profil Cible" if self.old else "Parcours"]
        names += ["Nom du Participant", "Prénom du Participant"]
        if self.external_id is not None:
            names.append(self.external_id)
        if self.with_progress:
            names.append("% de progression")
        if self.old:
            names += ["Date de début", "Partage (O/N)", "Date du partage"]
        else:
            names += [
                "Date et heure de début (Europe/Paris)",
                "Partage (O/N)",
                "Date et heure du partage (Europe/Paris)",
            ]
        if self.stages:
            names.append(f"Palier obtenu (/{self.stages})")
        names += [f"{badge} obtenu (O/N)" for badge in self.badges]
        names.append("% maitrise de l'ensemble des acquis du profil")
        for name in self.competences:
            names += [
                f"% de maitrise des acquis de la compétence {name}",
                f"Nombre d'acquis du profil cible dans la compétence {name}",
                f"Acquis maitrisés dans la compétence {name}",
            ]
        for name in self.domains:
            names += [
                f"% de maitrise des acquis du domaine {name}",
                f"Nombre d'acquis du profil cible du domaine {name}",
                f"Acquis maitrisés du domaine {name}",
            ]
        return names + list(self.skills)


SIXTY_COLUMNS = Layout(
    competences=tuple(f"Compétence inventée {n}" for n in range(1, 12)),
    domains=tuple(f"Domaine inventé {n}" for n in range(1, 5)),
    badges=("Pix+ Édu Initié",),
    stages=4,
)


@dataclass(frozen=True)
class Row:
    """One participation: who, when, how far; `mastered` per competence then per domain."""

    last_name: str
    first_name: str
    external_id: str
    progress: float
    started: datetime
    shared: datetime | None
    mastered: tuple[int, ...] = ()
    skills: tuple[str, ...] = ()


def line(layout: Layout, row: Row) -> str:
    """The line of one participation, without its line end."""
    return _before(layout, row.last_name, row.first_name, row.external_id) + _after(layout, row)


def _before(layout: Layout, last: str, first: str, external: str) -> str:
    cells = [text(layout.organisation), str(layout.campaign_id)]
    if layout.with_code:
        cells.append(text(layout.code))
    cells += [text(layout.campaign), text(layout.pathway), text(last), text(first)]
    if layout.external_id is not None:
        cells.append(text(external))
    return ";".join(cells) + ";"


def _after(layout: Layout, row: Row) -> str:
    cells: list[str] = [number(row.progress)] if layout.with_progress else []
    form = "%Y-%m-%d" if layout.old else "%d/%m/%Y %H:%M"
    cells.append(text(row.started.strftime(form)))
    width = 1 + 3 * (len(layout.competences) + len(layout.domains)) + len(layout.skills)
    width += len(layout.badges) + (1 if layout.stages else 0)
    if row.shared is None:
        return ";".join([*cells, '"Non"', *['"NA"'] * (width + 1)])
    cells += ['"Oui"', text(row.shared.strftime(form))]
    targeted = layout.targeted
    mastered = row.mastered or (targeted // 2,) * (len(layout.competences) + len(layout.domains))
    total = sum(mastered[: len(layout.competences)])
    share = total / (targeted * len(layout.competences))
    if layout.stages:
        cells.append(str(min(layout.stages, int(share * (layout.stages + 1)))))
    cells += ['"Oui"' if share >= 0.5 else '"Non"' for _ in layout.badges]
    cells.append(number(round(share, 2)))
    for count in mastered:
        cells += [number(round(count / targeted, 2)), str(targeted), str(count)]
    skills = row.skills or tuple("OK" if n % 3 else "KO" for n in range(len(layout.skills)))
    return ";".join([*cells, *(text(skill) for skill in skills)])


def lines(layout: Layout, rows: int, *, seed: int = 1, resend_every: int = 20) -> Iterator[str]:
    """`rows` participations; one in `resend_every` is by the person of the line before."""
    draw = random.Random(seed)
    tails = [_after(layout, _drawn(layout, draw)) for _ in range(min(rows, 2000))]
    person = 0
    for n in range(rows):
        if resend_every == 0 or n % resend_every:
            person = n
        last, first = f"Nom{person // 100}", f"Prénom{person % 100}"
        head = _before(layout, last, first, f"prenom.nom{person}@ac-fictive.fr")
        yield head + tails[n % len(tails)]


def _drawn(layout: Layout, draw: random.Random) -> Row:
    started = FIRST_DAY + timedelta(minutes=draw.randrange(60 * 24 * 50))
    state = draw.choices((0, 1, 2), weights=(55, 7, 38))[0]
    count = len(layout.competences) + len(layout.domains)
    return Row(
        last_name="",
        first_name="",
        external_id="",
        progress=draw.randrange(1000) / 1000 if state == 0 else 1.0,
        started=started,
        shared=started + timedelta(minutes=draw.randrange(5, 5000)) if state == 2 else None,
        mastered=tuple(draw.randint(0, layout.targeted) for _ in range(count)),
        skills=tuple(draw.choice(("OK", "KO", "Non testé")) for _ in layout.skills),
    )


def export(layout: Layout, rows: int, *, seed: int = 1) -> bytes:
    """The bytes of a whole export."""
    body = [";".join(text(name) for name in layout.header()), *lines(layout, rows, seed=seed)]
    return (BOM + "\n".join(body) + "\n").encode()


def write_export(
    path: Path,
    rows: int,
    layout: Layout = SIXTY_COLUMNS,
    *,
    seed: int = 1,
    bad_every: int = 0,
    resend_every: int = 20,
) -> Path:
    """Writes an export of `rows` rows; every `bad_every`-th row (if any) has a progress of 1,7.

    A million rows of sixty columns weigh about 350 MB and take some ten seconds.
    """
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(BOM + ";".join(text(name) for name in layout.header()) + "\n")
        block: list[str] = []
        for n, row in enumerate(lines(layout, rows, seed=seed, resend_every=resend_every)):
            if bad_every and n % bad_every == bad_every - 1:
                row = row.replace('.fr";1;', '.fr";1,7;').replace('.fr";0', '.fr";2')
            block.append(row)
            if len(block) == 20_000:
                out.write("\n".join(block) + "\n")
                block.clear()
        if block:
            out.write("\n".join(block) + "\n")
    return path
