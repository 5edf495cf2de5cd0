"""The pages that a profile is made of, as tabs: those that exist, none while there is only one."""

from __future__ import annotations

import reflex as rx

from rxapp.components.lists import tabs
from rxapp.components.text import _

PROFIL_TABS = ((_("Profil"), "/profil"), (_("Mesures"), "/profil/mesures"), (_("Vaccinations"), "/profil/vaccinations"))
"""Words and address of each page."""


def profil_tabs(here: str) -> rx.Component:
    """The tabs of a page of the profile; ``here``: its address."""
    if len(PROFIL_TABS) < 2:
        return rx.fragment()
    return tabs(_("Profil"), [(words, href, href == here) for words, href in PROFIL_TABS])
