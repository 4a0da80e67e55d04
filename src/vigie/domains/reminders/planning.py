"""From a wave to reminders that wait for their hour, each person at her own.

People are read, sorted and written block after block: a kill in between loses nothing, since a
person has one reminder in a wave whatever happens, and planning again adds only those who miss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import polars as pl
from django.db import connection, transaction

from vigie.calendar.hours import USUAL, Hours, NeverAllowed, Window, spread
from vigie.calendar.places import UnknownPlace, place_of
from vigie.calendar.schools import MissingCalendar
from vigie.domains.audit.actions import record
from vigie.domains.reminders.audience import audience
from vigie.domains.reminders.models import Reminder, ReminderState, Wave
from vigie.domains.reminders.otherwise import Otherwise
from vigie.domains.reminders.policy import BUDGET, Budget
from vigie.domains.territories.tree import tree
from vigie.periods import PARIS, start_of

_COLUMNS = (
    "wave_id", "person", "address", "first_name", "department", "uai", "due_at", "state", "why",
    "tries",
)  # fmt: skip
_ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)


class Timetable:
    """The hours over which a wave is spread, département by département; the few schools that want
    a longer rest have hours of their own."""

    def __init__(self, since: datetime, days: int) -> None:
        self._since, self._days = since, days
        self._said = Otherwise(tree(since.astimezone(PARIS).date()))
        # Schools that want the same rest are served together: there are few such hours.
        self._rests = list(dict.fromkeys(self._said.rests.values()))
        self._windows: dict[tuple[str, Hours], Sequence[Window]] = {}

    def windows(self, department: str, hours: Hours = USUAL) -> Sequence[Window]:
        """Empty where nobody can say when to write."""
        known = (department, hours)
        if known not in self._windows:
            own = self._said.at(department, hours)
            try:
                found = spread(self._since, place_of(department), self._days, own)
            except (MissingCalendar, NeverAllowed, UnknownPlace):
                found = ()
            self._windows[known] = found
        return self._windows[known]

    def due(self, people: pl.DataFrame) -> pl.DataFrame:
        """People (`person`, `department`, `uai`) with `due`, in seconds since 1970, null where
        there is no hour. A person has the same hour however often it is asked."""
        numbered = people.with_columns(rest=self._rest_of())
        parts = [
            rows.with_columns(
                due=self._of(
                    self.windows(str(department), self._rests[rest] if rest >= 0 else USUAL),
                    rows["person"],
                )
            )
            for (department, rest), rows in numbered.group_by(
                "department", "rest", maintain_order=True
            )
        ]
        schema = {**people.schema, "due": pl.Int64()}
        return pl.concat(parts).drop("rest") if parts else pl.DataFrame(schema=schema)

    def _rest_of(self) -> pl.Expr:
        """The rank of the hours that each one's school wants, -1 for the usual ones."""
        if not self._rests:
            return pl.lit(-1, pl.Int32)
        ranks = {uai: self._rests.index(hours) for uai, hours in self._said.rests.items()}
        return pl.col("uai").replace_strict(ranks, default=-1, return_dtype=pl.Int32).fill_null(-1)

    @staticmethod
    def _of(hours: Sequence[Window], people: pl.Series) -> pl.Series:
        if not hours:
            return pl.repeat(None, people.len(), dtype=pl.Int64, eager=True)
        starts = np.array([(each.opens - _ORIGIN).total_seconds() for each in hours], np.int64)
        ends = np.array([(each.closes - _ORIGIN).total_seconds() for each in hours], np.int64)
        # Pseudonyms are as good as chance, and give the same hour again after a kill.
        number = people.to_numpy().astype(np.uint64)
        day = (number % np.uint64(len(hours))).astype(np.int64)
        offset = (number // np.uint64(len(hours))) % (ends - starts)[day].astype(np.uint64)
        return pl.Series(starts[day] + offset.astype(np.int64), dtype=pl.Int64)


def starts_at(wave: Wave, at: datetime) -> datetime:
    """The moment from which a wave may leave: its first day, or now if that day is past."""
    return max(start_of(wave.starts_on), at)


def plan_wave(wave: Wave, at: datetime, budget: Budget = BUDGET) -> Counter[str]:
    """Makes the reminders of a wave. Returns how many people are `planned` and how many are left
    out for each reason. Planning again changes nothing."""
    timetable = Timetable(starts_at(wave, at), wave.over_days)
    told: Counter[str] = Counter()
    for block in audience(wave, at, budget):
        told.update(block.left_out)
        dated = timetable.due(block.kept)
        told["no_calendar"] += dated["due"].null_count()
        with transaction.atomic():
            _write(wave, dated.filter(pl.col("due").is_not_null()))
    with transaction.atomic():
        told["planned"] = wave.reminders.count()
        done = Wave.objects.filter(pk=wave.pk, planned_at__isnull=True)
        if done.update(planned_at=at, told={k: n for k, n in told.items() if n}):
            # Of a few people that someone named, the log would tell where they stand.
            record("wave.plan", actor="system", at=at, about=f"wave:{wave.pk}",
                   details=None if wave.narrowed else {"planned": told["planned"]})  # fmt: skip
    return told


def plan_waves(at: datetime) -> int:
    """Plans the waves whose first day is near; returns how many. One that was paused waits."""
    waves = list(Wave.objects.to_plan(at.astimezone(PARIS).date()))
    for wave in waves:
        plan_wave(wave, at)
    return len(waves)


def _write(wave: Wave, people: pl.DataFrame) -> None:
    """One statement for all rows: the ORM takes three times as long for the same rows. Moments are
    written as the connection reads them, in UTC."""
    rows = people.select(
        pl.lit(wave.pk).alias("wave_id"),
        "person",
        pl.col("email"),
        pl.col("first_name").str.slice(0, 100),
        "department",
        pl.col("uai").fill_null(""),
        pl.from_epoch("due", time_unit="s").dt.strftime("%Y-%m-%d %H:%M:%S"),
        pl.lit(ReminderState.QUEUED.value).alias("state"),
        pl.lit("").alias("why"),
        pl.lit(0).alias("tries"),
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Reminder._meta.db_table} ({', '.join(_COLUMNS)}) "
            f"VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT DO NOTHING",
            rows.rows(),
        )
