"""Orders on a real database: sent, taken, prepared, handed over against the code, refused, cancelled; who sees it, how long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core import audit
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import plain_date
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.demo.reset import start_afresh
from rxapp.pharmacy import moves, pickup, service, views
from rxapp.pharmacy.models import Order
from rxapp.pharmacy.service import LineState, State, Wishes
from rxapp.record import explaining
from rxapp.record import service as record_service
from tests.access import mask
from tests.accounts import BORN, refused
from tests.inbox import open_staff
from tests.pharmacy import ANNE, BRUNO, LILAS, Counter, counter, home

__all__ = ["counter", "home"]


def column(counter: Counter, state: State, actor: Actor = ANNE, **given) -> list[str]:
    with counter.database.read() as uow:
        return [row.id for row in views.board(uow, actor=actor, state=state, lang="fr", **given).rows]


def test_an_order_from_sent_to_handed_over(counter: Counter) -> None:
    document = counter.paper("Angine")
    counter.type_lines(document, "amoxicilline", "paracétamol")
    order_id = counter.send(document, wishes=Wishes(question="Avant midi ?", bearer="Karim"))
    assert column(counter, State.SENT) == [order_id]
    counter.to_ready(order_id)
    detail = counter.order(order_id, actor=ANNE)
    assert (detail.row.person_name, detail.question, detail.bearer) == ("Nadia Petit", "Avant midi ?", "Karim")
    assert [(line.drug, line.status) for line in detail.lines] == [
        ("amoxicilline", "in-progress"),
        ("paracétamol", "in-progress"),
    ]
    counter.hand_over(order_id, BRUNO)
    mine = counter.order(order_id)
    born = [counter.order(order_id, actor=who).born_label for who in (ANNE, counter.home.nadia)]
    assert born == [plain_date(BORN, "fr"), ""], "who it is for is printed on the sheet one prepares from"
    assert mine.row.state_label == "Remise"
    assert [line.status_label for line in mine.lines] == ["Remis", "Remis"]
    assert [(step.state, step.by) for step in mine.steps] == [
        ("sent", "Nadia Petit"),
        ("received", "Anne Roux"),
        ("preparing", "Anne Roux"),
        ("ready", "Anne Roux"),
        ("collected", "Bruno Lay"),
    ]
    assert counter.acts() == [
        "pharmacie.ordonnance_saisie",
        "pharmacie.ordonnance_saisie",
        "pharmacie.commande_send",
        "pharmacie.commande_receive",
        "pharmacie.commande_prepare",
        "pharmacie.commande_ready",
        "pharmacie.consultation",
        "pharmacie.commande_hand_over",
    ]
    with counter.database.read() as uow:
        (last, *_) = audit.history_page(uow, actor=counter.home.nadia, person_id=counter.home.nadia.person_id)
        assert audit.verify(uow, counter.home.nadia.person_id).ok
    assert (last.action_label, last.detail_label, last.actor_label) == ("Commande remise", "Pharmacie du Marché", "Bruno Lay")


def test_nothing_of_it_is_in_clear(counter: Counter) -> None:
    document = counter.paper("MARQUEUR titre")
    counter.type_lines(document, "MARQUEUR-drogue")
    order_id = counter.send(document, wishes=Wishes(question="MARQUEUR question", bearer="MARQUEUR porteur"))
    code = counter.code(order_id).replace(" ", "")
    counter.step(service.refuse, order_id, reason="legal", words="MARQUEUR mot")
    kept = b"".join(path.read_bytes() for path in counter.database.settings.data_dir.rglob("*") if path.is_file())
    assert b"MARQUEUR" not in kept
    assert code.encode() not in kept


def test_a_double_click_makes_one_order_and_one_notice(counter: Counter) -> None:
    document = counter.paper()
    first = counter.send(document, key="clic")
    assert counter.send(document, key="clic") == first
    assert counter.acts() == ["pharmacie.commande_send"]
    other = counter.send(key="clic", person=counter.home.leo)
    assert other != first


def test_one_prescription_is_in_one_live_order(counter: Counter) -> None:
    document = counter.paper()
    first = counter.send(document)
    refusal = refused(counter.send, document, pharmacy_id=counter.lilas)
    assert (refusal.code, refusal.params) == ("ordonnance.deja_envoyee", {"pharmacie": "Pharmacie du Marché"})
    counter.do(service.cancel, order_id=first, version=1)
    counter.send(document, pharmacy_id=counter.lilas)


def test_what_is_not_the_persons_or_too_old_is_not_sent(counter: Counter) -> None:
    home = counter.home
    theirs = counter.paper(person=home.stranger.person_id, actor=home.stranger)
    childs = counter.paper(person=home.leo)
    assert refused(counter.send, theirs).code == "introuvable"
    assert refused(counter.send, childs).code == "introuvable"
    assert refused(counter.send, "f" * 32).code == "introuvable"
    old = counter.paper(on=date(2025, 11, 21))
    assert refused(counter.send, old).code == "ordonnance.perimee"
    many = [counter.paper() for _n in range(6)]
    assert refused(counter.send, *many).code == "commande.documents"
    assert refused(counter.send, many[0], wishes=Wishes(lines=("x",))).code == "ordonnance.ligne"
    assert counter.acts() == []


def test_a_pharmacy_that_cannot_take_it_is_told_at_once(counter: Counter) -> None:
    assert refused(counter.send, pharmacy_id=counter.id_of("000000031")).code == "pharmacie.injoignable"
    closed = service.HoursForm(closures="20/11/2026 - 25/11/2026")
    counter.at_counter(service.write_hours, version=2, form=closed)
    assert refused(counter.send).code == "pharmacie.sans_commandes"
    assert refused(counter.send, pharmacy_id="f" * 32).code == "introuvable"


def test_a_masked_prescription_asks_first_and_then_this_pharmacy_alone_sees_it(counter: Counter) -> None:
    document = counter.paper()
    mask(counter.database, document)
    assert refused(counter.send, document).code == "ordonnance.masquee"
    counter.send(document, wishes=Wishes(hidden_agreed=True))
    with counter.database.read() as uow:
        assert record_service.document_row(uow, ANNE, "preview", counter.home.context(uow, ANNE), document)
        assert refused(record_service.document_row, uow, LILAS, "preview", counter.home.context(uow, LILAS), document)


def test_the_counter_to_which_it_was_sent_is_named_among_who_opens_it(counter: Counter) -> None:
    document = counter.paper()
    open_staff(counter.home, ANNE, BRUNO)
    asked = {"document_id": document, "lang": "fr", "may_hide": True}
    assert counter.look(explaining.openers, **asked).named == ()
    order_id = counter.send(document)
    (one,) = counter.look(explaining.openers, **asked).named
    assert (one.target, one.opens, one.sentence) == (
        "",
        True,
        "Oui\u00a0: vous le lui avez envoyé avec une commande. Masquer ne le lui retire pas\u00a0; annuler la commande, si.",
    )
    counter.do(service.cancel, order_id=order_id, version=counter.state(order_id)[1])
    assert counter.look(explaining.openers, **asked).named == ()


def test_a_parent_orders_for_a_child_under_both_names(counter: Counter) -> None:
    order_id = counter.send(person=counter.home.leo)
    assert counter.order(order_id).row.person_name == "Léo Petit"
    assert counter.acts(counter.home.leo) == ["pharmacie.commande_send", "pharmacie.consultation"]
    assert counter.acts() == []
    assert refused(counter.send, person=counter.home.leo, actor=counter.home.stranger).code == "introuvable"


def test_what_a_minor_keeps_from_their_parents_shows_nowhere(counter: Counter) -> None:
    home = counter.home
    document = counter.paper(person=home.zoe.person_id, actor=home.zoe)
    order_id = counter.send(document, actor=home.zoe, secret=True)
    counter.to_ready(order_id)
    counter.order(order_id, actor=ANNE)
    with counter.database.uow() as uow:
        record_service.consulted(uow, actor=ANNE, document_id=document)
        uow.commit()
    assert refused(counter.order, order_id).code == "introuvable"
    assert counter.look(views.orders_page, person_id=home.zoe.person_id).rows == ()
    assert [row.id for row in counter.look(views.orders_page, actor=home.zoe, person_id=home.zoe.person_id).rows] == [order_id]
    assert counter.acts(home.zoe.person_id) == ["pharmacie.liste"]  # the parent's own look
    with counter.database.read() as uow:
        lines = audit.history_page(uow, actor=home.zoe, person_id=home.zoe.person_id)
    assert "Anne Roux" not in {line.actor_label for line in lines}
    assert refused(counter.do, service.cancel, order_id=order_id, version=4).code == "introuvable"
    assert refused(counter.code, order_id).code == "introuvable"
    # the parent who sends the same paper does so as if the other order had not been
    counter.send(document, person=home.zoe.person_id)
    assert refused(counter.send, secret=True).code == "commande.secret"
    assert refused(counter.send, person=home.leo, secret=True).code == "introuvable"


def test_the_pharmacy_sees_what_was_sent_to_it_and_nothing_else(counter: Counter) -> None:
    sent, kept = counter.paper("Envoyée"), counter.paper("Gardée")
    order_id = counter.send(sent)
    none = counter.home.context
    with counter.database.read() as uow:
        for actor in (LILAS, Actor("dr", Role.PROFESSIONAL, None, "Dr X"), Actor("x", Role.PHARMACY, None, "Sans officine")):
            assert refused(record_service.document_row, uow, actor, "preview", none(uow, actor), sent).code == "introuvable"
            assert refused(views.order_detail, uow, actor=actor, order_id=order_id, lang="fr").code == "introuvable"
        assert refused(record_service.document_row, uow, ANNE, "preview", none(uow, ANNE), kept).code == "introuvable"
        for action in ("edit", "delete", "restore"):
            assert refused(record_service.document_row, uow, ANNE, action, none(uow, ANNE), sent).code == "introuvable"
        assert record_service.document_row(uow, ANNE, "download", none(uow, ANNE), sent).id == sent
        assert refused(views.pickup_code, uow, actor=ANNE, order_id=order_id).code == "introuvable"
        assert (
            refused(views.orders_page, uow, actor=ANNE, person_id=counter.home.nadia.person_id, lang="fr").code == "introuvable"
        )
        for actor in (counter.home.nadia, SYSTEM_ACTOR):
            assert refused(views.board, uow, actor=actor, state=State.SENT, lang="fr").code == "introuvable"
    assert column(counter, State.SENT, LILAS) == []


@pytest.mark.parametrize("ending", ["refused", "cancelled", "expired", "collected"])
def test_access_ends_with_the_order_or_after_its_delay(counter: Counter, ending: str) -> None:
    document = counter.paper()
    order_id = counter.send(document)
    if ending == "refused":
        counter.step(service.refuse, order_id, reason="unreadable")
    elif ending == "cancelled":
        counter.do(service.cancel, order_id=order_id, version=1)
    elif ending == "expired":
        counter.at(counter.clock.now() + timedelta(days=1))
    else:
        counter.to_ready(order_id)
        counter.hand_over(order_id)
    assert counter.state(order_id)[0] == ending

    def seen() -> bool:
        with counter.database.read() as uow:
            try:
                record_service.document_row(uow, ANNE, "preview", counter.home.context(uow, ANNE), document)
                views.order_detail(uow, actor=ANNE, order_id=order_id, lang="fr")
            except DomainError:
                return False
            return True

    last = counter.order(order_id).steps[-1]
    if ending == "expired":
        assert (last.by, last.side_label) == ("", "Carnet")
    else:
        assert last.by == ("Nadia Petit" if ending == "cancelled" else "Anne Roux")
    assert seen() is (ending == "collected")
    assert column(counter, State(ending)) == ([order_id] if ending == "collected" else [])
    counter.clock.advance(moves.SEEN_AFTER - timedelta(seconds=1))
    assert seen() is (ending == "collected")
    counter.clock.advance(timedelta(seconds=1))
    assert not seen()
    assert column(counter, State(ending)) == []
    with counter.database.read() as uow:
        numbers = [number for number, _state, _at in views.ended_numbers(uow, actor=ANNE)]
        ways = [views.how_ended(uow, actor=who, order_id=order_id) for who in (ANNE, LILAS)]
    assert numbers == ([] if ending == "collected" else [order_id[:6].upper()])
    assert ways == [ending, ""]


def test_a_stale_board_overwrites_nothing_and_says_what_happened(counter: Counter) -> None:
    order_id = counter.send()
    counter.at_counter(service.receive, ANNE, order_id=order_id, version=1)
    refusal = refused(counter.at_counter, service.receive, BRUNO, order_id=order_id, version=1)
    assert refusal.code == "commande.entretemps.received"
    assert "23 novembre 2026 à 10\u00a0h\u00a000" in message(refusal, "fr")
    assert message(refusal, "en").startswith("Meanwhile the pharmacy received the order")
    counter.do(service.cancel, order_id=order_id, version=2)
    late = refused(counter.do, service.cancel, order_id=order_id, version=2)
    assert late.code == "commande.entretemps.cancelled"
    assert refused(counter.do, service.cancel, order_id=order_id, version=3).code == "commande.interdit"
    assert counter.state(order_id) == ("cancelled", 3)


def test_the_code_is_forgiving_counted_and_renewed(counter: Counter) -> None:
    order_id = counter.send()
    counter.to_ready(order_id)
    code = counter.code(order_id)
    wrong = "000 000" if code != "000 000" else "111 111"
    assert refused(counter.step, service.hand_over, order_id, code="12").code == "retrait.forme"
    for left in (4, 3, 2, 1):
        refusal = refused(counter.step, service.hand_over, order_id, code=wrong)
        assert (refusal.code, refusal.params) == ("retrait.faux", {"n": left})
    assert refused(counter.step, service.hand_over, order_id, code=wrong).code == "retrait.bloque"
    assert refused(counter.step, service.hand_over, order_id, code=code).code == "retrait.bloque"
    assert counter.order(order_id).code_blocked
    fresh = counter.do(service.renew_code, order_id=order_id)
    assert refused(counter.at_counter, service.renew_code, order_id=order_id).code == "introuvable"
    counter.step(service.hand_over, order_id, code=f" {fresh[:3].lower()}-{fresh[3:].lower()} ")
    assert counter.state(order_id)[0] == "collected"
    assert counter.acts().count("pharmacie.code_faux") == 5
    assert refused(counter.code, order_id).code == "commande.interdit"


def test_codes_are_told_apart() -> None:
    assert pickup.parse("o1l-abc") == "011ABC"
    for text in ("", "12345", "1234567", "12345U", "12345é"):
        assert refused(pickup.parse, text).code == "retrait.forme"
    kept = pickup.hash_of(b"p", "order", "7KD2MX")
    assert pickup.is_right(b"p", "order", "7KD2MX", kept)
    assert not pickup.is_right(b"p", "other", "7KD2MX", kept)
    assert len({pickup.new_code() for _n in range(50)}) == 50


def test_a_refusal_has_its_reason_and_next_step_and_goes_elsewhere_in_one_click(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "ibuprofène")
    order_id = counter.send(document, wishes=Wishes(question="?", generic=False))
    assert refused(counter.step, service.refuse, order_id, reason="non").code == "refus.raison"
    assert refused(counter.step, service.refuse, order_id, reason="too_early").code == "refus.jour"
    counter.step(service.refuse, order_id, reason="too_early", until=date(2026, 12, 1), words="À bientôt")
    detail = counter.order(order_id)
    assert (detail.refusal_label, detail.next_step) == (
        "Trop tôt pour la délivrer",
        "Renvoyez-la à partir du 1er décembre 2026.",
    )
    assert [line.status for line in detail.lines] == ["declined"]
    again = counter.do(service.send_elsewhere, order_id=order_id, pharmacy_id=counter.lilas, key="ailleurs")
    assert counter.do(service.send_elsewhere, order_id=order_id, pharmacy_id=counter.lilas, key="ailleurs") == again
    second = counter.order(again, actor=LILAS)
    assert (second.question, second.generic, second.follows) == ("?", False, "")  # who did not take it is not theirs to know
    assert counter.order(again).follows == order_id
    assert [line.drug for line in second.lines] == ["ibuprofène"]
    assert refused(counter.do, service.send_elsewhere, order_id=again, pharmacy_id=counter.marche, key="x").code == (
        "commande.interdit"
    )
    with counter.database.read() as uow:
        rows = views.elsewhere(uow, actor=counter.home.nadia, pharmacy_id=counter.marche, lang="fr")
    assert [row.name for row in rows] == ["Pharmacie des Lilas"]


def test_pages_of_orders_and_the_board_follow_each_other(counter: Counter) -> None:
    made = []
    for _n in range(5):
        made.append(counter.send())
        counter.clock.advance(timedelta(minutes=1))
    counter.do(service.cancel, order_id=made[0], version=1)
    nadia = counter.home.nadia.person_id
    seen, after = [], None
    for _page in range(3):
        page = counter.look(views.orders_page, person_id=nadia, limit=2, after=after)
        seen += [row.id for row in page.rows]
        after = page.next_cursor
    assert (seen, after) == (made[::-1], None)
    assert [row.id for row in counter.look(views.orders_page, person_id=nadia, live=False).rows] == [made[0]]
    with counter.database.read() as uow:
        first = views.board(uow, actor=BRUNO, state=State.SENT, lang="fr", limit=3)
        rest = views.board(uow, actor=BRUNO, state=State.SENT, lang="fr", limit=3, after=first.next_cursor)
        assert views.counts(uow, actor=BRUNO) == {"sent": 4, "received": 0, "preparing": 0, "ready": 0, "collected": 0}
    assert [row.id for row in (*first.rows, *rest.rows)] == made[1:]
    assert column(counter, State.SENT, query="petit") == made[1:]
    assert made[2] in column(counter, State.SENT, query=made[2][:6])
    assert column(counter, State.SENT, query="inconnu") == []
    assert counter.look(views.orders_page, person_id=nadia, after="n’importe").rows


def test_a_person_has_so_many_orders_at_once(counter: Counter, monkeypatch) -> None:
    monkeypatch.setattr("rxapp.pharmacy.orders.MOST_LIVE", 1)
    counter.send()
    assert refused(counter.send).code == "commande.trop"


def test_time_promised_and_a_word(counter: Counter) -> None:
    order_id = counter.send()
    assert refused(counter.step, service.promise, order_id, note="x").code == "commande.interdit"
    counter.step(service.receive, order_id)
    now = counter.clock.now()
    assert refused(counter.step, service.promise, order_id, at=now - timedelta(hours=1)).code == "commande.heure"
    counter.step(service.promise, order_id, at=now + timedelta(hours=2), note="Prévoyez un sac")
    detail = counter.order(order_id)
    assert (detail.row.promised_label, detail.note) == ("23 novembre 2026 à 12\u00a0h\u00a000", "Prévoyez un sac")
    assert detail.row.moves == ("cancel",)
    assert counter.order(order_id, actor=ANNE).row.moves == ("prepare", "refuse")


def test_only_ready_orders_with_something_ready(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "fer sulfate")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    counter.change(order_id, 0, LineState.ON_HOLD, reason="stock")
    counter.step(service.prepare, order_id)
    assert refused(counter.step, service.make_ready, order_id).code == "commande.rien_de_pret"
    assert counter.state(order_id) == ("preparing", 3)
    with counter.database.read() as uow:
        assert uow.session.get(Order, order_id).due_at is None


def test_a_demonstration_starts_afresh_with_orders_under_way(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "fer sulfate")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    start_afresh(counter.database)
    with counter.database.read() as uow:
        assert uow.session.get(Order, order_id) is None
        marche = actor_of(uow, account_by_login(uow, "pharmacie.marche").id)
        held = {state for state, n in views.counts(uow, actor=marche).items() if n}
        assert held == {State.SENT, State.RECEIVED, State.READY}
        assert views.own_hours(uow, actor=marche, lang="fr").form.week[0] == "8h30-20h"
