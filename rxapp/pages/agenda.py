"""`/agenda`: the life line, one's own appointments as a list or a month, one of them, the form, calendars of other programs.

What shows is in the address (`state/agenda_address.py`). The provisional calendar is `agenda_foreseen.py`; its most
urgent cards head the list.
"""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.agenda import appointment_row, foreseen_row, month_group, month_key, month_table
from rxapp.components.buttons import link, link_button
from rxapp.components.feedback import empty_state, notice, skeleton_rows, undo_bar
from rxapp.components.islands import Turned
from rxapp.components.lifeline import life_line_bone, life_lines
from rxapp.components.lists import chip, chips, more, search_box, tabs
from rxapp.components.text import _
from rxapp.components.todo import todo_cards
from rxapp.pages import agenda_calendars, agenda_form, agenda_one
from rxapp.pages.agenda_foreseen import calendar_dialogs, calendar_section, calendar_undo
from rxapp.pages.frame import signed_in
from rxapp.state.agenda import AgendaState as State
from rxapp.state.agenda_form import AgendaFormState as FormState

_LISTS = rx.Var.create(["list", "month", "foreseen", "calendars"]).contains(State.screen)


def _title() -> rx.Component:
    """The one h1; it stays the same element while its words change."""
    return rx.fragment(
        rx.match(
            State.screen,
            ("form", rx.cond(FormState.editing != "", _("Modifier le rendez-vous"), _("Nouveau rendez-vous"))),
            ("one", rx.cond(State.missing, _("Introuvable"), State.detail.row.title)),
            ("import", _("Reprendre un fichier de calendrier")),
            _("Agenda"),
        )
    )


def _lead() -> rx.Component:
    """Whose agenda, or when it is; one line even before it is known, so that nothing moves."""
    family = rx.cond(State.asked.who != "", _("Toute la famille"), State.subject_label)
    words = rx.match(
        State.screen,
        ("one", rx.cond(State.missing, "\u00a0", State.detail.row.when_label)),
        ("form", FormState.subject_label),
        ("", "\u00a0"),
        family,
    )
    return rx.el.p(words, class_name="soft")


def _head() -> rx.Component:
    add = link_button(_("Ajouter un rendez-vous"), State.ways.add, kind="primary", icon_name="plus")
    purpose = rx.el.p(_("Vos rendez-vous, et ceux que la prévention propose, avec leur raison."), class_name="measure")
    listed = (State.screen == "") | _LISTS
    return layout.page_head(_title(), _lead(), rx.cond(listed, add), purpose=rx.cond(listed, purpose))


def _views() -> rx.Component:
    """The three views, each with its address."""
    return tabs(
        _("Vues de l’agenda"),
        [
            (_("Liste"), State.ways.list, (State.screen == "") | (State.screen == "list")),
            (_("À prévoir"), State.ways.foreseen, State.screen == "foreseen"),
            (_("Mois"), State.ways.month, State.screen == "month"),
            (_("Autres calendriers"), State.ways.calendars, State.screen == "calendars"),
        ],
    )


def _whose() -> rx.Component:
    """The open record, or everybody's; nothing to choose for whoever is alone."""
    return rx.cond(
        State.family.length() > 1,
        chips(
            _("Agenda de qui"),
            chip(State.subject_label, State.ways.mine, State.asked.who == ""),
            chip(_("Toute la famille"), State.ways.family, State.asked.who != ""),
        ),
    )


def _tools() -> rx.Component:
    return rx.el.div(
        search_box(_("Rechercher un rendez-vous")),
        rx.el.div(
            chips(
                _("Période"),
                chip(_("À venir"), State.ways.upcoming, State.asked.when == ""),
                chip(_("Passés"), State.ways.past, State.asked.when != ""),
            ),
            _whose(),
            class_name="row between",
        ),
        class_name="tools",
    )


def _empty() -> rx.Component:
    add = link_button(_("Ajouter un rendez-vous"), State.ways.add, icon_name="plus")
    return rx.cond(
        State.asked.query != "",
        empty_state(
            _("Aucun rendez-vous ne correspond"),
            _("Essayez un autre mot, ou l’autre période."),
            link_button(_("Effacer la recherche"), State.ways.everything),
        ),
        rx.cond(
            State.asked.when != "",
            empty_state(_("Aucun rendez-vous passé"), _("Ce qui a eu lieu reste noté ici."), add),
            empty_state(
                _("Rien n’est prévu pour l’instant"),
                _("Notez ici un rendez-vous, ou reprenez la confirmation reçue par e-mail (fichier .ics)."),
                rx.el.div(add, link_button(_("Reprendre un fichier .ics"), State.ways.calendars), class_name="row"),
            ),
        ),
    )


