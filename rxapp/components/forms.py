"""Forms: every box has its label above, its hint, and its error in words linked to it."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex.vars.base import Var
from reflex_components_core.el.elements.base import BaseHTML

from rxapp.components.icons import SHAPES, icon
from rxapp.components.islands import FocusOn, Secret, TextFile, WrongField
from rxapp.components.text import Text, _


class NativeForm(BaseHTML):
    """A form the browser posts itself (`rx.el.form` always prevents that)."""

    tag = "form"
    action: Var[str]
    method: Var[str]


def native_form(*children: Any, action: str, **props: Any) -> rx.Component:
    """A form the browser posts with a full page load, for what changes cookies: sign in, sign out…"""
    return NativeForm.create(*children, action=action, method="post", **props)


def native_refusal(box_id: str) -> rx.Component:
    """Where `assets/session.js` says what is wrong with a native form, above its boxes; nothing shows before."""
    words = {"data-unreachable": _("Le serveur ne répond pas. Vérifiez la connexion et réessayez.")}
    return rx.el.div(
        icon("circle-alert"),
        rx.el.div(rx.el.strong(custom_attrs={"data-words": ""})),
        id=box_id,
        class_name="notice notice-error",
        role="alert",
        custom_attrs=words,
    )


def hidden(name: str, value: Text) -> rx.Component:
    """A value that travels with a native form."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def _error(box_id: str, error: Text) -> rx.Component:
    """The error of a box; the empty element stays, so that what the box refers to always exists."""
    inside = rx.cond(error, rx.fragment(icon("circle-alert"), rx.el.span(error)), rx.fragment())
    return rx.el.p(inside, id=f"{box_id}-erreur", class_name="error")


def _frame(box_id: str, label: Text, hint: Text | None, error: Text, box: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=box_id, class_name="label"),
        *([rx.el.p(hint, id=f"{box_id}-aide", class_name="hint")] if hint is not None else []),
        box,
        _error(box_id, error),
        class_name="field",
    )


def _linked(box_id: str, hint: Text | None, error: Text) -> dict[str, Any]:
    parts = [f"{box_id}-erreur", *([f"{box_id}-aide"] if hint is not None else [])]
    return {"aria-describedby": " ".join(parts), "aria-invalid": rx.cond(error, "true", "false")}


def _named(box_id: str, hint: Text | None, error: Text) -> dict[str, Any]:
    """The id too, unknown to Reflex: of a box whose id it knows it sends what that id was last, in whatever form of the page."""
    return {"id": box_id, **_linked(box_id, hint, error)}


def field(
    label: Text,
    name: str,
    *,
    id: str | None = None,
    hint: Text | None = None,
    error: Text = "",
    code: bool = False,
    large: bool = False,
    required: bool = True,
    **props: Any,
) -> rx.Component:
    """A box to write in. `code`: large capitals for a confidential code; `large`: several lines.

    `props` go to the element: type, auto_complete, input_mode, max_length, default_value, on_blur…
    """
    box_id = id or name
    element = rx.el.textarea if large else rx.el.input
    custom = {**_named(box_id, hint, error), **props.pop("custom_attrs", {})}
    if code:
        props = {"auto_complete": "off", "auto_capitalize": "characters", "spell_check": False, **props}
    if not large:
        props = {"type": "text", **props}
    box = element(
        name=name,
        required=required,
        class_name="input input-code" if code else "input",
        custom_attrs=custom,
        **props,
    )
    return _frame(box_id, label, hint, error, box)


def password(
    label: Text,
    name: str = "mot_de_passe",
    *,
    id: str | None = None,
    hint: Text | None = None,
    error: Text = "",
    new: bool = False,
) -> rx.Component:
    """A password box that can be shown; `new` asks the browser to propose one."""
    box_id = id or name
    attributes = {
        "id": box_id,
        "name": name,
        "required": True,
        "autoComplete": "new-password" if new else "current-password",
        **_linked(box_id, hint, error),
    }
    icons = {"show": SHAPES["eye"], "hide": SHAPES["eye-off"]}
    return _frame(box_id, label, hint, error, Secret.create(input=attributes, icons=icons))


def select(
    label: Text,
    name: str,
    options: Sequence[tuple[str, Text]] | Var,
    *,
    id: str | None = None,
    hint: Text | None = None,
    error: Text = "",
    **props: Any,
) -> rx.Component:
    """A choice in a list: pairs (value, words), or a var of views with `.id` and `.label`."""
    box_id = id or name
    custom = {**_named(box_id, hint, error), **props.pop("custom_attrs", {})}
    box = rx.el.select(*choices(options), name=name, class_name="input", custom_attrs=custom, **props)
    return _frame(box_id, label, hint, error, box)


