"""Prevention messages: which ones hold for one account about one person, told once, replaced when a fact or the law changes.

A message keeps the facts it was computed from, as codes; words are made when it is read. A refusal stops messages here and, by
`stands`, at the moment of sending. It never touches the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of
from rxapp.agenda.reminders import Announcer
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, Context, can_see
from rxapp.prevention import law, letters, store, timing
from rxapp.prevention.campaigns import ALL, BY_CODE
from rxapp.prevention.facts import Due
from rxapp.prevention.letters import Letter
from rxapp.prevention.models import PreventionWatch
from rxapp.prevention.sight import Sight, booked, key_of, pending, sight

KIND = "prevention"
TITLE = _("Message de prévention")
AFTER_BOOKING = timedelta(days=7)
"""A card with an appointment is looked at again this much later: it may be cancelled."""


_announcers: list[Announcer] = []


def join(announcer: Announcer) -> None:
    """Announce by `notices.service` from now on. Called once, where the application is put together."""
    _announcers[:] = [announcer]


@dataclass(frozen=True, slots=True)
class Settled:
    """What one look did: messages sent, replaced, ended; None for a reader who speaks for the person no more."""

    sent: int = 0
    replaced: int = 0
    ended: int = 0


def settle(uow: UnitOfWork, *, account_id: str, person_id: str, tell: bool = False, dry: bool = False) -> Settled:
    """Bring one account's messages about one person up to date, in the caller's transaction.

    ``tell``: send what is called for; without it, what is missing waits for the next nightly campaign. ``dry``: only count.
    """
    reader = reader_of(uow, account_id, person_id)
    watch = uow.session.get(PreventionWatch, (account_id, person_id))
    if reader is None:
        if watch is not None and not dry:
            uow.session.delete(watch)
        return Settled()
    actor, context = reader
    seen = sight(uow, actor=actor, context=context, person_id=person_id)
    desk = Desk(uow, actor, seen, letters.latest(uow, account_id, person_id, letters.MOST_KEPT))
    plan = desk.plan()
    missing, waits = _not_booked(uow, actor, context, seen, plan.missing)
    known = {key_of(line): before for line in missing if (before := desk.told_before(line)) is not None}
    missing = tuple(line for line in missing if key_of(line) not in known)
    if dry:
        return Settled(len(missing), len(plan.replaced), len(plan.over) + len(plan.refused))
    desk.end(plan)
    fresh = desk.replace(plan)
    for before in known.values():
        desk.reopen(before)
    if tell:
        fresh += [(desk.write(line), True) for line in missing]
        announce(uow, actor, seen, fresh)
    told = [letter.sent_on for letter in desk.holding.values()]
    look = timing.next_look(seen.lines, told, seen.today, desk.phase, law.next_edition(seen.today))
    if waits:
        look = min(look, timing.their_day(seen.today + AFTER_BOOKING, desk.phase))
    _look_on(uow, watch, account_id, person_id, seen.today if missing and not tell else look)
    return Settled(len(missing) if tell else 0, len(plan.replaced), len(plan.over) + len(plan.refused))


def reader_of(uow: UnitOfWork, account_id: str, person_id: str) -> tuple[Actor, Context] | None:
    """The account as it reads a person today; None when it speaks for them no more: closed, or the child has come of age."""
    actor = actor_of(uow, account_id)
    if actor is None:
        return None
    context = context_for(uow, actor, purpose="campaign")
    return (actor, context) if can_see(actor, store.calendar_of(person_id), context) else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a look finds: lines without a message, letters whose line changed, letters that hold no more, refused ones."""

    missing: tuple[Due, ...]
    replaced: tuple[tuple[Letter, Due], ...]
    over: tuple[Letter, ...]
    refused: tuple[Letter, ...]


