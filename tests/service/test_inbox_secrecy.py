"""Whose conversations are whose: strangers, professionals who are not in them, minors, plain bytes."""

from __future__ import annotations

import inspect
import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text as sql

from rxapp.core import audit
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor, Refused, Role
from rxapp.inbox import lifecycle, service, views
from rxapp.inbox.models import Conversation, ConversationBox
from rxapp.notices import views as notices
from tests.accounts import refused
from tests.inbox import CHU, HADDAD, MARCHE, MOREAU, SECRETARY, Post, home, post
from tests.outbox import Office, office

__all__ = ["home", "office", "post"]

WORDS = "fluoxétine-mot-rare"
ADMIN = Actor("compte-admin", Role.OPERATOR, None, "Exploitant")
OTHERS = (HADDAD, CHU, SECRETARY, MARCHE, ADMIN)


def attempts(post: Post, conversation_id: str, message_id: str, person_id: str) -> list[tuple]:
    """Everything that is asked about a conversation, a message or a person, with what it is asked with."""
    draft = service.Draft(text="x")
    known = {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "person_id": person_id,
        "account_id": MOREAU.account_id,
        "document_id": "0" * 32,
        **{"lang": "fr", "text": "x", "key": "attaque", "why": "visit", "reason": "rude", "subject": "x", "to": ()},
        **{"draft": draft, "revision": 0, "issuer": "x", "who": "nobody", "templates": (), "away_from": None, "away_to": None},
        "with_account": MOREAU.account_id,
    }
    found = []
    for room in (service, views):
        for name in room.__all__:
            verb = getattr(room, name)
            if not inspect.isfunction(verb) or "uow" not in inspect.signature(verb).parameters:
                continue
            wanted = inspect.signature(verb).parameters
            about = {"conversation_id", "message_id", "person_id"} & wanted.keys()
            if "actor" in wanted and about:
                needed = {key for key, one in wanted.items() if one.default is inspect.Parameter.empty} | about
                found.append((name, verb, {key: known[key] for key in needed - {"uow", "actor", "context"}}))
    return found


OF_THEIR_OWN = {"pro_inbox", "unread_count"}
"""Lists of the actor's own: of a person who is not theirs they hold nothing."""
OF_A_PRACTICE = {"start", "draft", "keep_draft"}
"""What those who work with a professional whom the person wrote to may do too."""


def test_nobody_else_reads_writes_or_changes_a_conversation(post: Post) -> None:
    sent = post.start(WORDS)
    asked = attempts(post, sent.conversation_id, sent.message_id, post.nadia.person_id)
    names = {name for name, _verb, _given in asked}
    assert {"reply", "start", "withdraw", "mark_read", "close", "assign", "block", "report", "file_attachment"} <= names
    assert {"conversation_page", "printed", "as_text", "inbox_page", "whose", "draft", "directory", "blocked_by"} <= names
    for actor in (post.home.stranger, post.home.zoe, *OTHERS):
        for name, verb, given in asked:
            theirs = actor is SECRETARY and name in OF_A_PRACTICE and "conversation_id" not in given
            if name in OF_THEIR_OWN or theirs or (actor is ADMIN and name == "inform"):
                continue
            with post.database.uow() as uow:
                code = refused(verb, uow, actor=actor, **post.standing(uow, verb, actor), **given).code
            assert code == "introuvable", (actor.label, name)
    assert post.look(views.pro_inbox, actor=HADDAD, person_id=post.nadia.person_id).rows == ()
    assert post.look(views.unread_count, actor=post.home.zoe, person_id=post.nadia.person_id) == 0
    assert len(post.rows(sent.conversation_id)) == 1


def test_a_stranger_who_tries_leaves_a_line(post: Post) -> None:
    sent = post.start()
    with pytest.raises(Refused) as raised:
        post.page(sent.conversation_id, actor=post.home.stranger)
    audit.note_refusal(post.database, raised.value)
    assert "acces.refuse" in post.acts(prefix="acces.")


