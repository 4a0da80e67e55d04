"""Sealed groups: what a trainer may know of the people she trains."""
