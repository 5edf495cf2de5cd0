"""The vaccination record: one truth with the calendar, noted either way, corrected, taken away, seen by whom it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts.errors import FieldErrors
from rxapp.core import audit
from rxapp.core.policy import Actor, Context, HelpScope, Item, Role, can_act, can_see
from rxapp.prevention import dose_views, doses, parting, service, whole
from rxapp.prevention.dose_fields import DoseForm, only_doubts
from rxapp.prevention.dose_views import DoseView
from rxapp.prevention.models import PreventionEntry, PreventionVersion
from rxapp.prevention.service import DoneForm, Undo
from rxapp.record import service as record
from tests.accounts import refused
from tests.agenda import account_of, home
from tests.family import Health, health
from tests.takeout import Traveller, post, traveller

__all__ = ["health", "home", "post", "traveller"]

MMR = DoseForm(product="Priorix", day="5/3/2020", lot="A1", giver="Dr Moreau", place="Cabinet des Exemples", note="Bras gauche")


def add(health: Health, person: str, form: DoseForm = MMR, *, actor: Actor | None = None, **given) -> Undo:
    return health.do(doses.add, actor=actor, person_id=person, form=form, **given)


def rows(health: Health, person: str, *, actor: Actor | None = None, lang: str = "fr") -> list[DoseView]:
    return health.look(dose_views.page_of, actor=actor, person_id=person, lang=lang).rows


def edit(health: Health, one: str, version: int, form: DoseForm, **given) -> None:
    health.do(doses.edit, entry_id=one, version=version, form=form, **given)


def calendar(health: Health, person: str, actor: Actor | None = None) -> dict[str, tuple[str, str]]:
    cards = health.cards(person, actor=actor)
    return {key: (one.group, one.when_label) for key, one in cards.items()}


def lines(health: Health, person: str, lang: str = "fr") -> list[tuple[str, str]]:
    with health.database.read() as uow:
        context = health.home.context(uow, health.nadia)
        page = audit.history_page(uow, actor=health.nadia, person_id=person, limit=200, lang=lang, context=context)
    return [(one.action_label, one.detail_label) for one in reversed(page) if "accin" in one.action_label]


def test_a_dose_is_in_the_record_and_moves_the_calendar(health: Health) -> None:
    before = health.cards(health.leo)["vx-mmr~1"]
    assert before.group != "done"
    add(health, health.leo)
    (one,) = rows(health, health.leo)
    assert (one.title, one.against_label) == ("Priorix", "Rougeole, oreillons, rubéole")
    assert (one.when_label, one.when_iso, one.note) == ("5 mars 2020", "2020-03-05", "Bras gauche")
    assert one.details_label == "Lot A1 · Dr Moreau · Cabinet des Exemples"
    assert one.counts == ["Rougeole, oreillons, rubéole (ROR)"]
    assert (one.written_label, one.incomplete, one.secret) == ("Noté par vous", False, False)
    card = health.cards(health.leo)["vx-mmr~1~~2020-03-05"]
    assert (card.group, card.entry, card.given_label) == ("done", one.id, "Priorix · lot A1")
    assert "vx-mmr~1" not in health.cards(health.leo)
    assert lines(health, health.leo) == [("Vaccination notée", "Priorix")]


def test_the_calendar_is_the_same_whichever_way_a_dose_was_noted(health: Health) -> None:
    """One after the other, so that the same person has the same days."""
    plain = calendar(health, health.leo)
    ticked = health.done(health.leo, "vx-mmr", "5/3/2020", dose=1)
    by_the_card = calendar(health, health.leo)
    (seen,) = rows(health, health.leo)
    assert (seen.against_label, seen.incomplete) == ("Rougeole, oreillons, rubéole", True)
    health.do(service.take_back, undo=ticked)
    assert calendar(health, health.leo) == plain
    add(health, health.leo)
    assert calendar(health, health.leo) == by_the_card


def test_details_are_completed_on_what_the_calendar_noted(health: Health) -> None:
    health.done(health.leo, "vx-mmr", "5/3/2020", dose=1)
    before = calendar(health, health.leo)
    (one,) = rows(health, health.leo)
    form = health.look(dose_views.form_of, entry_id=one.id)
    assert (form.form.day, form.form.dose, form.version) == ("05/03/2020", "1", 1)
    assert next((line.id, line.chosen) for line in form.lines) == ("vx-mmr", True)
    edit(health, one.id, 1, DoseForm(product="priorix", day="5/3/2020", lot="B7", dose="1"), counts=["vx-mmr"])
    assert calendar(health, health.leo) == before
    (one,) = rows(health, health.leo)
    assert (one.title, one.incomplete, len(one.earlier)) == ("Priorix", False, 1)
    assert "5 mars 2020" in one.earlier[0]
    assert lines(health, health.leo)[-1] == ("Vaccination modifiée", "Priorix")
    assert refused(lambda: edit(health, one.id, 1, MMR, sure=True)).code == "prevention.change_ailleurs"


def test_the_same_again_changes_nothing(health: Health) -> None:
    one = add(health, health.leo).made[0]
    edit(health, one, 1, MMR)
    assert rows(health, health.leo)[0].earlier == []
    assert len(lines(health, health.leo)) == 1


def test_what_it_protects_against_is_corrected(health: Health) -> None:
    unknown = DoseForm(product="Vaccin inconnu", against=("rabies",), day="1/3/2020")
    add(health, health.leo, unknown)
    (one,) = rows(health, health.leo)
    assert one.against_label == "Rage"
    edit(health, one.id, 1, replace(unknown, against=("yellow_fever",)))
    (after,) = rows(health, health.leo)
    assert (after.against_label, after.version) == ("Fièvre jaune", 2)


def test_one_injection_counts_once_for_each_line_and_goes_with_both(health: Health) -> None:
    who = health.nadia.person_id
    health.do(service.answer, person_id=who, code="pregnant", said="yes", day="1/6/2026")
    undo = add(health, who, DoseForm(product="Repevax", day="20/11/2026"))
    assert rows(health, who)[0].counts == ["Coqueluche (dTcaP), à chaque grossesse", health.cards(who)[_booster(health)].title]
    groups = health.groups(who)["done"]
    assert any(card.startswith("vx-preg-pertussis") for card in groups)
    health.do(service.remove, entry_id=undo.made[0], version=1)
    assert not [card for card in health.groups(who)["done"] if card.startswith("vx-")]


def _booster(health: Health) -> str:
    return next(card for card in health.groups(health.nadia.person_id)["done"] if card.startswith("vx-dtcap-25"))


def test_a_vaccine_outside_the_calendar_is_kept_and_moves_nothing(health: Health) -> None:
    before = calendar(health, health.leo)
    add(health, health.leo, DoseForm(product="Stamaril", day="5/3/2026"))
    assert calendar(health, health.leo) == before
    (one,) = rows(health, health.leo, lang="en")
    assert (one.title, one.against_label, one.counts) == ("Stamaril", "Yellow fever", [])
    told = health.look(whole.whole, person_id=health.leo).done[0]
    assert (told.vaccine, told.rule, told.title, told.against) == (True, "", "Fièvre jaune", ("yellow_fever",))


def test_a_name_we_do_not_know_needs_its_diseases(health: Health) -> None:
    with pytest.raises(FieldErrors) as caught:
        add(health, health.leo, DoseForm(product="Vaccin d’ailleurs", day="5/3/2026"))
    assert caught.value.errors == {"maladies": "prevention.maladies_vides"}
    with pytest.raises(FieldErrors) as caught:
        add(health, health.leo, DoseForm(day="5/3/2026"))
    assert caught.value.errors == {"vaccin": "prevention.vaccin_vide"}
    add(health, health.leo, DoseForm(product="Vaccin d’ailleurs", against=("rabies", "cholera"), day="5/3/2026"))
    assert rows(health, health.leo)[0].against_label == "Rage, choléra"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("", "prevention.jour_vide"),
        ("31/2/2026", "prevention.jour_forme"),
        ("24/11/2026", "prevention.jour_futur_vaccin"),
        ("1/1/1990", "prevention.jour_naissance"),
    ],
)
def test_a_day_that_cannot_be_is_refused(health: Health, day: str, code: str) -> None:
    with pytest.raises(FieldErrors) as caught:
        add(health, health.leo, DoseForm(product="Priorix", day=day), sure=True)
    assert caught.value.errors == {"jour": code}
    assert rows(health, health.leo) == []


def test_twice_in_a_day_or_too_near_is_asked(health: Health) -> None:
    add(health, health.leo)
    for day, code in (
        ("5/3/2020", "prevention.meme_jour"),
        ("15/3/2020", "prevention.trop_tot"),
        ("20/2/2020", "prevention.trop_tot"),
    ):
        with pytest.raises(FieldErrors) as caught:
            add(health, health.leo, DoseForm(product="ProQuad", day=day))
        assert caught.value.errors == {"jour": code}
        assert only_doubts(caught.value)
    add(health, health.leo, DoseForm(product="Hexyon", day="5/3/2020"), counts=[])
    add(health, health.leo, DoseForm(product="ProQuad", day="15/3/2020"), sure=True)
    assert len(rows(health, health.leo)) == 3
    with pytest.raises(FieldErrors) as caught:
        health.done(health.leo, "vx-mmr", "15/3/2020", dose=2)
    assert caught.value.errors == {"jour": "prevention.deja_note"}


def test_one_noted_twice_on_purpose_leaves_the_next_dose_owed(health: Health) -> None:
    add(health, health.leo)
    once = calendar(health, health.leo)
    add(health, health.leo, sure=True)
    assert len(rows(health, health.leo)) == 2
    assert calendar(health, health.leo) == once


def test_what_is_not_plain_is_asked_and_decided(health: Health) -> None:
    form = DoseForm(product="Priorix", day="5/9/2018")  # Léo was under a year
    with pytest.raises(FieldErrors) as caught:
        add(health, health.leo, form, sure=True)
    assert caught.value.errors == {"compte": "prevention.quelle_ligne"}
    offered = health.look(dose_views.lines, person_id=health.leo, form=form)
    assert ("vx-mmr", False) in [(one.id, one.chosen) for one in offered]
    add(health, health.leo, form, counts=[])
    assert rows(health, health.leo)[0].counts == []
    (one,) = rows(health, health.leo)
    edit(health, one.id, 1, form, counts=["vx-mmr"])
    assert rows(health, health.leo)[0].counts == ["Rougeole, oreillons, rubéole (ROR)"]


def test_lines_that_were_never_offered_are_not_taken(health: Health) -> None:
    with pytest.raises(FieldErrors):
        add(health, health.leo, DoseForm(product="Priorix", day="5/9/2018"), counts=["vx-zoster-65"])
    add(health, health.leo, DoseForm(product="Priorix", day="5/3/2020"), counts=["vx-zoster-65"])
    assert rows(health, health.leo)[0].counts == ["Rougeole, oreillons, rubéole (ROR)"]


def test_taking_away_comes_back_for_ten_seconds_and_goes_with_its_past(health: Health) -> None:
    one = add(health, health.leo).made[0]
    edit(health, one, 1, DoseForm(product="Priorix", day="6/3/2020"))
    undo = health.do(service.remove, entry_id=one, version=2)
    assert rows(health, health.leo) == []
    health.do(service.take_back, undo=undo)
    assert [seen.when_iso for seen in rows(health, health.leo)] == ["2020-03-06"]
    health.do(service.remove, entry_id=one, version=2)
    health.clock.advance(timedelta(seconds=11))
    with health.database.uow() as uow:
        service.forget_all_removed(uow)
        uow.commit()
    with health.database.read() as uow:
        for table in (PreventionEntry, PreventionVersion):
            assert uow.session.execute(select(table)).first() is None


def test_an_old_page_takes_nothing_away_that_was_completed_since(health: Health) -> None:
    undo = add(health, health.leo)
    one = undo.made[0]
    edit(health, one, 1, DoseForm(product="Priorix", day="6/3/2020"))
    assert refused(health.do, service.remove, entry_id=one, version=1).code == "prevention.change_depuis"
    assert refused(health.do, service.take_back, undo=undo).code == "prevention.change_depuis"
    assert [(seen.when_iso, seen.version) for seen in rows(health, health.leo)] == [("2020-03-06", 2)]
    assert health.cards(health.leo)["vx-mmr~1~~2020-03-06"].version == 2
    health.do(service.remove, entry_id=one, version=2)
    assert rows(health, health.leo) == []


def test_what_a_helper_noted_is_theirs_until_somebody_writes_it_again(health: Health) -> None:
    helper = account_of(health.town, health.town.register("Aïcha", order=11), "Aïcha")
    helps = Context(helps=frozenset((health.leo, scope) for scope in (HelpScope.ADD, HelpScope.AGENDA)))

    def help_out(verb, **given):
        with health.database.uow() as uow:
            done = verb(uow, actor=helper, context=helps, **given)
            uow.commit()
        return done

    def noted(day: str) -> str:
        form = DoneForm(day=day)
        return help_out(service.note_done, person_id=health.leo, rule="vx-mmr", dose=1, form=form).made[0]

    help_out(service.remove, entry_id=noted("5/3/2020"), version=1)
    one = noted("5/3/2020")
    edit(health, one, 1, MMR, counts=["vx-mmr"], sure=True)
    for version in (1, 2):
        assert refused(help_out, service.remove, entry_id=one, version=version).code == "aide.portee"
    assert rows(health, health.leo)[0].title == "Priorix"


def test_one_line_is_written_again_fifty_times_and_all_of_it_is_shown(health: Health) -> None:
    one = add(health, health.leo).made[0]
    for version in range(1, 51):
        edit(health, one, version, replace(MMR, lot=f"L{version}"))
    assert refused(lambda: edit(health, one, 51, replace(MMR, lot="L51"))).code == "prevention.trop_de_versions"
    (seen,) = rows(health, health.leo)
    assert (seen.details_label[:7], len(seen.earlier)) == ("Lot L50", 50)
    assert "L49" in seen.earlier[0]
    assert "A1" in seen.earlier[-1]


def test_nobody_else_reads_or_writes_it(health: Health) -> None:
    one = add(health, health.leo).made[0]
    for verb, given in (
        (doses.add, {"person_id": health.leo, "form": MMR}),
        (doses.edit, {"entry_id": one, "version": 1, "form": MMR}),
        (doses.placed, {"person_id": health.leo, "form": MMR}),
    ):
        assert refused(lambda verb=verb, given=given: health.do(verb, actor=health.stranger, **given)).code == "introuvable"
    for view, given in ((dose_views.page_of, {"person_id": health.leo}), (dose_views.form_of, {"entry_id": one})):
        assert refused(lambda view=view, given=given: health.look(view, actor=health.stranger, **given)).code == "introuvable"
    item = Item(doses.KIND, owner=health.leo)
    helper = Actor("a" * 32, Role.PATIENT, person_id="b" * 32, label="Aide")
    for context in (Context(helps=frozenset((health.leo, scope) for scope in HelpScope)), Context()):
        assert not can_see(helper, item, context)
        assert not can_act(helper, "add", item, context)
    for role in (Role.PROFESSIONAL, Role.ESTABLISHMENT, Role.PHARMACY, Role.OPERATOR):
        context = Context(allowed_by=frozenset({health.leo}))
        assert not can_see(Actor("c" * 32, role, person_id=None, label="Pro"), item, context)


def test_an_examination_is_no_vaccination(health: Health) -> None:
    one = health.done(health.leo, "dx-mtdents", "5/3/2026").made[0]
    assert rows(health, health.leo) == []
    assert refused(lambda: health.look(dose_views.form_of, entry_id=one)).code == "introuvable"


def test_what_a_minor_keeps_is_theirs_alone(health: Health) -> None:
    zoe = health.zoe.person_id
    before, told = calendar(health, zoe), lines(health, zoe)
    undo = add(health, zoe, DoseForm(product="Gardasil 9", day="5/11/2026"), actor=health.zoe, secret=True)
    assert rows(health, zoe, actor=health.zoe)[0].secret
    assert rows(health, zoe) == []
    assert (calendar(health, zoe), lines(health, zoe)) == (before, told)
    given = {"entry_id": undo.made[0], "version": 1, "form": MMR}
    assert refused(lambda: health.do(doses.edit, **given)).code == "introuvable"
    changed = DoseForm(product="Gardasil 9", day="6/11/2026")
    health.do(doses.edit, actor=health.zoe, **(given | {"form": changed}))
    assert rows(health, zoe) == []
    assert lines(health, zoe) == told
    add(health, zoe, DoseForm(product="Gardasil 9", day="7/11/2026"))  # nothing tells of the other one
    assert refused(lambda: add(health, health.leo, secret=True)).code == "prevention.secret"


def test_destruction_leaves_nothing(health: Health) -> None:
    one = add(health, health.leo).made[0]
    edit(health, one, 1, DoseForm(product="Priorix", day="6/3/2020"))
    with health.database.uow() as uow:
        parting.destroy(uow, health.leo, [])
        uow.commit()
    with health.database.read() as uow:
        for table in (PreventionEntry, PreventionVersion):
            assert uow.session.execute(select(table).where(table.person_id == health.leo)).first() is None


def test_pages_follow_one_another(health: Health) -> None:
    for day in range(1, 29):
        for month in (1, 2):
            add(health, health.leo, DoseForm(against=("influenza",), day=f"{day}/{month}/2026"), sure=True)
    first = health.look(dose_views.page_of, person_id=health.leo)
    assert (len(first.rows), first.total, first.following) == (50, 56, 50)
    then = health.look(dose_views.page_of, person_id=health.leo, start=50)
    assert (len(then.rows), then.following) == (6, 0)
    assert then.rows[-1].when_iso == "2026-01-01"


def test_the_form_names_no_proof_that_its_reader_does_not_see(traveller: Traveller) -> None:
    """And what a parent completes leaves it where it is."""
    home = traveller.post.home
    zoe, whose = home.zoe.person_id, {"actor": home.zoe, "person_id": home.zoe.person_id}
    proof = traveller.file("certificat.txt", actor=home.zoe, category=dose_views.CATEGORY)
    home.do(doses.add, form=DoseForm(product="Gardasil 9", day="5/11/2026", document=proof), **whose)
    (one,) = home.look(dose_views.page_of, actor=home.nadia, person_id=zoe, lang="fr").rows
    open_form = home.look(dose_views.form_of, actor=home.nadia, entry_id=one.id, lang="fr").form
    assert (one.document, open_form.document) == (proof, proof)
    home.do(record.keep, actor=home.zoe, document_id=proof, version=1, secret=True)
    form = home.look(dose_views.form_of, actor=home.nadia, entry_id=one.id, lang="fr").form
    assert (form.product, form.document) == ("Gardasil 9", "")
    home.do(doses.edit, actor=home.nadia, entry_id=one.id, version=1, form=replace(form, lot="B7"))
    (own,) = home.look(dose_views.page_of, actor=home.zoe, person_id=zoe, lang="fr").rows
    assert (own.details_label, own.document) == ("Lot B7", proof)
    other = traveller.file("autre.txt", actor=home.nadia, person=zoe, category=dose_views.CATEGORY)
    home.do(doses.edit, actor=home.nadia, entry_id=one.id, version=2, form=replace(form, lot="B8", document=other))
    (own,) = home.look(dose_views.page_of, actor=home.zoe, person_id=zoe, lang="fr").rows
    assert (own.details_label, own.document) == ("Lot B8", proof)


def test_a_proof_that_was_deleted_gives_way_to_another(traveller: Traveller) -> None:
    home = traveller.post.home
    zoe, given = home.zoe.person_id, {"actor": home.zoe, "category": dose_views.CATEGORY}
    first, second = traveller.file("certificat.txt", **given), traveller.file("carnet.txt", **given)
    form = DoseForm(product="Gardasil 9", day="5/11/2026", document=first)
    one = home.do(doses.add, actor=home.zoe, person_id=zoe, form=form).made[0]
    home.do(record.trash, actor=home.zoe, document_id=first)
    form = home.look(dose_views.form_of, actor=home.zoe, entry_id=one, lang="fr").form
    assert form.document == ""
    home.do(doses.edit, actor=home.zoe, entry_id=one, version=1, form=replace(form, document=second))
    (own,) = home.look(dose_views.page_of, actor=home.zoe, person_id=zoe, lang="fr").rows
    assert own.document == second


def test_what_is_not_seen_is_in_no_box(health: Health) -> None:
    add(health, health.leo, replace(MMR, lot="A\ud8001\u200b", giver="Dr\u202e Moreau", note=" Bras\udc00  gauche\n\u200fici "))
    (one,) = rows(health, health.leo)
    assert (one.details_label, one.note) == ("Lot A1 · Dr Moreau · Cabinet des Exemples", "Bras gauche\nici")
