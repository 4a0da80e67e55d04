"""The cube and the data folder that the pages read: those of `vigie.domains.territories.tree`."""

from vigie.domains.territories.tree import cube as current
from vigie.domains.territories.tree import home

__all__ = ["current", "home"]
