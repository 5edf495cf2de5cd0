"""One appointment on `/agenda`: what is known of it, what can be done."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button, link, link_button
from rxapp.components.feedback import dialog, empty_state, notice
from rxapp.components.icons import icon
from rxapp.components.text import _
from rxapp.state.agenda import AgendaState as State

_row = State.detail.row
_SEEN = _row.id + "/" + _row.occurrence


def way_back() -> rx.Component:
    """To the list or the month as it was."""
    inside = rx.fragment(icon("arrow-left"), rx.el.span(_("Retour à l’agenda")))
    return link(inside, State.address, class_name="way-back")


def missing() -> rx.Component:
    """Nothing is there for this person."""
    return empty_state(
        _("Ce rendez-vous n’est pas dans votre agenda"),
        _("Il a peut-être été annulé, ou l’adresse n’est pas complète."),
        link_button(_("Retour à l’agenda"), "/agenda", kind="primary", icon_name="arrow-left"),
    )


def _acts() -> rx.Component:
    change = "/agenda?rendezvous=" + _row.id + rx.cond(_row.repeats, "&occurrence=" + _row.occurrence, "") + "&modifier=1"
    return rx.el.div(
        link_button(_("Modifier"), change, kind="primary", icon_name="pencil"),
        rx.cond(
            ~State.helping,
            link_button(
                _("Télécharger (.ics)"),
                "/api/agenda/rendezvous/" + _row.id + ".ics",
                native=True,
                download=True,
                icon_name="download",
            ),
        ),
        rx.el.div(button(_("Imprimer"), icon_name="printer", custom_attrs={"data-print": ""}), class_name="hide-touch"),
        button(_("Annuler ce rendez-vous"), kind="danger", icon_name="x", on_click=State.ask_what_to_cancel(_SEEN)),
        class_name="row acts",
    )


def _fact(name: rx.Var, value: rx.Var | rx.Component, known: rx.Var | bool = True) -> rx.Component:
    return rx.cond(known, rx.el.div(rx.el.dt(name), rx.el.dd(value)))


def _facts() -> rx.Component:
    return rx.el.dl(
        _fact(_("Jour"), _row.day_label),
        _fact(_("Heure"), _row.hours_label),
        _fact(_("Répétition"), _row.repeat_label, _row.repeat_label != ""),
        _fact(_("Pour"), _row.person_label),
        _fact(_("Avec qui"), _row.with_whom, _row.with_whom != ""),
        _fact(_("Où"), _row.place, _row.place != ""),
        _fact(_("Notes"), rx.el.span(State.detail.notes, class_name="kept-lines"), State.detail.notes != ""),
        class_name="facts",
    )


def one() -> rx.Component:
    """The appointment that is open."""
    papers = rx.foreach(
        State.detail.documents, lambda paper: rx.el.li(link(paper.title, "/dossier/" + paper.id), class_name="line")
    )
    return rx.el.div(
        _acts(),
        rx.cond(
            _row.overlaps,
            notice(
                _("Un autre rendez-vous a lieu en même temps."),
                rx.el.p(link(_("Voir ce jour-là"), "/agenda?vue=mois&mois=" + State.detail_month + "&jour=" + _row.day)),
                kind="todo",
            ),
        ),
        rx.cond(
            _row.secret,
            notice(_("Ce rendez-vous est secret."), rx.el.p(_("Vos parents ne le voient nulle part."))),
        ),
        _facts(),
        rx.cond(
            State.detail.documents.length() > 0,
            rx.el.section(rx.el.h2(_("Documents à apporter")), rx.el.ul(papers, class_name="lines")),
        ),
        class_name="record",
    )


def how_much_dialog() -> rx.Component:
    """Of a series: how much of it is cancelled. Each answer can be taken back for ten seconds."""
    inside = rx.fragment(
        rx.el.p(_("Ce rendez-vous fait partie d’une série.")),
        rx.el.div(
            button(_("Ce rendez-vous seulement"), wide=True, on_click=State.cancel(_SEEN, "une")),
            button(_("Celui-ci et les suivants"), wide=True, on_click=State.cancel(_SEEN, "suite")),
            button(_("Toute la série"), wide=True, on_click=State.cancel(_SEEN, "toutes")),
            button(_("Ne rien annuler"), kind="quiet", wide=True, on_click=State.keep),
            class_name="stack",
        ),
    )
    opened = {"open": State.choosing, "on_close": State.keep}
    return dialog(_("Que faut-il annuler ?"), rx.cond(State.choosing, inside), id="annuler", **opened)
