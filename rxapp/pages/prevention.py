"""`/prevention`: messages and the reason of each, answers, refusals, and what the law changed."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import layout
from rxapp.components import prevention as parts
from rxapp.components.buttons import button, link, link_button
from rxapp.components.feedback import dialog, empty_state, notice, skeleton_lines, undo_bar
from rxapp.components.lists import facts, more, tabs, tag
from rxapp.components.text import _
from rxapp.pages.agenda_foreseen import calendar_dialogs, calendar_undo
from rxapp.pages.frame import signed_in
from rxapp.state.prevention import PreventionState as State
from rxapp.state.prevention_calendar import CalendarState as Calendar

_CALENDAR = "/agenda?vue=prevoir&personne=" + State.subject
_LOADED = (State.loaded_for != "") & (State.loaded_for == State.subject)


def _tabs() -> rx.Component:
    def one(words: rx.Var, tab: str) -> tuple[rx.Var, str, rx.Var]:
        return words, f"/prevention?onglet={tab}" if tab != "messages" else "/prevention", State.tab == tab

    return tabs(
        _("Prévention"),
        [
            one(_("Messages"), "messages"),
            one(_("Mes réponses"), "reponses"),
            one(_("Mes choix"), "choix"),
            one(_("Ce qui a changé"), "changements"),
        ],
    )


def _reason(message: rx.Var) -> rx.Component:
    return rx.el.section(
        rx.el.h3(_("Pourquoi ce message ?")),
        rx.el.p(message.text),
        parts.used_facts(message.facts),
        facts(
            (_("Règle"), message.version_label),
            (_("Qui le dit"), parts.sources(message.sources)),
            (_("Vos droits"), message.law),
        ),
        rx.el.div(
            link(_("Fermer"), "/prevention", class_name="way-back"),
            rx.cond(message.ended == "", _stop(message)),
            class_name="row",
        ),
        class_name="reason stack",
        id="raison",
    )


def _stop(message: rx.Var) -> rx.Component:
    return button(
        rx.fragment(_("Ne plus recevoir"), rx.el.span(" : ", message.campaign_label, class_name="hush")),
        kind="quiet",
        on_click=State.ask_refusal(State.loaded_for, message.campaign),
    )


def _message(message: rx.Var) -> rx.Component:
    open_link = link_button(
        rx.fragment(_("Pourquoi ce message ?"), rx.el.span(" : ", message.title, class_name="hush")),
        "/prevention?message=" + message.id,
    )
    held = rx.el.div(
        rx.el.p(rx.el.strong(message.when_label)),
        rx.el.p(message.text),
        rx.cond(message.to_check != "", rx.el.p(message.to_check, class_name="soft")),
        class_name="stack-small",
    )
    return rx.el.article(
        rx.el.h2(message.title),
        rx.el.p(
            rx.el.span(message.campaign_label),
            rx.el.span(message.obligation_label),
            rx.el.span(message.sent_label),
            class_name="soft dots small",
        ),
        rx.cond(message.ended == "", held, rx.el.p(message.ended_label)),
        rx.cond(
            State.reason == message.id,
            _reason(message),
            rx.el.div(open_link, rx.cond(message.ended == "", _stop(message)), class_name="row"),
        ),
        class_name="card message",
        custom_attrs={"aria-label": message.title},
    )


def _messages() -> rx.Component:
    empty = empty_state(
        _("Aucun message en ce moment"),
        _("Carnet vous écrit quand un rendez-vous de prévention approche. Le calendrier, lui, est toujours là."),
        link_button(_("Voir mon calendrier"), _CALENDAR),
    )
    refused = notice(
        _("Vous avez refusé tous les messages de prévention."),
        rx.el.p(link(_("Revenir sur ce choix"), "/prevention?onglet=choix")),
    )
    before = rx.el.details(
        rx.el.summary(_("Messages passés")),
        rx.el.div(rx.foreach(State.before, _message), class_name="cards"),
        open=State.reason != "",
    )
    return rx.el.div(
        rx.cond(State.all_refused, refused),
        rx.cond(
            State.now.length() > 0,
            rx.el.div(rx.foreach(State.now, _message), class_name="cards"),
            rx.cond(State.all_refused, rx.fragment(), empty),
        ),
        rx.cond(State.before.length() > 0, before),
        rx.cond(State.next_page != "", rx.el.div(more(href=State.next_page), class_name="more")),
        class_name="stack-wide stack",
    )


def _answers() -> rx.Component:
    lines = rx.foreach(Calendar.asked, lambda one: parts.question_line(one, partial(Calendar.ask_answer, Calendar.shown_for)))
    return rx.el.div(
        parts.informs(
            _(
                "Répondre est libre. Chaque réponse rend le calendrier plus juste ; sans réponse, Carnet ne suppose rien. "
                "Tout est chiffré."
            )
        ),
        rx.el.ul(lines, class_name="lines"),
        class_name="stack",
    )


def _choices() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            _(
                "Refusez tout ou partie des messages, quand vous voulez et sans dire pourquoi. Le calendrier reste, et aucun "
                "professionnel ne voit vos refus."
            ),
            class_name="measure",
        ),
        rx.el.ul(rx.foreach(State.refusals, _choice), class_name="lines"),
        class_name="stack",
    )


def _choice(choice: rx.Var) -> rx.Component:
    name = rx.el.span(" : ", choice.title, class_name="hush")
    refuse = button(rx.fragment(_("Refuser"), name), on_click=State.ask_refusal(State.loaded_for, choice.campaign))
    accept = button(rx.fragment(_("Accepter de nouveau"), name), on_click=State.accept(State.loaded_for, choice.campaign))
    return rx.el.li(
        rx.el.div(
            rx.el.h2(choice.title),
            rx.cond(choice.refused, tag(_("Refusé")), rx.el.p(_("Vous les recevez"), class_name="soft")),
        ),
        rx.cond(choice.refused, accept, refuse),
        class_name="line",
    )


def _refusal_dialog() -> rx.Component:
    def one(choice: rx.Var) -> rx.Component:
        return rx.el.section(
            rx.el.h3(choice.title),
            rx.cond(
                choice.stops.length() > 0,
                rx.fragment(
                    rx.el.p(_("Ces messages ne viendraient plus :")),
                    rx.el.ul(rx.foreach(choice.stops, lambda title: rx.el.li(title)), class_name="bullets small"),
                ),
                rx.el.p(_("Aucun message n’est prévu pour l’instant."), class_name="soft"),
            ),
            button(
                rx.fragment(_("Refuser"), rx.el.span(" : ", choice.title, class_name="hush")),
                on_click=State.refuse(State.loaded_for, choice.campaign),
            ),
            class_name="stack-small",
        )

    return dialog(
        _("Ne plus recevoir ces messages"),
        rx.el.p(_("Rien n’est demandé : le refus prend effet tout de suite. Le calendrier reste."), class_name="soft"),
        rx.foreach(State.stopping, one),
        button(_("Garder les messages"), kind="primary", on_click=State.close),
        id="refus",
        open=State.refusing,
        on_close=State.close,
    )


def _changes() -> rx.Component:
    def one(change: rx.Var) -> rx.Component:
        return rx.el.li(
            rx.el.time(change.day_label, date_time=change.day),
            rx.el.div(
                rx.el.ul(rx.foreach(change.lines, lambda line: rx.el.li(line)), class_name="bullets"),
                parts.sources(change.sources),
                class_name="stack-small",
            ),
        )

    empty = empty_state(
        _("Rien n’a changé pour ce dossier"),
        _("Quand une loi ou une recommandation change quelque chose à ce calendrier, c’est dit ici, avec la date et la source."),
    )
    return rx.cond(
        State.changes.length() > 0,
        rx.el.ol(rx.foreach(State.changes, one), class_name="log changes"),
        empty,
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    shown = rx.match(
        State.tab,
        ("reponses", _answers()),
        ("choix", _choices()),
        ("changements", _changes()),
        _messages(),
    )
    lead = rx.el.p(rx.cond(_LOADED, State.subject_label, "\u00a0"), class_name="soft")
    return signed_in(
        layout.page_head(
            _("Prévention"),
            lead,
            link_button(_("Voir mon calendrier"), _CALENDAR, icon_name="calendar"),
            purpose=_(
                "Carnet vous dit quel examen ou quel vaccin vient ensuite, et pourquoi. Il informe et ne prescrit pas. "
                "Vous pouvez refuser ces messages à tout moment, sans donner de raison."
            ),
        ),
        _tabs(),
        rx.cond(_LOADED, shown, skeleton_lines(6)),
        calendar_dialogs(),
        _refusal_dialog(),
        here="/prevention",
        undo=rx.cond(
            State.tab == "reponses",
            calendar_undo(),
            undo_bar(
                State.undo_text,
                on_undo=State.undo,
                on_expire=State.too_late,
                seconds=State.undo_seconds,
                what=State.undo_key,
                label=_("Annuler"),
            ),
        ),
    )
