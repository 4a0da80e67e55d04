"""A provider of identity that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from lib.provider_process import Says, our_provider, speaker


@pytest.fixture(scope="session")
def ours() -> Iterator[str]:
    """The address of our provider."""
    with our_provider() as address:
        yield address


@pytest.fixture
def says(ours: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Says:
    """Has the provider of this installation speak of someone, rightly or wrongly."""
    return speaker(ours, settings, monkeypatch)
