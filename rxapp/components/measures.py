"""Measures on screen: the last of each kind, the drawing over time, one line of the list, what a file holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button, link
from rxapp.components.forms import choices
from rxapp.components.icons import icon
from rxapp.components.text import Text, _

WIDTH, HEIGHT, LEFT = 360, 220, 44
"""The box of `measures.chart`, in its own units."""
_LEVEL = {"dominantBaseline": "central"}
_BESIDE = _LEVEL | {"textAnchor": "end"}
"""Reflex knows neither and would make them styles."""


@dataclass(frozen=True)
class Acts:
    """What one does with a measure: handlers of its id."""

    edit: Callable[..., Any]
    remove: Callable[..., Any]
    keep: Callable[..., Any]
    show: Callable[..., Any]


def overview(kinds: Var, page: str) -> rx.Component:
    """Every kind, its last measure, and the way to it."""

    def one(kind: Var) -> rx.Component:
        return rx.el.div(
            rx.el.dt(link(kind.title, page + "?mesure=" + kind.code, class_name="alone")),
            rx.el.dd(
                rx.cond(
                    kind.value_label != "",
                    rx.fragment(rx.el.strong(kind.value_label), " ", rx.el.span(kind.when_label, class_name="soft small")),
                    rx.el.span(_("Rien n’a été noté."), class_name="soft small"),
                )
            ),
        )

    return rx.el.dl(rx.foreach(kinds, one), class_name="facts record")


def drawing(chart: Var) -> rx.Component:
    """The chart: one colour, the second line dashed, before growth curves where there are. What it shows is in the list too."""

    def line(told: Var, place: Var) -> rx.Component:
        dashes = rx.cond(place == 0, "none", "5 4")
        dots = rx.foreach(told.dots, lambda dot: rx.el.circle(cx=dot.x.to_string(), cy=dot.y.to_string(), r="3"))
        return rx.el.svg.g(rx.el.svg.polyline(points=told.points, custom_attrs={"strokeDasharray": dashes}), dots)

    def level(tick: Var) -> rx.Component:
        at = tick.at.to_string()
        rule = rx.el.line(x1=str(LEFT), x2=chart.right.to_string(), y1=at, y2=at)
        return rx.el.svg.g(rule, rx.el.text(tick.label, x=str(LEFT - 6), y=at, custom_attrs=_BESIDE))

    def day(tick: Var, place: Var) -> rx.Component:
        alone = chart.days.length() == 1
        anchor = rx.cond(alone, "middle", rx.cond(place == 0, "start", "end"))
        return rx.el.text(tick.label, x=tick.at.to_string(), y=str(HEIGHT - 8), custom_attrs={"textAnchor": anchor})

    def behind(curve: Var, place: Var) -> rx.Component:
        name = rx.el.text(curve.name.label, x=curve.x.to_string(), y=curve.name.at.to_string(), custom_attrs=_LEVEL)
        middle = place * 2 + 1 == chart.behind.length()
        return rx.el.svg.g(rx.el.svg.polyline(points=curve.points), name, class_name=rx.cond(middle, "behind middle", "behind"))

    return rx.el.svg(
        rx.el.svg.polygon(points=chart.area),
        rx.foreach(chart.levels, level),
        rx.foreach(chart.days, day),
        rx.foreach(chart.behind, behind),
        rx.foreach(chart.lines, line),
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        class_name="chart",
        role="img",
        custom_attrs={"aria-label": chart.label},
    )


def row(one: Var, acts: Acts) -> rx.Component:
    """One measure: its value, when, by whom, and what one does with it."""
    name = rx.el.span(" : ", one.value_label, ", ", one.when_label, class_name="hush")

    def quiet(words: Text, on_click: Any, icon_name: str | None = None) -> rx.Component:
        return button(rx.fragment(words, name), kind="quiet", icon_name=icon_name, on_click=on_click)

    keeping = rx.cond(
        one.secret,
        quiet(_("Montrer à mes parents"), acts.show(one.id)),
        rx.cond(one.may_keep, quiet(_("Garder pour moi"), acts.keep(one.id))),
    )
    return rx.el.li(
        rx.el.h3(one.value_label, " ", rx.cond(one.secret, rx.el.span(_("Gardé pour vous"), class_name="tag"))),
        rx.el.p(rx.el.time(one.when_label, date_time=one.when_iso), rx.el.span(one.written_label), class_name="doc-meta dots"),
        rx.cond(one.note != "", rx.el.p(one.note, class_name="kept-lines")),
        rx.el.div(
            quiet(_("Modifier"), acts.edit(one.id), "pencil"),
            keeping,
            quiet(_("Retirer"), acts.remove(one.id, one.version), "trash-2"),
            class_name="row line-acts",
        ),
        class_name="order-line",
    )


def number_box(label: Text, name: str, value: Var, error: Var, hint: Text = "") -> rx.Component:
    """A large box for a number, with the keyboard of numbers on a phone; a comma is welcome."""
    attributes = {
        "id": name,
        "aria-describedby": f"{name}-erreur {name}-aide",
        "aria-invalid": rx.cond(error, "true", "false"),
    }
    box = rx.el.input(
        name=name,
        type="text",
        input_mode="decimal",
        auto_complete="off",
        max_length=40,
        default_value=value,
        class_name="input input-code",
        custom_attrs=attributes,
    )
    told = rx.cond(error, rx.fragment(icon("circle-alert"), rx.el.span(error)))
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="label"),
        rx.el.p(hint, id=f"{name}-aide", class_name="hint"),
        box,
        rx.el.p(told, id=f"{name}-erreur", class_name="error"),
        class_name="field",
    )


def unit_box(units: Var, chosen: Var) -> rx.Component:
    """The unit, where there are several; else it goes without saying."""
    several = rx.el.div(
        rx.el.label(_("Unité"), html_for="unite", class_name="label"),
        rx.el.select(*choices(units), name="unite", default_value=chosen, class_name="input", custom_attrs={"id": "unite"}),
        class_name="field",
    )
    return rx.cond(units.length() > 1, several)


def file_lines(lines: Var) -> rx.Component:
    """What a file holds, line by line, and what becomes of each."""

    def one(told: Var) -> rx.Component:
        place = rx.el.span(_("ligne {n}", n=told.line_label))
        return rx.el.li(
            rx.el.p(told.said),
            rx.el.p(place, rx.el.span(told.fate), class_name="doc-meta dots"),
            class_name="order-line",
        )

    return rx.el.ul(rx.foreach(lines, one), class_name="lines")
