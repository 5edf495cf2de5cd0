"""The hours of `/officine?vue=horaires`: the week, holidays, days of their own, closures, duties, a word to everybody."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button
from rxapp.components.feedback import notice
from rxapp.components.forms import checkbox, field, focus_wrong_field
from rxapp.components.text import Text, _
from rxapp.state.officine_hours import OfficineHoursState as State

_WEEK = (
    ("lundi", _("Lundi")),
    ("mardi", _("Mardi")),
    ("mercredi", _("Mercredi")),
    ("jeudi", _("Jeudi")),
    ("vendredi", _("Vendredi")),
    ("samedi", _("Samedi")),
    ("dimanche", _("Dimanche")),
)


def _day(place: int, name: str, label: Text) -> rx.Component:
    return field(
        label,
        name,
        default_value=State.draft.week[place],
        error=State.errors[name],
        required=False,
        auto_complete="off",
        max_length=100,
    )


def _several(label: Text, name: str, value: rx.Var, hint: Text) -> rx.Component:
    return field(
        label, name, hint=hint, default_value=value, error=State.errors[name], large=True, required=False, max_length=5000
    )


def lead() -> rx.Component:
    """Which pharmacy, and what everybody reads of it now; one line even before it is known."""
    known = rx.fragment(rx.el.span(State.name), rx.el.span(State.label))
    return rx.el.p(rx.cond(State.name != "", known, rx.el.span("\u00a0")), class_name="soft dots")


def _week() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(_("La semaine")),
        rx.el.p(_("Exemple : 8h30-12h30, 14h-19h30. Vide : fermé."), class_name="hint"),
        rx.el.div(*[_day(place, *one) for place, one in enumerate(_WEEK)], class_name="week"),
        class_name="field",
    )


def _departures() -> tuple[rx.Component, ...]:
    """What departs from the week: one entry a line."""
    closed = _(
        "Une par ligne : 01/08/2027 - 15/08/2027. Aucune commande n’arrive alors ; ajoutez « plus tard » au bout de la "
        "ligne pour les prendre, à préparer à la réouverture."
    )
    special = _("Un par ligne : 24/12/2026 9h-17h, ou 25/12/2026 fermé.")
    return (
        _several(_("Fermetures"), "fermetures", State.draft.closures, closed),
        _several(_("Jours particuliers"), "jours", State.draft.special, special),
        _several(_("Gardes"), "gardes", State.draft.duties, _("Une par ligne : 25/12/2026 9h - 26/12/2026 9h.")),
    )


def _stale() -> rx.Component:
    return notice(
        _("Ces horaires viennent d’être modifiés ailleurs."),
        rx.el.p(_("Ce que vous avez écrit est toujours ci-dessous. Enregistrez de nouveau pour le garder à la place.")),
        kind="todo",
        role="alert",
    )


def form() -> rx.Component:
    """What is typed stays until it is kept, whatever is refused."""
    holidays = _("Ouverte les jours fériés comme les autres jours")
    boxes = rx.el.form(
        _week(),
        checkbox(holidays, "feries", value="oui", default_checked=State.draft.on_holidays),
        *_departures(),
        field(
            _("Un mot pour tout le monde (facultatif)"),
            "note",
            hint=_("Exemple : entrée par la cour pendant les travaux."),
            default_value=State.note,
            large=True,
            required=False,
            max_length=500,
        ),
        button(_("Enregistrer"), kind="primary", type="submit"),
        on_submit=State.save,
        no_validate=True,
        class_name="form",
        key=State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )
    return rx.el.div(
        rx.cond(State.stale, _stale()),
        boxes,
        focus_wrong_field(State.attempt),
        class_name="stack stack-wide sheet-form",
        key="horaires",
    )
