"""The slow and obvious twin of the counting engine: any figure, from the drawn world, by loops.

Rules, in words:

* a person counts once per pathway, and once over all pathways;
* a campaign covers a territory for a profile and a pathway: there no participant means zero,
  elsewhere nothing is known;
* a printed figure and the sum of the parts are never added: the sum stands when it is complete
  and at least as recent, else what is printed stands;
* of the items of a coverage, the subjects that a table prints stand where they are known in every
  expected unit; elsewhere the level that most people sent stands, and the best of the other source
  (table or people's rows) stays beside it;
* a rate is a numerator over a denominator, and says when the denominator is not there.
"""

from __future__ import annotations

from naive import people as folk
from naive.places import LABEL
from naive.standing import Standing
from naive.words import (
    COMPARISONS,
    COVERAGES,
    ENOUGH,
    FINEST,
    MEASURES,
    MISSING,
    RATES,
    SINGLE,
    SUMS,
    Asked,
    Reply,
    Sent,
    as_wide,
    fits,
    people_in,
    printed,
    units,
)
from naive.world import Export, Item, Table

__all__ = ["COVERAGES", "MEASURES", "Asked", "Reply", "Twin"]


class Twin(Standing):
    """A world as known on a day, in the territories of now or of that day."""

    # -- figures

    def reply(
        self,
        measure: str,
        place: str,
        profile: str = "ALL",
        pathway: str | None = None,
        item: Asked = None,
    ) -> Reply:
        """The figure of a measure; `item`: an item, or the name of a referential."""
        if measure in SUMS:
            return self._sum(measure, place, profile, pathway)
        if measure in RATES:
            return self._rate(measure, place, profile, pathway)
        if measure == "senders":
            return self._senders(place, profile, pathway, item)
        if measure in COVERAGES:
            return self._coverage(measure, place, profile, pathway, item)
        return self._comparison(measure, place, profile, pathway, item)

    def _sum(self, measure: str, place: str, profile: str, pathway: str | None) -> Reply:
        family, components = SUMS[measure]
        if measure == "completed_one_pathway" and pathway is not None:
            return Reply("not_applicable")
        if family == "headcount":
            pathway = None  # people are invited to all pathways at once
        elif pathway is not None and pathway not in self.pathways:
            return MISSING
        part, other = self.stands(family, None, place, profile, pathway)
        if part is None:
            return MISSING
        value = sum(part.values[n] for n in components)
        return Reply(
            "ok",
            value,
            value,
            present=part.present,
            expected=self.places.expected(place, profile),
            other=None if other is None else sum(other.values[n] for n in components),
            as_of=part.newest,
        )

    def _rate(self, measure: str, place: str, profile: str, pathway: str | None) -> Reply:
        over, under = (self._sum(name, place, profile, pathway) for name in RATES[measure])
        units = {"present": over.present, "expected": over.expected}
        if over.status != "ok":
            return Reply(over.status, denominator=under.value, **units)
        if not under.value:
            return Reply("no_denominator", None, over.value, under.value, **units)
        if (under.present or 0) + ENOUGH < (over.present or 0):
            return Reply("no_denominator", None, over.value, **units)
        return Reply("ok", (over.value or 0) / under.value, over.value, under.value, **units)

    def _sent(self, place: str, profile: str, pathway: str | None, asked: Asked) -> list[Sent]:
        """What was sent of the items asked, at the level that stands."""
        levels = self._levels(place, profile, pathway, asked)
        return levels[0] if levels else []

    def _levels(
        self, place: str, profile: str, pathway: str | None, asked: Asked
    ) -> list[list[Sent]]:
        """What was sent of the items asked: the level that stands, then the others.

        Several items of all profiles are read profile by profile, as each has its own subjects,
        unless what stands for all profiles together knows more units. An item known in fewer
        units than others of its profile is left out.
        """
        if pathway is not None and pathway not in self.pathways:
            return []
        found = self._sent_by(place, profile, pathway, asked)
        if profile == "ALL" and not isinstance(asked, Item):
            apart = [sent for one in SINGLE for sent in self._sent_by(place, one, pathway, asked)]
            if units(apart) + ENOUGH >= units(found):
                found = apart
        levels: dict[str, list[Sent]] = {}
        for sent in found:
            levels.setdefault(sent.item.level, []).append(sent)
        by_people = sorted(levels, key=lambda name: (-people_in(levels[name]), FINEST.index(name)))
        subjects = levels.get("subject", [])
        whole = units(subjects) + ENOUGH >= self.places.expected(place, profile)
        if printed(subjects) and whole:
            by_people.remove("subject")
            by_people.insert(0, "subject")
        return [as_wide(levels[name]) for name in by_people]

    def _sent_by(self, place: str, profile: str, pathway: str | None, asked: Asked) -> list[Sent]:
        found = []
        for item in self.items():
            if not fits(item, asked):
                continue
            part, _other = self.stands("coverage", item, place, profile, pathway)
            if part is not None and part.values[1] > 0:
                found.append(Sent(item, profile, part))
        return found

    def items(self) -> list[Item]:
        found: dict[Item, None] = {}
        for _no, each in self.world.standing():
            if isinstance(each, Export):
                for campaign in each.campaigns:
                    found.update(dict.fromkeys(campaign.items))
            if isinstance(each, Table):
                found.update({line.item: None for line in each.lines if line.item})
        return list(found)

    def _senders(self, place: str, profile: str, pathway: str | None, asked: Asked) -> Reply:
        """People behind a coverage: those of the item most sent, profile by profile."""
        if profile == "ALL" and asked is None:
            each = [self._senders(place, one, pathway, None) for one in SINGLE]
            known = [reply.value or 0 for reply in each if reply.status == "ok"]
            return Reply("ok", sum(known), sum(known)) if known else MISSING
        sent = self._sent(place, profile, pathway, asked)
        if not sent:
            return MISSING
        most = max(each.part.values[1] for each in sent)
        return Reply("ok", most, most)

    def _coverage(
        self, measure: str, place: str, profile: str, pathway: str | None, asked: Asked
    ) -> Reply:
        levels = self._levels(place, profile, pathway, asked)
        if not levels:
            return self._nothing_sent(profile, asked)
        over, under = self._mean(measure, levels[0])
        others = [each for each in levels[1:] if printed(each) != printed(levels[0])]
        other = None
        if others:
            others_over, others_under = self._mean(measure, others[0])
            other = others_over / others_under
        return Reply("ok", over / under, over, under, other=other)

    @staticmethod
    def _mean(measure: str, sent: list[Sent]) -> tuple[float, int]:
        items: dict[Item, tuple[int, int]] = {}
        for each in sent:
            shares, sendings = items.get(each.item, (0, 0))
            items[each.item] = shares + each.part.values[0], sendings + each.part.values[1]
        if COVERAGES[measure] == "senders":
            over = sum(shares for shares, _ in items.values()) / 10_000
            under = sum(sendings for _, sendings in items.values())
        else:
            over = sum(shares / sendings for shares, sendings in items.values()) / 10_000
            under = len(items)
        return over, under

    def _nothing_sent(self, profile: str, asked: Asked) -> Reply:
        """Not in this profile's pathway, or nobody sent."""
        if asked is None or profile == "ALL":
            return MISSING
        frames = self._frames(profile)
        held = any(fits(item, asked) for item in frames)
        return Reply("not_applicable") if frames and not held else MISSING

    def _frames(self, profile: str) -> set[Item]:
        """The items that some campaign or table has for a profile, whatever the day."""
        found: set[Item] = set()
        for no, each in self.world.standing():
            if isinstance(each, Export):
                for campaign in each.campaigns:
                    known = folk.settled(self.world, no, each.as_of, campaign, self.places)
                    if known.profile == profile:
                        found |= set(campaign.items)
            if isinstance(each, Table):
                found |= {
                    line.item
                    for line in each.lines
                    if line.item
                    and line.profile == profile
                    and line.values[1]
                    and line.values[0] is not None
                }
        return found

    def _comparison(
        self, measure: str, place: str, profile: str, pathway: str | None, item: Asked
    ) -> Reply:
        of, against, operation = COMPARISONS[measure]
        if against == "parent":
            if place == "FR":
                return Reply("not_applicable")
            against = "FR" if place == LABEL else self.places.parent[place]
        here = self.reply(of, place, profile, pathway, item)
        there = self.reply(of, against, profile, pathway, item)
        for each in (here, there):
            if each.status != "ok":
                return Reply(each.status)
        one, other = here.value or 0, there.value or 0
        if operation == "gap":
            return Reply("ok", 100 * (one - other), one, other)
        if not other:
            return Reply("no_denominator", None, one, other)
        return Reply("ok", one / other, one, other)
