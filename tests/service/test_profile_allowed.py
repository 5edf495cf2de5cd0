"""A profile that a professional reads because the person allows it: what their profession opens, less what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rxapp.accounts import access_views, allowing, profile_veils
from rxapp.accounts.access_models import ProfileVeil, RecordAccess
from rxapp.accounts.professions import PROFILE, Profession
from rxapp.core import audit, lookers
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, VACCINATIONS, Actor, of_profession
from rxapp.prevention import service as prevention
from rxapp.prevention.service import DoneForm
from rxapp.profile import explaining, links, service, views
from rxapp.profile.explaining import ProfileOpeners
from rxapp.profile.urgent import allowed_summary
from rxapp.record.explaining import URGENT
from tests.access import Surgery, give_profession, surgery
from tests.accounts import refused
from tests.agenda import home
from tests.emergency import Ward, ward
from tests.inbox import CHU, HADDAD, MARCHE, MOREAU, SECRETARY, post
from tests.profile import Profiles

__all__ = ["home", "post", "surgery", "ward"]

ENTRIES = {
    "allergies": {"substance": "Pénicilline", "gravite": "grave"},
    "traitements": {"medicament": "Bisoprolol"},
    "handicap": {"quoi": "Malentendante"},
    "habitudes": {"tabac": "jamais"},
    "don": {"souhait": "accord"},
}
PROFESSIONS = [Profession.DOCTOR, Profession.NURSE, Profession.SOCIAL_WORKER, Profession.DIETITIAN, Profession.OTHER]


class Desk:
    """The verbs that these tests need; Nadia writes and decides, Dr Moreau, a doctor, reads when nobody is named."""

    def __init__(self, surgery: Surgery) -> None:
        self.surgery, self.db, self.nadia = surgery, surgery.db, surgery.nadia
        self.profiles = Profiles(surgery.post.home)

    def fill(self) -> None:
        for part, form in ENTRIES.items():
            self.profiles.add(part, **form)
        self.vaccinate()

    def vaccinate(self, actor: Actor | None = None, *, secret: bool = False) -> None:
        who = actor or self.nadia
        given = {"person_id": who.person_id, "rule": "vx-dtcap-25", "form": DoneForm(day="03/03/2020", product="Repevax")}
        self.surgery.post.home.do(prevention.note_done, actor=who, **given, secret=secret)

    def read(self, who: Actor = MOREAU, person: str = "") -> dict[str, list[str]]:
        """What somebody reads: the names of the lines by part."""
        given = {"actor": who, "context": self.surgery.context(who), "person_id": person or self.nadia.person_id}
        with self.db.uow() as uow:
            found = allowed_summary(uow, **given, lang="fr")
            uow.commit()
        return {one.code: [line.name or line.text for line in one.lines] for one in found}

    def hide(self, target: str, on: bool = True, actor: Actor | None = None, person: str = "") -> None:
        actor = actor or self.nadia
        given = {"actor": actor, "context": self.surgery.context(actor), "person_id": person or self.nadia.person_id}
        with self.db.uow() as uow:
            profile_veils.hide(uow, **given, target=target, on=on)
            uow.commit()

    def openers(self, actor: Actor | None = None, person: str = "") -> ProfileOpeners:
        actor = actor or self.nadia
        given = {"actor": actor, "context": self.surgery.context(actor), "person_id": person or self.nadia.person_id}
        with self.db.read() as uow:
            return explaining.openers(uow, **given, lang="fr")

    def seen_as(self, whom: str, actor: Actor | None = None, person: str = "") -> dict[str, list[str]]:
        actor = actor or self.nadia
        given = {"actor": actor, "context": self.surgery.context(actor), "person_id": person or self.nadia.person_id}
        with self.db.uow() as uow:
            found = explaining.seen_as(uow, **given, whom=whom, lang="fr")
            uow.commit()
        return {one.code: [line.name or line.text for line in one.lines] for one in found}

    def consent(self) -> tuple[bool, str]:
        """Whether the one professional whom Nadia allows reads documents alone, and until when."""
        given = {"actor": self.nadia, "context": self.surgery.context(self.nadia), "person_id": self.nadia.person_id}
        with self.db.read() as uow:
            (row,) = access_views.access_rows(uow, **given, lang="fr")
        return row.documents_alone, row.until

    def lines(self) -> list[str]:
        with self.db.read() as uow:
            page = audit.history_page(uow, actor=self.nadia, person_id=self.nadia.person_id, limit=100)
        return [f"{line.action_label} {line.detail_label}".strip() for line in reversed(page)]


@pytest.fixture
def desk(surgery: Surgery) -> Desk:
    return Desk(surgery)


@pytest.fixture
def looking() -> Iterator[set[str]]:
    """The accounts whose open pages look again."""
    found = set[str]()
    stop = lookers.listen(found.update)
    yield found
    stop()


@pytest.mark.parametrize("profession", PROFESSIONS)
@pytest.mark.parametrize("target", ["", EVERYBODY, "p:infirmier", MOREAU.account_id])
def test_what_is_said_is_what_happens(desk: Desk, surgery: Surgery, profession: Profession, target: str) -> None:
    """The table, the page, the sentence and « Voir comme » agree, whatever is hidden."""
    give_profession(surgery.post, MOREAU, profession)
    desk.fill()
    surgery.allow()
    if target:
        desk.hide(target)
    shut = target in (EVERYBODY, MOREAU.account_id, of_profession(profession))
    wanted = set() if shut else PROFILE[profession] & {*ENTRIES, VACCINATIONS}
    read = desk.read()
    assert {code for code, lines in read.items() if lines != ["Non renseigné"]} == wanted
    (named,) = desk.openers().named
    assert (named.target, named.opens, named.hidden) == (MOREAU.account_id, bool(read), target == MOREAU.account_id)
    assert named.sentence.startswith("Oui" if read else "Non")
    line = next(one for one in desk.openers().professions if one.target == of_profession(profession))
    by_profession = desk.seen_as(profession.value)
    assert line.opens is bool(by_profession)
    assert by_profession == ({} if target in (EVERYBODY, of_profession(profession)) else (by_profession if shut else read))


def test_each_look_is_a_line_and_nothing_opens_before_nor_afterwards(desk: Desk, surgery: Surgery) -> None:
    desk.fill()
    assert desk.read() == {}
    surgery.allow(until=f"{surgery.post.clock.today():%d/%m/%Y}")
    assert desk.read()["allergies"] == ["Pénicilline"]
    desk.read()
    assert desk.lines()[-2:] == ["Profil médical consulté", "Calendrier de prévention consulté"]
    before = len(desk.lines())
    surgery.post.clock.advance(timedelta(days=1))
    assert desk.read() == {}
    surgery.allow()
    surgery.decide(allowing.block)
    assert desk.read() == {}
    assert len(desk.lines()) == before + 2  # allowed, blocked


def test_hidden_empty_and_not_opened_read_the_same(desk: Desk, surgery: Surgery) -> None:
    surgery.allow()
    surgery.allow(HADDAD)
    empty = desk.read()
    desk.profiles.add("habitudes", tabac="jamais")  # nothing that a nurse opens
    assert desk.read(HADDAD) == empty == {}
    desk.profiles.add("allergies", substance="Pénicilline")
    assert desk.read(HADDAD)["traitements"] == ["Non renseigné"]
    desk.hide(EVERYBODY)
    assert desk.read() == desk.read(HADDAD) == empty
    desk.hide(EVERYBODY, on=False)
    desk.surgery.post.home.do(service.say_none, actor=desk.nadia, person_id=desk.nadia.person_id, part="maladies")
    assert desk.read(HADDAD)["maladies"] == ["Aucune maladie connue"]


def test_hiding_is_a_line_and_open_pages_let_go(desk: Desk, surgery: Surgery, looking: set[str]) -> None:
    entry = desk.profiles.add("allergies", substance="Pénicilline")
    surgery.allow()
    for target, label in (
        (EVERYBODY, "tous les professionnels"),
        (of_profession("infirmier"), "Infirmier, infirmière"),
        (MOREAU.account_id, "Dr Anne Moreau"),
    ):
        looking.clear()
        desk.hide(target)
        desk.hide(target)  # the same again changes nothing
        assert looking == {MOREAU.account_id, desk.nadia.account_id}
        assert desk.lines()[-1] == f"Profil médical masqué {label}"
        desk.hide(target, on=False)
        assert desk.lines()[-1] == f"Profil médical montré de nouveau {label}"
    assert refused(desk.hide, ALL_BUT_AUTHOR).code == "introuvable"
    for act in (
        lambda: desk.profiles.edit(entry, 1, substance="Pollen"),
        lambda: desk.profiles.remove(entry, 2),
        desk.vaccinate,
    ):
        looking.clear()
        act()
        assert MOREAU.account_id in looking


def test_who_may_decide(desk: Desk, surgery: Surgery) -> None:
    """The person and a parent; nobody else, whatever they read."""
    surgery.allow()
    for actor in (MOREAU, CHU, MARCHE, surgery.post.home.stranger):
        assert refused(desk.hide, EVERYBODY, actor=actor).code == "introuvable"
        assert refused(desk.openers, actor).code == "introuvable"
        assert refused(desk.seen_as, "medecin", actor).code == "introuvable"
    for nobody in ("x" * 32, desk.nadia.account_id, "p:boulanger", "+"):
        assert refused(desk.hide, nobody).code == "introuvable"
    desk.hide(EVERYBODY, person=desk.profiles.leo)
    assert desk.openers(person=desk.profiles.leo).everybody
    assert not desk.openers().everybody
    assert refused(desk.seen_as, "boulanger").code == "introuvable"


def test_what_a_minor_keeps_is_in_no_professionals(desk: Desk, surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    desk.profiles.add("traitements", actor=zoe, secret=True, medicament="Contraception")
    surgery.allow(actor=zoe, person=zoe.person_id)
    assert desk.read(person=zoe.person_id) == {}
    desk.vaccinate(zoe, secret=True)
    desk.profiles.add("allergies", actor=zoe, substance="Pollen")
    read = desk.read(person=zoe.person_id)
    assert (read["traitements"], read["allergies"], VACCINATIONS in read) == (["Non renseigné"], ["Pollen"], False)
    assert desk.seen_as("medecin", zoe, zoe.person_id) == read
    assert desk.seen_as("parent", zoe, zoe.person_id)["allergies"] == ["Pollen"]
    assert "Contraception" not in str(desk.seen_as("parent", zoe, zoe.person_id))


def test_consent_does_not_grow(desk: Desk, surgery: Surgery) -> None:
    """Who was allowed before professionals read profiles reads documents alone, until the person allows anew."""
    desk.fill()
    surgery.allow()
    with desk.db.uow() as uow:
        uow.session.execute(update(RecordAccess).values(profile=False))
        uow.commit()
    report = surgery.add("Compte rendu")
    assert (desk.read(), surgery.open(report)) == ({}, "Compte rendu")
    assert "Autoriser aussi à lire le profil médical" in desk.openers().named[0].sentence
    surgery.allow(until="2026-12-24")
    assert desk.read() == {}  # another last day is not another consent
    assert desk.consent() == (True, "2026-12-24")
    surgery.decide(allowing.allow_profile)
    assert desk.read()["allergies"] == ["Pénicilline"]
    assert surgery.open(report) == "Compte rendu"
    assert desk.consent() == (False, "2026-12-24")
    assert "Professionnel autorisé à lire aussi le profil médical Dr Anne Moreau" in desk.lines()
    assert refused(surgery.decide, allowing.allow_profile).code == "acces.change"


def test_who_was_allowed_documents_alone_is_allowed_anew_with_the_profile(desk: Desk, surgery: Surgery) -> None:
    desk.fill()
    surgery.allow()
    with desk.db.uow() as uow:
        uow.session.execute(update(RecordAccess).values(profile=False))
        uow.commit()
    surgery.decide(allowing.withdraw)
    assert refused(surgery.decide, allowing.allow_profile).code == "acces.change"
    surgery.allow()
    assert desk.read()["allergies"] == ["Pénicilline"]


@pytest.mark.parametrize("target", [EVERYBODY, "p:medecin", MOREAU.account_id])
@pytest.mark.parametrize("agreed", [False, True])
def test_in_an_emergency_it_stays_hidden_unless_agreed(desk: Desk, ward: Ward, target: str, agreed: bool) -> None:
    desk.fill()
    desk.hide(target)
    ward.choose("urgence_masques", agreed)
    ward.open()
    by_name = target == MOREAU.account_id
    if agreed and not by_name:
        assert [line.name for line in ward.summary()["allergies"].lines] == ["Pénicilline"]
        assert set(desk.seen_as("urgence")) == set(ward.summary())
    else:
        assert ward.summary() == {}  # as of a profile that says nothing
        assert desk.seen_as("urgence") == {} or by_name


@pytest.mark.parametrize("whom", URGENT)
def test_what_each_carer_reads_in_an_emergency_is_what_is_shown_beforehand(desk: Desk, ward: Ward, whom: str) -> None:
    desk.fill()
    give_profession(ward.surgery.post, MOREAU, URGENT[whom])
    ward.open()
    assert set(desk.seen_as(whom)) == set(ward.summary()) != set()


def test_in_an_emergency_a_profile_that_says_nothing_reads_as_a_hidden_one(desk: Desk, ward: Ward) -> None:
    ward.open()
    assert ward.summary() == {}
    desk.profiles.add("allergies", substance="Pénicilline")
    assert "allergies" in ward.summary()


def test_nothing_else_of_a_profile_opens(desk: Desk, surgery: Surgery) -> None:
    """No earlier text where it is hidden, no link, no document that is linked; whoever is somebody else reads nothing."""
    desk.fill()
    report = surgery.add("Compte rendu")
    entry = desk.profiles.add("maladies", maladie="Asthme", etat="en_cours")
    surgery.post.home.do(links.link, actor=desk.nadia, entry_id=entry, kind="document", other_id=report)
    surgery.allow()
    desk.hide(EVERYBODY)
    given = {"actor": MOREAU, "context": surgery.context(MOREAU), "lang": "fr"}
    with desk.db.uow() as uow:
        assert refused(views.versions, uow, **given, entry_id=entry).code == "introuvable"
        assert views.about_document(uow, **given, person_id=desk.nadia.person_id, document_id=report) == []
    for who in (HADDAD, SECRETARY, CHU, MARCHE):
        assert desk.read(who) == {}


def test_it_goes_with_the_record(desk: Desk, surgery: Surgery) -> None:
    desk.hide(EVERYBODY)
    with desk.db.uow() as uow:
        allowing.destroy(uow, desk.nadia.person_id)
        uow.commit()
    with desk.db.read() as uow:
        assert not uow.session.execute(select(ProfileVeil)).all()
