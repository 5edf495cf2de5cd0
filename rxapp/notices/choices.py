"""What an account chose: which kinds by which channel, quiet hours, reminder delays. Kept sealed; a choice is one act."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from sqlalchemy import select
from sqlmodel import col

from rxapp.core import audit
from rxapp.core.audit import declare_actions
from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import LANGUAGES, _, plural, translate
from rxapp.core.keys import person_key, those_with_keys
from rxapp.core.policy import Actor

from . import lent
from .announcing import drop, drop_written
from .kinds import DEFAULT_DELAYS, KINDS, WAYS, Channel, kinds_for
from .models import Notice, NoticeChoices
from .quiet import QuietHours

MOST_DELAYS = 6
REMINDERS = "rappel"
LONGEST_DELAY = 60 * 24 * 60
"""Minutes: sixty days, within what rooms announce ahead."""

CHOSEN = "notifications.choix"
DELAYS_CHOSEN = "notifications.delais"
_TABLE = NoticeChoices.__tablename__

declare_actions({CHOSEN: _("Choix des notifications modifié"), DELAYS_CHOSEN: _("Délais des rappels modifiés")})


@dataclass(frozen=True)
class Choices:
    """``off``: (kind, channel) pairs that are switched off, everything else is on. ``delays``: minutes, the longest first."""

    off: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    quiet: QuietHours | None = None
    delays: tuple[int, ...] = DEFAULT_DELAYS

    def wants(self, kind: str, channel: str) -> bool:
        """Whether this kind comes by this channel."""
        return (kind, channel) not in self.off

    def sets_out(self, kind: str | None, now: datetime) -> datetime:
        """When something of a kind may leave that is ready now: when quiet hours are over, but for what they hold not back."""
        held = self.quiet is not None and kind is not None and not KINDS[kind].pressing
        return self.quiet.over_at(now) if held else now


def choices_of(uow: UnitOfWork, account_id: str) -> Choices:
    """What an account chose, or what holds until it chooses."""
    row = uow.session.get(NoticeChoices, account_id)
    return Choices() if row is None else _opened(uow, row)


def choices_of_many(uow: UnitOfWork, account_ids: Iterable[str]) -> dict[str, Choices]:
    """The same for several accounts, with one look."""
    wanted = set(account_ids)
    rows = uow.session.execute(select(NoticeChoices).where(col(NoticeChoices.account_id).in_(wanted))).scalars()
    found = list(rows)
    readable = those_with_keys(uow, {row.person_id for row in found if row.person_id})
    kept = (row for row in found if row.person_id is None or row.person_id in readable)
    return dict.fromkeys(wanted, Choices()) | {row.account_id: _opened(uow, row) for row in kept}


def _opened(uow: UnitOfWork, row: NoticeChoices) -> Choices:
    key = _key(uow, row.person_id)
    said = json.loads(open_text(key, row.content, table=_TABLE, column="content", row=row.account_id, person=row.person_id))
    quiet = QuietHours(*map(time.fromisoformat, said["quiet"])) if said["quiet"] else None
    return Choices(frozenset((kind, channel) for kind, channel in said["off"]), quiet, tuple(said["delays"]))


def reminder_delays(uow: UnitOfWork, *, account_id: str) -> tuple[int, ...]:
    """The delays an account chose, in minutes before, the longest first."""
    return choices_of(uow, account_id).delays


def switch(uow: UnitOfWork, *, actor: Actor, kind: str, channel: str, on: bool) -> None:
    """Have a kind come by a channel, or not, what is on its way included.

    Raises DomainError ``introuvable`` for a kind or a channel that is none.
    """
    if kind not in {one.code for one in kinds_for(actor.role)} or channel not in set(Channel):
        raise DomainError("introuvable")
    had = choices_of(uow, actor.account_id)
    pair = frozenset({(kind, str(channel))})
    said = {lang: switched(kind, channel, lang, on=on) for lang in LANGUAGES}
    if _keep(uow, actor, had, replace(had, off=had.off - pair if on else had.off | pair), CHOSEN, label=said) and not on:
        drop(uow, Notice.account_id == actor.account_id, Notice.kind == kind, channel=channel)
        drop_written(uow, account_id=actor.account_id, kind=kind, channel=channel)


def switched(kind: str, channel: str, lang: str, *, on: bool) -> str:
    """What `switch` did, in words."""
    words = _("{sorte}, {canal} : oui") if on else _("{sorte}, {canal} : non")
    way = translate(WAYS[Channel(channel)], lang)
    return translate(words, lang, sorte=translate(KINDS[kind].label, lang), canal=way[:1].lower() + way[1:])


_COUNTED = (_("{n} sorte de nouvelles : {dit}."), "{n} sortes de nouvelles : {dit}.")
_EACH, _NONE, _SOME = _("toutes {voies}"), _("aucune {voies}"), _("{n} {voies}")
_AND, _NO_DEVICE = _("{voies} et {voie}"), _("aucun appareil choisi")


def summed_up(kinds: Sequence[Mapping[Channel, bool]], lang: str, *, devices: bool) -> str:
    """How many kinds come by which channel, in one sentence. devices: whether any shows notifications."""
    by_count: dict[int, list[str]] = {}
    for channel in (Channel.APP, Channel.MAIL, *([Channel.PUSH] if devices else [])):
        way = translate(WAYS[channel], lang)
        by_count.setdefault(sum(kind[channel] for kind in kinds), []).append(way[:1].lower() + way[1:])
    words = {len(kinds): _EACH, 0: _NONE}
    said = [translate(words.get(count, _SOME), lang, n=count, voies=_both(ways, lang)) for count, ways in by_count.items()]
    if not devices:
        said.append(translate(_NO_DEVICE, lang))
    return plural(*_COUNTED, len(kinds), lang, dit=", ".join(said))


def _both(ways: Sequence[str], lang: str) -> str:
    *first, last = ways
    return translate(_AND, lang, voies=", ".join(first), voie=last) if first else last


def choose_quiet_hours(uow: UnitOfWork, *, actor: Actor, begins: time | None, ends: time | None) -> None:
    """Be left in peace between two hours of Paris; at no hour when one is None.

    Raises DomainError ``notifications.heures`` when they are the same.
    """
    if begins is not None and begins == ends:
        raise DomainError("notifications.heures")
    had = choices_of(uow, actor.account_id)
    quiet = None if begins is None or ends is None else QuietHours(begins, ends)
    _keep(uow, actor, had, replace(had, quiet=quiet), CHOSEN)


def choose_delays(uow: UnitOfWork, *, actor: Actor, minutes: Iterable[int]) -> tuple[int, ...]:
    """Be reminded that many minutes before each appointment; none: no reminder. Returns them, the longest first.

    Reminders that wait are planned again soon after; one of a delay given up does not leave meanwhile.

    Raises DomainError ``notifications.delai`` or ``notifications.delais_trop``, ``introuvable`` for who has no reminders.
    """
    if REMINDERS not in {one.code for one in kinds_for(actor.role)}:
        raise DomainError("introuvable")
    wanted = tuple(sorted(set(minutes), reverse=True))
    if not all(0 < delay <= LONGEST_DELAY for delay in wanted):
        raise DomainError("notifications.delai")
    if len(wanted) > MOST_DELAYS:
        raise DomainError("notifications.delais_trop", maximum=MOST_DELAYS)
    had = choices_of(uow, actor.account_id)
    if _keep(uow, actor, had, replace(had, delays=wanted), DELAYS_CHOSEN):
        lent.delays_changed(uow, actor.account_id)
    return wanted


def _keep(uow: UnitOfWork, actor: Actor, had: Choices, chosen: Choices, action: str, **details: object) -> bool:
    """Write what was chosen, and one line with these details in the person's own history; False when nothing changed."""
    if chosen == had:
        return False
    row = uow.session.get(NoticeChoices, actor.account_id)
    if row is None:
        row = NoticeChoices(account_id=actor.account_id, person_id=actor.person_id)
    quiet = chosen.quiet
    said = {
        "off": sorted(chosen.off),
        "quiet": [quiet.begins.isoformat(), quiet.ends.isoformat()] if quiet else None,
        "delays": chosen.delays,
    }
    key = _key(uow, row.person_id)
    row.content = seal(key, json.dumps(said), table=_TABLE, column="content", row=row.account_id, person=row.person_id)
    uow.session.add(row)
    uow.session.flush()
    if actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=action, details=details)
    return True


def _key(uow: UnitOfWork, person_id: str | None) -> bytes:
    return person_key(uow, person_id) if person_id else uow.keyring.instance_key
