"""How appointments look: a leaf of the calendar and its row, a month of weeks, what to do about one."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var
from reflex_components_core.react_router.dom import ReactRouterLink

from rxapp.components.buttons import link
from rxapp.components.icons import icon
from rxapp.components.lists import current, tag
from rxapp.components.text import Text, _, _n


def appointment_row(booked: Var, *, with_person: Var[bool] | bool = True) -> rx.Component:
    """One appointment: the whole row opens it. `booked`: a var of `Booked`. with_person: whether whose it is must be said."""
    row = booked.row
    said = [
        rx.el.span(row.hours_label),
        _if(row.with_whom),
        _if(row.place),
        rx.cond(with_person & (row.person_label != ""), rx.el.span(_("Pour {nom}", nom=row.person_label))),
        _if(row.repeat_label),
    ]
    tags = [
        rx.cond(row.overlaps, tag(_("En même temps qu’un autre"), "todo")),
        rx.cond(row.documents > 0, tag(_n("{n} document à apporter", "{n} documents à apporter", row.documents))),
        rx.cond(row.secret, tag(_("Secret"))),
    ]
    return rx.el.li(
        rx.el.div(
            rx.el.span(booked.weekday),
            rx.el.span(booked.number, class_name="leaf-number"),
            class_name=rx.cond(row.past, "leaf leaf-past", "leaf"),
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.div(
            ReactRouterLink.create(
                row.title, rx.el.span(", ", row.day_label, class_name="hush"), to=booked.href, class_name="doc-title"
            ),
            rx.el.p(*said, class_name="doc-meta"),
            rx.el.p(rx.el.span(row.relative_label, class_name="soft small"), *tags, class_name="row row-tags"),
        ),
        rx.el.div(icon("chevron-right"), class_name="doc-end"),
        class_name="doc-row",
    )


def _if(text: Var) -> rx.Component:
    return rx.cond(text != "", rx.el.span(text))


def month_group(label: Text, rows: Any) -> rx.Component:
    """The rows of one month, the month in the margin on a wide screen."""
    return rx.el.section(rx.el.h2(label), rx.el.ul(rows), class_name="year month-group")


def appointment_href(row: Var) -> Var:
    """Where a row (`OccurrenceRow`) leads."""
    return "/agenda?rendezvous=" + row.id + rx.cond(row.repeats, "&occurrence=" + row.occurrence, "")


def foreseen_row(one: Var, *, with_person: Var[bool] | bool) -> rx.Component:
    """Something to plan, under the day chosen in the month. `one`: a var of `Foreseen`."""
    return rx.el.li(
        rx.el.div(rx.el.span(class_name="hollow"), class_name="leaf leaf-hollow", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            ReactRouterLink.create(one.title, to=one.href, class_name="doc-title"),
            rx.el.p(
                rx.el.span(one.edge_label),
                rx.el.span(one.when_label),
                rx.cond(with_person & (one.person_label != ""), rx.el.span(_("Pour {nom}", nom=one.person_label))),
                class_name="doc-meta",
            ),
        ),
        rx.el.div(icon("chevron-right"), class_name="doc-end"),
        class_name="doc-row",
    )


def month_key() -> rx.Component:
    """What the two marks of a month mean."""
    return rx.el.p(
        rx.el.span(rx.el.span(class_name="full", custom_attrs={"aria-hidden": "true"}), _("Rendez-vous pris")),
        rx.el.span(rx.el.span(class_name="hollow", custom_attrs={"aria-hidden": "true"}), _("À prévoir")),
        class_name="month-key soft small",
    )


def _whose(name: Var, title: Var, with_person: Var[bool] | bool) -> rx.Component:
    said = _("{prenom} : {titre}", prenom=name, titre=title)
    return rx.cond(with_person & (name != ""), said, title)


def _lines(cell: Var, with_person: Var[bool] | bool) -> list[rx.Component]:
    """What a day holds on a wide screen: what is booked, then what is to plan."""

    def line(row: Var) -> rx.Component:
        inside = rx.fragment(
            rx.el.span(row.start_label, class_name="soft"), " ", _whose(row.person_label, row.title, with_person)
        )
        return rx.el.li(link(inside, appointment_href(row)))

    def hollow(one: Var) -> rx.Component:
        inside = rx.fragment(
            rx.el.span(
                rx.el.span(class_name="hollow", custom_attrs={"aria-hidden": "true"}),
                rx.el.span(_("À prévoir"), ", ", class_name="hush"),
                one.edge_label,
                class_name="soft",
            ),
            " ",
            _whose(one.person_label, one.title, with_person),
        )
        return rx.el.li(link(inside, one.href), class_name="line-hollow")

    return [rx.foreach(cell.rows, line), rx.foreach(cell.foreseen, hollow)]


def _cell(cell: Var, chosen: Var, days: Var, with_person: Var[bool] | bool) -> rx.Component:
    number = ReactRouterLink.create(
        rx.el.span(cell.number, custom_attrs={"aria-hidden": "true"}),
        rx.el.span(
            cell.label,
            rx.cond(cell.is_today, rx.fragment(", ", _("aujourd’hui"))),
            rx.cond(cell.booked > 0, rx.fragment(", ", _n("{n} rendez-vous", "{n} rendez-vous", cell.booked))),
            rx.cond(cell.to_plan > 0, rx.fragment(", ", _n("{n} à prévoir", "{n} à prévoir", cell.to_plan))),
            class_name="hush",
        ),
        to=days + cell.day,
        class_name=rx.cond(cell.is_today, "day-number day-today", "day-number"),
        custom_attrs=current(cell.day == chosen),
    )
    dots = rx.el.span(
        rx.foreach(cell.rows, lambda _row: rx.el.span(class_name="full")),
        rx.foreach(cell.foreseen, lambda _one: rx.el.span(class_name="hollow")),
        class_name="day-dots",
        custom_attrs={"aria-hidden": "true"},
    )
    more = rx.cond(cell.more_label != "", rx.el.li(link(cell.more_label, days + cell.day)))
    return rx.el.td(
        number,
        rx.cond(
            cell.booked + cell.to_plan > 0,
            rx.fragment(dots, rx.el.ul(*_lines(cell, with_person), more, class_name="day-rows")),
        ),
        class_name=rx.cond(cell.in_month, "cell", "cell cell-out"),
    )


def month_table(month: Var, *, chosen: Var, days: Var, with_person: Var[bool] | bool = True) -> rx.Component:
    """A month as a table of weeks. `month`: a var of `MonthGrid`; chosen: the ISO day shown below; days: address less the day.

    with_person: whether whose each entry is must be said.
    """
    head = rx.el.tr(rx.foreach(month.weekdays, lambda name: rx.el.th(name, scope="col")))

    def week(cells: Var) -> rx.Component:
        return rx.el.tr(rx.foreach(cells, lambda cell: _cell(cell, chosen, days, with_person)))

    return rx.el.table(
        rx.el.caption(month.label, class_name="hush"),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(month.weeks, week)),
        class_name="month",
    )
