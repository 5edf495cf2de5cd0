"""A prescription over HTTP: its bytes are the pharmacy's while the order lives, and no one's a moment after it is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.chain import AuditEntry
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor
from rxapp.demo.pharmacies import EXTRACT
from rxapp.pharmacy import finess, service
from rxapp.record import service as record
from rxapp.record.intake import Intake
from rxapp.record.models import Status
from tests import samples
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]


def kept(carnet: Carnet, paul: Actor) -> str:
    """A picture in Paul's record."""
    data = samples.png()
    given = {"actor": paul, "context": NO_CONTEXT, "person_id": paul.person_id, "file_name": "ordonnance.png"}
    with Intake.open(carnet.runtime.db, **given, declared_size=len(data)) as intake:
        intake.feed(data)
        return intake.finish().id


def sent(carnet: Carnet) -> tuple[Actor, Actor, str, str, str]:
    """Paul, the market pharmacy, a prescription sent to it, another that was not, the order."""
    service.load(carnet.runtime.db, finess.read(EXTRACT.read_bytes()), actor=SYSTEM_ACTOR)
    with carnet.runtime.db.uow() as uow:
        paul = actor_of(uow, account_by_login(uow, "paul.durand").id)
        marche = actor_of(uow, account_by_login(uow, "pharmacie.marche").id)
        where = service.attach(uow, actor=SYSTEM_ACTOR, account_id=marche.account_id, finess="000000015")
        uow.commit()
    document, other = kept(carnet, paul), kept(carnet, paul)
    with carnet.runtime.db.uow() as uow:
        given = {"person_id": paul.person_id, "pharmacy_id": where, "document_ids": [document], "key": document}
        order_id = service.send(uow, actor=paul, **given)
        uow.commit()
    return paul, marche, document, other, order_id


def forget(carnet: Carnet, paul: Actor, *documents: str) -> None:
    for gone in documents:
        with carnet.runtime.db.uow() as uow:
            record.trash(uow, actor=paul, document_id=gone)
            uow.commit()
        record.purge(carnet.runtime.db, document_id=gone, status=Status.TRASHED)


def test_the_pharmacy_reads_what_was_sent_to_it_until_it_refuses(carnet: Carnet) -> None:
    paul, marche, document, other, order_id = sent(carnet)

    def status(login: str, document_id: str, more: str = "") -> int:
        return carnet.ask("GET", f"/api/documents/{document_id}{more}", cookies=carnet.session_of(login)).status_code

    assert status("pharmacie.marche", document) == 200
    assert status("pharmacie.marche", document, "?apercu=1") == 200
    assert status("pharmacie.marche", document, "?vignette=1") == 200
    assert status("pharmacie.marche", other) == 404
    assert [status(login, document) for login in ("pharmacie.lilas", "dr.moreau", "awa.diallo")] == [404] * 3
    with carnet.runtime.db.uow() as uow:
        service.refuse(uow, actor=marche, order_id=order_id, version=1, reason="unreadable")
        uow.commit()
    assert [status("pharmacie.marche", document, more) for more in ("", "?apercu=1", "?vignette=1")] == [404] * 3
    with carnet.runtime.db.read() as uow:
        mine = select(AuditEntry.action).where(
            AuditEntry.person_id == paul.person_id, AuditEntry.actor_account_id == marche.account_id
        )
        acts = set(uow.session.execute(mine).scalars())
    assert {"document.telecharge", "document.consulte", "pharmacie.commande_refuse"} <= acts
    assert "document.liste" not in acts
    forget(carnet, paul, document, other)


@pytest.mark.parametrize("ending", ["refused", "cancelled"])
def test_no_way_to_the_bytes_outlives_the_order(carnet: Carnet, ending: str) -> None:
    """HEAD, a range, a page, a thumbnail, and adding, changing or deleting: none for who had it, none for what was not sent."""
    paul, marche, document, other, order_id = sent(carnet)
    mine = carnet.session_of("pharmacie.marche")
    ways = (("HEAD", "", {}), ("GET", "", {"range": "bytes=0-3"}), ("GET", "?apercu=1&page=1", {}), ("GET", "?vignette=1", {}))

    def statuses(document_id: str) -> list[int]:
        return [
            carnet.ask(method, f"/api/documents/{document_id}{more}", cookies=mine, headers=headers).status_code
            for method, more, headers in ways
        ]

    assert statuses(document) == [200, 206, 200, 200]
    assert statuses(other) == [404] * 4
    with carnet.runtime.db.uow() as uow:
        if ending == "refused":
            service.refuse(uow, actor=marche, order_id=order_id, version=1, reason="unreadable")
        else:
            service.cancel(uow, actor=paul, order_id=order_id, version=1)
        uow.commit()
    assert statuses(document) == [404] * 4
    forget(carnet, paul, document, other)
