"""Small React parts of our own, for what the browser alone must do; their JavaScript is in `assets/ui/`."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var


def _no_value() -> tuple[()]:
    return ()


def _text_value(value: Var[str]) -> tuple[Var[str]]:
    return (value,)


def _ids_value(ids: Var[list[str]]) -> tuple[Var[list[str]]]:
    return (ids,)


class Secret(rx.Component):
    """A password box with a button that shows what is typed."""

    library = "$/public/ui/secret.js"
    tag = "Secret"
    input: Var[dict[str, Any]]
    icons: Var[dict[str, str]]


class Search(rx.Component):
    """A search box that tells what is typed after a short rest; Escape empties it."""

    library = "$/public/ui/search.js"
    tag = "Search"
    input: Var[dict[str, Any]]
    value: Var[str]
    on_search: rx.EventHandler[_text_value]


class Modal(rx.Component):
    """A native dialog opened and closed by a var: focus stays inside, Escape closes."""

    library = "$/public/ui/modal.js"
    tag = "Modal"
    open: Var[bool]
    labelled_by: Var[str]
    on_close: rx.EventHandler[_no_value]


class Undo(rx.Component):
    """What was just done, and ten seconds to take it back; waits while the pointer or the focus is on it."""

    library = "$/public/ui/undo.js"
    tag = "Undo"
    message: Var[str]
    seconds: Var[int]
    on_undo: rx.EventHandler[_no_value]
    on_expire: rx.EventHandler[_no_value]


class Guide(rx.Component):
    """Moves the focus: to the title after a change of page, to the first wrong field after a refusal."""

    library = "$/public/ui/guide.js"
    tag = "Guide"


class WrongField(rx.Component):
    """Puts the focus on the first wrong field each time `when` changes to something not empty."""

    library = "$/public/ui/guide.js"
    tag = "WrongField"
    when: Var[Any]


class UploadPanel(rx.Component):
    """The buttons, the drop zone and one row a file being sent."""

    library = "$/public/ui/uploader.js"
    tag = "Uploader"
    url: Var[str]
    most: Var[int]
    icons: Var[dict[str, str]]
    on_done: rx.EventHandler[_ids_value]
