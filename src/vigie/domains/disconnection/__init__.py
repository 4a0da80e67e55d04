"""The right to disconnect of a school: its hours of rest, and what its charter says."""
