"""`/connexion/code`: the second step of signing in, for an account with a second factor."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import submit
from rxapp.components.feedback import notice
from rxapp.components.forms import asked_page, field, native_form, native_refusal
from rxapp.components.lists import card
from rxapp.components.operator import reach
from rxapp.components.passkeys import passkey_button
from rxapp.components.text import _
from rxapp.state.connexion import ConnexionState as State


def code_field(error: rx.Var | str = "", *, app: rx.Var | bool = True, **given: Any) -> rx.Component:
    """The box for a code of the authenticator, or a recovery code; ``app``: there is an authenticator, or nobody may know yet."""
    both = _("Les 6 chiffres de votre application, ou un de vos codes de secours.")
    return field(
        _("Code"),
        "code",
        hint=both if app is True else rx.cond(app, both, _("Un de vos codes de secours.")),
        error=error,
        auto_complete="one-time-code",
        auto_capitalize="characters",
        spell_check=False,
        max_length=40,
        **given,
    )


def key_answers(key: rx.Var, now: rx.Var | bool = False) -> rx.Component:
    """What to do without a code when one has a passkey (``key``); ``now``: it has just opened the session."""
    later = _("Sans code : reconnectez-vous avec votre clé d’accès, revenez ici dans le quart d’heure et laissez le code vide.")
    just = _("Vous venez d’entrer avec votre clé d’accès : laissez le code vide.")
    return rx.cond(key, rx.el.p(rx.cond(now, just, later), class_name="soft"))


def page() -> rx.Component:
    """The page; the same for everyone."""
    asked = card(
        rx.el.h2(_("Une clé d’accès, ou un code")),
        rx.cond(State.refused, notice(_("Ce code n’est pas le bon, ou il a déjà servi."), kind="error")),
        passkey_button("refus-code"),
        native_form(
            native_refusal("refus-code"),
            code_field(),
            asked_page(),
            submit(_("Continuer")),
            action="/session/code",
            class_name="stack",
            custom_attrs={"data-session": "refus-code", "noValidate": True},
        ),
        rx.el.details(
            rx.el.summary(_("Je n’ai plus mon téléphone")),
            rx.el.p(_("Chaque code de secours ouvre une fois : ce sont ceux que vous avez imprimés ou notés.")),
            rx.el.p(
                _("Sans eux, une lettre à votre adresse permet de retirer le second facteur."),
                " ",
                rx.el.a(_("Demander une lettre"), href="/mot-de-passe-oublie/lettre"),
            ),
            rx.el.p(_("Pour un compte professionnel, écrivez à l’exploitant de ce Carnet :")),
            reach(State.operator),
        ),
        rx.el.p(rx.el.a(_("Revenir à la connexion"), href="/"), class_name="soft"),
    )
    return layout.public(
        layout.split(
            [
                rx.el.h1(_("Encore une étape")),
                rx.el.p(_("Votre mot de passe est bon. Ce compte demande aussi ce que vous seul avez."), class_name="lead"),
            ],
            asked,
        ),
        rx.el.script(src="/session.js", async_=True),
    )
