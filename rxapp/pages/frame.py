"""The frame of every signed-in page: the pages that exist, whose record is open, what just happened."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components import layout
from rxapp.components.layout import NavItem
from rxapp.components.text import _
from rxapp.state.shell import Shell

PATIENT_PAGES = (
    NavItem(_("Accueil"), "/accueil", "house", "a"),
    NavItem(_("Dossier"), "/dossier", "folder-open", "d"),
    NavItem(_("Historique"), "/historique", "clock", "h"),
    NavItem(_("Paramètres"), "/parametres", "settings-2", "p"),
)


def signed_in(*children: Any, here: str, undo: rx.Component | None = None) -> rx.Component:
    """A page of someone signed in; « Dossier de » appears when there is more than one person to choose from."""
    switch = rx.cond(
        Shell.people.length() > 1,
        layout.person_switch(Shell.people, Shell.subject, Shell.choose_person),
    )
    return layout.shell(*children, items=PATIENT_PAGES, here=here, switch=switch, status=Shell.words.text, undo=undo)
