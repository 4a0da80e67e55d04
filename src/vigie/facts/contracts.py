"""The contracts at work: a frame fits its family, or the program is at fault."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vigie.facts.families import FAMILIES, UTC_DATETIME, Column, Family

__all__ = [
    "FAMILIES",
    "UTC_DATETIME",
    "Column",
    "ContractBroken",
    "Family",
    "conform",
    "empty",
    "family_named",
]


class ContractBroken(Exception):
    """A frame does not fit its family: a fault of this program, never of the file."""


def family_named(name: str) -> Family:
    """The family of that name; raises ContractBroken when there is none."""
    try:
        return FAMILIES[name]
    except KeyError:
        raise ContractBroken(f"unknown fact family: {name}") from None


def empty(name: str) -> pl.DataFrame:
    """A frame of the family with its fixed columns and no row."""
    return pl.DataFrame(schema=family_named(name).schema)


def conform(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the columns and types of its family, fixed ones first.

    A nullable column may be absent. Raises ContractBroken on an unknown column, on a missing
    one, on a value that does not fit its type, or on a null where there may be none: readers
    have already told good rows from bad, so that any of these is a fault of the program.
    """
    family = family_named(name)
    unknown = [column for column in frame.columns if family.dtype_of(column) is None]
    if unknown:
        raise ContractBroken(f"{name}: unknown columns {', '.join(sorted(unknown))}")
    absent = [c for c in family.columns if c.name not in frame.columns]
    missing = [column.name for column in absent if not column.nullable]
    if missing:
        raise ContractBroken(f"{name}: missing columns {', '.join(missing)}")
    if absent:
        frame = frame.with_columns(pl.lit(None, dtype=c.dtype).alias(c.name) for c in absent)
    dynamic = sorted(set(frame.columns) - set(family.schema))
    wanted = {**family.schema, **{column: family.dtype_of(column) for column in dynamic}}
    try:
        typed = frame.select(list(wanted)).cast(wanted)  # type: ignore[arg-type]  # known above
    except pl.exceptions.PolarsError as error:
        # The value itself may be personal: the column is enough to find the fault.
        raise ContractBroken(f"{name}: {_wrong_columns(frame, wanted)} do not fit") from error
    nulls = [c.name for c in family.columns if not c.nullable and typed[c.name].null_count()]
    if nulls:
        raise ContractBroken(f"{name}: null in {', '.join(nulls)}")
    return typed


def _wrong_columns(frame: pl.DataFrame, wanted: Mapping[str, pl.DataType | None]) -> str:
    wrong = []
    for column, dtype in wanted.items():
        try:
            frame[column].cast(dtype or pl.String())
        except pl.exceptions.PolarsError:
            wrong.append(column)
    return ", ".join(wrong)
