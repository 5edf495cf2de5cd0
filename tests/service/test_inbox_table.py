"""What the database itself refuses, whoever writes: a message changed, lost, out of order, or written where nobody may write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, insert, literal, select, text, update
from sqlalchemy.exc import IntegrityError

from rxapp.core.db import new_id
from rxapp.core.keys import destroy_person_key
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.inbox import service
from rxapp.inbox.models import Attachment, Conversation, ConversationBox, Message, Participant
from rxapp.record import service as record
from tests.accounts import refused
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


def copied(table: type, **other: object):
    """The rows of a table once more, with other values, in place of those that are there where the database knows how to."""
    columns = table.__table__.columns
    wanted = select(*(literal(other[c.name], c.type) if c.name in other else c for c in columns))
    return insert(table).prefix_with("OR REPLACE", dialect="sqlite").from_select([c.name for c in columns], wanted)


def test_a_row_is_not_put_in_place_of_another(post: Post) -> None:
    sent = post.start(document_ids=(post.file(),))
    post.page(sent.conversation_id, actor=MOREAU)
    refuses(post, copied(Message, seq=2, body=b"autre"))
    refuses(post, copied(Message, seq=2, id=new_id(), body=b"autre"))
    refuses(post, copied(Attachment, content=b"autre"))
    refuses(post, copied(ConversationBox, read_seq=0))
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="ended")
    reopened = {"state": "open", "closed_why": "", "closed_by": "", "closed_at": None, "last_seq": 0}
    refuses(post, copied(Conversation, **reopened))
    refuses(post, copied(Conversation, **reopened, person_id=post.home.zoe.person_id))
    assert post.page(sent.conversation_id).closed
    assert post.texts(sent.conversation_id) == ["Bonjour docteur"]


def test_a_message_in_the_making_is_not_put_in_place_of_another(post: Post) -> None:
    sent = post.start()
    with post.database.uow() as uow:
        uow.session.execute(a_message(post, sent.conversation_id, 2))
        again = a_message(post, sent.conversation_id, 2).prefix_with("OR REPLACE", dialect="sqlite")
        with pytest.raises(IntegrityError):
            uow.session.execute(again)


def a_piece(message_id: str, document_id: str):
    row = {"message_id": message_id, "document_id": document_id, "position": 1, "aside": True, "gone": False, "content": b"x"}
    return insert(Attachment).values(**row)


def test_nothing_is_attached_to_what_was_sent(post: Post) -> None:
    sent = post.start(document_ids=(post.file(),))
    refuses(post, a_piece(sent.message_id, post.file()))
    bare = post.start()
    refuses(post, a_piece(bare.message_id, post.file()))
    answer = post.reply(sent.conversation_id)
    refuses(post, a_piece(answer.message_id, post.file()))
    post.do(service.withdraw, actor=MOREAU, message_id=answer.message_id)
    refuses(post, a_piece(answer.message_id, post.file()))


def test_a_message_that_was_read_is_not_withdrawn_nor_made_unread(post: Post) -> None:
    sent = post.start()
    post.page(sent.conversation_id, actor=MOREAU)
    refuses(post, update(Message).where(Message.id == sent.message_id).values(withdrawn_at=post.clock.now(), body=b""))
    refuses(post, update(ConversationBox).where(ConversationBox.account_id == MOREAU.account_id).values(read_seq=0))
    refuses(post, delete(ConversationBox))
    given = {"person_id": post.nadia.person_id, "subject": "Droits", "issuer": "Assurance Maladie", "key": "i", "text": "x"}
    told = post.do(service.inform, actor=SYSTEM_ACTOR, **given)
    assert not post.page(told.conversation_id).rows[0].read
    assert post.page(told.conversation_id).rows[0].read
    refuses(post, update(Message).where(Message.id == told.message_id).values(withdrawn_at=post.clock.now(), body=b""))


def test_a_document_of_somebody_else_is_lent_by_no_row(post: Post) -> None:
    """Were one written all the same, by a backup put back or by hand."""
    document = post.file(person=post.home.leo)
    sent = post.start(document_ids=(post.file(),))
    with post.database.uow() as uow:
        table = "" if post.database.settings.is_sqlite else " ON conversation_attachment"
        uow.session.execute(text(f"DROP TRIGGER message_piece_allowed{table}"))
        uow.session.execute(a_piece(sent.message_id, document))
        uow.commit()
    for actor in (MOREAU, post.home.stranger):
        assert refused(post.do, record.downloaded, actor=actor, document_id=document).code == "introuvable"


@pytest.mark.parametrize("table", ["conversation", "conversation_message", "conversation_attachment", "conversation_box"])
def test_no_table_is_emptied_at_a_stroke(post: Post, table: str) -> None:
    sent = post.start(document_ids=(post.file(),))
    if post.database.settings.is_sqlite:  # it knows no other way than to delete the rows
        refuses(post, text(f"DELETE FROM {table}"))  # noqa: S608 - a name of our own
    else:
        refuses(post, text(f"TRUNCATE {table} CASCADE"))
    assert len(post.rows(sent.conversation_id)) == 1


def test_a_key_is_used_once_by_the_database_too(post: Post) -> None:
    sent = post.start()
    with post.database.read() as uow:
        once = uow.session.execute(select(Message.once_index)).scalar_one()
        assert uow.session.execute(select(Participant.account_id)).scalars().all() == [MOREAU.account_id]
    refuses(post, a_message(post, sent.conversation_id, 2, once_index=once))
