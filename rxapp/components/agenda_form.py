"""The boxes of an appointment: what, who, where, when, how often, what to bring."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button
from rxapp.components.feedback import notice
from rxapp.components.forms import checkbox, field, select
from rxapp.components.icons import icon
from rxapp.components.lists import search_box
from rxapp.components.text import _

UNITS = (
    ("jour", _("Tous les jours")),
    ("semaine", _("Toutes les semaines")),
    ("mois", _("Tous les mois")),
    ("an", _("Tous les ans")),
)


def what_and_who(draft: Var, errors: Var) -> list[rx.Component]:
    """What it is about, with whom, where. `draft`: a var of `Draft`."""
    return [
        field(
            _("Motif"),
            "motif",
            default_value=draft.title,
            hint=_("Ce que vous en direz à vous-même. Exemple : vaccins de 2 mois"),
            error=errors["motif"],
            required=False,
            auto_complete="off",
            max_length=120,
        ),
        rx.el.div(
            field(
                _("Avec qui"),
                "avec",
                default_value=draft.with_whom,
                error=errors["avec"],
                required=False,
                auto_complete="off",
                max_length=120,
            ),
            field(
                _("Où"),
                "lieu",
                default_value=draft.place,
                error=errors["lieu"],
                required=False,
                auto_complete="off",
                max_length=200,
            ),
            class_name="two",
        ),
    ]


def when(draft: Var, errors: Var) -> rx.Component:
    """The day and the hours; a whole day has a last day instead of hours."""

    def box(label: Var, name: str, value: Var, hint: Var | None, **props: Any) -> rx.Component:
        shared = {"hint": hint, "default_value": value, "error": errors[name], "auto_complete": "off", "max_length": 20}
        return field(label, name, **shared, **props)

    start = box(_("Heure"), "debut", draft.start, _("Exemple : 9 h 30"), required=False)
    end = box(_("Fin"), "fin", draft.end, _("Facultatif"), required=False)
    last = box(_("Dernier jour (facultatif)"), "dernier_jour", draft.last_day, None, required=False)
    return rx.el.fieldset(
        rx.el.legend(_("Quand"), class_name="hush"),
        rx.el.div(
            box(_("Jour"), "jour", draft.day, _("Exemple : 26/11/2026")),
            rx.el.div(start, class_name="timed"),
            rx.el.div(end, class_name="timed"),
            rx.el.div(last, class_name="whole-day"),
            class_name="boxes",
        ),
        checkbox(_("Toute la journée"), "toute_la_journee", value="oui", default_checked=draft.all_day),
        class_name="field when",
    )


def how_often(draft: Var, errors: Var, keeps_rule: Var) -> rx.Component:
    """The rhythm; what it asks shows once one is chosen."""
    chosen = rx.el.select(
        rx.el.option(_("Une seule fois"), value=""),
        rx.cond(keeps_rule, rx.el.option(_("Selon sa règle actuelle"), value="garder")),
        *[rx.el.option(words, value=value) for value, words in UNITS],
        id="repetition",
        name="repetition",
        default_value=draft.repeat,
        class_name="input",
        custom_attrs={"aria-describedby": "repetition-erreur", "aria-invalid": rx.cond(errors["repetition"], "true", "false")},
    )
    return rx.el.div(
        rx.el.div(
            rx.el.label(_("Répétition"), html_for="repetition", class_name="label"),
            chosen,
            rx.el.p(errors["repetition"], id="repetition-erreur", class_name="error"),
            class_name="field",
        ),
        _rhythm(draft, errors),
        class_name="often",
    )


def _rhythm(draft: Var, errors: Var) -> rx.Component:
    """How often, and how it ends."""
    return rx.el.div(
        field(
            _("Une fois sur"),
            "une_fois_sur",
            default_value=draft.every,
            hint=_("1 : chaque fois. 2 : une fois sur deux, par exemple toutes les deux semaines."),
            error=errors["une_fois_sur"],
            required=False,
            input_mode="numeric",
            max_length=5,
        ),
        rx.el.div(
            field(_("Jusqu’au"), "jusqu_au", default_value=draft.until, error=errors["jusqu_au"], required=False),
            field(
                _("Ou un nombre de fois"),
                "nombre",
                default_value=draft.count,
                error=errors["nombre"],
                required=False,
                input_mode="numeric",
                max_length=6,
            ),
            class_name="two",
        ),
        class_name="rhythm",
    )


def how_much() -> rx.Component:
    """How much of a series the change is about."""
    options = [
        ("une", _("Ce rendez-vous seulement")),
        ("suite", _("Celui-ci et les suivants")),
        ("toutes", _("Toute la série")),
    ]
    boxes = [
        rx.el.label(
            rx.el.input(type="radio", name="portee", value=value, default_checked=value == "une"),
            rx.el.span(words),
            class_name="check",
        )
        for value, words in options
    ]
    return rx.el.fieldset(rx.el.legend(_("Que voulez-vous changer ?")), *boxes, class_name="field")


def papers_to_bring(
    papers: Var, found: Var, *, none: Var, searched: Var, error: Var, on_search: Any, on_bring: Any, on_leave: Any
) -> rx.Component:
    """Documents of the record to bring: those chosen, and a search for others. Vars of `Paper`."""

    def chosen(paper: Var) -> rx.Component:
        out = button(
            rx.fragment(_("Retirer"), rx.el.span(" ", paper.title, class_name="hush")), kind="quiet", on_click=on_leave(paper.id)
        )
        return rx.el.li(rx.el.span(icon("check"), paper.title, class_name="row"), out, class_name="line")

    def offered(paper: Var) -> rx.Component:
        bring = button(
            rx.fragment(_("Apporter"), rx.el.span(" ", paper.title, class_name="hush")), kind="quiet", on_click=on_bring(paper.id)
        )
        words = rx.el.div(rx.el.p(paper.title), rx.el.p(paper.meta, class_name="soft small"))
        return rx.el.li(words, bring, class_name="line")

    return rx.el.section(
        rx.el.h2(_("Documents à apporter"), id="documents", tab_index=-1),
        rx.el.p(error, class_name="error", role="alert"),
        rx.cond(papers.length() > 0, rx.el.ul(rx.foreach(papers, chosen), class_name="lines")),
        rx.cond(
            none,
            rx.el.p(_("Ce dossier n’a pas encore de document."), class_name="soft"),
            rx.el.details(
                rx.el.summary(_("Choisir dans le dossier")),
                search_box(_("Rechercher un document"), value=searched, on_search=on_search, name="document"),
                rx.el.ul(rx.foreach(found, offered), class_name="lines"),
            ),
        ),
        class_name="stack",
    )


def clashes_notice(clashes: Var) -> rx.Component:
    """What else takes place at that time."""
    return rx.cond(
        clashes.length() > 0,
        rx.el.div(
            notice(
                _("À ce moment-là, il y a déjà :"),
                rx.el.ul(
                    rx.foreach(
                        clashes,
                        lambda row: rx.el.li(rx.el.strong(row.title), ", ", row.day_label, ", ", row.hours_label),
                    )
                ),
                rx.el.p(_("Changez le jour ou l’heure, ou gardez les deux.")),
                kind="todo",
                role="alert",
            ),
            id="conflit",
            tab_index=-1,
        ),
    )


def for_whom(people: Var, value: Var, on_change: Any, editing: Var) -> rx.Component:
    """Whose appointment it is; not asked when there is only oneself, and settled once it is kept."""
    asked = select(_("Pour"), "pour", people, value=value, on_change=on_change)
    return rx.cond((people.length() > 1) & (editing == ""), asked)


def secret_box() -> rx.Component:
    """What a minor may keep to themself."""
    return rx.el.div(
        checkbox(_("Garder ce rendez-vous secret"), "secret", value="oui"),
        rx.el.p(
            _("Vos parents ne le verront nulle part : ni dans l’agenda, ni dans l’historique, ni dans leurs messages."),
            class_name="hint",
        ),
    )
