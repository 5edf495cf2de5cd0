"""What changes in a prevention calendar. One verb, one transaction, one line in a history (which one: `acts.py`).

What a minor keeps secret leaves no line and moves nothing that a parent sees: a line, a card or a message would tell.
Messages are `messages.py`, the nightly campaign `campaign.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rxapp.accounts.birth import is_minor
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.granted import readers_of
from rxapp.accounts.identity import Identity, identity_of
from rxapp.accounts.keeping import is_kept, may_keep
from rxapp.accounts.standing import accounts_for
from rxapp.core import audit, lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.prevention import acts, law, messages, store
from rxapp.prevention.campaigns import ALL, BY_CODE
from rxapp.prevention.fields import DoneForm, read_answer_day, read_done, read_reason
from rxapp.prevention.given import NO, YES
from rxapp.prevention.injections import title_of
from rxapp.prevention.questions import BY_CODE as QUESTIONS
from rxapp.prevention.store import calendar_of, forget_all_removed

__all__ = [
    "DoneForm",
    "Undo",
    "accept",
    "answer",
    "bring_back",
    "forget_all_removed",
    "note_done",
    "refuse",
    "remove",
    "set_aside",
    "take_back",
]


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes an act back, until an instant: entries it made, entries it took away, a choice it made (kind, what, id)."""

    person_id: str
    until: datetime
    made: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    choice: tuple[str, str, str] | None = None


def note_done(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    rule: str,
    dose: int | None = None,
    form: DoneForm,
    secret: bool = False,
) -> Undo:
    """« C’est fait ». ``rule`` and ``dose``: those of the card. ``secret``: a minor keeps their own from their parents.

    Raises:
        DomainError: "introuvable", "prevention.regle", "prevention.secret", "prevention.trop".
        FieldErrors: a code beside each wrong field (``jour``, ``produit``, ``lot``, ``dose``).
    """
    require(actor, "add", calendar_of(person_id), context)
    who = identity_of(uow, person_id)
    check_secret(uow, actor, who, secret)
    if not law.known(rule):
        raise DomainError("prevention.regle")
    today = uow.clock.today()
    noted = read_done(form, born=who.birth_date, today=today, vaccine=law.is_vaccine(rule), dose=dose)
    before = store.said(uow, actor=actor, context=context, person_id=person_id)
    same_day = (one for one in before.done if rule in one.rules and one.day == noted.day)
    if any(law.is_vaccine(rule) or one.dose == noted.dose for one in same_day):  # nobody has two doses of one vaccine in a day
        raise FieldErrors({"jour": "prevention.deja_note"})
    given = {"code": rule, "day": noted.day, "dose": noted.dose, "details": noted.details}
    row = store.add(uow, actor=actor, person_id=person_id, kind=store.DONE, secret=secret, **given)
    follow(uow, actor, who, acts.DONE, secret=secret, label=law.title(rule, None, "fr"))
    return Undo(person_id, row.created_at + store.UNDO, made=(row.id,))


def answer(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    code: str,
    said: str,
    day: str = "",
    secret: bool = False,
) -> Undo:
    """Answer a question: ``said`` is "yes" (with its ``day`` as typed, for those that have one), "no", or "" to say nothing more.

    Raises:
        DomainError: "introuvable", "prevention.question", "prevention.secret", "prevention.trop".
        FieldErrors: ``jour``.
    """
    require(actor, "add", calendar_of(person_id), context)
    who = identity_of(uow, person_id)
    check_secret(uow, actor, who, secret)
    if code not in QUESTIONS or said not in (YES, NO, ""):
        raise DomainError("prevention.question")
    today = uow.clock.today()
    on = read_answer_day(QUESTIONS[code], day, born=who.birth_date, today=today) if said == YES else None
    held = store.said(uow, actor=actor, context=context, person_id=person_id).answers.get(code)
    if held is not None and held.secret and not said:
        secret = True
    removed = ()
    published = held is not None and held.secret and not secret and actor.person_id == person_id
    if held is not None and (held.secret == secret or published):  # what one shows oneself takes the place of what one hid
        _take_away(uow, held.id)
        removed = (held.id,)
    made = ()
    if said:
        given = {"code": code, "day": on, "details": {"said": said}}
        made = (store.add(uow, actor=actor, person_id=person_id, kind=store.ANSWER, secret=secret, **given).id,)
    follow(uow, actor, who, acts.ANSWERED, secret=secret, label=QUESTIONS[code].ask)
    return Undo(person_id, uow.clock.now() + store.UNDO, made=made, removed=removed)


