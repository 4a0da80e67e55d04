"""Refusals of what changes the state of compliance."""

from __future__ import annotations

from vigie.web.refusals import ChangeRefused


class ComplianceRefused(ChangeRefused):
    """A change of the state of compliance that cannot be made."""


class FileRefused(ComplianceRefused):
    """A file is of another kind, empty, too large, or not one that others could open."""
