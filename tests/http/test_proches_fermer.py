"""Closing a child's record on `/parametres/proches`, as a tab sees it: the second of two clicks is answered as the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from rxapp.accounts import second_factor
from rxapp.accounts.models import Guardianship
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.people import attach_child
from rxapp.components.forms import confirmation
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.demo.people import PASSWORD
from rxapp.notices.models import Delivery, Notice
from rxapp.pharmacy import service as pharmacy
from tests.accounts import Town
from tests.carnet import carnet
from tests.http.test_fermeture import Leaver, leaver
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_proches import PAGE, STATE, Family, family
from tests.http.test_second_facteur import Phone, protected

__all__ = ["carnet", "family", "leaver"]

NOTED = "C’est noté. Le carnet sera fermé quand l’autre parent le demandera aussi."


@pytest.fixture
def phone(family: Family) -> Iterator[Phone]:
    """Sophie's; Camille acts for Jade too."""
    phone, _codes = protected(family.carnet, "sophie.bernard")
    with family.db.uow() as uow:
        told = set(uow.session.execute(select(Notice.id)).scalars())
        camille = account_by_login(uow, "camille.martin").person_id
        uow.session.add(Guardianship(guardian_id=camille, child_id=family.jade, starts_on=date(2026, 11, 23)))
        uow.commit()
    yield phone
    with family.db.uow() as uow:
        second_factor.remove(uow, account_by_login(uow, "sophie.bernard"))
        new = set(uow.session.execute(select(Notice.id)).scalars()) - told
        uow.session.execute(delete(Delivery).where(col(Delivery.notice_id).in_(new)))
        uow.session.execute(delete(Notice).where(col(Notice.id).in_(new)))
        uow.commit()
    family.carnet.forget_tries()


def test_the_second_of_two_clicks_finds_the_wish_noted(family: Family, phone: Phone) -> None:
    """The code is used by the first: the second says what that one said, and a form that is opened anew is asked in earnest."""
    tab = family.tab("sophie.bernard", PAGE)
    form = {"enfant": family.jade, "mot_de_passe_actuel": PASSWORD, "code": phone.code(family.carnet), "confirmation": "oui"}
    do(tab, f"{STATE}.begin_closing", {"child_id": family.jade}, PAGE)
    for _click in range(2):
        tab.event(f"{STATE}.close_child", {"form_data": form}, PAGE)
    said = tab.settle()
    assert (vars_of(said, SHELL)["words"], vars_of(said, SHELL).get("errors", {})) == ({"kind": "done", "text": NOTED}, {})
    with family.db.uow() as uow:  # taken back elsewhere
        uow.session.execute(update(Guardianship).values(closes_asked_at=None))
        uow.commit()
    do(tab, f"{STATE}.begin_closing", {"child_id": family.jade}, PAGE)
    said = do(tab, f"{STATE}.close_child", {"form_data": form}, PAGE)
    assert vars_of(said, SHELL)["errors"].keys() == {"code"}
    tab.close()


def test_a_wrong_password_loads_the_orders_again_and_keeps_what_was_chosen(leaver: Leaver) -> None:
    child = Town(leaver.carnet.runtime.db).register("Zoé", order=77, birth_date=date(2019, 5, 4)).id
    with leaver.carnet.runtime.db.uow() as uow:
        attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=leaver.actor.person_id or "", child_id=child)
        uow.commit()
    first = leaver.send(child)
    tab, _seen = leaver.tab(PAGE)
    do(tab, f"{STATE}.begin_closing", {"child_id": child}, PAGE)
    do(tab, f"{STATE}.choose", {"order_id": first, "what": "annuler"}, PAGE)
    second = leaver.send(child)
    form = {"enfant": child, "mot_de_passe_actuel": "faux", "confirmation": "oui"}
    said = do(tab, f"{STATE}.close_child", {"form_data": form}, PAGE)
    assert {one["id"]: one["chosen"] for one in vars_of(said, STATE)["orders"]} == {first: "annuler", second: ""}
    tab.close()
    with leaver.carnet.runtime.db.uow() as uow:
        pharmacy.end_all(uow, person_id=child)
        uow.commit()


def test_an_empty_form_is_told_all_it_lacks_each_beside_its_box_with_the_sign_of_an_error(family: Family, phone: Phone) -> None:
    tab = family.tab("sophie.bernard", PAGE)
    do(tab, f"{STATE}.begin_closing", {"child_id": family.jade}, PAGE)
    said = do(tab, f"{STATE}.close_child", {"form_data": {"enfant": family.jade, "mot_de_passe_actuel": ""}}, PAGE)
    assert set(vars_of(said, SHELL)["errors"]) == {"mot_de_passe_actuel", "code", "confirmation"}
    said = do(tab, f"{STATE}.close_child", {"form_data": {"enfant": family.jade, "mot_de_passe_actuel": "non"}}, PAGE)
    assert set(vars_of(said, SHELL)["errors"]) == {"mot_de_passe_actuel", "code", "confirmation"}
    tab.close()


def test_the_box_that_must_be_ticked_shows_its_error_as_the_others_do() -> None:
    drawn = str(confirmation("Oui", error="Cochez cette case.").render())
    assert drawn.index('id:"confirmation-erreur"') < drawn.index('className:"icon"') < drawn.rindex('"Cochez cette case."')
