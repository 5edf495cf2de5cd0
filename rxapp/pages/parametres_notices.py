"""For `pages/parametres.py`: what comes by which channel, when it may, and how long before each appointment."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button, submit
from rxapp.components.feedback import skeleton_lines
from rxapp.components.forms import field, focus_on, focus_wrong_field, select
from rxapp.components.islands import Fold, PushDevice
from rxapp.components.lists import part
from rxapp.components.text import Text, _
from rxapp.state.parametres import ParametresState as State

_SHORT = 3
"""Kinds of news that stand open."""
_HOURS = [(hour, hour) for hour in (f"{number:02}:00" for number in range(24))]
# A list, since a browser writes the hours of its own box in its own language.


def _switch(words: Text, checked: rx.Var, on_change: rx.event.EventType) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", role="switch", checked=checked, on_change=on_change),
        rx.el.span(words),
        class_name="check",
    )


def _kind(kind: rx.Var) -> rx.Component:
    def by(words: Text, channel: str, on: rx.Var) -> rx.Component:
        return _switch(words, on, lambda wanted: State.switch_notice(kind.code, channel, wanted))

    return rx.el.fieldset(
        rx.el.legend(kind.label),
        rx.el.p(kind.sentence, class_name="soft"),
        rx.el.div(
            by(_("Dans Carnet"), "app", kind.app),
            by(_("Par e-mail"), "mail", kind.mail),
            by(_("Sur mes appareils"), "push", kind.push),
            class_name="switches",
        ),
    )


def _kinds() -> rx.Component:
    """All kinds by all channels: a short list stands there, a long one is folded behind what it says in words."""
    each = rx.foreach(State.choices.kinds, _kind)
    long = Fold.create(rx.el.summary(State.choices.said), rx.el.div(each, class_name="stack stack-wide"), name="notifications")
    return rx.cond(State.choices.kinds.length() > _SHORT, long, each)


def _device() -> rx.Component:
    return rx.el.div(
        rx.el.h3(_("Cet appareil")),
        rx.cond(State.choices.devices.length() == 0, rx.el.p(_("Aucun appareil ne reçoit de notifications."), class_name="soft")),
        PushDevice.create(
            public_key=State.push_key,
            known=State.choices.devices,
            words={
                "label": _("Recevoir les notifications sur cet appareil, même quand Carnet est fermé."),
                "denied": _("Ce navigateur refuse les notifications de Carnet : autorisez-les dans ses réglages, puis revenez."),
                "absent": _("Ce navigateur ne sait pas recevoir de notifications. Sur iPhone, ajoutez d’abord Carnet à l’écran."),
                "failed": _("Le service de notifications de ce navigateur n’a pas répondu. Réessayez plus tard."),
            },
            on_subscribe=State.add_device,
            on_unsubscribe=State.remove_device,
        ),
    )


def _quiet() -> rx.Component:
    hours = rx.el.form(
        select(_("De"), "debut", _HOURS, default_value=State.choices.quiet_from, error=State.errors["debut"]),
        select(_("À"), "fin", _HOURS, default_value=State.choices.quiet_to, error=State.errors["fin"]),
        submit(_("Enregistrer"), wide=False, kind="second"),
        focus_wrong_field(State.hours_attempt),
        on_submit=State.choose_hours,
        no_validate=True,
        class_name="hours",
        custom_attrs={"aria-label": _("Heures calmes")},
    )
    return rx.el.div(
        rx.el.h3(_("Heures calmes")),
        _switch(
            _("Ni e-mail ni notification d’appareil entre deux heures (heure de Paris) ; ils partent après."),
            State.choices.quiet_from != "",
            State.switch_quiet,
        ),
        rx.cond(State.choices.quiet_from != "", hours),
    )


def _delay(delay: rx.Var) -> rx.Component:
    gone = button(
        _("Retirer"),
        kind="quiet",
        on_click=State.remove_delay(delay.minutes),
        custom_attrs={"aria-label": _("Retirer le rappel {delay}", delay=delay.label)},
    )
    return rx.el.li(rx.el.span(delay.label), gone, class_name="line")


def _delays() -> rx.Component:
    units = [("minutes", _("minutes")), ("heures", _("heures")), ("jours", _("jours")), ("semaines", _("semaines"))]
    form = rx.el.form(
        field(_("Nombre"), "nombre", error=State.errors["nombre"], input_mode="numeric", auto_complete="off", max_length=6),
        select(_("Unité"), "unite", units, default_value="jours"),
        submit(_("Ajouter un rappel"), wide=False, kind="second"),
        focus_wrong_field(State.delay_attempt),
        on_submit=State.add_delay,
        no_validate=True,
        class_name="hours",
        key=State.delay_changes.to_string(),
        custom_attrs={"aria-label": _("Ajouter un rappel")},
    )
    return rx.el.div(
        rx.el.h3(_("Rappels avant un rendez-vous"), id="delais", tab_index=-1),
        rx.cond(
            State.choices.delays.length() > 0,
            rx.el.ul(rx.foreach(State.choices.delays, _delay), class_name="lines"),
            rx.el.p(_("Aucun rappel : ajoutez-en un pour être prévenu."), class_name="soft"),
        ),
        form,
        focus_on(State.delay_changes, "delais"),
        class_name="stack",
    )


def notices() -> rx.Component:
    """The part of the settings: reminders for patients alone, nothing for the operator, who is told of nobody."""
    patient = (State.role == "patient") | (State.role == "")
    delays = rx.cond(patient, _delays())
    content = rx.el.div(_kinds(), _device(), _quiet(), delays, class_name="stack stack-wide")
    return rx.cond(
        State.role != "operator",
        part(
            "notifications",
            _("Notifications"),
            rx.el.p(
                _("E-mails et notifications disent seulement qu’il y a du nouveau, jamais de quoi il s’agit."), class_name="soft"
            ),
            rx.cond(State.choices.kinds.length() > 0, content, rx.el.div(skeleton_lines(8), class_name="choices-wait")),
        ),
    )
