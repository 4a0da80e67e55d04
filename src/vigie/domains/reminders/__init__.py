"""Reminders: whom to write to, what, when, and how a message leaves once and only once."""
