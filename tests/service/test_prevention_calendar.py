"""The provisional calendar on a real database: noted as done, answered, set aside, taken back; sealed; who may; in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from rxapp.accounts.service import FieldErrors
from rxapp.agenda import service as agenda
from rxapp.core import audit
from rxapp.core.policy import Actor, Role
from rxapp.prevention import law, mailbox, moved, service, views
from rxapp.prevention.fields import DoneForm
from rxapp.prevention.lifeline import STATES
from rxapp.prevention.models import PreventionChoice, PreventionEntry
from tests.accounts import refused
from tests.agenda import PLAIN, home
from tests.family import Health, health

__all__ = ["health", "home"]


def wrong_fields(act, **given) -> dict[str, str]:
    with pytest.raises(FieldErrors) as raised:
        act(**given)
    return raised.value.errors


def test_a_card_says_what_when_why_and_who_says_so(health: Health) -> None:
    card = health.cards(health.leo)["dx-mtdents~~8"]
    assert card.title.endswith("à 8 ans")
    assert card.when_label == "Jusqu’au 3 mai 2027, dans 5 mois"
    assert card.period_label == "Tous les ans, de 3 à 24 ans"
    assert (card.group, card.state_label, card.mark) == ("due", "À faire", "todo")
    assert card.why
    assert card.sources[0].title
    assert card.version_label == "Règle en vigueur depuis le 1er avril 2025"
    assert card.facts == ["naissance le 4 mai 2018", "rien de noté jusqu’ici"]
    assert "à vérifier avec votre médecin" in card.to_check
    assert card.unconfirmed
    assert card.book_href == f"/agenda?ajouter=1&personne={health.leo}&regle=dx-mtdents"


def test_a_card_reads_in_english(health: Health) -> None:
    card = health.cards(health.leo, lang="en")["dx-mtdents~~8"]
    assert card.when_label == "Until 3 May 2027, in 5 months"
    assert (card.state_label, card.period_label) == ("To do", "Every year, from 3 to 24")
    assert card.facts == ["born on 4 May 2018", "nothing noted so far"]


def test_done_leaves_what_is_to_do_and_says_product_and_lot(health: Health) -> None:
    health.done(health.leo, "vx-hepb-catchup", "12/11/2026", dose=1, product="Engerix B 10", lot=" AB 123 ")
    done = [card for card in health.cards(health.leo).values() if card.group == "done"]
    assert [(card.rule, card.when_label, card.given_label) for card in done] == [
        ("vx-hepb-catchup", "Fait le 12 novembre 2026", "Engerix B 10 · lot AB 123")
    ]


def test_the_life_line_says_of_everybody_what_their_cards_say(health: Health) -> None:
    """Nadia has noted nothing: what may have been done long ago is to be checked, never "to do"."""
    said = {}
    for person in (health.nadia.person_id, health.leo, health.zoe.person_id):
        cards = health.cards(person)
        for mark in health.look(views.marks, person_id=person):
            said[cards[mark.id].group] = STATES[mark.state]
            assert STATES[mark.state] == cards[mark.id].state_label, mark
    assert said["check"] == "À vérifier"
    assert {"due", "check", "later"} <= said.keys()


def test_ten_seconds_to_take_back(health: Health) -> None:
    undo = health.done(health.leo, "dx-mtdents", "12/11/2026")
    assert "dx-mtdents~~8" not in health.cards(health.leo)
    health.do(service.take_back, undo=undo)
    assert "dx-mtdents~~8" in health.cards(health.leo)
    undo = health.done(health.leo, "dx-mtdents", "12/11/2026")
    health.clock.advance(timedelta(seconds=10))
    assert refused(health.do, service.take_back, undo=undo).code == "prevention.trop_tard"


def test_a_removed_line_comes_back_or_is_erased(health: Health) -> None:
    health.done(health.leo, "dx-mtdents", "12/11/2026")
    entry = next(card.entry for card in health.cards(health.leo).values() if card.entry)
    undo = health.do(service.remove, entry_id=entry, version=1)
    assert not any(card.entry for card in health.cards(health.leo).values())
    health.do(service.take_back, undo=undo)
    assert any(card.entry == entry for card in health.cards(health.leo).values())
    health.do(service.remove, entry_id=entry, version=1)
    health.clock.advance(timedelta(seconds=11))
    health.done(health.leo, "dx-mtdents", "13/11/2026")
    with health.database.read() as uow:
        assert uow.session.get(PreventionEntry, entry) is None


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"day": ""}, {"jour": "prevention.jour_vide"}),
        ({"day": "31/02/2026"}, {"jour": "prevention.jour_forme"}),
        ({"day": "29/02/2025"}, {"jour": "prevention.jour_forme"}),
        ({"day": "24/11/2026"}, {"jour": "prevention.jour_futur"}),
        ({"day": "03/05/2018"}, {"jour": "prevention.jour_naissance"}),
        ({"day": "12/11/2026", "product": "x" * 81}, {"produit": "prevention.texte_long"}),
        ({"day": "", "lot": "x" * 81, "dose": "0"}, dict.fromkeys(("jour", "lot", "dose"), None)),
        ({"day": "12/11/2026", "dose": "trois"}, {"dose": "prevention.dose_forme"}),
        ({"day": "12/11/2026", "dose": "11"}, {"dose": "prevention.dose_forme"}),
    ],
)
def test_what_is_typed_wrong_is_said_beside_the_field(health: Health, given: dict, wrong: dict) -> None:
    form = DoneForm(**given)
    found = wrong_fields(health.do, verb=service.note_done, person_id=health.leo, rule="vx-hepb-catchup", form=form)
    assert found.keys() == wrong.keys()
    assert {code for code in wrong.values() if code} <= set(found.values())
    assert not any(card.entry for card in health.cards(health.leo).values())


@pytest.mark.parametrize("typed", ["29/02/2024", "29 02 2024", "29.2.2024", "29022024", "2024-02-29"])
def test_a_day_is_read_as_people_write_it(health: Health, typed: str) -> None:
    health.done(health.leo, "dx-mtdents", typed)
    assert any(card.when_label == "Fait le 29 février 2024" for card in health.cards(health.leo).values())


def test_the_same_thing_is_not_noted_twice(health: Health) -> None:
    health.done(health.leo, "dx-mtdents", "12/11/2026")
    again = {"verb": service.note_done, "person_id": health.leo, "rule": "dx-mtdents", "form": DoneForm(day="12/11/2026")}
    assert wrong_fields(health.do, **again) == {"jour": "prevention.deja_note"}


def test_a_rule_that_is_none_is_refused(health: Health) -> None:
    given = {"person_id": health.leo, "rule": "vx-inconnu", "form": DoneForm(day="12/11/2026")}
    assert refused(health.do, service.note_done, **given).code == "prevention.regle"
    assert refused(health.do, service.set_aside, person_id=health.leo, rule="vx-inconnu").code == "prevention.regle"
    assert refused(health.do, service.answer, person_id=health.leo, code="vx", said="yes").code == "prevention.question"
    assert refused(health.do, service.refuse, person_id=health.leo, campaign="autre").code == "prevention.campagne"


@pytest.mark.parametrize("born", [date(2024, 2, 29), date(2026, 8, 31), date(2026, 1, 31), date(2026, 11, 23)])
def test_births_at_the_end_of_a_month_have_calendars(health: Health, born: date) -> None:
    assert len(health.cards(health.add_child(born))) > 10


def test_pregnancy_brings_its_cards_and_ends_by_itself(health: Health) -> None:
    me = health.nadia.person_id
    health.do(service.answer, person_id=me, code="pregnant", said="yes", day="01/09/2026")
    assert {"px-1", "px-echo-1", "vx-preg-flu"} <= {card.rule for card in health.cards(me).values()}
    health.at(date(2027, 7, 15))
    assert not [rule for rule in health.cards(me) if rule.startswith(("px-1", "px-echo"))]


@pytest.mark.parametrize("weeks", [14, 20, 28, 40])
def test_a_scan_that_did_not_take_place_stays_in_sight_while_the_pregnancy_lasts(health: Health, weeks: int) -> None:
    me, begun = health.nadia.person_id, date(2026, 11, 2)
    health.do(service.answer, person_id=me, code="pregnant", said="yes", day=f"{begun:%d/%m/%Y}")
    health.at(begun + timedelta(weeks=weeks))
    assert "px-echo-1" in health.groups(me)["check"]
    card = health.cards(me)["px-echo-1"]
    assert card.to_check == "Rien de noté\u00a0: à voir avec votre sage-femme ou votre médecin."
    assert card.when_label.startswith("La période prévue s’est terminée le 7 février 2027")
    assert "aussi longtemps que dure la grossesse" in card.note
    health.done(me, "px-echo-1", f"{health.clock.today():%d/%m/%Y}")
    assert "px-echo-1" not in health.groups(me)["check"]


def test_a_pregnancy_of_two_years_is_a_mistake(health: Health) -> None:
    given = {"person_id": health.nadia.person_id, "code": "pregnant", "said": "yes"}
    assert wrong_fields(health.do, verb=service.answer, day="01/09/2024", **given) == {"jour": "prevention.grossesse_finie"}
    assert wrong_fields(health.do, verb=service.answer, day="", **given) == {"jour": "prevention.jour_vide"}
    assert wrong_fields(health.do, verb=service.answer, day="24/11/2026", **given) == {"jour": "prevention.jour_a_venir"}


def test_an_operation_ends_a_screening_and_the_answer_can_be_taken_back(health: Health) -> None:
    me = health.nadia.person_id
    assert "sc-cervix" in {card.rule for card in health.cards(me).values()}
    undo = health.do(service.answer, person_id=me, code="total_hysterectomy", said="yes")
    assert "sc-cervix" not in {card.rule for card in health.cards(me).values()}
    health.do(service.take_back, undo=undo)
    assert "sc-cervix" in {card.rule for card in health.cards(me).values()}


def test_no_is_kept_apart_from_no_answer(health: Health) -> None:
    me = health.nadia.person_id
    health.do(service.answer, person_id=me, code="pregnant", said="no")
    asked = {one.code: one for one in health.look(views.questions, person_id=me)}
    assert (asked["pregnant"].said, asked["pregnant"].said_label) == ("no", "Non")
    assert (asked["postpartum"].said, asked["postpartum"].said_label) == ("", "Pas de réponse")
    health.do(service.answer, person_id=me, code="pregnant", said="")
    assert {one.code: one.said for one in health.look(views.questions, person_id=me)}["pregnant"] == ""


def test_set_aside_by_one_parent_stays_with_the_other(health: Health) -> None:
    karim = health.add_parent(health.leo)
    health.do(service.set_aside, person_id=health.leo, rule="vx-hepb-catchup", reason="Vu avec le pédiatre")
    mine, theirs = health.groups(health.leo), health.groups(health.leo, actor=karim)
    assert "vx-hepb-catchup" in {key.partition("~")[0] for key in mine["aside"]}
    assert theirs["aside"] == []
    assert health.cards(health.leo)[mine["aside"][0]].aside_reason == "Vu avec le pédiatre"
    health.do(service.bring_back, person_id=health.leo, rule="vx-hepb-catchup")
    assert health.groups(health.leo) == theirs


def test_an_appointment_taken_shows_on_its_card(health: Health) -> None:
    assert health.cards(health.leo)["dx-mtdents~~8"].to_check
    health.do(agenda.add, person_id=health.leo, form=PLAIN, rule="dx-mtdents", dose="")
    card = health.cards(health.leo)["dx-mtdents~~8"]
    assert (card.state_label, card.mark, card.to_check) == ("Rendez-vous pris", "soon", "")
    assert card.booked_label.startswith("jeudi 26 novembre 2026")
    urgent = health.look(views.urgent, person_id=health.leo, limit=50)
    assert urgent[-1].id == card.id
    mark = next(mark for mark in health.look(views.marks, person_id=health.leo) if mark.id == card.id)
    assert (mark.state, mark.kind, mark.day) == ("booked", "examen", "2026-05-04")


def test_what_closed_long_ago_is_the_past_and_no_alarm(health: Health) -> None:
    groups = health.groups(health.leo)
    assert {"cx-m24-25", "cx-y05"} <= set(groups["past"])
    assert not any(key.startswith("cx-") for key in groups["overdue"])


def test_nothing_is_kept_in_clear(health: Health) -> None:
    health.done(health.leo, "vx-hepb-catchup", "12/11/2026", dose=1, product="Engerix", lot="SECRET-LOT")
    health.do(service.answer, person_id=health.nadia.person_id, code="pregnant", said="yes", day="01/10/2026")
    health.do(service.set_aside, person_id=health.leo, rule="dx-mtdents", reason="Raison-secrète")
    health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    health.campaign()
    with health.database.read() as uow:
        for table in ("entry", "choice", "message", "watch"):
            for row in uow.session.execute(text(f"SELECT * FROM prevention_{table}")):  # noqa: S608 - fixed names
                written = repr(tuple(row))
                for word in (
                    "vx-hepb",
                    "dx-mtdents",
                    "Engerix",
                    "SECRET-LOT",
                    "Raison-secr",
                    "pregnant",
                    "2026-11-12",
                    "2026-10-01",
                    "dentaire",
                ):
                    assert word not in written, (table, word)


def test_a_stranger_and_a_professional_find_nothing(health: Health) -> None:
    doctor = Actor("a-doctor", Role.PROFESSIONAL, None, "Dr Moreau")
    health.done(health.leo, "dx-mtdents", "12/11/2026")
    entry = next(card.entry for card in health.cards(health.leo).values() if card.entry)
    for actor in (health.stranger, doctor):
        with health.database.uow() as uow:
            for act, given in (
                (views.cards, {"person_id": health.leo, "lang": "fr"}),
                (views.marks, {"person_id": health.leo, "lang": "fr"}),
                (views.questions, {"person_id": health.leo, "lang": "fr"}),
                (service.note_done, {"person_id": health.leo, "rule": "dx-mtdents", "form": DoneForm(day="12/11/2026")}),
                (service.answer, {"person_id": health.leo, "code": "pregnant", "said": "no"}),
                (service.set_aside, {"person_id": health.leo, "rule": "dx-mtdents"}),
                (service.refuse, {"person_id": health.leo, "campaign": ""}),
                (service.remove, {"entry_id": entry, "version": 1}),
            ):
                assert refused(act, uow, actor=actor, **given).code == "introuvable", act


def test_each_act_is_one_line_and_choices_are_in_the_history_of_who_made_them(health: Health) -> None:
    def lines(person: str) -> list[tuple[str, str, str]]:
        with health.database.read() as uow:
            context = health.home.context(uow, health.nadia)
            page = audit.history_page(uow, actor=health.nadia, person_id=person, context=context)
        return [(one.action, one.detail_label, one.on_behalf_label) for one in page if one.action.startswith("prevention.")]

    health.done(health.leo, "dx-mtdents", "12/11/2026")
    health.do(service.set_aside, person_id=health.leo, rule="vx-hepb-catchup")
    health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    title = law.title("dx-mtdents", None, "fr")
    assert lines(health.leo) == [("prevention.fait", title, "Léo Petit")]
    mine = lines(health.nadia.person_id)
    assert [line[0] for line in mine] == ["prevention.refus", "prevention.mise_de_cote"]
    assert {line[2] for line in mine} == {"Léo Petit"}
    assert lines(health.zoe.person_id) == []


def test_another_ones_calendar_seen_is_one_line_for_one_look(health: Health) -> None:
    for view in (views.cards, views.marks, mailbox.messages_page, moved.changes):
        with health.database.read() as uow:
            view(uow, actor=health.nadia, context=health.home.context(uow, health.nadia), person_id=health.leo, lang="fr")
    with health.database.read() as uow:
        page = audit.history_page(uow, actor=health.nadia, person_id=health.leo, context=health.home.context(uow, health.nadia))
    assert [one.action for one in page].count("prevention.consultation") == 1


def test_what_carnet_computes_by_itself_is_nobodys_look(health: Health) -> None:
    health.campaign()
    with health.database.read() as uow:
        page = audit.history_page(uow, actor=health.nadia, person_id=health.leo, context=health.home.context(uow, health.nadia))
    assert {"prevention.consultation", "agenda.consultation"}.isdisjoint(one.action for one in page)


def test_a_calendar_holds_so_much(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rxapp.prevention.store.MOST_ENTRIES", 1)
    health.done(health.leo, "dx-mtdents", "12/11/2026")
    given = {"person_id": health.leo, "rule": "dx-mtdents", "form": DoneForm(day="13/11/2026")}
    assert refused(health.do, service.note_done, **given).code == "prevention.trop"


def test_a_choice_made_twice_is_one(health: Health) -> None:
    for _time in range(2):
        health.do(service.set_aside, person_id=health.leo, rule="dx-mtdents")
        health.do(service.refuse, person_id=health.leo, campaign="")
    with health.database.read() as uow:
        assert uow.session.execute(select(func.count()).select_from(PreventionChoice)).scalar_one() == 2
