"""Orders as they are read: by the person, and by the pharmacy that holds them. Frozen rows, at most 50 at a time.

A look of somebody else than the person at one order, or a parent's at the list, is given once it is in the person's history. The
board of a pharmacy shows name, number, state and times of what was sent to it, and neither titles nor medicines: the line of the
sending says to whom, and that is all it gives. What a minor keeps from their parents leaves none.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Select, func, literal, select, tuple_
from sqlmodel import col

from rxapp.accounts.identity import identity_of, names_of
from rxapp.core import i18n
from rxapp.core.db import UnitOfWork, UtcDateTime
from rxapp.core.errors import DomainError
from rxapp.core.finding import has_all, terms_of, words_of
from rxapp.core.i18n import _, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, Role, can_see, require
from rxapp.pharmacy import spelling
from rxapp.pharmacy.content import open_line, open_move, open_order
from rxapp.pharmacy.following import ended_by_carnet, followers
from rxapp.pharmacy.life import ENDED_BADLY, LINE_WORDS, LIVE, STATE_WORDS, LineState, Side, State, moves_of
from rxapp.pharmacy.looks import owe_list, owe_order
from rxapp.pharmacy.models import Order, OrderDocument, OrderLine, OrderMove, Pharmacy, PrescriptionLine
from rxapp.pharmacy.moves import kept_until
from rxapp.pharmacy.order_rows import LineRow, OrderDetail, OrderRow, OrdersPage, StepRow
from rxapp.pharmacy.pickup import MOST_TRIES, in_groups
from rxapp.pharmacy.prescriptions import is_left
from rxapp.pharmacy.refusals import HOLDS, REASONS, next_step
from rxapp.pharmacy.remaining import NOTHING_LEFT, remaining, since
from rxapp.pharmacy.sight import KIND, is_late, number_of, order_row, orders_of, pharmacy_of, side_of

MOST_ROWS = 50
STEPS = (State.SENT, State.RECEIVED, State.PREPARING, State.READY, State.COLLECTED)
"""What a good order goes through, for the stepper."""
SIDE_WORDS = {Side.PATIENT: _("Patient"), Side.PHARMACY: _("Pharmacie"), Side.SYSTEM: _("Carnet")}


def orders_page(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    lang: str,
    live: bool | None = None,
    after: str | None = None,
    limit: int = 20,
) -> OrdersPage:
    """A person's orders, the latest first; ``live``: only those that go on, or only those that are over.

    Raises DomainError ``introuvable``.
    """
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    limit = max(1, min(limit, MOST_ROWS))
    wanted = select(Order).where(Order.person_id == person_id)
    if not can_see(actor, orders_of(person_id, secret=True), context):
        wanted = wanted.where(col(Order.secret).is_(False))
    if live is not None:
        wanted = wanted.where(col(Order.state).in_(LIVE) if live else col(Order.state).not_in(LIVE))
    place = tuple_(col(Order.placed_at), col(Order.id))
    if (cursor := _cursor(after)) is not None:
        wanted = wanted.where(place < cursor)
    return _page(uow, actor, wanted.order_by(col(Order.placed_at).desc(), col(Order.id).desc()), limit, lang)


def board(
    uow: UnitOfWork,
    *,
    actor: Actor,
    state: State,
    lang: str,
    query: str = "",
    after: str | None = None,
    limit: int = MOST_ROWS,
) -> OrdersPage:
    """One column of the actor's pharmacy: orders of a live state, the oldest first; those handed over that it still holds, the
    latest first.

    ``query``: a name or a number, looked for among the column's first 500. Raises DomainError ``introuvable``.
    """
    pharmacy_id = _counter(uow, actor)
    limit = max(1, min(limit, MOST_ROWS))
    wanted = _held(uow, pharmacy_id).where(Order.state == state)
    place, over = tuple_(col(Order.placed_at), col(Order.id)), state is State.COLLECTED
    if (cursor := _cursor(after)) is not None:
        wanted = wanted.where(place < cursor if over else place > cursor)
    wanted = wanted.order_by(*(one.desc() if over else one for one in (col(Order.placed_at), col(Order.id))))
    terms = terms_of(query)
    if not terms:
        return _page(uow, actor, wanted, limit, lang)
    orders = list(uow.session.execute(wanted.limit(500)).scalars())
    names = names_of(uow, {order.person_id for order in orders})
    found = (one for one in orders if has_all(words_of(names.get(one.person_id, ""), number_of(one)), terms))
    return OrdersPage(tuple(_listed(uow, actor, list(islice(found, limit)), lang)), None)


def counts(uow: UnitOfWork, *, actor: Actor) -> dict[str, int]:
    """How many orders each column of the actor's pharmacy holds. Raises DomainError ``introuvable``."""
    held = _held(uow, _counter(uow, actor)).with_only_columns(Order.state, func.count()).group_by(Order.state)
    found = dict(uow.session.execute(held).all())
    return {state: found.get(state, 0) for state in STEPS}


