"""The life line: one horizontal line per person, from birth to the years ahead, and what each mark says."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.icons import SHAPES
from rxapp.components.text import Text, _


class LifeLines(rx.Component):
    """Draws lines that the server has placed: zoom, keys and the card of the chosen mark are the browser's own."""

    library = "$/public/ui/lifeline.js"
    tag = "LifeLines"
    lines: Var[list[Any]]
    icons: Var[dict[str, str]]
    open_label: Var[str]
    opened_label: Var[str]
    opened: Var[str]
    level: Var[int]
    together: Var[bool]
    on_open: rx.EventHandler[lambda person: (person,)]


LIFE, TEN_YEARS, YEAR, MONTH = range(4)
"""How much of a life shows at first."""


def life_lines(
    lines: Var, *, title: Text | None = None, level: int = LIFE, together: bool = False, opened: Text = "", on_open: Any = None
) -> rx.Component:
    """The lines of these people, with one zoom for all. `lines`: a var of `prevention.lifeline.Line`.

    level: one of the extents above, until the reader chooses; of those who are under 3, a year stands for a life.
    together: several lines share one card, the one of the line that is walked.
    on_open: handler of a person's id, for a button that opens their record, but for the one that is `opened`.
    """
    icons = {name: SHAPES[shape] for name, shape in (("back", "arrow-left"), ("on", "chevron-right"))}
    opening = (
        {}
        if on_open is None
        else {
            "open_label": _("Ouvrir son dossier"),
            "opened_label": _("Dossier ouvert"),
            "opened": opened,
            "on_open": on_open,
        }
    )
    return rx.el.section(
        rx.el.h2(_("La frise") if title is None else title, id="frise-titre"),
        LifeLines.create(lines=lines, icons=icons, level=level, together=together, **opening),
        class_name="frise",
        custom_attrs={"aria-labelledby": "frise-titre"},
    )


def life_line_bone(count: int = 1) -> rx.Component:
    """The shape of the lines while they come."""

    def bone() -> rx.Component:
        return rx.el.div(rx.el.div(class_name="bone bone-short"), rx.el.div(class_name="frise-bone"))

    return rx.el.section(
        rx.el.p(_("Un instant…"), class_name="hush"),
        rx.el.div(*[bone() for _place in range(count)], custom_attrs={"aria-hidden": "true"}),
        class_name="frise",
    )
