"""How the operator of this Carnet is reached, as lines that open an e-mail or a call."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import NativeLink


def reach(lines: rx.Var, before: rx.Component | None = None) -> rx.Component:
    """The lines of a var of `ContactLine`. before: what stands there until they are known."""

    def one(line: rx.Var) -> rx.Component:
        return rx.el.p(rx.cond(line.href, NativeLink.create(line.text, href=line.href), line.text))

    return rx.cond(lines.length() > 0, rx.el.div(rx.foreach(lines, one), class_name="stack-small"), before or rx.fragment())