def arrivals(uow: UnitOfWork, *, actor: Actor, since: datetime, limit: int = MOST_ROWS) -> tuple[tuple[str, str], ...]:
    """(id, number) of the orders sent to the actor's pharmacy since an instant and that nobody took yet, the latest first."""
    wanted = select(Order).where(Order.pharmacy_id == _counter(uow, actor), Order.state == State.SENT, Order.placed_at >= since)
    rows = uow.session.execute(wanted.order_by(col(Order.placed_at).desc()).limit(min(limit, MOST_ROWS))).scalars()
    return tuple((order.id, number_of(order)) for order in rows)


def has_orders(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, since: datetime) -> bool:
    """Whether a person has an order that goes on, or that moved since then, among those this actor sees: no more is told.

    Raises DomainError ``introuvable``.
    """
    require(actor, "list", orders_of(person_id), context)
    wanted = select(Order.id).where(Order.person_id == person_id, col(Order.state).in_(LIVE) | (col(Order.moved_at) >= since))
    if not can_see(actor, orders_of(person_id, secret=True), context):
        wanted = wanted.where(col(Order.secret).is_(False))
    return uow.session.execute(wanted.limit(1)).first() is not None


def order_detail(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str, lang: str) -> OrderDetail:
    """One order. Raises DomainError ``introuvable``."""
    order = order_row(uow, actor=actor, context=context, action="see", order_id=order_id)
    owe_order(uow, actor=actor, context=context, order=order)
    said = open_order(uow, order)
    sent = uow.session.execute(select(OrderDocument.document_id).where(OrderDocument.order_id == order.id)).scalars()
    reason = REASONS.get(said.refusal)
    steps, lines, after = _steps(uow, order, lang), _lines(uow, [order.id]), followers(uow, actor, [order])
    (row,) = _rows(uow, actor, [order], lang, lines, after)
    return OrderDetail(
        row=row,
        documents=tuple((one, said.titles.get(one, "")) for one in sent),
        lines=_order_lines(uow, actor, order, lines, lang),
        steps=steps,
        question=said.question,
        generic=said.generic,
        bearer=said.bearer,
        note=said.note,
        refusal=said.refusal,
        refusal_label=translate(reason.label, lang) if reason else "",
        refusal_words=said.words,
        next_step=next_step(said.refusal, said.until, lang),
        elsewhere=order.state in (State.EXPIRED, State.REFUSED) or is_late(order) or row.closed,
        code_blocked=order.code_tries >= MOST_TRIES,
        follows=""
        if actor.role is Role.PHARMACY
        else order.follows or "",  # which pharmacy did not take it is the person's to say
        follower=after.get(order.id, ""),
        was_ready=any(step.state == State.READY for step in steps),
        allergies=said.allergies,
        treatments=said.treatments,
        shared=bool(said.allergies or said.treatments),
        born_label=_born_label(uow, order, lang) if actor.role is Role.PHARMACY else "",
    )


def _born_label(uow: UnitOfWork, order: Order, lang: str) -> str:
    return i18n.plain_date(identity_of(uow, order.person_id).birth_date, lang)


def whose(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str) -> str:
    """Whose order it is, for who speaks for them: all that needs no line. Raises DomainError ``introuvable``."""
    order = order_row(uow, actor=actor, context=context, action="see", order_id=order_id)
    if actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    return order.person_id


def is_kept_secret(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str) -> bool:
    """Whether a minor keeps an order from their parents, for who speaks for them. Raises DomainError ``introuvable``."""
    order = order_row(uow, actor=actor, context=context, action="see", order_id=order_id)
    if actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    return order.secret


