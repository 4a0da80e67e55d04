"""What an indicator is: one YAML file each, read once into a frozen object.

Four kinds, and no other way to make a number:

* `sum`: people counted, from additive components of one family;
* `rate`: one measure over another, at every level, never a mean of rates;
* `coverage`: the share of an item reached, over the people who sent their results;
* `comparison`: a measure beside the same measure elsewhere (its parent, the nation).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

Unit = Literal["people", "share", "points", "pix"]
Family = Literal["funnel", "headcount", "coverage", "placement", "certification", "profile"]


class UnknownMeasure(LookupError):
    """No definition carries this name."""

    def __init__(self, name: str) -> None:
        self.message = f"La mesure « {name} » n’existe pas."
        self.remedy = "Mesures connues : " + ", ".join(sorted(definitions())) + "."
        super().__init__(f"{self.message} {self.remedy}")


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    meaning: str
    unit: Unit
    source: str = Field(description="where the notion comes from: requirement and source lines")


class Sum(_Definition):
    """People counted: the sum of `components` of `family`, all of them additive."""

    kind: Literal["sum"]
    family: Family
    components: tuple[str, ...] = Field(min_length=1)
    over_all_pathways: bool = False


class Rate(_Definition):
    """`numerator` over `denominator`, two measures of kind `sum`."""

    kind: Literal["rate"]
    numerator: str
    denominator: str


class Coverage(_Definition):
    """Share of an item reached by those who sent their results, a number in [0, 1].

    `rule` says how several subjects make one figure: `senders` gives every sending of every
    subject the same weight, `subjects` gives every subject the same weight.
    """

    kind: Literal["coverage"]
    rule: Literal["senders", "subjects"]


class Comparison(_Definition):
    """Measure `of` here against the same measure at `against` (`parent`, or a territory code).

    `operation` is `share` (part of the other's value) or `gap` (difference, in points).
    """

    kind: Literal["comparison"]
    of: str
    against: str
    operation: Literal["share", "gap"]


Definition = Annotated[Sum | Rate | Coverage | Comparison, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[Sum | Rate | Coverage | Comparison] = TypeAdapter(Definition)


class _Catalogue(BaseModel):
    """The definitions together: every name a definition leans on exists and is of a fit kind."""

    model_config = ConfigDict(frozen=True)
    entries: dict[str, Definition]

    @model_validator(mode="after")
    def _leans_on_what_exists(self) -> _Catalogue:
        for entry in self.entries.values():
            if isinstance(entry, Rate):
                for name in (entry.numerator, entry.denominator):
                    if not isinstance(self.entries.get(name), Sum):
                        raise ValueError(f"{entry.name}: {name} is not a sum")
            if isinstance(entry, Comparison) and entry.of not in self.entries:
                raise ValueError(f"{entry.name}: {entry.of} does not exist")
        return self


def parse(text: str) -> Sum | Rate | Coverage | Comparison:
    """One definition from its YAML text; raises pydantic's error, which names the field."""
    return _ADAPTER.validate_python(yaml.safe_load(text))


@cache
def definitions() -> dict[str, Sum | Rate | Coverage | Comparison]:
    """Every measure by its name, in alphabetical order, checked against each other."""
    folder = files("vigie.measures") / "definitions"
    entries = {}
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        entry = parse(file.read_text(encoding="utf-8"))
        if f"{entry.name}.yaml" != file.name:
            raise ValueError(f"{file.name} defines {entry.name}: one name, one file")
        entries[entry.name] = entry
    return _Catalogue(entries=entries).entries


def definition(name: str) -> Sum | Rate | Coverage | Comparison:
    """The definition called `name`; raises UnknownMeasure."""
    try:
        return definitions()[name]
    except KeyError:
        raise UnknownMeasure(name) from None
