"""What the screen answers: notices, empty pages, waiting, undo, dialogs, what just happened."""

from typing import Any, Literal

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.icons import icon
from rxapp.components.islands import Modal, Undo
from rxapp.components.text import Text, _

NoticeKind = Literal["info", "done", "todo", "error"]
_NOTICE_ICONS = {"info": "info", "done": "check", "todo": "clock", "error": "circle-alert"}


def notice(title: Text, *details: Any, kind: NoticeKind = "info", **props: Any) -> rx.Component:
    """A sentence that stands out, with what to do below it; an error is said aloud at once."""
    if kind == "error":
        props.setdefault("role", "alert")
    return rx.el.div(
        icon(_NOTICE_ICONS[kind]),
        rx.el.div(rx.el.strong(title), *details),
        class_name=f"notice notice-{kind}",
        **props,
    )


def status_region(message: Text, kind: Text = "") -> rx.Component:
    """The one region that says what just happened; always in the page, so that screen readers hear it.

    kind: words of the kind "error" stay in sight, others leave it after a while; the page itself shows those of the kind "heard".
    """
    lasting, heard = Var.create(kind) == "error", Var.create(kind) == "heard"
    look = rx.cond(lasting, "said", rx.cond(heard, "hush", "said said-briefly"))
    said = rx.el.span(message, key=message, class_name=look)
    inside = rx.cond(Var.create(message), said, rx.fragment())
    return rx.el.div(inside, role="status", id="etat")


def undo_bar(
    message: Text, *, on_undo: Any, on_expire: Any, seconds: Var[int] | int = 10, what: Text = "", label: Text = ""
) -> rx.Component:
    """Some seconds to take something back; nothing is shown while `message` is empty. The status region says the same aloud.

    on_expire: called without argument when the time is over. what: names what may come back, so that another starts its own time.
    label: the words of the button, « Annuler la suppression » without any.
    """
    return Undo.create(message=message, seconds=seconds, on_undo=on_undo, on_expire=on_expire, what=what, label=label)


def empty_state(title: Text, explanation: Text, *actions: rx.Component) -> rx.Component:
    """A page with nothing yet: says what will be here and what to do next."""
    return rx.el.div(rx.el.h2(title), rx.el.p(explanation, class_name="soft"), *actions, class_name="empty")


def progress(label: Text, value: Text | int | None = None, maximum: int = 100) -> rx.Component:
    """A bar with a name; without `value` it says only that work is going on."""
    props = {} if value is None else {"value": value, "max": maximum}
    return rx.el.progress(custom_attrs={"aria-label": label}, **props)


def skeleton_rows(count: int = 3) -> rx.Component:
    """The shape of document rows while they come."""

    def row() -> rx.Component:
        return rx.el.li(
            rx.el.span(class_name="bone bone-thumb"),
            rx.el.div(rx.el.div(class_name="bone bone-long"), rx.el.div(class_name="bone bone-short")),
            class_name="doc-row",
        )

    return rx.el.div(
        rx.el.p(_("Un instant…"), class_name="hush"),
        rx.el.ul(*[row() for _place in range(count)], custom_attrs={"aria-hidden": "true"}),
    )


def skeleton_facts(count: int) -> rx.Component:
    """The shape of names and values while they come: as high as `facts` with as many lines."""

    def row() -> rx.Component:
        return rx.el.div(rx.el.div(class_name="bone bone-short"), rx.el.div(class_name="bone bone-long"))

    return rx.el.div(
        rx.el.p(_("Un instant…"), class_name="hush"),
        rx.el.div(*(row() for _row in range(count)), class_name="facts", custom_attrs={"aria-hidden": "true"}),
    )


def skeleton_lines(count: int = 3) -> rx.Component:
    """The shape of a paragraph or a card while it comes."""
    lines = [rx.el.div(class_name="bone bone-long" if line % 2 == 0 else "bone bone-short") for line in range(count)]
    return rx.el.div(
        rx.el.p(_("Un instant…"), class_name="hush"),
        rx.el.div(*lines, class_name="stack", custom_attrs={"aria-hidden": "true"}),
    )


def dialog(title: Text, *children: Any, id: str, open: Var[bool] | bool | None = None, on_close: Any = None) -> rx.Component:
    """A question in front of the page. With `open`, a var opens it; without, a script finds it by `id`."""
    heading = rx.el.h2(title, id=f"{id}-titre")
    if open is None:
        return rx.el.dialog(heading, *children, id=id, class_name="dialog", custom_attrs={"aria-labelledby": f"{id}-titre"})
    asking = _("Ce que vous avez écrit n’est pas enregistré. Appuyez encore sur Échap pour fermer sans le garder.")
    return Modal.create(heading, *children, id=id, labelled_by=f"{id}-titre", open=open, on_close=on_close, asking=asking)
