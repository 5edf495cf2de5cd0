"""A forgotten password before 18: what the parents may open too is not enough, and from 18 on it is again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rxapp.accounts import second_factor, service, young
from rxapp.accounts.models import Account
from rxapp.core.clock import FixedClock
from rxapp.core.policy import SYSTEM_ACTOR
from tests.accounts import PASSWORD, URL, Resident, Town, refused
from tests.safety import NEW, Guarded, field_codes
from tests.service.test_accounts_forgotten import Posted

BORN = date(2009, 1, 14)
"""17 on the day of the tests, 18 on 14 January 2027: a letter asked for in December is good until then."""
LETTER, NO_LETTER = "Choisir un nouveau mot de passe", "Une lettre pour choisir un nouveau mot de passe a été demandée"
NO_LINK = "Un lien pour choisir un nouveau mot de passe a été demandé"


class Young(Posted):
    """Nadia, 17, with an account of her own and an address that nobody else has."""

    def __init__(self, town: Town, clock: FixedClock) -> None:
        self.clock = clock
        who = town.register("Nadia", birth_date=BORN)
        super().__init__(town, Guarded(town, clock, town.open(town.check(who, town.write_to(who).code), "nadia.petit")))

    def operators_letter(self) -> None:
        """A letter that leaves all the same, as one did before this was so."""
        self.guarded.tick()
        with self.town.database.uow() as uow:
            service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=self.who.id, public_url=URL, reset=True)
            uow.commit()

    def share_address(self, email: str = "nadia@exemple.fr") -> service.SignedIn:
        """A parent's account has the same mailbox."""
        who = self.town.register("Paule", order=9)
        self.has_parent(who)
        return self.town.open(self.town.check(who, self.town.write_to(who).code), "paule.petit", email=email)

    def has_parent(self, who: Resident) -> None:
        with self.town.database.uow() as uow:
            service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=who.id, child_id=self.who.id)
            uow.commit()

    def way_back(self) -> str:
        with self.town.database.read() as uow:
            return second_factor.second_factor_view(uow, actor=self.guarded.nadia, lang="fr").way_back

    def grow_up(self) -> None:
        self.clock.set(self.clock.now() + timedelta(days=60))


@pytest.fixture
def young_nadia(town: Town, clock: FixedClock) -> Young:
    return Young(town, clock)


def test_no_letter_leaves_for_who_has_nothing_but_a_password(young_nadia: Young) -> None:
    assert young_nadia.ask() == 0
    assert "avant 18 ans" in young_nadia.guarded.mail(NO_LETTER)
    assert young_nadia.way_back() == young.BY_LINK


def test_the_code_of_a_letter_alone_opens_nothing(young_nadia: Young) -> None:
    """Whoever holds it, with the number and the birth date, does not even read whose account it is."""
    young_nadia.operators_letter()
    ticket = young_nadia.ticket()
    with young_nadia.town.database.read() as uow:
        assert refused(service.letter_link, uow, ticket=ticket).code == "oubli.lettre_seule"
    assert refused(young_nadia.choose, ticket).code == "oubli.lettre_seule"
    assert refused(young_nadia.choose, ticket, without_factor=True).code == "oubli.lettre_seule"
    assert young_nadia.town.principal(young_nadia.guarded.opened) is not None
    assert isinstance(young_nadia.town.sign_in(), service.SignedIn)


def test_with_a_second_factor_a_letter_serves_and_the_factor_stays(young_nadia: Young) -> None:
    young_nadia.guarded.protect()
    assert young_nadia.way_back() == ""
    assert young_nadia.ask() == 1
    ticket = young_nadia.ticket()
    assert refused(young_nadia.choose, ticket, without_factor=True).code == "oubli.mineur"
    young_nadia.choose(ticket, code=young_nadia.guarded.codes[0])
    assert isinstance(young_nadia.town.sign_in(password=NEW), service.NextStep)


def test_who_holds_the_letter_without_the_factor_changes_nothing(young_nadia: Young) -> None:
    """A parent could not get in, but the password would be another and every session over: she would be out."""
    young_nadia.guarded.protect()
    kept = young_nadia.guarded.opened
    young_nadia.ask()
    ticket = young_nadia.ticket()
    for typed, said in (("", "second.code_vide"), ("000000", "second.refuse")):
        assert field_codes(refused(young_nadia.choose, ticket, code=typed)) == {"code": said}
    for _number in range(4):
        wrong = refused(young_nadia.choose, ticket, code="000000")
        assert field_codes(wrong) == {"code": "second.refuse"}
    assert wrong.words("fr")["code"].endswith(" Réessayez dans 15 minutes.")
    late = refused(young_nadia.choose, ticket, code=young_nadia.guarded.codes[0])
    assert field_codes(late) == {"code": "second.patienter"}
    assert young_nadia.town.principal(kept) is not None
    assert isinstance(young_nadia.town.sign_in(), service.NextStep)


