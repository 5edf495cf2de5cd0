"""`/dossier/partages`: the links of the open record, who opened what, and stopping them."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link, link_button
from rxapp.components.feedback import empty_state, notice, skeleton_lines
from rxapp.components.forms import focus_on
from rxapp.components.icons import icon
from rxapp.components.sharing import share_card
from rxapp.components.text import _
from rxapp.pages.frame import signed_in
from rxapp.state.partages import PartagesState as State

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)


def way_back() -> rx.Component:
    """To the documents."""
    return rx.el.p(link(rx.fragment(icon("arrow-left"), rx.el.span(_("Retour au dossier"))), "/dossier", class_name="way-back"))


def not_yours() -> rx.Component:
    """To a helper: they share nothing of whom they help."""
    return notice(
        _("Un aidant ne partage pas le dossier de la personne qu’il aide."),
        rx.el.p(_("Elle seule fait ces liens. Pour partager le vôtre, choisissez votre nom dans « Dossier de ».")),
    )


def _cards() -> rx.Component:
    live = rx.el.div(rx.foreach(State.live, lambda share: share_card(share, State.stop)), class_name="cards")
    past = rx.el.section(
        rx.el.h2(_("Terminés"), id="termines", tab_index=-1),
        rx.el.div(rx.foreach(State.past, lambda share: share_card(share, State.stop)), class_name="cards"),
        class_name="stack",
    )
    return rx.el.div(
        rx.el.section(
            rx.el.h2(_("Liens qui s’ouvrent"), id="ouverts", tab_index=-1),
            rx.cond(State.live.length() > 0, live, rx.el.p(_("Aucun lien ne s’ouvre en ce moment."), class_name="soft")),
            class_name="stack",
        ),
        rx.cond(State.past.length() > 0, past),
        focus_on(State.changed, "ouverts"),
        class_name="stack stack-wide",
    )


def _empty() -> rx.Component:
    return empty_state(
        _("Aucun partage"),
        _("Un lien et un code montrent les documents que vous cochez à quelqu’un qui n’a pas de compte, un médecin par exemple."),
        link_button(_("Faire un lien"), "/dossier/partager", kind="primary"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    none = (State.live.length() == 0) & (State.past.length() == 0)
    shown = rx.cond(State.forbidden, not_yours(), rx.cond(none, _empty(), _cards()))
    return signed_in(
        rx.el.div(
            way_back(),
            layout.page_head(
                _("Partages"),
                None,
                rx.cond(~State.forbidden, link_button(_("Faire un lien"), "/dossier/partager", kind="primary")),
                purpose=_("Ce que vous montrez de ce dossier par un lien, à qui, et ce qui en a été ouvert."),
            ),
            class_name="doc-head",
        ),
        rx.cond(_LOADED, shown, skeleton_lines(6)),
        here="/dossier",
    )
