"""Calendars of other programs: addresses in use, the one just made, a file looked at before anything of it is taken."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice
from rxapp.components.icons import SHAPES
from rxapp.components.islands import CalendarFile
from rxapp.components.lists import tag
from rxapp.components.text import Text, _

MOST_BYTES = 2_000_000
"""Above this size a calendar file is refused before it leaves; the server says the same."""


def calendar_file(url: Text, *, on_done: Any) -> rx.Component:
    """The button that sends one calendar file; on_done: handler of its id, in a list of one."""
    icons = {"file": SHAPES["file-text"], "error": SHAPES["circle-alert"]}
    return CalendarFile.create(url=url, most=MOST_BYTES, icons=icons, on_done=on_done)


def fresh_address(url: Var, webcal: Var) -> rx.Component:
    """An address just made: copied or opened now, never shown again."""
    return notice(
        _("Votre adresse secrète"),
        rx.el.p(_("Qui la connaît lit cet agenda : ne la donnez qu’à vos propres appareils. Elle ne sera plus montrée.")),
        rx.el.p(
            rx.el.code(url, class_name="digest", custom_attrs={"data-copied": ""}),
            button(_("Copier l’adresse"), custom_attrs={"data-copy": ""}),
            link_button(_("Ouvrir dans mon calendrier"), webcal, native=True, icon_name="calendar"),
            rx.el.span(role="status", custom_attrs={"data-said": _("Copié")}),
            class_name="row",
        ),
        kind="done",
        id="adresse-neuve",
        tab_index=-1,
    )


def feed_line(feed: Var, on_revoke: Any) -> rx.Component:
    """One address in use. `feed`: a var of `FeedView`."""
    words = _("Révoquer l’adresse de {nom} créée le {jour}", nom=feed.name, jour=feed.created_label)
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(feed.name), " ", rx.cond(feed.hide_details, tag(_("Motifs cachés")))),
            rx.el.p(
                rx.el.span(_("Créée le {jour}", jour=feed.created_label)), rx.el.span(feed.read_label), class_name="doc-meta"
            ),
        ),
        button(_("Révoquer"), kind="danger", on_click=on_revoke(feed.id), custom_attrs={"aria-label": words}),
        class_name="line",
    )


def import_row(row: Var, taken: Var, on_choose: Any) -> rx.Component:
    """One appointment of a file: what it is, what taking it would do, and whether it is taken. `row`: a var of `ImportRow`."""
    words = rx.el.span(
        rx.el.strong(row.title),
        rx.el.span(row.when_label),
        rx.cond(row.repeat_label != "", rx.el.span(row.repeat_label)),
        class_name="import-words",
    )
    box = rx.el.input(
        type="checkbox", checked=taken.contains(row.number), disabled=~row.can_choose, on_change=on_choose(row.number)
    )
    state = rx.match(
        row.status,
        ("annule", tag(row.status_label, "todo")),
        ("change", tag(row.status_label, "soon")),
        tag(row.status_label),
    )
    remarks = rx.foreach(row.remarks, lambda remark: rx.el.p(remark, class_name="soft small"))
    return rx.el.li(
        rx.el.label(box, words, class_name="check"),
        rx.el.div(state, rx.cond(row.reason != "", rx.el.p(row.reason)), remarks, class_name="import-why"),
        class_name="import-row",
    )
