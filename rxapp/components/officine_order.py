"""One order at the counter: a line with what may be done to it, a prescription as it was sent, the moves that were made."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button, link_button
from rxapp.components.documents import page_picture
from rxapp.components.feedback import notice
from rxapp.components.text import Text, _

HOLDS = (
    ("stock", _("En rupture, commandé")),
    ("partial", _("Une partie seulement est disponible")),
    ("prescriber", _("Le prescripteur doit être joint")),
    ("question", _("Une question est posée à la personne")),
    ("early", _("Trop tôt pour le délivrer")),
    ("other", _("Autre raison, dite dans le mot")),
)
"""Why a line waits or is not dispensed, as the counter says it."""


def hold_words(reason: Var) -> Var:
    """The words of a reason."""
    own = (("replacement", _("Remplacement proposé, réponse attendue")), ("declined", _("Remplacement refusé")))
    return rx.match(reason, *HOLDS, *own, "")


def secrecy(order: Var) -> rx.Component:
    """That a minor keeps this order from their parents: they may be the ones who call, or who stand at the counter."""
    words = _("N’en parlez qu’à la personne elle-même : ses parents ne savent pas qu’elle existe.")
    return rx.cond(order.secret, notice(_("Commande secrète"), rx.el.p(words), kind="todo"), rx.fragment())


def _said(label: Text, words: Var) -> rx.Component:
    return rx.cond(words != "", rx.el.p(rx.el.span(label, class_name="soft"), " ", rx.el.span(words)), rx.fragment())


def _status(line: Var) -> rx.Component:
    kind = rx.match(line.status, ("on-hold", "tag tag-soon"), ("declined", "tag tag-todo"), ("cancelled", "tag tag-todo"), "tag")
    return rx.el.span(line.status_label, class_name=kind)


def is_open(line: Var) -> Var:
    """Whether a line goes on."""
    return (line.status == "on-hold") | (line.status == "preparation") | (line.status == "in-progress")


def left_of(line: Var) -> rx.Component:
    """How often it still may be dispensed, this time included while it goes on, and from which day; too early stands out.

    Of an order that is over, the day alone.
    """
    goes_on = is_open(line)
    left = rx.cond(goes_on, _("{reste}, celle-ci comprise", reste=line.left_label), line.left_label)
    day = rx.cond(line.due_label != "", rx.el.span(line.due_label))
    words = rx.el.p(rx.cond(line.left_label != "", rx.el.span(left)), day, class_name="dots")
    early = rx.el.p(_("Trop tôt aujourd’hui : à vérifier avec la personne."), class_name="informs")
    told = (line.left_label != "") | (line.due_label != "")
    return rx.cond(told, rx.fragment(words, rx.cond(line.early & goes_on, early)), rx.fragment())


def _line_acts(line: Var, on_state: Any, on_ask: Any) -> rx.Component:
    def to(words: Text, state: str, **props: Any) -> rx.Component:
        return button(words, on_click=on_state(line.id, line.version, state), **props)

    def ask(words: Text, dialog: str) -> rx.Component:
        return button(words, kind="quiet", on_click=on_ask(dialog, line.id, line.version))

    return rx.el.div(
        rx.cond(line.status != "in-progress", to(_("Ligne prête"), "in-progress", icon_name="check")),
        rx.cond(line.status != "preparation", to(_("À préparer"), "preparation", kind="quiet")),
        ask(_("Mettre en attente"), "wait"),
        ask(_("Proposer un remplacement"), "propose"),
        ask(_("Ne pas délivrer"), "decline"),
        class_name="row line-acts",
    )


def _proposed(line: Var) -> rx.Component:
    """What is proposed instead; that it waits for an answer, or was declined, stands above as the reason."""
    words = rx.el.p(
        rx.el.span(_("Proposé :"), class_name="soft"),
        " ",
        rx.el.span(line.replacement),
        rx.cond(line.answer == "accepted", rx.fragment(" ", rx.el.span(_("accepté"), class_name="tag"))),
    )
    return rx.cond(line.replacement != "", words, rx.fragment())


def order_line(line: Var, *, open_now: Var, on_state: Any, on_ask: Any) -> rx.Component:
    """One line. on_state: handler of (id, version, state); on_ask: of (dialog, id, version)."""
    goes_on = is_open(line)
    return rx.el.li(
        rx.el.div(
            rx.el.div(rx.el.h3(line.drug), _status(line), class_name="row"),
            rx.cond(line.words != "", rx.el.p(line.words), rx.fragment()),
            rx.cond(
                line.spent & goes_on,
                rx.el.p(_("Déjà délivrée autant de fois que prescrit : à vérifier avec la personne."), class_name="informs"),
            ),
            left_of(line),
            rx.cond(line.reason != "", rx.el.p(hold_words(line.reason), class_name="soft"), rx.fragment()),
            _said(_("Disponible :"), line.part),
            _said(_("Attendu :"), line.expected_label),
            _proposed(line),
            _said(_("Mot :"), line.note),
            class_name="stack-small",
        ),
        rx.cond(open_now & goes_on, _line_acts(line, on_state, on_ask), rx.fragment()),
        class_name="order-line",
        key=line.id,
    )


def paper(one: Var) -> rx.Component:
    """A prescription as it was sent: its pages in place, the whole beside."""
    pages = rx.el.ol(rx.foreach(one.pages, lambda page: rx.el.li(page_picture(page.src, page.alt))), class_name="pages")
    return rx.el.li(
        rx.el.h3(one.title),
        rx.el.div(
            rx.cond(
                one.seen != "", link_button(_("Ouvrir dans un onglet"), one.seen, native=True, target="_blank", rel="noopener")
            ),
            rx.cond(one.whole != "", link_button(_("Télécharger"), one.whole, native=True, icon_name="download", download=True)),
            class_name="row noprint",
        ),
        rx.cond(
            one.whole == "", rx.el.p(_("Cette ordonnance a été supprimée par la personne depuis l’envoi."), class_name="soft")
        ),
        rx.cond(one.pages.length() > 0, pages),
        class_name="stack",
        key=one.id,
    )


def step_line(step: Var) -> rx.Component:
    """One move that was made: when, what, by whom."""
    return rx.el.li(
        rx.el.time(step.at_label, date_time=step.at),
        rx.el.div(
            rx.el.p(step.state_label, class_name="log-what"),
            rx.el.p(rx.cond(step.by != "", rx.el.span(step.by)), rx.el.span(step.side_label), class_name="doc-meta dots"),
        ),
    )
