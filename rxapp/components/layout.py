"""The frame of the pages: a notebook sheet with its margin for the signed-in, a quieter one for everyone.

What depends on the moment of serving is an attribute of <html> put there by the edge (`lang`, `data-theme`,
`data-demo`), so that nothing moves when the application wakes up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars.base import Var
from reflex_components_core.react_router.dom import ReactRouterLink

from rxapp.components.buttons import NativeLink, button
from rxapp.components.feedback import dialog, status_region
from rxapp.components.forms import choices, native_form, this_page
from rxapp.components.icons import icon, mark
from rxapp.components.islands import AppBadge, Guide
from rxapp.components.lists import current as current_attribute
from rxapp.components.text import Text, _, _n

BAR_ITEMS = 3
"""How many pages stand in the bar of a phone beside « Plus »."""


@dataclass(frozen=True)
class NavItem:
    """One page of the navigation; `key` is the letter that goes there after `g`, `new` how much is new there, when it says so."""

    label: Var[str]
    href: str
    icon: str
    key: str
    new: Var[int] | None = None


def head() -> list[rx.Component]:
    """What every <head> needs: font at once, manifest, icons, service worker. The edge adds the colour of the browser's bar."""
    font = "/fonts/atkinson-hyperlegible-next-1.woff2"
    return [
        rx.el.link(
            rel="preload",
            href=font,
            type="font/woff2",
            custom_attrs={"as": "font", "crossOrigin": "anonymous"},
        ),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icons/apple-touch-icon.png"),
        rx.el.script(src="/register-sw.js", defer=True),
    ]


def page_head(title: Text, lead: Any = None, *actions: rx.Component, purpose: Any = None) -> rx.Component:
    """The one h1 of a page, a line under it, and the main acts of the page.

    purpose: what the page is for, in a sentence that is there before anything personal is.
    """
    below = [] if lead is None else [lead if isinstance(lead, rx.Component) else rx.el.p(lead, class_name="soft")]
    if purpose is not None:
        below.append(purpose if isinstance(purpose, rx.Component) else rx.el.p(purpose, class_name="measure"))
    return rx.el.div(
        rx.el.div(rx.el.h1(title, tab_index=-1), *below),
        *([rx.el.div(*actions, class_name="row")] if actions else []),
        class_name="head",
    )


def person_switch(options: Var, value: Text, on_change: Any) -> rx.Component:
    """« Dossier de »: whose record is on screen. `options`: a var of views with `.id` and `.label`.

    on_change: handler of the chosen id (str).
    """
    # Beside its label, not inside: a label's name takes in the choices of a list it holds.
    return rx.el.div(
        rx.el.label(_("Dossier de"), html_for="dossier-de"),
        rx.el.select(*choices(options), value=value, on_change=on_change, id="dossier-de"),
        class_name="switch",
    )


def no_switch() -> rx.Component:
    """The room of `person_switch`, for who has no record to choose: nothing moves when it is known who reads."""
    return rx.el.div(class_name="switch")


def bell(href: str, unread: Var[int], *, here: bool, known: Var[bool]) -> rx.Component:
    """The way to what was told, with how much of it is new: a number beside it, in its name, and on the icon of the application.

    here: this is that page. known: the number was read.
    """
    number = rx.el.span(rx.cond(unread > 99, "99+", unread.to_string()), class_name="count")
    return ReactRouterLink.create(
        icon("bell"),
        rx.el.span(_("Notifications"), class_name="bell-word"),
        rx.cond(
            Var.create(unread) > 0,
            rx.fragment(" ", number, rx.el.span(" ", _n("non lue", "non lues", unread), class_name="hush")),
        ),
        AppBadge.create(count=unread, known=known),
        to=href,
        class_name="bell",
        custom_attrs=current_attribute(here, "page"),
    )


def finder(href: str, *, here: bool) -> rx.Component:
    """The way to the search in everything, where the key `/` leads from a page without a search of its own."""
    return ReactRouterLink.create(
        icon("search"),
        rx.el.span(_("Rechercher"), class_name="bell-word"),
        to=href,
        class_name="bell of-patients",
        custom_attrs={"data-find": ""} | current_attribute(here, "page"),
    )


def _skip() -> rx.Component:
    return NativeLink.create(_("Aller au contenu"), href="#contenu", class_name="skip")


def demo_banner() -> rx.Component:
    """Says on every page that nothing here is real; shown when the edge puts `data-demo` on <html>."""
    return rx.el.aside(
        rx.el.span(_("Démonstration : personnes et numéros inventés."), class_name="demo-whole"),
        rx.el.span(_("Démonstration"), class_name="demo-brief"),
        NativeLink.create(_("Le banc d’essai"), href="/demo"),
        class_name="demo",
        custom_attrs={"aria-label": _("Démonstration")},
    )


