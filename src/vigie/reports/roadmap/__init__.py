"""The report of a roadmap: its indicators against their objectives, for a day (R343)."""
