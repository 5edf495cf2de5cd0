"""The form of `/agenda`: a new appointment, or one that changes."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import agenda_form as boxes
from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice
from rxapp.components.forms import field, focus_on, focus_wrong_field
from rxapp.components.text import _
from rxapp.state.agenda_form import AgendaFormState as State

_SEEN = State.edition.to_string()


def _boxes() -> rx.Component:
    return rx.el.form(
        boxes.for_whom(State.people, State.for_whom, State.choose_for(_SEEN), State.editing),
        rx.cond(State.in_series, boxes.how_much()),
        *boxes.what_and_who(State.draft, State.errors),
        boxes.when(State.draft, State.errors),
        boxes.how_often(State.draft, State.errors, State.keeps_rule),
        field(
            _("Notes"),
            "notes",
            default_value=State.draft.notes,
            hint=_("Questions à poser, consignes, code de la porte… Vous seul et vos proches autorisés les lisez."),
            error=State.errors["notes"],
            large=True,
            required=False,
            max_length=2000,
        ),
        rx.cond(State.may_hide, boxes.secret_box()),
        on_submit=State.save(_SEEN),
        no_validate=True,
        class_name="form",
        id="formulaire",
        key=State.edition.to_string(),
        # The browser's own checks would speak another language than the page: the server says what is wrong.
        custom_attrs={"noValidate": True},
    )


def form() -> rx.Component:
    """What is typed stays as it is until it is kept."""
    kept = rx.cond(State.clashes.length() > 0, _("Garder quand même"), _("Enregistrer"))
    return rx.el.div(
        _boxes(),
        boxes.papers_to_bring(
            State.papers,
            State.found,
            none=State.no_papers,
            searched=State.searched,
            error=State.errors["documents"],
            on_search=State.find_paper,
            on_bring=partial(State.bring, _SEEN),
            on_leave=partial(State.leave, _SEEN),
        ),
        boxes.clashes_notice(State.clashes),
        rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error")),
        rx.el.div(
            button(kept, kind="primary", type="submit", form="formulaire"),
            link_button(_("Abandonner"), State.back, kind="quiet"),
            class_name="row",
        ),
        focus_wrong_field(State.attempt),
        focus_on(State.told, "conflit"),
        class_name="stack stack-wide sheet-form",
    )
