"""What people type in this room, cleaned. Pure."""

from __future__ import annotations

from rxapp.record.names import clean_line, clean_text

MOST_NOTE = 500
MOST_LINE = 160


def clean_note(text: str) -> str:
    """A few sentences: at most `MOST_NOTE` signs."""
    return clean_text(text, MOST_NOTE)


def clean_words(text: str) -> str:
    """A few words on one line: at most `MOST_LINE` signs."""
    return clean_line(text, MOST_LINE)