def _footer() -> rx.Component:
    """The legal sentence, who answers for this Carnet, and the other language under its own name."""
    return rx.el.footer(
        rx.el.span(_("Cette instance n’est pas un hébergeur de données de santé certifié.")),
        NativeLink.create(_("Écrire à l’exploitant"), href="/exploitant", class_name="link"),
        native_form(
            this_page(),
            rx.el.button("English", type="submit", name="langue", value="en", lang="en", class_name="link for-fr"),
            rx.el.button("Français", type="submit", name="langue", value="fr", lang="fr", class_name="link for-en"),
            action="/langue",
            id="choix-langue",
        ),
        class_name="foot",
    )


def _brand(href: str) -> rx.Component:
    return ReactRouterLink.create(mark(), rx.el.span("Carnet"), to=href, class_name="brand")


def public(*children: Any, action: rx.Component | None = None, status: Text = "") -> rx.Component:
    """A page for everyone: the name, one link at its right (`action`), the content."""
    return rx.fragment(
        _skip(),
        demo_banner(),
        rx.el.div(
            rx.el.header(_brand("/"), *([action] if action is not None else []), class_name="top"),
            rx.el.main(*children, id="contenu", class_name="main", tab_index=-1),
            _footer(),
            class_name="public",
        ),
        rx.el.div(status_region(status), class_name="foot-notes foot-notes-public"),
        Guide.create(),
    )


def split(words: Sequence[Any], panel: Any, *below: Any) -> rx.Component:
    """Words beside a panel on a wide screen; on a phone words, panel, then the rest."""
    return rx.el.div(
        rx.el.div(*words, class_name="stack"),
        rx.el.div(panel, class_name="split-side"),
        *below,
        class_name="split",
    )


def promises(*pairs: tuple[Text, Text]) -> rx.Component:
    """A few commitments along the margin rule: what, and how."""
    rows = [rx.el.li(rx.el.strong(what), rx.el.p(how, class_name="soft")) for what, how in pairs]
    return rx.el.ul(*rows, class_name="promises")


def _how_many(new: Var[int]) -> rx.Component:
    """How much is new on a page of the navigation: a number, and in its name."""
    number = rx.el.span(rx.cond(new > 99, "99+", new.to_string()), class_name="count")
    words = rx.el.span(" ", _n("non lu", "non lus", new), class_name="hush")
    return rx.cond(Var.create(new) > 0, rx.fragment(" ", number, words))


def _nav_link(item: NavItem, here: str, **props: Any) -> rx.Component:
    attributes = {**current_attribute(item.href == here, "page"), "data-key": item.key}
    return rx.el.li(
        ReactRouterLink.create(
            icon(item.icon),
            rx.el.span(item.label),
            *([] if item.new is None else [_how_many(item.new)]),
            to=item.href,
            class_name="nav-item",
            custom_attrs=attributes,
            **props,
        )
    )


def _sign_out(**props: Any) -> rx.Component:
    inside = rx.el.button(icon("log-out"), rx.el.span(_("Se déconnecter")), type="submit", class_name="nav-item")
    return rx.el.li(native_form(inside, action="/session/fin"), **props)


def _keys_button() -> rx.Component:
    attributes = {"data-open": "touches", "aria-haspopup": "dialog"}
    inside = rx.el.button(
        icon("keyboard"),
        rx.el.span(_("Touches du clavier")),
        type="button",
        class_name="nav-item",
        custom_attrs=attributes,
    )
    return rx.el.li(inside, class_name="hide-touch")


def _navigation(items: Sequence[NavItem], here: str, hidden: Var[bool] | bool = False) -> rx.Component:
    """The bar of a phone (first pages, then « Plus » or signing out) or the margin of a wide screen (all pages).

    hidden: while it is not known whose navigation it is; it keeps its place.
    """
    links = [
        _nav_link(item, here) if place < BAR_ITEMS else _wide_only(_nav_link(item, here)) for place, item in enumerate(items)
    ]
    if len(items) > BAR_ITEMS:
        rest = [_nav_link(item, here) for item in items[BAR_ITEMS:]]
        last = _plus([item.new for item in items[BAR_ITEMS:] if item.new is not None])
        sheet = [rx.el.ul(*rest, _sign_out(), id="plus", class_name="sheet", custom_attrs={"popover": "auto"})]
    else:
        last, sheet = _sign_out(class_name="nav-more"), []
    return rx.el.nav(
        rx.el.ul(*links, last, class_name="nav-list"),
        rx.el.ul(_keys_button(), _sign_out(), class_name="nav-rest"),
        *sheet,
        class_name=rx.cond(hidden, "nav nav-hidden", "nav"),
        custom_attrs={"aria-label": _("Navigation principale")},
    )


