"""`/notifications`: what the account was told; reached by the bell of every page."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link, link_button
from rxapp.components.feedback import empty_state, skeleton_lines
from rxapp.components.forms import focus_on
from rxapp.components.lists import more, news_row, tag
from rxapp.components.text import _
from rxapp.pages.frame import signed_in
from rxapp.state.notifications import NotificationsState as State


def _row(notice: rx.Var) -> rx.Component:
    read = button(
        _("Marquer comme lu"),
        kind="quiet",
        on_click=State.read(notice.id),
        custom_attrs={"aria-label": _("Marquer comme lu : {title}", title=notice.title)},
    )
    return news_row(
        notice.title,
        notice.href,
        notice.text,
        notice.at_label,
        unread=notice.unread,
        on_open=State.read(notice.id),
        note=rx.cond(notice.stale, tag(_("N’est plus d’actualité")), rx.fragment()),
        action=rx.cond(notice.unread, read, rx.fragment()),
    )


def _list() -> rx.Component:
    return rx.el.section(
        rx.cond(State.unread > 0, button(_("Tout marquer comme lu"), on_click=State.read_all, icon_name="check")),
        rx.el.ul(rx.foreach(State.notices, _row), id="liste", tab_index=-1, class_name="rows"),
        rx.cond(
            (State.older != "") | State.later,
            rx.el.div(
                rx.cond(State.older != "", more(href=State.older)),
                rx.cond(State.later, link_button(_("Revenir au plus récent"), "/notifications", kind="quiet")),
                class_name="row",
            ),
        ),
        class_name="stack",
    )


def _nothing() -> rx.Component:
    return empty_state(
        _("Rien pour le moment"),
        _("Ce qui est nouveau pour vous arrive ici."),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(
            _("Notifications"),
            rx.el.p(link(_("Choisir ce que je reçois"), "/parametres#notifications", class_name="alone"), class_name="soft"),
        ),
        rx.cond(State.ready, rx.cond(State.notices.length() > 0, _list(), _nothing()), skeleton_lines(6)),
        focus_on(State.marked, "liste"),
        here="/notifications",
        everyone=True,
    )
