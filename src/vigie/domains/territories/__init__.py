"""Territories as the rights of people see them: the tree in force, and who is above whom."""
