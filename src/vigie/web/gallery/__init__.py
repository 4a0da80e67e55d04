"""A page that shows every component in every state: for those who work on the shell, and for its
tests. Reachable with `VIGIE_DEBUG=1` and in tests, never in production."""
