"""Buttons and links: one look each for the main act, the other acts, the quiet ones and the grave ones."""

from typing import Any, Literal

import reflex as rx
from reflex.vars.base import Var
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.react_router.dom import ReactRouterLink

from rxapp.components.icons import icon
from rxapp.components.text import Text

Kind = Literal["primary", "second", "quiet", "danger"]


class NativeLink(BaseHTML):
    """A link the browser follows itself (`rx.el.a` becomes a link of the router)."""

    tag = "a"
    href: Var[str]
    target: Var[str]
    rel: Var[str]
    download: Var[str | bool]


def _classes(kind: Kind, wide: bool) -> str:
    return " ".join(["btn", f"btn-{kind}", *(["btn-wide"] if wide else [])])


def _inside(label: Text, icon_name: str | None) -> list:
    return [*([icon(icon_name)] if icon_name else []), rx.el.span(label)]


def button(
    label: Text,
    *,
    kind: Kind = "second",
    icon_name: str | None = None,
    wide: bool = False,
    type: Literal["button", "submit", "reset"] = "button",
    **props: Any,
) -> rx.Component:
    """A button with words and, if wanted, an icon before them; `props` go to the element (on_click…)."""
    return rx.el.button(*_inside(label, icon_name), class_name=_classes(kind, wide), type=type, **props)


def submit(label: Text, **props: Any) -> rx.Component:
    """The main button of a form, as wide as the form."""
    return button(label, **{"kind": "primary", "wide": True, "type": "submit", **props})


def link(label: Text, href: Text, **props: Any) -> rx.Component:
    """A link to a page of Carnet: changes the page without loading the application again."""
    return ReactRouterLink.create(label, to=href, **props)


def link_button(
    label: Text,
    href: Text,
    *,
    kind: Kind = "second",
    icon_name: str | None = None,
    wide: bool = False,
    native: bool = False,
    **props: Any,
) -> rx.Component:
    """A link that looks like a button; `native` loads the address for real (downloads, other sites)."""
    props["class_name"] = _classes(kind, wide)
    if native:
        return NativeLink.create(*_inside(label, icon_name), href=href, **props)
    return ReactRouterLink.create(*_inside(label, icon_name), to=href, **props)
