"""What is left of the lines of an order at its counter, and from which day it is due: who dispenses must know before they do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, plural, translate
from rxapp.pharmacy import prescriptions
from rxapp.pharmacy.content import open_line
from rxapp.pharmacy.handed import Handed, last_handed
from rxapp.pharmacy.life import LineState
from rxapp.pharmacy.models import Order, OrderLine, PrescriptionLine


@dataclass(frozen=True)
class Remaining:
    """In words, "" when there is nothing to tell. ``early``: it is not due yet today."""

    left_label: str = ""
    due_label: str = ""
    early: bool = False


NOTHING_LEFT = Remaining()


def remaining(uow: UnitOfWork, rows: Collection[PrescriptionLine], lang: str) -> dict[str, Remaining]:
    """By line, for the counter, a minor's secret orders counted. Asks the database only for lines that were dispensed already."""
    again = [row for row in rows if prescriptions.times(row, secrets=True)]
    handed = last_handed(uow, again, secrets=True) if again else {}
    return {row.id: _remaining(uow, row, handed.get(row.id), lang) for row in rows}


def since(uow: UnitOfWork, order: Order, row: OrderLine, lang: str) -> Remaining:
    """Of a line of an order that is over: the day counted from this handing over, and nothing of what was dispensed elsewhere."""
    said = open_line(uow, order, row)
    due = prescriptions.due_on(Handed(paris_date(order.moved_at), order.pharmacy_id), said.line)
    if row.state != LineState.COMPLETED or not said.again or due is None:
        return NOTHING_LEFT
    return _from(uow, due, lang)


def _from(uow: UnitOfWork, due: date, lang: str) -> Remaining:
    words = translate(_("à partir du {jour}"), lang, jour=plain_date(due, lang))
    return Remaining(due_label=words, early=due > uow.clock.today())


def _remaining(uow: UnitOfWork, row: PrescriptionLine, handed: Handed | None, lang: str) -> Remaining:
    line = prescriptions.line_of(uow, row)
    left = 1 + line.renewals - prescriptions.times(row, secrets=True)
    if not line.renewals or left < 1:  # the screen says apart that it was handed over as often as it may be
        return NOTHING_LEFT
    said = plural(_("encore {n} délivrance"), _("encore {n} délivrances"), left, lang)
    due = prescriptions.due_on(handed, line)
    if due is None:
        return Remaining(said)
    return replace(_from(uow, due, lang), left_label=said)
