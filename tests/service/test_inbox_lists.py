"""The lists: unread first, then the latest, page by page, searched, and of one cost whatever they hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from rxapp.core.keys import destroy_person_key
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.inbox import list_views, search, service, views
from tests.accounts import refused
from tests.inbox import CHU, HADDAD, MOREAU, SECRETARY, Post, home, post

__all__ = ["home", "post"]


def pages(post: Post, *, actor=None, **given) -> list[views.InboxRow]:
    """Every row of a list, through its cursors."""
    rows: list[views.InboxRow] = []
    after = None
    while True:
        view, who = (views.inbox_page, {"person_id": post.nadia.person_id}) if actor is None else (views.pro_inbox, {})
        page = post.look(view, actor=actor, after=after, **who, **given)
        assert len(page.rows) <= given.get("limit", 20)
        rows += page.rows
        if page.next_cursor is None:
            return rows
        after = page.next_cursor


def talks(post: Post, count: int) -> list[str]:
    made = []
    for number in range(count):
        made.append(post.start(subject=f"Sujet {number}").conversation_id)
        post.clock.advance(timedelta(minutes=1))
    return made


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_unread_come_first_then_the_latest_and_no_page_repeats(post: Post, limit: int) -> None:
    made = talks(post, 7)
    for number in (1, 4):
        post.reply(made[number])
    post.clock.advance(timedelta(minutes=1))
    post.reply(made[6], actor=post.nadia)
    wanted = [made[number] for number in (4, 1, 6, 5, 3, 2, 0)]
    rows = pages(post, limit=limit)
    same = {made[4], made[1]}
    assert {row.id for row in rows[:2]} == same
    assert [row.id for row in rows[2:]] == wanted[2:]
    assert len(pages(post, actor=MOREAU, limit=limit)) == 7
    assert [row.id for row in pages(post, limit=limit, unread=True)] == [row.id for row in rows[:2]]


def test_a_cursor_that_is_not_ours_counts_as_none(post: Post) -> None:
    talks(post, 2)
    for cursor in ("", "x", "1.2.3", "2.1." + "0" * 32, "' OR 1=1 --"):
        assert len(post.list(after=cursor)) == 2


def test_a_search_finds_subjects_names_and_texts_without_accent_or_case(post: Post) -> None:
    first = post.start("Mon hémoglobine a baissé", subject="Analyses").conversation_id
    other = post.start("Bonjour", subject="Vaccin").conversation_id
    post.reply(other, "Le rappel est en décembre")
    post.page(other)
    for words, wanted in (
        ("hemoglobine", {first}),
        ("ANALYSES baisse", {first}),
        ("moreau rappel", {other}),
        ("moreau", {first, other}),
        ("decembre", {other}),
        ("23 novembre", {first, other}),
        ("absent", set()),
        ("  ", {first, other}),
    ):
        assert {row.id for row in post.list(query=words)} == wanted, words
    assert {row.id for row in post.list(actor=MOREAU, query="petit vaccin")} == {other}
    post.do(service.withdraw, message_id=post.reply(other, "Mot unique").message_id, actor=MOREAU)
    assert post.list(query="unique") == ()


def test_a_search_looks_into_no_text_that_can_still_be_withdrawn(post: Post) -> None:
    sent = post.start("Un mot magique")
    assert post.list(actor=MOREAU, query="magique") == ()
    assert len(post.list(query="magique")) == 1  # its author has read it
    post.page(sent.conversation_id, actor=MOREAU)
    assert len(post.list(actor=MOREAU, query="magique")) == 1
    post.reply(sent.conversation_id, "Une réponse magnifique")
    assert (post.list(query="magnifique"), len(post.list(query="magique"))) == ((), 1)
    assert len(post.list(actor=MOREAU, query="magnifique")) == 1


def test_a_search_asks_the_database_for_many_conversations_at_once(post: Post) -> None:
    def statements() -> int:
        with post.home.town.statements() as asked:
            assert post.list(actor=MOREAU, query="introuvable", limit=50) == ()
        return len(asked)

    talks(post, 2)
    few = statements()
    talks(post, 30)
    assert statements() == few


def test_a_search_goes_through_a_long_list_and_finds_each_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_AT_ONCE", 3)
    monkeypatch.setattr(search, "_TEXTS_AT_ONCE", 2)
    made = talks(post, 11)
    for number, talk in enumerate(made):
        post.clock.advance(timedelta(minutes=1))
        post.reply(talk, "aiguille" if number % 2 else "foin", actor=post.nadia)
    found = [row.id for row in pages(post, query="aiguille", limit=2)]
    assert found == made[1::2][::-1]
    assert [row.id for row in pages(post, query="aiguille", limit=50)] == found


def test_a_search_stops_when_it_opened_enough_and_goes_on_from_there(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    made = talks(post, 6)
    post.reply(made[0], "aiguille")
    post.page(made[0])
    post.clock.advance(timedelta(days=1))
    for talk in made[1:]:
        post.reply(talk, "foin", actor=post.nadia)
    monkeypatch.setattr(search, "OPENED_AT_MOST", 4)
    page = post.look(views.inbox_page, person_id=post.nadia.person_id, query="aiguille")
    assert (page.rows, page.partial) == ((), True)
    assert [row.id for row in pages(post, query="aiguille")] == [made[0]]


def test_a_professionals_list_is_by_patient(post: Post) -> None:
    mine, leos = post.start().conversation_id, post.start(person=post.home.leo).conversation_id
    strangers = post.start(actor=post.home.stranger).conversation_id
    post.page(mine, actor=MOREAU)
    people = post.look(views.patients, actor=MOREAU)
    assert {(one.name, one.conversations, one.unread) for one in people} == {
        ("Nadia Petit", 1, 0),
        ("Léo Petit", 1, 1),
        ("Paul Petit", 1, 1),
    }
    assert people[-1].name == "Nadia Petit"
    assert [row.id for row in post.list(actor=MOREAU, person_id=post.home.leo)] == [leos]
    assert {row.id for row in post.list(actor=MOREAU)} == {mine, leos, strangers}
    assert post.look(views.unread_count, actor=MOREAU) == 2
    assert refused(post.look, views.patients).code == "introuvable"


def test_the_first_people_of_a_long_list_are_found_some_at_a_time(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    talks(post, 5)
    zoe = post.start(person=post.home.zoe.person_id).conversation_id
    post.page(zoe, actor=MOREAU)
    strangers = post.start(actor=post.home.stranger).conversation_id
    post.page(strangers, actor=MOREAU)
    whole = post.look(views.patients, actor=MOREAU)
    assert [(one.conversations, one.unread) for one in whole] == [(5, 5), (1, 0), (1, 0)]
    monkeypatch.setattr(list_views, "_PEOPLE_AT_ONCE", 2)
    assert post.look(views.patients, actor=MOREAU) == whole
    assert post.look(views.patients, actor=MOREAU, limit=1) == whole[:1]


def test_who_works_elsewhere_by_now_is_no_colleague(post: Post) -> None:
    assert [name for _id, name in post.look(views.colleagues, actor=SECRETARY)] == [MOREAU.label]
    given = {"account_id": MOREAU.account_id, "with_account": HADDAD.account_id}
    post.do(service.join_practice, actor=SYSTEM_ACTOR, **given)
    assert post.look(views.colleagues, actor=SECRETARY) == ()
    assert [name for _id, name in post.look(views.colleagues, actor=MOREAU)] == [HADDAD.label]


def test_a_badge_comes_down_when_a_key_is_gone(post: Post) -> None:
    post.start()
    post.start(person=post.home.leo)
    assert post.look(views.unread_count, actor=MOREAU) == 2
    with post.database.uow() as uow:
        destroy_person_key(uow, post.nadia.person_id)
        uow.commit()
    assert post.look(views.unread_count, actor=MOREAU) == len(post.list(actor=MOREAU, unread=True)) == 1
    assert post.look(views.unread_count, actor=MOREAU, person_id=post.nadia.person_id) == 0


def test_the_directory_says_who_accepts_before_one_writes(post: Post) -> None:
    given = {"person_id": post.nadia.person_id}
    cards = {card.name: card for card in post.look(views.directory, **given).rows}
    assert list(cards) == sorted([MOREAU.label, HADDAD.label, CHU.label, "Secrétariat du Dr Moreau"])
    assert (cards[MOREAU.label].accepts, cards[MOREAU.label].who_label) == (True, "Accepte de nouvelles conversations")
    assert "seulement les personnes" in cards[HADDAD.label].why_not
    assert (cards[CHU.label].kind_label, cards[CHU.label].accepts) == ("Établissement", False)
    assert cards[CHU.label].why_not.startswith("Cet établissement n’accepte pas")
    post.do(service.set_who_may_start, actor=CHU, who="known")
    known = post.look(views.professional, account_id=CHU.account_id, **given)
    assert known.why_not.startswith("Cet établissement accepte seulement")
    post.do(service.set_who_may_start, actor=CHU, who="nobody")
    assert [card.name for card in post.look(views.directory, query="karim HADD", **given).rows] == [HADDAD.label]
    assert [card.name for card in post.look(views.directory, kind="establishment", **given).rows] == [CHU.label]
    assert [card.name for card in post.look(views.directory, accepting=True, **given).rows] == [MOREAU.label]
    page = post.look(views.directory, limit=3, **given)
    rest = post.look(views.directory, limit=3, after=page.next_cursor, **given)
    assert [card.name for card in (*page.rows, *rest.rows)] == list(cards)
    away = {"away_from": post.clock.today(), "away_to": post.clock.today(), "text": "Absent"}
    post.do(service.set_absence, actor=MOREAU, **away)
    card = post.look(views.professional, account_id=MOREAU.account_id, **given)
    assert card.away_until == "lundi 23 novembre"
    english = post.look(views.professional, account_id=HADDAD.account_id, lang="en", **given)
    assert english.why_not.startswith("This professional only accepts")
    assert refused(post.look, views.professional, account_id="0" * 32, **given).code == "introuvable"


def test_messages_are_read_page_by_page(post: Post) -> None:
    sent = post.start("Message 1")
    for number in range(2, 8):
        post.reply(sent.conversation_id, f"Message {number}")
    last = post.page(sent.conversation_id, limit=3)
    assert [row.seq for row in last.rows] == [5, 6, 7]
    middle = post.page(sent.conversation_id, limit=3, before=last.earlier)
    first = post.page(sent.conversation_id, limit=3, before=middle.earlier)
    assert [row.seq for row in (*first.rows, *middle.rows)] == [1, 2, 3, 4]
    assert (first.earlier, first.last_seq) == (0, 7)
    assert post.page(sent.conversation_id, before=1).rows == ()


def test_a_list_asks_the_same_of_the_database_however_long_it_is(post: Post) -> None:
    def statements() -> int:
        asked: list[str] = []
        engine = post.database._reader

        def note(_connection, _cursor, statement, *_rest) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            post.list(limit=50)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    talks(post, 2)
    few = statements()
    talks(post, 20)
    assert statements() == few


@pytest.mark.parametrize(
    ("chosen", "index"),
    [
        ("b.archived = 0 AND b.patient = 1 AND b.person_id = 'p'", "ix_conversation_box_person"),
        ("b.archived = 0 AND b.patient = 1 AND b.person_id = 'p' AND b.kind = 'information'", "ix_conversation_box_kind"),
        ("b.archived = 0 AND b.person_id NOT IN ('p', 'q')", "ix_conversation_box_all"),
    ],
)
def test_the_list_is_ordered_by_an_index(post: Post, chosen: str, index: str) -> None:
    if not post.database.settings.is_sqlite:
        return
    with post.database.read() as uow:
        plan = uow.session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM conversation_box b JOIN conversation c ON c.id = b.conversation_id"  # noqa: S608
                f" WHERE b.account_id = 'a' AND {chosen} AND (b.unread, b.last_at, b.conversation_id) < (1, 'x', 'y')"
                " ORDER BY b.unread DESC, b.last_at DESC, b.conversation_id DESC LIMIT 21"
            )
        ).all()
    said = " ".join(str(row) for row in plan)
    assert index in said
    assert "TEMP B-TREE" not in said


def test_a_badge_is_counted_by_an_index(post: Post) -> None:
    if not post.database.settings.is_sqlite:
        return
    with post.home.town.statements() as asked:
        post.look(views.unread_count, actor=MOREAU)
    (counted,) = [one for one in asked if "conversation_box" in one]
    with post.database.read() as uow:
        raw = uow.session.connection().connection
        plan = raw.execute(f"EXPLAIN QUERY PLAN {counted}", (MOREAU.account_id, 100, 0)[: counted.count("?")]).fetchall()
    said = " ".join(str(row) for row in plan)
    assert "ix_conversation_box_all (account_id=? AND archived=? AND unread=?)" in said
