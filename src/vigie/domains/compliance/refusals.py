"""Refusals of what changes the state of compliance."""

from __future__ import annotations


class ComplianceRefused(Exception):
    """A change that cannot be made. `field` is the entry to mend; the rest is French."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.field, self.message, self.remedy = field, message, remedy

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, for the screen."""
        return f"{self.message} {self.remedy}".strip()


class FileRefused(ComplianceRefused):
    """A file is of another kind, empty, too large, or not one that others could open."""
