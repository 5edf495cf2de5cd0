"""The provisional calendar on `/agenda`: its cards, what one asks from a card, and ten seconds to come back."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import prevention as parts
from rxapp.components.feedback import undo_bar
from rxapp.components.prevention import CardActs, DialogActs
from rxapp.components.text import _
from rxapp.state.prevention_calendar import CalendarState as Calendar


def _acts() -> CardActs:
    ask_done, ask_aside, ask_answer, bring_back = (
        partial(act, Calendar.shown_for)
        for act in (Calendar.ask_done, Calendar.ask_aside, Calendar.ask_answer, Calendar.bring_back)
    )
    events = (ask_done, ask_aside, ask_answer, Calendar.remove, bring_back)
    return CardActs(*events, may_note=Calendar.may_add, may_choose=~Calendar.helping)


def calendar_section() -> rx.Component:
    """The provisional calendar of the open record, ready to stand on a page whose state calls `CalendarState._show`."""
    return rx.el.div(
        parts.informs(),
        parts.calendar_filters(Calendar.filters),
        rx.cond(
            Calendar.nothing_to_do,
            parts.nothing_to_do(),
            parts.calendar_groups(Calendar.groups, _acts(), looked_at=Calendar.looked_at),
        ),
        class_name="stack calendar",
    )


def calendar_dialogs() -> rx.Component:
    """What a card asks, once on each page that has cards."""
    person = Calendar.shown_for
    acts = DialogActs(Calendar.close, Calendar.note_done(person), Calendar.set_aside(person), Calendar.answer(person))
    return parts.calendar_dialogs(
        Calendar.dialog,
        Calendar.card,
        Calendar.question,
        Calendar.errors,
        acts,
        key=Calendar.opened,
        attempt=Calendar.attempt,
        may_hide=Calendar.may_hide,
        today=Calendar.today,
        of_child=Calendar.of_child,
    )


def calendar_undo() -> rx.Component:
    """Takes back what was just noted, set aside or answered."""
    return undo_bar(
        Calendar.undo_text,
        on_undo=Calendar.undo,
        on_expire=Calendar.too_late,
        seconds=Calendar.undo_seconds,
        what=Calendar.undo_key,
        label=_("Annuler"),
    )