def pickup_code(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str) -> str:
    """The code to show at the counter, « 7KD 2MX »: for the patient's side alone, while the order goes on.

    Raises DomainError ``introuvable``, ``commande.interdit`` once it is over.
    """
    order = order_row(uow, actor=actor, context=context, action="see", order_id=order_id)
    if actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    if order.state not in LIVE:
        raise DomainError("commande.interdit")
    return in_groups(open_order(uow, order).code)


def ended_numbers(uow: UnitOfWork, *, actor: Actor, limit: int = 20) -> tuple[tuple[str, str, str], ...]:
    """(number, state, ISO instant) of the latest orders that ended badly: which bag to put back. Nothing else is shown."""
    wanted = select(Order).where(Order.pharmacy_id == _counter(uow, actor), col(Order.state).in_(ENDED_BADLY))
    rows = uow.session.execute(wanted.order_by(col(Order.moved_at).desc()).limit(min(limit, MOST_ROWS))).scalars()
    return tuple((number_of(order), order.state, order.moved_at.isoformat()) for order in rows)


def how_ended(uow: UnitOfWork, *, actor: Actor, order_id: str) -> str:
    """The state of an order of the actor's pharmacy that is over, "" for one that goes on or is not theirs: nothing else of it.

    Raises DomainError ``introuvable``.
    """
    pharmacy_id, order = _counter(uow, actor), uow.session.get(Order, order_id)
    return "" if order is None or order.pharmacy_id != pharmacy_id or order.state in LIVE else order.state


def _counter(uow: UnitOfWork, actor: Actor) -> str:
    pharmacy_id = pharmacy_of(uow, actor)
    require(actor, "list", Item(KIND, owner=None, lent_to=frozenset({actor.account_id} if pharmacy_id else ())))
    if pharmacy_id is None:
        raise DomainError("introuvable")
    return pharmacy_id


def _held(uow: UnitOfWork, pharmacy_id: str) -> Select:
    """Orders that a pharmacy sees: those that go on, and those over that it still holds."""
    live = col(Order.state).in_(LIVE)
    return select(Order).where(Order.pharmacy_id == pharmacy_id, live | (col(Order.seen_until) > uow.clock.now()))


def _page(uow: UnitOfWork, actor: Actor, wanted: Select, limit: int, lang: str) -> OrdersPage:
    orders = list(uow.session.execute(wanted.limit(limit + 1)).scalars())
    last = orders[limit - 1] if len(orders) > limit else None
    cursor = f"{last.placed_at.isoformat()}|{last.id}" if last else None
    return OrdersPage(tuple(_listed(uow, actor, orders[:limit], lang)), cursor)


def _listed(uow: UnitOfWork, actor: Actor, orders: list[Order], lang: str) -> list[OrderRow]:
    return _rows(uow, actor, orders, lang, _lines(uow, [order.id for order in orders]), followers(uow, actor, orders))


def _rows(
    uow: UnitOfWork, actor: Actor, orders: list[Order], lang: str, lines: list[OrderLine], followed: Container[str]
) -> list[OrderRow]:
    """In words; those of somebody whose key is gone cannot be read any more, and are left out."""
    names = names_of(uow, {order.person_id for order in orders})
    orders = [order for order in orders if order.person_id in names]
    ids = {order.pharmacy_id for order in orders}
    found = uow.session.execute(select(Pharmacy.id, Pharmacy.name).where(col(Pharmacy.id).in_(ids))).all()
    pharmacies = {pharmacy_id: spelling.name(name) for pharmacy_id, name in found}
    closed = ended_by_carnet(uow, [order.id for order in orders if order.state == State.CANCELLED])
    theirs: dict[str, list[OrderLine]] = {}
    for row in lines:
        theirs.setdefault(row.order_id, []).append(row)
    rows = (
        _row(uow, actor, order, names[order.person_id], pharmacies.get(order.pharmacy_id, ""), theirs.get(order.id, []), lang)
        for order in orders
    )
    return [replace(row, followed=row.id in followed, closed=row.id in closed) for row in rows]


