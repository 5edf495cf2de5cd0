"""What the database itself refuses, whoever writes: a message changed, lost, out of order, or written where nobody may write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from rxapp.core.db import new_id
from rxapp.core.keys import destroy_person_key
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.inbox import service
from rxapp.inbox.models import Attachment, Conversation, Message, Participant
from tests.inbox import MOREAU, Post, home, post

__all__ = ["home", "post"]


def refuses(post: Post, statement) -> None:
    with post.database.uow() as uow, pytest.raises(IntegrityError):
        uow.session.execute(statement)


def a_message(post: Post, conversation_id: str, seq: int, **given):
    whole = {
        "id": new_id(),
        "conversation_id": conversation_id,
        "person_id": post.nadia.person_id,
        "seq": seq,
        "side": "patient",
        "author": post.nadia.account_id,
        "author_role": "patient",
        "automatic": False,
        "sent_at": post.clock.now(),
        "attachments": 0,
        "once_index": new_id().encode(),
        "names": b"x",
        "body": b"x",
    }
    return insert(Message).values(**whole | given)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": b"autre"},
        {"names": b"autre"},
        {"seq": 2},
        {"author": "quelqu-un"},
        {"side": "professional"},
        {"person_id": "autre"},
        {"automatic": True},
        {"attachments": 4},
        {"once_index": b"autre"},
        {"body": b""},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_a_message_never_changes(post: Post, changed: dict[str, object]) -> None:
    sent = post.start()
    refuses(post, update(Message).where(Message.id == sent.message_id).values(**changed))
    assert post.texts(sent.conversation_id) == ["Bonjour docteur"]


def test_a_withdrawal_empties_a_message_once_and_for_all(post: Post) -> None:
    sent = post.start()
    this = update(Message).where(Message.id == sent.message_id)
    now = post.clock.now()
    refuses(post, this.values(withdrawn_at=now))
    refuses(post, this.values(withdrawn_at=now, body=b"autre"))
    refuses(post, this.values(withdrawn_at=now, body=b"", names=b"autre"))
    post.do(service.withdraw, message_id=sent.message_id)
    refuses(post, this.values(withdrawn_at=None, body=b"revenu"))
    refuses(post, this.values(body=b"revenu"))
    with post.database.read() as uow:
        assert uow.session.execute(select(Message.body)).scalar_one() == b""


@pytest.mark.parametrize("table", [Message, Conversation, Attachment], ids=lambda table: table.__tablename__)
def test_nothing_is_deleted_while_the_key_of_its_person_is_there(post: Post, table: type) -> None:
    sent = post.start(document_ids=(post.file(),))
    refuses(post, delete(table))
    assert len(post.rows(sent.conversation_id)) == 1
    with post.database.uow() as uow:
        destroy_person_key(uow, post.nadia.person_id)
        for one in (Attachment, Message):
            uow.session.execute(delete(one))
        uow.commit()
    assert post.rows(sent.conversation_id) == []


def test_a_conversation_keeps_whose_it_is_and_ends_once(post: Post) -> None:
    sent = post.start()
    this = update(Conversation).where(Conversation.id == sent.conversation_id)
    for changed in ({"person_id": "autre"}, {"secret": True}, {"kind": "information"}, {"content": b"x"}, {"closing": b"x"}):
        refuses(post, this.values(**changed))
    for changed in ({"last_seq": 2}, {"last_seq": 0}, {"last_seq": 5}, {"state": "closed"}):
        refuses(post, this.values(**changed))
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="visit", words="Appelez.")
    for changed in ({"state": "open", "closed_at": None}, {"closed_why": "ended"}, {"closing": b"x"}):
        refuses(post, this.values(**changed))


@pytest.mark.parametrize("seq", [0, 1, 3, -1])
def test_a_message_has_the_next_number_or_none(post: Post, seq: int) -> None:
    sent = post.start()
    refuses(post, a_message(post, sent.conversation_id, seq))
    refuses(post, a_message(post, "0" * 32, 1))
    refuses(post, a_message(post, sent.conversation_id, 2, person_id="autre"))


def test_nobody_writes_in_a_closed_conversation_nor_answers_an_information(post: Post) -> None:
    sent = post.start()
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="visit")
    refuses(post, a_message(post, sent.conversation_id, 2))
    given = {"person_id": post.nadia.person_id, "subject": "Droits", "issuer": "Assurance Maladie", "key": "i", "text": "x"}
    information = post.do(service.inform, actor=SYSTEM_ACTOR, **given)
    for side in ("patient", "professional"):
        refuses(post, a_message(post, information.conversation_id, 2, side=side))


def test_a_piece_is_emptied_and_never_put_back(post: Post) -> None:
    sent = post.start(document_ids=(post.file(),))
    this: Callable = update(Attachment).where(Attachment.message_id == sent.message_id)
    for changed in ({"content": b"x"}, {"document_id": "autre"}, {"position": 3}):
        refuses(post, this.values(**changed))
    post.do(service.withdraw, message_id=sent.message_id)
    for changed in ({"gone": False}, {"content": b"x"}):
        refuses(post, this.values(**changed))


def test_a_key_is_used_once_by_the_database_too(post: Post) -> None:
    sent = post.start()
    with post.database.read() as uow:
        once = uow.session.execute(select(Message.once_index)).scalar_one()
        assert uow.session.execute(select(Participant.account_id)).scalars().all() == [MOREAU.account_id]
    refuses(post, a_message(post, sent.conversation_id, 2, once_index=once))
