"""Changes of a roadmap that cannot be made, each with its French sentence and remedy."""

from __future__ import annotations

from vigie.web.refusals import ChangeRefused


class RoadmapRefused(ChangeRefused):
    """A change of a roadmap that cannot be made."""


class CodeTaken(RoadmapRefused):
    """Something else has the code."""


class NotACode(RoadmapRefused):
    """A code that cannot stand in an address or a path."""


class UnknownTerritory(RoadmapRefused):
    """A territory that the tree does not hold."""


class WrongLevel(RoadmapRefused):
    """A node at a level that its roadmap does not have, or not under its parent."""


class NotEmpty(RoadmapRefused):
    """Something that others still hang on."""


class Incomplete(RoadmapRefused):
    """Something that must be said is missing (R032)."""


class WrongMeasure(RoadmapRefused):
    """A measure, or one of its filters, that nothing counts."""


class WrongPeriod(RoadmapRefused):
    """Neither a school year nor a year."""


class WrongObjective(RoadmapRefused):
    """An objective that cannot be read."""


class WrongValue(RoadmapRefused):
    """A value that cannot be one of this indicator."""


class AlreadyAnswered(RoadmapRefused):
    """A proposal has one answer."""


class AlreadyClosed(RoadmapRefused):
    """The minutes of a review that is over are not changed."""


class AlreadyUndone(RoadmapRefused):
    """An act is undone once."""


class CannotUndo(RoadmapRefused):
    """Something was changed since, or is undone another way."""


class WrongFile(RoadmapRefused):
    """A file that does not say a roadmap; its errors go with it."""
