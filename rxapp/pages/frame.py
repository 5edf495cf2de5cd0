"""The frame of every signed-in page: the pages that exist, whose record is open, what just happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.layout import NavItem, Others
from rxapp.components.text import Text, _
from rxapp.components.uploader import sending
from rxapp.state.sending import SendingState
from rxapp.state.shell import Shell

_SETTINGS = NavItem(_("Paramètres"), "/parametres", "settings-2", "p")
PATIENT_PAGES = (
    NavItem(_("Accueil"), "/accueil", "house", "c"),
    NavItem(_("Dossier"), "/dossier", "folder-open", "d"),
    NavItem(_("Agenda"), "/agenda", "calendar", "a"),
    NavItem(_("Profil"), "/profil", "user-round", "f"),
    NavItem(_("Messages"), "/messages", "mail", "m", new=Shell.new_messages),
    NavItem(_("Pharmacie"), "/pharmacie", "pill", "o"),
    NavItem(_("Prévention"), "/prevention", "shield-check", "v"),
    NavItem(_("Historique"), "/historique", "clock", "h"),
    _SETTINGS,
)
PHARMACY_PAGES = (NavItem(_("Commandes"), "/officine", "columns", "o"), _SETTINGS)
PRO_PAGES = (
    NavItem(_("Messages"), "/pro", "mail", "m", new=Shell.new_messages),
    NavItem(_("Patients"), "/pro/patients", "folder-open", "d"),
    NavItem(_("Envois"), "/pro/envoyer", "file-text", "e"),
    _SETTINGS,
)
"""The pages that exist so far for professionals and establishments."""
OTHER_PAGES = (_SETTINGS,)
"""The pages that exist so far for the operator."""


def signed_in(*children: Any, here: str, undo: rx.Component | None = None, everyone: bool = False) -> rx.Component:
    """A page of someone signed in; « Dossier de » is on every page of a patient.

    everyone: a page of every role, whose navigation shows what exists for the role.
    """
    unknown = Shell.role == ""
    # In its place from the first paint, empty until the people are known, so that nothing moves.
    switch = rx.cond(
        unknown | (Shell.role == "patient"),
        layout.person_switch(Shell.people, Shell.subject, Shell.choose_person),
        layout.no_switch(),
    )
    find = rx.cond(unknown | (Shell.role == "patient"), layout.finder("/recherche", here=here == "/recherche"))
    others = (
        Others(OTHER_PAGES, shown=~unknown & (Shell.role != "patient")),
        Others(PHARMACY_PAGES, shown=Shell.role == "pharmacy"),
        Others(PRO_PAGES, shown=(Shell.role == "professional") | (Shell.role == "establishment")),
    )
    more = rx.fragment(*([undo] if undo is not None else []), sending(on_kept=SendingState.kept))
    children = (_aside(), *children)
    if not everyone:
        return _framed(*children, items=PATIENT_PAGES, here=here, switch=switch, find=find, undo=more)
    return _framed(*children, items=PATIENT_PAGES, here=here, switch=switch, find=find, undo=more, others=others, unknown=unknown)


def _aside() -> rx.Component:
    """Why a page shows one's own record in place of the one that was asked for, for as long as it does."""
    back = rx.fragment(
        rx.el.p(_("Le dossier de cette personne se rouvre sur les pages où vous l’aidez.")),
        rx.el.div(button(_("Rester dans mon dossier"), on_click=Shell.keep_own_record), class_name="row"),
    )
    return rx.cond(Shell.aside != "", notice(Shell.aside, rx.cond(Shell.away, back)))


def once_patient(rows: rx.Var, shown: rx.Component, load: rx.event.EventType, bones: int) -> rx.Component:
    """A list that patients alone have on a page of every role, loaded once it is known that one reads; its shape until then.

    bones: how many lines that shape has.
    """
    come = rx.el.div(rx.cond(rows.length() > 0, shown, skeleton_lines(bones)), on_mount=load)
    return rx.cond(Shell.role == "patient", come, skeleton_lines(bones))


def back_to_settings() -> rx.Component:
    """The way back, at the end of the pages that the settings lead to."""
    return rx.el.div(link_button(_("Revenir aux paramètres"), "/parametres", kind="quiet"), class_name="quiet-start")


AT_COUNTER = 240
"""Minutes that the page of a counter stays open without a sign of life (docs/decisions/031-a-counter-listens.md)."""


def at_counter(*children: Any, here: str, keys: Sequence[tuple[Text, str]] = ()) -> rx.Component:
    """A page of a pharmacy's staff. keys: what the keys of this page do."""
    return _framed(*children, items=PHARMACY_PAGES, here=here, keys=keys, idle=AT_COUNTER)


def at_desk(*children: Any, here: str, keys: Sequence[tuple[Text, str]] = ()) -> rx.Component:
    """A page of professionals and establishments. keys: what the keys of this page do."""
    return _framed(*children, items=PRO_PAGES, here=here, keys=keys)


def _framed(*children: Any, here: str, find: rx.Component | None = None, **props: Any) -> rx.Component:
    bell = layout.bell("/notifications", Shell.unread, here=here == "/notifications", known=Shell.ready)
    return layout.shell(
        *children,
        here=here,
        bell=bell if find is None else rx.fragment(find, bell),
        # Errors of fields are said beside them, where the focus goes.
        status=rx.cond(Shell.errors.length() > 0, "", Shell.words.text),
        status_kind=Shell.words.kind,
        **props,
    )
