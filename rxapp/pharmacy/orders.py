"""The patient's side of an order: send, name who comes for it, change its code, answer, cancel. A parent does it for a child.

One verb, one transaction, one line in the person's history; none for what a minor keeps from their parents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from rxapp.accounts.birth import is_minor
from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import may_keep
from rxapp.accounts.standing import require_staying, wait_instead
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role, can_see, require
from rxapp.pharmacy import acts, moves, pickup, prescriptions, spelling, telling
from rxapp.pharmacy.content import LineContent, OrderContent, open_line, open_order, rewrite_order, write_line, write_order
from rxapp.pharmacy.fields import clean_note, clean_words
from rxapp.pharmacy.life import ENDED_BADLY, LIVE, OPEN_LINES, LineState, Move, Side, State
from rxapp.pharmacy.models import Order, OrderDocument, OrderLine, Pharmacy, PrescriptionLine
from rxapp.pharmacy.moves import Moving
from rxapp.pharmacy.places import takes_orders
from rxapp.pharmacy.refusals import ASKS_ANOTHER
from rxapp.pharmacy.sharing import NOTHING_SHARED, Shared, checked
from rxapp.pharmacy.sight import is_late, item_of, order_row, orders_of, staff_of
from rxapp.record import service as record

MOST_DOCUMENTS = 5
MOST_LIVE = 20
"""Most orders of a person that go on at once."""
OLDEST = timedelta(days=366)
"""A prescription older than this is not sent: a treatment of lists I and II lasts twelve months at most (Code de la santé
publique, R. 5132-21). Whether a younger one may still be dispensed (less than three months old the first time, R. 5132-22) is the
pharmacist's to say, with its reason."""


@dataclass(frozen=True)
class Wishes:
    """What is asked of the pharmacy. ``lines``: ids of the lines wanted, all when empty. ``bearer``: who else may come for it.

    ``hidden_agreed``: the person was asked, and lets this pharmacy alone see a prescription that is masked from professionals.
    ``shared``: allergies and treatments, with this order alone.
    """

    lines: tuple[str, ...] = ()
    question: str = ""
    generic: bool = True
    bearer: str = ""
    hidden_agreed: bool = False
    shared: Shared = NOTHING_SHARED


def send(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    pharmacy_id: str,
    document_ids: Sequence[str],
    key: str,
    wishes: Wishes = Wishes(),
    secret: bool = False,
    follows: str | None = None,
) -> str:
    """Send prescriptions of the record to a pharmacy; returns the id of the order. The same ``key`` again gives the same order.

    ``secret``: a minor keeps their own from their parents. ``follows``: the order that ended badly and that this one takes up
    again; what is no such order is let aside.

    Raises:
        FieldErrors: as `sharing.checked`. DomainError: as `require_staying`; "introuvable"; "commande." with "secret", "trop",
            "documents"; "pharmacie.injoignable", "pharmacie.sans_commandes"; "ordonnance.masquee" (ask, then
            `Wishes.hidden_agreed`); "ordonnance." with "perimee", "gardee", "epuisee", "deja_envoyee" or "ligne".
    """
    _require_sender(uow, actor, context, person_id, key, secret=secret)
    follows = _taken_up(uow, actor, context, person_id, follows, document_ids, secret=secret)
    once = uow.keyring.blind_index("order.once", f"{actor.account_id}|{person_id}|{key}")
    made = uow.session.execute(select(Order.id).where(Order.once_index == once)).scalar_one_or_none()
    if made is not None:
        return made
    require_staying(uow, actor.account_id, person_id, instead_of=follows)
    wishes = replace(wishes, shared=checked(wishes.shared))
    pharmacy = _pharmacy(uow, pharmacy_id)
    titles = _papers(uow, actor, context, person_id, tuple(dict.fromkeys(document_ids)), wishes, secret=secret)
    wanted = _wanted(uow, actor, person_id, tuple(titles), wishes.lines, secret=secret)
    _make_room(uow, person_id, secret)
    order = _insert(uow, actor, person_id, pharmacy, once, titles, wishes, secret=secret, follows=follows)
    _begin(uow, actor, order, wanted)
    if follows:
        wait_instead(uow, follows, order.id)
    return order.id