def test_each_read_of_a_message_is_in_the_history_and_lists_are_not(post: Post) -> None:
    sent = post.start()
    post.list()
    post.list(actor=MOREAU)
    assert post.acts() == ["message.conversation"]
    for reader in (MOREAU, post.nadia):
        for _time in range(2):
            post.page(sent.conversation_id, actor=reader)
    assert post.acts()[1:] == ["message.consulte", "message.consulte"]
    for reader in (MOREAU, post.nadia):
        post.look(views.printed, actor=reader, conversation_id=sent.conversation_id)
    assert post.acts()[3:] == ["message.imprime", "message.imprime"]
    post.clock.advance(audit.ONE_LOOK)
    post.page(sent.conversation_id, actor=post.nadia)
    assert post.acts()[5:] == ["message.consulte"]
    post.list(query="bonjour", actor=HADDAD)
    post.list(query="bonjour")
    assert len(post.acts()) == 6


def test_a_minors_own_read_of_a_secret_leaves_no_line(post: Post) -> None:
    zoe = post.home.zoe
    secret = post.start(actor=zoe, secret=True)
    before = post.acts(zoe.person_id)
    post.page(secret.conversation_id, actor=zoe)
    post.look(views.printed, actor=zoe, conversation_id=secret.conversation_id)
    assert post.acts(zoe.person_id) == before


def test_a_mark_goes_no_further_than_the_conversation_of_who_is_blocked(post: Post) -> None:
    """Blocked between the look and its mark: what was read reaches to the last message that was theirs."""
    post.do(service.set_who_may_start, actor=HADDAD, who="everybody")
    talk = post.start(to=(MOREAU.account_id, HADDAD.account_id)).conversation_id
    post.page(talk, actor=MOREAU)
    post.do(service.block, actor=post.nadia, person_id=post.nadia.person_id, account_id=MOREAU.account_id)
    assert post.reply(talk, "Bonjour", actor=post.nadia).seq == 2
    with post.database.uow() as uow:
        lifecycle.mark_given(uow, actor=MOREAU, context=NO_CONTEXT, conversation_id=talk, seq=2)
        box = uow.session.get(ConversationBox, (MOREAU.account_id, talk), populate_existing=True)
        assert box.read_seq == 1


def test_a_search_of_texts_by_a_professional_is_a_look(post: Post) -> None:
    sent = post.start("Bonjour")
    post.page(sent.conversation_id, actor=MOREAU)
    post.reply(sent.conversation_id, WORDS)
    post.clock.advance(timedelta(days=1))
    assert post.list(actor=MOREAU, query="introuvable") == ()
    assert post.acts().count("message.consulte") == 1
    assert len(post.list(actor=MOREAU, query="mot-rare")) == 1
    assert post.acts().count("message.consulte") == 2


def test_a_parents_look_at_a_childs_list_is_in_the_childs_history(post: Post) -> None:
    post.start(person=post.home.leo)
    for _time in range(2):
        post.list(post.home.leo)
        post.look(views.directory, person_id=post.home.leo)
    assert post.acts(post.home.leo) == ["message.conversation", "message.liste"]


def seen_by_the_mother(post: Post) -> dict[str, object]:
    """Everything that a parent can look at about Zoé."""
    zoe = post.home.zoe.person_id
    with post.database.read() as uow:
        context = post.home.context(uow, post.nadia)
        lines = audit.history_page(uow, actor=post.nadia, person_id=zoe, context=context, limit=200)
        told = notices.notices_page(uow, actor=post.nadia, lang="fr", limit=50).items
    return {
        "history": [(one.action, one.actor_label, one.detail_label) for one in lines if one.action != "historique.consulte"],
        "told": [one.text for one in told],
        "list": [row.id for row in post.list(zoe)],
        "archives": post.list(zoe, archived=True),
        "found": [row.id for row in post.list(zoe, query=WORDS)],
        "unread": post.look(views.unread_count, person_id=zoe),
        "blocked": post.look(views.blocked_by, person_id=zoe),
        "directory": post.look(views.directory, person_id=zoe).rows,
    }


