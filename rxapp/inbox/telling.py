"""Who is told of a message: everybody it reaches but its author. Only that there is news is said, in the app as by mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import actor_of, gather
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _
from rxapp.inbox.models import Conversation, ConversationBox, Message
from rxapp.inbox.sight import Audience, has_written, participant, participants, speakers
from rxapp.notices.announcer import Announces

KIND = "message"

TITLE = _("Nouveau message")
TITLE_OF_ANOTHER = _("Nouveau message pour {prenom}")
TEXT = _("Un message vous attend dans Carnet.")
LEFT_TITLE = _("Dossier fermé")
LEFT = _("Une personne qui vous écrivait a fermé son dossier : vos échanges avec elle ne se lisent plus dans Carnet.")
MARK_LEFT = "parti"
ASSIGNED = _("Un collègue vous confie une conversation.")


class Announcer(Announces, Protocol):
    """What this room asks of `notices.service`."""

    def withdraw(self, uow: UnitOfWork, *, account_id: str | None = None, once: str = "") -> object:
        """Take back what was announced under a mark."""

    def read_about(self, uow: UnitOfWork, *, account_id: str, topic: str) -> object:
        """An account has read here what it was told under a topic."""


_announcers: list[Announcer] = []


def join(announcer: Announcer) -> None:
    """Announce by `notices.service` from now on. Called once, where the application is put together."""
    _announcers[:] = [announcer]


def arrived(uow: UnitOfWork, row: Conversation, seq: int, reached: Audience, *, author: str) -> None:
    """Tell of a message: whoever speaks for the person, and the professionals who answer for their practice."""
    staff = [one.account_id for one in reached.staff if one.assigned and one.until_seq is None]
    _to_people(uow, row, seq, [one for one in reached.people if one != author and one not in reached.untold])
    for account_id in staff:
        if account_id != author:
            _announce(uow, row, account_id, seq, TITLE, TEXT, href=f"/pro?conversation={row.id}")


def assigned_by_person(uow: UnitOfWork, row: Conversation, account_id: str) -> None:
    """Tell a professional that the person has them take part in a conversation."""
    _announce(uow, row, account_id, row.last_seq, TITLE, TEXT, href=f"/pro?conversation={row.id}", mark="ajoute")


def assigned(uow: UnitOfWork, row: Conversation, account_id: str) -> None:
    """Tell a colleague that a conversation is theirs."""
    _announce(uow, row, account_id, row.last_seq, TITLE, ASSIGNED, href=f"/pro?conversation={row.id}", mark="confie")


def left(uow: UnitOfWork, row: Conversation, account_id: str) -> None:
    """Tell a professional that a person of one of their conversations has closed their record; of which, nobody is told."""
    _announce(uow, row, account_id, row.last_seq + 1, LEFT_TITLE, LEFT, href="/pro", mark=MARK_LEFT)


def taken_back(uow: UnitOfWork, row: Conversation, seq: int) -> None:
    """A message was withdrawn: what told of it goes with it."""
    for announcer in _announcers:
        announcer.withdraw(uow, once=_once(row, seq, ""))


def read(uow: UnitOfWork, conversation_id: str, account_id: str) -> None:
    """An account has read a conversation: the bell has nothing more to say of it."""
    for announcer in _announcers:
        announcer.read_about(uow, account_id=account_id, topic=_topic(conversation_id))


def conversation_of(uow: UnitOfWork, message_id: str) -> str:
    """The conversation of a message, "" when there is none; whether it may be known is for who asks."""
    row = uow.session.get(Message, message_id)
    return row.conversation_id if row else ""


def onlookers(uow: UnitOfWork, conversation_id: str) -> tuple[str, ...]:
    """The accounts whose open pages may show a conversation: those that speak for the person, and its professionals."""
    row = uow.session.get(Conversation, conversation_id)
    if row is None:
        return ()
    return (*speakers(uow, row), *(one.account_id for one in participants(uow, row.id) if one.until_seq is None))


def stands(uow: UnitOfWork, account_id: str, facts: Mapping[str, object]) -> bool:
    """Whether what was told still holds for an account: they have not read it, or the conversation is still theirs to answer.

    What tells of a message that is withdrawn is taken back with it.
    """
    if facts.get("mark") == MARK_LEFT:
        return True
    box = uow.session.get(ConversationBox, (account_id, str(facts.get("conversation"))))
    if box is not None and not box.patient:
        part = participant(uow, box.conversation_id, account_id)
        if part is None or part.until_seq is not None or (facts.get("mark") and not part.assigned):
            return False
        if facts.get("mark"):
            return True
    return box is not None and box.read_seq < int(str(facts.get("message", 0)))


def may_read(uow: UnitOfWork, account_id: str, person_id: str) -> bool:
    """Whether a professional may read what they were told about a person: that there are messages."""
    return has_written(uow, account_id, person_id)


def _to_people(uow: UnitOfWork, row: Conversation, seq: int, accounts: Sequence[str]) -> None:
    if not accounts:
        return
    for account in gather(uow, accounts):
        uow.keep(account)
    name = ""
    for account_id in accounts:
        who = actor_of(uow, account_id)
        theirs = who is not None and who.person_id != row.person_id
        name = name or identity_of(uow, row.person_id).usual_name
        title = TITLE_OF_ANOTHER if theirs else TITLE
        _announce(uow, row, account_id, seq, title, TEXT, href=f"/messages/{row.id}", name=name if theirs else "")


def _topic(conversation_id: str) -> str:
    return f"{KIND}|{conversation_id}"


def _once(row: Conversation, seq: int, mark: str) -> str:
    return f"{_topic(row.id)}|{seq}|{mark}"


def _announce(
    uow: UnitOfWork,
    row: Conversation,
    account_id: str,
    seq: int,
    title: str,
    text: str,
    *,
    href: str,
    name: str = "",
    mark: str = "",
) -> None:
    topic = _topic(row.id)
    for announcer in _announcers:
        announcer.announce(
            uow,
            account_id=account_id,
            person_id=row.person_id,
            kind=KIND,
            once=_once(row, seq, mark),
            title=title,
            text=text,
            href=href,
            facts={"prenom": name, "conversation": row.id, "message": seq, "mark": mark},
            due_at=uow.clock.now(),
            occasion=f"{topic}|{mark}" if mark == MARK_LEFT else topic,
            topic=topic,
        )
