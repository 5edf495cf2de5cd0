"""The summary of the profile in a link: as it is when it is opened, without what a minor keeps, in the history each time."""

from __future__ import annotations

import pytest

from rxapp.accounts import relatives
from rxapp.core.errors import DomainError
from rxapp.core.policy import Context, Item, can_act, can_see
from rxapp.profile import service as profile
from rxapp.profile import sheets
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
