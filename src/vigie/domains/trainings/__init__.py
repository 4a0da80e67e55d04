"""Training sessions: planned, told to heads of school, offered a pathway first, then counted."""