def _plus(new: Sequence[Var[int]]) -> rx.Component:
    """The button that shows the other pages. new: how much is new on each of those that say so."""
    inside = rx.el.button(
        icon("ellipsis"),
        rx.el.span(_("Plus")),
        *[_how_many(count) for count in new],
        type="button",
        class_name="nav-item",
        custom_attrs={"popoverTarget": "plus"},
    )
    return rx.el.li(inside, class_name="nav-more")


def _wide_only(link: rx.Component) -> rx.Component:
    link.class_name = "nav-wide"
    return link


def _idle_dialog(minutes: int) -> rx.Component:
    """Shown by `assets/idle.js` two minutes before the session ends for lack of activity, after so many minutes."""
    return dialog(
        _("Toujours là ?"),
        rx.el.p(
            _("Sans activité, votre session se ferme dans 2 minutes. C’est pour protéger ce que cette page montre."),
            custom_attrs={"data-idle": str(minutes)},
        ),
        rx.el.div(
            button(_("Rester"), kind="primary", custom_attrs={"data-stay": ""}),
            native_form(button(_("Se déconnecter"), type="submit"), action="/session/fin"),
            class_name="row",
        ),
        id="inactivite",
    )


def _keys_dialog(items: Sequence[NavItem], own: Sequence[tuple[Text, str]]) -> rx.Component:
    """The list of keys; `assets/keys.js` opens it with `?` and obeys its switch. own: those of this page."""

    def line(words: Text, *keys: str) -> rx.Component:
        shown = [rx.el.kbd(key) for key in keys]
        return rx.el.div(rx.el.dt(*shown, class_name="row"), rx.el.dd(words))

    return dialog(
        _("Touches du clavier"),
        rx.el.dl(
            line(_("Rechercher"), "/"),
            line(_("Montrer cette liste"), "?"),
            *[line(words, *keys.split()) for words, keys in own],
            *[line(item.label, "g", item.key) for item in items],
            class_name="facts",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", default_checked=True, custom_attrs={"data-keys": ""}),
            rx.el.span(_("Utiliser ces touches")),
            class_name="check",
        ),
        native_close(),
        id="touches",
    )


def native_close() -> rx.Component:
    """A button that closes the dialog it is in, without any event."""
    return rx.el.button(_("Fermer"), type="button", class_name="btn", custom_attrs={"data-close": ""})


@dataclass(frozen=True)
class Others:
    """The navigation of those for whom the pages of a shell do not exist.

    items: their own pages. shown: whether it is theirs that shows.
    """

    items: Sequence[NavItem]
    shown: Var[bool]


def _for_each(
    items: Sequence[NavItem], others: Sequence[Others], make: Callable[[Sequence[NavItem]], rx.Component]
) -> rx.Component:
    """What `make` makes of the navigation of whoever is signed in."""
    made = make(items)
    for other in others:
        made = rx.cond(other.shown, make(other.items), made)
    return made


def shell(
    *children: Any,
    items: Sequence[NavItem],
    here: str,
    others: Sequence[Others] = (),
    unknown: Var[bool] | bool = False,
    keys: Sequence[tuple[Text, str]] = (),
    switch: rx.Component | None = None,
    bell: rx.Component | None = None,
    status: Text = "",
    status_kind: Text = "",
    undo: rx.Component | None = None,
    idle: int = 15,
) -> rx.Component:
    """A page of someone signed in: margin with navigation, content, what just happened.

    items: the pages that exist, most useful first. here: the address of this one. others: see `Others`; unknown: while it is
    not known whose navigation it is. keys: what the keys of this page do, each with its keys (« j k »).
    switch: `person_switch`. bell: `bell`, and `finder` before it. status_kind: "error" keeps the words in sight. idle: minutes
    without a sign of life.
    """
    beside = [part for part in (bell, switch) if part is not None]
    head = rx.el.header(_for_each(items, others, lambda pages: _brand(pages[0].href)), *beside, class_name="top")
    navigation = _for_each(items, others, lambda pages: _navigation(pages, here, unknown))
    return rx.fragment(
        _skip(),
        demo_banner(),
        rx.el.div(
            rx.el.div(rx.el.div(head, navigation, class_name="side-in"), class_name="side"),
            rx.el.main(*children, id="contenu", class_name="main", tab_index=-1),
            _footer(),
            class_name="shell",
        ),
        rx.el.div(status_region(status, status_kind), *([] if undo is None else [undo]), class_name="foot-notes"),
        _idle_dialog(idle),
        _for_each(items, others, lambda pages: _keys_dialog(pages, keys)),
        rx.el.script(src="/idle.js", async_=True),
        rx.el.script(src="/keys.js", async_=True),
        Guide.create(),
    )
