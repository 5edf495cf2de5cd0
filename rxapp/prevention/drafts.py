"""How a `Due` is made quickly: a calendar has dozens, and filling in a frozen one takes three times as long as an open one.

So a line is filled in as a draft of the same shape, then becomes the frozen class: from then on nothing can change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from rxapp.prevention.facts import Due, Fact, Obligation, Status

_NAMES = tuple(field.name for field in fields(Due))


class _Draft:
    __slots__ = _NAMES


class _FactDraft:
    __slots__ = ("code", "values")


def dated(code: str, day: date) -> Fact:
    """The fact of a day."""
    draft = _FactDraft()
    draft.code = code
    draft.values = {"date": day.isoformat()}
    draft.__class__ = Fact
    return draft


def line(
    rule: str,
    version: date,
    dose: int | None,
    due_from: date | None,
    due_to: date | None,
    status: Status,
    obligation: Obligation,
    certificate: int | None,
    earliest: date | None,
    done_on: date | None,
    detail: Mapping[str, str],
    facts: tuple[Fact, ...],
) -> Due:
    """A `Due` with all its fields, in their order."""
    draft = _Draft()
    draft.rule = rule
    draft.version = version
    draft.dose = dose
    draft.due_from = due_from
    draft.due_to = due_to
    draft.status = status
    draft.obligation = obligation
    draft.certificate = certificate
    draft.earliest = earliest
    draft.done_on = done_on
    draft.detail = detail
    draft.facts = facts
    draft.__class__ = Due
    return draft