def test_what_a_minor_keeps_from_their_parents_tells_them_nothing(post: Post, office: Office) -> None:
    zoe = post.home.zoe
    post.do(service.set_who_may_start, actor=MOREAU, who="everybody")
    post.do(service.set_who_may_start, actor=HADDAD, who="everybody")
    post.start(person=zoe.person_id, to=(HADDAD.account_id,))
    office.dispatch()
    post.list(zoe.person_id)
    before = seen_by_the_mother(post)
    sent = post.start(WORDS, actor=zoe, secret=True, subject=WORDS)
    answer = post.reply(sent.conversation_id, WORDS)
    document = post.file(actor=MOREAU, person=zoe.person_id)
    post.reply(sent.conversation_id, WORDS, document_ids=(document,))
    post.page(sent.conversation_id, actor=MOREAU)
    post.page(sent.conversation_id, actor=zoe)
    post.do(service.archive, actor=zoe, conversation_id=sent.conversation_id)
    post.do(service.report, actor=zoe, message_id=answer.message_id, reason="other")
    post.do(service.block, actor=zoe, person_id=zoe.person_id, account_id=MOREAU.account_id)
    office.dispatch()
    assert seen_by_the_mother(post) == before
    whose = {"conversation_id": sent.conversation_id}
    for verb, given in ((views.conversation_page, {}), (service.archive, {}), (service.reply, {"text": "x", "key": "x"})):
        with post.database.uow() as uow:
            given |= {"lang": "fr"} if verb is views.conversation_page else {}
            error = refused(verb, uow, actor=post.nadia, context=post.context(uow, post.nadia), **whose, **given)
        assert error.code == "introuvable"
        assert not isinstance(error, Refused)  # that would leave a line
    post.do(service.unblock, actor=post.nadia, person_id=zoe.person_id, account_id=MOREAU.account_id)
    whom = {"person_id": zoe.person_id, "account_id": MOREAU.account_id}
    assert refused(post.do, service.block, **whom).code == "message.blocage"
    assert "ne souhaite plus" in post.page(sent.conversation_id, actor=MOREAU).why_not
    assert seen_by_the_mother(post) == before
    assert [row.subject for row in post.list(actor=zoe, archived=True)] == [WORDS]


def test_only_a_minor_keeps_a_conversation_and_only_their_own(post: Post) -> None:
    assert refused(post.start, secret=True).code == "message.secret"
    assert refused(post.start, person=post.home.leo, secret=True).code == "introuvable"
    assert refused(post.start, person=post.home.zoe.person_id, secret=True).code == "introuvable"


def test_a_professional_known_by_a_secret_alone_begins_nothing_that_parents_would_see(post: Post) -> None:
    zoe = post.home.zoe
    post.start(actor=zoe, secret=True)
    error = refused(post.start, actor=MOREAU, person=zoe.person_id, to=())
    assert error.code == "introuvable"
    assert not isinstance(error, Refused)
    post.do(service.set_who_may_start, actor=MOREAU, who="known")
    assert refused(post.start, person=zoe.person_id).code == "message.refuse_inconnus"
    assert post.start(actor=zoe).seq == 1


def test_what_a_minor_kept_is_an_adults_own_at_18(post: Post) -> None:
    zoe = post.home.zoe
    sent = post.start(actor=zoe, secret=True)
    post.page(sent.conversation_id, actor=MOREAU)
    assert post.acts(zoe.person_id) == []
    post.clock.set(datetime(2028, 5, 4, 12, tzinfo=UTC))
    post.page(sent.conversation_id, actor=MOREAU)
    assert post.acts(zoe.person_id) == ["message.consulte"]
    document = post.file(actor=MOREAU, person=zoe.person_id)
    assert post.start(actor=MOREAU, person=zoe.person_id, to=(), document_ids=(document,)).seq == 1
    post.do(service.block, actor=zoe, person_id=zoe.person_id, account_id=MOREAU.account_id)
    assert refused(post.start, actor=MOREAU, person=zoe.person_id, to=()).code == "message.bloque"
    assert refused(post.file, actor=MOREAU, person=zoe.person_id).code == "message.bloque"


def test_who_is_blocked_before_they_are_told_is_told_nothing(post: Post, office: Office) -> None:
    post.start()
    post.do(service.block, person_id=post.nadia.person_id, account_id=MOREAU.account_id)
    office.dispatch()
    with post.database.read() as uow:
        assert notices.notices_page(uow, actor=MOREAU, lang="fr", limit=9).items == ()


