"""What stands at each place, for the twin: people's rows, printed figures, and which wins."""

from __future__ import annotations

from datetime import date

from naive import people as folk
from naive.people import UNKNOWN, Counted, Known
from naive.places import LABEL, PROFILES, Places, places_on
from naive.words import (
    ENOUGH,
    ORDER,
    SINGLE,
    Part,
    total,
    whole,
)
from naive.world import Export, Item, Printed, Table, World


class Standing:
    """A world as known on a day, in the territories of now or of that day."""

    def __init__(self, world: World, on: date, *, then: bool = False) -> None:
        self.world, self.on = world, on
        seen = on if then else world.last
        self.places: Places = places_on(world, seen)
        self.known: list[Known] = folk.in_force(world, on, self.places)
        self.people = folk.once_per_pathway(folk.rows(world, self.known, self.places, seen))
        self.pathways = self._pathways()
        self.together = folk.once_over_pathways(self.people, self.pathways)
        self.tables = self._printed()

    def _pathways(self) -> list[str]:
        """Every pathway that some import has, whatever the day."""
        found = set()
        for no, each in self.world.standing():
            if isinstance(each, Export):
                for campaign in each.campaigns:
                    settled = folk.settled(self.world, no, each.as_of, campaign, self.places)
                    found.add(settled.pathway)
            if isinstance(each, Table):
                found |= {line.pathway for line in each.lines if line.pathway}
        return [code for code in ORDER if code in found]

    # -- what is printed

    def _printed(self) -> dict[tuple[str, str | None, Item | None], dict[tuple[str, str], Part]]:
        """Family, pathway and item -> place and profile -> what is printed, as known that day."""
        newest: dict[tuple[object, ...], tuple[tuple[date, int, int], str, Printed]] = {}
        for no, each in self.world.standing():
            if not isinstance(each, Table):
                continue
            for number, line in enumerate(each.lines):
                key = (each.family, line.territory, line.profile, line.pathway, line.item)
                rank = (line.as_of, no, number)
                if line.as_of <= self.on and (key not in newest or newest[key][0] < rank):
                    newest[key] = (rank, each.family, line)
        found: dict[tuple[str, str | None, Item | None], dict[tuple[str, str], Part]] = {}
        brought: dict[tuple[str, str | None, Item | None], dict[tuple[str, str], Part]] = {}
        for (_day, no, _number), family, line in newest.values():
            key = (family, line.pathway, line.item)
            values = whole(line, family)
            if line.territory in self.places:
                units = self.places.expected(line.territory, line.profile)
                place = (line.territory, line.profile)
                printed = Part(values, units, line.as_of, line.as_of, frozenset([no]))
                found.setdefault(key, {})[place] = printed
            elif became := self.places.successor(line.territory):
                # An académie that merged brings its own départements to what it became.
                units = became[1] * (len(PROFILES) if line.profile == "ALL" else 1)
                part = Part(values, units, line.as_of, line.as_of, frozenset([no]))
                held = brought.setdefault(key, {})
                place = (became[0], line.profile)
                held[place] = part.plus(held.get(place))
        for key, figures in brought.items():
            for place, part in figures.items():
                found.setdefault(key, {}).setdefault(place, part)
        for family, item in {(family, item) for family, _pathway, item in found}:
            if family != "headcounts":
                self._stand_for_all(family, item, found)
        return found

    def _stand_for_all(
        self,
        family: str,
        item: Item | None,
        found: dict[tuple[str, str | None, Item | None], dict[tuple[str, str], Part]],
    ) -> None:
        """A place with figures of one pathway only uses them for all pathways."""
        single = [found.get((family, code, item), {}) for code in self.pathways]
        together = found.setdefault((family, None, item), {})
        for place in {place for figures in single for place in figures}:
            known = [figures[place] for figures in single if place in figures]
            if place not in together and len(known) == 1:
                together[place] = known[0]

    # -- what people's rows say

    def _rows(self, pathway: str | None) -> list[Counted]:
        if pathway is None:
            return self.together
        return [row for row in self.people if row.pathway == pathway]

    def _values(
        self, family: str, item: Item | None, place: str, profile: str, pathway: str | None
    ) -> tuple[int, ...]:
        if family == "coverage":
            # Sendings of every pathway are added: they are results, not people.
            there = [
                row
                for row in self.people
                if pathway in (None, row.pathway)
                and row.profile == profile
                and self.places.inside(row.place, place)
                and item in row.results
            ]
            return sum(row.results[item] for row in there), len(there)  # type: ignore[index]  # an item here
        there = [
            row
            for row in self._rows(pathway)
            if row.profile == profile and self.places.inside(row.place, place)
        ]
        states = tuple(sum(row.state == state for row in there) for state in range(3))
        if family == "placement":
            return (*states, sum(row.fine for row in there))
        return states

    def counted(
        self, family: str, item: Item | None, place: str, profile: str, pathway: str | None
    ) -> Part | None:
        """What people's rows say of a place for one profile; None where nothing is known."""
        if family == "headcount":
            return None
        if place == LABEL:
            return total(
                self.counted(family, item, each, profile, pathway)
                for each in self.places.below(LABEL)
            )
        alike = [
            each
            for each in self.known
            if each.profile == profile and pathway in (None, each.pathway)
        ]
        covering = [each for each in alike if each.territory and self._meets(each, place)]
        values = self._values(family, item, place, profile, pathway)
        if not any(values) and (not covering or family == "coverage"):
            return None
        days = self._days(alike, place, profile, pathway)
        present = self._covered(covering, place, profile) if profile != UNKNOWN else 0.0
        return Part(values, present, max(days), min(days), people=True)

    def _meets(self, known: Known, place: str) -> bool:
        territory = known.territory or "FR"
        return self.places.inside(place, territory) or self.places.inside(territory, place)

    def _days(
        self, alike: list[Known], place: str, profile: str, pathway: str | None
    ) -> list[date]:
        """Days of the exports that may have someone there."""
        others = [
            each
            for each in self.known
            if each.profile == UNKNOWN and pathway in (None, each.pathway)
        ]
        for found in (alike, others):
            if days := [each.as_of for each in found if self._meets(each, place)]:
                return days
        raise AssertionError(f"someone is in {place} for {profile} without an export")

    def _covered(self, covering: list[Known], place: str, profile: str) -> float:
        """Units of a place that campaigns cover."""
        territories = {each.territory for each in covering if each.territory}
        if any(self.places.inside(place, territory) for territory in territories):
            return self.places.expected(place, profile)
        department = self.places.department(place)
        if department not in (None, place):
            units = sum(self.places.expected(each, profile) for each in territories)
            return min(units, self.places.expected(place, profile))
        return sum(self._covered_department(each, territories, profile)
                   for each in self.places.departments(place))  # fmt: skip

    def _covered_department(self, code: str, territories: set[str], profile: str) -> float:
        if any(self.places.inside(code, territory) for territory in territories):
            return 1.0
        inside = [each for each in territories if self.places.inside(each, code)]
        # One covered inside another is covered once.
        outer = [
            each
            for each in inside
            if not any(each != other and self.places.inside(each, other) for other in inside)
        ]
        return sum(self.places.expected(each, profile) for each in outer)

    def files(self, place: str, profile: str, pathway: str | None) -> set[int]:
        """Numbers of the exports that the people of a place were last seen in."""
        within = [place] if place != LABEL else self.places.below(LABEL)
        return {
            row.no
            for row in self._rows(pathway)
            if profile in ("ALL", row.profile)
            and any(self.places.inside(row.place, each) for each in within)
        }

    # -- what stands

    def stands(
        self, family: str, item: Item | None, place: str, profile: str, pathway: str | None
    ) -> tuple[Part | None, Part | None]:
        """The figure that stands, and the one that does not."""
        tables = {"funnel": "funnels", "headcount": "headcounts", "coverage": "coverages"}
        printed = self.tables.get((tables.get(family, ""), pathway, item), {})
        return self._stands(family, item, place, profile, pathway, printed)

    def _stands(
        self,
        family: str,
        item: Item | None,
        place: str,
        profile: str,
        pathway: str | None,
        printed: dict[tuple[str, str], Part],
    ) -> tuple[Part | None, Part | None]:
        about = (family, item)
        here = printed.get((place, profile))
        if profile != "ALL":
            parts = self._below(about, place, profile, pathway, printed)
        else:
            across = total(
                self._stands(family, item, place, each, pathway, printed)[0] for each in SINGLE
            )
            parts = across
            if place != LABEL:
                below = self._below(about, place, "ALL", pathway, printed)
                if below and (
                    not across or (below.present, below.oldest) >= (across.present, across.oldest)
                ):
                    parts = below
                if here and across and family != "coverage" and _said_together(here, across):
                    # A total holds against the profiles of its own table, not against its places.
                    expected = self.places.expected(place, "ALL")
                    if not below or below.present < expected - ENOUGH or below.oldest < here.oldest:
                        return here, parts
                    return below, here
            else:
                parts = self._below(about, place, "ALL", pathway, printed)
        if here is None or parts is None:
            return here or parts, None
        complete = parts.present >= self.places.expected(place, profile) - ENOUGH
        if complete and parts.oldest >= here.oldest:
            return parts, here
        return here, parts

    def _below(
        self,
        about: tuple[str, Item | None],
        place: str,
        profile: str,
        pathway: str | None,
        printed: dict[tuple[str, str], Part],
    ) -> Part | None:
        """What stands in each part below that a printed figure touches, and the other people."""
        if place == LABEL:
            return total(
                self._stands(*about, each, profile, pathway, printed)[0]
                for each in self.places.below(LABEL)
            )
        rest = self._counted_all(about, place, profile, pathway)
        found: list[Part] = []
        for child in self.places.below(place):
            if not any(self.places.inside(each, child) for each, _profile in printed
                       if each != LABEL):  # fmt: skip
                continue
            stands, _other = self._stands(*about, child, profile, pathway, printed)
            if stands is not None:
                rest = rest and rest.minus(self._counted_all(about, child, profile, pathway))
                found.append(stands)
        if rest and found and not any(rest.values) and rest.present <= ENOUGH:
            rest = None  # everyone is in the parts: the people have no day of their own here
        return total([*found, rest])

    def _counted_all(
        self, about: tuple[str, Item | None], place: str, profile: str, pathway: str | None
    ) -> Part | None:
        profiles = SINGLE if profile == "ALL" else (profile,)
        return total(self.counted(*about, place, each, pathway) for each in profiles)


def _said_together(total: Part, profiles: Part) -> bool:
    """Whether a total and its profiles come from one table and one day."""
    return (
        not profiles.people
        and profiles.tables == total.tables
        and profiles.newest == profiles.oldest == total.newest == total.oldest
    )
