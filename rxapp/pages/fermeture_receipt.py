"""For `pages/fermeture.py`: the way to the receipt, once the account is closed."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button
from rxapp.components.feedback import skeleton_lines
from rxapp.components.forms import hidden, native_form
from rxapp.components.lists import card
from rxapp.components.operator import reach
from rxapp.components.text import _
from rxapp.state.fermeture import FermetureState as State


def receipt_card() -> rx.Component:
    """The way to the receipt, and what it is good for."""
    receipt = rx.fragment(
        native_form(
            hidden("jeton", State.receipt),
            button(_("Télécharger le récépissé"), type="submit", kind="primary"),
            action="/fermeture/recepisse",
        ),
        rx.el.p(
            rx.cond(
                State.mailed,
                _("Ce lien vaut jusqu’au {date}. Le récépissé vous est aussi envoyé par e-mail.", date=State.fetched_until),
                _(
                    "Gardez-le maintenant : ce lien vaut jusqu’au {date}, et votre compte n’a pas d’adresse e-mail.",
                    date=State.fetched_until,
                ),
            ),
            class_name="soft",
        ),
    )
    gone = rx.el.p(_("Le récépissé n’est plus à télécharger ici. Si votre compte avait une adresse e-mail, il y a été envoyé."))
    return card(
        rx.el.h2(_("Récépissé")),
        rx.cond(
            State.last_day,
            rx.fragment(
                rx.el.p(_("Votre dossier sera détruit le {date}. Jusque-là, vous pouvez le faire rouvrir.", date=State.last_day)),
                rx.el.p(_("Pour cela, écrivez à l’exploitant de ce Carnet en donnant la référence du récépissé :")),
            ),
            rx.el.p(_("Pour faire rouvrir un compte fermé, écrivez à l’exploitant de ce Carnet :")),
        ),
        reach(State.operator, skeleton_lines(1)),
        rx.cond(State.reference, rx.el.p(rx.el.strong(_("Référence : {reference}", reference=State.reference)))),
        rx.cond(
            State.asked_for_receipt,
            rx.cond(State.receipt, receipt, gone),
            skeleton_lines(2),
        ),
    )
