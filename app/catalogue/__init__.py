"""Placeholder door; the room fills it."""
