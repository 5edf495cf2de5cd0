"""The questions of the counter: why it is refused, when it will be ready, what a line waits for, a line to type.

One at most is on the page, so that boxes are known by their names.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.buttons import button
from rxapp.components.feedback import dialog, notice
from rxapp.components.forms import checkbox, field, select
from rxapp.components.officine_order import HOLDS
from rxapp.components.text import Text, _
from rxapp.state.officine_order import OfficineOrderState as State

_about = State.about
_ID = State.detail.row.id


def _word(label: Text, *, default: Any = "", name: str = "mot") -> rx.Component:
    return field(label, name, default_value=default, large=True, required=False, max_length=500)


def _day_and_hour(hint: Text) -> rx.Component:
    """When: a day among the days ahead, an hour typed."""
    return rx.el.div(
        select(_("Jour"), "jour", State.days, default_value=_about.day, error=State.errors["jour"]),
        field(
            _("Heure"),
            "heure",
            hint=hint,
            default_value=_about.hour,
            error=State.errors["heure"],
            required=False,
            auto_complete="off",
            max_length=20,
        ),
        class_name="form",
    )


def _question(name: str, title: Text, on_submit: Any, done: Text, *boxes: Any, kind: str = "primary") -> rx.Component:
    """A dialog with a form; what the server says of the whole stands above its buttons."""
    told = rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error"))
    form = rx.el.form(
        *boxes,
        told,
        rx.el.div(
            button(done, kind=kind, type="submit"),
            button(_("Abandonner"), kind="quiet", on_click=State.close),
            class_name="row",
        ),
        on_submit=on_submit,
        no_validate=True,
        class_name="form",
        key=name + State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )
    return dialog(
        title, rx.cond(State.dialog == name, form), id=f"question-{name}", open=State.dialog == name, on_close=State.close
    )


def _drug() -> rx.Component:
    return rx.el.p(rx.el.strong(_about.drug))


def _why() -> rx.Component:
    reasons = (("", _("Choisissez")), *HOLDS)
    return select(_("Raison"), "raison", reasons, error=State.errors["raison"], default_value="")


def _medicine(label: Text, hint: Text) -> rx.Component:
    """The name of a medicine, with suggestions; anything else may be typed."""
    names = rx.el.datalist(rx.foreach(State.names, lambda name: rx.el.option(value=name)), id="noms")
    box = field(
        label,
        "medicament",
        hint=hint,
        error=State.errors["medicament"],
        required=False,
        auto_complete="off",
        max_length=160,
        on_change=State.suggest,
        custom_attrs={"list": "noms"},
    )
    return rx.fragment(box, names)


def _refuse() -> rx.Component:
    return _question(
        "refuse",
        _("Refuser la commande"),
        State.refuse(_ID),
        _("Refuser la commande"),
        rx.el.p(_("La personne lit la raison et ce qu’elle peut faire. La commande quitte aussitôt votre comptoir.")),
        select(_("Raison"), "raison", State.reasons, error=State.errors["raison"], default_value=""),
        rx.el.div(
            field(
                _("À partir de quel jour"),
                "jour",
                hint=_("Jour, mois, année. Exemple : 03/12/2026. La personne lit ce jour."),
                error=State.errors["jour"],
                required=False,
                auto_complete="off",
                input_mode="numeric",
                max_length=20,
            ),
            class_name="too-early",
        ),
        _word(_("Un mot pour la personne (facultatif)"), name="mots"),
        kind="danger",
    )


def _promise() -> rx.Component:
    return _question(
        "promise",
        _("Promettre une heure"),
        State.promise(_ID),
        _("Prévenir la personne"),
        _day_and_hour(_("Exemple : 17 h. Vide : aucune heure n’est promise.")),
        _word(_("Un mot pour la personne (facultatif)"), default=_about.note),
    )


def _wait() -> rx.Component:
    return _question(
        "wait",
        _("Mettre la ligne en attente"),
        State.say_of_line(_ID),
        _("Mettre en attente"),
        _drug(),
        _why(),
        field(
            _("Ce qui est disponible (facultatif)"),
            "part",
            hint=_("Exemple : 1 boîte sur 3"),
            required=False,
            auto_complete="off",
            max_length=160,
        ),
        _day_and_hour(_("Quand on l’attend. Vide : on ne sait pas.")),
        _word(_("Un mot pour la personne (facultatif)")),
    )


def _decline() -> rx.Component:
    return _question(
        "decline",
        _("Ne pas délivrer la ligne"),
        State.say_of_line(_ID),
        _("Ne pas délivrer"),
        _drug(),
        _why(),
        _word(_("Un mot pour la personne (facultatif)")),
        kind="danger",
    )


def _propose() -> rx.Component:
    return _question(
        "propose",
        _("Proposer un remplacement"),
        State.say_of_line(_ID),
        _("Proposer"),
        _drug(),
        _medicine(_("Médicament proposé"), _("La ligne attend la réponse de la personne.")),
        _word(_("Un mot pour la personne (facultatif)")),
    )


def _type() -> rx.Component:
    def box(label: Text, name: str, hint: Text | None = None, **props: Any) -> rx.Component:
        shared = {"required": False, "auto_complete": "off", "max_length": 160}
        return field(label, name, hint=hint, error=State.errors[name], **shared | props)

    which = select(_("Ordonnance"), "document", State.paper_choices)
    return _question(
        "type",
        _("Saisir une ligne de l’ordonnance"),
        State.type_line(_ID),
        _("Ajouter la ligne"),
        rx.el.p(_("Recopiez ce qui est écrit, rien de plus : la ligne porte la marque de votre pharmacie.")),
        rx.cond(State.paper_choices.length() > 1, which),
        _medicine(_("Médicament"), _("Exemple : paracétamol 500 mg, comprimé")),
        rx.el.div(box(_("Dose"), "dose"), box(_("Rythme"), "rythme"), class_name="two"),
        rx.el.div(
            box(_("Durée en jours"), "jours", input_mode="numeric"),
            box(_("Renouvellements"), "renouvellements", input_mode="numeric"),
            class_name="two",
        ),
        checkbox(_("Non substituable"), "non_substituable", value="oui"),
    )


def dialogs() -> rx.Component:
    """All of them; one at most is open."""
    return rx.fragment(_refuse(), _promise(), _wait(), _decline(), _propose(), _type())
