"""`/mot-de-passe-oublie`: a link by e-mail, or a letter; then another password. The same pages for everyone."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link_button, submit
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.forms import checkbox, field, focus_on, focus_wrong_field, password
from rxapp.components.identity import identity_fields
from rxapp.components.lists import card
from rxapp.components.operator import reach
from rxapp.components.text import _
from rxapp.pages.connexion import code_field
from rxapp.state.oubli import OubliState as State

LETTER, CODE = "/mot-de-passe-oublie/lettre", "/mot-de-passe-oublie/code"

_BEFORE_18 = _(
    "Chez vous, d’autres peuvent ouvrir une lettre. Elle ne part donc que si votre compte a un second facteur, dont le "
    "code est demandé aussi. Sinon, demandez un lien par e-mail : il ne part pas à une adresse que le compte d’un proche a, ou a "
    "eue. Sans l’un ni l’autre, une lettre demandée après vos 18 ans suffira. D’ici là, qui s’occupe de vous continue de suivre "
    "votre carnet, sans voir ce qui n’est qu’à vous."
)

_NONE_LEAVES = _(
    "Avant 18 ans, aucune lettre ne part pour un compte sans second facteur. Un lien par e-mail suffit alors, à une adresse qui "
    "n’est qu’à vous ; sinon, une lettre demandée après vos 18 ans."
)
"""The same answer for everyone: it tells nobody's age, nor whether there is an account."""


def _refused() -> rx.Component:
    """What was wrong as a whole, and the way out when there is one."""
    ways = rx.match(
        State.way_out,
        ("new", rx.el.p(rx.el.a(_("Demander une lettre"), href=LETTER))),
        ("sign_in", rx.el.p(rx.el.a(_("Se connecter"), href="/"))),
        ("link", rx.el.p(rx.el.a(_("Demander un lien par e-mail"), href="/mot-de-passe-oublie"))),
        ("activation", rx.el.p(rx.el.a(_("Activer mon espace avec la lettre"), href="/activation"))),
        rx.fragment(),
    )
    return rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, ways, kind="error"))


def _form(*children: Any, on_submit: Any, id: str) -> rx.Component:
    return rx.el.form(
        *children,
        on_submit=on_submit,
        no_validate=True,
        class_name="stack",
        id=id,
        custom_attrs={"noValidate": True},
    )


def _new_password() -> list[rx.Component]:
    return [
        # Tells password managers whose password this is; it has no name, so it is not sent.
        rx.el.input(type="text", value=State.login, read_only=True, hidden=True, auto_complete="username"),
        password(
            _("Nouveau mot de passe"),
            new=True,
            hint=_("Au moins 12 caractères. Quatre mots sans lien entre eux conviennent très bien."),
            error=State.errors["mot_de_passe"],
        ),
    ]


def _whose() -> rx.Component:
    return rx.el.p(_("Pour le compte « {login} ».", login=State.login), class_name="soft")


def _keys() -> rx.Component:
    """The passkeys that another password does not stop."""
    return notice(
        _("Ces clés d’accès ouvrent ce compte sans mot de passe."),
        rx.el.ul(rx.foreach(State.keys, lambda key: rx.el.li(key)), class_name="text bullets"),
        rx.el.p(_("Retirez celles que vous ne reconnaissez pas : une fois connecté, Paramètres, « Second facteur ».")),
        kind="todo",
    )


def _done() -> rx.Component:
    said = notice(
        _("Votre mot de passe est changé."),
        rx.el.p(_("Toutes les sessions de ce compte sont terminées. Connectez-vous avec le nouveau.")),
        kind="done",
        id="etape",
        tab_index=-1,
    )
    keys = rx.cond(State.keys.length() > 0, _keys())
    return rx.fragment(said, keys, rx.el.div(link_button(_("Se connecter"), "/", kind="primary", native=True)))


def _asked() -> rx.Component:
    return notice(
        _("Votre demande est enregistrée."),
        rx.el.p(
            _(
                "Si un compte porte ce nom et a une adresse e-mail, un lien y arrive dans quelques instants. Il sert une fois, "
                "pendant 30 minutes. Regardez aussi les courriers indésirables."
            )
        ),
        kind="done",
        id="demande",
        tab_index=-1,
    )


def page() -> rx.Component:
    """Asking for a link."""
    ask = _form(
        field(
            _("Identifiant ou adresse e-mail"),
            "identifiant",
            error=State.errors["identifiant"],
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            max_length=254,
        ),
        submit(_("Recevoir un lien par e-mail")),
        on_submit=State.ask,
        id="lien",
    )
    return _around(
        card(
            rx.el.h2(_("Par e-mail")),
            rx.cond(State.asked, _asked(), rx.fragment(_refused(), ask)),
            focus_on(State.asked, "demande"),
        ),
        card(
            rx.el.h2(_("Par lettre")),
            rx.el.p(
                _("Sans accès à votre adresse e-mail, ou sans votre second facteur : une lettre part à votre adresse postale.")
            ),
            rx.el.div(
                link_button(_("Demander une lettre"), LETTER), link_button(_("J’ai reçu une lettre"), CODE), class_name="row"
            ),
            rx.el.p(_("Compte professionnel ou de pharmacie : écrivez à l’exploitant de ce Carnet."), class_name="soft"),
            reach(State.operator),
        ),
    )


