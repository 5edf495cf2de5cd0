"""Each move tells the other side, once; nothing medical is said; a minor's secret is told to the minor alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.core import i18n
from rxapp.notices import views as notices
from rxapp.pharmacy import moves, service
from rxapp.pharmacy.service import Shared, Wishes
from tests.accounts import refused
from tests.outbox import Office, office
from tests.pharmacy import ANNE, BRUNO, LILAS, Counter, counter, home

__all__ = ["counter", "home", "office"]

SECRET = "fluoxétine"


def opened(counter: Counter) -> None:
    """Accounts for the staff, so that they can be reached."""
    from rxapp.accounts.models import Account

    with counter.database.uow() as uow:
        for actor in (ANNE, BRUNO, LILAS):
            uow.session.add(
                Account(
                    id=actor.account_id,
                    role="pharmacy",
                    login_index=actor.account_id.encode(),
                    login=b"",
                    password_hash="",
                    display_name=actor.label,
                    created_at=uow.clock.now(),
                    password_changed_at=uow.clock.now(),
                )
            )
        uow.commit()


def told(counter: Counter, office: Office, actor, lang: str = "fr") -> list[str]:
    """What somebody reads now, the latest first."""
    office.dispatch()
    counter.clock.advance(timedelta(seconds=1))
    with counter.database.read() as uow:
        return [one.text for one in notices.notices_page(uow, actor=actor, lang=lang, limit=50).items]


def test_each_move_tells_the_other_side_and_not_the_one_who_made_it(counter: Counter, office: Office) -> None:
    opened(counter)
    document = counter.paper("Ordonnance " + SECRET)
    counter.type_lines(document, SECRET)
    order_id = counter.send(document, wishes=Wishes(question=SECRET))
    number = order_id[:6].upper()
    assert told(counter, office, ANNE) == told(counter, office, BRUNO) == [f"Nouvelle commande n° {number}."]
    assert told(counter, office, LILAS) == []
    assert told(counter, office, counter.home.nadia) == []
    for verb, words in (
        (service.receive, "Pharmacie du Marché a reçu la commande."),
        (service.prepare, "Pharmacie du Marché prépare la commande."),
        (service.make_ready, "La commande est prête\u00a0: Pharmacie du Marché."),
    ):
        counter.step(verb, order_id)
        assert told(counter, office, counter.home.nadia)[0] == words
    assert told(counter, office, counter.home.nadia, "en")[0] == "The order is ready: Pharmacie du Marché."
    counter.do(service.cancel, order_id=order_id, version=4)
    assert told(counter, office, BRUNO)[0] == f"La commande n° {number} est annulée."
    assert len(told(counter, office, counter.home.nadia)) == 3
    for actor in (ANNE, BRUNO, counter.home.nadia):
        assert not [text for text in told(counter, office, actor) if SECRET in text]
    assert not [text for text in told(counter, office, ANNE) if "Nadia" in text or "Petit" in text]
    left = office.left("mail")
    assert left
    assert not [one for one in left if SECRET in one.body + one.subject or "harmacie" in one.body + one.subject]


def test_a_proposal_and_its_answer_are_told(counter: Counter, office: Office) -> None:
    opened(counter)
    document = counter.paper()
    counter.type_lines(document, SECRET)
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    line = counter.order(order_id).lines[0]
    given = {"order_id": order_id, "line_id": line.id}
    counter.at_counter(service.propose, version=1, replacement=SECRET, **given)
    asked = "Pharmacie du Marché vous demande quelque chose au sujet de la commande."
    assert asked in told(counter, office, counter.home.nadia)
    counter.do(service.answer, version=2, accept=True, **given)
    assert told(counter, office, ANNE)[0] == f"Réponse à votre question\u00a0: commande n° {order_id[:6].upper()}."


def test_nobody_is_told_to_come_for_what_waits(counter: Counter, office: Office) -> None:
    opened(counter)
    document = counter.paper()
    counter.type_lines(document, "Paracétamol", "Ibuprofène")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    counter.change(order_id, 1, service.LineState.ON_HOLD, reason="stock")
    counter.step(service.prepare, order_id)
    counter.step(service.make_ready, order_id)
    partly = "Une partie de la commande est prête\u00a0: Pharmacie du Marché. Le reste attend."
    assert told(counter, office, counter.home.nadia)[0] == partly


def test_parents_are_told_of_a_child_and_only_the_minor_of_a_secret(counter: Counter, office: Office) -> None:
    opened(counter)
    home = counter.home
    open_one = counter.send(actor=home.zoe)
    counter.step(service.receive, open_one)
    assert len(told(counter, office, home.nadia)) == len(told(counter, office, home.zoe)) == 1
    secret = counter.send(actor=home.zoe, secret=True)
    counter.step(service.receive, secret)
    assert len(told(counter, office, home.zoe)) == 2
    assert len(told(counter, office, home.nadia)) == 1


def test_time_tells_both_sides(counter: Counter, office: Office) -> None:
    opened(counter)
    late = counter.send()
    counter.at(counter.clock.now() + timedelta(days=1))
    assert told(counter, office, counter.home.nadia)[0] == (
        "La commande à Pharmacie du Marché a expiré. Vous pouvez l’envoyer ailleurs."
    )
    assert told(counter, office, ANNE)[0] == f"La commande n° {late[:6].upper()} a expiré."
    ready = counter.send()
    counter.to_ready(ready)
    end = i18n.date_time(counter.clock.now() + moves.KEPT_READY, "fr")
    counter.at(counter.clock.now() + moves.REMINDED_AFTER)
    words = f"La commande vous attend\u00a0: Pharmacie du Marché. Elle est gardée jusqu’au {end}."
    assert words in told(counter, office, counter.home.nadia)


@pytest.mark.parametrize("ordered", [False, True])
def test_a_renewal_is_told_on_the_day_it_may_be_dispensed(counter: Counter, office: Office, ordered: bool) -> None:
    opened(counter)
    document = counter.paper()
    counter.type_lines(document, SECRET, "Ibuprofène", renewals="1")
    order_id = counter.send(document)
    counter.to_ready(order_id)
    counter.hand_over(order_id)
    words = "Un médicament peut être délivré de nouveau\u00a0: vous pouvez le renouveler."
    counter.clock.advance(timedelta(days=24))
    assert words not in told(counter, office, counter.home.nadia)
    if ordered:
        counter.send(document)
    counter.clock.advance(timedelta(days=1))
    assert told(counter, office, counter.home.nadia).count(words) == (0 if ordered else 1)
    assert words not in told(counter, office, ANNE)


def test_an_order_not_begun_is_told_to_both_sides_once(counter: Counter, office: Office) -> None:
    opened(counter)
    order_id = counter.send()
    counter.step(service.receive, order_id)
    for _again in range(2):
        counter.at(counter.clock.now() + timedelta(days=1))
    words = "Pharmacie du Marché ne prépare pas encore la commande. Vous pouvez attendre, ou l’envoyer ailleurs."
    assert told(counter, office, counter.home.nadia).count(words) == 1
    number = order_id[:6].upper()
    here = f"La commande n° {number} est en retard\u00a0: sa préparation n’est pas commencée."
    assert told(counter, office, ANNE).count(here) == 1


def test_a_closed_account_is_nobody_at_the_counter(counter: Counter, office: Office) -> None:
    from rxapp.accounts.models import Account

    opened(counter)
    with counter.database.uow() as uow:
        for actor in (BRUNO, LILAS):
            uow.session.get(Account, actor.account_id).closed_at = uow.clock.now()
        uow.commit()
    counter.send()
    assert told(counter, office, BRUNO) == []
    assert len(told(counter, office, ANNE)) == 1
    assert refused(counter.send, pharmacy_id=counter.lilas).code == "pharmacie.injoignable"
    assert {row.name for row in counter.found(reachable=True).rows} == {"Pharmacie du Marché"}
    assert not counter.found(query="lilas").rows[0].reachable


def test_what_has_moved_on_is_not_told_late(counter: Counter, office: Office) -> None:
    opened(counter)
    order_id = counter.send()
    counter.do(service.cancel, order_id=order_id, version=1)
    assert told(counter, office, ANNE) == [f"La commande n° {order_id[:6].upper()} est annulée."]


def test_that_what_is_shared_changed_is_told_while_the_order_goes_on_however_it_moves(counter: Counter, office: Office) -> None:
    opened(counter)
    order_id = counter.send()
    number = order_id[:6].upper()
    told(counter, office, ANNE)
    counter.do(service.share, order_id=order_id, shared=Shared("Latex"))
    counter.step(service.receive, order_id)
    assert told(counter, office, ANNE)[0] == f"La commande n° {number} a changé\u00a0: allergies et traitements à relire."
    counter.do(service.share, order_id=order_id, shared=Shared(), seen=Shared("Latex"))
    counter.step(service.prepare, order_id)
    taken_back = f"La commande n° {number} a changé\u00a0: les allergies et traitements ne sont plus partagés."
    assert told(counter, office, ANNE)[0] == taken_back
    counter.do(service.share, order_id=order_id, shared=Shared("Œuf"))
    counter.do(service.cancel, order_id=order_id, version=3)
    assert told(counter, office, ANNE)[:2] == [f"La commande n° {number} est annulée.", taken_back], "it is over"
