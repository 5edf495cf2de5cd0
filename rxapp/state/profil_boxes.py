"""The form of an entry of the profile: the boxes of its part as the screen shows them, and what they send."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field as Bound
from pydantic import create_model

from rxapp.core.i18n import translate
from rxapp.profile.parts import FIELDS, Box, Field
from rxapp.state.handler import Form

LONGEST = 8_000
"""Characters that a box lets in: more than the profile keeps, so that what is too long is refused in words and stays typed."""

EntryForm = create_model(
    "EntryForm",
    __base__=Form,
    **{code: (Annotated[str | None, Bound(max_length=LONGEST)], None) for code in sorted(FIELDS)},
    secret=(str | None, None),
)
"""The boxes of every part: those that a part has not are absent."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class BoxView:
    """One box of the form. ``box``: one of `parts.Box`; ``listed``: the reference list that helps, "" for none."""

    code: str
    label: str
    box: str
    value: str
    hint: str
    required: bool
    listed: str
    options: list[Option] = field(default_factory=list)


def box_of(one: Field, value: str, lang: str) -> BoxView:
    """A field as its box starts."""
    options = [Option(code, translate(words, lang)) for code, words in one.choices] if one.box is Box.CHOICE else []
    hint = translate(one.hint, lang) if one.hint else ""
    return BoxView(one.code, translate(one.label, lang), one.box.value, value, hint, one.required, one.list, options)
