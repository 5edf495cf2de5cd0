"""`/parametres/second-facteur`: an authenticator in two steps, ten recovery codes to print, and doing without."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, submit
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.forms import field, focus_on, focus_wrong_field, password, select
from rxapp.components.lists import facts, part
from rxapp.components.passkeys import PasskeyMaker
from rxapp.components.qr import qr_drawing
from rxapp.components.text import _, _n
from rxapp.pages.connexion import code_field, key_answers
from rxapp.pages.frame import back_to_settings, signed_in
from rxapp.state.second_facteur import SecondFacteurState as State


def _error(form: str, name: str) -> rx.Var:
    """The error of a box, in the form that was sent alone."""
    return rx.cond(State.tried == form, State.errors[name], "")


def _form(*children: Any, on_submit: Any, id: str) -> rx.Component:
    return rx.el.form(
        *children, on_submit=on_submit, no_validate=True, class_name="stack", id=id, custom_attrs={"noValidate": True}
    )


def _owed() -> rx.Component:
    """For the roles that work with one only."""
    return rx.cond(
        State.standing.required & ~State.standing.on,
        notice(
            _("Protégez ce compte avant de continuer."),
            rx.el.p(
                _(
                    "Il ouvre des données de santé d’autres personnes : un mot de passe seul, deviné ou volé, ne doit pas "
                    "suffire. Il faut deux minutes et un téléphone."
                )
            ),
            rx.cond(
                State.standing.enrolling,
                rx.el.p(_("Le reste de Carnet s’ouvre juste après.")),
                rx.el.p(_("Dans cette démonstration, ce n’est qu’une invitation : vous pouvez continuer sans.")),
            ),
            kind="todo",
        ),
    )


def _begin() -> rx.Component:
    return _form(
        password(_("Mot de passe actuel"), "mot_de_passe_actuel", error=_error("begin", "mot_de_passe_actuel")),
        rx.cond(State.standing.on, code_field(_error("begin", "code"), app=State.standing.app)),
        submit(rx.cond(State.standing.app, _("Changer d’application ou de téléphone"), _("Commencer")), wide=False),
        on_submit=State.begin,
        id="commencer",
    )


def _setup() -> rx.Component:
    """The QR code, the same as text, and the first code."""
    return rx.fragment(
        rx.el.ol(
            rx.el.li(_("Ouvrez une application d’authentification sur votre téléphone : n’importe laquelle convient.")),
            rx.el.li(_("Photographiez ce carré, ou recopiez la clé.")),
            rx.el.li(_("Écrivez ici les 6 chiffres que l’application montre.")),
            class_name="text",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.p(_("Clé à recopier"), class_name="soft"),
                rx.el.p(rx.el.strong(State.secret), custom_attrs={"translate": "no"}, class_name="kept-lines to-copy"),
            ),
            qr_drawing(State.qr.path, State.qr.side),
            class_name="pickup",
        ),
        _form(
            field(
                _("Code de l’application"),
                "code",
                hint=_("6 chiffres"),
                error=_error("confirm", "code"),
                auto_complete="one-time-code",
                input_mode="numeric",
                max_length=20,
            ),
            submit(_("Mettre en place"), wide=False),
            on_submit=State.confirm,
            id="confirmer",
        ),
    )


def _codes() -> rx.Component:
    """Shown once: to print, or to write down. What was done is said above them, so that nothing lies over them."""
    return part(
        "codes",
        _("Vos codes de secours"),
        rx.cond(State.words.kind == "done", notice(State.words.text, kind="done")),
        rx.el.p(
            _(
                "Chacun ouvre une fois, si vous n’avez plus votre téléphone. Imprimez-les ou notez-les : ils ne seront plus "
                "montrés. Ne les gardez pas avec votre mot de passe."
            )
        ),
        rx.el.ol(
            rx.foreach(State.codes, lambda code: rx.el.li(rx.el.strong(code), custom_attrs={"translate": "no"})),
            class_name="text to-copy",
        ),
        rx.el.div(
            button(_("Imprimer"), icon_name="printer", custom_attrs={"data-print": ""}),
            button(_("C’est noté"), on_click=State.kept, kind="primary"),
            class_name="row noprint",
        ),
    )


def _standing() -> rx.Component:
    return rx.cond(
        State.standing.app,
        facts((_("En place depuis"), State.standing.since_label)),
        rx.el.p(
            _(
                "À chaque connexion par mot de passe, Carnet demandera aussi un code que montre votre téléphone. Qui "
                "apprendrait votre mot de passe ne pourrait pas entrer."
            )
        ),
    )


def _authenticator() -> rx.Component:
    return part(
        "application",
        _("Application d’authentification"),
        _standing(),
        rx.cond(State.secret != "", _setup(), _begin()),
    )


def _passkey(one: rx.Var) -> rx.Component:
    used = rx.cond(one.used_label, rx.el.p(_("Dernière connexion : {date}", date=one.used_label), class_name="doc-meta"))
    return rx.el.li(rx.el.div(rx.el.p(rx.el.strong(one.label)), used))


def _passkeys() -> rx.Component:
    """The passkeys there are, one more, one less."""
    listed = rx.el.ul(rx.foreach(State.passkeys, _passkey), class_name="sessions")
    add = _form(
        password(
            _("Mot de passe actuel"),
            "mot_de_passe_actuel",
            id="mot-de-passe-cle",
            error=_error("passkey", "mot_de_passe_actuel"),
        ),
        rx.cond(State.standing.on, _code("passkey")),
        submit(_("Ajouter une clé d’accès"), wide=False),
        on_submit=State.begin_passkey,
        id="ajouter-cle",
    )
    return part(
        "cles",
        _("Clés d’accès"),
        rx.el.p(
            _(
                "Votre téléphone, votre ordinateur ou une clé de sécurité vous reconnaît (doigt, visage ou code) et ouvre Carnet "
                "sans mot de passe. Une page qui imite Carnet ne peut pas s’en servir."
            )
        ),
        rx.cond(State.passkeys.length() > 0, listed),
        add,
        rx.cond(State.passkeys.length() > 0, _one_less()),
        PasskeyMaker.create(options=State.options, on_made=State.keep_passkey, on_failed=State.passkey_failed),
    )


def _one_less() -> rx.Component:
    return rx.el.details(
        rx.el.summary(_("Retirer une clé d’accès")),
        _form(
            select(_("Clé d’accès"), "cle", State.passkeys, id="cle-retrait"),
            password(
                _("Mot de passe actuel"),
                "mot_de_passe_actuel",
                id="mot-de-passe-retrait-cle",
                error=_error("remove", "mot_de_passe_actuel"),
            ),
            rx.cond((State.passkeys.length() == 1) & ~State.standing.app, _code("remove")),
            submit(_("Retirer cette clé"), kind="danger", wide=False),
            on_submit=State.remove_passkey,
            id="retirer-cle",
        ),
    )


def _code(form: str) -> rx.Component:
    """The box for a code, in one of the forms of the page."""
    return code_field(_error(form, "code"), app=State.standing.app, id=f"code-{form}")


def _other_codes() -> rx.Component:
    return part(
        "autres-codes",
        _("Codes de secours"),
        rx.el.p(_n("Il reste {n} code de secours.", "Il reste {n} codes de secours.", State.standing.left)),
        rx.cond(
            State.standing.left < 3,
            notice(_("Il vous reste peu de codes de secours : demandez-en d’autres."), kind="todo"),
        ),
        rx.el.p(_("Dix nouveaux codes remplacent ceux que vous avez."), class_name="soft"),
        key_answers(State.passkeys.length() > 0, State.standing.key_answers),
        _form(
            _code("renew"),
            submit(_("Obtenir dix codes"), kind="second", wide=False),
            on_submit=State.renew,
            id="renouveler",
        ),
    )


def _without() -> rx.Component:
    box = password(
        _("Mot de passe actuel"), "mot_de_passe_actuel", id="mot-de-passe-retrait", error=_error("off", "mot_de_passe_actuel")
    )
    off = _form(
        box,
        _code("off"),
        submit(_("Retirer le second facteur"), kind="danger", wide=False),
        on_submit=State.turn_off,
        id="sans",
    )
    needed = _("Ce compte ne peut pas se passer du second facteur. Vous pouvez changer d’appareil.")
    return part(
        "retirer",
        _("Retirer le second facteur"),
        rx.cond(
            State.standing.required,
            rx.el.p(needed, class_name="soft"),
            rx.fragment(rx.el.p(_("Votre mot de passe suffira de nouveau."), class_name="soft"), off),
        ),
    )


def _more() -> rx.Component:
    """What one may do once it is on."""
    return rx.cond(State.standing.on & (State.secret == ""), rx.fragment(_other_codes(), _without()))


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    shown = rx.cond(State.codes.length() > 0, _codes(), rx.fragment(_passkeys(), _authenticator(), _more()))
    return signed_in(
        layout.page_head(
            _("Second facteur"),
            _("Plus qu’un mot de passe pour se connecter."),
            purpose=_(
                "Un mot de passe se devine ou se vole. Avec une clé d’accès, ou un code de votre téléphone en plus, qui l’a "
                "appris n’entre pas. Dix codes de secours, à imprimer ou à noter, servent le jour où vous n’avez plus votre "
                "téléphone."
            ),
        ),
        rx.el.div(
            rx.cond(State.seen, rx.fragment(_owed(), shown), skeleton_lines(8)),
            id="second",
            tab_index=-1,
            class_name="stack stack-wide",
        ),
        focus_wrong_field(State.attempt),
        focus_on(State.moved, rx.cond(State.codes.length() > 0, "codes", "second")),
        rx.cond(
            State.seen & ~State.standing.enrolling,
            back_to_settings(),
        ),
        here="/parametres",
        everyone=True,
    )
