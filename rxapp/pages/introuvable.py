"""An address that leads nowhere: says so, and shows the way back."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link_button
from rxapp.components.text import _


def page() -> rx.Component:
    """The page; the same for everyone."""
    return layout.public(
        layout.page_head(
            _("Cette page n’existe pas"),
            _("L’adresse est peut-être incomplète, ou la page a changé de place. Rien n’est perdu."),
        ),
        link_button(_("Revenir à l’accueil"), "/", kind="primary", native=True),
    )
