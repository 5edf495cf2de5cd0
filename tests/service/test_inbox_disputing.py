"""« Je conteste »: whoever filed a document hears it, and the conversation stays with the document."""

from __future__ import annotations

import pytest

from rxapp.accounts.models import Account
from rxapp.core.errors import DomainError
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, NO_CONTEXT
from rxapp.inbox import service, views
from rxapp.inbox.disputing import Reach
from rxapp.record import aside, delivering, hiding
from rxapp.record import service as record
from rxapp.record import views as documents
from tests.agenda import home
from tests.inbox import CHU, HADDAD, post
from tests.sending import Mailroom, mailroom

__all__ = ["home", "mailroom", "post"]

WORDS = "Ce compte rendu n’est pas le mien."


@pytest.fixture
def filed(mailroom: Mailroom) -> str:
    """A document that the CHU, which lets nobody begin, has filed in Nadia's record."""
    mailroom.deliver(mailroom.traits(mailroom.post.nadia.person_id))
    return mailroom.record_of(mailroom.post.nadia)[0].id


def contest(mailroom: Mailroom, document_id: str, key: str = "k", **given):
    return mailroom.post.do(service.contest, document_id=document_id, text=WORDS, key=key, **given)


def dispute(mailroom: Mailroom, document_id: str, **given) -> str:
    return mailroom.post.look(views.dispute_of, document_id=document_id, **given)


def test_the_author_hears_it_with_the_document(mailroom: Mailroom, filed: str) -> None:
    assert dispute(mailroom, filed) == ""
    sent = contest(mailroom, filed)
    assert dispute(mailroom, filed) == sent.conversation_id
    page = mailroom.post.page(sent.conversation_id, actor=CHU)
    assert page.subject.startswith("Je conteste un document du ")
    assert [row.text for row in page.rows] == [WORDS]
    assert [piece.document_id for row in page.rows for piece in row.attachments] == [filed]
    mailroom.post.reply(sent.conversation_id, "Nous vérifions.", actor=CHU)
    assert mailroom.post.texts(sent.conversation_id) == [WORDS, "Nous vérifions."]
    assert "document.conteste" in [act for act, _who in mailroom.acts(mailroom.post.nadia.person_id)]
    assert mailroom.record_of(mailroom.post.nadia)[0].id == filed


@pytest.mark.parametrize("target", [EVERYBODY, CHU.account_id, ALL_BUT_AUTHOR])
def test_what_is_hidden_stays_hidden(mailroom: Mailroom, filed: str, target: str) -> None:
    """Disputing is no leave to open it again, and the conversation says no title of it."""
    mailroom.post.do(hiding.hide, document_id=filed, version=1, targets=[target])
    sent = contest(mailroom, filed)
    page = mailroom.post.page(sent.conversation_id, actor=CHU)
    assert [row.attachments for row in page.rows] == [()]
    assert "consultation" not in page.subject
    assert dispute(mailroom, filed) == sent.conversation_id
    with mailroom.database.read() as uow:  # its author reads on what is hidden from the others alone
        assert aside.opens(uow, actor=CHU, document_id=filed) is (target == ALL_BUT_AUTHOR)


REACHES = [([], Reach.WITH), ([EVERYBODY], Reach.UNSEEN), ([CHU.account_id], Reach.UNSEEN), ([ALL_BUT_AUTHOR], Reach.APART)]


@pytest.mark.parametrize(("targets", "reach"), REACHES)
def test_who_disputes_is_told_beforehand_what_the_author_has_of_it(
    mailroom: Mailroom, filed: str, targets: list[str], reach: Reach
) -> None:
    if targets:
        mailroom.post.do(hiding.hide, document_id=filed, version=1, targets=targets)
    assert mailroom.post.look(views.reach_of, document_id=filed) is reach


def test_once_for_each_document(mailroom: Mailroom, filed: str) -> None:
    first = contest(mailroom, filed)
    assert contest(mailroom, filed).conversation_id == first.conversation_id
    with pytest.raises(DomainError, match=r"contester\.deja"):
        contest(mailroom, filed, key="autre")
    assert len(mailroom.post.list()) == 1


def test_only_what_somebody_else_filed_and_only_by_the_persons_side(mailroom: Mailroom, filed: str) -> None:
    own = mailroom.post.file()
    mailroom.post.do(record_file, document_id=own)
    for document_id, actor in (
        (own, None),
        (filed, CHU),
        (filed, HADDAD),
        (filed, mailroom.post.home.stranger),
        ("f" * 32, None),
    ):
        with pytest.raises(DomainError, match="introuvable"):
            contest(mailroom, document_id, actor=actor)
    contest(mailroom, filed)
    assert dispute(mailroom, filed, actor=mailroom.post.home.stranger) == ""


def record_file(uow, *, actor, context=NO_CONTEXT, document_id: str):
    return aside.file(uow, actor=actor, context=context, document_id=document_id)


def test_an_author_who_has_gone_is_told_in_words(mailroom: Mailroom, filed: str) -> None:
    with mailroom.database.uow() as uow:
        uow.session.get(Account, CHU.account_id).closed_at = uow.clock.now()
        uow.commit()
    with pytest.raises(DomainError, match=r"contester\.parti"):
        contest(mailroom, filed)


def test_a_minor_disputes_in_secret_what_they_keep_for_themselves(mailroom: Mailroom) -> None:
    home = mailroom.post.home
    mailroom.deliver(mailroom.traits(home.zoe.person_id))
    (row,) = mailroom.record_of(home.zoe)
    mailroom.post.do(record.keep, actor=home.zoe, document_id=row.id, version=1, secret=True)
    sent = contest(mailroom, row.id, actor=home.zoe)
    assert dispute(mailroom, row.id, actor=home.zoe) == sent.conversation_id
    assert dispute(mailroom, row.id, actor=home.nadia) == ""
    assert mailroom.post.list(home.zoe.person_id, actor=home.nadia) == ()
    assert "document.conteste" not in [act for act, _who in mailroom.acts(home.zoe.person_id)]


def test_a_document_that_is_destroyed_takes_the_tie_along(mailroom: Mailroom, filed: str) -> None:
    contest(mailroom, filed)
    with mailroom.database.uow() as uow:
        record.destroy_record(uow, mailroom.post.nadia.person_id)
        uow.commit()
    record.sweep(mailroom.database)
    assert dispute(mailroom, filed) == ""
    delivering.deliver_due(mailroom.database)
    with pytest.raises(DomainError, match="introuvable"):
        mailroom.post.look(documents.document_detail, document_id=filed)