def test_nothing_that_was_written_is_in_plain_in_the_database_or_in_the_log(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sent = post.start(f"texte {WORDS}", subject=f"objet {WORDS}")
    document = post.file(name=f"{WORDS}.txt")
    post.reply(sent.conversation_id, f"réponse {WORDS}", actor=post.nadia, document_ids=(document,))
    draft = service.Draft(text=WORDS, subject=WORDS)
    post.do(service.keep_draft, person_id=post.nadia.person_id, draft=draft, revision=0)
    answer = post.reply(sent.conversation_id)
    post.do(service.report, message_id=answer.message_id, reason="other", words=WORDS)
    away = {"away_from": post.clock.today(), "away_to": post.clock.today(), "text": WORDS}
    post.do(service.set_absence, actor=MOREAU, **away)
    post.do(service.set_templates, actor=MOREAU, templates=(service.Template(WORDS, WORDS),))
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="visit", words=WORDS)
    post.page(sent.conversation_id, actor=MOREAU)
    assert "mot-rare" not in caplog.text
    with post.database.read() as uow:
        connection = uow.session.connection()
        tables = Conversation.metadata.sorted_tables
        for table in tables:
            for row in connection.execute(sql(f'SELECT * FROM "{table.name}"')):  # noqa: S608 - names of our own tables
                assert b"mot-rare" not in b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    settings = post.database.settings
    if settings.is_sqlite:
        for path in settings.data_dir.rglob("*"):
            assert not path.is_file() or b"mot-rare" not in path.read_bytes(), path.name


def test_notices_say_only_that_there_is_news(post: Post, office: Office) -> None:
    sent = post.start(WORDS, subject=WORDS, person=post.home.leo)
    post.reply(sent.conversation_id, WORDS)
    office.dispatch()
    with post.database.read() as uow:
        (mine,) = notices.notices_page(uow, actor=post.nadia, lang="fr", limit=9).items
        (theirs,) = notices.notices_page(uow, actor=MOREAU, lang="en", limit=9).items
    assert (mine.title, mine.text) == ("Nouveau message pour Léo", "Un message vous attend dans Carnet.")
    assert mine.href == f"/messages/{sent.conversation_id}"
    assert (theirs.title, theirs.text) == ("New message", "A message is waiting for you in Carnet.")
    assert theirs.href == f"/pro?conversation={sent.conversation_id}"


def test_what_was_read_or_withdrawn_is_told_no_more(post: Post, office: Office) -> None:
    sent = post.start()
    post.do(service.withdraw, message_id=sent.message_id)
    second = post.reply(sent.conversation_id, "Bonjour", actor=post.nadia)
    post.page(sent.conversation_id, actor=MOREAU)
    office.dispatch()
    with post.database.read() as uow:
        assert notices.notices_page(uow, actor=MOREAU, lang="fr", limit=9).items == ()
    post.reply(second.conversation_id, "Encore", actor=post.nadia)
    office.dispatch()
    with post.database.read() as uow:
        assert len(notices.notices_page(uow, actor=MOREAU, lang="fr", limit=9).items) == 1


def test_reading_a_conversation_silences_the_bell(post: Post, office: Office) -> None:
    sent, other = post.start(), post.start()
    for one in (sent, other):
        post.reply(one.conversation_id)
    office.dispatch()
    with post.database.read() as uow:
        assert notices.unread_count(uow, actor=post.nadia) == 2
    post.page(sent.conversation_id)
    with post.database.read() as uow:
        assert notices.unread_count(uow, actor=post.nadia) == 1


def test_the_person_who_wrote_is_not_told_and_the_other_parent_is(post: Post, office: Office) -> None:
    sent = post.start(person=post.home.zoe.person_id)
    office.dispatch()
    with post.database.read() as uow:
        told = {
            actor.label: len(notices.notices_page(uow, actor=actor, lang="fr", limit=9).items)
            for actor in (post.nadia, post.home.zoe, MOREAU)
        }
    assert told == {post.nadia.label: 0, post.home.zoe.label: 1, MOREAU.label: 1}
    assert set(post_onlookers(post, sent.conversation_id)) == {
        post.nadia.account_id,
        post.home.zoe.account_id,
        MOREAU.account_id,
    }


def post_onlookers(post: Post, conversation_id: str) -> tuple[str, ...]:
    with post.database.read() as uow:
        assert views.onlookers(uow, "0" * 32) == ()
        return views.onlookers(uow, conversation_id)


def test_the_system_reads_without_a_line(post: Post) -> None:
    sent = post.start(person=post.home.leo)
    with post.database.read() as uow:
        assert views.conversation_page(
            uow, actor=SYSTEM_ACTOR, context=NO_CONTEXT, conversation_id=sent.conversation_id, lang="fr"
        ).rows
    assert post.acts(post.home.leo) == ["message.conversation"]
    assert post.list(actor=MOREAU)[0].unread
