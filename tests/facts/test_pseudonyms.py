import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.facts.home import Home
from vigie.facts.pseudonyms import (
    KeyUnusable,
    Pseudonymiser,
    installation_key,
    pseudonym,
    rehearsal_key,
)

KEY = bytes(range(32))


def test_a_known_vector() -> None:
    # RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?".
    data = "what do ya want for nothing?"
    assert pseudonym(b"Jefe", data) == int.from_bytes(
        bytes.fromhex("5bdcc146bf60754e"), "big", signed=True
    )
    assert Pseudonymiser(b"Jefe").column(pl.Series([data])).to_list() == [pseudonym(b"Jefe", data)]


@given(st.lists(st.text(max_size=40), max_size=30))
def test_columns_agree_with_the_definition(identities: list[str]) -> None:
    column = Pseudonymiser(KEY).column(pl.Series("person_key", identities, dtype=pl.String))
    expected = [
        int.from_bytes(hmac.new(KEY, i.encode(), hashlib.sha256).digest()[:8], "big", signed=True)
        for i in identities
    ]
    assert column.name == "person"
    assert column.dtype == pl.Int64
    assert column.to_list() == expected


def test_another_key_makes_other_people() -> None:
    assert pseudonym(KEY, "a@b.fr") != pseudonym(KEY[::-1], "a@b.fr")


def test_the_key_is_drawn_once_and_closed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: installation_key(home), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert stat.S_IMODE(home.key.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".key.*"))


def test_a_damaged_key_is_refused_in_words(tmp_path: Path) -> None:
    home = Home(tmp_path).prepare()
    home.key.write_bytes(b"short")
    with pytest.raises(KeyUnusable, match="abîmée"):
        installation_key(home)


def test_a_rehearsal_draws_no_key(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert len(rehearsal_key(home)) == 32
    assert not home.key.exists()
    key = installation_key(home)
    assert rehearsal_key(home) == key
