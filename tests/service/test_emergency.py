"""A record opened in an emergency: agreed to in advance, read for an hour, told at once, disputed; and what it never opens."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import allowing, emergency, emergency_views, farewell, rights
from rxapp.accounts.emergency_models import EmergencyAccess
from rxapp.accounts.emergency_rules import CARERS, LASTS, RESTS
from rxapp.accounts.professions import Profession
from rxapp.core import audit, lookers
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, Actor, of_profession
from rxapp.notices import service as notices_service
from rxapp.notices import views as notices
from rxapp.notices.models import Delivery, Notice
from rxapp.profile import service, store
from rxapp.record import explaining
from tests.access import Surgery, give_profession, surgery
from tests.accounts import refused
from tests.agenda import home
from tests.emergency import REASON, Ward, ward
from tests.inbox import CHU, HADDAD, MARCHE, MOREAU, SECRETARY, post
from tests.profile import Profiles
from tests.relatives import dispatch

__all__ = ["home", "post", "surgery", "ward"]

NAMES = {
    Profession.DOCTOR: "médecin",
    Profession.MIDWIFE: "sage-femme",
    Profession.NURSE: "infirmier ou infirmière",
    Profession.REGULATOR: "médecin du SAMU",
}
CHUTE = "Chute d’une échelle, ne répond plus"


def test_it_is_read_for_an_hour_and_the_history_says_why(ward: Ward, surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    assert refused(surgery.page).code == "introuvable"
    assert ward.open()
    assert (ward.reading(), surgery.titles(), surgery.open(report)) == ([ward.nadia.person_id], ["Compte rendu"], "Compte rendu")
    assert surgery.patients() == []
    (row,) = ward.rows()
    assert (row.name, row.reason, row.lasts, row.disputed) == ("Dr Anne Moreau", REASON, True, False)
    assert surgery.acts() == ["document.ajoute", "acces.urgence", "document.liste", "document.consulte"]
    with surgery.db.read() as uow:
        lines = audit.history_page(uow, actor=ward.nadia, person_id=ward.nadia.person_id)
    said = next(line for line in lines if line.action == "acces.urgence")
    assert said.action_label.replace("\u00a0", " ") == f"Dossier ouvert en urgence pour une heure. Raison : {REASON}"
    surgery.post.clock.advance(LASTS)
    assert ward.reading() == []
    assert refused(surgery.page).code == refused(surgery.open, report).code == "introuvable"
    assert emergency.end_due(surgery.db) == 1
    assert emergency.end_due(surgery.db) == 0
    assert (ward.rows()[0].lasts, ward.rows()[0].state_label) == (False, "Terminé")


def test_opened_again_it_lasts_no_longer_and_is_told_once(ward: Ward, surgery: Surgery) -> None:
    assert ward.open()
    surgery.post.clock.advance(timedelta(minutes=50))
    assert ward.open(reason=CHUTE)
    assert [row.reason for row in ward.rows()] == [REASON]
    surgery.post.clock.advance(timedelta(minutes=10))
    assert ward.open(reason=CHUTE)
    assert [row.reason for row in ward.rows()] == [CHUTE, REASON]


def test_the_profile_is_read_as_the_card_says_it(ward: Ward, surgery: Surgery) -> None:
    profiles = Profiles(surgery.post.home)
    profiles.add("allergies", substance="Pénicilline", gravite="grave")
    profiles.add("habitudes", tabac="jamais")
    assert ward.summary() == {}
    ward.open()
    found = ward.summary()
    assert [line.name for line in found["allergies"].lines] == ["Pénicilline"]
    assert "habitudes" not in found
    assert found["traitements"].lines  # that nothing is said of them is said
    assert profiles.lines()[-1][0] == "Profil médical consulté"
    surgery.post.clock.advance(LASTS)
    assert ward.summary() == {}


def test_what_the_card_does_not_say_of_a_profile_opens_by_no_door(ward: Ward, surgery: Surgery) -> None:
    profiles = Profiles(surgery.post.home)
    profiles.add("allergies", substance="Pénicilline", gravite="grave")
    habit = profiles.add("habitudes", tabac="jamais")
    surgery.post.home.do(service.say_none, actor=ward.nadia, person_id=ward.nadia.person_id, part="operations")
    ward.open()
    whose = {"actor": MOREAU, "context": surgery.context(MOREAU), "person_id": ward.nadia.person_id}
    with ward.db.read() as uow:
        assert [one.part for one in store.entries(uow, **whose)] == ["allergies"]
        assert store.nones(uow, **whose) == []
        asked = {"actor": MOREAU, "action": "see", "context": whose["context"], "entry_id": habit}
        assert refused(store.entry_row, uow, **asked).code == "introuvable"


def test_disputed_it_is_cut_and_does_not_open_again_for_thirty_days(ward: Ward, surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    ward.open()
    ward.dispute()
    assert ward.reading() == []
    assert refused(surgery.page).code == refused(surgery.open, report).code == "introuvable"
    assert ward.rows()[0].disputed
    assert not ward.open()
    ward.dispute()  # the same again changes nothing
    assert surgery.acts()[-2:] == ["acces.urgence_contestee", "acces.urgence_refusee"]
    assert ward.open(HADDAD)  # another one may
    surgery.post.clock.advance(RESTS)
    assert ward.open()


def test_disputing_one_that_is_over_ends_the_one_that_lasts(ward: Ward, surgery: Surgery) -> None:
    surgery.add("Compte rendu")
    ward.open()
    surgery.post.clock.advance(LASTS)
    emergency.end_due(surgery.db)
    ward.open(reason=CHUTE)
    ward.open(HADDAD)
    first = next(row.id for row in ward.rows() if row.reason == REASON and not row.lasts)
    ward.dispute(emergency_id=first)
    assert (ward.reading(), [row.lasts for row in ward.rows() if "Moreau" in row.name]) == ([], [False, False])
    assert refused(surgery.page).code == "introuvable"
    assert ward.reading(HADDAD) == [ward.nadia.person_id]
    assert not ward.open()


@pytest.mark.parametrize("regulator", [False, True])
def test_what_was_cut_stays_cut_once_the_person_agrees_again(ward: Ward, surgery: Surgery, regulator: bool) -> None:
    if regulator:
        give_profession(surgery.post, MOREAU, Profession.REGULATOR)
    mine, other = ("urgence", "urgence_autres") if regulator else ("urgence_autres", "urgence")
    ward.open()
    ward.choose(other, False)
    ward.choose(other, True)
    assert ward.reading() == [ward.nadia.person_id]
    ward.choose(mine, False)
    ward.choose(mine, True)
    assert (ward.reading(), ward.rows()[0].lasts) == ([], False)
    assert ward.open()  # anew, which is told
    assert (len(ward.rows()), ward.reading()) == (2, [ward.nadia.person_id])
    surgery.decide(allowing.block)
    surgery.decide(allowing.unblock)
    assert ward.reading() == []
    assert ward.open()


def test_one_that_is_over_is_disputed_too(ward: Ward, surgery: Surgery) -> None:
    ward.open()
    surgery.post.clock.advance(timedelta(days=3))
    ward.dispute()
    assert not ward.open()


@pytest.mark.parametrize(
    ("profession", "right", "opened"),
    [
        (Profession.DOCTOR, "urgence_autres", False),
        (Profession.DOCTOR, "urgence", True),
        (Profession.NURSE, "urgence_autres", False),
        (Profession.REGULATOR, "urgence", False),
        (Profession.REGULATOR, "urgence_autres", True),
    ],
)
def test_what_is_refused_in_advance_opens_nothing(
    ward: Ward, surgery: Surgery, profession: Profession, right: str, opened: bool
) -> None:
    give_profession(surgery.post, MOREAU, profession)
    if right == "urgence":
        ward.choose("urgence_autres", True)
    ward.choose(right, False)
    ward.choose("urgence_autres" if right == "urgence" else "urgence", True)
    assert ward.open() is opened
    assert surgery.acts()[-1] == ("acces.urgence" if opened else "acces.urgence_refusee")
    assert len(ward.rows()) == int(opened)


def test_a_refusal_closes_what_is_open(ward: Ward, surgery: Surgery) -> None:
    surgery.add("Compte rendu")
    ward.open()
    ward.choose("urgence_autres", False)
    assert (ward.reading(), ward.rows()[0].lasts) == ([], False)
    assert refused(surgery.page).code == "introuvable"


def test_a_refusal_of_before_is_of_both(ward: Ward) -> None:
    ward.choose("urgence", False)

    with ward.db.uow() as uow:
        assert not rights.allows(uow, ward.nadia.person_id, rights.Right.EMERGENCY)


@pytest.mark.parametrize("targets", [(EVERYBODY,), (ALL_BUT_AUTHOR,), (of_profession("medecin"),)])
def test_what_is_hidden_opens_only_if_agreed(ward: Ward, surgery: Surgery, targets: tuple[str, ...]) -> None:
    shown, hidden = surgery.add("Montré"), surgery.add("Masqué")
    surgery.hide(hidden, *targets)
    ward.open()
    assert (surgery.titles(), surgery.page().total) == (["Montré"], 1)
    assert refused(surgery.open, hidden).code == "introuvable"
    ward.choose("urgence_masques", True)
    assert (surgery.titles(), surgery.page().total) == (["Masqué", "Montré"], 2)
    assert surgery.open(hidden) == "Masqué"
    surgery.hide(shown, MOREAU.account_id)  # by name: whatever is agreed
    assert surgery.titles() == ["Masqué"]
    assert refused(surgery.open, shown).code == "introuvable"


def test_blocked_it_neither_opens_nor_stays(ward: Ward, surgery: Surgery) -> None:
    surgery.add("Compte rendu")
    ward.open()
    surgery.decide(allowing.block)
    assert ward.reading() == []
    assert refused(surgery.page).code == "introuvable"
    assert not ward.open()


def test_what_a_minor_keeps_stays_theirs(ward: Ward, surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    kept = surgery.add("Secret", actor=zoe, person=zoe.person_id, secret=True)
    surgery.add("Partagé", actor=zoe, person=zoe.person_id)
    Profiles(surgery.post.home).add("allergies", actor=zoe, substance="Latex", secret=True)
    ward.choose("urgence_masques", True, actor=zoe)
    assert ward.open(person=zoe.person_id)
    assert surgery.titles(person=zoe.person_id) == ["Partagé"]
    assert refused(surgery.open, kept).code == "introuvable"
    assert "Latex" not in str(ward.summary(person=zoe.person_id))
    for actor in (zoe, surgery.nadia):  # her mother reads it too, and disputes
        assert len(ward.rows(actor, zoe.person_id)) == 1
    ward.dispute(surgery.nadia, zoe.person_id)
    assert ward.rows(zoe, zoe.person_id)[0].disputed


def test_who_opens_and_who_decides(ward: Ward, surgery: Surgery) -> None:
    home = surgery.post.home
    give_profession(surgery.post, SECRETARY, Profession.ASSISTANT)
    for who in (SECRETARY, CHU, MARCHE, home.stranger):
        assert refused(ward.open, who).code == "introuvable"
    assert ward.open(person=home.leo)
    for actor in (home.stranger, MOREAU):
        assert refused(ward.rows, actor, home.leo).code == "introuvable"
        assert refused(ward.dispute, actor, home.leo).code == "introuvable"
        assert refused(ward.choose, "urgence", False, actor, home.leo).code == "introuvable"
    ward.choose("urgence_autres", False, person=home.leo)
    assert ward.reading() == []
    assert refused(ward.choose, "hors_soin", True, ward.nadia, home.leo).code == "introuvable"
    assert refused(ward.dispute, ward.nadia, "", "f" * 32).code == "introuvable"


def test_a_profession_that_is_no_more_reads_nothing_more(ward: Ward, surgery: Surgery) -> None:
    surgery.add("Compte rendu")
    ward.open()
    give_profession(surgery.post, MOREAU, Profession.OTHER)
    assert ward.reading() == []
    assert refused(surgery.page).code == "introuvable"


def test_a_nurse_reads_what_nurses_read(ward: Ward, surgery: Surgery) -> None:
    surgery.add("Analyse", "biologie")
    surgery.add("Facture", "administratif")
    assert ward.open(HADDAD)
    assert surgery.titles(HADDAD) == ["Analyse"]


def test_who_speaks_for_the_person_is_told_until_it_is_disputed(ward: Ward, surgery: Surgery) -> None:
    home = surgery.post.home
    ward.open(person=home.leo)
    (told,) = told_of(ward)
    assert (told.title, told.href) == (
        "Un professionnel a ouvert le dossier de Léo en urgence",
        f"/parametres/acces?personne={home.leo}#urgences",
    )
    assert "Moreau" not in f"{told.title} {told.text}"
    assert not told.stale
    ward.dispute(person=home.leo)
    assert [one.stale for one in told_of(ward)] == [True]


def told_of(ward: Ward, who: Actor | None = None) -> list:
    dispatch(ward.surgery.post.home.town)
    with ward.db.read() as uow:
        return [one for one in notices.notices_page(uow, actor=who or ward.nadia, lang="fr").items if "urgence" in one.title]


def test_it_is_sealed_and_goes_with_the_record(ward: Ward) -> None:
    ward.open()
    with ward.db.uow() as uow:
        kept = select(EmergencyAccess.content)
        (content,) = uow.session.execute(kept).scalars()
        assert b"pompiers" not in content
        emergency.destroy(uow, ward.nadia.person_id)
        assert uow.session.execute(kept).all() == []


def test_whoever_cares_in_an_emergency_is_told_of() -> None:
    assert set(explaining.URGENT.values()) == CARERS


@pytest.mark.parametrize("category", ["biologie", "administratif"])
@pytest.mark.parametrize(
    "targets", [(), (EVERYBODY,), (ALL_BUT_AUTHOR,), (of_profession("medecin"),), (of_profession("infirmier"),)]
)
@pytest.mark.parametrize("agreed", [None, False, True])
@pytest.mark.parametrize("whom", explaining.URGENT)
def test_what_is_told_beforehand_is_what_happens(
    ward: Ward, surgery: Surgery, targets: tuple[str, ...], agreed: bool | None, whom: str, category: str
) -> None:
    """« Voir comme » in an emergency and the sentence on a document's page, against the record that opens."""
    profession = explaining.URGENT[whom]
    give_profession(surgery.post, MOREAU, profession)
    report = surgery.add("Bilan", category)
    if targets:
        surgery.hide(report, *targets)
    if agreed is None:
        ward.choose("urgence" if profession is Profession.REGULATOR else "urgence_autres", False)
    else:
        ward.choose("urgence_masques", agreed)
    given = {"actor": ward.nadia, "context": surgery.context(ward.nadia), "lang": "fr"}
    with ward.db.uow() as uow:
        seen = explaining.seen_as(uow, **given, person_id=ward.nadia.person_id, whom=whom)
        told = explaining.openers(uow, **given, document_id=report, may_hide=True)
    opened = ward.open() and surgery.titles() == ["Bilan"]
    (sentence,) = (one for one in told.urgent.split(".") if NAMES[profession] in one.partition(":")[2].strip().split(", "))
    assert bool(seen.rows) is opened is ("oui" in sentence)
    with ward.db.read() as uow:
        named = explaining.openers(uow, **given, document_id=report, may_hide=True).named
    assert [one.opens for one in named if one.target == MOREAU.account_id] == ([opened] if agreed is not None else [])