def send_elsewhere(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    order_id: str,
    pharmacy_id: str,
    key: str,
    agreed: bool = False,
) -> str:
    """Send what an order that ended badly asked to another pharmacy, as it was asked; returns the id of the new order.

    One that is late where it is goes elsewhere too: it is cancelled first, or nothing is done. ``agreed``: the person was asked
    anew, and lets this other pharmacy see what is masked. Raises as `send`; DomainError ``commande.interdit`` while the first one
    goes on otherwise, or once it was handed over.
    """
    old = order_row(uow, actor=actor, context=context, action="send", order_id=order_id)
    if is_late(old):
        moves.make(Moving(uow, old, actor, Side.PATIENT, old.version), Move.CANCEL)
    if old.state in LIVE or old.state == State.COLLECTED:
        raise DomainError("commande.interdit")
    content = open_order(uow, old)
    lines = _asked_again(uow, old)
    documents = uow.session.execute(select(OrderDocument.document_id).where(OrderDocument.order_id == old.id)).scalars()
    # what the first pharmacy was let see (a masked prescription, allergies) is for it alone: another one is chosen anew
    wishes = Wishes(lines, content.question, content.generic, content.bearer, hidden_agreed=agreed)
    return send(
        uow,
        actor=actor,
        context=context,
        person_id=old.person_id,
        pharmacy_id=pharmacy_id,
        document_ids=tuple(documents),
        key=key,
        wishes=wishes,
        secret=old.secret and is_minor(identity_of(uow, old.person_id).birth_date, uow.clock.today()),
        follows=old.id,
    )


def cancel(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str, version: int) -> None:
    """Give an order up; the pharmacy sees it no more. Raises as `moves.make`, and DomainError ``introuvable``."""
    order = _mine(uow, actor, context, "cancel", order_id)
    moves.make(Moving(uow, order, actor, Side.PATIENT, version), Move.CANCEL)


def name_bearer(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str, name: str) -> None:
    """Say who else may come for it with the code, "" for nobody. Raises DomainError ``introuvable``, ``commande.interdit``."""
    order = _mine(uow, actor, context, "edit", order_id)
    moves.require_going_on(uow, order)
    rewrite_order(uow, order, bearer=clean_words(name))
    moves.write_line(uow, actor, order, acts.BEARER_NAMED)


def renew_code(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str) -> str:
    """Make another pick-up code; the one before opens nothing. Raises DomainError ``introuvable``, ``commande.interdit``."""
    order = _mine(uow, actor, context, "edit", order_id)
    moves.require_going_on(uow, order)
    code = pickup.new_code()
    rewrite_order(uow, order, code=code)
    order.code_hash, order.code_tries = pickup.hash_of(uow.keyring.pepper, order.id, code), 0
    moves.write_line(uow, actor, order, acts.CODE_RENEWED)
    return code


def answer(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    order_id: str,
    line_id: str,
    version: int,
    accept: bool,
) -> None:
    """Accept or decline the replacement that is proposed for a line, at the version of the line that was seen.

    Raises DomainError ``introuvable``, ``commande.interdit``, ``commande.ligne_perimee``, ``commande.ligne_interdit``.
    """
    order = _mine(uow, actor, context, "answer", order_id)
    moves.require_current(uow, order, order.version, *LIVE)
    row = line_row(uow, order, line_id, version)
    content = open_line(uow, order, row)
    if content.reason != "replacement" or content.answer:
        raise DomainError("commande.ligne_interdit")
    moves.move_line(row, Side.PATIENT, LineState.PREPARATION if accept else LineState.ON_HOLD)
    said = {"answer": "accepted", "reason": ""} if accept else {"answer": "declined", "reason": "declined"}
    write_line(uow, order, row, replace(content, **said))
    moves.write_line(uow, actor, order, acts.REPLACEMENT_ACCEPTED if accept else acts.REPLACEMENT_DECLINED)
    telling.to_staff(uow, order, telling.ANSWERED, mark=f"{row.id}|{row.version}")


def give_up_line(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, order_id: str, line_id: str, version: int
) -> None:
    """No longer ask for one line; with the last one that goes on, the order is cancelled. Raises as `answer`."""
    order = _mine(uow, actor, context, "answer", order_id)
    moves.require_current(uow, order, order.version, *LIVE)
    row = line_row(uow, order, line_id, version)
    moves.move_line(row, Side.PATIENT, LineState.CANCELLED)
    uow.session.add(row)
    uow.session.flush()
    if not any(one.state in OPEN_LINES for one in moves.lines_of(uow, order)):
        moves.make(Moving(uow, order, actor, Side.PATIENT, order.version), Move.CANCEL)
        return
    moves.write_line(uow, actor, order, acts.LINE_MOVED)
    telling.to_staff(uow, order, telling.ANSWERED, mark=f"{row.id}|{row.version}")


