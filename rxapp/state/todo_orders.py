"""« À vous », from the pharmacy: an answer that is awaited, an order that is ready, one that was refused not long ago, a medicine
that may be dispensed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from rxapp.accounts import service as accounts
from rxapp.accounts import views as accounts_views
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.pharmacy import views
from rxapp.pharmacy.service import State
from rxapp.pharmacy.views import OrderRow
from rxapp.runtime import current
from rxapp.state import orders
from rxapp.state.pharmacie_address import order_address
from rxapp.state.renewing import Renewal, proposed
from rxapp.state.todo import MOST, Todo, with_whose

FRESH = timedelta(days=3)
"""How long an order that ended badly stays among what is to be done."""
RENEWED = timedelta(days=30)
"""How long a medicine that may be dispensed again stays among what is to be done; it stays on `/pharmacie`."""
_LOOKED = 20


def from_pharmacy(actor: Actor, people: Sequence[str], language: str) -> list[Todo]:
    """What the orders of these people wait for."""
    family = len(people) > 1
    since = current().clock.now() - FRESH
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        names = {card.id: card.usual_name for card in accounts_views.my_people(uow, actor=actor, lang=language)}
        asked = {"actor": actor, "context": context, "since": since}
        having = [one for one in people if views.has_orders(uow, **asked, person_id=one)]
        renewing = [one for one in people if views.has_renewals(uow, actor=actor, context=context, person_id=one)]
    found = []
    for one in having:  # a look at the orders of a child leaves a line in their history: there is none where there is nothing
        given = {"person_id": one, "lang": language, "limit": _LOOKED}
        live = orders.look(views.orders_page, actor, live=True, **given).rows
        over = orders.look(views.orders_page, actor, live=False, **{**given, "limit": MOST}).rows
        name = names[one] if family else ""
        found += [card for row in (*live, *over) if (card := _card(row, name, language)) is not None]
    for one in renewing:
        again = orders.look(proposed, actor, person_id=one, lang=language)
        found += [_again(renewal, names[one] if family else "", language) for renewal in again if _is_fresh(renewal)]
    return found


def _is_fresh(renewal: Renewal) -> bool:
    return date.fromisoformat(renewal.row.due) >= current().clock.today() - RENEWED


def _again(renewal: Renewal, name: str, language: str) -> Todo:
    row = renewal.row
    return Todo(
        id=f"renouveler-{row.id}",
        mark="soon",
        order=f"1{row.due}",
        title=with_whose(name, row.drug, language),
        when=row.due_label,
        state_label=translate(_("À renouveler"), language),
        href=renewal.href,
        act_label=translate(_("Renouveler"), language),
    )


def _card(row: OrderRow, name: str, language: str) -> Todo | None:
    fresh = current().clock.now() - datetime.fromisoformat(row.moved) <= FRESH
    without = row.state in (State.REFUSED, State.EXPIRED) or row.closed
    if row.live and row.asked:
        mark, state, act = "todo", _("Votre réponse est attendue"), _("Répondre")
    elif row.state == State.READY:
        mark, state, act = "todo", _("Prête"), _("Voir le code de retrait")
    elif row.late:
        mark, state, act = "soon", _("Pas encore préparée"), _("Voir quoi faire")
    elif without and not row.followed and fresh:
        mark, state, act = "soon", row.state_label, _("Voir quoi faire")
    else:
        return None
    return Todo(
        id=f"commande-{row.id}",
        mark=mark,
        order=f"0{row.moved}",
        title=with_whose(name, row.pharmacy_name, language),
        when=row.moved_label,
        state_label=translate(state, language),
        href=order_address(row.id),
        act_label=translate(act, language),
    )
