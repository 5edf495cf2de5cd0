"""`/pharmacie`: the orders of the open record, what may be ordered again, and the way to send a prescription.

What shows is in the address (`state/pharmacie_address.py`). One order is `pharmacie_order.py`, sending `pharmacie_send.py`,
pharmacies `pharmacie_places.py`.
"""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components import pharmacy as parts
from rxapp.components.buttons import link, link_button
from rxapp.components.feedback import empty_state, skeleton_rows
from rxapp.components.icons import icon
from rxapp.components.islands import Turned
from rxapp.components.lists import chip, chips, more
from rxapp.components.text import _
from rxapp.pages import pharmacie_order, pharmacie_places, pharmacie_send
from rxapp.pages.frame import signed_in
from rxapp.state.pharmacie import PharmacieState as State

_LIST = (State.screen == "") | (State.screen == "list")


def _title() -> rx.Component:
    """The one h1; it stays the same element while its words change."""
    sending = _("Envoyer une ordonnance")
    return rx.fragment(
        rx.match(
            State.screen,
            ("one", rx.cond(State.missing, _("Introuvable"), _("Commande n° {numero}", numero=State.detail.row.number))),
            ("papers", rx.cond(State.missing, _("Introuvable"), sending)),
            ("place", rx.cond(State.missing, _("Introuvable"), sending)),
            ("wishes", rx.cond(State.missing, _("Introuvable"), sending)),
            ("elsewhere", rx.cond(State.missing, _("Introuvable"), _("Envoyer ailleurs"))),
            ("places", _("Pharmacies")),
            _("Pharmacie"),
        )
    )


def _lead() -> rx.Component:
    """Whose orders, or at which pharmacy; one line even before it is known, so that nothing moves."""
    words = rx.match(
        State.screen,
        ("one", rx.cond(State.missing, "\u00a0", State.detail.row.pharmacy_name)),
        ("", "\u00a0"),
        State.subject_label,
    )
    return rx.el.p(words, class_name="soft")


def _head() -> rx.Component:
    send = link_button(_("Envoyer une ordonnance"), "/pharmacie?envoyer=ordonnance", kind="primary", icon_name="plus")
    purpose = rx.el.p(
        _("Envoyez une ordonnance à la pharmacie de votre choix, et voyez quand vos médicaments sont prêts."),
        class_name="measure",
    )
    return layout.page_head(_title(), _lead(), rx.cond(_LIST & State.may_see, send), purpose=rx.cond(_LIST, purpose))


def _way_back() -> rx.Component:
    return link(rx.fragment(icon("arrow-left"), rx.el.span(_("Retour aux commandes"))), "/pharmacie", class_name="way-back")


def _renewals() -> rx.Component:
    def one(renewal: rx.Var) -> rx.Component:
        row = renewal.row
        return rx.el.li(
            rx.el.div(
                rx.el.h3(row.drug),
                rx.cond(row.words != "", rx.el.p(row.words, class_name="soft")),
                rx.el.p(rx.el.span(row.left_label), rx.el.span(row.due_label), class_name="dots soft"),
                rx.cond(renewal.pharmacy != "", rx.el.p(renewal.pharmacy, class_name="soft")),
            ),
            rx.cond(State.may_see, link_button(parts.named(_("Renouveler"), row.drug), renewal.href, kind="primary")),
            class_name="line",
        )

    return rx.el.section(
        rx.el.h2(_("À renouveler")),
        rx.el.p(_("Ces médicaments peuvent être délivrés de nouveau."), class_name="soft"),
        rx.el.ul(rx.foreach(State.renewals, one), class_name="lines"),
        class_name="stack",
    )


def _empty() -> rx.Component:
    return rx.cond(
        State.asked.when != "",
        empty_state(
            _("Aucune commande terminée"), _("Les commandes remises, refusées, annulées ou expirées restent notées ici.")
        ),
        empty_state(
            _("Aucune commande en cours"),
            _("Choisissez une ordonnance, puis une pharmacie. Elle dit quand c’est prêt ; vous montrez un code au comptoir."),
            rx.cond(
                State.may_see,
                link_button(_("Envoyer une ordonnance"), "/pharmacie?envoyer=ordonnance", icon_name="plus"),
                rx.el.p(_("Envoyer une ordonnance demande de voir aussi les documents : votre aide ne va pas jusque-là.")),
            ),
        ),
    )


def _list() -> rx.Component:
    usual = rx.cond(State.usual != "", rx.el.p(_("Pharmacie habituelle : {nom}", nom=State.usual)), rx.fragment())
    return rx.el.div(
        rx.cond(State.renewals.length() > 0, _renewals()),
        rx.el.section(
            rx.el.h2(_("Commandes"), class_name="hush"),
            chips(
                _("Commandes"),
                chip(_("En cours"), "/pharmacie", State.asked.when == ""),
                chip(_("Terminées"), State.ways.over, State.asked.when != ""),
            ),
            rx.cond(State.orders.length() > 0, rx.el.ul(rx.foreach(State.orders, parts.order_card)), _empty()),
            rx.cond(State.ways.following != "", rx.el.div(more(href=State.ways.following), class_name="more")),
            class_name="stack",
        ),
        rx.el.div(usual, link(_("Vos pharmacies"), State.ways.places, class_name="alone"), class_name="row between"),
        class_name="record stack-wide",
    )


def _there(screen: rx.Component) -> rx.Component:
    """A screen of something that the address names, when it is there for this person."""
    return rx.cond(State.missing, pharmacie_order.missing(), screen)


def _waiting() -> rx.Component:
    """The shape of the list while it comes."""
    return skeleton_rows(3)


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        rx.el.div(rx.cond(_LIST, rx.fragment(), _way_back()), _head(), class_name="doc-head"),
        rx.match(
            State.screen,
            ("list", _list()),
            ("one", _there(pharmacie_order.one())),
            ("papers", _there(pharmacie_send.papers())),
            ("place", _there(rx.fragment(parts.sending_steps(1, (State.ways.send,)), pharmacie_places.found()))),
            ("wishes", _there(pharmacie_send.wishes())),
            ("elsewhere", _there(pharmacie_places.found())),
            ("places", pharmacie_places.found()),
            _waiting(),
        ),
        pharmacie_order.cancel_dialog(),
        pharmacie_places.masked_dialog(),
        Turned.create(names=["commande", "envoyer", "ailleurs", "vue", "quand"]),
        here="/pharmacie",
    )
