"""One value of an indicator, whoever says it: counted from facts, or typed by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from vigie.measures.figure import Figure, Status

Origin = Literal["computed", "typed"]


@dataclass(frozen=True)
class Observed:
    """A value at a date, for one territory.

    `amount` is in the unit as written (`percent`: 3 stands for 3 %); None unless `status` is ok.
    `present` over `expected`: the units it rests on. `done` and `text`: for what is not a number.
    `author`: who typed it.
    """

    on: date | None
    amount: Fraction | None = None
    percent: bool = False
    status: Status = "ok"
    origin: Origin = "computed"
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    present: Fraction | None = None
    expected: Fraction | None = None
    done: bool | None = None
    text: str = ""
    author: str = ""

    @property
    def number(self) -> Fraction | None:
        """The amount, or one and zero for done and not done; None when there is none."""
        if self.status != "ok":
            return None
        if self.amount is None and self.done is not None:
            return Fraction(int(self.done))
        return self.amount

    @property
    def partial(self) -> bool:
        """Whether some of the units it should rest on are not there."""
        return (
            self.present is not None and self.expected is not None and self.present < self.expected
        )


def exact(number: float | int | None) -> Fraction | None:
    """A number of a figure as the shortest decimal that is this float."""
    if number is None:
        return None
    return Fraction(number) if isinstance(number, int) else Fraction(repr(float(number)))


def of_figure(figure: Figure) -> Observed:
    """The value of a counted figure; a share becomes a percentage, exact from its components."""
    numerator, denominator = exact(figure.numerator), exact(figure.denominator)
    amount = exact(figure.value)
    percent = figure.unit in ("share", "points")
    if percent and amount is not None:
        amount *= 100
        if figure.unit == "share" and numerator is not None and denominator:
            ratio = numerator / denominator * 100
            # A mean has components of another kind: it is the value that is believed.
            amount = ratio if abs(ratio - amount) < Fraction(1, 10**6) else amount
    return Observed(
        figure.as_of,
        amount,
        percent,
        figure.status if amount is not None or figure.status != "ok" else "missing",
        "computed",
        numerator,
        denominator,
        exact(figure.present),
        exact(figure.expected),
    )


def typed(
    amount: Fraction | None,
    on: date,
    *,
    percent: bool = False,
    done: bool | None = None,
    text: str = "",
    author: str = "",
) -> Observed:
    """A value that a person typed, or her answer when the indicator is not a number."""
    known = amount is not None or done is not None or bool(text)
    return Observed(
        on,
        amount,
        percent,
        "ok" if known else "missing",
        "typed",
        done=done,
        text=text,
        author=author,
    )
