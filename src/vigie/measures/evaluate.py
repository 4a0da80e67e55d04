"""One figure at a time: a definition applied to what stands at a place on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vigie.measures.coverage import coverage, senders
from vigie.measures.definition import Comparison, Coverage, Definition, Rate, Sum, definition
from vigie.measures.figure import Alternative, Figure
from vigie.measures.printed import Part, Standing
from vigie.measures.reading import COMPONENTS, ITEM_LEVELS, Reading, Target
from vigie.measures.shape import ALL_PROFILES

_ENOUGH = 1e-9
_OUT_OF_PATHWAYS = ("certification", "profile")  # the same count under each pathway would add up


@dataclass(frozen=True)
class Evaluation(Reading):
    """A cube read as known on a day."""

    def figure(
        self,
        wanted: Definition,
        target: Target,
        profile: int,
        pathway: str | None,
        item: tuple[str, str] | None = None,
    ) -> Figure:
        """The figure of a measure; `item` is (level, label) for a coverage of one item."""
        if isinstance(wanted, Sum):
            return self._sum(wanted, target, profile, pathway, item)
        if isinstance(wanted, Rate):
            return self._rate(wanted, target, profile, pathway)
        if isinstance(wanted, Coverage):
            return coverage(self, wanted, target, profile, pathway, item)
        return self._comparison(wanted, target, profile, pathway, item)

    def holds_people(self, target: Target) -> bool:
        standing = self.standing("funnel", "", target, ALL_PROFILES, None)
        return standing is not None and any(standing.part.values)

    # -- the four kinds

    def _sum(
        self,
        wanted: Sum,
        target: Target,
        profile: int,
        pathway: str | None,
        item: tuple[str, str] | None = None,
    ) -> Figure:
        blank = self.blank(wanted, target)
        if wanted.over_all_pathways and pathway is not None:
            return blank.emptied("not_applicable", "Se compte sur tous les parcours ensemble.")
        if wanted.family in _OUT_OF_PATHWAYS and pathway is not None:
            return blank.emptied("not_applicable", "Ne relève d’aucun parcours.")
        if wanted.family == "coverage":
            return senders(self, blank, target, profile, pathway, item)
        standing = self.standing(wanted.family, "", target, profile, pathway)
        if standing is None:
            return blank
        return self._counted(blank, wanted, standing, target, profile, pathway)

    def _counted(
        self,
        blank: Figure,
        wanted: Sum,
        standing: Standing,
        target: Target,
        profile: int,
        pathway: str | None,
    ) -> Figure:
        def value(part: Part) -> int:
            values = dict(zip(COMPONENTS[wanted.family], part.values, strict=True))
            return sum(values[name] for name in wanted.components)

        total = value(standing.part)
        return replace(
            blank,
            value=total,
            numerator=total,
            status="ok",
            people=total,
            **self.support(standing.part, wanted.family, target, profile, pathway),
            alternatives=self.alternatives(standing, value),
        )

    def _rate(self, wanted: Rate, target: Target, profile: int, pathway: str | None) -> Figure:
        over, under = definition(wanted.numerator), definition(wanted.denominator)
        top = self.figure(over, target, profile, pathway)
        bottom = self.figure(under, target, profile, pathway)
        blank = replace(
            self.blank(wanted, target),
            as_of=top.as_of or bottom.as_of,
            imports=tuple(sorted({*top.imports, *bottom.imports})),
            present=top.present,
            expected=top.expected,
            people=top.people,
        )
        if top.status != "ok":
            return replace(blank.emptied(top.status, top.note), denominator=bottom.value)
        if not bottom.value:
            return replace(blank, numerator=top.value, status="no_denominator",
                           denominator=bottom.value)  # fmt: skip
        short = (bottom.present or 0) + _ENOUGH < (top.present or 0)
        if short and bottom.expected is not None:
            return replace(
                blank,
                numerator=top.value,
                status="no_denominator",
                note=f"{definition(bottom.measure).label}\u00a0: {bottom.present:g} unités "
                f"connues, contre {top.present:g} au numérateur",
            )
        return replace(
            blank,
            value=(top.value or 0) / bottom.value,
            numerator=top.value,
            denominator=bottom.value,
            status="ok",
            people=bottom.people if under.name != "headcount" else top.people,
            alternatives=tuple(_other_rates(top, bottom)),
        )

    def _comparison(
        self,
        wanted: Comparison,
        target: Target,
        profile: int,
        pathway: str | None,
        item: tuple[str, str] | None,
    ) -> Figure:
        blank = self.blank(wanted, target)
        code = self._against(wanted, target)
        if code is None:
            return blank.emptied("not_applicable", "Aucun territoire au-dessus.")
        of = definition(wanted.of)
        here = self.figure(of, target, profile, pathway, item)
        there = self.figure(of, Target.of(self.cube, code), profile, pathway, item)
        blank = replace(
            blank,
            as_of=here.as_of,
            imports=tuple(sorted({*here.imports, *there.imports})),
            present=here.present,
            expected=here.expected,
            people=here.people,
        )
        if here.status != "ok" or there.status != "ok":
            worst = here if here.status != "ok" else there
            return blank.emptied(worst.status, worst.note)
        one, other = here.value or 0, there.value or 0
        if wanted.operation == "gap":
            return replace(blank, value=100 * (one - other), numerator=one, denominator=other,
                           status="ok")  # fmt: skip
        if not other:
            return replace(blank, numerator=one, denominator=other, status="no_denominator")
        return replace(blank, value=one / other, numerator=one, denominator=other, status="ok")

    def _against(self, wanted: Comparison, target: Target) -> str | None:
        if wanted.against != "parent":
            return wanted.against
        return self.cube.tree.parent(target.code.removesuffix(":unplaced"))


def _other_rates(top: Figure, bottom: Figure) -> Iterator[Alternative]:
    """The rates of the numerators set aside, each over the denominator of the same parts.

    A numerator that lacks some of its parts makes no rate of this place. The denominator is the
    one known in the same way (printed, or summed) if it is whole, else the one that stands.
    """
    for over in top.alternatives:
        if over.value is None or over.present + _ENOUGH < (top.expected or 0):
            continue
        alike = [each for each in bottom.alternatives if each.kind == over.kind]
        known: list[Alternative | Figure] = [*alike, bottom]
        for under in known:
            if under.value and (under.present or 0) + _ENOUGH >= over.present:
                yield replace(
                    over,
                    value=over.value / under.value,
                    imports=tuple(sorted({*over.imports, *under.imports})),
                    people=int(over.value),
                )
                break


__all__ = ["ITEM_LEVELS", "Evaluation", "Target"]
