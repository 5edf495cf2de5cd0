"""Calendars of other programs on `/agenda`: subscribe, download, take a file in."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import agenda_calendars as parts
from rxapp.components.buttons import button, link_button, submit
from rxapp.components.feedback import empty_state, notice
from rxapp.components.forms import checkbox, choices, focus_on
from rxapp.components.lists import part
from rxapp.components.text import _
from rxapp.state.agenda_calendars import AgendaCalendarsState as State

_FILE = State.preview.id


def _whose() -> rx.Component:
    """Whose appointments the address gives: one person's or the family's."""
    return rx.cond(
        State.family.length() > 1,
        rx.el.div(
            rx.el.label(_("Agenda de"), html_for="pour", class_name="label"),
            rx.el.select(
                rx.el.option(_("Toute la famille"), value="famille"),
                *choices(State.family),
                id="pour",
                name="pour",
                class_name="input",
            ),
            class_name="field",
        ),
    )


def _subscribe() -> rx.Component:
    form = rx.el.form(
        _whose(),
        checkbox(_("Cacher de quoi il s’agit : seul « Occupé » paraît"), "cacher", value="oui"),
        submit(_("Créer une adresse"), wide=False),
        on_submit=State.subscribe,
        no_validate=True,
        class_name="stack",
    )
    return part(
        "abonnement",
        _("S’abonner"),
        rx.el.p(
            _(
                "Votre téléphone ou votre ordinateur affiche vos rendez-vous et se met à jour tout seul, "
                "grâce à une adresse secrète que vous pouvez révoquer."
            )
        ),
        rx.cond(State.fresh.url != "", parts.fresh_address(State.fresh.url, State.fresh.webcal)),
        form,
        rx.cond(
            State.feeds.length() > 0,
            rx.fragment(
                rx.el.h3(_("Adresses en service"), id="adresses", tab_index=-1),
                rx.el.ul(rx.foreach(State.feeds, lambda feed: parts.feed_line(feed, State.revoke)), class_name="lines"),
            ),
        ),
        focus_on(State.made, "adresse-neuve"),
        focus_on(State.revoked, "abonnement"),
    )


def _take_in() -> rx.Component:
    """A file of somebody else’s: a confirmation, an export."""
    return part(
        "importer",
        _("Reprendre un fichier"),
        rx.el.p(
            _(
                "La confirmation d’un rendez-vous pris en ligne contient souvent un fichier .ics. "
                "Carnet vous montre ce qu’il contient avant d’ajouter quoi que ce soit."
            )
        ),
        rx.el.p(_("Pour {name}", name=State.subject_label), class_name="soft"),
        parts.calendar_file(
            rx.cond(State.subject != "", "/api/agenda/import?personne=" + State.subject, ""), on_done=State.received
        ),
    )


def _download() -> rx.Component:
    """Everything as a file."""
    mine = "/api/agenda.ics?personne=" + State.subject
    return part(
        "telecharger",
        _("Télécharger"),
        rx.el.p(_("Un fichier .ics avec tous les rendez-vous, pour le garder ou l’ouvrir ailleurs.")),
        rx.el.div(
            link_button(_("Agenda de {name}", name=State.subject_label), mine, native=True, download=True, icon_name="download"),
            rx.cond(
                State.family.length() > 1,
                link_button(
                    _("Agenda de la famille"),
                    "/api/agenda.ics?personne=famille",
                    native=True,
                    download=True,
                    icon_name="download",
                ),
            ),
            class_name="row",
        ),
    )


def calendars() -> rx.Component:
    """The three ways between Carnet and other calendars; a helper takes a file in, and gives no copy away."""
    return rx.el.div(
        rx.cond(~State.helping, _subscribe()),
        _take_in(),
        rx.cond(~State.helping, _download()),
        rx.el.script(src="/copy.js", async_=True),
        class_name="record",
    )


def preview() -> rx.Component:
    """What taking the file would do; nothing is taken before it is confirmed."""
    rows = rx.foreach(State.preview.rows, lambda row: parts.import_row(row, State.taken, partial(State.choose, _FILE)))
    return rx.el.div(
        rx.el.div(
            rx.el.p(rx.el.strong(State.preview.summary)), rx.el.p(_("Rien n’a encore changé dans l’agenda."), class_name="soft")
        ),
        rx.cond(
            State.preview.remarks.length() > 0,
            notice(_("À savoir"), rx.el.ul(rx.foreach(State.preview.remarks, lambda remark: rx.el.li(remark)))),
        ),
        rx.el.ul(rows, class_name="lines"),
        rx.el.div(
            rx.cond(State.ready_label != "", button(State.ready_label, kind="primary", on_click=State.take(_FILE))),
            button(_("Ne rien reprendre"), on_click=State.drop(_FILE)),
            class_name="row",
        ),
        class_name="record",
    )


def expired() -> rx.Component:
    """The file waits no more."""
    return empty_state(
        _("Ce fichier n’attend plus"),
        _("Un fichier attend une heure au plus. Choisissez-le de nouveau."),
        link_button(_("Autres calendriers"), "/agenda?vue=calendriers", kind="primary"),
    )
