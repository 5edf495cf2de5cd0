"""The frame of every signed-in page: the pages that exist, whose record is open, what just happened."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components import layout
from rxapp.components.layout import NavItem
from rxapp.components.text import _
from rxapp.components.uploader import sending
from rxapp.state.sending import SendingState
from rxapp.state.shell import Shell

PATIENT_PAGES = (
    NavItem(_("Accueil"), "/accueil", "house", "c"),
    NavItem(_("Dossier"), "/dossier", "folder-open", "d"),
    NavItem(_("Agenda"), "/agenda", "calendar", "a"),
    NavItem(_("Pharmacie"), "/pharmacie", "pill", "o"),
    NavItem(_("Prévention"), "/prevention", "shield-check", "v"),
    NavItem(_("Historique"), "/historique", "clock", "h"),
    NavItem(_("Paramètres"), "/parametres", "settings-2", "p"),
)


OTHER_PAGES = (NavItem(_("Paramètres"), "/parametres", "settings-2", "p"),)
"""The pages that exist so far for professionals, pharmacies, establishments and the operator."""


def signed_in(*children: Any, here: str, undo: rx.Component | None = None, everyone: bool = False) -> rx.Component:
    """A page of someone signed in; « Dossier de » is on every page of a patient.

    everyone: a page of every role, whose navigation shows what exists for the role.
    """
    unknown = Shell.role == ""
    # In its place from the first paint, empty until the people are known, so that nothing moves.
    switch = rx.cond(
        unknown | (Shell.role == "patient"),
        layout.person_switch(Shell.people, Shell.subject, Shell.choose_person),
    )
    others = layout.Others(OTHER_PAGES, shown=~unknown & (Shell.role != "patient"), unknown=unknown)
    return layout.shell(
        *children,
        items=PATIENT_PAGES,
        here=here,
        others=others if everyone else None,
        switch=switch,
        bell=layout.bell("/notifications", Shell.unread, here=here == "/notifications"),
        # Errors of fields are said beside them, where the focus goes.
        status=rx.cond(Shell.errors.length() > 0, "", Shell.words.text),
        status_kind=Shell.words.kind,
        undo=rx.fragment(*([undo] if undo is not None else []), sending(on_kept=SendingState.kept)),
    )
