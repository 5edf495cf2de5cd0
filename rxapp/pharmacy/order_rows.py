"""Orders in words, ready for a screen: frozen rows, the same for both sides of the counter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderRow:
    """One order in a list or a column. ``moves``: what this actor's side may do now. ``at`` and ``moved``: ISO instants.

    ``waiting``: lines that wait; ``asked``: one of them waits for the person's answer. ``late``: it was taken, and is not begun
    in time. ``closed``: Carnet cancelled it, since its pharmacy left the directory. ``kept_label``: until when it is kept, once
    it is ready. ``titles``: of the documents; ``followed``: what it asked was sent again since. Both are for
    the patient's side alone.
    """

    id: str
    number: str
    version: int
    state: str
    state_label: str
    live: bool
    person_name: str
    pharmacy_id: str
    pharmacy_name: str
    at: str
    at_label: str
    moved: str
    moved_label: str
    promised: str
    promised_label: str
    kept_label: str
    titles: tuple[str, ...]
    lines: int
    waiting: int
    asked: bool
    question: bool
    secret: bool
    followed: bool
    late: bool
    closed: bool
    moves: tuple[str, ...]


@dataclass(frozen=True)
class OrdersPage:
    """Some rows; ``next_cursor`` goes back as ``after``, None at the end."""

    rows: tuple[OrderRow, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class LineRow:
    """One line of an order in words. ``status``: the word of FHIR; ``answerable``: a replacement waits for an answer.

    ``spent``: it was handed over as often as it may be, in other orders or this one; at the counter even in a minor's secret one.
    ``left_label``, ``due_label``: how often it still may, and from which day, for the counter alone; ``early``: not yet today.
    """

    id: str
    version: int
    drug: str
    words: str
    status: str
    status_label: str
    reason: str
    reason_label: str
    part: str
    expected: str
    expected_label: str
    note: str
    replacement: str
    answer: str
    answerable: bool
    spent: bool = False
    left_label: str = ""
    due_label: str = ""
    early: bool = False


@dataclass(frozen=True)
class StepRow:
    """One move that was made. ``by``: the name of who made it, "" when nobody did: the side says enough."""

    move: str
    state: str
    state_label: str
    at: str
    at_label: str
    by: str
    side: str
    side_label: str


@dataclass(frozen=True)
class OrderDetail:
    """One order, whole. ``documents``: (id, title) of what was sent. ``next_step``: after a refusal.

    ``elsewhere``: it is late or ended badly, so that another pharmacy may be asked. ``follower``: the order that
    sent it again, "" while none did. ``was_ready``: it was ready once, so that what expired was not collected.

    ``born_label``: the date of birth, for the counter alone: who it is for, as the prescription itself says it.
    ``shared``: the person told their ``allergies`` or ``treatments``; what is "" is not told, and never « none ».
    """

    row: OrderRow
    documents: tuple[tuple[str, str], ...]
    lines: tuple[LineRow, ...]
    steps: tuple[StepRow, ...]
    question: str
    generic: bool
    bearer: str
    note: str
    refusal: str
    refusal_label: str
    refusal_words: str
    next_step: str
    elsewhere: bool
    code_blocked: bool
    follows: str
    follower: str
    was_ready: bool
    allergies: str
    treatments: str
    shared: bool
    born_label: str = ""


NOTHING = OrderDetail(
    OrderRow(
        **dict.fromkeys(
            (
                *("id", "number", "state", "state_label", "person_name", "pharmacy_id", "pharmacy_name", "at", "at_label"),
                *("moved", "moved_label", "promised", "promised_label", "kept_label"),
            ),
            "",
        ),
        **dict.fromkeys(("version", "lines", "waiting"), 0),
        **dict.fromkeys(("live", "asked", "question", "secret", "followed", "late", "closed"), False),
        titles=(),
        moves=(),
    ),
    **dict.fromkeys(("documents", "lines", "steps"), ()),
    **dict.fromkeys(("question", "bearer", "note", "refusal", "refusal_label", "refusal_words", "next_step"), ""),
    **dict.fromkeys(("follows", "follower"), ""),
    **dict.fromkeys(("allergies", "treatments"), ""),
    **dict.fromkeys(("elsewhere", "code_blocked", "shared", "was_ready"), False),
    generic=True,
)
"""No order: what a screen holds before one is read."""
