"""People: who signs in, which mandates they hold, and what those open."""
