"""The dialogs of `/profil`: the form of an entry, and what it said before."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import profil as parts
from rxapp.components.buttons import button, submit
from rxapp.components.feedback import dialog, notice
from rxapp.components.forms import checkbox, focus_on, focus_wrong_field
from rxapp.components.lists import search_box
from rxapp.components.text import _
from rxapp.state.profil import ProfilState as State
from rxapp.state.profil_boxes import LONGEST
from rxapp.state.profil_links import ProfilLinksState as Links

SEEN = State.shown_for + "/" + State.part + "/" + State.editing
"""Whose profile is drawn, and what its form is of."""


def _theirs() -> rx.Component:
    """What somebody else wrote meanwhile: the boxes keep what one typed oneself."""
    return rx.cond(
        State.theirs.length() > 0,
        rx.el.div(
            notice(
                State.problem,
                rx.el.p(State.theirs_label),
                parts.details(State.theirs),
                rx.el.p(_("Vos réponses sont toujours dans le formulaire. « Enregistrer » les met à la place.")),
                kind="todo",
            ),
            id="ailleurs",
            tab_index=-1,
        ),
        rx.cond(State.problem != "", notice(State.problem, kind="error")),
    )


def _secret() -> rx.Component:
    return rx.el.div(
        checkbox(_("Garder pour moi"), "secret", value="oui"),
        rx.el.p(_("Vos parents ne le verront nulle part : ni dans le profil, ni dans l’historique."), class_name="hint"),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.foreach(State.boxes, lambda one: parts.box(one, State.errors, longest=LONGEST, on_suggest=State.suggest)),
        rx.el.datalist(rx.foreach(State.suggestions, lambda words: rx.el.option(value=words)), id="propositions"),
        rx.cond(State.may_hide, _secret()),
        rx.el.div(submit(_("Enregistrer"), wide=False), button(_("Abandonner"), on_click=State.close), class_name="row"),
        on_submit=State.save(SEEN),
        class_name="stack",
        key=State.opened.to_string(),
        custom_attrs={"noValidate": True},
    )


def _links() -> rx.Component:
    """What the entry is linked with, and a search for what it may be."""
    inside = rx.fragment(
        rx.el.p(
            _("Un lien se voit des deux côtés : le médicament et la maladie, l’allergie et le compte rendu."), class_name="soft"
        ),
        rx.cond(
            Links.linked.length() > 0,
            rx.el.ul(
                rx.foreach(Links.linked, lambda one: parts.other(one, _("Délier"), partial(Links.untie, State.linking))),
                class_name="lines",
            ),
        ),
        search_box(_("Rechercher dans le profil et le dossier"), value=Links.searched, on_search=Links.find, name="lien"),
        rx.cond(
            Links.found.length() > 0,
            rx.el.ul(
                rx.foreach(Links.found, lambda one: parts.other(one, _("Lier"), partial(Links.tie, State.linking))),
                class_name="lines",
            ),
            rx.el.p(_("Rien de plus à lier."), class_name="soft"),
        ),
        rx.cond(State.words.kind == "error", notice(State.words.text, kind="error")),
        rx.el.div(button(_("Fermer"), on_click=State.close), class_name="row"),
    )
    shown = State.dialog == "links"
    return dialog(Links.of, rx.cond(shown, inside), id="liens", open=shown, on_close=State.close)


def dialogs() -> rx.Component:
    """All of them, once on the page."""
    form = dialog(
        State.title,
        rx.cond(State.about != "", rx.el.p(State.about, class_name="soft")),
        _theirs(),
        _form(),
        focus_wrong_field(State.attempt),
        focus_on(State.told, "ailleurs"),
        id="ligne",
        open=State.dialog == "form",
        on_close=State.close,
    )
    before = dialog(
        State.title,
        rx.el.ol(rx.foreach(State.versions, parts.version), class_name="lines"),
        rx.el.div(button(_("Fermer"), on_click=State.close), class_name="row"),
        id="avant",
        open=State.dialog == "versions",
        on_close=State.close,
    )
    return rx.fragment(form, before, _links())