def _list(*above: rx.Component) -> rx.Component:
    """The list. `above`: what comes before one's own appointments, such as the provisional calendar."""
    family = State.asked.who != ""
    rows = rx.foreach(
        State.groups,
        lambda group: month_group(
            group.month, rx.foreach(group.rows, lambda booked: appointment_row(booked, with_person=family))
        ),
    )
    return rx.fragment(
        life_lines(State.lines, together=True),
        *above,
        rx.el.section(
            rx.el.h2(_("Rendez-vous"), class_name="hush"),
            rx.cond(State.added_past, _added_past()),
            _tools(),
            rx.el.div(
                rx.el.p(State.found_label, custom_attrs={"aria-live": "polite"}),
                rx.cond(State.ways.first_page != "", link(_("Revenir au début"), State.ways.first_page)),
                class_name="row found",
            ),
            rx.cond(State.groups.length() > 0, rx.el.div(rows), _empty()),
            rx.cond(State.ways.next_page != "", rx.el.div(more(href=State.ways.next_page), class_name="more")),
            class_name="record",
        ),
    )


def _added_past() -> rx.Component:
    """Why what was just added is not in the list below, and where it is."""
    return notice(
        _("Le rendez-vous ajouté est passé : il n’est pas dans les rendez-vous à venir."),
        rx.el.p(link(_("Voir les rendez-vous passés"), State.ways.past)),
    )


def _to_foresee() -> rx.Component:
    """The most urgent cards of the provisional calendar, and the way to all of it."""
    title = rx.el.div(rx.el.h2(_("À prévoir")), link(_("Tout le calendrier"), State.ways.foreseen), class_name="row between")
    return rx.cond(State.foreseen.length() > 0, rx.el.section(title, todo_cards(State.foreseen), class_name="stack"))


def _foreseen() -> rx.Component:
    """The provisional calendar of the open record."""
    return rx.fragment(life_lines(State.lines, together=True), calendar_section())


def _month() -> rx.Component:
    turn = rx.el.div(
        rx.cond(State.ways.previous != "", link_button(_("Mois précédent"), State.ways.previous, icon_name="arrow-left")),
        rx.el.h2(State.month.label, class_name="month-name"),
        rx.cond(State.ways.following != "", link_button(_("Mois suivant"), State.ways.following, icon_name="chevron-right")),
        class_name="row between month-turn",
    )
    family = State.asked.who != ""
    none = rx.el.p(_("Rien ce jour-là."), class_name="soft")
    rows = rx.el.ul(rx.foreach(State.day_rows, lambda booked: appointment_row(booked, with_person=family)))
    foreseen = rx.fragment(
        rx.el.h3(_("À prévoir")),
        rx.el.ul(rx.foreach(State.day_foreseen, lambda one: foreseen_row(one, with_person=family))),
    )
    shown = rx.el.section(
        rx.el.div(
            rx.el.h2(State.day.label, class_name="day-name"),
            link_button(_("Ajouter ce jour-là"), State.ways.add_that_day, icon_name="plus"),
            class_name="row between",
        ),
        rx.cond(State.day_rows.length() > 0, rows, rx.cond(State.day_foreseen.length() > 0, rx.fragment(), none)),
        rx.cond(State.day_foreseen.length() > 0, foreseen),
        class_name="stack",
        custom_attrs={"aria-live": "polite"},
    )
    return rx.el.div(
        rx.cond(State.added_past, _added_past()),
        _whose(),
        turn,
        month_table(State.month, chosen=State.day.day, days=State.ways.days, with_person=family),
        rx.cond(State.any_foreseen, month_key()),
        rx.cond(State.day.day != "", shown),
        class_name="record",
    )


def _waiting() -> rx.Component:
    """The shape of the list while it comes."""
    return rx.fragment(life_line_bone(), skeleton_rows(3))


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        rx.el.div(
            rx.cond((State.screen == "") | _LISTS, rx.fragment(), agenda_one.way_back()),
            _head(),
            class_name="doc-head",
        ),
        rx.cond((State.screen == "") | _LISTS, _views()),
        rx.match(
            State.screen,
            ("list", _list(_to_foresee())),
            ("foreseen", _foreseen()),
            ("month", _month()),
            ("calendars", agenda_calendars.calendars()),
            ("one", rx.cond(State.missing, agenda_one.missing(), agenda_one.one())),
            ("form", rx.cond(State.missing, agenda_one.missing(), agenda_form.form())),
            ("import", rx.cond(State.missing, agenda_calendars.expired(), agenda_calendars.preview())),
            _waiting(),
        ),
        agenda_one.how_much_dialog(),
        calendar_dialogs(),
        Turned.create(names=["vue", "rendezvous", "ajouter", "modifier", "import"]),
        here="/agenda",
        undo=rx.cond(
            State.screen == "foreseen",
            calendar_undo(),
            undo_bar(
                State.undo_text,
                on_undo=State.take_back,
                on_expire=State.too_late,
                seconds=State.undo_seconds,
                what=State.undo_key,
                label=_("Rétablir"),
            ),
        ),
    )
