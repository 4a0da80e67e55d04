"""Files that another installation takes in as they are: `participation-counts`, `coverage-table`.

One line for each territory of the screen, profile and pathway (and subject), with its date. What
is hidden on screen is left out, and so is what stands for nobody in particular: people whose
profile or place is unknown are in the totals only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.http import HttpRequest

from vigie.codes import ALL, PROFILES
from vigie.measures.cube import Cube
from vigie.measures.figure import Figure
from vigie.measures.inputs import UNKNOWN_PATHWAY
from vigie.measures.query import Query
from vigie.observatory.answers import Answers, answer
from vigie.observatory.asked import Asked
from vigie.observatory.places import is_unplaced
from vigie.web.links import with_query

ASKED, VALUE = "fichier", "reimportable"
STATES = ("started_not_finished", "finished_not_sent", "sent")
COUNTS = (*STATES, "participants", "headcount", "participation_rate")
PARTICIPATION = (
    "territory", "profile", "pathway", "as_of", "started_not_finished", "finished_not_sent",
    "finished_sent", "headcount",
)  # fmt: skip
COVERAGE = (
    "territory", "profile", "pathway", "referential", "subject", "coverage_percent", "senders",
    "as_of",
)  # fmt: skip
# Enough for the numerator behind the percentage to be found again.
_DECIMALS = 10

Lines = Iterable[Sequence[str]]


def is_asked(request: HttpRequest) -> bool:
    return request.GET.get(ASKED) == VALUE


def href(request: HttpRequest) -> str:
    """The address of the file of what the page shows."""
    return with_query(request.GET, {ASKED: VALUE})


# -- participation


def participation_lines(cube: Cube, what: Asked, level: str | None) -> Iterator[Sequence[str]]:
    """The funnel of a territory and of those of a level below it."""
    asks: dict[str, Query] = {}
    for measure in COUNTS:
        for key, query in _splits(what, what.query(measure)).items():
            asks[f"file/{key}/{measure}"] = query
            if level is not None:
                asks[f"file/{key}/{measure}/below"] = replace(query, level=level)
    held = _Held(answer(cube, asks), COUNTS)
    earlier: dict[date, _Held] = {}
    for territory, profile in held.places():
        found = {}
        for pathway in (*cube.pathways, ""):
            from_ = held
            if (day := held.held_since(territory, profile, pathway)) is not None:
                # One of the counts is held back: the line is that of its day.
                if day not in earlier:
                    then = {key: replace(ask, as_of=day) for key, ask in asks.items()}
                    earlier[day] = _Held(answer(cube, then), COUNTS)
                from_ = earlier[day]
            if line := _counts(from_, territory, profile, pathway):
                found[pathway] = line
        together = held.at("participants", territory, profile, "")
        if "" not in found and together is not None and together.status == "hidden":
            continue  # one pathway alone would be taken for all of them
        yield from _each(found, what)


def _splits(what: Asked, query: Query) -> dict[str, Query]:
    """One question for each way to cut by profile and pathway, the whole included."""
    found = {"": query, "pathway": replace(query, by=(*query.by, "pathway"))}
    if what.profile is None:
        found |= {
            f"{key}/profile": replace(each, by=("profile", *each.by)) for key, each in found.items()
        }
    return found


def _each(found: Mapping[str, Sequence[str]], what: Asked) -> Iterator[Sequence[str]]:
    """The lines of each pathway, and of all together unless that is the only one there is."""
    named = [pathway for pathway in found if pathway]
    known = [pathway for pathway in named if pathway != UNKNOWN_PATHWAY]
    yield from (found[pathway] for pathway in known)
    alone = len(named) == len(known) == 1
    if what.pathway is None and not alone and "" in found:
        yield found[""]


def _counts(held: _Held, territory: str, profile: str, pathway: str) -> Sequence[str] | None:
    found = {name: held.at(name, territory, profile, pathway) for name in COUNTS}
    counts = [found[name] for name in (*STATES, "participants")]
    if not all(figure is not None and figure.status == "ok" for figure in counts):
        return None
    *states, whole = (figure.value or 0 for figure in counts if figure is not None)
    if sum(states) != whole:
        return None  # two of them are held at different dates: the line would be of no day
    days = [figure.as_of for figure in counts if figure is not None and figure.as_of]
    # A headcount known for some of its parts only makes no rate on screen: nor must it elsewhere.
    # All pathways together decide where they are known, as one headcount stands for all.
    rate = held.at("participation_rate", territory, profile, "")
    if rate is None or rate.status == "missing":
        rate = found["participation_rate"]
    people = found["headcount"] if rate is not None and rate.status == "ok" else None
    return (
        territory,
        profile,
        pathway,
        max(days).isoformat() if days else "",
        *(_whole(found[name]) for name in STATES),
        _whole(people),
    )


# -- coverage


def coverage_lines(cube: Cube, what: Asked) -> Iterator[Sequence[str]]:
    """The coverage of each subject in a territory; empty where a profile does not have it."""
    asks: dict[str, Query] = {}
    for measure in ("coverage", "senders"):
        for key, query in _splits(what, what.query(measure, by=("subject",))).items():
            asks[f"file/{key}/{measure}"] = query
    for key, query in _splits(what, what.query("senders")).items():
        asks[f"file/{key}/all-subjects"] = query
    held = _Held(answer(cube, asks), ("coverage", "senders", "all-subjects"))
    subjects = {
        item.label: item.referential for item in cube.items.values() if item.level == "subject"
    }
    for territory, profile in held.places():
        for subject, referential in subjects.items():
            found = {
                pathway: line
                for pathway in (*cube.pathways, "")
                if (line := _covered(held, territory, profile, pathway, referential, subject))
            }
            yield from _each(found, what)


def _covered(
    held: _Held, territory: str, profile: str, pathway: str, referential: str, subject: str
) -> Sequence[str] | None:
    figure = held.at("coverage", territory, profile, pathway, subject)
    senders = held.at("senders", territory, profile, pathway, subject)
    percent = ""
    if figure is not None and figure.status == "not_applicable":
        # Nobody was asked: the line says so, beside the sendings of the profile.
        senders = held.at("all-subjects", territory, profile, pathway)
    elif figure is None or figure.status != "ok":
        return None
    elif figure.value is not None:
        percent = f"{figure.value * 100:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    if senders is None or senders.status != "ok" or senders.as_of is None:
        return None
    day = (figure.as_of or senders.as_of).isoformat()
    return territory, profile, pathway, referential, subject, percent, _whole(senders), day


# -- figures by place


class _Held:
    """The figures of a file, by measure, territory, profile, pathway and subject."""

    def __init__(self, got: Answers, names: Sequence[str]) -> None:
        self._figures: dict[tuple[str, ...], Figure] = {}
        self._places: dict[tuple[str, str], None] = {}
        for key, figures in got.figures.items():
            name = key.removesuffix("/below").rpartition("/")[2]
            if key.startswith("file/") and name in names:
                for figure in figures:
                    self._hold(name, figure)

    def _hold(self, name: str, figure: Figure) -> None:
        profile = figure.dimensions.get("profile", ALL)
        if is_unplaced(figure.territory) or profile not in (*PROFILES, ALL):
            return
        said = figure.dimensions
        where = (figure.territory, profile, said.get("pathway", ""), said.get("subject", ""))
        self._figures[name, *where] = figure
        self._places[figure.territory, profile] = None

    def places(self) -> list[tuple[str, str]]:
        """(territory, profile), in the order of the answers, the whole of profiles last."""
        order = (*PROFILES, ALL)
        codes = list(dict.fromkeys(code for code, _ in self._places))
        return [(code, each) for code in codes for each in order if (code, each) in self._places]

    def at(
        self, name: str, territory: str, profile: str, pathway: str, subject: str = ""
    ) -> Figure | None:
        return self._figures.get((name, territory, profile, pathway, subject))

    def held_since(self, territory: str, profile: str, pathway: str) -> date | None:
        """The day of the counts of a place, when one of them is held back at an earlier day."""
        figures = (self.at(name, territory, profile, pathway) for name in (*STATES, "participants"))
        days = [each.known_on for each in figures if each is not None and each.known_on]
        return min(days, default=None)


def _whole(figure: Figure | None) -> str:
    return str(figure.value) if figure is not None and figure.status == "ok" else ""
