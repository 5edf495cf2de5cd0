"""One conversation on `/messages/[conversation]`: who is there, what was said, the box to answer, what one may do with it."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from rxapp.components import layout
from rxapp.components import messages as parts
from rxapp.components.buttons import button, link, link_button
from rxapp.components.conversation import messages, not_sent, printed_messages, why_closed
from rxapp.components.feedback import empty_state, notice, skeleton_lines
from rxapp.components.islands import Addressed, Visible
from rxapp.components.lists import tag
from rxapp.components.text import _
from rxapp.pages.messages_write import answer
from rxapp.state.messages import MessagesState as State
from rxapp.state.messages_acts import MessagesActsState as Acts
from rxapp.state.messages_write import MessagesWriteState as Write

_talk = State.detail
_OF_ANOTHER = rx.cond(State.people.length() > 0, State.people[0].id != _talk.person_id, False)


def _of(act: Any) -> Any:
    """That act on something of the conversation that is drawn."""
    return partial(act, _talk.id)


def title() -> rx.Component:
    """The subject, in the same element while it comes."""
    return Addressed.create(
        rx.fragment(rx.cond(State.missing, _("Introuvable"), _talk.subject)),
        id=State.shown,
        waiting=rx.fragment(_("Conversation")),
    )


def lead() -> rx.Component:
    """With whom, about whom."""
    who = rx.cond(
        _talk.information,
        rx.fragment(rx.el.span(_talk.issuer), tag(_("Information"))),
        rx.foreach(_talk.professionals, lambda one: rx.el.span(one.name, key=one.id)),
    )
    about = rx.cond(_OF_ANOTHER, rx.el.span(_("pour {nom}", nom=_talk.person_name)), rx.fragment())
    known = rx.cond(State.missing, rx.fragment(), rx.fragment(who, about))
    return rx.el.p(Addressed.create(known, id=State.shown, waiting=rx.el.span("\u00a0")), class_name="soft dots")


def missing() -> rx.Component:
    """Nothing is there for this person."""
    return empty_state(
        _("Cette conversation n’est pas dans ce dossier"),
        _(
            "L’adresse n’est peut-être pas complète, ou elle parle d’une autre personne. "
            "À 18 ans, on garde ses messages pour soi."
        ),
        link_button(_("Voir les messages"), "/messages", kind="primary", icon_name="arrow-left"),
    )


def waiting() -> rx.Component:
    """The shape of a conversation while it comes."""
    return rx.el.div(rx.el.div(class_name="bone bone-acts acts"), skeleton_lines(6), class_name="stack")


def _people() -> rx.Component:
    """Who takes part, hearing from them no more, and having somebody else take part."""
    one = {"on_block": _of(Acts.ask_to_block), "on_unblock": _of(Acts.unblock), "may_block": ~State.helping}
    listed = rx.el.ul(rx.foreach(_talk.professionals, lambda who: parts.taking_part(who, **one)), class_name="lines")
    return rx.el.details(
        rx.el.summary(_("Qui prend part à cette conversation")),
        rx.el.p(_("Vous et :"), class_name="soft"),
        listed,
        rx.cond(
            _talk.can_add,
            rx.el.p(button(_("Ajouter un professionnel"), icon_name="plus", on_click=Acts.ask_to_add(_talk.id))),
            rx.fragment(),
        ),
        class_name="noprint people",
    )


def _acts() -> rx.Component:
    put_away = button(_("Archiver"), on_click=Acts.archive(_talk.id))
    take_out = button(_("Sortir des archives"), on_click=Acts.unarchive(_talk.id))
    # A sheet is a copy to take along, which is the person's own.
    printing = rx.cond(State.helping, rx.fragment(), link_button(_("Imprimer"), State.ways.printing, icon_name="printer"))
    file_it = button(_("Ranger la conversation"), icon_name="folder-open", on_click=Acts.ask_to_file(_talk.id))
    filed = rx.el.p(
        _("Cette conversation est un document du dossier."), " ", link(_("Le voir"), "/dossier/" + Acts.filed, class_name="alone")
    )
    return rx.fragment(
        rx.el.div(rx.cond(_talk.archived, take_out, put_away), rx.cond(State.may_add, file_it), printing, class_name="row acts"),
        rx.cond((Acts.filed != "") & (Acts.filed_in == State.shown), filed, rx.fragment()),
    )


def _away(one: rx.Var) -> rx.Component:
    words = _("{nom} : absence jusqu’au {date}", nom=one.name, date=one.away_until)
    return rx.cond(
        one.away_until != "", notice(words, rx.el.p(_("Votre message attendra son retour.")), kind="todo"), rx.fragment()
    )


def _bottom() -> rx.Component:
    """The box to answer, or why there is none."""
    box = rx.el.div(rx.foreach(_talk.professionals, _away), answer(), class_name="stack")
    named = _("Écrire à {nom}", nom=State.ways.again_to)
    again = rx.cond(State.ways.again != "", rx.el.p(link_button(named, State.ways.again, icon_name="pencil")), rx.fragment())
    return rx.cond(_talk.can_write, box, rx.fragment(why_closed(_talk, again), not_sent(Write.unsent)))


def talk() -> rx.Component:
    """The conversation that is open."""
    secret = notice(_("Cette conversation est gardée pour vous."), rx.el.p(_("Vos parents ne la voient nulle part.")))
    return rx.el.div(
        _acts(),
        rx.cond(_talk.hidden, secret, rx.fragment()),
        rx.cond(_talk.professionals.length() > 0, _people(), rx.fragment()),
        messages(
            _talk.rows,
            label=_("Messages de la conversation"),
            on_withdraw=_of(Acts.ask_to_withdraw),
            on_report=_of(Acts.ask_to_report),
            on_file=_of(Acts.file),
            file_label=rx.cond(
                _OF_ANOTHER, _("Ranger dans le dossier de {nom}", nom=_talk.person_first), _("Ranger dans mon dossier")
            ),
            earlier=State.ways.earlier,
            latest=State.ways.latest,
            place=rx.cond(State.asked.before == "", _talk.id, ""),
            last=_talk.last_seq,
        ),
        rx.cond(State.asked.before == "", _bottom(), rx.fragment()),
        Visible.create(on_change=State.looked_at, asked=State.opened),
        class_name="stack talk",
    )


def printed() -> rx.Component:
    """The whole conversation as it goes on paper: whose, with whom, when it was made, what was said."""
    cut = rx.cond(State.cut, rx.el.p(_("Les messages les plus anciens ne sont pas imprimés."), class_name="soft"), rx.fragment())
    print_it = button(_("Imprimer"), kind="primary", icon_name="printer", custom_attrs={"data-print": ""})
    return rx.el.div(
        rx.el.div(parts.way_back(_("Retour à la conversation"), State.ways.back), print_it, class_name="row between noprint"),
        layout.page_head(title(), lead()),
        rx.cond(
            State.missing,
            missing(),
            rx.el.div(
                rx.el.p(rx.el.strong(_("Dossier de {nom}", nom=_talk.person_name))),
                rx.el.p(
                    rx.el.span(_("« Vous » est {nom}", nom=State.account_label)),
                    rx.el.span(_("Imprimé le {moment}", moment=State.printed)),
                    class_name="soft small dots",
                ),
                cut,
                rx.cond(_talk.closed_label != "", rx.el.p(_talk.closed_label), rx.fragment()),
                printed_messages(_talk.rows),
                class_name="stack",
            ),
        ),
        class_name="stack",
        key="impression",
    )
