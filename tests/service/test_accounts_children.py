"""Twins and children: whose code opens what, and until when a parent may act."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import service, views
from rxapp.accounts.code import new_code
from rxapp.accounts.models import ActivationCode
from rxapp.accounts.nir import fictional_nir
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from tests.accounts import Resident, Town, refused

SECOND = timedelta(seconds=1)


TWINS_BORN = date(2022, 6, 23)


@pytest.fixture
def twins(town: Town) -> tuple[Resident, Resident]:
    nir = fictional_nir("F", TWINS_BORN, 8)
    return (
        town.register("Zoé", birth_date=TWINS_BORN, nir=nir),
        town.register("Tom", birth_date=TWINS_BORN, nir=nir),
    )


def add_child(town: Town, parent: service.SignedIn, ticket: service.ActivationTicket, chosen: str | None = None) -> str:
    with town.database.uow() as uow:
        child = service.activate_child(uow, actor=town.actor(parent), ticket=ticket.token, chosen=chosen)
        uow.commit()
    return child


def test_the_code_decides_which_twin(town: Town, twins: tuple[Resident, Resident]) -> None:
    zoe, tom = twins
    parent = town.settle()
    codes = {who.id: town.write_to(who).code for who in twins}
    ticket = town.check(zoe, codes[tom.id])
    assert (ticket.given_names, ticket.twins, ticket.for_parents) == ("Tom", ("Tom", "Zoé"), True)
    assert refused(add_child, town, parent, ticket, "Zoé").code == "activation.jumeau"
    assert refused(add_child, town, parent, ticket, None).errors == {"enfant": "enfant.a_choisir"}
    assert add_child(town, parent, ticket, "tom") == tom.id
    assert add_child(town, parent, town.check(tom, codes[zoe.id]), "Zoe") == zoe.id
    with town.database.read() as uow:
        cards = views.my_people(uow, actor=town.actor(parent), lang="fr")
    assert [card.usual_name for card in cards] == ["Nadia", "Tom", "Zoé"]


def test_a_wrong_try_counts_for_both_twins(town: Town, twins: tuple[Resident, Resident]) -> None:
    for who in twins:
        town.write_to(who)
    for _ in range(5):
        refused(town.check, twins[0], new_code())
    with town.database.read() as uow:
        codes = uow.session.execute(select(ActivationCode)).scalars().all()
    assert [(code.tries, code.void_reason) for code in codes] == [(5, "tries")] * 2


def test_a_letter_asked_for_twins_leaves_for_each_or_for_the_one_named(
    town: Town, clock: FixedClock, twins: tuple[Resident, Resident]
) -> None:
    assert town.ask(twins[0]) == 2
    clock.advance(timedelta(days=2))
    assert town.ask(twins[0], given_name="zoe") == 1
    clock.advance(timedelta(days=2))
    assert town.ask(twins[0], given_name="Paul") == 0


def test_a_child_s_letter_opens_no_account(town: Town, twins: tuple[Resident, Resident]) -> None:
    ticket = town.check(twins[0], town.write_to(twins[0]).code)
    assert refused(town.open, ticket).code == "activation.enfant"


def test_adding_a_child_is_written_under_both_names(town: Town, twins: tuple[Resident, Resident]) -> None:
    zoe = twins[0]
    parent = town.settle()
    add_child(town, parent, town.check(zoe, town.write_to(zoe).code), "Zoé")
    actor = town.actor(parent)
    with town.database.read() as uow:
        context = service.context_for(uow, actor)
        assert context.guardian_of == {zoe.id}
        lines = audit.history_page(uow, actor=actor, person_id=zoe.id, context=context, lang="fr")
    assert (lines[0].action_label, lines[0].actor_label, lines[0].on_behalf_label) == (
        "Espace ouvert",
        "Nadia Petit",
        "Zoé Petit",
    )
    assert lines[1].action_label == "Nadia Petit peut agir pour Zoé Petit"


def test_a_second_parent_needs_a_letter_of_their_own(town: Town, clock: FixedClock, twins: tuple[Resident, Resident]) -> None:
    zoe = twins[0]
    mother, father = town.settle(), town.settle("Marc", login="marc.petit", order=2)
    code = town.write_to(zoe).code
    add_child(town, mother, town.check(zoe, code), "Zoé")
    assert refused(town.check, zoe, code).code == "activation.utilisee"
    clock.advance(timedelta(minutes=1))
    assert town.ask(zoe, given_name="Zoé") == 1
    add_child(town, father, town.check(zoe, town.latest_code(zoe)), "Zoé")
    clock.advance(timedelta(days=1))
    town.ask(zoe, given_name="Zoé")
    mother = town.sign_in()
    assert refused(add_child, town, mother, town.check(zoe, town.latest_code(zoe)), "Zoé").code == "activation.deja_rattache"


def test_an_adult_s_letter_makes_no_guardian(town: Town) -> None:
    parent = town.settle()
    adult = town.register("Hugo", order=2)
    assert refused(add_child, town, parent, town.check(adult, town.write_to(adult).code)).code == "activation.majeur"


def test_guardianship_ends_on_the_eighteenth_birthday_in_paris(town: Town, clock: FixedClock) -> None:
    parent = town.settle()
    child = town.register("Léa", order=9, birth_date=date(2010, 6, 15))
    add_child(town, parent, town.check(child, town.write_to(child).code))
    actor = town.actor(parent)
    clock.set(datetime(2028, 6, 14, 21, 59, 59, tzinfo=UTC))
    with town.database.read() as uow:
        assert service.context_for(uow, actor).guardian_of == {child.id}
    clock.set(datetime(2028, 6, 14, 22, 0, tzinfo=UTC))
    with town.database.read() as uow:
        assert service.context_for(uow, actor).guardian_of == frozenset()
        assert len(views.my_people(uow, actor=actor, lang="fr")) == 1


def test_from_sixteen_one_opens_one_s_own_space(town: Town) -> None:
    young = town.register("Léa", order=9, birth_date=date(2010, 11, 23))
    ticket = town.check(young, town.write_to(young).code)
    assert not ticket.for_parents
    assert town.open(ticket, "lea.petit").person_id == young.id
