"""Told once and carried once, whatever dies, races or jumps; nothing medical leaves; asked again at the moment of sending."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, time, timedelta

import pytest

from rxapp.core.clock import PARIS
from rxapp.core.presence import Presence
from rxapp.notices import dispatch, outbox, service
from rxapp.notices.kinds import Channel
from rxapp.notices.models import Notice
from rxapp.notices.parcels import End
from tests.agenda import home
from tests.outbox import DUE, Office, office
from tests.post import Post, post

__all__ = ["home", "office", "post"]

DAY = timedelta(days=1)
TWO = timedelta(days=2)
TERMS = outbox.Terms("http://localhost:3000", limit=10, log_only=True)


def test_in_the_app_by_mail_and_by_push_once_each(office: Office) -> None:
    office.announce()
    first, second, third = office.dispatch(TWO, TWO)
    assert (first.told, second.told, third.told) == (0, 1, 0)
    assert office.told == [office.home.nadia.account_id]
    (mail,), (push,) = office.left("mail"), office.left("push")
    assert mail.recipient == "nadia@exemple.fr"
    assert "http://localhost:3000/notifications" in mail.body
    assert "http://localhost:3000/parametres#notifications" in mail.body
    assert push.recipient == "Aucun appareil abonné (démonstration)"
    assert office.left("push", "en")[0].recipient == "No device subscribed (demonstration)"
    assert "secret-de-sante" not in mail.body + mail.subject + push.body + push.subject
    assert {row.state for row in office.deliveries()} == {"sent"}


def test_real_mail_in_two_languages(office: Office, post: Post) -> None:
    office.with_server(post.url)
    office.announce()
    office.announce(actor=office.home.zoe)
    office.dispatch(TWO)
    by_recipient = {recipient: message for recipient, message in post.arrived}
    assert set(by_recipient) == {"nadia@exemple.fr", "zoe@exemple.fr"}
    french, english = by_recipient["nadia@exemple.fr"], by_recipient["zoe@exemple.fr"]
    assert (french["subject"], english["subject"]) == ("Du nouveau dans votre carnet", "Something new in your health record")
    for message in (french, english):
        assert message.get_content_type() == "multipart/alternative"
        text, html = (part.get_content() for part in message.iter_parts())
        assert "http://localhost:3000/notifications" in text
        assert 'href="http://localhost:3000/notifications"' in html
        assert "secret-de-sante" not in text + html
        assert message["auto-submitted"] == "auto-generated"
        assert message["list-unsubscribe"] == "<http://localhost:3000/parametres#notifications>"
    assert len(post.times) == 2


def test_a_mail_that_a_room_wrote_is_carried_too(office: Office, post: Post) -> None:
    office.with_server(post.url)
    office.do(service.send_mail, person_id=None, recipient="x@exemple.fr", subject="Bonjour à\ntous", body="Corps é\n.\nfin")
    office.dispatch(TWO)
    ((recipient, message),) = post.arrived
    assert (recipient, message["subject"]) == ("x@exemple.fr", "Bonjour à tous")
    assert message.get_content().replace("\r\n", "\n") == "Corps é\n.\nfin\n"
    assert [item.body for item in office.left("mail")] == ["Corps é\n.\nfin"]


def test_of_one_occasion_the_latest_that_is_due(office: Office) -> None:
    late = office.announce("week", occasion="rdv", due_at=DUE - DAY)
    last = office.announce("day", occasion="rdv", due_at=DUE)
    later = office.announce("hour", occasion="rdv", due_at=DUE + DAY)
    other = office.announce("other", occasion="autre", due_at=DUE)
    office.dispatch(TWO)
    states = {notice_id: row.state for notice_id, row in office.notices().items()}
    assert states == {late: "passed", last: "told", later: "waiting", other: "told"}
    office.dispatch(TWO)
    assert office.notices()[later].state == "told"


def test_asked_again_at_the_moment_of_telling_and_of_sending(office: Office, post: Post) -> None:
    refused, taken = office.announce("refuse"), office.announce("pris")
    office.holds = lambda topic: topic != "refuse"
    office.do(service.choose_quiet_hours, actor=office.home.nadia, begins=time(9), ends=time(12))
    office.clock.set(DUE + DAY)  # 9:30 in Paris: quiet until noon
    office.dispatch()
    assert {row.id: row.state for row in office.notices().values()} == {refused: "passed", taken: "told"}
    office.holds = lambda topic: False
    office.dispatch(timedelta(hours=5))
    assert {row.state for row in office.deliveries()} == {"dropped"}
    assert office.left("mail") + office.left("push") == []


@pytest.mark.parametrize("why", ["switched off", "read", "withdrawn", "closed"])
def test_what_waits_for_the_end_of_quiet_hours_does_not_leave_once(office: Office, why: str) -> None:
    nadia = office.home.nadia
    notice = office.announce()
    office.do(service.choose_quiet_hours, actor=nadia, begins=time(9), ends=time(12))
    office.clock.set(DUE)
    office.dispatch()
    assert [row.state for row in office.deliveries()] == ["waiting", "waiting"]
    if why == "switched off":
        for channel in ("mail", "push"):
            office.do(service.switch, actor=nadia, kind="prevention", channel=channel, on=False)
    elif why == "read":
        office.do(service.mark_read, actor=nadia, notice_id=notice)
    elif why == "withdrawn":
        office.do(service.withdraw, topic="o1")
    else:
        with office.db.uow() as uow:
            from rxapp.accounts.models import Account

            uow.session.get(Account, nadia.account_id).closed_at = uow.clock.now()
            uow.commit()
    office.dispatch(timedelta(hours=5))
    assert {row.state for row in office.deliveries()} == {"dropped"}


def test_quiet_hours_end_by_the_clocks_of_paris(office: Office) -> None:
    """Told at 23:00 the night the clocks go back: it leaves at 7:00 of the next morning, an hour longer away."""
    night = datetime(2027, 10, 30, 23, 0, tzinfo=PARIS)
    office.announce(due_at=night)
    office.do(service.choose_quiet_hours, actor=office.home.nadia, begins=time(22), ends=time(7))
    office.clock.set(night)
    office.dispatch()
    morning = datetime(2027, 10, 31, 7, 0, tzinfo=PARIS)
    assert {row.next_try_at for row in office.deliveries()} == {morning.astimezone(UTC)}
    assert morning.astimezone(UTC) - night.astimezone(UTC) == timedelta(hours=9)
    office.clock.set(morning)
    office.dispatch()
    assert len(office.left("mail")) == 1


def test_two_dispatchers_race(office: Office, post: Post) -> None:
    office.with_server(post.url)
    for number in range(120):
        office.announce(f"n{number}")
    office.clock.advance(TWO)

    async def race() -> None:
        workers = [office.dispatcher() for _worker in range(3)]
        await asyncio.gather(*(worker.once() for worker in workers))
        for worker in workers:
            await worker.close()

    asyncio.run(race())
    assert set(post.times.values()) == {1}
    assert len(post.times) == 120
    assert {(row.channel, row.state, row.doubtful) for row in office.deliveries()} == {("mail", "sent", 0)}


def test_what_a_dead_worker_held_is_carried_and_counted(office: Office, post: Post) -> None:
    office.with_server(post.url)
    office.announce()
    office.clock.advance(TWO)
    dead = Presence(office.db.settings.data_dir / "dispatch")
    with office.db.uow() as uow:
        assert len(outbox.step(uow, dead, TERMS, channels=[Channel.MAIL]).parcels) == 1
        uow.commit()
    office.clock.advance(DAY)  # its lease says nothing of that: it is alive
    assert office.dispatch()[0].lost == 0
    assert post.arrived == []
    dead.leave()
    assert office.dispatch()[0].lost == 1
    assert len(post.arrived) == 1
    assert [row.doubtful for row in office.deliveries() if row.channel == "mail"] == [1]


def test_a_worker_of_another_machine_is_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from rxapp.core.clock import FixedClock

    machine = FixedClock(datetime(2026, 11, 25, tzinfo=UTC))
    monkeypatch.setattr(outbox, "_MACHINE", machine)
    office.announce()
    office.clock.advance(TWO)
    elsewhere = Presence(office.db.settings.data_dir / "autre")
    with office.db.uow() as uow:
        outbox.step(uow, elsewhere, TERMS, channels=[Channel.MAIL])
        uow.commit()
    elsewhere.leave()
    assert office.dispatch(timedelta(days=300))[1].lost == 0  # the demonstration's clock is not the machine's
    machine.advance(outbox.LEASE + timedelta(seconds=1))
    assert office.dispatch()[0].lost == 1
    assert len(office.left("mail")) == 1


def test_a_dead_address_does_not_hold_up_the_others(office: Office, post: Post) -> None:
    office.with_server(post.url)
    post.refusals["nadia@exemple.fr"] = "550 No such user"
    office.announce()
    office.announce(actor=office.home.zoe)
    office.dispatch(TWO, TWO)
    assert [recipient for recipient, _message in post.arrived] == ["zoe@exemple.fr"]
    assert sorted(row.state for row in office.deliveries() if row.channel == "mail") == ["failed", "sent"]


def test_a_notice_that_cannot_be_read_is_put_aside_alone(office: Office, post: Post) -> None:
    office.with_server(post.url)
    broken = office.announce()
    office.announce(actor=office.home.zoe)
    with office.db.uow() as uow:
        row = uow.session.get(Notice, broken)
        row.content = row.content[:-1] + bytes([row.content[-1] ^ 1])
        uow.commit()
    office.dispatch(TWO)
    assert [recipient for recipient, _message in post.arrived] == ["zoe@exemple.fr"]
    assert office.notices()[broken].state == "passed"


def test_a_busy_server_is_asked_again_less_and_less_then_no_more(office: Office, post: Post) -> None:
    office.with_server(post.url)
    post.refusals["nadia@exemple.fr"] = "450 Later"
    office.announce()
    tallies = office.dispatch(TWO, *[timedelta(hours=13)] * 12)
    assert sum(tally.count(End.LATER) for tally in tallies) == 10
    (mail,) = [row for row in office.deliveries() if row.channel == "mail"]
    assert (mail.state, mail.attempts, mail.doubtful) == ("failed", 10, 0)


def test_a_mail_dropped_after_data_is_sent_again_under_one_name_and_counted(office: Office, post: Post) -> None:
    office.with_server(post.url)
    post.after_data = ["drop"]
    office.announce()
    office.dispatch(TWO, timedelta(seconds=30), timedelta(minutes=2), DAY)
    assert list(post.times.values()) == [2]
    (mail,) = [row for row in office.deliveries() if row.channel == "mail"]
    assert (mail.state, mail.attempts, mail.doubtful) == ("sent", 2, 1)


def test_what_the_server_refuses_once_it_has_it_is_given_up(office: Office, post: Post) -> None:
    office.with_server(post.url)
    post.after_data = ["refuse"]
    office.announce()
    office.dispatch(TWO, DAY)
    assert post.arrived == []
    assert [row.state for row in office.deliveries() if row.channel == "mail"] == ["failed"]


def test_without_a_server_the_channel_rests_and_nothing_is_lost(
    office: Office, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="carnet.notices")
    office.with_server("smtp://127.0.0.1:9")
    for number in range(150):
        office.announce(f"n{number}")
    office.dispatch(TWO, DAY)
    assert {row.state for row in office.deliveries() if row.channel == "mail"} == {"waiting"}
    assert max(row.attempts for row in office.deliveries() if row.channel == "mail") == 0
    assert len([record for record in caplog.records if "rests" in record.getMessage()]) == 1
    assert "nadia" not in caplog.text
    office.with_server(post.url)
    office.dispatch()
    assert len(post.times) == 150
    assert set(post.times.values()) == {1}


def test_a_server_that_takes_few_connections_gets_everything(office: Office, post: Post) -> None:
    office.with_server(post.url)
    post.most = 2
    for number in range(60):
        office.announce(f"n{number}")
    _first, then = office.dispatch(TWO)
    assert (then.count(End.SENT), len(post.times), set(post.times.values())) == (60, 60, {1})


def test_a_server_that_hangs_holds_nothing_for_ever(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the connection and never says a word."""
    import socket

    from rxapp.notices import mail

    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        office.with_server(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        for number in range(20):
            office.announce(f"n{number}")
        office.dispatch(TWO)
    mails = [row for row in office.deliveries() if row.channel == "mail"]
    assert {(row.state, row.attempts, row.lease_owner) for row in mails} == {("waiting", 0, None)}


def test_another_server_than_this_machine_must_offer_tls(office: Office, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    from rxapp.notices import mail

    office.with_server(post.url)
    monkeypatch.setattr(mail, "_is_loopback", lambda host: False)
    office.announce()
    office.dispatch(TWO)
    assert post.arrived == []
    assert [row.state for row in office.deliveries() if row.channel == "mail"] == ["waiting"]


def test_the_log_says_what_left_but_keeps_no_words_for_real_people(office: Office, post: Post) -> None:
    office.with_server(post.url, demo=False)
    office.announce()
    office.dispatch(TWO)
    (mail,) = office.left("mail")
    assert (mail.recipient, mail.body) == ("nadia@exemple.fr", "")
    assert office.left("push") == []  # no device
    assert len(post.arrived) == 1


def test_a_dispatcher_sleeps_until_something_is_announced(office: Office) -> None:
    async def live() -> None:
        dispatcher = office.dispatcher()
        task = asyncio.create_task(dispatcher.run())
        while dispatcher._prepared is None:
            await asyncio.sleep(0)
        await asyncio.to_thread(office.announce, due_at=office.clock.now())
        async with asyncio.timeout(20):
            while not office.told:
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(live())
    assert office.told == [office.home.nadia.account_id]


def test_what_is_taken_back_within_a_breath_is_not_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does what somebody reads on an open page before the bell could ring."""
    breaths, passes, sleep = [], [], asyncio.sleep

    async def breathe(seconds: float) -> None:
        if seconds == dispatch.BREATH:
            await asyncio.to_thread(office.do, service.withdraw, topic="prevention|dtp")
            breaths.append(seconds)
        await sleep(0)

    async def live() -> None:
        dispatcher = office.dispatcher()
        whole = dispatcher._pass

        async def passed(tally: dispatch.Tally) -> None:
            await whole(tally)
            passes.append(len(breaths))

        monkeypatch.setattr(dispatcher, "_pass", passed)
        task = asyncio.create_task(dispatcher.run())
        async with asyncio.timeout(20):
            while not passes:
                await sleep(0)
            await asyncio.to_thread(office.announce, due_at=office.clock.now(), topic="prevention|dtp")
            while passes[-1] == 0:
                await sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    monkeypatch.setattr(asyncio, "sleep", breathe)
    asyncio.run(live())
    assert office.told == []


def test_in_the_app_only_when_so_chosen(office: Office) -> None:
    for channel in ("mail", "push", "app"):
        office.do(service.switch, actor=office.home.nadia, kind="prevention", channel=channel, on=False)
    notice = office.announce()
    office.dispatch(TWO)
    assert (office.notices()[notice].state, office.notices()[notice].in_app) == ("told", False)
    assert office.deliveries() == []
