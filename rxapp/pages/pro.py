"""`/pro`: the inbox of a professional or an establishment; what shows is in the address (`state/pro_address.py`).

One conversation is `pro_talk.py`, the settings `pro_settings.py`.
"""

from __future__ import annotations

import reflex as rx

from rxapp.components import conversation as parts
from rxapp.components import layout
from rxapp.components.buttons import link, link_button
from rxapp.components.feedback import empty_state
from rxapp.components.icons import icon
from rxapp.components.islands import CounterKeys, NewDay, Turned
from rxapp.components.lists import address_filter, chip, chips, more, search_box, tag
from rxapp.components.text import _, _n
from rxapp.pages import pro_settings, pro_talk
from rxapp.pages.frame import at_desk
from rxapp.state.pro import ProState as State
from rxapp.state.pro_list import ProListState as List
from rxapp.state.pro_talk import ProTalkState as Talk

KEYS = (
    (_("Conversation suivante, conversation d’avant"), "j k"),
    (_("Ouvrir la conversation"), "⏎"),
    (_("Répondre"), "r"),
    (_("Insérer un modèle"), "m"),
    (_("Confier la conversation"), "c"),
    (_("Archiver la conversation"), "a"),
    (_("Imprimer"), "i"),
    (_("Retour à la liste"), "b"),
)
_SETTINGS = State.screen == "settings"
_PRINT = State.screen == "print"
_OPEN = State.screen == "one"


def _head() -> rx.Component:
    title = rx.fragment(rx.cond(_SETTINGS, _("Réglages des messages"), _("Messages")))
    waiting = rx.cond(
        List.waiting > 0,
        _n("{n} conversation non lue", "{n} conversations non lues", List.waiting),
        rx.cond(List.listed, _("Tout est lu."), "\u00a0"),
    )
    lead = rx.el.p(rx.cond(_SETTINGS, _("Qui vous écrit, et ce qui lui est répondu."), waiting), class_name="soft")
    settings = link_button(_("Réglages"), List.ways.settings, icon_name="settings-2")
    return layout.page_head(title, lead, rx.cond(_SETTINGS | _PRINT, rx.fragment(), settings))


def _way_back() -> rx.Component:
    inside = rx.fragment(icon("arrow-left"), rx.el.span(_("Retour aux messages")))
    return link(inside, List.ways.whole, class_name="way-back", custom_attrs={"data-act": "b"})


def _tools() -> rx.Component:
    return rx.el.div(
        search_box(_("Chercher dans les messages")),
        chips(
            _("Conversations"),
            chip(_("Toutes"), List.ways.everything, List.view == ""),
            chip(_("Non lues"), List.ways.unread, List.view == "non-lues"),
            chip(_("À moi"), List.ways.mine, List.view == "a-moi"),
            chip(_("Archivées"), List.ways.archived, List.view == "archivees"),
        ),
        rx.el.div(address_filter(_("Patient"), "patient", _("Tous les patients"), List.people), class_name="filters"),
        class_name="tools",
    )


def _line(line: rx.Var) -> rx.Component:
    row = line.row
    answers = rx.cond(row.assigned | (row.answers == ""), rx.fragment(), tag(_("Confiée à {nom}", nom=row.answers)))
    return parts.conversation_row(
        row,
        line.href,
        title=row.person_name,
        names=rx.cond(row.by == row.person_name, "", row.by),
        is_current=_OPEN & (Talk.page.id == row.id),
        marks=(rx.cond(row.hidden, tag(_("Secrète"), "soon"), rx.fragment()), answers),
    )


def _empty() -> rx.Component:
    none = empty_state(
        _("Aucune conversation pour l’instant"),
        _("Quand une personne vous écrit, son message arrive ici de lui-même. Choisissez d’abord qui peut commencer."),
        link_button(_("Choisir qui peut m’écrire"), List.ways.settings),
    )
    no_match = empty_state(
        _("Aucune conversation ne correspond"),
        _("Cherchez un nom, un mot de l’objet ou d’un message."),
        link_button(_("Voir toutes les conversations"), List.ways.whole),
    )
    return rx.cond(List.narrowed, no_match, none)


def _list() -> rx.Component:
    lines = rx.el.ul(rx.foreach(List.lines, _line), class_name="talks", custom_attrs={"data-column": "conversations"})
    onward = rx.cond(List.ways.following != "", rx.el.div(more(href=List.ways.following), class_name="more"))
    first = rx.cond(List.ways.first != "", rx.el.p(link(_("Revenir au début"), List.ways.first, class_name="alone")))
    partial = rx.cond(
        List.partial, rx.el.p(_("La recherche s’est arrêtée avant la fin : la page suivante continue."), class_name="soft")
    )
    return rx.el.section(
        rx.el.h2(_("Conversations"), class_name="hush"),
        _tools(),
        rx.cond(List.listed, rx.cond(List.lines.length() > 0, lines, _empty()), parts.conversation_bone()),
        partial,
        first,
        onward,
        class_name="pane-list record",
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    nothing = rx.el.p(_("Choisissez une conversation dans la liste."), class_name="soft only-panes")
    shown = rx.cond(_OPEN, rx.cond(Talk.missing, pro_talk.missing(List.ways.everything), pro_talk.conversation()), nothing)
    inbox = rx.el.div(
        _list(), rx.el.div(shown, class_name="pane-talk"), class_name=rx.cond(_OPEN, "panes panes-open", "panes"), key="messages"
    )
    printed = rx.cond(Talk.missing, pro_talk.missing(List.ways.everything), pro_talk.printed())
    return at_desk(
        rx.el.div(rx.cond(_SETTINGS, _way_back(), rx.fragment()), _head(), class_name="doc-head noprint"),
        rx.match(State.screen, ("settings", pro_settings.settings()), ("print", printed), inbox),
        pro_talk.dialogs(),
        pro_settings.template_dialog(),
        CounterKeys.create(),
        NewDay.create(on_change=State.look_again),
        Turned.create(names=["vue", "conversation", "imprimer"]),
        here="/pro",
        keys=KEYS,
    )
