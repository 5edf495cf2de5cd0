"""`/messages` and `/messages/[conversation]`: the list and one conversation side by side, or a new one.

What shows is in the address (`state/messages_address.py`). One conversation is `messages_one.py`, writing `messages_write.py`.
"""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components import messages as parts
from rxapp.components.buttons import link_button
from rxapp.components.conversation import conversation_bone
from rxapp.components.feedback import empty_state, undo_bar
from rxapp.components.islands import Addressed, NewDay, Turned
from rxapp.components.lists import chip, chips, search_box, turns
from rxapp.components.text import _
from rxapp.pages import messages_one, messages_questions, messages_write
from rxapp.pages.frame import signed_in
from rxapp.state.messages import MessagesState as State
from rxapp.state.messages_write import MessagesWriteState as Write

_WRITE = "/messages?ecrire=destinataire"
_WRITING = (State.screen == "who") | (State.screen == "new")


def _title() -> rx.Component:
    """The one h1; it stays the same element while its words change."""
    return rx.fragment(
        rx.match(
            State.screen,
            ("who", _("À qui écrire ?")),
            ("new", rx.cond(State.missing, _("Introuvable"), _("Nouveau message"))),
            _("Messages"),
        )
    )


def _lead() -> rx.Component:
    """Whose messages; one line even before it is known, so that nothing moves."""
    return rx.el.p(rx.cond(State.screen == "", "\u00a0", State.subject_label), class_name="soft")


def _head() -> rx.Component:
    write = link_button(_("Écrire"), _WRITE, kind="primary", icon_name="pencil")
    purpose = rx.el.p(_("Parlez avec les professionnels qui vous suivent, sous le secret médical."), class_name="measure")
    return layout.page_head(
        _title(), _lead(), rx.cond(_WRITING, rx.fragment(), write), purpose=rx.cond(_WRITING, rx.fragment(), purpose)
    )


def _empty() -> rx.Component:
    return rx.match(
        State.asked.view,
        ("non-lus", empty_state(_("Tout est lu"), _("Les messages que vous n’avez pas encore lus se montrent ici."))),
        (
            "archives",
            empty_state(_("Aucune conversation archivée"), _("Archivez une conversation finie : elle reste lisible ici.")),
        ),
        ("information", empty_state(_("Aucune information"), _("Ce que vous écrit l’Assurance Maladie se range ici."))),
        empty_state(
            _("Aucune conversation"),
            _("Écrivez à un professionnel qui l’accepte : sa réponse arrivera ici."),
            link_button(_("Écrire un premier message"), _WRITE, icon_name="pencil"),
        ),
    )


def _nothing_found() -> rx.Component:
    return empty_state(_("Rien n’est trouvé"), _("Essayez un autre mot : un nom, l’objet, ce qui était écrit."))


def _list(*, beside: bool) -> rx.Component:
    """The conversations, unread first. beside: a conversation is open, and the list stands beside it."""
    known = rx.cond(
        State.rows.length() > 0,
        rx.el.ul(rx.foreach(State.rows, parts.listed_row), class_name="talks"),
        rx.cond(State.asked.query != "", _nothing_found(), _empty()),
    )
    cut = rx.el.p(_("La recherche n’a pas tout parcouru : la suite est à la page suivante."), class_name="soft")
    return rx.el.section(
        rx.el.h2(_("Conversations"), class_name="hush"),
        *([link_button(_("Écrire"), _WRITE, icon_name="pencil")] if beside else []),
        rx.el.div(
            search_box(_("Chercher dans les messages")),
            chips(
                _("Quelles conversations"),
                chip(_("Toutes"), State.ways.all, State.asked.view == ""),
                chip(_("Non lues"), State.ways.unread, State.asked.view == "non-lus"),
                chip(_("Archivées"), State.ways.archived, State.asked.view == "archives"),
                chip(_("Information"), State.ways.information, State.asked.view == "information"),
            ),
            class_name="tools",
        ),
        *([] if beside else [messages_write.begun()]),
        rx.cond((State.listed_for != "") & (State.listed_for == State.subject), known, conversation_bone()),
        rx.cond(State.cut, cut, rx.fragment()),
        turns(previous="", following=State.ways.following, first=State.ways.first),
        class_name="pane-list stack",
    )


def _panes(talk: rx.Component, *, open: bool) -> rx.Component:
    return rx.el.div(_list(beside=open), talk, class_name="panes panes-open" if open else "panes")


def _beside() -> rx.Component:
    """What stands beside the list while no conversation is open; a phone shows the list alone."""
    return rx.el.div(
        rx.el.p(_("Choisissez une conversation pour la lire ici."), class_name="soft"), class_name="pane-talk only-panes"
    )


def page() -> rx.Component:
    """The list, or a new message; what is personal comes with the state."""
    return signed_in(
        rx.el.div(
            rx.cond(_WRITING, parts.way_back(_("Retour aux messages"), "/messages"), rx.fragment()),
            _head(),
            class_name="doc-head",
        ),
        rx.match(
            State.screen,
            ("who", messages_write.who()),
            ("new", rx.cond(State.missing, messages_write.nobody(), messages_write.new())),
            _panes(_beside(), open=False),
        ),
        Turned.create(names=["vue", "ecrire"]),
        NewDay.create(on_change=State.look_again),
        here="/messages",
        undo=undo_bar(
            Write.undo_text,
            on_undo=Write.restore(Write.box.place),
            on_expire=Write.too_late,
            what=Write.undo_key,
            label=_("Reprendre le brouillon"),
        ),
    )


def one_page() -> rx.Component:
    """One conversation, the list beside it on a wide screen."""
    whole = rx.cond(State.missing, messages_one.missing(), messages_one.talk())
    panes = _panes(
        rx.el.div(
            rx.el.div(
                parts.way_back(_("Retour aux messages"), State.ways.back, beside=True),
                layout.page_head(messages_one.title(), messages_one.lead()),
                class_name="doc-head",
            ),
            Addressed.create(whole, id=State.shown, waiting=messages_one.waiting()),
            class_name="pane-talk",
        ),
        open=True,
    )
    return signed_in(
        rx.cond(State.screen == "print", messages_one.printed(), panes),
        messages_questions.questions(),
        Turned.create(names=["avant", "imprimer"]),
        NewDay.create(on_change=State.look_again),
        here="/messages",
    )
