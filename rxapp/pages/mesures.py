"""`/profil/mesures`: weight, blood pressure and the like, noted with one hand, and how they change."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components import measures as parts
from rxapp.components.buttons import button, link, link_button, submit
from rxapp.components.feedback import empty_state, notice, skeleton_lines, undo_bar
from rxapp.components.forms import checkbox, field, focus_on, focus_wrong_field
from rxapp.components.lists import chip, chips, part, turns
from rxapp.components.measures import Acts
from rxapp.components.profil_tabs import profil_tabs
from rxapp.components.text import _
from rxapp.pages.frame import signed_in
from rxapp.pages.mesures_file import from_file
from rxapp.state.mesures import LONGEST_NOTE
from rxapp.state.mesures import MesuresState as State
from rxapp.state.mesures_address import PAGE

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)


def _all() -> rx.Component:
    sheet = "/api/mesures.csv?personne=" + State.subject
    return rx.el.div(
        parts.overview(State.kinds, PAGE),
        part(
            "tableur",
            _("Avec un tableur"),
            rx.el.div(
                link_button(
                    _("Télécharger mes mesures"),
                    sheet,
                    icon_name="download",
                    native=True,
                    custom_attrs={"download": "mesures.csv"},
                ),
                class_name="row",
            ),
            from_file(),
        ),
        class_name="stack stack-wide",
    )


def _more() -> rx.Component:
    """What is seldom said: another day, a note, what parents do not see."""
    return rx.el.details(
        rx.el.summary(_("Un autre jour, une note")),
        rx.el.div(
            field(
                _("Jour"),
                "jour",
                hint=_("Vide : aujourd’hui. Sinon jour/mois/année, par exemple 26/11/2026."),
                error=State.errors["jour"],
                required=False,
                default_value=State.day,
                max_length=40,
                auto_complete="off",
            ),
            field(
                _("Heure"),
                "heure",
                hint=_("Vide : maintenant. Sinon par exemple 9h30."),
                error=State.errors["heure"],
                required=False,
                default_value=State.hour,
                max_length=40,
                auto_complete="off",
            ),
            field(
                _("Note"),
                "note",
                error=State.errors["note"],
                large=True,
                required=False,
                default_value=State.note,
                max_length=LONGEST_NOTE,
            ),
            rx.cond(State.may_hide & (State.editing == ""), _secret()),
            class_name="stack",
        ),
        open=State.editing != "",
    )


def _secret() -> rx.Component:
    return rx.el.div(
        checkbox(_("Garder pour moi"), "secret", value="oui"),
        rx.el.p(_("Vos parents ne le verront nulle part : ni dans la liste, ni dans l’historique."), class_name="hint"),
    )


def _form() -> rx.Component:
    second = parts.number_box(State.labels[1], "valeur2", State.value2, State.errors["valeur2"])
    return rx.el.section(
        rx.el.h2(rx.cond(State.editing != "", _("Corriger une mesure"), _("Noter une mesure")), id="noter", tab_index=-1),
        rx.cond(State.editing != "", rx.el.p(State.edited_label, class_name="soft")),
        rx.cond(State.problem != "", notice(State.problem, kind="error")),
        rx.el.form(
            parts.number_box(State.labels[0], "valeur", State.value, State.errors["valeur"], State.hint),
            rx.cond(State.labels.length() > 1, second),
            parts.unit_box(State.units, State.unit),
            _more(),
            rx.el.div(
                submit(rx.cond(State.doubted, _("Oui, enregistrer"), _("Enregistrer"))),
                rx.cond(State.editing != "", button(_("Abandonner"), on_click=State.give_up)),
                class_name="stack",
            ),
            on_submit=State.save(State.shown_for + "/" + State.kind + "/" + State.editing),
            class_name="stack measure",
            key=State.opened.to_string() + State.kind,
            custom_attrs={"noValidate": True},
        ),
        focus_wrong_field(State.attempt),
        focus_on(State.editing, "noter"),
        class_name="stack",
    )


def _list() -> rx.Component:
    acts = Acts(State.edit, State.remove, State.keep, State.show)
    rows = rx.fragment(
        rx.cond(State.chart.lines.length() > 0, parts.drawing(State.chart)),
        rx.cond(State.chart.legend != "", rx.el.p(State.chart.legend, class_name="soft small")),
        rx.el.ul(rx.foreach(State.rows, lambda one: parts.row(one, acts)), class_name="lines record"),
        rx.cond((State.following != "") | (State.first != ""), turns(previous="", following=State.following, first=State.first)),
    )
    nothing = empty_state(_("Rien à montrer ici"), _("Notez une première mesure ci-dessus, ou choisissez une autre période."))
    return rx.el.section(
        rx.el.h2(_("Dans le temps"), id="liste", tab_index=-1),
        chips(_("Période"), rx.foreach(State.periods, lambda one: chip(one.label, one.href, one.is_current))),
        rx.cond(State.rows.length() > 0, rows, nothing),
        focus_on(State.saved, "liste"),
        class_name="stack",
    )


def _one() -> rx.Component:
    return rx.el.div(
        rx.el.p(link(_("Toutes les mesures"), PAGE), class_name="alone"),
        _form(),
        _list(),
        class_name="stack stack-wide",
    )


def page() -> rx.Component:
    """All kinds, or one."""
    return signed_in(
        layout.page_head(
            rx.cond(State.kind != "", State.title, _("Mesures")),
            State.subject_label,
            purpose=_("Ce que vous mesurez, noté d’une main, et comment cela change."),
        ),
        profil_tabs(PAGE),
        rx.cond(_LOADED, rx.cond(State.kind != "", _one(), _all()), skeleton_lines(8)),
        here=PAGE,
        undo=undo_bar(
            State.undo_text,
            on_undo=State.undo,
            on_expire=State.too_late,
            seconds=State.undo_seconds,
            what=State.undo_key,
            label=_("Annuler"),
        ),
    )