class Desk:
    """One account's messages about one person, while they are brought up to date."""

    def __init__(self, uow: UnitOfWork, actor: Actor, seen: Sight, known: tuple[Letter, ...]) -> None:
        self.uow, self.actor, self.seen, self.known = uow, actor, seen, known
        self.phase = timing.phase_of(actor.account_id, seen.who.person_id)
        self.holding = {letter.key: letter for letter in reversed(known) if letter.ended is None}

    def plan(self) -> Plan:
        """Compare what is called for with what holds."""
        refused = self._refusals()
        called = {key: line for key, line in pending(self.seen.lines).items() if self._is_called(line)}
        wanted = {key: line for key, line in called.items() if not _refused(line.rule, refused)}
        stopped = [letter for letter in self.holding.values() if _refused(letter.rule, refused)]
        kept = {key: letter for key, letter in self.holding.items() if letter not in stopped}
        again = [key for key, letter in kept.items() if key in wanted and self._is_old(letter)]
        changed = [key for key, letter in kept.items() if key in wanted and letter.differs(wanted[key], self.seen.today)]
        return Plan(
            missing=tuple(line for key, line in wanted.items() if key not in kept or key in again),
            replaced=tuple((kept[key], wanted[key]) for key in changed if key not in again),
            over=tuple(letter for key, letter in kept.items() if key not in wanted),
            refused=tuple(stopped),
        )

    def end(self, plan: Plan) -> None:
        """Close what holds no more; a refusal takes back what has not left yet."""
        for why, gone in (("over", plan.over), ("refused", plan.refused)):
            for letter in gone:
                letters.close(self.uow, letter.id, why)
                self.holding.pop(letter.key, None)

    def replace(self, plan: Plan) -> list[tuple[Letter, bool]]:
        """Write the changed ones anew; the law's change is news, a changed fact is not."""
        return [(self.write(line), letter.version != line.version) for letter, line in plan.replaced]

    def told_before(self, line: Due) -> Letter | None:
        """The message that told of this very occasion within the year, and holds no more."""
        before = next((letter for letter in self.known if letter.key == key_of(line)), None)
        if before is None or key_of(line) in self.holding or self._is_old(before):
            return None
        return before if before.same_occasion(line, self.seen.today) else None

    def reopen(self, letter: Letter) -> None:
        """That message holds again: nobody is told twice."""
        letters.reopen(self.uow, letter.id)
        self.holding[letter.key] = letter

    def write(self, line: Due) -> Letter:
        """A message for a line, in the place of the one that holds, if any."""
        number = sum(letter.key == key_of(line) for letter in self.known)
        letter = letters.write(self.uow, self.actor.account_id, self.seen.who.person_id, line, self.seen.today, number)
        held = self.holding.get(letter.key)
        if held is not None:
            letters.close(self.uow, held.id, "replaced", by=letter.id)
        self.known = (letter, *self.known)
        self.holding[letter.key] = letter
        return letter

    def _is_called(self, line: Due) -> bool:
        vaccine = law.is_vaccine(line.rule)
        return line.rule not in self.seen.aside and timing.is_called(line, self.seen.today, self.phase, vaccine=vaccine)

    def _is_old(self, letter: Letter) -> bool:
        return timing.their_day(letter.sent_on + timing.AGAIN, self.phase) <= self.seen.today

    def _refusals(self) -> frozenset[str]:
        made = store.choices(self.uow, actor=self.actor, person_id=self.seen.who.person_id, kind=store.REFUSAL)
        return frozenset(one.what for one in made)


def _refused(rule: str, refusals: frozenset[str]) -> bool:
    return bool(refusals) and ("" in refusals or law.campaign(rule) in refusals)


def _not_booked(
    uow: UnitOfWork, actor: Actor, context: Context, seen: Sight, missing: tuple[Due, ...]
) -> tuple[tuple[Due, ...], bool]:
    """Those for which no appointment is taken, and whether there were others."""
    if not missing:
        return (), False
    taken = booked(uow, actor=actor, context=context, person_id=seen.who.person_id, lang="fr")
    free = tuple(line for line in missing if (line.rule, str(line.dose or "")) not in taken)
    return free, len(free) < len(missing)


def _look_on(uow: UnitOfWork, watch: PreventionWatch | None, account_id: str, person_id: str, day: date) -> None:
    if watch is None:
        watch = PreventionWatch(account_id=account_id, person_id=person_id, look_on=day)
    watch.look_on = day
    uow.session.add(watch)


