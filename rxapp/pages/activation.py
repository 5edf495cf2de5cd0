"""`/activation`: from the letter to one's own identifiers; a child's record; a refusal; a new letter."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link_button, submit
from rxapp.components.feedback import notice
from rxapp.components.forms import field, focus_on, focus_wrong_field, hidden, native_form, native_refusal, password, radio_group
from rxapp.components.identity import identity_fields
from rxapp.components.lists import card, stepper
from rxapp.components.text import _
from rxapp.state.activation import ActivationState as State

_HAS_TWINS = State.twins.length() > 1


def _refused_words() -> rx.Component:
    """What was wrong as a whole, and the way out when there is one."""
    return rx.cond(
        State.words.kind == "error",
        notice(
            State.words.text,
            rx.match(
                State.way_out,
                ("new", rx.el.p(rx.el.a(_("Demander un nouveau code"), href="/activation/nouveau"))),
                ("sign_in", rx.el.p(rx.el.a(_("Se connecter"), href="/"))),
                rx.fragment(),
            ),
            kind="error",
        ),
    )


def _code_step() -> rx.Component:
    return card(
        rx.el.h2(_("Votre lettre")),
        _refused_words(),
        rx.el.form(
            *identity_fields(State.errors),
            field(
                _("Code confidentiel"),
                "code",
                hint=_("16 caractères, en quatre groupes. Majuscules, tirets et espaces sont sans importance."),
                error=State.errors["code"],
                code=True,
                max_length=40,
            ),
            submit(_("Continuer")),
            on_submit=State.check,
            no_validate=True,
            class_name="stack",
            id="lettre",
        ),
        rx.el.p(
            _("Lettre perdue ou code expiré ?"),
            " ",
            rx.el.a(_("Demander un nouveau code"), href="/activation/nouveau"),
            class_name="soft",
        ),
    )


def _new_letter() -> rx.Component:
    done = notice(
        _("Votre demande est enregistrée."),
        rx.el.p(
            _(
                "Si ces informations sont celles d’une personne qui attend son espace, une lettre part à son adresse "
                "avec un nouveau code. L’ancien code ne servira plus."
            )
        ),
        kind="done",
        id="demande",
        tab_index=-1,
    )
    ready = link_button(_("J’ai mon code"), "/activation", kind="primary", native=True)
    return card(
        rx.el.h2(_("Demander un nouveau code")),
        rx.cond(State.sent, rx.fragment(done, rx.el.div(ready))),
        # Hidden, not taken away: a page that is opened again knows only a moment later that nothing was sent from it, and what
        # was typed meanwhile stays.
        rx.el.div(_new_letter_form(), hidden=State.sent, class_name="stack"),
        focus_on(State.sent, "demande"),
    )


def _new_letter_form() -> rx.Component:
    return rx.fragment(
        rx.el.p(_("Un nouveau code part par lettre, au plus une fois par jour."), class_name="soft"),
        _refused_words(),
        rx.el.form(
            *identity_fields(State.errors),
            field(
                _("Prénom (facultatif)"),
                "prenom",
                hint=_("Pour des jumeaux, indiquez le prénom de l’enfant."),
                required=False,
                auto_complete="off",
                max_length=100,
            ),
            submit(_("Demander un nouveau code")),
            on_submit=State.ask,
            no_validate=True,
            class_name="stack",
            id="nouvelle-lettre",
        ),
        rx.el.p(rx.el.a(_("J’ai mon code"), href="/activation"), class_name="soft"),
    )


def _open_step() -> rx.Component:
    return card(
        rx.el.h2(_("Bonjour {name}", name=State.given_names)),
        rx.el.p(_("Choisissez comment vous vous connecterez."), class_name="soft"),
        native_form(
            native_refusal("refus-ouverture"),
            hidden("passage", State.ticket),
            field(
                _("Identifiant"),
                "identifiant",
                hint=_("Lettres sans accent, chiffres, point ou tiret. Exemple : camille.martin"),
                auto_complete="username",
                auto_capitalize="none",
                spell_check=False,
                max_length=64,
            ),
            field(_("Adresse e-mail"), "courriel", type="email", auto_complete="email", max_length=254),
            password(
                _("Mot de passe"),
                new=True,
                hint=_("Au moins 12 caractères. Quatre mots sans lien entre eux conviennent très bien."),
            ),
            submit(_("Ouvrir mon espace")),
            action="/activation/ouvrir",
            class_name="stack",
            # The browser's own checks would speak another language than the page: the server says what is wrong.
            custom_attrs={"data-session": "refus-ouverture", "noValidate": True},
        ),
        _refusal(),
        _other_letter(),
    )


def _other_letter() -> rx.Component:
    """The way out for whoever holds another letter than the one that was read."""
    return rx.el.div(button(_("J’ai une autre lettre"), on_click=State.start_over, kind="quiet"))


def _refusal() -> rx.Component:
    """The right to say no before anything is opened."""
    return rx.el.details(
        rx.el.summary(_("Je ne veux pas de cet espace")),
        rx.el.p(
            _("Vous pouvez refuser sans donner de raison. Rien ne sera ouvert ; une lettre demandée plus tard pourra le faire."),
            class_name="soft",
        ),
        button(_("Refuser cet espace"), on_click=State.refuse),
    )


def _child_step() -> rx.Component:
    return card(
        # Whose letter it is, of several, is for the parent to say.
        rx.el.h2(rx.cond(_HAS_TWINS, _("La lettre d’un de vos enfants"), _("La lettre de {name}", name=State.given_names))),
        _refused_words(),
        rx.cond(
            State.signed_in,
            rx.el.form(
                rx.cond(_HAS_TWINS, _which_child()),
                submit(_("Ajouter ce carnet à mon espace")),
                on_submit=State.add_child,
                no_validate=True,
                class_name="stack",
            ),
            rx.fragment(
                rx.el.p(
                    _("Le carnet d’un enfant s’ouvre dans l’espace d’un parent. Connectez-vous, puis revenez avec cette lettre.")
                ),
                link_button(_("Se connecter"), "/?suite=/activation", kind="primary"),
            ),
        ),
        _refusal(),
        _other_letter(),
    )


def _which_child() -> rx.Component:
    def one(name: rx.Var) -> rx.Component:
        return rx.el.label(rx.el.input(type="radio", name="enfant", value=name), rx.el.span(name), class_name="check")

    names = rx.foreach(State.twins, one)
    return radio_group(_("De quel enfant est cette lettre ?"), names, id="enfant", error=State.errors["enfant"])


def _refused() -> rx.Component:
    return card(
        notice(
            _("Votre refus est enregistré."),
            rx.el.p(_("Aucun espace n’a été ouvert. Vous pourrez changer d’avis avec une nouvelle lettre.")),
            kind="done",
        ),
        rx.el.div(
            link_button(_("Télécharger le reçu"), State.receipt, native=True, download="recu-refus.pdf"),
            button(_("J’ai une autre lettre"), on_click=State.start_over, kind="quiet"),
            class_name="row",
        ),
    )


def page() -> rx.Component:
    """The page; the same for everyone."""
    step = rx.match(State.step, ("open", _open_step()), ("child", _child_step()), ("refused", _refused()), _code_step())
    return _around(step)


def new_letter_page() -> rx.Component:
    """`/activation/nouveau`, an address of its own: what is typed before the page wakes up stays."""
    return _around(_new_letter())


def _around(card_shown: rx.Component) -> rx.Component:
    words = [
        rx.el.h1(_("Activer un espace")),
        rx.el.p(
            _("L’assurance maladie vous a envoyé une lettre avec un code confidentiel, valable six semaines."),
            class_name="lead",
        ),
        rx.cond(
            State.step == "child",
            stepper(_("Étapes"), [_("La lettre"), _("Le carnet de votre enfant")], 1),
            stepper(
                _("Étapes"),
                [_("La lettre"), _("Vos identifiants"), _("Votre espace")],
                rx.cond(State.step == "open", 1, 0),
            ),
        ),
    ]
    return layout.public(
        layout.split(words, rx.el.div(card_shown, focus_wrong_field(State.attempt), focus_on(State.restarted, "nir"))),
        rx.el.script(src="/session.js", async_=True),
        action=rx.cond(
            State.signed_in,
            link_button(_("Revenir à mon espace"), "/accueil", kind="quiet"),
            link_button(_("Se connecter"), "/", kind="quiet"),
        ),
        # A refusal is said in the card itself.
        status=rx.cond(State.words.kind == "error", "", State.words.text),
    )
