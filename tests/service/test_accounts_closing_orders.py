"""Closing an account while orders go on: each wants a choice, and the account waits for those that are to be collected."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from rxapp.accounts import service
from rxapp.accounts.closing import AGAIN, LONGEST_WAIT
from rxapp.agenda import feeds
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.notices import service as notices
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.views import departures_page
from rxapp.pharmacy import service as pharmacy
from rxapp.pharmacy.models import Pharmacy
from tests.accounts import refused
from tests.closing import Leaving, leaving
from tests.pharmacy import ANNE, LILAS, counter, home
from tests.service.test_accounts_closing import errors_of, told, words_told, works_here

__all__ = ["counter", "home", "leaving"]


def test_orders_want_a_choice_each(leaving: Leaving) -> None:
    own, leos = leaving.counter.send(), leaving.counter.send(person=leaving.leo)
    assert [one.id for one in leaving.view().orders] == [own, leos]
    assert errors_of(leaving) == {f"commande-{own}": "fermeture.choix", f"commande-{leos}": "fermeture.choix"}
    assert errors_of(leaving, {own: "annuler", leos: "laisser"}) == {f"commande-{leos}": "fermeture.choix"}
    assert errors_of(leaving, {own: "laisser", leos: "annuler"}) == {f"commande-{own}": "fermeture.choix"}
    assert leaving.counter.state(own) == ("sent", 1)


def test_a_child_s_order_is_left_to_whoever_there_is(leaving: Leaving) -> None:
    zoe = leaving.counter.home.zoe
    order = leaving.counter.send(person=zoe.person_id)

    def left(lang: str = "fr") -> list[str]:
        return [one.label for one in leaving.view(lang=lang).orders[0].options if one.id == "laisser"]

    assert (left(), left("en")) == (["La laisser à Zoé"], ["Leave it to Zoé"])
    karim = leaving.add_parent().person_id
    leaving.counter.at_counter(service.attach_child, SYSTEM_ACTOR, guardian_id=karim, child_id=zoe.person_id)
    assert left() == ["La laisser à l’autre parent"]
    leaving.close({order: "laisser"})
    assert leaving.counter.state(order) == ("sent", 1)


def test_an_order_is_named_by_its_prescriptions_and_the_pharmacy_as_one_writes_it(leaving: Leaving) -> None:
    own = leaving.counter.send(leaving.counter.paper("Vitamine D"), leaving.counter.paper("Collyre"))
    with leaving.database.uow() as uow:
        uow.session.get(Pharmacy, leaving.counter.marche).name = "PHARMACIE DU MARCHE"
        uow.commit()
    (one,) = leaving.view().orders
    assert one.title == f"Commande n° {own[:6].upper()}\u00a0: Pharmacie du Marché"
    assert one.state_label == "Vitamine D · Collyre · 23 novembre 2026 · Envoyée"


def test_what_is_cancelled_goes_back_and_the_pharmacy_is_told(leaving: Leaving) -> None:
    own, leos = leaving.counter.send(), leaving.counter.send(person=leaving.leo)
    leaving.counter.step(pharmacy.receive, own)
    works_here(leaving, ANNE)
    leaving.close({own: "annuler", leos: "annuler"})
    assert [leaving.counter.state(one)[0] for one in (own, leos)] == ["cancelled"] * 2
    assert leaving.counter.acts()[-1] == "pharmacie.commande_cancel"
    assert leaving.counter.acts(leaving.leo)[-1] == "pharmacie.commande_cancel"
    asyncio.run(Dispatcher(leaving.database).once())
    assert words_told(leaving, ANNE.account_id) == {f"La commande n° {one[:6].upper()} est annulée." for one in (own, leos)}
    assert refused(leaving.counter.order, own, actor=ANNE).code == "introuvable"
    assert leaving.is_closed()


def test_an_order_sent_in_another_tab_wants_a_choice_too(leaving: Leaving) -> None:
    """Between the look at what goes on and the act: nothing is closed over its head."""
    own = leaving.counter.send()
    other = leaving.counter.send()
    assert errors_of(leaving, {own: "annuler"}) == {f"commande-{other}": "fermeture.choix"}
    assert leaving.counter.state(own) == ("sent", 1)


def test_a_choice_about_an_order_that_ended_meanwhile_is_no_matter(leaving: Leaving) -> None:
    own = leaving.counter.send()
    leaving.counter.step(pharmacy.refuse, own, reason="out_of_stock")
    leaving.close({own: "annuler"})
    assert leaving.counter.state(own)[0] == "refused"
    assert leaving.is_closed()


def test_it_waits_for_the_orders_chosen_and_closes_by_itself(leaving: Leaving) -> None:
    own, leos = leaving.counter.send(), leaving.counter.send(person=leaving.leo)
    assert leaving.close({own: "attendre", leos: "annuler"}) == service.Closing()
    seen = leaving.view()
    assert (seen.asked_label, seen.until_label) == ("23 novembre 2026", "23 décembre 2026")
    assert [(one.id, one.chosen) for one in seen.orders] == [(own, "attendre")]
    assert leaving.counter.state(leos)[0] == "cancelled"
    with leaving.database.read() as uow:
        mail = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
    assert (mail.subject, mail.has_pdf) == ("Votre compte Carnet va se fermer", False)
    assert "au plus tard le 23 décembre 2026" in mail.body
    session = leaving.sign_in()
    assert refused(leaving.counter.send).code == "fermeture.en_cours"
    assert refused(leaving.counter.do, feeds.make).code == "fermeture.en_cours"
    assert service.advance(leaving.database) == ()
    leaving.counter.to_ready(own)
    leaving.counter.hand_over(own)
    assert not leaving.is_closed()
    assert service.advance(leaving.database) == (service.hash_token(session.token),)
    assert leaving.is_closed()
    assert leaving.counter.acts(prefix="compte.") == ["compte.fermeture_demandee", "compte.fermeture"]
    assert service.advance(leaving.database) == ()


def elsewhere(leaving: Leaving, order_id: str) -> str:
    given = {"order_id": order_id, "pharmacy_id": leaving.counter.lilas, "key": f"ailleurs-{order_id}"}
    return leaving.counter.do(pharmacy.send_elsewhere, **given)


def test_one_that_is_refused_holds_the_account_open_and_goes_elsewhere(leaving: Leaving) -> None:
    own, over = leaving.counter.send(), leaving.counter.send()
    leaving.counter.step(pharmacy.refuse, over, reason="out_of_stock")
    leaving.close({own: "attendre"})
    leaving.counter.step(pharmacy.refuse, own, reason="out_of_stock")
    service.advance(leaving.database)
    assert not leaving.is_closed()
    assert refused(elsewhere, leaving, over).code == "fermeture.en_cours"
    other = elsewhere(leaving, own)
    assert [(one.id, one.chosen) for one in leaving.view().orders] == [(other, "attendre")]
    service.advance(leaving.database)
    assert not leaving.is_closed()
    leaving.counter.to_ready(other, LILAS)
    leaving.counter.hand_over(other, LILAS)
    service.advance(leaving.database)
    assert leaving.is_closed()
    assert leaving.counter.state(other)[0] == "collected"


def test_one_that_expires_holds_it_open_for_the_thirty_days_alone(leaving: Leaving) -> None:
    own = leaving.counter.send()
    leaving.close({own: "attendre"})
    while leaving.counter.state(own)[0] != "expired":
        leaving.counter.at(leaving.counter.clock.now() + timedelta(days=1))
    service.advance(leaving.database)
    assert not leaving.is_closed()
    leaving.counter.clock.advance(LONGEST_WAIT)
    service.advance(leaving.database)
    assert leaving.is_closed()


def test_who_leaves_after_a_refusal_all_the_same_asks_again(leaving: Leaving) -> None:
    own = leaving.counter.send()
    leaving.close({own: "attendre"})
    leaving.counter.step(pharmacy.refuse, own, reason="out_of_stock")
    leaving.close()
    assert leaving.is_closed()


def test_one_that_the_person_gives_up_is_waited_for_no_more(leaving: Leaving) -> None:
    own = leaving.counter.send()
    leaving.close({own: "attendre"})
    leaving.counter.do(pharmacy.cancel, order_id=own, version=leaving.counter.state(own)[1])
    service.advance(leaving.database)
    assert leaving.is_closed()


def test_what_no_pharmacy_ever_ends_is_ended_on_the_last_day(leaving: Leaving) -> None:
    own = leaving.counter.send()
    leaving.counter.step(pharmacy.receive, own)
    leaving.close({own: "attendre"})
    leaving.counter.clock.advance(LONGEST_WAIT - timedelta(seconds=1))
    service.advance(leaving.database)
    assert not leaving.is_closed()
    leaving.counter.clock.advance(timedelta(seconds=1))
    service.advance(leaving.database)
    assert leaving.is_closed()
    assert leaving.counter.state(own)[0] == "cancelled"
    assert told(leaving.database, leaving.nadia.account_id) == []


def test_one_that_fails_is_tried_again_an_hour_later(
    leaving: Leaving, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = leaving.counter.send()
    leaving.close({own: "attendre"})
    leaving.counter.to_ready(own)
    leaving.counter.hand_over(own)

    def fails(*_given: object, **_named: object) -> None:
        raise DomainError("stockage.plein")

    with monkeypatch.context() as broken:
        broken.setattr(notices, "send_mail", fails)
        for _look in range(3):
            service.advance(leaving.database)
    assert [record.getMessage() for record in caplog.records if record.name == "carnet.accounts"] == [
        "an account could not be closed: DomainError"
    ]
    service.advance(leaving.database)
    assert not leaving.is_closed()
    leaving.counter.clock.advance(AGAIN)
    service.advance(leaving.database)
    assert leaving.is_closed()


def test_it_is_called_off_by_who_signs_in(leaving: Leaving) -> None:
    own = leaving.counter.send()
    leaving.close({own: "attendre"})
    leaving.keep()
    leaving.keep()
    assert leaving.view().until_label == ""
    leaving.counter.step(pharmacy.refuse, own, reason="out_of_stock")
    service.advance(leaving.database)
    assert not leaving.is_closed()
    assert leaving.counter.acts(prefix="compte.") == ["compte.fermeture_demandee", "compte.fermeture_annulee"]
    leaving.counter.send()
