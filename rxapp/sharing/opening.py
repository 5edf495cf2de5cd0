"""Through a link: the code, the visit that a right one opens, and what is noted of it.

An unknown link, one that is over, stopped or spent, and a visit that ended all answer alike: `DomainError("lien.fini")`.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from rxapp.accounts import limits
from rxapp.accounts.limits import Rule, place
from rxapp.accounts.standing import language_of
from rxapp.core import lookers
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.sharing import acts, telling
from rxapp.sharing.lasting import CODE_LENGTH, MOST_WRONG, VISIT, Ending, Happening, read_code
from rxapp.sharing.models import Share, ShareEvent
from rxapp.sharing.service import end, write_line
from rxapp.sharing.standing import Guest, code_index, guest_actor, hash_of, is_known, looking, stands

ONE_TRY = timedelta(days=1)
"""Tries of a link that is over within this time are one line: nobody fills a history with them."""
_QUARTER, _MINUTE, _HOUR = timedelta(minutes=15), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Opened:
    """A visit: the token that its browser holds, and for how many seconds."""

    token: str
    seconds: int


def looking_rules(address: str) -> tuple[Rule, ...]:
    """Asking for the page of a link without its code: 120 a minute from one place, 1,200 overall."""
    return (Rule(f"share-look:{place(address)}", 120, _MINUTE), Rule("share-look", 1200, _MINUTE))


def trying_rules(secret: str, address: str) -> tuple[Rule, ...]:
    """Giving a code: 20 in a quarter of an hour from one place, 30 an hour for one link, 300 a minute overall."""
    asked = Rule(f"share-of:{hash_of(secret).hex()}", 30, _HOUR)
    return (Rule(f"share-from:{place(address)}", 20, _QUARTER), asked, Rule("share", 300, _MINUTE))


def is_open(uow: UnitOfWork, secret: str) -> bool:
    """Whether a link asks for its code: it is known, and stands."""
    share = _by_secret(uow, secret)
    return share is not None and stands(uow, share)


def open_share(db: Database, *, secret: str, typed: str, address: str) -> Opened:
    """Give a code. What cannot be a code counts for nothing; the fifth wrong one ends the link.

    Raises DomainError ``lien.fini``, ``lien.code``, ``lien.code_forme``, ``lien.patienter``.
    """
    wait = limits.count(db, trying_rules(secret, address))
    if wait is not None:
        raise DomainError("lien.patienter", attente=wait)
    with db.read() as uow:  # what is over takes no turn to write
        if not is_open(uow, secret):
            raise DomainError("lien.fini")
    code = read_code(typed)
    if not code:
        raise DomainError("lien.code_forme", longueur=CODE_LENGTH)
    with db.uow() as uow:
        share = _by_secret(uow, secret)
        if share is None or not stands(uow, share):
            raise DomainError("lien.fini")
        answer = _answer(uow, share, code, address)
        uow.commit()
    if isinstance(answer, DomainError):
        raise answer
    return answer


def _answer(uow: UnitOfWork, share: Share, code: str, address: str) -> Opened | DomainError:
    event = ShareEvent(id=new_id(), share_id=share.id, at=uow.clock.now(), kind=Happening.OPENED.value)
    guest = guest_actor(uow, share, lang=language_of(uow, share.account_id), visit_id=event.id, address=address)
    uow.session.add(event)
    lookers.look_again(uow, [share.account_id])
    if hmac.compare_digest(code_index(uow, share.id, code), share.code_index):
        token, event.until = secrets.token_urlsafe(32), min(share.until, uow.clock.now() + VISIT)
        event.token_hash = hash_of(token)
        write_line(uow, guest, share, acts.OPENED)
        telling.tell(uow, share, telling.OPENED, f"ouvert|{event.id}")
        return Opened(token, int((event.until - uow.clock.now()).total_seconds()))
    event.kind = Happening.WRONG.value
    share.wrong += 1
    uow.session.add(share)
    write_line(uow, guest, share, acts.WRONG)
    if share.wrong < MOST_WRONG:
        telling.tell(uow, share, telling.WRONG, f"faux|{share.id}")
        return DomainError("lien.code", reste=MOST_WRONG - share.wrong)
    end(uow, share, Ending.WRONG)
    write_line(uow, guest, share, acts.SPENT)
    telling.tell(uow, share, telling.SPENT, f"fin|{share.id}")
    return DomainError("lien.fini")


def guest_of(uow: UnitOfWork, *, secret: str, token: str, address: str) -> Guest | None:
    """Who looks through a link: None when no code was given in this browser, or its hour is over.

    Raises DomainError ``lien.fini``.
    """
    share = _by_secret(uow, secret)
    if share is None or not stands(uow, share):
        raise DomainError("lien.fini")
    mine = (ShareEvent.token_hash == hash_of(token), ShareEvent.share_id == share.id, col(ShareEvent.until) > uow.clock.now())
    visit = uow.session.execute(select(ShareEvent.id).where(*mine)).scalar() if token else None
    if visit is None:
        return None
    lang = language_of(uow, share.account_id)
    actor = guest_actor(uow, share, lang=lang, visit_id=visit, address=address)
    return Guest(share.id, share.person_id, visit, actor, looking(uow, share))


def note_tried(db: Database, *, secret: str, address: str, asked_at: datetime) -> None:
    """Note that somebody tried a link that was over by then: in its list and in the history, once in `ONE_TRY`.

    In transactions of its own, after the answer, so that nothing in it tells such a link from one that never was. Whoever made
    it end by a wrong code, or asked in the moment when it was stopped, is told of already.
    """
    with db.read() as uow:
        if _untold(uow, secret, asked_at) is None:
            return
    with db.uow() as uow:
        share = _untold(uow, secret, asked_at)
        if share is None:
            return
        uow.session.add(ShareEvent(id=new_id(), share_id=share.id, at=uow.clock.now(), kind=Happening.TRIED.value))
        lookers.look_again(uow, [share.account_id])
        write_line(uow, guest_actor(uow, share, lang=language_of(uow, share.account_id), address=address), share, acts.TRIED)
        uow.commit()


def _untold(uow: UnitOfWork, secret: str, asked_at: datetime) -> Share | None:
    """The link of that secret if it was over at that instant, its person is still here and no such try was noted lately."""
    share = _by_secret(uow, secret)
    if share is None or not is_known(uow, share) or stands(uow, share):
        return None
    if share.ended_at is not None and asked_at <= share.ended_at:
        return None
    lately = (ShareEvent.share_id == share.id, col(ShareEvent.at) > asked_at - ONE_TRY)
    tried = select(ShareEvent.id).where(*lately, ShareEvent.kind == Happening.TRIED.value)
    return share if uow.session.execute(tried).first() is None else None


def leave(db: Database, *, secret: str, token: str) -> None:
    """Close a visit in this browser: its token opens nothing any more."""
    with db.uow() as uow:
        share = _by_secret(uow, secret)
        mine = (ShareEvent.token_hash == hash_of(token), ShareEvent.share_id == (share.id if share else ""))
        visit = uow.session.execute(select(ShareEvent).where(*mine)).scalar_one_or_none()
        if visit is not None:
            visit.token_hash = visit.until = None
            uow.session.add(visit)
            uow.commit()


def note(db: Database, guest: Guest, position: int, what: Happening) -> None:
    """Note for whoever made the link that this was looked at or taken in this visit; once each."""
    seen = (ShareEvent.visit_id == guest.visit_id, ShareEvent.kind == what.value, ShareEvent.position == position)
    wanted = select(ShareEvent.id).where(*seen)
    with db.read() as uow:
        if uow.session.execute(wanted).first() is not None:
            return
    with db.uow() as uow:
        if uow.session.execute(wanted).first() is None:
            said = {"kind": what.value, "visit_id": guest.visit_id, "position": position}
            uow.session.add(ShareEvent(id=new_id(), share_id=guest.share_id, at=uow.clock.now(), **said))
            share = uow.session.get(Share, guest.share_id)
            lookers.look_again(uow, [] if share is None else [share.account_id])
            uow.commit()


def _by_secret(uow: UnitOfWork, secret: str) -> Share | None:
    return uow.session.execute(select(Share).where(Share.secret_hash == hash_of(secret))).scalar_one_or_none()