def test_a_letter_that_left_before_18_takes_nothing_away_afterwards(young_nadia: Young, clock: FixedClock) -> None:
    """Her parents may have kept it; it is six weeks that a letter stands."""
    young_nadia.guarded.protect()
    clock.set(clock.now() + timedelta(days=40))
    young_nadia.ask()
    clock.set(clock.now() + timedelta(days=20))
    ticket = young_nadia.ticket()
    assert refused(young_nadia.choose, ticket, without_factor=True).code == "oubli.mineur"


def test_a_letter_that_left_before_18_opens_nothing_afterwards(young_nadia: Young, clock: FixedClock) -> None:
    clock.set(clock.now() + timedelta(days=40))
    young_nadia.operators_letter()
    clock.set(clock.now() + timedelta(days=20))
    assert refused(young_nadia.choose, young_nadia.ticket()).code == "oubli.lettre_seule"


def test_from_18_on_a_letter_is_enough_again(young_nadia: Young) -> None:
    young_nadia.grow_up()
    assert young_nadia.ask() == 1
    young_nadia.choose(young_nadia.ticket())
    assert isinstance(young_nadia.town.sign_in(password=NEW), service.SignedIn)


def test_a_link_to_her_own_address_is_enough(young_nadia: Young) -> None:
    assert young_nadia.guarded.ask_link() == 1
    young_nadia.guarded.reset(young_nadia.guarded.link())
    assert isinstance(young_nadia.town.sign_in(password=NEW), service.SignedIn)


def test_a_link_to_an_address_that_a_parent_has_too_does_not_leave(young_nadia: Young) -> None:
    young_nadia.share_address()
    assert young_nadia.guarded.ask_link() == 0
    assert "un autre compte de la famille a cette adresse" in young_nadia.guarded.mail(NO_LINK)
    assert young_nadia.way_back() == young.BY_NOTHING
    young_nadia.grow_up()
    assert young_nadia.guarded.ask_link() == 1


@pytest.mark.parametrize("email", ["nadia+maman@exemple.fr", "Na.Dia@Exemple.fr"])
def test_another_spelling_of_a_parent_s_mailbox_is_the_same(young_nadia: Young, email: str) -> None:
    young_nadia.share_address(email)
    assert young_nadia.guarded.ask_link() == 0


def test_another_mailbox_of_a_parent_is_another(young_nadia: Young) -> None:
    young_nadia.share_address("paule@exemple.fr")
    assert young_nadia.guarded.ask_link() == 1


def test_an_address_that_a_parent_had_is_not_hers_alone_once_they_close(young_nadia: Young) -> None:
    """They closed their account, not their mailbox."""
    parent = young_nadia.town.actor(young_nadia.share_address("nadia+maman@exemple.fr"))
    asked = {"password": PASSWORD, "choices": {}, "confirmed": True, "token_hash": bytes(32)}
    service.close_account(young_nadia.town.database, actor=parent, **asked)
    with young_nadia.town.database.read() as uow:
        closed = uow.session.get(Account, parent.account_id)
        assert closed.closed_at is not None
        assert closed.email_index is None
    assert young_nadia.guarded.ask_link() == 0
    assert young_nadia.way_back() == young.BY_NOTHING


def test_a_brother_s_account_at_the_same_address_counts(young_nadia: Young) -> None:
    parent, brother = young_nadia.town.register("Paule", order=9), young_nadia.town.register("Karim", birth_date=BORN, order=8)
    young_nadia.has_parent(parent)
    with young_nadia.town.database.uow() as uow:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=parent.id, child_id=brother.id)
        uow.commit()
    young_nadia.town.open(young_nadia.town.check(brother, young_nadia.town.write_to(brother).code), "karim.petit")
    assert young_nadia.guarded.ask_link() == 0


def test_a_stranger_who_types_her_address_takes_nothing_away(young_nadia: Young) -> None:
    young_nadia.guarded.ask_link()
    token = young_nadia.guarded.link()
    young_nadia.town.settle("Robert", login="robert.petit", order=50)
    assert young_nadia.way_back() == young.BY_LINK
    young_nadia.guarded.reset(token)


def test_a_link_ends_when_the_address_is_shared_meanwhile(young_nadia: Young) -> None:
    young_nadia.guarded.ask_link()
    token = young_nadia.guarded.link()
    young_nadia.share_address()
    with young_nadia.town.database.read() as uow:
        assert service.open_link(uow, token=token) is None
    assert refused(young_nadia.guarded.reset, token).code == "oubli.lien"


def test_with_a_second_factor_a_shared_address_serves(young_nadia: Young) -> None:
    young_nadia.guarded.protect()
    young_nadia.share_address()
    assert young_nadia.guarded.ask_link() == 1
    young_nadia.guarded.reset(young_nadia.guarded.link(), code=young_nadia.guarded.codes[0])


def test_an_adult_s_letter_and_shared_address_are_enough(town: Town, clock: FixedClock) -> None:
    guarded = Guarded(town, clock, town.settle())
    town.settle("Paule", login="paule.petit", order=9)
    with town.database.read() as uow:
        assert second_factor.second_factor_view(uow, actor=guarded.nadia, lang="fr").way_back == ""
    assert guarded.ask_link() == 1
