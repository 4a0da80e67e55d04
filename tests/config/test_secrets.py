"""The secret key of an installation."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vigie.config.secrets import secret_key


def test_drawn_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    first = secret_key(folder)
    assert len(first) >= 60
    assert secret_key(folder) == first
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_two_installations_differ(tmp_path: Path) -> None:
    assert secret_key(tmp_path / "a") != secret_key(tmp_path / "b")


def test_a_cut_key_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("abc", encoding="ascii")
    with pytest.raises(ValueError, match="trop courte"):
        secret_key(tmp_path)


def test_those_who_start_together_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(tmp_path), range(8)))
    assert len(keys) == 1
