"""`/pro?vue=reglages`: who may begin a conversation, the absence, the templates."""

from __future__ import annotations

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button
from rxapp.components.feedback import dialog, notice
from rxapp.components.forms import field, focus_wrong_field, radio_group
from rxapp.components.lists import part
from rxapp.components.text import Text, _
from rxapp.state.pro_settings import ProSettingsState as State


def _who() -> rx.Component:
    def one(choice: Var) -> rx.Component:
        box = rx.el.input(type="radio", name="qui", value=choice.id, default_checked=choice.id == State.who)
        return rx.el.label(box, rx.el.span(choice.label), class_name="check", key=choice.id)

    form = rx.el.form(
        radio_group(_("Qui peut commencer une conversation avec vous"), rx.foreach(State.who_options, one), id="qui"),
        button(_("Enregistrer"), type="submit"),
        on_submit=State.choose_who,
        class_name="stack",
        key="qui" + State.edition.to_string(),
    )
    words = _("Chacun le lit avant d’écrire. Répondre dans une conversation en cours reste possible.")
    return part("qui-ecrit", _("Qui peut m’écrire"), rx.el.p(words, class_name="soft"), form)


def _day(label: Text, name: str, value: Var) -> rx.Component:
    return field(
        label,
        name,
        hint=_("Exemple : 26/11/2026"),
        default_value=value,
        error=State.errors[name],
        required=False,
        auto_complete="off",
    )


def _absence() -> rx.Component:
    going_on = rx.cond(State.away, notice(_("Votre absence est annoncée en ce moment."), kind="todo"))
    back = rx.cond(State.away_from != "", button(_("Ne plus annoncer d’absence"), on_click=State.be_back))
    form = rx.el.form(
        rx.el.div(
            _day(_("Premier jour"), "debut", State.away_from), _day(_("Dernier jour"), "fin", State.away_to), class_name="two"
        ),
        field(
            _("Message d’absence"),
            "message",
            hint=_("Exemple : je reviens lundi. Pour une urgence, appelez le 15 ou le 112."),
            default_value=State.absence,
            error=State.errors["message"],
            large=True,
            required=False,
            max_length=20_000,
        ),
        rx.el.div(button(_("Enregistrer l’absence"), type="submit"), back, class_name="row"),
        on_submit=State.be_away,
        no_validate=True,
        class_name="form",
        key="absence" + State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )
    words = _("Qui vous écrit ces jours-là reçoit ce message, une fois par conversation.")
    return part("absence", _("Absence"), rx.el.p(words, class_name="soft"), going_on, form)


def _template(one: Var) -> rx.Component:
    named = rx.el.span(" ", one.title, class_name="hush")
    return rx.el.li(
        rx.el.div(rx.el.h3(one.title), rx.el.p(one.text, class_name="kept-lines soft"), class_name="stack-small"),
        rx.el.div(
            button(rx.fragment(_("Modifier"), named), on_click=State.edit(one.place)),
            button(rx.fragment(_("Supprimer"), named), kind="quiet", on_click=State.remove_template(one.place, one.title)),
            class_name="row",
        ),
        class_name="line",
    )


def _templates() -> rx.Component:
    none = rx.el.p(_("Aucun modèle pour l’instant."), class_name="soft")
    return part(
        "modeles",
        _("Modèles de réponse"),
        rx.cond(State.templates.length() > 0, rx.el.ul(rx.foreach(State.templates, _template), class_name="lines"), none),
        button(_("Ajouter un modèle"), icon_name="plus", on_click=State.edit(-1)),
    )


def settings() -> rx.Component:
    """The settings; what is typed stays until it is kept."""
    return rx.el.div(
        _who(), _absence(), _templates(), focus_wrong_field(State.attempt), class_name="stack-wide record", key="reglages"
    )


def template_dialog() -> rx.Component:
    """One template, or a new one."""
    is_open = State.editing > -2
    form = rx.el.form(
        field(_("Titre"), "titre", default_value=State.title, error=State.errors["titre"], required=False, max_length=120),
        field(
            _("Texte du modèle"),
            "texte_modele",
            default_value=State.text,
            error=State.errors["texte_modele"],
            large=True,
            required=False,
            max_length=20_000,
        ),
        rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error")),
        rx.el.div(
            button(_("Enregistrer"), kind="primary", type="submit"),
            button(_("Abandonner"), kind="quiet", on_click=State.close),
            class_name="row",
        ),
        on_submit=State.keep_template,
        no_validate=True,
        class_name="form",
        key="modele" + State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )
    title = rx.cond(State.editing == -1, _("Ajouter un modèle"), _("Modifier le modèle"))
    return dialog(title, rx.cond(is_open, form), id="modele", open=is_open, on_close=State.close)
