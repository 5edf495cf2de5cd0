"""Links: what they show and to whom, what ends them, what is written of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import farewell, relatives
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import SHARE, Actor, Context, Item, Role, can_act, can_see, of_profession
from rxapp.record import explaining, hiding, previews
from rxapp.record import service as record
from rxapp.sharing import service, views
from rxapp.sharing.models import Share, ShareEvent, ShareItem
from tests.accounts import refused
from tests.agenda import Home, home
from tests.sharing import ADDRESS, Desk, desk, is_over, secret_of

__all__ = ["desk", "home"]


def test_a_link_shows_what_was_ticked_and_nothing_else(desk: Desk) -> None:
    first, _second, third = desk.add("Analyse"), desk.add("Radio"), desk.add("Ordonnance")
    guest = desk.guest(desk.make(first, third))
    assert desk.shown(guest) == ["Analyse", "Ordonnance"]
    with desk.db.read() as uow:
        for document_id, allowed in ((first, True), (_second, False)):
            asked = {"actor": guest.actor, "context": guest.context, "document_id": document_id, "action": "download"}
            if allowed:
                assert previews.original(uow, **asked).document_id == document_id
            else:
                assert refused(previews.original, uow, **asked).code == "introuvable"


def test_its_holder_changes_nothing(desk: Desk) -> None:
    document = desk.add("Analyse")
    guest = desk.guest(desk.make(document))
    for verb in (record.trash, record.restore):
        with desk.db.uow() as uow:
            asked = {"actor": guest.actor, "context": guest.context, "document_id": document}
            assert refused(verb, uow, **asked).code == "introuvable"
    lent = Item("document", "p", lent_to=frozenset({guest.actor.account_id}))
    assert can_see(guest.actor, lent, guest.context)
    assert not can_see(guest.actor, lent, Context())
    assert not any(can_act(guest.actor, act, lent, Context(purpose=SHARE)) for act in ("edit", "delete", "add", "restore"))
    assert not can_see(guest.actor, Item("directory", None), guest.context)


def test_what_is_deleted_or_hidden_since_is_shown_no_more(desk: Desk, home: Home) -> None:
    mine, kept = desk.add("Analyse"), desk.add("Vaccins", actor=home.zoe)
    made = desk.make(mine, desk.add("Radio"))
    guest = desk.guest(made)
    home.do(record.trash, document_id=mine)
    assert desk.shown(guest) == ["Radio"]
    hers = desk.guest(desk.make(kept, person=home.zoe.person_id))
    assert desk.shown(hers) == ["Vaccins"]
    home.do(record.keep, actor=home.zoe, document_id=kept, version=desk.version(kept, home.zoe), secret=True)
    assert desk.shown(hers) == []


def test_a_destroyed_document_is_named_by_no_link(desk: Desk, home: Home, clock: FixedClock) -> None:
    document = desk.add("Analyse")
    desk.make(document)
    home.do(record.trash, document_id=document)
    clock.advance(timedelta(minutes=1))
    record.sweep(desk.db)
    with desk.db.read() as uow:
        assert uow.session.execute(select(ShareItem)).all() == []
    assert desk.cards()[0].titles == []


def test_five_wrong_codes_end_it(desk: Desk) -> None:
    made = desk.make(desk.add("Analyse"))
    opened = desk.give(made)
    for left in (4, 3, 2, 1):
        wrong = refused(desk.give, made, "ZZZZZZZZ")
        assert (wrong.code, wrong.params) == ("lien.code", {"reste": left})
    assert refused(desk.give, made, "7QK2").code == "lien.code_forme"
    assert refused(desk.give, made, "ZZZZZZZZ").code == "lien.fini"
    assert is_over(desk, made)
    assert refused(desk.guest, made, opened).code == "lien.fini"
    assert desk.lines()[-6:] == ["lien.code_faux"] * 5 + ["lien.epuise"]


@pytest.mark.parametrize("why", ["stopped", "past", "unknown"])
def test_what_is_over_answers_like_what_never_was(desk: Desk, clock: FixedClock, why: str) -> None:
    made = desk.make(desk.add("Analyse"))
    opened = desk.give(made)
    if why == "stopped":
        desk.stop(made)
        desk.stop(made)
    elif why == "past":
        clock.advance(timedelta(days=1))
    asked = type(made)(made.id, "/partage/inconnu", made.code, "", made.until) if why == "unknown" else made
    assert is_over(desk, asked)
    assert refused(desk.guest, asked, opened).code == "lien.fini"


@pytest.mark.parametrize("why", ["stopped", "past"])
def test_who_tries_what_is_over_is_told_of_once_a_day(desk: Desk, clock: FixedClock, why: str) -> None:
    made = desk.make(desk.add("Analyse"))
    desk.tried(made)
    assert desk.lines()[-1] == "lien.cree"
    if why == "stopped":
        desk.stop(made)
        desk.tried(made)
        assert desk.lines()[-1] == "lien.arrete"  # whoever asked at that very moment
    clock.advance(timedelta(days=1, seconds=1))
    before = len(desk.lines())
    for _again in range(3):
        desk.tried(made)
        desk.tried(type(made)(made.id, "/partage/inconnu", made.code, "", made.until))
    assert desk.lines()[before:] == ["lien.essaye"]
    (card,) = desk.cards()
    assert ([one.words for one in card.happened], card.opened) == (["Essayé après la fin, sans rien voir"], False)
    line = desk.home.look(audit.history_page, person_id=desk.home.nadia.person_id)[0]
    assert (line.action, line.actor_label, line.address) == ("lien.essaye", "lien «\u00a0Dr Untel\u00a0»", ADDRESS)
    clock.advance(timedelta(days=1, seconds=1))
    desk.tried(made)
    assert desk.lines()[before:] == ["lien.essaye"] * 2


def test_who_tries_what_a_minor_kept_is_told_to_them_alone(desk: Desk, home: Home, clock: FixedClock) -> None:
    made = desk.make(desk.add("Gardé", actor=home.zoe, secret=True), actor=home.zoe)
    desk.stop(made, home.zoe)
    clock.advance(timedelta(minutes=1))
    desk.tried(made)
    assert [act for act in desk.lines(home.zoe.person_id) if act.startswith("lien.")] == []
    (card,) = desk.cards(home.zoe)
    assert len(card.happened) == 1


def test_a_visit_lasts_an_hour_and_belongs_to_its_link(desk: Desk, clock: FixedClock) -> None:
    document = desk.add("Analyse")
    made, other = desk.make(document), desk.make(document)
    opened = desk.give(made)
    assert opened.seconds == 3600
    with pytest.raises(AssertionError):
        desk.guest(other, opened)
    clock.advance(timedelta(hours=1))
    with pytest.raises(AssertionError):
        desk.guest(made, opened)
    assert desk.guest(made)


def test_a_visit_ends_with_its_link(desk: Desk) -> None:
    document = desk.add("Analyse")
    made = desk.make(document)
    guest = desk.guest(made)
    desk.look(guest)
    desk.stop(made)
    with pytest.raises(DomainError, match="introuvable"):
        desk.look(guest)


def test_who_opened_what_is_told_and_is_in_the_history(desk: Desk) -> None:
    made = desk.make(desk.add("Analyse"))
    guest = desk.guest(made)
    desk.look(guest)
    desk.look(guest)
    with desk.db.uow() as uow:
        asked = {"actor": guest.actor, "context": guest.context}
        record.downloaded(uow, **asked, document_id=_only_document(desk))
        uow.commit()
    assert desk.lines() == ["document.ajoute", "lien.cree", "lien.ouvert", "document.consulte", "document.telecharge"]
    (card,) = desk.cards()
    assert (card.recipient, card.live, card.titles) == ("Dr Untel", True, ["Analyse"])
    assert sorted(one.words for one in card.happened) == ["Consulté\u00a0: Analyse", "Ouvert avec le bon code"]
    assert guest.actor.label == "lien «\u00a0Dr Untel\u00a0»"


def _only_document(desk: Desk) -> str:
    with desk.db.read() as uow:
        return uow.session.execute(select(ShareItem.ref)).scalar_one()


def test_neither_secret_nor_code_is_kept(desk: Desk) -> None:
    made = desk.make(desk.add("Analyse"))
    desk.give(made)
    desk.db.empty_log()
    if desk.db.settings.is_sqlite:
        kept = desk.db.settings.sqlite_file.read_bytes()
        assert not any(word.encode() in kept for word in (secret_of(made), made.code, made.code.replace("-", ""), "Untel"))


def test_a_parent_shares_for_a_child_until_they_are_no_longer_the_parent(desk: Desk, home: Home, clock: FixedClock) -> None:
    document = desk.add("Vaccins", person=home.leo)
    made = desk.make(document, person=home.leo, lasting="semaine")
    guest = desk.guest(made)
    day = f"{clock.today():%d/%m/%Y}"
    with desk.db.uow() as uow:
        relatives.stop_acting(uow, actor=home.nadia, child_id=home.leo, day=day)
        uow.commit()
    assert is_over(desk, made)
    with pytest.raises(DomainError, match="introuvable"):
        desk.look(guest)
    with desk.db.uow() as uow:
        service.sweep(uow)
        uow.commit()
    with desk.db.read() as uow:
        assert uow.session.get(Share, made.id).ending == "left"


def test_a_link_to_a_child_s_record_ends_at_eighteen(desk: Desk, home: Home, clock: FixedClock) -> None:
    clock.advance(timedelta(days=526))
    made = desk.make(desk.add("Vaccins", actor=home.zoe), person=home.zoe.person_id, lasting="semaine")
    assert not is_over(desk, made)
    clock.advance(timedelta(days=3))
    assert is_over(desk, made)


def test_what_a_minor_keeps_is_shared_by_them_alone_and_nobody_else_hears_of_it(desk: Desk, home: Home) -> None:
    plain, kept = desk.add("Vaccins", actor=home.zoe), desk.add("Contraception", actor=home.zoe, secret=True)
    person = home.zoe.person_id or ""
    assert refused(desk.make, kept, person=person).code == "introuvable"
    before = desk.lines(person)
    assert refused(desk.make, plain, kept, actor=home.zoe).errors == {"documents": "lien.gardes_a_part"}
    made = desk.make(kept, actor=home.zoe)
    desk.look(desk.guest(made), 1)
    assert desk.lines(person) == before
    assert desk.cards(home.nadia, person) == ()
    assert refused(desk.stop, made, home.nadia).code == "introuvable"
    assert desk.lines(person) == before
    (card,) = desk.cards(home.zoe)
    assert {one.words for one in card.happened} == {"Ouvert avec le bon code", "Consulté\u00a0: Contraception"}
    assert card.titles == ["Contraception"]
    desk.stop(made, home.zoe)
    assert is_over(desk, made)


def test_what_is_kept_or_shown_to_parents_since_is_shown_by_a_new_link_alone(desk: Desk, home: Home) -> None:
    """With the one a look leaves a line in the history that parents read, with the other none: never the wrong one."""
    plain, kept = desk.add("Vaccins", actor=home.zoe), desk.add("Contraception", actor=home.zoe, secret=True)
    open_guest, kept_guest = (desk.guest(desk.make(one, actor=home.zoe)) for one in (plain, kept))
    assert (desk.shown(open_guest), desk.shown(kept_guest)) == (["Vaccins"], ["Contraception"])
    for document_id, secret in ((plain, True), (kept, False)):
        version = desk.version(document_id, home.zoe)
        home.do(record.keep, actor=home.zoe, document_id=document_id, version=version, secret=secret)
    assert desk.shown(open_guest) == desk.shown(kept_guest) == []
    assert desk.shown(desk.guest(desk.make(kept, actor=home.zoe))) == ["Contraception"]


def test_what_is_hidden_is_asked_about_first(desk: Desk, home: Home) -> None:
    document = desk.add("Analyse")
    home.do(hiding.hide, document_id=document, version=desk.version(document, home.nadia), targets=[of_profession("infirmier")])
    assert refused(desk.make, document).errors == {"documents": "lien.masque"}
    assert desk.shown(desk.guest(desk.make(document, agreed=frozenset({(document, of_profession("infirmier"))})))) == ["Analyse"]


def test_whoever_holds_it_is_named_among_who_opens_the_document(desk: Desk, home: Home) -> None:
    document = desk.add("Analyse")
    made = desk.make(document)

    def named() -> list[tuple[str, str]]:
        with desk.db.read() as uow:
            asked = {"actor": home.nadia, "context": home.context(uow, home.nadia), "document_id": document}
            return [(one.label, one.target) for one in explaining.openers(uow, **asked, lang="fr", may_hide=True).named]

    assert named() == [("lien «\u00a0Dr Untel\u00a0»", "")]
    desk.stop(made)
    assert named() == []


def test_a_link_that_shows_nothing_kept_is_seen_and_stopped_by_a_parent(desk: Desk, home: Home) -> None:
    made = desk.make(desk.add("Vaccins", actor=home.zoe), actor=home.zoe)
    (card,) = desk.cards(home.nadia, home.zoe.person_id or "")
    assert card.by == "Zoé Petit"
    desk.stop(made, home.nadia)
    assert is_over(desk, made)


def test_nobody_else_makes_sees_or_stops_one(desk: Desk, home: Home) -> None:
    document = desk.add("Analyse")
    made = desk.make(document)
    nadia = home.nadia.person_id or ""
    pro = Actor("pro", Role.PROFESSIONAL, None, "Dr Moreau")
    for who in (home.stranger, home.zoe, pro):
        assert refused(desk.make, document, actor=who, person=nadia).code == "introuvable"
        assert refused(desk.stop, made, who).code == "introuvable"
        assert refused(desk.cards, who, nadia).code == "introuvable"
    assert refused(desk.make, document, actor=home.stranger).code == "introuvable"
    assert refused(desk.make, document, person=home.leo).code == "introuvable"


@pytest.mark.parametrize(
    ("wished", "errors"),
    [
        ({"recipient": "  "}, {"destinataire": "lien.destinataire"}),
        ({"recipient": "x" * 61}, {"destinataire": "lien.destinataire_long"}),
        ({"lasting": ""}, {"duree": "lien.duree"}),
        ({"lasting": "date", "day": "demain"}, {"jour": "lien.jour"}),
        ({"recipient": "", "lasting": ""}, {"destinataire": "lien.destinataire", "duree": "lien.duree"}),
    ],
)
def test_each_field_says_what_is_wrong_with_it(desk: Desk, wished: dict[str, str], errors: dict[str, str]) -> None:
    assert refused(desk.make, desk.add("Analyse"), **wished).errors == errors


def test_at_least_one_document_and_not_too_many(desk: Desk) -> None:
    assert refused(desk.make).errors == {"documents": "lien.rien"}
    many = [f"{n:032}" for n in range(service.MOST_DOCUMENTS + 1)]
    assert refused(desk.make, *many).errors == {"documents": "lien.trop_de_documents"}


def test_ten_links_at_a_time(desk: Desk, clock: FixedClock) -> None:
    document = desk.add("Analyse")
    made = [desk.make(document) for _ in range(service.MOST_LIVE)]
    assert refused(desk.make, document).code == "lien.trop"
    desk.stop(made[0])
    desk.make(document)
    clock.advance(timedelta(days=1))
    desk.make(document)


def test_a_link_that_opens_is_never_out_of_sight(desk: Desk) -> None:
    """However many were made and stopped since: what is not in the list cannot be stopped there."""
    document = desk.add("Analyse")
    lasting = desk.make(document, lasting="semaine")
    for _ in range(views.MOST_SHARES):
        desk.stop(desk.make(document))
    cards = desk.cards()
    assert [card.id for card in cards if card.live] == [lasting.id]
    assert len(cards) == views.MOST_SHARES


def test_a_held_account_shows_nothing_and_a_destroyed_record_leaves_nothing(desk: Desk, home: Home) -> None:
    document = desk.add("Analyse")
    made = desk.make(document)
    desk.give(made)
    with desk.db.uow() as uow:
        farewell.hold(uow, home.nadia.account_id)
        uow.commit()
    assert is_over(desk, made)
    with desk.db.uow() as uow:
        service.destroy(uow, home.nadia.person_id or "", [home.nadia.account_id])
        uow.commit()
    assert _rows(desk.db) == (0, 0, 0)


def test_links_over_for_long_are_forgotten(desk: Desk, clock: FixedClock) -> None:
    desk.give(desk.make(desk.add("Analyse")))
    clock.advance(timedelta(days=1) + service.KEPT)
    with desk.db.uow() as uow:
        assert service.sweep(uow) == 1
        uow.commit()
    assert _rows(desk.db) == (0, 0, 0)


def _rows(database: Database) -> tuple[int, ...]:
    with database.read() as uow:
        return tuple(len(uow.session.execute(select(table)).all()) for table in (Share, ShareItem, ShareEvent))
