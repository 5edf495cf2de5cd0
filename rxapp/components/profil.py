"""The medical profile on screen: its parts, their entries, the boxes of a form, what an entry said before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import NativeLink, button, link
from rxapp.components.forms import checkbox
from rxapp.components.icons import icon
from rxapp.components.lists import part
from rxapp.components.text import Text, _


@dataclass(frozen=True)
class Acts:
    """What one does with parts and entries: handlers of the code of a part or the id of an entry.

    ``set_none`` takes the code of a part and whether its box was ticked.
    """

    add: Callable[..., Any]
    set_none: Callable[..., Any]
    edit: Callable[..., Any]
    read_versions: Callable[..., Any]
    remove: Callable[..., Any]
    links: Callable[..., Any]
    keep: Callable[..., Any]
    show: Callable[..., Any]


def contents(parts: Var) -> rx.Component:
    """The parts, each with a way to it."""
    one = rx.foreach(parts, lambda part: NativeLink.create(part.title, href="#" + part.code, class_name="chip"))
    listed = rx.el.nav(one, class_name="chips", custom_attrs={"aria-label": _("Parties du profil")})
    return rx.el.details(rx.el.summary(_("Aller à une partie")), listed)


def part_section(told: Var, acts: Acts) -> rx.Component:
    """One part: what holds, what is over, « rien de connu », and the way to add."""
    return part(
        told.code,
        told.title,
        rx.cond(told.about != "", rx.el.p(told.about, class_name="soft small")),
        rx.cond(told.now.length() > 0, _entries(told.now, acts)),
        rx.cond(told.past.length() > 0, _past(told.past, acts)),
        rx.cond(told.may_none, _none(told, acts)),
        rx.cond(told.may_add & (told.none_label == ""), button(told.add_label, icon_name="plus", on_click=acts.add(told.code))),
    )


def _none(told: Var, acts: Acts) -> rx.Component:
    ticked = told.none_label != ""
    return rx.el.div(
        checkbox(told.none, "rien-" + told.code, checked=ticked, on_change=lambda value: acts.set_none(told.code, value)),
        rx.cond(ticked, rx.el.p(told.none_label, class_name="soft small")),
    )


def _entries(entries: Var, acts: Acts) -> rx.Component:
    return rx.el.ul(rx.foreach(entries, lambda one: _entry(one, acts)), class_name="lines")


def _past(entries: Var, acts: Acts) -> rx.Component:
    return rx.el.details(rx.el.summary(_("Terminé ou passé")), _entries(entries, acts))


def _entry(one: Var, acts: Acts) -> rx.Component:
    name = rx.el.span(" : ", one.title, class_name="hush")
    keeping = rx.cond(
        one.secret,
        _quiet(_("Montrer à mes parents"), name, acts.show(one.id)),
        rx.cond(one.may_keep, _quiet(_("Garder pour moi"), name, acts.keep(one.id))),
    )
    return rx.el.li(
        rx.el.h3(one.title),
        rx.cond(one.secret, rx.el.p(rx.el.span(_("Gardé pour vous"), class_name="tag"))),
        rx.cond(one.details.length() > 0, _in_a_row(one.details)),
        rx.cond(one.links.length() > 0, _links(one.links)),
        rx.el.p(one.written_label, class_name="soft small"),
        rx.el.div(
            _quiet(_("Modifier"), name, acts.edit(one.id), "pencil"),
            rx.cond(one.rewritten, _quiet(_("Ce qui était écrit avant"), name, acts.read_versions(one.id))),
            _quiet(_("Lier"), name, acts.links(one.id)),
            keeping,
            _quiet(_("Retirer"), name, acts.remove(one.id, one.version), "trash-2"),
            class_name="row line-acts",
        ),
        id="e-" + one.id,
        class_name="order-line",
    )


def _quiet(words: Text, name: rx.Component, on_click: Any, icon_name: str | None = None) -> rx.Component:
    return button(rx.fragment(words, name), kind="quiet", icon_name=icon_name, on_click=on_click)


def _in_a_row(told: Var) -> rx.Component:
    """What an entry says beside its name, as short as it is."""
    one = rx.foreach(told, lambda one: rx.el.span(_("{qui} : {quoi}", qui=one.label, quoi=one.text), class_name="kept-lines"))
    return rx.el.div(one, class_name="row small")


def _links(links: Var) -> rx.Component:
    one = rx.foreach(links, lambda other: link(other.title, other.href, class_name="chip"))
    return rx.el.div(rx.el.span(_("Lié à"), class_name="soft small"), one, class_name="row")


def details(told: Var) -> rx.Component:
    """What an entry says: names and values."""
    line = rx.foreach(told, lambda one: rx.el.div(rx.el.dt(one.label), rx.el.dd(one.text, class_name="kept-lines")))
    return rx.el.dl(line, class_name="facts small")


def version(told: Var) -> rx.Component:
    """What an entry said, by whom and since when."""
    return rx.el.li(
        rx.el.h3(told.title),
        rx.cond(told.details.length() > 0, details(told.details)),
        rx.el.p(told.written_label, class_name="soft small"),
        class_name="order-line",
    )


def other(told: Var, words: Text, on_click: Callable[..., Any]) -> rx.Component:
    """One end of a link, with the button that ties or unties it. ``on_click``: of its kind and id."""
    return rx.el.li(
        rx.el.div(rx.el.p(told.title), rx.cond(told.about != "", rx.el.p(told.about, class_name="soft small"))),
        _quiet(words, rx.el.span(" : ", told.title, class_name="hush"), on_click(told.kind, told.id)),
        class_name="line",
    )


def box(told: Var, errors: Var, *, longest: int, on_suggest: Callable[..., Any]) -> rx.Component:
    """One box of the form, as its kind asks: its label, its hint, its error. ``on_suggest``: of its code and what is typed."""
    box_id = "champ-" + told.code
    error = errors[told.code]
    attributes = {
        "id": box_id,
        "aria-describedby": box_id + "-erreur " + box_id + "-aide",
        "aria-invalid": rx.cond(error, "true", "false"),
    }
    common = {"name": told.code, "required": told.required, "class_name": "input", "custom_attrs": attributes}
    typed = {**common, "default_value": told.value, "max_length": longest, "auto_complete": "off"}
    listed = rx.el.input(
        **{**typed, "type": "text", "custom_attrs": {**attributes, "list": "propositions"}},
        on_change=lambda value: on_suggest(told.code, value).debounce(200),
    )
    answers = rx.foreach(told.options, lambda option: rx.el.option(option.label, value=option.id))
    kinds = rx.match(
        told.box,
        ("choice", rx.el.select(rx.el.option("", value=""), answers, default_value=told.value, **common)),
        ("long", rx.el.textarea(**typed)),
        ("phone", rx.el.input(**{**typed, "type": "tel", "input_mode": "tel"})),
        rx.cond(told.listed != "", listed, rx.el.input(**{**typed, "type": "text"})),
    )
    return rx.el.div(
        rx.el.label(told.label, html_for=box_id, class_name="label"),
        rx.el.p(told.hint, id=box_id + "-aide", class_name="hint"),
        kinds,
        rx.el.p(rx.cond(error, rx.fragment(icon("circle-alert"), rx.el.span(error))), id=box_id + "-erreur", class_name="error"),
        class_name="field",
    )


def section_lines(section: Var[Any]) -> rx.Component:
    """The lines of one part as somebody else reads it (`lines`: `name`, `text`)."""

    def line(one: Var[Any]) -> rx.Component:
        said = rx.fragment(
            rx.cond(one.name, rx.el.strong(one.name), rx.fragment()), rx.cond(one.name & one.text, " · ", ""), one.text
        )
        return rx.el.li(said)

    return rx.el.ul(rx.foreach(section.lines, line), class_name="text")