def remove(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, version: int) -> Undo:
    """Take away something noted as done. ``version``: the one that was read.

    Raises DomainError ``introuvable``, ``prevention.change_depuis`` (it was written since, elsewhere).
    """
    row = store.entry_row(uow, actor=actor, action="remove", context=context, entry_id=entry_id)
    if row.removed_at is not None:
        raise DomainError("introuvable")
    if row.version != version:
        raise DomainError("prevention.change_depuis")
    held = store.opened(uow, row)
    _take_away(uow, row.id)
    label = law.title(held.code, None, "fr") if law.known(held.code) else title_of(held)
    follow(uow, actor, identity_of(uow, row.person_id), acts.REMOVED, secret=row.secret, label=label)
    return Undo(row.person_id, uow.clock.now() + store.UNDO, removed=(row.id,))


def set_aside(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, rule: str, reason: str = ""
) -> Undo:
    """« Pas pour moi »: this account sees the card no more among what is to do; nobody else's changes.

    Raises:
        DomainError: "introuvable", "prevention.regle".
        FieldErrors: ``raison``.
    """
    require(actor, "edit", calendar_of(person_id), context)
    if not law.known(rule):
        raise DomainError("prevention.regle")
    now = uow.clock.now()
    made = store.choose(uow, actor=actor, person_id=person_id, kind=store.ASIDE, what=rule, reason=read_reason(reason))
    _own_line(uow, actor, person_id, acts.SET_ASIDE, label=law.title(rule, None, "fr"))
    messages.settle(uow, account_id=actor.account_id, person_id=person_id)
    return Undo(person_id, now + store.UNDO, choice=(store.ASIDE, rule, made))


def bring_back(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, rule: str) -> None:
    """Take a card set aside back into the calendar. Raises DomainError ``introuvable``."""
    require(actor, "edit", calendar_of(person_id), context)
    _unchoose(uow, actor, person_id, store.ASIDE, rule)


def refuse(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, campaign: str) -> Undo:
    """Refuse the messages of a campaign, or all (""), about a person; at once, no reason asked. The calendar stays.

    Raises DomainError ``introuvable``, ``prevention.campagne``.
    """
    require(actor, "edit", calendar_of(person_id), context)
    if campaign != ALL and campaign not in BY_CODE:
        raise DomainError("prevention.campagne")
    now = uow.clock.now()
    made = store.choose(uow, actor=actor, person_id=person_id, kind=store.REFUSAL, what=campaign)
    _own_line(uow, actor, person_id, acts.REFUSED, label=BY_CODE[campaign].title if campaign else "")
    messages.hush(uow, account_id=actor.account_id, person_id=person_id, campaign=campaign)
    messages.settle(uow, account_id=actor.account_id, person_id=person_id)
    return Undo(person_id, now + store.UNDO, choice=(store.REFUSAL, campaign, made))


def accept(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, campaign: str) -> None:
    """Take a refusal back. Raises DomainError ``introuvable``."""
    require(actor, "edit", calendar_of(person_id), context)
    _unchoose(uow, actor, person_id, store.REFUSAL, campaign)


