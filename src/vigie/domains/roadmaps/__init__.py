"""What a territory means to reach, what it does for it, and an honest verdict."""
