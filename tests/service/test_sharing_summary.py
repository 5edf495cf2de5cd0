"""The summary of the profile in a link: as it is when it is opened, without what a minor keeps, in the history each time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.accounts import profile_veils, relatives
from rxapp.core.errors import DomainError
from rxapp.core.policy import EVERYBODY, Actor, Context, Item, can_act, can_see, of_profession
from rxapp.profile import explaining, sheets
from rxapp.profile import service as profile
from rxapp.record import hiding
from rxapp.sharing.service import PROFILE
from rxapp.sharing.standing import Guest
from tests.accounts import refused
from tests.agenda import Home, home
from tests.sharing import Desk, desk, is_over

__all__ = ["desk", "home"]


def read(desk: Desk, guest: Guest) -> dict[str, list[str]]:
    """What the summary says to whoever holds the link, by part."""
    asked = {"actor": guest.actor, "context": guest.context, "person_id": guest.person_id}
    with desk.db.uow() as uow:
        sheet = sheets.gather(uow, **asked, kind=sheets.SUMMARY, lang="fr")
        uow.commit()
    return {section.code: [line.name for line in section.lines] for section in sheet.sections}


def write(home: Home, drug: str, *, actor=None, secret: bool = False) -> None:
    who = actor or home.nadia
    given = {"person_id": who.person_id, "part": "traitements", "form": {"medicament": drug}, "secret": secret}
    home.do(profile.add, actor=who, **given)


def hide(desk: Desk, target: str = EVERYBODY, *, on: bool = True) -> None:
    nadia = desk.home.nadia
    desk.db.clock.advance(timedelta(minutes=1))
    desk.home.do(profile_veils.hide, actor=nadia, person_id=nadia.person_id, target=target, on=on)
    desk.db.clock.advance(timedelta(minutes=1))


def named(desk: Desk) -> list[tuple[str, str, bool, str]]:
    """Who opens Nadia's profile, as she reads it."""
    nadia: Actor = desk.home.nadia
    with desk.db.read() as uow:
        asked = {"actor": nadia, "context": desk.home.context(uow, nadia), "person_id": nadia.person_id}
        return [(one.label, one.target, one.opens, one.sentence) for one in explaining.openers(uow, **asked, lang="fr").named]


def test_a_link_shows_the_summary_as_it_is_when_it_is_opened(desk: Desk, home: Home) -> None:
    made = desk.make(desk.add("Analyse"), summary=True)
    guest = desk.guest(made)
    assert desk.shown(guest) == ["Résumé du profil médical", "Analyse"]
    write(home, "Paracétamol")
    assert read(desk, guest)["traitements"] == ["Paracétamol"]
    assert desk.cards()[0].titles == ["Résumé du profil médical", "Analyse"]
    assert desk.lines()[1:3] == ["lien.cree_resume", "lien.ouvert"]


def test_it_may_be_all_that_a_link_shows(desk: Desk) -> None:
    assert desk.shown(desk.guest(desk.make(summary=True))) == ["Résumé du profil médical"]


def test_a_link_without_it_shows_nothing_of_the_profile(desk: Desk, home: Home) -> None:
    write(home, "Paracétamol")
    guest = desk.guest(desk.make(desk.add("Analyse")))
    assert desk.shown(guest) == ["Analyse"]
    with pytest.raises(DomainError, match="introuvable"):
        read(desk, guest)


def test_what_a_minor_keeps_is_not_in_it(desk: Desk, home: Home) -> None:
    write(home, "Paracétamol", actor=home.zoe)
    write(home, "Contraception", actor=home.zoe, secret=True)
    guest = desk.guest(desk.make(actor=home.zoe, summary=True))
    assert read(desk, guest)["traitements"] == ["Paracétamol"]
    kept = desk.add("Secret", actor=home.zoe, secret=True)
    assert refused(desk.make, kept, actor=home.zoe, summary=True).errors == {"documents": "lien.resume_secret"}


def test_it_ends_with_the_right_of_who_made_the_link(desk: Desk, home: Home) -> None:
    made = desk.make(person=home.leo, summary=True)
    assert desk.shown(desk.guest(made)) == ["Résumé du profil médical"]
    with desk.db.uow() as uow:
        day = f"{uow.clock.today():%d/%m/%Y}"
        relatives.stop_acting(uow, actor=home.nadia, child_id=home.leo, day=day)
        uow.commit()
    assert is_over(desk, made)


def test_its_holder_reads_and_changes_nothing(desk: Desk, home: Home) -> None:
    guest = desk.guest(desk.make(summary=True))
    theirs = Item("profile", owner=home.nadia.person_id)
    assert can_see(guest.actor, theirs, guest.context)
    assert not can_see(guest.actor, theirs, Context(purpose="share"))
    assert not can_see(guest.actor, Item("profile", owner=home.nadia.person_id, hidden=True), guest.context)
    assert not can_see(guest.actor, Item("profile", owner=home.leo), guest.context)
    assert not any(can_act(guest.actor, act, theirs, guest.context) for act in ("add", "edit", "delete", "restore"))
    assert not can_see(guest.actor, Item("history", owner=home.nadia.person_id), guest.context)


def test_what_was_made_before_the_profile_was_hidden_from_all_shows_it_no_more(desk: Desk, home: Home) -> None:
    write(home, "Lithium")
    made = desk.make(desk.add("Analyse"), summary=True)
    opened = desk.give(made)
    hide(desk)
    guest = desk.guest(made, opened)
    assert desk.shown(guest) == ["Analyse"]
    with pytest.raises(DomainError, match="introuvable"):
        read(desk, guest)
    assert not any(can_see(guest.actor, Item(kind, owner=guest.person_id), guest.context) for kind in ("profile", "prevention"))
    hide(desk, on=False)
    assert read(desk, desk.guest(made, opened))["traitements"] == ["Lithium"]


def test_hidden_from_some_it_is_asked_about_and_earlier_links_go_on(desk: Desk, home: Home) -> None:
    earlier = desk.make(summary=True)
    hide(desk, of_profession("infirmier"))
    assert desk.shown(desk.guest(earlier)) == ["Résumé du profil médical"]
    assert refused(desk.make, summary=True).errors == {"documents": "lien.masque"}


def test_what_is_hidden_is_asked_about_before_a_new_link_shows_it(desk: Desk, home: Home) -> None:
    write(home, "Lithium")
    hide(desk)
    document, other = desk.add("Analyse"), desk.add("Radio")
    assert refused(desk.make, document, summary=True).errors == {"documents": "lien.masque"}
    desk.make(document)
    version = desk.version(other, home.nadia)
    home.do(hiding.hide, document_id=other, version=version, targets=[of_profession("infirmier")])
    assert refused(desk.make, other, summary=True).errors == {"documents": "lien.masque"}
    assert read(desk, desk.guest(desk.make(summary=True, agreed=frozenset({(PROFILE, EVERYBODY)}))))["traitements"] == ["Lithium"]


def test_whoever_holds_it_is_named_among_who_opens_the_profile(desk: Desk, home: Home) -> None:
    desk.make(desk.add("Analyse"), recipient="Dr Sans")
    assert named(desk) == []
    made = desk.make(summary=True)
    line = ("lien «\u00a0Dr Untel\u00a0»", "", True, "Oui : vous le montrez par ce lien, à qui en a le code.")
    assert [(one[0], one[1], one[2], one[3].replace("\u00a0", " ")) for one in named(desk)] == [line]
    hide(desk)
    assert named(desk) == []
    hide(desk, on=False)
    desk.stop(made)
    assert named(desk) == []
