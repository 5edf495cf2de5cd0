"""The boxes in which a person says who they are, where no session says it yet."""

from __future__ import annotations

import reflex as rx

from rxapp.components.forms import field
from rxapp.components.text import _


def identity_fields(errors: rx.Var) -> list[rx.Component]:
    """Number and birth date, as they are on the letter; ``errors`` by box."""
    return [
        field(
            _("Numéro de sécurité sociale"),
            "nir",
            hint=_("15 caractères, clé comprise : sur la lettre ou la carte Vitale. Les espaces ne comptent pas."),
            error=errors["nir"],
            auto_complete="off",
            max_length=30,
        ),
        field(
            _("Date de naissance"),
            "naissance",
            hint=_("Jour, mois, année. Exemple : 04/09/1979"),
            error=errors["naissance"],
            auto_complete="bday",
            max_length=20,
        ),
    ]
