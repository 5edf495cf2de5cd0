"""Passkeys on the screen: the button that signs in with one, and the part of a page that makes one."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button
from rxapp.components.text import Text, _


def _text_value(value: Var[str]) -> tuple[Var[str]]:
    return (value,)


class PasskeyMaker(rx.Component):
    """Has the browser make a passkey each time `options` (JSON) changes to something.

    on_made: handler of its answer (JSON). on_failed: handler of why there is none ("absent", "refused").
    """

    library = "$/public/ui/passkey.js"
    tag = "PasskeyMaker"
    options: Var[str]
    on_made: rx.EventHandler[_text_value]
    on_failed: rx.EventHandler[_text_value]


def passkey_button(refusal: str) -> rx.Component:
    """Signs in with a passkey (`assets/session.js`); refusal: id of the box where it is said why not.

    Its name must not hold « Se connecter », by which testers find the button of the form.
    """
    words: dict[str, Any] = {
        "data-passkey": refusal,
        "data-absent": _("Ce navigateur ne connaît pas les clés d’accès."),
        "data-failed": _("Aucune clé d’accès n’a répondu. Réessayez, ou donnez votre mot de passe."),
    }
    label: Text = _("Utiliser une clé d’accès")
    return button(label, wide=True, custom_attrs=words)