def _row(uow: UnitOfWork, actor: Actor, order: Order, name: str, pharmacy: str, lines: list[OrderLine], lang: str) -> OrderRow:
    said = open_order(uow, order)
    waiting = [row for row in lines if row.state == LineState.ON_HOLD]
    state = State(order.state)
    return OrderRow(
        id=order.id,
        number=number_of(order),
        version=order.version,
        state=state,
        state_label=translate(STATE_WORDS[state], lang),
        live=state in LIVE,
        person_name=name,
        pharmacy_id=order.pharmacy_id,
        pharmacy_name=pharmacy,
        at=order.placed_at.isoformat(),
        at_label=i18n.date_time(order.placed_at, lang),
        moved=order.moved_at.isoformat(),
        moved_label=i18n.date_time(order.moved_at, lang),
        promised=order.promised_at.isoformat() if order.promised_at else "",
        promised_label=i18n.date_time(order.promised_at, lang) if order.promised_at else "",
        kept_label=i18n.date_time(end, lang) if (end := kept_until(order)) else "",
        titles=() if actor.role is Role.PHARMACY else tuple(said.titles.values()),
        lines=len(lines),
        waiting=len(waiting),
        asked=any(_is_asked(uow, order, row) for row in waiting),
        question=bool(said.question),
        secret=order.secret,
        followed=False,
        late=is_late(order),
        closed=False,
        moves=tuple(moves_of(side_of(actor), state)),
    )


def _is_asked(uow: UnitOfWork, order: Order, row: OrderLine) -> bool:
    said = open_line(uow, order, row)
    return said.reason == "replacement" and not said.answer


def _lines(uow: UnitOfWork, order_ids: Iterable[str]) -> list[OrderLine]:
    wanted = select(OrderLine).where(col(OrderLine.order_id).in_(list(order_ids)))
    return list(uow.session.execute(wanted.order_by(col(OrderLine.position), col(OrderLine.id))).scalars())


def _order_lines(uow: UnitOfWork, actor: Actor, order: Order, rows: list[OrderLine], lang: str) -> tuple[LineRow, ...]:
    """An order that is over says nothing of what was dispensed since: a pharmacy holds it on, and learns no more by it."""
    counter = actor.role is Role.PHARMACY
    spent: set[str] = set()
    if order.state in LIVE:
        wanted = select(PrescriptionLine).where(col(PrescriptionLine.id).in_([row.line_id for row in rows]))
        prescribed = {row.id: row for row in uow.session.execute(wanted).scalars()}
        secrets = counter or actor.person_id == order.person_id
        spent = {line_id for line_id, row in prescribed.items() if not is_left(uow, row, secrets=secrets)}
        left = remaining(uow, prescribed.values(), lang) if counter else {}
    else:
        left = {row.line_id: since(uow, order, row, lang) for row in rows} if counter else {}
    said = [_line(uow, order, row, lang, spent=row.line_id in spent) for row in rows]
    return tuple(replace(line, **asdict(left.get(row.line_id, NOTHING_LEFT))) for line, row in zip(said, rows, strict=True))


def _line(uow: UnitOfWork, order: Order, row: OrderLine, lang: str, *, spent: bool) -> LineRow:
    said = open_line(uow, order, row)
    state = LineState(row.state)
    return LineRow(
        id=row.id,
        version=row.version,
        drug=said.line.drug,
        words=said.line.words(lang),
        status=state,
        status_label=translate(LINE_WORDS[state], lang),
        reason=said.reason,
        reason_label=translate(HOLDS[said.reason], lang) if said.reason else "",
        part=said.part,
        expected=said.expected,
        expected_label=i18n.date_time(datetime.fromisoformat(said.expected), lang) if said.expected else "",
        note=said.note,
        replacement=said.replacement,
        answer=said.answer,
        answerable=state is LineState.ON_HOLD and said.reason == "replacement" and not said.answer and order.state in LIVE,
        spent=spent,
    )


def _steps(uow: UnitOfWork, order: Order, lang: str) -> tuple[StepRow, ...]:
    rows = uow.session.execute(select(OrderMove).where(OrderMove.order_id == order.id).order_by(col(OrderMove.version))).scalars()
    return tuple(
        StepRow(
            move=row.move,
            state=row.to_state,
            state_label=translate(STATE_WORDS[State(row.to_state)], lang),
            at=row.at.isoformat(),
            at_label=i18n.date_time(row.at, lang),
            by="" if row.side == Side.SYSTEM else open_move(uow, order, row).get("actor", ""),
            side=row.side,
            side_label=translate(SIDE_WORDS[Side(row.side)], lang),
        )
        for row in rows
    )


def _cursor(after: str | None):
    at, bar, order_id = (after or "").rpartition("|")
    try:
        instant = datetime.fromisoformat(at)
        if not bar or instant.tzinfo is None:
            return None
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return tuple_(literal(instant, UtcDateTime()), literal(order_id))
