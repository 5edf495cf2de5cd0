"""« Qui peut ouvrir ceci ? »: the part of a document's page that says who opens it, by which rule, and hides it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.buttons import button, link_button
from rxapp.components.forms import focus_on
from rxapp.components.text import _
from rxapp.state.document_access import DocumentAccessState as State

_openers = State.openers


def opener_line(one: rx.Var, hide: Any) -> rx.Component:
    """Somebody, what is said of them, and the act that hides from them or no more (``hide`` takes a mark, and whether)."""
    name = rx.el.span(" : ", one.label, class_name="hush")
    act = rx.cond(
        one.hidden,
        button(rx.fragment(_("Ne plus masquer"), name), kind="quiet", on_click=hide(one.target, False)),
        rx.cond(one.opens, button(rx.fragment(_("Masquer"), name), kind="quiet", on_click=hide(one.target, True))),
    )
    act = rx.cond(one.target != "", act)  # a counter, a link: they end elsewhere
    said = rx.el.div(rx.el.p(rx.el.strong(one.label)), rx.el.p(one.sentence, class_name="soft"))
    return rx.el.li(said, act, key=one.target + one.label)


def _hide(target: Any, on: bool) -> Any:
    return State.hide(State.shown, target, on)


def _listed(rows: rx.Var) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, lambda one: opener_line(one, _hide)), class_name="sessions")


def _whole() -> rx.Component:
    """Hiding it from all at once."""
    everybody = rx.cond(
        _openers.everybody,
        button(_("Ne plus masquer à tous"), on_click=_hide("*", False)),
        button(_("Masquer à tous les professionnels"), on_click=_hide("*", True)),
    )
    author = rx.cond(
        _openers.only_author,
        button(_("Montrer à d’autres que son auteur"), on_click=_hide("+", False)),
        button(_("Réserver à son auteur"), on_click=_hide("+", True)),
    )
    return rx.el.div(everybody, rx.cond(_openers.filed & ~_openers.everybody, author), class_name="row")


def who_opens() -> rx.Component:
    """The part; nothing before it is known, nor for a helper."""
    said = rx.el.p(
        _(
            "Qui n’est ni autorisé ni nommé ici n’ouvre rien, sauf en urgence. Masquer vaut aussi pour qui l’a déposé ou déjà "
            "reçu en message, pas pour la pharmacie qui prépare une commande."
        ),
        class_name="soft",
    )
    inside = rx.el.section(
        rx.el.h2(_("Qui peut ouvrir ceci ?"), id="qui-ouvre", tab_index=-1),
        said,
        _whole(),
        rx.cond(_openers.named.length() > 0, _listed(_openers.named)),
        rx.el.p(_openers.urgent, class_name="soft"),
        rx.el.details(rx.el.summary(_("Par profession")), _listed(_openers.professions)),
        rx.el.div(link_button(_("Choisir qui lit le dossier"), "/parametres/acces", kind="quiet")),
        focus_on(State.changed, "qui-ouvre"),
        class_name="stack noprint",
    )
    return rx.cond(State.shown != "", inside)
