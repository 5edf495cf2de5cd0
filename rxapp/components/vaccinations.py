"""Vaccinations on screen: one line of the record, and the boxes to tick of its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button, link
from rxapp.components.forms import checkbox, radio_group
from rxapp.components.text import Text, _


def row(one: Var, edit: Callable[..., Any], remove: Callable[..., Any]) -> rx.Component:
    """One dose: what, when, against what, who gave it, what it counts for, and what one does with it."""
    name = rx.el.span(" : ", one.title, ", ", one.when_label, class_name="hush")
    return rx.el.li(
        rx.el.h3(
            one.title,
            " ",
            rx.cond(one.incomplete, rx.el.span(_("À compléter"), class_name="tag")),
            rx.cond(one.secret, rx.el.span(_("Gardé pour vous"), class_name="tag")),
        ),
        rx.el.p(
            rx.el.time(one.when_label, date_time=one.when_iso),
            rx.cond(one.written_label != "", rx.el.span(one.written_label)),
            class_name="doc-meta dots",
        ),
        _details(one),
        rx.cond(one.note != "", rx.el.p(one.note, class_name="kept-lines")),
        rx.cond(one.document != "", rx.el.p(link(one.document_label, "/dossier/" + one.document, class_name="alone"))),
        _earlier(one),
        rx.el.div(
            button(rx.fragment(_("Modifier"), name), kind="quiet", icon_name="pencil", on_click=edit(one.id)),
            button(rx.fragment(_("Retirer"), name), kind="quiet", icon_name="trash-2", on_click=remove(one.id, one.version)),
            class_name="row line-acts",
        ),
        class_name="order-line",
    )


def _details(one: Var) -> rx.Component:
    """Against what; lot, who and where; what it counts for in the calendar."""
    counts = rx.cond(
        one.counts.length() > 0,
        _("Au calendrier : {quoi}", quoi=one.counts.join(", ")),
        _("Hors du calendrier de prévention"),
    )
    return rx.fragment(
        rx.el.p(one.against_label),
        rx.cond(one.details_label != "", rx.el.p(one.details_label)),
        rx.el.p(counts, class_name="soft small"),
    )


def _earlier(one: Var) -> rx.Component:
    before = rx.el.details(
        rx.el.summary(_("Ce qui était écrit avant"), rx.el.span(" : ", one.title, ", ", one.when_label, class_name="hush")),
        rx.el.ul(rx.foreach(one.earlier, lambda words: rx.el.li(words))),
    )
    return rx.cond(one.earlier.length() > 0, before)


def ticks(legend: Text, options: Var, prefix: str, *, id: str, error: Text) -> rx.Component:
    """Boxes to tick, one for each option, named by its code."""
    boxes = rx.foreach(options, lambda one: checkbox(one.label, f"{prefix}_{one.id}", value="oui", default_checked=one.chosen))
    return radio_group(legend, boxes, id=id, error=error, role="group")


def numbered_ticks(legend: Text, options: Var, prefix: str, *, id: str, error: Text) -> rx.Component:
    """The same, named by its place."""

    def one(option: Var, place: Var) -> rx.Component:
        return checkbox(option.label, f"{prefix}_{place}", value="oui", default_checked=option.chosen)

    return radio_group(legend, rx.foreach(options, one), id=id, error=error, role="group")
