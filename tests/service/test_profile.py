"""The medical profile: written, written again, taken away, « rien de connu », linked, seen by whom it may."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from rxapp.accounts.errors import FieldErrors
from rxapp.core.db import new_id
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, Actor, Refused, Role
from rxapp.profile import found, linking, links, parting, service, store, views
from rxapp.profile.models import ProfileEntry, ProfileLink, ProfilePart, ProfileVersion
from rxapp.record.intake import Intake
from tests.accounts import refused
from tests.agenda import Home, home
from tests.profile import Profiles

__all__ = ["home"]

WORD = "Metformine"


@pytest.fixture
def profiles(home: Home) -> Profiles:
    return Profiles(home)


def test_an_entry_is_in_its_part_with_who_wrote_it_and_when(profiles: Profiles) -> None:
    profiles.add("traitements", medicament=WORD, dose="500 mg", rythme="matin et soir", depuis="03/2019")
    part = profiles.seen()["traitements"]
    (one,) = part.now
    assert (one.title, one.over, one.rewritten) == ("Metformine 500 mg", False, False)
    assert [(detail.label, detail.text) for detail in one.details] == [("Rythme", "matin et soir"), ("Depuis", "mars 2019")]
    assert one.written_label == "Écrit par vous, 23 novembre 2026 à 10\u00a0h\u00a000"
    assert profiles.lines() == [("Ajouté au profil médical (Traitements)", "Metformine 500 mg", "")]
    assert profiles.lines(lang="en") == [("Added to the medical profile (Treatments)", "Metformine 500 mg", "")]


def test_a_line_about_a_choice_is_in_the_readers_language(profiles: Profiles) -> None:
    profiles.add("don", souhait="accord")
    profiles.add("habitudes", tabac="jamais")
    assert profiles.lines()[0][:2] == ("Ajouté au profil médical (Don d’organes)", "Je suis d’accord")
    assert profiles.lines(lang="en")[:2] == [
        ("Added to the medical profile (Organ donation)", "I agree", ""),
        ("Added to the medical profile (Way of life)", "", ""),
    ]


def test_nothing_of_it_is_in_clear(profiles: Profiles) -> None:
    entry = profiles.add("traitements", medicament=WORD)
    profiles.edit(entry, 1, medicament=WORD, dose="1 g")
    profiles.home.do(service.say_none, actor=profiles.nadia, person_id=profiles.nadia.person_id, part="allergies")
    with profiles.db.read() as uow:
        for table in (ProfileEntry, ProfileVersion, ProfilePart):
            for row in uow.session.execute(select(SQLModel.metadata.tables[table.__tablename__])).mappings():
                assert not [value for value in row.values() if value in ("traitements", "allergies")]
                assert b"etformine" not in row["content"]
                assert b"allergies" not in row["content"]


def test_writing_again_keeps_what_it_said(profiles: Profiles) -> None:
    entry = profiles.add("traitements", medicament=WORD, dose="500 mg")
    profiles.home.town.database.clock.advance(timedelta(hours=1))
    profiles.edit(entry, 1, medicament=WORD, dose="1 g", fin="2025")
    said = profiles.home.look(views.versions, entry_id=entry)
    assert [one.title for one in said] == ["Metformine 1 g", "Metformine 500 mg"]
    assert said[1].written_label != said[0].written_label
    one = profiles.entry(entry)
    assert (one.rewritten, one.over) == (True, True)
    assert profiles.lines()[-1] == ("Modifié dans le profil médical (Traitements)", "Metformine 1 g", "")
    profiles.edit(entry, 2, medicament=WORD, dose="1 g", fin="2025")
    assert len(profiles.home.look(views.versions, entry_id=entry)) == 2
    assert len(profiles.lines()) == 2


def test_two_edits_from_two_phones_lose_nothing(profiles: Profiles) -> None:
    entry = profiles.add("allergies", substance="Pollen")
    profiles.edit(entry, 1, substance="Pollen", reaction="yeux")
    assert refused(lambda: profiles.edit(entry, 1, substance="Pollen de bouleau")).code == "profil.change_ailleurs"
    assert profiles.titles("allergies") == ["Pollen"]
    form = profiles.home.look(views.entry_form, entry_id=entry)
    assert (form.version, form.values["reaction"]) == (2, "yeux")
    profiles.edit(entry, form.version, substance="Pollen de bouleau", reaction="yeux")
    assert profiles.titles("allergies") == ["Pollen de bouleau"]
    profiles.edit(entry, 1, substance="Pollen de bouleau", reaction="yeux")  # what is there already is no conflict


def test_entries_of_one_instant_keep_their_order(profiles: Profiles) -> None:
    ids = [profiles.add("contacts", nom=f"Ami {n}", telephone="06 00 00 00 00") for n in range(6)]
    assert [one.id for one in profiles.seen()["contacts"].now] == sorted(ids)


def test_what_is_taken_away_comes_back_for_ten_seconds(profiles: Profiles) -> None:
    entry = profiles.add("operations", acte="Appendicite", quand="1995")
    profiles.edit(entry, 1, acte="Appendicite", quand="1996")
    assert refused(lambda: profiles.remove(entry, 1)).code == "profil.change_depuis"
    undo = profiles.remove(entry, 2)
    assert profiles.titles("operations") == []
    assert refused(lambda: profiles.remove(entry, 2)).code == "introuvable"
    profiles.home.do(service.take_back, undo=undo)
    assert profiles.titles("operations") == ["Appendicite"]
    assert profiles.entry(entry).rewritten
    undo = profiles.remove(entry, 2)
    profiles.db.clock.advance(timedelta(seconds=10))
    assert refused(lambda: profiles.home.do(service.take_back, undo=undo)).code == "profil.trop_tard"
    profiles.db.clock.advance(timedelta(seconds=1))
    profiles.add("operations", acte="Fracture")
    with profiles.db.read() as uow:
        assert uow.session.get(ProfileEntry, entry) is None
        assert uow.session.execute(select(ProfileVersion)).all() == []
    assert [line[0] for line in profiles.lines()][2:5] == [
        "Retiré du profil médical (Opérations et séjours à l’hôpital)",
        "Remis dans le profil médical (Opérations et séjours à l’hôpital)",
        "Retiré du profil médical (Opérations et séjours à l’hôpital)",
    ]


def none(profiles: Profiles, verb, part: str = "allergies", **given) -> None:
    who = given.pop("actor", profiles.nadia)
    profiles.home.do(verb, actor=who, person_id=given.pop("person", who.person_id), part=part)


def test_none_known_is_not_the_same_as_empty(profiles: Profiles) -> None:
    assert profiles.seen()["allergies"].none_label == ""
    none(profiles, service.say_none)
    assert profiles.seen()["allergies"].none_label == "Déclaré le 23 novembre 2026 par vous"
    profiles.add("allergies", substance="Pollen")
    assert profiles.seen()["allergies"].none_label == ""
    assert refused(lambda: none(profiles, service.say_none)).code == "profil.pas_vide"
    profiles.remove(profiles.seen()["allergies"].now[0].id)
    assert profiles.seen()["allergies"].none_label == ""
    none(profiles, service.say_none)
    none(profiles, service.unsay_none)
    assert profiles.seen()["allergies"].none_label == ""
    acts = [line[0] for line in profiles.lines()]
    assert acts[0] == "Profil médical, rien de connu (Allergies et intolérances)"
    assert acts[-1] == "Profil médical, «\u00a0rien de connu\u00a0» repris (Allergies et intolérances)"
    assert refused(lambda: none(profiles, service.say_none, "autre")).code == "profil.partie"


def test_parts_of_one_answer_take_one(profiles: Profiles) -> None:
    profiles.add("groupe", groupe="A+")
    assert not profiles.seen()["groupe"].may_add
    assert refused(lambda: profiles.add("groupe", groupe="B+")).code == "profil.deja_une"
    undo = profiles.remove(profiles.seen()["groupe"].now[0].id)
    profiles.add("groupe", groupe="B+")
    assert refused(lambda: profiles.home.do(service.take_back, undo=undo)).code == "profil.deja_une"


def test_a_profile_is_bounded(profiles: Profiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_ENTRIES", 2)
    profiles.add("allergies", substance="Pollen")
    profiles.add("allergies", substance="Chat")
    assert refused(lambda: profiles.add("allergies", substance="Œuf")).code == "profil.trop"


def test_a_parent_writes_for_a_child_and_both_names_are_there(profiles: Profiles) -> None:
    profiles.add("allergies", person=profiles.leo, substance="Arachide", gravite="grave")
    assert profiles.titles("allergies", profiles.leo) == ["Arachide"]
    lines = profiles.lines(profiles.leo)
    assert lines == [
        ("Ajouté au profil médical (Allergies et intolérances)", "Arachide", "Léo Petit"),
        ("Profil médical consulté", "", "Léo Petit"),
    ]
    profiles.seen(profiles.leo)
    assert len(profiles.lines(profiles.leo)) == 2
    assert "grossesse" not in profiles.seen(profiles.leo)
    assert "directives" not in profiles.seen(profiles.leo)


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.PHARMACY, Role.ESTABLISHMENT, Role.OPERATOR, Role.PATIENT])
def test_nobody_else_sees_any_of_it(profiles: Profiles, role: Role) -> None:
    entry = profiles.add("allergies", substance="Pollen")
    somebody = profiles.stranger if role is Role.PATIENT else Actor("a-other", role, None, "Autre")
    tries = [
        (views.profile, {"person_id": profiles.nadia.person_id, "lang": "fr"}),
        (views.versions, {"entry_id": entry, "lang": "fr"}),
        (views.entry_form, {"entry_id": entry, "lang": "fr"}),
        (service.add, {"person_id": profiles.nadia.person_id, "part": "allergies", "form": {"substance": "x"}}),
        (service.edit, {"entry_id": entry, "version": 1, "form": {"substance": "x"}}),
        (service.remove, {"entry_id": entry, "version": 1}),
        (service.keep, {"entry_id": entry}),
        (service.say_none, {"person_id": profiles.nadia.person_id, "part": "maladies"}),
        (links.link, {"entry_id": entry, "kind": links.ENTRY, "other_id": entry}),
    ]
    for verb, given in tries:
        with profiles.db.uow() as uow, pytest.raises(Refused):
            verb(uow, actor=somebody, context=NO_CONTEXT, **given)
    for verb, given in tries:
        if "entry_id" in given:
            with profiles.db.uow() as uow, pytest.raises(DomainError, match="introuvable"):
                verb(uow, actor=somebody, context=NO_CONTEXT, **{**given, "entry_id": new_id()})


def document(profiles: Profiles, actor: Actor, title: str = "Bilan", **given: object) -> str:
    whose = {"actor": actor, "context": NO_CONTEXT, "person_id": actor.person_id, "file_name": "note.txt"}
    with Intake.open(profiles.db, **whose, declared_size=60, **given) as intake:
        intake.feed(f"{title} rien a signaler.".encode().ljust(60))
        return intake.finish(title=title, category="biologie").id


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("typed", ["arachide", "groundnut", "allergies", "severe", "grave"])
def test_what_one_language_says_is_found_in_the_other(profiles: Profiles, lang: str, typed: str) -> None:
    nuts = profiles.add("allergies", substance="Arachide", gravite="grave")
    drug, whose = profiles.add("traitements", medicament=WORD), {"person_id": profiles.nadia.person_id}
    (one,) = profiles.home.look(found.entries, **whose, lang=lang, query=typed)
    assert one.title == {"fr": "Arachide", "en": "Groundnut"}[lang]
    offered = profiles.home.look(linking.linking, entry_id=drug, lang=lang, query=typed)
    assert [other.id for other in offered.found] == [nuts]


def linked(profiles: Profiles, verb, entry: str, kind: str, other: str, actor: Actor | None = None) -> None:
    profiles.home.do(verb, actor=actor, entry_id=entry, kind=kind, other_id=other)


def test_links_are_shown_on_both_sides(profiles: Profiles) -> None:
    drug, disease = profiles.add("traitements", medicament=WORD), profiles.add("maladies", maladie="Diabète", etat="en_cours")
    paper = document(profiles, profiles.nadia)
    linked(profiles, links.link, drug, links.ENTRY, disease)
    linked(profiles, links.link, disease, links.ENTRY, drug)  # the same from its other end
    linked(profiles, links.link, drug, links.DOCUMENT, paper)
    assert [one.title for one in profiles.entry(drug).links] == ["Diabète", "Bilan"]
    assert [one.href for one in profiles.entry(drug).links] == ["/profil#maladies", f"/dossier/{paper}"]
    assert [one.title for one in profiles.entry(disease).links] == [WORD]
    whose = {"person_id": profiles.nadia.person_id, "document_id": paper}
    assert [one.title for one in profiles.home.look(views.about_document, **whose)] == [WORD]
    linked(profiles, links.unlink, disease, links.ENTRY, drug)
    assert [one.title for one in profiles.entry(drug).links] == ["Bilan"]
    assert [line[0] for line in profiles.lines()][2:] == [
        "Lien ajouté dans le profil médical (Traitements)",
        "Lien ajouté dans le profil médical (Traitements)",
        "Lien retiré du profil médical (Maladies)",
    ]


def test_a_link_goes_nowhere_else(profiles: Profiles) -> None:
    drug, childs = profiles.add("traitements", medicament=WORD), profiles.add("allergies", person=profiles.leo, substance="x")
    for kind, other in (
        (links.ENTRY, childs),
        (links.ENTRY, drug),
        (links.ENTRY, "a" * 32),
        (links.DOCUMENT, "a" * 32),
        ("x", drug),
    ):
        assert refused(lambda kind=kind, other=other: linked(profiles, links.link, drug, kind, other)).code == "introuvable"


def test_links_are_bounded(profiles: Profiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_LINKS", 1)
    one, two, three = (profiles.add("allergies", substance=f"Pollen {n}") for n in range(3))
    linked(profiles, links.link, one, links.ENTRY, two)
    assert refused(lambda: linked(profiles, links.link, one, links.ENTRY, three)).code == "profil.trop_de_liens"


def test_a_destroyed_record_leaves_none_of_it(profiles: Profiles) -> None:
    drug, disease = profiles.add("traitements", medicament=WORD), profiles.add("maladies", maladie="Diabète", etat="en_cours")
    profiles.edit(drug, 1, medicament=WORD, dose="1 g")
    linked(profiles, links.link, drug, links.ENTRY, disease)
    none(profiles, service.say_none)
    childs = profiles.add("allergies", person=profiles.leo, substance="Arachide")
    with profiles.db.uow() as uow:
        parting.destroy(uow, profiles.nadia.person_id, [profiles.nadia.account_id])
        uow.commit()
    with profiles.db.read() as uow:
        left = [row.id for row in uow.session.execute(select(ProfileEntry)).scalars()]
        others = [uow.session.execute(select(table)).all() for table in (ProfileVersion, ProfilePart, ProfileLink)]
    assert (left, others) == ([childs], [[], [], []])


def test_what_is_typed_wrong_is_said_beside_its_box(profiles: Profiles) -> None:
    with pytest.raises(FieldErrors) as caught:
        profiles.add("allergies", substance="", depuis="hier")
    assert caught.value.errors == {"substance": "profil.vide", "depuis": "profil.date_forme"}
    assert profiles.titles("allergies") == []


def test_what_was_taken_away_goes_by_itself(profiles: Profiles) -> None:
    entry, other = profiles.add("operations", acte="Appendicite"), profiles.add("operations", acte="Fracture")
    profiles.edit(entry, 1, acte="Appendicite", lieu="Valbois")
    profiles.remove(entry, 2)
    for wait, left in ((timedelta(seconds=9), {entry, other}), (timedelta(seconds=2), {other})):
        profiles.db.clock.advance(wait)
        with profiles.db.uow() as uow:
            service.forget_all_removed(uow)
            uow.commit()
        with profiles.db.read() as uow:
            assert set(uow.session.execute(select(ProfileEntry.id)).scalars()) == left
    with profiles.db.read() as uow:
        assert uow.session.execute(select(ProfileVersion)).all() == []


NAUGHTY = [
    "undefined",
    "NULL",
    "1/0",
    "-1.00",
    "<script>alert(0)</script>",
    "'; DROP TABLE profile_entry; --",
    "{partie} %s {0} ${x}",
    "../../etc/passwd",
    "Ω≈ç√∫˜µ≤≥÷",
    "田中さんにあげて下さい",
    "اختبار",
    "👨‍👩‍👧‍👦 🇫🇷",
    "e\u0301te\u0301",
    "ﬁn",
    "\\u0000",
    "#strong[x] $y$",
    "=SUM(A1)",
]


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_people_write_comes_back_as_it_is(profiles: Profiles, text: str) -> None:
    kept = unicodedata.normalize("NFC", text)
    entry = profiles.add("allergies", substance=text, note=f"{text}\n{text}")
    one = profiles.entry(entry)
    assert (one.title, one.details[0].text) == (kept, f"{kept}\n{kept}")
    for lang in ("fr", "en"):
        assert profiles.lines(lang=lang)[-1][1] == kept
    form = profiles.home.look(views.entry_form, entry_id=entry)
    profiles.edit(entry, form.version, **form.values)
    assert not profiles.entry(entry).rewritten
