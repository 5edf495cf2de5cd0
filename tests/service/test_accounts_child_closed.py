"""While a child's record is closed, and once one parent of two is there no more: what is decided holds, what waited does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from rxapp import wiring
from rxapp.accounts import relatives_views, service
from rxapp.accounts.models import Guardianship
from rxapp.accounts.relatives_models import GuardianInvitation
from rxapp.core.keys import has_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices import views as notices
from tests.accounts import URL, refused
from tests.agenda import account_of
from tests.closing import Leaving, leaving
from tests.pharmacy import counter, home
from tests.restoring import copied, restored
from tests.service.test_accounts_child_closing import acts, ask, child, family, reopen, told, two, use_letter

__all__ = ["counter", "home", "leaving", "two"]


def decide(leaving: Leaving, who: Actor) -> None:
    """The operator notes the decision of a court."""
    given = {"guardian_id": who.person_id, "child_id": leaving.leo, "on": leaving.counter.clock.today(), "public_url": URL}
    leaving.counter.at_counter(service.detach_child, SYSTEM_ACTOR, **given)


def goes_on(waiting: relatives_views.ChildView, left: relatives_views.ChildView) -> bool:
    """Whether one waited for the other parent, and is told now that one need not."""
    assert "dès que l’autre parent le demandera aussi" in waiting.closing.words
    assert left.closing.words.replace("\u00a0", " ").endswith(
        "Plus personne d’autre n’a à le demander : vous pouvez le fermer maintenant."
    )
    return (waiting.closing.now, left.closing.now) == (False, True)


def texts(leaving: Leaving, actor: Actor) -> str:
    told(leaving, actor)
    with leaving.database.read() as uow:
        return "\n".join(one.text for one in notices.notices_page(uow, actor=actor, lang="fr").items)


@pytest.mark.parametrize("letter_on_its_way", [False, True])
def test_a_decision_is_noted_while_the_record_is_closed(
    two: tuple[Leaving, Actor], archive_key: tuple[str, str], letter_on_its_way: bool
) -> None:
    """No letter gives a parent back what a court withdrew meanwhile."""
    leaving, karim = two
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    issued = reopen(leaving, archive_key) if letter_on_its_way else None
    decide(leaving, karim)
    assert refused(decide, leaving, karim).code == "proches.aucun"  # noted already
    assert acts(leaving, karim.person_id)[-1] == "parent.fin"
    issued = issued or reopen(leaving, archive_key)
    assert refused(use_letter, leaving, karim, issued).code == "proches.decide"
    use_letter(leaving, leaving.nadia, issued)
    assert leaving.leo in family(leaving, leaving.nadia)
    assert leaving.leo not in family(leaving, karim)
    assert child(leaving, leaving.nadia).alone


def test_who_is_told_of_it_reads_no_page_that_says_nothing(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    decide(leaving, karim)
    assert "n’agit plus pour un enfant dont le carnet est fermé" in texts(leaving, leaving.nadia)
    assert "il ne se rouvre plus pour vous" in texts(leaving, karim)
    for actor in (leaving.nadia, karim):
        assert "…" not in texts(leaving, actor)
        assert "La page « Proches » dit depuis quand" not in texts(leaving, actor).replace("\u00a0", " ")


def test_a_backup_that_is_sealed_again_has_no_wish_left(
    two: tuple[Leaving, Actor], archive_key: tuple[str, str], tmp_path: Path
) -> None:
    """Or the other parent's single wish would close what the letter has just given back."""
    leaving, karim = two
    ask(leaving, leaving.nadia)
    with copied(leaving.database, tmp_path / "copie") as copy:
        ask(leaving, karim)
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(1, 0)
            with again.read() as uow:
                wanted = select(Guardianship.closes_asked_at).where(Guardianship.child_id == leaving.leo)
                assert uow.session.execute(wanted).scalars().all() == [None, None]


@pytest.mark.parametrize("stays", [False, True], ids=["of who left", "of the other parent"])
def test_a_wish_is_taken_back_again_with_the_closing_of_who_asked(
    two: tuple[Leaving, Actor], tmp_path: Path, stays: bool
) -> None:
    """As it was with the closing; what the other parent asked stays."""
    leaving, karim = two
    ask(leaving, karim if stays else leaving.nadia)
    with copied(leaving.database, tmp_path / "copie") as copy:
        leaving.close()
        with restored(leaving.database, copy) as again:
            assert service.replay(again) == service.Replayed(1, 0)
            with again.read() as uow:
                wanted = select(Guardianship.guardian_id).where(Guardianship.closes_asked_at.is_not(None))
                assert uow.session.execute(wanted).scalars().all() == ([karim.person_id] if stays else [])


@pytest.mark.parametrize("older", [False, True], ids=["sealed again", "sealed again before"])
def test_an_invitation_of_a_backup_does_not_break_the_page_of_who_is_invited(
    leaving: Leaving, tmp_path: Path, older: bool
) -> None:
    wiring.join_rooms()
    town = leaving.counter.home.town
    who = town.register("Karim", order=9)
    karim = account_of(town, who, "Karim")
    traits = {"nir": str(who.nir), "birth_date": f"{who.birth_date:%d/%m/%Y}", "given_name": "Karim"}
    leaving.counter.at_counter(service.invite, leaving.nadia, child_id=leaving.leo, address="192.0.2.1", **traits)
    assert service.answer_invitations(leaving.database) == 1
    with copied(leaving.database, tmp_path / "copie") as copy:
        assert ask(leaving, leaving.nadia).done
        with restored(leaving.database, copy) as again:
            service.replay(again)
            with again.uow() as uow:
                assert not has_key(uow, leaving.leo)
                (row,) = uow.session.execute(select(GuardianInvitation)).scalars()
                assert row.state == "withdrawn"
                row.state = "open" if older else row.state
                uow.session.flush()
                assert relatives_views.relatives(uow, actor=karim, lang="fr").received == []


@pytest.mark.parametrize("by", ["decision", "themself", "closing"])
def test_who_asked_goes_on_alone_once_the_other_parent_is_gone(two: tuple[Leaving, Actor], by: str) -> None:
    leaving, karim = two
    asking, other = (karim, leaving.nadia) if by == "closing" else (leaving.nadia, karim)
    ask(leaving, asking)
    waiting = child(leaving, asking)
    assert (waiting.closing.mine, waiting.alone) == (True, False)
    if by == "decision":
        decide(leaving, other)
    elif by == "themself":
        today = leaving.counter.clock.today().isoformat()
        leaving.counter.at_counter(service.stop_acting, other, child_id=leaving.leo, day=today)
    else:
        leaving.close({one.id: "annuler" for one in leaving.view().orders})
    left = child(leaving, asking)
    assert (left.closing.mine, left.alone) == (True, True)
    assert goes_on(waiting, left)
    assert ask(leaving, asking).done


def test_of_three_the_two_who_asked_go_on_once_the_third_is_gone(two: tuple[Leaving, Actor]) -> None:
    leaving, karim = two
    town = leaving.counter.home.town
    sami = account_of(town, town.register("Sami", order=10), "Sami")
    leaving.counter.at_counter(service.attach_child, SYSTEM_ACTOR, guardian_id=sami.person_id, child_id=leaving.leo)
    ask(leaving, leaving.nadia)
    ask(leaving, karim)
    waiting = child(leaving, leaving.nadia)
    decide(leaving, sami)
    assert goes_on(waiting, child(leaving, leaving.nadia))
    assert ask(leaving, karim).done
