"""Lists and what goes with them: search, filters that are addresses, rows, facts, cards, steps."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx
from reflex.vars.base import Var
from reflex_components_core.react_router.dom import ReactRouterLink

from rxapp.components.buttons import button, link_button
from rxapp.components.icons import SHAPES, icon
from rxapp.components.islands import Filter, Search, Thumbnail
from rxapp.components.text import Text, _

Mark = Literal["todo", "soon", "check", "done", "later"]


def current(flag: Var[bool] | bool, word: str = "true") -> dict[str, Any]:
    """`aria-current` when the flag is true, nothing otherwise."""
    if isinstance(flag, Var):
        return {"aria-current": rx.cond(flag, word, Var("undefined"))}
    return {"aria-current": word} if flag else {}


def search_box(label: Text, *, value: Text = "", on_search: Any = None, name: str = "q", first: bool = False) -> rx.Component:
    """Search as you type, after a short rest; the key `/` comes here.

    on_search: handler of the text (str); without it the text goes into the address as `?name=`, and the page opens anew.
    first: who comes to the page from another one comes here, not to its title.
    """
    attributes = {"id": "recherche", "name": name, "aria-label": label, "placeholder": label}
    attributes |= {"data-first": ""} if first else {}
    told = {} if on_search is None else {"value": value, "on_search": on_search}
    return rx.el.div(
        icon("search"),
        Search.create(input=attributes, **told),
        role="search",
        class_name="search",
    )


def chip(label: Text, href: Text, is_current: Var[bool] | bool) -> rx.Component:
    """One filter; its address holds it, so back and reload keep it."""
    return ReactRouterLink.create(label, to=href, class_name="chip", custom_attrs=current(is_current))


def chips(label: Text, *items: Any) -> rx.Component:
    """A row of filters (`chip`s, or a `rx.foreach` of them), named for screen readers."""
    return rx.el.nav(*items, class_name="chips", custom_attrs={"aria-label": label})


def address_filter(label: Text, name: str, everything: Text, options: Var) -> rx.Component:
    """A filter whose choice lives in the address as `?name=`. `options`: a var of views with `.id` and `.label`.

    everything: the words for no filter.
    """
    return Filter.create(name=name, label=label, everything=everything, options=options)


def tools(search: rx.Component, *filters: rx.Component) -> rx.Component:
    """What one looks for in a list, and the filters under it."""
    return rx.el.div(search, rx.el.div(*filters, class_name="filters"), class_name="tools")


def tabs(label: Text, items: Sequence[tuple[Text, Text, Var[bool] | bool]]) -> rx.Component:
    """Views of one thing, each with its address: (words, address, is current)."""
    links = [
        ReactRouterLink.create(words, to=href, class_name="tab", custom_attrs=current(flag, "page"))
        for words, href, flag in items
    ]
    return rx.el.nav(*links, class_name="tabs", custom_attrs={"aria-label": label})


def doc_row(
    title: Text,
    href: Text,
    *,
    meta: Sequence[Text],
    thumbnail: Text = "",
    shape: str = "file-text",
    note: rx.Component | None = None,
    action: rx.Component | None = None,
) -> rx.Component:
    """One document: the whole row opens it. `meta`: date, category, size, author, each shown if not empty.

    thumbnail: address of a small image, or empty for the icon `shape`. action: a button for whoever has a pointer or a keyboard.
    """
    pieces = [rx.cond(piece, rx.el.span(piece), rx.fragment()) for piece in meta]
    return rx.el.li(
        Thumbnail.create(src=thumbnail, shape=SHAPES[shape]),
        rx.el.div(
            ReactRouterLink.create(title, to=href, class_name="doc-title"),
            rx.el.div(*pieces, class_name="doc-meta dots"),
            *([note] if note is not None else []),
        ),
        rx.el.div(*([action] if action is not None else []), icon("chevron-right"), class_name="doc-end"),
        class_name="doc-row",
    )


def excerpt(pieces: rx.Var) -> rx.Component:
    """The words around what a search found, those that were looked for marked; nothing when there are none."""
    words = rx.foreach(pieces, lambda piece: rx.cond(piece.hit, rx.el.mark(piece.text), rx.el.span(piece.text)))
    return rx.cond(pieces.length() > 0, rx.el.p(words, class_name="excerpt"))


def news_row(
    title: Text,
    href: Text,
    text: Text,
    when: Text,
    *,
    unread: Var[bool],
    on_open: Any,
    note: rx.Component,
    action: rx.Component,
) -> rx.Component:
    """One piece of news: its title leads where it is about; new ones bear a filled mark and say so. action: mark it as read."""
    new = rx.fragment(rx.el.span(class_name="dot dot-done"), rx.el.span(_("Non lue"), class_name="hush"))
    return rx.el.li(
        rx.el.div(rx.cond(unread, new, rx.fragment()), class_name="news-mark"),
        rx.el.div(
            rx.el.p(ReactRouterLink.create(title, to=href, on_click=on_open, class_name="news-title")),
            rx.el.p(text),
            rx.el.div(rx.el.span(when), note, class_name="doc-meta"),
        ),
        action,
        class_name=rx.cond(unread, "news-row news-new", "news-row"),
    )


def log_line(when: Text, when_iso: Text, what: Text, detail: Text, who: Sequence[Any], number: Text) -> rx.Component:
    """One act along the margin rule: at what time, what, about what, by whom, and the number of the line."""
    return rx.el.li(
        rx.el.time(when, date_time=when_iso),
        rx.el.div(
            rx.el.p(what, class_name="log-what"),
            rx.cond(detail, rx.el.p(detail), rx.fragment()),
            rx.el.p(*who, rx.el.span(_("ligne {n}", n=number)), class_name="doc-meta dots"),
        ),
    )


def log_day(day: Text, near: Text, lines: Any) -> rx.Component:
    """The acts of one day. near: how far the day is, when that helps."""
    beside = rx.cond(near, rx.el.span(near, class_name="soft"), rx.fragment())
    return rx.el.section(rx.el.h3(rx.el.span(day), " ", beside), rx.el.ol(lines, class_name="log"), class_name="day")


def part(id: str, title: Text, *children: Any) -> rx.Component:
    """One part of a page of settings: its title in the margin on a wide screen; `#id` leads to it."""
    return rx.el.section(
        rx.el.h2(title, id=id, tab_index=-1),
        rx.el.div(*children, class_name="stack"),
        class_name="part",
        custom_attrs={"aria-labelledby": id},
    )


def folded(rows: Var, row: Any, first: int, words: Text) -> rx.Component:
    """The first rows of a list of settings; the others behind `words`, so that what stands below stays within reach.

    row: makes a component of one row.
    """
    rest = rx.el.details(rx.el.summary(words), rx.el.ul(rx.foreach(rows[first:], row), class_name="sessions"))
    return rx.fragment(rx.el.ul(rx.foreach(rows[:first], row), class_name="sessions"), rx.cond(rows.length() > first, rest))


def year_group(year: Text, *rows: Any) -> rx.Component:
    """The rows of one year, the year in the margin on a wide screen."""
    return rx.el.section(rx.el.h2(year), rx.el.ul(*rows), class_name="year")


def more(*, on_click: Any = None, href: Text | None = None, busy: Var[bool] | bool = False) -> rx.Component:
    """The following rows: « Page suivante » at an address, in the place of these; « Afficher la suite » by an event."""
    if href is not None:
        return link_button(_("Page suivante"), href)
    return button(_("Afficher la suite"), on_click=on_click, disabled=busy)


def turns(*, previous: Var[str], following: Var[str], first: Var[str] | None = None) -> rx.Component:
    """The pages of a list, as addresses; an empty one shows no link. first: the way back to the first page, when it is known."""
    return rx.el.div(
        rx.cond(previous != "", link_button(_("Page précédente"), previous)),
        rx.cond(following != "", more(href=following)),
        *([] if first is None else [rx.cond(first != "", link_button(_("Revenir au début"), first, kind="quiet"))]),
        class_name="row more",
    )


def card(*children: Any, **props: Any) -> rx.Component:
    """A sheet of its own on the page."""
    return rx.el.article(*children, class_name="card", **props)


def mark_card(mark: Mark | Var, title: Text, when: Text, *actions: rx.Component, state: Text) -> rx.Component:
    """What is yours to do, soon, to be checked, done or later: the mark of the life line, the words of it, the act.

    state: the mark in words (« À faire »), since a mark alone is not enough.
    """
    return rx.el.article(
        rx.el.span(class_name=f"dot dot-{mark}"),
        rx.el.div(
            rx.el.h3(title),
            rx.el.p(rx.el.span(state, class_name=f"tag tag-{mark}"), " ", when, class_name="soft"),
        ),
        *([rx.el.div(*actions, class_name="row")] if actions else []),
        class_name="card card-mark",
    )


def tag(label: Text, kind: Literal["", "todo", "soon"] = "") -> rx.Component:
    """A word in its own small box."""
    return rx.el.span(label, class_name=f"tag tag-{kind}" if kind else "tag")


def facts(*pairs: tuple[Text, Any]) -> rx.Component:
    """Names and values, one line each."""
    return rx.el.dl(*[rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in pairs], class_name="facts")


def stepper(label: Text, steps: Sequence[Text], step: Var[int] | int) -> rx.Component:
    """Where one is in a few steps; `step` counts from 0. Past steps are filled marks."""

    def one(place: int, words: Text) -> rx.Component:
        dot = rx.cond(Var.create(step) > place, "dot dot-done", "dot")
        return rx.el.li(
            rx.el.span(class_name=dot),
            rx.el.span(words),
            custom_attrs=current(Var.create(step) == place, "step"),
        )

    return rx.el.ol(
        *[one(place, words) for place, words in enumerate(steps)],
        class_name="steps",
        custom_attrs={"aria-label": label},
    )
