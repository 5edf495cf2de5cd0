"""`/`: sign in, and what Carnet is."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link_button, submit
from rxapp.components.feedback import notice
from rxapp.components.forms import asked_page, field, native_form, native_refusal, password
from rxapp.components.lists import card
from rxapp.components.passkeys import passkey_button
from rxapp.components.text import _
from rxapp.state.index import IndexState


def _why_here() -> rx.Component:
    """Why one is here again, when one was sent."""
    return rx.match(
        IndexState.reason,
        ("fin", notice(_("Vous êtes déconnecté."), kind="done")),
        ("inactif", notice(_("Votre session s’est fermée après 15 minutes sans activité. Connectez-vous de nouveau."))),
        ("session", notice(_("Votre session est terminée. Connectez-vous de nouveau."))),
        (
            "ferme",
            notice(
                _("Votre compte est fermé."),
                rx.el.p(_("L’e-mail envoyé à la fermeture dit jusqu’à quand il peut être rouvert, et comment.")),
            ),
        ),
        ("refus", notice(_("Identifiant ou mot de passe incorrect."), kind="error")),
        rx.fragment(),
    )


def _sign_in() -> rx.Component:
    return card(
        rx.el.h2(_("Se connecter")),
        _why_here(),
        native_form(
            native_refusal("refus-connexion"),
            field(_("Identifiant"), "identifiant", auto_complete="username", auto_capitalize="none", spell_check=False),
            password(_("Mot de passe")),
            asked_page(),
            submit(_("Se connecter")),
            action="/session",
            class_name="stack",
            # The browser's own checks would speak its language, not the page's: the server says what is missing.
            custom_attrs={"data-session": "refus-connexion", "noValidate": True},
        ),
        passkey_button("refus-connexion"),
        rx.el.p(
            _("Première visite ?"),
            " ",
            rx.el.a(_("Activer mon espace avec la lettre"), href="/activation"),
            class_name="soft",
        ),
        rx.el.p(rx.el.a(_("Mot de passe oublié ?"), href="/mot-de-passe-oublie"), class_name="soft"),
    )


def page() -> rx.Component:
    """The page; the same for everyone."""
    return layout.public(
        layout.split(
            [
                rx.el.h1(_("Votre santé, dans un carnet qui n’appartient qu’à vous")),
                rx.el.p(
                    _("Vos documents de santé et ceux de vos enfants, réunis, lisibles et à vous seul."),
                    class_name="lead",
                ),
            ],
            _sign_in(),
            layout.promises(
                (
                    _("Chiffré avec votre clé"),
                    _("Chaque document est chiffré dès son arrivée, et vous le retrouvez à l’identique."),
                ),
                (_("Vous décidez"), _("Vous pouvez refuser cet espace avant même de l’ouvrir, sans donner de raison.")),
                (_("Rien en cachette"), _("Chaque consultation et chaque changement s’inscrivent dans votre historique.")),
            ),
        ),
        rx.el.script(src="/session.js", async_=True),
        action=link_button(_("J’ai reçu une lettre"), "/activation", kind="quiet"),
    )