def _without_keys() -> rx.Component:
    return rx.fragment(
        checkbox(_("Retirer toutes ces clés d’accès."), "sans_cles", value="oui", default_checked=False),
        rx.el.p(
            _("Sans code : connectez-vous avec votre clé d’accès et demandez dix codes de secours, puis revenez à ce lien."),
            class_name="soft",
        ),
    )


def link_page() -> rx.Component:
    """`/mot-de-passe-oublie/nouveau`: choosing another password with the link of the e-mail."""
    choose = rx.fragment(
        _whose(),
        _refused(),
        _form(
            *_new_password(),
            rx.cond(State.wants_code, code_field(State.errors["code"])),
            rx.cond(State.keys.length() > 0, rx.fragment(_keys(), _without_keys())),
            submit(_("Changer le mot de passe")),
            on_submit=State.choose,
            id="choix",
        ),
    )
    gone = rx.fragment(
        notice(_("Ce lien ne sert plus."), rx.el.p(_("Il a expiré, ou il a déjà servi.")), kind="error"),
        rx.el.div(link_button(_("Demander un autre lien"), "/mot-de-passe-oublie", kind="primary", native=True)),
    )
    steps = rx.match(State.step, ("choose", choose), ("gone", gone), ("done", _done()), skeleton_lines(4))
    return _around(card(rx.el.h2(_("Nouveau mot de passe")), steps, focus_on(State.moved, "etape")))


def _letter_check() -> rx.Component:
    code = field(
        _("Code confidentiel"),
        "code",
        hint=_("16 caractères, en quatre groupes. Majuscules, tirets et espaces sont sans importance."),
        error=State.errors["code"],
        code=True,
        max_length=40,
    )
    return rx.fragment(
        _refused(),
        _form(*identity_fields(State.errors), code, submit(_("Continuer")), on_submit=State.check_letter, id="lettre"),
        rx.el.p(rx.el.a(_("Demander une lettre"), href=LETTER), class_name="soft"),
    )


def _letter_choose() -> rx.Component:
    without = checkbox(
        _("J’ai perdu aussi mon second facteur : le retirer de ce compte."), "sans_second", value="oui", default_checked=False
    )
    return rx.fragment(
        _whose(),
        _refused(),
        _form(
            *_new_password(),
            rx.cond(State.stays, code_field(State.errors["code"])),
            rx.cond(State.keys.length() > 0, _keys()),
            rx.cond(State.wants_code & ~State.stays, without),
            submit(_("Changer le mot de passe")),
            on_submit=State.choose_with_letter,
            id="choix",
        ),
    )


def _letter_asked() -> rx.Component:
    return notice(
        _("Votre demande est enregistrée."),
        rx.el.p(
            _(
                "Si ces informations sont celles d’une personne qui a un compte, une lettre part à son adresse avec un code, et "
                "un e-mail la prévient. Se connecter d’ici là rend la lettre inutile."
            )
        ),
        rx.el.p(_NONE_LEAVES),
        rx.el.p(rx.el.a(_("Demander un lien par e-mail"), href="/mot-de-passe-oublie")),
        rx.el.p(_("Si rien ne vient, écrivez à l’exploitant de ce Carnet :")),
        reach(State.operator),
        kind="done",
        id="demande",
        tab_index=-1,
    )


def letter_page() -> rx.Component:
    """`/mot-de-passe-oublie/lettre`: asking for a letter."""
    ask = rx.fragment(
        rx.el.p(_("Elle part à l’adresse que connaît l’assurance maladie, au plus une fois par jour."), class_name="soft"),
        rx.el.details(rx.el.summary(_("Avez-vous moins de 18 ans ?")), rx.el.p(_BEFORE_18)),
        _refused(),
        _form(*identity_fields(State.errors), submit(_("Recevoir une lettre")), on_submit=State.ask_letter, id="demande-lettre"),
    )
    return _around(
        card(
            rx.el.h2(_("Demander une lettre")),
            rx.cond(State.asked_letter, _letter_asked(), ask),
            rx.el.p(rx.el.a(_("J’ai reçu une lettre"), href=CODE), class_name="soft"),
            focus_on(State.asked_letter, "demande"),
        ),
    )


def code_page() -> rx.Component:
    """`/mot-de-passe-oublie/code`: choosing another password with the code of a letter."""
    steps = rx.match(State.step, ("choose", _letter_choose()), ("done", _done()), _letter_check())
    return _around(card(rx.el.h2(_("Avec la lettre")), steps, focus_on(State.moved, "etape")))


def _around(*cards: rx.Component) -> rx.Component:
    words = [
        rx.el.h1(_("Mot de passe oublié")),
        rx.el.p(
            _("Choisissez-en un autre avec un lien reçu par e-mail, ou avec le code d’une lettre."),
            class_name="lead",
        ),
    ]
    panel = rx.el.div(*cards, focus_wrong_field(State.attempt), class_name="stack")
    return layout.public(
        layout.split(words, panel),
        action=link_button(_("Se connecter"), "/", kind="quiet"),
        # A refusal is said in the card itself.
        status=rx.cond(State.words.kind == "error", "", State.words.text),
    )