def test_what_is_open_is_said_to_whoever_opened_it(ward: Ward) -> None:
    ward.open()
    with ward.db.read() as uow:
        one = emergency_views.open_record_of(uow, actor=MOREAU, person_id=ward.nadia.person_id, lang="fr")
        assert (one.name, one.until_label[:7]) == ("Nadia Petit", "jusqu’à")
        assert one.born_label[0].isdigit()  # no day of the week
        assert (
            refused(emergency_views.open_record_of, uow, actor=HADDAD, person_id=one.person_id, lang="fr").code == "introuvable"
        )
        assert refused(emergency_views.open_records, uow, actor=CHU, lang="fr").code == "introuvable"


def test_quiet_hours_do_not_hold_it_back(ward: Ward) -> None:
    """An hour is soon over: who is told in the morning could cut nothing."""
    now = ward.db.clock.now()
    with ward.db.uow() as uow:
        notices_service.choose_quiet_hours(uow, actor=ward.nadia, begins=time(0), ends=time(23, 59))
        uow.commit()
    ward.open()
    assert len(told_of(ward)) == 1
    with ward.db.read() as uow:
        left = uow.session.execute(select(Delivery.next_try_at).join(Notice, Notice.id == Delivery.notice_id)).scalars().all()
    assert left
    assert max(left) <= now + timedelta(minutes=30)