def line_row(uow: UnitOfWork, order: Order, line_id: str, version: int) -> OrderLine:
    """A line of an order as it was seen. Raises DomainError ``introuvable``, ``commande.ligne_perimee``."""
    row = uow.session.get(OrderLine, line_id, populate_existing=True)
    if row is None or row.order_id != order.id:
        raise DomainError("introuvable")
    if row.version != version:
        raise DomainError("commande.ligne_perimee")
    return row


def add_line(uow: UnitOfWork, order: Order, row: PrescriptionLine, place: int) -> OrderLine:
    """Put a line of a prescription in an order, as it is now."""
    line = OrderLine(id=new_id(), order_id=order.id, line_id=row.id, position=place, content=b"")
    write_line(uow, order, line, LineContent(prescriptions.line_of(uow, row)))
    uow.session.flush()
    return line


def _asked_again(uow: UnitOfWork, old: Order) -> tuple[str, ...]:
    """Lines of an order that ended badly, but for those handed over or taken away since. Raises ``ordonnance.ligne``."""
    rows = moves.lines_of(uow, old)
    kept = tuple(
        row.line_id
        for row in rows
        if row.state != LineState.COMPLETED and uow.session.get(PrescriptionLine, row.line_id) is not None
    )
    if rows and not kept:
        raise DomainError("ordonnance.ligne")
    return kept


def _require_sender(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, key: str, *, secret: bool) -> None:
    require(actor, "send", orders_of(person_id, secret=secret), context)
    if actor.role is not Role.PATIENT or not key or len(key) > 80:
        raise DomainError("introuvable")
    if secret and not may_keep(uow, actor, person_id):
        raise DomainError("commande.secret")


def _taken_up(
    uow: UnitOfWork,
    actor: Actor,
    context: Context,
    person_id: str,
    order_id: str | None,
    document_ids: Sequence[str],
    *,
    secret: bool,
) -> str | None:
    """The order that a new one takes up again: the person's, ended without its medicines, and no less nor more secret, since a
    parent reads of the one which other one it names; of one of its prescriptions, unless another was asked for. None when it is
    no such order.
    """
    if not order_id:
        return None
    try:
        old = order_row(uow, actor=actor, context=context, action="send", order_id=order_id)
    except DomainError:
        return None
    kept = old.secret == secret or not is_minor(identity_of(uow, person_id).birth_date, uow.clock.today())
    if not kept or old.person_id != person_id or old.state not in ENDED_BADLY:
        return None
    if open_order(uow, old).refusal in ASKS_ANOTHER:
        return old.id
    same = select(OrderDocument.order_id).where(
        OrderDocument.order_id == old.id, col(OrderDocument.document_id).in_(document_ids)
    )
    return uow.session.execute(same.limit(1)).scalar_one_or_none()


def _mine(uow: UnitOfWork, actor: Actor, context: Context, action: str, order_id: str) -> Order:
    """An order, for an act of the patient's side alone."""
    order = order_row(uow, actor=actor, context=context, action=action, order_id=order_id)
    if actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    return order


def _pharmacy(uow: UnitOfWork, pharmacy_id: str) -> Pharmacy:
    row = uow.session.get(Pharmacy, pharmacy_id)
    if row is None:
        raise DomainError("introuvable")
    if not staff_of(uow, row.id):
        raise DomainError("pharmacie.injoignable")
    if not takes_orders(row, uow.clock.now())[0]:
        raise DomainError("pharmacie.sans_commandes")
    return row


def _papers(
    uow: UnitOfWork, actor: Actor, context: Context, person_id: str, ids: tuple[str, ...], wishes: Wishes, *, secret: bool
) -> dict[str, str]:
    """Titles of the documents to send, by id, once each may be."""
    if not 1 <= len(ids) <= MOST_DOCUMENTS:
        raise DomainError("commande.documents", maximum=MOST_DOCUMENTS)
    papers = {one: record.paper(uow, actor=actor, context=context, document_id=one) for one in ids}
    if any(paper.person_id != person_id for paper in papers.values()):
        raise DomainError("introuvable")
    if any(paper.act_date < uow.clock.today() - OLDEST for paper in papers.values()):
        raise DomainError("ordonnance.perimee")
    prescriptions.require_may_leave(papers.values(), actor, context, secret=secret, agreed=wishes.hidden_agreed)
    _not_elsewhere(uow, actor, context, ids)
    return {one: paper.title for one, paper in papers.items()}


