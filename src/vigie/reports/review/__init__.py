"""The minutes of a meeting on a roadmap, to sign, send and file."""
