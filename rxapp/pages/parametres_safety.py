"""`/parametres`: the second factor, and what happened to the account lately."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.forms import focus_on
from rxapp.components.lists import folded, part, tag
from rxapp.components.text import _, _n
from rxapp.state.parametres import NEWEST
from rxapp.state.parametres import ParametresState as State

PAGE = "/parametres/second-facteur"


def second_factor_part() -> rx.Component:
    """Whether signing in asks for a code, and the way to change that."""
    on = rx.fragment(
        rx.el.p(_("En place depuis le {date}.", date=State.standing.since_label)),
        rx.cond(~State.standing.app, rx.el.p(_("Une clé d’accès ouvre ce compte."))),
        rx.cond(State.standing.left < 3, notice(_("Il vous reste peu de codes de secours : demandez-en d’autres."), kind="todo")),
        rx.el.div(link_button(_("Clés d’accès, codes de secours et réglages"), PAGE)),
    )
    off = rx.fragment(
        rx.cond(
            State.standing.required,
            notice(
                _("Ce compte doit avoir un second facteur."),
                rx.el.p(_("Il ouvre des données de santé d’autres personnes : un mot de passe volé ne doit pas suffire.")),
                kind="todo",
            ),
            rx.el.p(
                _(
                    "Une clé d’accès, ou un code en plus du mot de passe : qui apprendrait votre mot de passe ne pourrait "
                    "pas entrer."
                ),
                class_name="soft",
            ),
        ),
        _before_18(),
        rx.el.div(link_button(_("Mettre en place le second facteur"), PAGE)),
    )
    return part("second-facteur", _("Second facteur"), rx.cond(State.standing.on, on, off))


def _before_18() -> rx.Component:
    """What a forgotten password costs somebody under 18 without a second factor."""
    why = _("Avant 18 ans, une lettre seule ne rend pas un mot de passe oublié : d’autres chez vous peuvent l’ouvrir.")
    link = _(
        "Il ne vous reste qu’un lien par e-mail. Si d’autres lisent cette adresse, ils peuvent entrer : prenez une clé d’accès."
    )
    nothing = _(
        "Votre compte n’a pas d’adresse e-mail, ou le compte d’un proche a la même, ou l’a eue : sans second facteur, vous "
        "attendriez vos 18 ans. Mettez-le en place, et gardez les codes de secours."
    )
    return rx.match(
        State.standing.way_back,
        ("lien", notice(why, rx.el.p(link))),
        ("rien", notice(why, rx.el.p(nothing), kind="todo")),
        rx.fragment(),
    )


def _event(event: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(event.label)),
            rx.el.p(
                rx.el.span(event.at_label),
                rx.cond(event.device_label, rx.el.span(event.device_label)),
                rx.cond(event.place_label, rx.el.span(_("Lieu : {place}", place=event.place_label))),
                rx.cond(event.answer_label, rx.el.span(event.answer_label)),
                class_name="doc-meta",
            ),
            rx.cond(event.grave, _question(event), rx.cond(event.answer_label, _answered(event))),
            class_name="stack-small",
        ),
    )


def _which(event: rx.Var) -> rx.Component:
    return rx.el.span(" : ", event.label, ", ", event.at_label, class_name="hush")


def _question(event: rx.Var) -> rx.Component:
    which = _which(event)
    return rx.fragment(
        rx.el.p(tag(_("À reconnaître"), "todo")),
        rx.el.div(
            button(rx.fragment(_("C’était moi"), which), on_click=State.own_event(event.id)),
            button(rx.fragment(_("Ce n’était pas moi"), which), on_click=State.disown_event(event.id)),
            class_name="row",
        ),
    )


def _answered(event: rx.Var) -> rx.Component:
    """What is left to do, and the other answer: whoever got in may have given the first."""
    which = _which(event)
    denied = button(rx.fragment(_("Finalement, pas moi"), which), kind="quiet", on_click=State.disown_event(event.id))
    owned = button(rx.fragment(_("Finalement, c’était moi"), which), kind="quiet", on_click=State.own_event(event.id))
    other = rx.el.div(rx.cond(event.mine, denied, owned), class_name="row")
    return rx.fragment(rx.cond(event.open, _to_do()), other)


def _to_do() -> rx.Component:
    """What is left to do about an event that was not them."""
    return rx.fragment(
        rx.el.p(tag(_("Mot de passe à changer"), "todo")),
        rx.el.div(
            link_button(_("Changer le mot de passe"), "#mot-de-passe"),
            rx.cond(State.standing.on, link_button(_("Revoir mes clés et changer mes codes de secours"), PAGE)),
            class_name="row",
        ),
    )


def events_part() -> rx.Component:
    """The latest events, newest first; what is folded away says what of it is to be recognised."""
    grave = _n("dont {n} à reconnaître", "dont {n} à reconnaître", State.grave_below)
    older = _("Plus anciennes ({n})", n=State.events.length() - NEWEST)
    words = rx.el.span(older, rx.cond(State.grave_below > 0, rx.fragment(" ", tag(grave, "todo"))))
    return part(
        "activite",
        _("Activité récente"),
        rx.el.p(
            _(
                "Une ligne marquée vous demande si c’était vous. Sinon, Carnet termine vos autres sessions, puis vous choisissez "
                "un autre mot de passe. Changez-le aussi si une autre ligne ne vient pas de vous."
            ),
            class_name="soft",
        ),
        focus_on(State.owned, "activite"),
        focus_on(State.disowned, "mot-de-passe"),
        rx.cond(
            State.events.length() > 0,
            folded(State.events, _event, NEWEST, words),
            rx.cond(State.account.login, rx.el.p(_("Rien pour l’instant."), class_name="soft"), skeleton_lines(2)),
        ),
    )