def choices(options: Sequence[tuple[str, Text]] | Var) -> list[rx.Component]:
    """The `<option>` elements of a select."""
    if isinstance(options, Var):
        return [rx.foreach(options, lambda one: rx.el.option(one.label, value=one.id))]
    return [rx.el.option(words, value=value) for value, words in options]


def checkbox(label: Text, name: Text, *, hint: Text | None = None, hint_id: Text = "", **props: Any) -> rx.Component:
    """One box to tick, its sentence beside it and as easy to touch; `hint` below says more of it.

    hint_id: where several forms of a page have a box of that name.
    """
    if hint is None:
        return rx.el.label(rx.el.input(type="checkbox", name=name, **props), rx.el.span(label), class_name="check")
    below = hint_id if isinstance(hint_id, Var) else hint_id or f"{name}-aide"
    props["custom_attrs"] = {**props.get("custom_attrs", {}), "aria-describedby": below}
    return rx.el.div(checkbox(label, name, **props), rx.el.p(hint, id=below, class_name="hint"))


def confirmation(label: Text, *, error: Text = "") -> rx.Component:
    """The one box that must be ticked (`confirmation`), its error below."""
    box = checkbox(label, "confirmation", value="oui", custom_attrs=_named("confirmation", None, error))
    return rx.el.div(box, _error("confirmation", error), class_name="field")


def radios(legend: Text, name: str, options: Sequence[tuple[str, Text]] | Var, **props: Any) -> rx.Component:
    """One choice among a few, all of them visible; same `options` as `select`."""

    def one(value: Text, words: Text) -> rx.Component:
        return rx.el.label(rx.el.input(type="radio", name=name, value=value, **props), rx.el.span(words), class_name="check")

    if isinstance(options, Var):
        rows = [rx.foreach(options, lambda choice: one(choice.id, choice.label))]
    else:
        rows = [one(value, words) for value, words in options]
    return rx.el.fieldset(rx.el.legend(legend), *rows, class_name="field")


def radio_group(legend: Text, choices: Any, *, id: str, error: Text = "", role: str = "radiogroup") -> rx.Component:
    """Labels with a radio, already made: their question above, the error below; the group takes the focus when it is wrong.

    role: "group" when several boxes may be ticked.
    """
    return rx.el.fieldset(
        rx.el.legend(legend),
        choices,
        _error(id, error),
        id=id,
        class_name="field",
        # Reflex knows neither of a fieldset and would make them styles.
        custom_attrs={"role": role, "tabIndex": -1, **_linked(id, None, error)},
    )


def choice(label: Text, name: str, options: Sequence[tuple[str, Text, str]], *, action: str, back: str) -> rx.Component:
    """A choice that a cookie keeps, posted by the browser: one button each, the one in use pressed (`Chosen`).

    options: (value, words, language of the words or ""). back: the address to come back to.
    """
    buttons = [
        rx.el.button(words, type="submit", name=name, value=value, class_name="btn", **({"lang": lang} if lang else {}))
        for value, words, lang in options
    ]
    return native_form(
        hidden("suite", back),
        rx.el.div(*buttons, role="group", class_name="choice", custom_attrs={"aria-label": label}),
        action=action,
    )


def text_file(label: Text, target: str, *, most: int = 2000) -> rx.Component:
    """A button that reads a small text file into the box `target`, without sending it. most: characters that are of use."""
    return TextFile.create(target=target, label=label, most=most, icon=SHAPES["file-text"])


def asked_page() -> rx.Component:
    """For the sign-in form: the page asked for before (`?suite=`), filled in the browser."""
    return rx.el.input(type="hidden", name="suite", default_value="", custom_attrs={"data-suite": ""})


def this_page() -> rx.Component:
    """For a native form that comes back here: the address of this page, filled in the browser."""
    return rx.el.input(type="hidden", name="suite", default_value="", custom_attrs={"data-here": ""})


def focus_wrong_field(when: Var) -> rx.Component:
    """Move the focus to the first wrong field each time `when` (an attempt number, an error) changes."""
    return WrongField.create(when=when)


def focus_on(when: Var, target: str) -> rx.Component:
    """Move the focus to the element `target` (an id) each time `when` changes, for when what was pressed is gone."""
    return FocusOn.create(when=when, target=target)
