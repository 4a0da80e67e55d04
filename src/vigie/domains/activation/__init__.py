"""How many families have activated their EduConnect account: counts only, never who."""
