"""Writing on `/messages`: an answer in a conversation, or whom to write to, then a new message."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import reflex as rx

from rxapp.components import messages as parts
from rxapp.components.buttons import button, link, link_button
from rxapp.components.conversation import attach_from_device, attached, writing_box
from rxapp.components.feedback import dialog, empty_state, notice
from rxapp.components.forms import checkbox, field, focus_wrong_field, hidden
from rxapp.components.lists import search_box, turns
from rxapp.components.text import Text, _
from rxapp.state.messages_pick import MessagesPickState as Pick
from rxapp.state.messages_send import MessagesSendState as Send
from rxapp.state.messages_who import MessagesWhoState as Who
from rxapp.state.messages_write import MessagesWriteState as State

_BOX = SimpleNamespace(
    revision=State.revision,
    kept=State.kept,
    outcome=State.outcome,
    newer=State.newer,
    checked=State.checked,
    warned=State.warned,
    warnings=State.warnings,
    keep=State.keep,
    take_newer=State.take_newer,
    keep_mine=State.keep_mine,
    send=Send.send,
)


def _pieces() -> rx.Component:
    """What goes with the message, and two ways to join something."""
    return rx.el.div(
        attached(State.attached, partial(Pick.detach, State.box.place)),
        rx.el.div(
            attach_from_device(State.box.place.split("/")[0], State.box.place, on_done=Pick.added(State.box.place)),
            rx.cond(
                State.may_see,
                button(_("Joindre un document du dossier"), icon_name="folder-open", on_click=Pick.pick(State.box.place)),
            ),
            class_name="row joins",
        ),
        class_name="stack",
    )


def choice_of_papers() -> rx.Component:
    """The documents of the record, to join some. In front of the page, outside of the form it is for."""
    place = State.box.place
    acts = {"on_attach": partial(Pick.attach, place), "on_detach": partial(Pick.detach, place)}
    found = parts.papers(Pick.papers, Pick.query, on_search=Pick.search(place), **acts)
    inside = rx.fragment(found, rx.el.div(button(_("Terminé"), kind="primary", on_click=Pick.done), class_name="row"))
    here = (Pick.picking != "") & (Pick.picking == State.box.place)
    return dialog(_("Joindre un document du dossier"), rx.cond(here, inside), id="joindre", open=here, on_close=Pick.done)


def _box(label: Text, *below: Any, before: tuple[Any, ...] = ()) -> rx.Component:
    masked = notice(
        _("Un document joint est masqué à des professionnels."),
        rx.el.p(_("Si vous l’envoyez, les professionnels de cette conversation le verront, et eux seuls.")),
        kind="todo",
        role="alert",
    )
    told = (Send.words.kind == "error") & (Send.errors.length() == 0)
    asked = State.consent != ""
    return rx.fragment(
        writing_box(
            *below,
            _pieces(),
            rx.cond(asked, rx.fragment(masked, hidden("accord", State.consent)), rx.fragment()),
            rx.cond(told, notice(Send.words.text, kind="error"), rx.fragment()),
            box=State.box,
            state=_BOX,
            label=label,
            submit=rx.cond(asked, _("L’envoyer quand même"), _("Envoyer")),
            before=before,
            error=Send.errors["texte"],
            on_check=State.check,
        ),
        focus_wrong_field(Send.attempt),
    )


def answer() -> rx.Component:
    """The box to answer in the conversation that is open."""
    return rx.el.div(_box(_("Votre réponse")), choice_of_papers(), class_name="noprint")


def begun() -> rx.Component:
    """A new message that waits to be gone on with, when there is one."""
    inside = notice(
        _("Un message commencé attend"),
        rx.el.p(Who.begun.words, class_name="kept-lines"),
        link(_("Le reprendre"), Who.begun.href, class_name="alone"),
    )
    return rx.cond(Who.begun.href != "", inside, rx.fragment())


def _again(*said: rx.Component) -> rx.Component:
    """What stands in the boxes was begun before, perhaps for somebody else: it may be thrown away."""
    afresh = rx.el.p(button(_("L’effacer et recommencer"), on_click=State.drop(State.box.place), custom_attrs={"data-take": ""}))
    elsewhere = notice(_("Ce message a été commencé pour {noms}.", noms=State.for_whom), *said, afresh, kind="todo")
    own = notice(_("Vous reprenez un message commencé."), *said, afresh)
    return rx.cond(State.for_whom != "", elsewhere, rx.cond(State.taken_up, own, rx.fragment()))


def who() -> rx.Component:
    """Step one: a professional, or several; each says whether they may be written to."""
    none = empty_state(_("Aucun professionnel de ce nom"), _("Ceux qui utilisent ce Carnet sont ici. Essayez un autre nom."))
    onward = rx.el.div(
        rx.el.div(
            rx.el.strong(_("Choisi :")),
            rx.el.p(
                rx.foreach(Who.chosen, lambda name: rx.el.span(name)), class_name="dots", custom_attrs={"aria-live": "polite"}
            ),
        ),
        link_button(_("Continuer"), Who.onward, kind="primary"),
        class_name="onward row between",
    )
    return rx.el.div(
        begun(),
        rx.el.div(search_box(_("Chercher un nom")), class_name="tools"),
        rx.cond(Who.full, rx.el.p(_("Cinq professionnels au plus dans une conversation."), role="status"), rx.fragment()),
        rx.cond(Who.choices.length() > 0, rx.el.ul(rx.foreach(Who.choices, parts.choice_row), class_name="lines"), none),
        turns(previous="", following=Who.following),
        rx.cond(Who.onward != "", onward, rx.fragment()),
        class_name="record",
    )


def nobody() -> rx.Component:
    """The address names nobody one may write to; a message that was begun is shown, and goes on with who is chosen."""
    choose = empty_state(
        _("Ce destinataire n’est pas dans l’annuaire"),
        _("L’adresse n’est peut-être pas complète, ou ce destinataire a quitté Carnet."),
        link_button(_("Choisir un professionnel"), "/messages?ecrire=destinataire", kind="primary"),
    )
    subject = rx.cond(State.box.subject != "", rx.el.p(rx.el.strong(State.box.subject)))
    return rx.fragment(choose, _again(subject, rx.el.p(State.box.text, class_name="kept-lines")))


def new() -> rx.Component:
    """Step two: what it is about, and the text."""
    to = rx.el.section(
        rx.el.div(rx.el.h2(_("À")), link(_("Changer"), State.to_who), class_name="row between"),
        rx.el.ul(rx.foreach(State.to, parts.recipient), class_name="stack-small"),
        rx.el.p(_("Pour {nom}", nom=State.subject_label), class_name="soft"),
        class_name="card",
    )
    subject = field(
        _("Objet"),
        "objet",
        hint=_("Quelques mots qui disent de quoi il s’agit."),
        error=Send.errors["objet"],
        default_value=State.box.subject,
        required=False,
        max_length=120,
        auto_complete="off",
    )
    hide = rx.cond(
        State.may_hide, checkbox(_("Garder cette conversation pour moi : mes parents ne la voient pas"), "secret"), rx.fragment()
    )
    return rx.el.div(to, _box(_("Message"), hide, before=(_again(), subject)), choice_of_papers(), class_name="record sheet-form")
