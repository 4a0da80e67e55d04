"""What people paste, and what is made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.domains.groups.addresses import Pasted, read_addresses

TWO = ("anne@exemple.example", "bob@exemple.example")


@pytest.mark.parametrize(
    "text",
    [
        "anne@exemple.example\nbob@exemple.example",
        "anne@exemple.example;bob@exemple.example",
        "anne@exemple.example, bob@exemple.example",
        "anne@exemple.example\tbob@exemple.example",
        "anne@exemple.example bob@exemple.example",
        "Anne Martin <anne@exemple.example>; Bob (le collègue) <BOB@exemple.example>",
        '"Martin, Anne" <anne@exemple.example>,"Petit, Bob" <bob@exemple.example>',
        "mailto:anne@exemple.example | [bob@exemple.example].",
        " Anne@Exemple.example \r\n\tbob@exemple.example\r\n",
    ],
)
def test_any_separator_will_do(text: str) -> None:
    assert read_addresses(text) == Pasted(TWO, repeated=0, blank=0, unreadable=0)


def test_what_is_put_aside_is_counted() -> None:
    text = (
        "anne@exemple.example\n\n  \nAnne@exemple.example\nliste du mardi\nbob@exemple.example\n"
        "@nulle-part\n"
    )
    assert read_addresses(text) == Pasted(TWO, repeated=1, blank=2, unreadable=2)


def test_nothing_pasted_is_nothing() -> None:
    assert read_addresses(" \n ") == Pasted((), 0, 0, 0)


def test_the_33_addresses_of_the_source_are_accepted() -> None:
    # seeds/001, l. 609-612: a group of 33, pasted with its repeats and spaces.
    many = [f"stagiaire{n}@exemple.example" for n in range(33)]
    text = "\n".join(f"  {address} " for address in [*many, many[0], many[5]])
    assert read_addresses(text) == Pasted(tuple(many), repeated=2, blank=0, unreadable=0)


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = read_addresses(text)
    assert len(set(found.addresses)) == len(found.addresses)
    assert all("@" in address for address in found.addresses)


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12))
def test_each_address_counts_once(names: list[str]) -> None:
    found = read_addresses(";".join(f"{name}@exemple.example" for name in names))
    assert len(found.addresses) == len(set(names))
    assert len(found.addresses) + found.repeated == len(names)
