"""An account closes while something of it is under way: an upload, a copy, a campaign, an order, another tab, another command."""

from __future__ import annotations

import threading
from threading import Event

import pytest
from sqlalchemy import select

from rxapp.accounts import service
from rxapp.accounts.models import AccountClosing
from rxapp.core import audit
from rxapp.core.archive_key import private_half
from rxapp.core.errors import DomainError
from rxapp.core.keys import has_key
from rxapp.notices.models import Notice
from rxapp.pharmacy import service as pharmacy
from rxapp.pharmacy.life import State
from rxapp.prevention import campaign, messages
from rxapp.prevention.models import PreventionMessage
from rxapp.record import service as record
from rxapp.record.intake import Intake
from rxapp.takeout import service as takeout
from tests.accounts import URL, refused
from tests.closing import Leaving, leaving
from tests.inbox import Post, post
from tests.pharmacy import counter, home
from tests.takeout import Traveller, gate

__all__ = ["counter", "gate", "home", "leaving", "post"]


def is_sealed(leaving: Leaving) -> bool:
    with leaving.database.read() as uow:
        return not has_key(uow, leaving.nadia.person_id)


def test_two_tabs_at_once_close_once(leaving: Leaving) -> None:
    ready, ends = threading.Barrier(2), []

    def close(tab: int) -> None:
        ready.wait()
        try:
            ends.append(bool(leaving.close(token_hash=bytes([tab]) * 32).token))
        except DomainError as error:
            ends.append(error.code)

    tabs = [threading.Thread(target=close, args=(tab,)) for tab in (1, 2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(ends, key=str) == [True, "introuvable"]
    assert is_sealed(leaving)
    with leaving.database.read() as uow:
        assert audit.verify(uow, leaving.nadia.person_id).ok
        assert uow.session.execute(select(AccountClosing)).scalar_one().reference is not None


def test_a_tab_that_waits_for_an_order_and_one_that_does_not(leaving: Leaving) -> None:
    """The second one decides: what it cancels is waited for no more."""
    order = leaving.counter.send()
    assert leaving.close({order: "attendre"}).token == ""
    assert not is_sealed(leaving)
    assert leaving.close({order: "annuler"}).token
    assert is_sealed(leaving)
    assert service.advance(leaving.database) == ()
    leaving.keep()
    assert is_sealed(leaving)  # the first one has nothing left to call off


def test_an_upload_under_way_ends_with_nothing_on_the_disk(leaving: Leaving) -> None:
    database, nadia = leaving.database, leaving.nadia
    with database.read() as uow:
        context = service.context_for(uow, nadia)
    data = b"Bilan sanguin, tout va bien.\n" * 4000
    given = {"person_id": nadia.person_id, "file_name": "bilan.txt", "declared_size": len(data)}
    with Intake.open(database, actor=nadia, context=context, **given) as intake:
        intake.feed(data[:80_000])
        leaving.close()
        intake.feed(data[80_000:])
        assert refused(intake.finish).code == "introuvable"
    record.sweep(database)
    assert not list(database.blobs.ids())
    assert leaving.is_closed()


def test_a_copy_being_made_ends_with_nothing_on_the_disk(leaving: Leaving, post: Post, gate: Event) -> None:
    traveller, nadia = Traveller(post), leaving.actor()
    traveller.file("bilan.txt", actor=nadia)
    kept = traveller.files()
    _takeout_id, done = traveller.begin(nadia)
    assert gate.reached.wait(30)
    leaving.close(actor=nadia)
    gate.set()
    done.result(30)
    assert traveller.rows() == []
    assert traveller.files() == kept
    assert takeout.sweep(leaving.database) == 0


def watch(leaving: Leaving) -> None:
    """Nadia's calendar and her children's, and Zoé's own, are due a look."""
    home = leaving.counter.home
    with leaving.database.uow() as uow:
        for account_id, person_id in ((home.nadia.account_id, home.nadia.person_id), (home.nadia.account_id, home.leo)):
            messages.watched(uow, account_id, person_id)
        messages.watched(uow, home.zoe.account_id, home.zoe.person_id)
        uow.commit()


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_campaign_goes_on_without_who_left(leaving: Leaving, after: int) -> None:
    """Whatever point of the campaign it happens at: nothing reaches her afterwards, and nobody else misses anything."""
    seen: list[int] = []
    watch(leaving)

    def leaves(one: int) -> None:
        seen.append(one)
        if len(seen) == after:
            leaving.close()

    if not after:
        leaving.close()
    outcome = campaign.run(leaving.database, progress=leaves)
    assert outcome.failed == 0
    assert leaving.is_closed()
    with leaving.database.read() as uow:
        hers = (Notice.account_id == leaving.nadia.account_id, Notice.state.in_(("waiting", "told")))
        assert uow.session.execute(select(Notice.id).where(*hers)).all() == []
        told = set(uow.session.execute(select(PreventionMessage.account_id)).scalars())
    assert leaving.counter.home.zoe.account_id in told
    assert campaign.run(leaving.database).failed == 0


def test_a_counter_moves_an_order_while_its_person_leaves(leaving: Leaving) -> None:
    order = leaving.counter.send()
    version = leaving.counter.state(order)[1]
    leaving.close({order: "annuler"})
    assert leaving.counter.state(order)[0] == State.CANCELLED
    late = {"order_id": order, "version": version}
    assert refused(leaving.counter.at_counter, pharmacy.receive, **late).code == "commande.entretemps.cancelled"


def test_two_commands_at_once_reopen_once(leaving: Leaving, archive_key: tuple[str, str]) -> None:
    leaving.close()
    given = {"which": leaving.nadia.person_id, "private": private_half(archive_key[0], ""), "where": "", "public_url": URL}
    ready, ends = threading.Barrier(2), []

    def reopen() -> None:
        ready.wait()
        try:
            with leaving.database.uow() as uow:
                ends.append(bool(service.reopen(uow, **given).code))
                uow.commit()
        except DomainError as error:
            ends.append(error.code)

    commands = [threading.Thread(target=reopen) for _number in range(2)]
    for command in commands:
        command.start()
    for command in commands:
        command.join()
    assert True in ends
    assert not is_sealed(leaving)