def take_back(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, undo: Undo) -> None:
    """Undo the act, as long as ten seconds have not passed.

    Raises DomainError ``introuvable``, ``prevention.trop_tard``, ``prevention.change_depuis`` (it was written since, elsewhere).
    """
    require(actor, "edit", calendar_of(undo.person_id), context)
    now = uow.clock.now()
    if now >= undo.until:
        raise DomainError("prevention.trop_tard")
    if undo.choice is not None:
        kind, what, made = undo.choice
        _unchoose(uow, actor, undo.person_id, kind, what, since=undo.until - store.UNDO, made=made)
        return
    secret = False
    for entry_id in (*undo.made, *undo.removed):
        row = store.entry_row(uow, actor=actor, action="restore", context=context, entry_id=entry_id)
        done_at = row.created_at if entry_id in undo.made else row.removed_at
        if done_at is None or now >= done_at + store.UNDO:
            raise DomainError("prevention.trop_tard")
        if entry_id in undo.made and row.version != 1:
            raise DomainError("prevention.change_depuis")
        row.removed_at = now if entry_id in undo.made else None
        secret = row.secret
        uow.session.add(row)
    follow(uow, actor, identity_of(uow, undo.person_id), acts.TAKEN_BACK, secret=secret, label="")


def _unchoose(
    uow: UnitOfWork, actor: Actor, person_id: str, kind: str, what: str, since: datetime | None = None, made: str | None = None
) -> None:
    """Forget a choice. ``since``: it was made at that instant, as ``made``, and is undone: what it ended is as it was."""
    if not store.unchoose(uow, actor=actor, person_id=person_id, kind=kind, what=what, made=made):
        return
    whose = {"account_id": actor.account_id, "person_id": person_id}
    if kind == store.REFUSAL:
        _own_line(uow, actor, person_id, acts.ACCEPTED, label=BY_CODE[what].title if what in BY_CODE else "")
        messages.resume(uow, **whose, campaign=what, since=since)
    else:
        _own_line(uow, actor, person_id, acts.BROUGHT_BACK, label=law.title(what, None, "fr") if law.known(what) else "")
    if since is not None:
        messages.reopen_ended(uow, **whose, since=since)
    messages.settle(uow, **whose)


def check_secret(uow: UnitOfWork, actor: Actor, who: Identity, secret: bool) -> None:
    """Raise DomainError ``prevention.secret`` unless who keeps something to themselves may."""
    if secret and not may_keep(uow, actor, who.person_id):
        raise DomainError("prevention.secret")


def _take_away(uow: UnitOfWork, entry_id: str) -> None:
    row = uow.session.get(store.PreventionEntry, entry_id)
    row.removed_at = uow.clock.now()
    uow.session.add(row)


def follow(uow: UnitOfWork, actor: Actor, who: Identity, action: str, *, secret: bool, label: object) -> None:
    """What an act moves: a line in the person's history, the messages of each account that may know of it."""
    uow.session.flush()
    store.forget_removed(uow, who.person_id)
    lookers.look_again(uow, readers_of(uow, who.person_id))
    if is_kept(uow, who.person_id, secret=secret):
        messages.settle(uow, account_id=actor.account_id, person_id=who.person_id)
        return
    _line(uow, actor, who, action, label=label)
    for account_id in accounts_for(uow, who.person_id):
        messages.settle(uow, account_id=account_id, person_id=who.person_id)


def _line(uow: UnitOfWork, actor: Actor, who: Identity, action: str, **details: object) -> None:
    behalf = who.full_name if actor.person_id != who.person_id else None
    audit.record(uow, person_id=who.person_id, actor=actor, action=action, details=details, on_behalf=behalf)


def _own_line(uow: UnitOfWork, actor: Actor, person_id: str, action: str, label: str) -> None:
    """A line in the history of who decided: nobody else reads it. None for a minor, whose history their parents read."""
    if actor.person_id is None or is_minor(identity_of(uow, actor.person_id).birth_date, uow.clock.today()):
        return
    behalf = identity_of(uow, person_id).full_name if person_id != actor.person_id else None
    audit.record(uow, person_id=actor.person_id, actor=actor, action=action, details={"label": label}, on_behalf=behalf)