def test_open_pages_let_go_when_the_person_closes(ward: Ward, surgery: Surgery) -> None:
    """Of whoever is allowed, and of whoever opened it in an emergency."""
    surgery.allow(HADDAD)
    ward.open()
    told: set[str] = set()
    stop = lookers.listen(told.update)
    with ward.db.uow() as uow:
        farewell.end(uow, ward.nadia.account_id, [ward.nadia.person_id])
        uow.commit()
    stop()
    assert told >= {MOREAU.account_id, HADDAD.account_id}


def test_why_is_read_by_a_young_person_alone(ward: Ward, surgery: Surgery) -> None:
    """Their parents read that it was opened, by whom and when; of a child without an account they read why."""
    home = surgery.post.home
    ward.open(person=home.zoe.person_id)
    (parents,), (own,) = ward.rows(person=home.zoe.person_id), ward.rows(home.zoe, home.zoe.person_id)
    assert (parents.reason, own.reason) == ("lue par la personne seule", REASON)
    assert (parents.name, parents.when_label, parents.lasts) == (own.name, own.when_label, True)
    assert [told_of(ward, who)[0].text.partition(".")[0] for who in (ward.nadia, home.zoe)] == [
        "Lisez qui",
        "Lisez qui, et pourquoi",
    ]
    with surgery.db.read() as uow:
        given = {"actor": ward.nadia, "context": surgery.context(ward.nadia), "person_id": home.zoe.person_id}
        lines = audit.history_page(uow, **given)
    assert [line.action for line in lines if line.action.startswith("acces.urgence")] == ["acces.urgence_raison_gardee"]
    assert not any(REASON in f"{line.action_label}{line.detail_label}{line.why_label}" for line in lines)
    ward.open(person=home.leo)
    assert [row.reason for row in ward.rows(person=home.leo)] == [REASON]