def _not_elsewhere(uow: UnitOfWork, actor: Actor, context: Context, ids: tuple[str, ...]) -> None:
    """One prescription is in one order that goes on. One that the actor does not see refuses nothing, since that would tell of
    it: the pharmacist who gets the second one sees that its lines were handed over, and decides.
    """
    live = (
        select(Order, Pharmacy.name)
        .join(Pharmacy, col(Order.pharmacy_id) == col(Pharmacy.id))
        .join(OrderDocument, col(OrderDocument.order_id) == col(Order.id))
        .where(col(OrderDocument.document_id).in_(ids), col(OrderDocument.live))
    )
    for order, name in uow.session.execute(live):
        if can_see(actor, item_of(uow, order, actor), context):
            raise DomainError("ordonnance.deja_envoyee", pharmacie=spelling.name(name))


def _wanted(
    uow: UnitOfWork, actor: Actor, person_id: str, documents: tuple[str, ...], chosen: tuple[str, ...], *, secret: bool
) -> list[PrescriptionLine]:
    """The lines that are asked for, in the order of the prescriptions; those that were dispensed to the end are left out.

    Lines of a minor's secret orders are in other secret ones alone; what was dispensed so counts for the minor alone.
    """
    rows = [row for document_id in documents for row in prescriptions.rows_of(uow, document_id, secrets=secret)]
    if not set(chosen) <= {row.id for row in rows} or any(row.person_id != person_id for row in rows):
        raise DomainError("ordonnance.ligne")
    own = actor.person_id == person_id
    left = [row for row in rows if prescriptions.is_left(uow, row, secrets=own)]
    wanted = [row for row in left if not chosen or row.id in chosen]
    if rows and not wanted:
        raise DomainError("ordonnance.epuisee")
    return wanted


def _make_room(uow: UnitOfWork, person_id: str, secret: bool) -> None:
    """Secret ones are counted apart, so that they tell nobody of themselves."""
    live = select(func.count()).where(Order.person_id == person_id, Order.secret == secret, col(Order.state).in_(LIVE))
    if uow.session.execute(live).scalar_one() >= MOST_LIVE:
        raise DomainError("commande.trop", maximum=MOST_LIVE)


def _begin(uow: UnitOfWork, actor: Actor, order: Order, wanted: Sequence[PrescriptionLine]) -> None:
    """The first move of an order, its lines, and who is told."""
    moves.append(uow, order, actor=actor, side=Side.PATIENT, move=Move.SEND, before=None, now=State.SENT)
    for place, row in enumerate(wanted):
        add_line(uow, order, row, place)
    moves.write_line(uow, actor, order, acts.OF_MOVE[Move.SEND])
    telling.moved(uow, order, side=Side.PATIENT, move=Move.SEND, actor=actor)


def _insert(
    uow: UnitOfWork,
    actor: Actor,
    person_id: str,
    pharmacy: Pharmacy,
    once: bytes,
    titles: dict[str, str],
    wishes: Wishes,
    *,
    secret: bool,
    follows: str | None,
) -> Order:
    now, order_id, code = uow.clock.now(), new_id(), pickup.new_code()
    order = Order(
        id=order_id,
        person_id=person_id,
        pharmacy_id=pharmacy.id,
        secret=secret,
        placed_by=actor.account_id,
        placed_at=now,
        moved_at=now,
        once_index=once,
        code_hash=pickup.hash_of(uow.keyring.pepper, order_id, code),
        follows=follows,
    )
    order.due_at = moves.due_at(uow, order, State.SENT)
    said = OrderContent(clean_note(wishes.question), wishes.generic, clean_words(wishes.bearer), code=code, titles=titles)
    write_order(uow, order, replace(said, **asdict(wishes.shared)))
    try:
        uow.session.flush()
        uow.session.add_all(OrderDocument(order_id=order_id, document_id=one, secret=secret) for one in titles)
        uow.session.flush()
    except IntegrityError:  # sent by somebody else in the same instant, where the database has many writers
        raise DomainError("base.occupee") from None
    return order
