"""A person's key is about to go: what others were told of them goes too, but for what still waits to be told."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import delete, or_, select, update
from sqlmodel import col

from rxapp.core.db import UnitOfWork

from .content import open_content, seal_content
from .departures import reseal_for_nobody
from .models import Delivery, Departure, Notice, NoticeChoices, PushSubscription

NOBODY = ""
"""Whom a notice tells of once it tells of nobody: sealed under the instance key."""


Staff = Callable[[UnitOfWork, Collection[str]], Collection[str]]
"""Which of these accounts are of the staff."""


def part(uow: UnitOfWork, *, person_id: str, staff: Staff) -> None:
    """What the staff waits to be told of a person is told of nobody; what anybody was told is erased.

    Call while the key is there. Notices to the staff bear neither a name nor anything of health, so that one of them may be read
    without the person's key; what waited for others, once their parents, does bear that and is erased untold.
    """
    uow.session.flush()
    waiting = select(Notice).where(Notice.person_id == person_id, Notice.state == "waiting")
    rows = uow.session.execute(waiting).scalars().all()
    told = staff(uow, {row.account_id for row in rows})
    for row in (one for one in rows if one.account_id in told):
        content = open_content(uow, row)
        row.person_id = NOBODY
        row.content = seal_content(uow, row, content)
        uow.session.add(row)
    uow.session.flush()
    _reseal_mails(uow, person_id)
    dropped = update(Notice).where(Notice.person_id == person_id, Notice.state == "waiting")
    uow.session.execute(dropped.values(state="passed").execution_options(synchronize_session="fetch"))
    rest = update(Notice).where(Notice.person_id == person_id, col(Notice.content) != b"")
    uow.session.execute(rest.values(content=b"").execution_options(synchronize_session="fetch"))


def forget(uow: UnitOfWork, *, person_id: str, accounts: Collection[str]) -> None:
    """A person's record is destroyed: nothing tells any more who was told of them, nor what they were told, when and where."""
    notices = select(Notice.id).where(or_(col(Notice.person_id) == person_id, col(Notice.account_id).in_(accounts)))
    left = select(Departure.id).where(col(Departure.person_id) == person_id)
    on_their_way = or_(col(Delivery.notice_id).in_(notices), col(Delivery.departure_id).in_(left))
    for which in (
        delete(Delivery).where(on_their_way),
        delete(Notice).where(or_(col(Notice.person_id) == person_id, col(Notice.account_id).in_(accounts))),
        delete(Departure).where(col(Departure.person_id) == person_id),
        delete(NoticeChoices).where(col(NoticeChoices.account_id).in_(accounts)),
        delete(PushSubscription).where(col(PushSubscription.account_id).in_(accounts)),
    ):
        uow.session.execute(which.execution_options(synchronize_session=False))
    uow.session.expire_all()


def _reseal_mails(uow: UnitOfWork, person_id: str) -> None:
    """E-mails that a room wrote and that wait still leave: they are about the account's own safety."""
    waits = select(Departure).join(Delivery, col(Delivery.departure_id) == col(Departure.id))
    theirs = (Departure.person_id == person_id, Departure.body.is_not(None), Delivery.state == "waiting")
    for row in uow.session.execute(waits.where(*theirs)).scalars().all():
        reseal_for_nobody(uow, row)
