"""What a closing does to conversations: nothing new begins before it, no draft stays, nobody writes to the closed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlmodel import select

from rxapp.accounts import service as accounts
from rxapp.core import lookers
from rxapp.core.keys import has_key
from rxapp.inbox import service, views
from rxapp.inbox.content import Draft
from rxapp.inbox.models import MessageDraft
from rxapp.notices import views as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.record import service as record
from tests.accounts import refused
from tests.closing import Leaving, leaving, open_again
from tests.inbox import HADDAD, MOREAU, SECRETARY, Post, post
from tests.pharmacy import counter, home
from tests.service.test_accounts_destruction import reopening

__all__ = ["counter", "home", "leaving", "post"]


def test_nothing_begins_while_a_closing_waits_and_what_goes_on_is_answered(leaving: Leaving, post: Post) -> None:
    begun = post.start()
    leaving.close({leaving.counter.send(): "attendre"})
    assert refused(post.start).code == "fermeture.en_cours"
    post.reply(begun.conversation_id)
    post.reply(begun.conversation_id, "Merci", actor=post.nadia)
    assert len(post.texts(begun.conversation_id)) == 3


def test_a_closing_leaves_nothing_of_a_draft_and_nobody_to_write_to(leaving: Leaving, post: Post) -> None:
    begun = post.start()
    for place in ("", begun.conversation_id):
        given = {"person_id": post.nadia.person_id, "conversation_id": place, "revision": 0}
        post.do(service.keep_draft, draft=Draft("Je voulais vous dire"), **given)
    leaving.close()
    with post.database.read() as uow:
        assert {row.content for row in uow.session.execute(select(MessageDraft)).scalars()} == {b""}
    given = {"actor": MOREAU, "person": post.nadia.person_id}
    assert refused(post.reply, begun.conversation_id).code == "message.destinataire_parti"
    assert refused(post.start, to=(), **given).code == "message.destinataire_parti"
    assert refused(post.file, b"scan", **given).code == "message.destinataire_parti"


def test_a_professional_is_told_once_that_somebody_left_and_by_no_name(leaving: Leaving, post: Post) -> None:
    begun, other = post.start(), post.start("Une autre question")
    asyncio.run(Dispatcher(post.database).once())
    leaving.close()
    asyncio.run(Dispatcher(post.database).once())
    with post.database.read() as uow:
        told = notices.notices_page(uow, actor=MOREAU, lang="fr").items
        assert [(one.title, one.href, one.stale) for one in told] == [("Dossier fermé", "/pro", False)]
        assert "Nadia" not in told[0].text
        assert notices.unread_count(uow, actor=MOREAU) == 1
        assert views.pro_inbox(uow, actor=MOREAU, lang="fr").rows == ()
        assert views.patients(uow, actor=MOREAU, lang="fr") == ()
        assert views.unread_count(uow, actor=MOREAU) == 0
    for conversation in (begun, other):
        assert refused(post.page, conversation.conversation_id, actor=MOREAU).code == "introuvable"


def test_drafts_are_kept_with_the_record_when_that_is_chosen(leaving: Leaving, post: Post) -> None:
    given = {"person_id": post.nadia.person_id, "conversation_id": "", "revision": 0}
    post.do(service.keep_draft, draft=Draft("Je voulais vous dire"), **given)
    assert [(one.id, one.title, one.chosen) for one in leaving.view().others] == [
        ("brouillons", "1 message commencé, pas envoyé", "annuler")
    ]
    assert [option.label for option in leaving.view().others[0].options] == ["L’effacer", "Le garder avec le dossier"]
    leaving.close({"brouillons": "garder"})
    with post.database.read() as uow:
        assert {row.content for row in uow.session.execute(select(MessageDraft)).scalars()} != {b""}


def test_drafts_stay_until_the_account_closes_and_go_by_what_was_chosen(leaving: Leaving, post: Post) -> None:
    given = {"person_id": post.nadia.person_id, "conversation_id": "", "revision": 0}
    revision = post.do(service.keep_draft, draft=Draft("Je voulais vous dire"), **given)
    leaving.close({leaving.counter.send(): "attendre", "brouillons": "annuler"})
    post.do(service.keep_draft, draft=Draft("Je voulais vous dire aussi"), **given | {"revision": revision})
    with post.database.read() as uow:
        assert {row.content for row in uow.session.execute(select(MessageDraft)).scalars()} != {b""}
    leaving.counter.clock.advance(timedelta(days=31))
    accounts.advance(post.database)
    with post.database.read() as uow:
        assert leaving.is_closed()
        assert {row.content for row in uow.session.execute(select(MessageDraft)).scalars()} == {b""}


def test_a_closing_has_the_open_pages_of_those_who_wrote_look_again(leaving: Leaving, post: Post) -> None:
    for actor in (HADDAD, SECRETARY):
        post.do(service.set_who_may_start, actor=actor, who="everybody")
    post.start(to=(MOREAU.account_id, HADDAD.account_id))
    post.start(to=(SECRETARY.account_id,))
    post.do(service.block, person_id=post.nadia.person_id, account_id=HADDAD.account_id)
    told: list[frozenset[str]] = []
    stop = lookers.listen(told.append)
    try:
        leaving.close()
    finally:
        stop()
    assert told == [frozenset({MOREAU.account_id, SECRETARY.account_id})]


def test_nothing_is_read_while_the_key_is_back_and_the_letter_on_its_way(
    leaving: Leaving, post: Post, archive_key: tuple[str, str]
) -> None:
    paper = post.file(b"bilan", "bilan.txt")
    begun = post.start("Mon secret", document_ids=(paper,))
    scan = post.file(b"avis", "avis.txt", actor=MOREAU, person=post.nadia.person_id)
    post.reply(begun.conversation_id, "Voici", document_ids=(scan,))
    leaving.close()
    with post.database.uow() as uow:
        accounts.reopen(uow, **reopening(leaving, archive_key))
        uow.commit()
    with post.database.read() as uow:
        assert has_key(uow, post.nadia.person_id)
        assert views.pro_inbox(uow, actor=MOREAU, lang="fr").rows == ()
        assert views.pro_inbox(uow, actor=MOREAU, lang="fr", query="secret").rows == ()
        assert views.patients(uow, actor=MOREAU, lang="fr") == ()
        assert views.unread_count(uow, actor=MOREAU) == 0
    assert refused(post.page, begun.conversation_id, actor=MOREAU).code == "introuvable"
    for document in (paper, scan):
        assert refused(post.do, record.downloaded, actor=MOREAU, document_id=document).code == "introuvable"
    open_again(post.database, leaving.nadia)
    assert len(post.page(begun.conversation_id, actor=MOREAU).rows) == 2
    post.do(record.downloaded, actor=MOREAU, document_id=paper)


def test_nobody_looks_again_for_what_was_not_committed(post: Post) -> None:
    told: list[frozenset[str]] = []
    stop = lookers.listen(told.append)
    try:
        with post.database.uow() as uow:
            lookers.look_again(uow, [MOREAU.account_id])
        assert told == []
        with post.database.uow() as uow:
            lookers.look_again(uow, [MOREAU.account_id])
            lookers.look_again(uow, [])
            uow.commit()
    finally:
        stop()
    assert told == [frozenset({MOREAU.account_id})]
