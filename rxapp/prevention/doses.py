"""What changes in a vaccination record: one verb, one transaction, one line. Taking away and its undo are `service.py`.

The record is made of the lines that the calendar reads (`store.Entry`): there are no two truths. What a minor keeps secret
leaves no line and moves nothing that a parent sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rxapp.accounts.birth import is_minor
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.identity import identity_of
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Item, require
from rxapp.prevention import acts, counting, store
from rxapp.prevention.counting import Place
from rxapp.prevention.dose_fields import SAME_DAY, SHORTEST, TOO_SOON, WHICH_LINE, Dose, DoseForm, read
from rxapp.prevention.given import events_of, person_of
from rxapp.prevention.injections import against_of, is_vaccine, title_of
from rxapp.prevention.service import Undo, check_secret, follow
from rxapp.prevention.store import DONE, Entry, Said
from rxapp.record import service as record
from rxapp.record import views as papers

KIND = "vaccination"


def record_of(person_id: str, *, hidden: bool = False) -> Item:
    """A vaccination record as `policy` sees it: no scope of a helper reaches it."""
    return Item(KIND, owner=person_id, hidden=hidden)


def add(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    form: DoseForm,
    counts: Sequence[str] | None = None,
    sure: bool = False,
    secret: bool = False,
) -> Undo:
    """Note a vaccination. ``counts``: the rules it counts for, None to leave that to `counting`; ``sure``: doubts were answered.

    Raises:
        DomainError: "introuvable", "prevention.secret", "prevention.trop", "prevention.regle".
        FieldErrors: see `dose_fields.read`, and its `DOUBTS` beside ``jour`` and ``compte``.
    """
    require(actor, "add", record_of(person_id), context)
    who = identity_of(uow, person_id)
    check_secret(uow, actor, who, secret)
    dose, rules = _decided(uow, actor, context, person_id, form, counts, sure=sure)
    given = {"day": dose.day, "dose": dose.dose, "details": dose.details, "against": dose.against}
    code, also = (rules[0], rules[1:]) if rules else ("", ())
    row = store.add(uow, actor=actor, person_id=person_id, kind=DONE, code=code, also=also, secret=secret, **given)
    follow(uow, actor, who, acts.VACCINATED, secret=secret, label=title_of(store.opened(uow, row)))
    return Undo(person_id, row.created_at + store.UNDO, made=(row.id,))


def edit(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    entry_id: str,
    version: int,
    form: DoseForm,
    counts: Sequence[str] | None = None,
    sure: bool = False,
) -> None:
    """Complete or correct a vaccination; what it said before is kept. ``version``: the one that was read.

    Raises:
        DomainError: "introuvable", "prevention.change_ailleurs", "prevention.regle", "prevention.trop_de_versions".
        FieldErrors: as `add`.
    """
    row = row_of(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    before = store.opened(uow, row)
    dose, rules = _decided(uow, actor, context, row.person_id, form, counts, sure=sure, without=before)
    stays = {name: before.details[name] for name in ("test", "result") if name in before.details}
    beyond = {"document": before.details["document"]} if _is_beyond(uow, actor, context, before) else {}
    details = stays | dose.details | beyond
    code, also = (rules[0], rules[1:]) if rules else ("", ())
    now = replace(before, code=code, also=also, day=dose.day, dose=dose.dose, details=details, against=dose.against)
    if now == replace(before, against=dose.against) and set(dose.against) == set(against_of(before)):
        return
    if row.version != version:
        raise DomainError("prevention.change_ailleurs")
    if row.version > store.MOST_VERSIONS:
        raise DomainError("prevention.trop_de_versions", maximum=store.MOST_VERSIONS)
    store.keep_version(uow, row)
    store.write(uow, row, actor, now)
    follow(uow, actor, identity_of(uow, row.person_id), acts.VACCINE_CHANGED, secret=row.secret, label=title_of(now))


def bring(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    taken: Sequence[tuple[Dose, tuple[str, ...]]],
    secret: bool,
) -> int:
    """Note what a copy holds that an operator brings, each dose with the rules it counts for, but what is there already: one that
    is there stands for one of the copy. One line says how many. Returns how many; all of them or none.

    Raises DomainError ``introuvable``, ``prevention.trop``.
    """
    require(actor, "add", record_of(person_id), context)
    who = identity_of(uow, person_id)
    left = list(store.said(uow, actor=actor, context=context, person_id=person_id).done)
    if is_minor(who.birth_date, uow.clock.today()):  # what is kept and what parents wrote know nothing of each other
        left = [one for one in left if one.secret == secret]
    fresh = []
    for dose, rules in taken:
        same = next((one for one in left if _is_same(one, dose, rules)), None)
        if same is None:
            fresh.append((dose, rules))
        else:
            left.remove(same)
    store.require_room(uow, person_id, more=len(fresh), secret=secret)
    for dose, rules in fresh:
        given = {"day": dose.day, "dose": dose.dose, "details": dose.details, "against": dose.against}
        code, also = (rules[0], rules[1:]) if rules else ("", ())
        store.add(uow, actor=actor, person_id=person_id, kind=DONE, code=code, also=also, secret=secret, **given)
    if fresh:
        follow(uow, actor, who, acts.VACCINES_BROUGHT, secret=secret, label=str(len(fresh)))
    return len(fresh)


def placed(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, form: DoseForm, entry_id: str = ""
) -> Place:
    """The lines of the calendar that a vaccination as typed may count for. Raises as `add`."""
    require(actor, "add", record_of(person_id), context)
    without = None
    if entry_id:
        without = store.opened(uow, row_of(uow, actor=actor, action="edit", context=context, entry_id=entry_id))
    who = identity_of(uow, person_id)
    dose = read(form, born=who.birth_date, today=uow.clock.today())
    return _place(uow, dose, _without(store.said(uow, actor=actor, context=context, person_id=person_id), without), person_id)


def row_of(uow: UnitOfWork, *, actor: Actor, action: str, context: Context, entry_id: str) -> store.PreventionEntry:
    """A vaccination that is there, once `policy` has agreed. Raises DomainError ``introuvable``."""
    row = uow.session.get(store.PreventionEntry, entry_id)
    if row is None or row.removed_at is not None or row.kind != DONE:
        raise DomainError("introuvable")
    item = record_of(row.person_id, hidden=row.secret)
    if row.secret and actor.person_id != row.person_id:  # a refusal would be a line that parents read
        raise DomainError("introuvable")
    require(actor, action, item, context)
    if not is_vaccine(store.opened(uow, row)):
        raise DomainError("introuvable")
    return row


def _decided(
    uow: UnitOfWork,
    actor: Actor,
    context: Context,
    person_id: str,
    form: DoseForm,
    counts: Sequence[str] | None,
    *,
    sure: bool,
    without: Entry | None = None,
) -> tuple[Dose, tuple[str, ...]]:
    """The dose, and the rules it counts for. Raises FieldErrors, DomainError ``prevention.regle``, ``introuvable``."""
    dose = read(form, born=identity_of(uow, person_id).birth_date, today=uow.clock.today())
    _check_document(uow, actor, context, person_id, form.document, without)
    said = _without(store.said(uow, actor=actor, context=context, person_id=person_id), without)
    where = _place(uow, dose, said, person_id)
    same = without is not None and (without.day, set(against_of(without))) == (dose.day, set(dose.against))
    if counts is not None and not set(counts) <= {*where.offered, *(without.rules if same else ())}:
        counts = None  # the vaccine or the day was changed since these lines were offered
    asked = {} if sure else _doubts(dose, said)
    if counts is None and where.ask:
        asked["compte"] = DomainError(WHICH_LINE)
    if asked:
        raise FieldErrors(asked)
    return dose, where.counted if counts is None else tuple(dict.fromkeys(counts))


def _check_document(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, document: str, before: Entry | None) -> None:
    new = document and (before is None or before.details.get("document") != document)
    if new and record.paper(uow, actor=actor, context=context, document_id=document).person_id != person_id:
        raise DomainError("introuvable")


def _is_beyond(uow: UnitOfWork, actor: Actor, context: Context, one: Entry) -> bool:
    """Whether its proof is a document that is there and that this actor does not see: who does not see it cannot let go of it."""
    document = one.details.get("document", "")
    return bool(document) and papers.is_beyond(uow, actor=actor, context=context, document_id=document)


def _place(uow: UnitOfWork, dose: Dose, said: Said, person_id: str) -> Place:
    who, today = identity_of(uow, person_id), uow.clock.today()
    person = person_of(said, born=who.birth_date, sex=who.sex, today=today)
    return counting.place(person, events_of(said, today), product=dose.product, against=dose.against, day=dose.day)


def _is_same(one: Entry, dose: Dose, rules: Sequence[str]) -> bool:
    """Whether a line that is there is this dose: of that day, for the same line of the calendar or of the same name."""
    named = one.details.get("product", "") == dose.product != ""
    alike = named or not set(one.rules).isdisjoint(rules) or not (one.rules or rules or dose.product)
    return one.day == dose.day and alike and not set(against_of(one)).isdisjoint(dose.against)


def _doubts(dose: Dose, said: Said) -> dict[str, DomainError]:
    """What is asked about: another injection against the same disease on that day, or a few days from it."""
    same = [one for one in said.done if one.day and is_vaccine(one) and not set(against_of(one)).isdisjoint(dose.against)]
    if any(one.day == dose.day for one in same):
        return {"jour": DomainError(SAME_DAY)}
    near = [one.day for one in same if abs(one.day - dose.day) < SHORTEST]
    return {"jour": DomainError(TOO_SOON, autre=near[0], n=abs((near[0] - dose.day).days))} if near else {}


def _without(said: Said, one: Entry | None) -> Said:
    return said if one is None else replace(said, done=tuple(other for other in said.done if other.id != one.id))