def announce(uow: UnitOfWork, actor: Actor, seen: Sight, fresh: list[tuple[Letter, bool]]) -> None:
    """One notice for each campaign that has something new, whatever the number of messages."""
    groups: dict[str, list[str]] = {}
    for letter, told in fresh:
        if told:
            groups.setdefault(law.campaign(letter.rule), []).append(letter.id)
    own = actor.person_id == seen.who.person_id
    for code, ids in groups.items():
        campaign = BY_CODE[code]
        for announcer in _announcers:
            announcer.announce(
                uow,
                account_id=actor.account_id,
                person_id=seen.who.person_id,
                kind=KIND,
                once=f"prevention|{ids[0]}",
                title=TITLE,
                text=campaign.mine if own else campaign.theirs,
                href=f"/prevention?onglet=messages&message={ids[0]}&personne={seen.who.person_id}",
                facts={"prenom": seen.who.usual_name, "campagne": code, "messages": " ".join(ids)},
                due_at=timing.told_at(uow.clock.now()),
                occasion=f"{topic_of(seen.who.person_id, code)}|{ids[0]}",
                topic=topic_of(seen.who.person_id, code),
            )


def hush(uow: UnitOfWork, *, account_id: str, person_id: str, campaign: str) -> None:
    """A campaign, or all (""), is refused: what waits to be told does not leave, and may come back."""
    for announcer in _announcers:
        for code in _codes(campaign):
            announcer.withdraw(uow, account_id=account_id, topic=topic_of(person_id, code), told=False)


def resume(uow: UnitOfWork, *, account_id: str, person_id: str, campaign: str, since: datetime | None = None) -> None:
    """A refusal is given up: what it kept from being told may be told, unless another refusal does.

    ``since``: it was made at that instant and is undone.
    """
    free = [
        code for code in _codes(campaign) if not store.refuses(uow, account_id=account_id, person_id=person_id, campaign=code)
    ]
    for announcer in _announcers:
        for code in free:
            announcer.restore(uow, account_id=account_id, topic=topic_of(person_id, code), since=since)


def reopen_ended(uow: UnitOfWork, *, account_id: str, person_id: str, since: datetime) -> None:
    """The messages that a choice ended since then hold again; `settle` comes after, and ends those that do not."""
    for letter in letters.latest(uow, account_id, person_id, letters.MOST_KEPT):
        if letter.ended in ("refused", "over") and letter.ended_at >= since:
            letters.reopen(uow, letter.id)


def topic_of(person_id: str, campaign: str) -> str:
    """The mark of all that is announced of one campaign about a person."""
    return f"prevention|{person_id}|{campaign}"


def _codes(campaign: str) -> tuple[str, ...]:
    return tuple(BY_CODE) if campaign == ALL else (campaign,)


def consents(uow: UnitOfWork, *, account_id: str, person_id: str, campaign: str) -> bool:
    """Whether an account may be told of a campaign about a person now: it still speaks for them and did not refuse."""
    if reader_of(uow, account_id, person_id) is None:
        return False
    return not store.refuses(uow, account_id=account_id, person_id=person_id, campaign=campaign)


def stands(uow: UnitOfWork, facts: Mapping[str, object]) -> bool:
    """Whether a notice still holds at the moment it is told: one of its messages does, itself or what replaced it."""
    campaign = str(facts.get("campagne", ""))
    for message_id in str(facts.get("messages", "")).split():
        row = letters.heir(uow, message_id)
        if row is not None and row.ended is None:
            return consents(uow, account_id=row.account_id, person_id=row.person_id, campaign=campaign)
    return False


def reason_seen(uow: UnitOfWork, *, actor: Actor, context: Context, message_id: str) -> None:
    """Remember that the reason of a message was looked at. Raises DomainError ``introuvable``."""
    row = letters.row_of(uow, actor=actor, context=context, message_id=message_id)
    if row.reason_seen_at is None:
        row.reason_seen_at = uow.clock.now()
        uow.session.add(row)


def watched(uow: UnitOfWork, account_id: str, person_id: str) -> None:
    """An account speaks for a person from now on (`accounts.arrivals`): look at them in the coming night."""
    _look_on(uow, uow.session.get(PreventionWatch, (account_id, person_id)), account_id, person_id, uow.clock.today())
