"""The outbox step by step: what one transaction asks, holds and writes, without a dispatcher."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta

from sqlalchemy import update

from rxapp.core.db import UnitOfWork
from rxapp.core.keys import destroy_person_key
from rxapp.core.presence import Presence
from rxapp.notices import lent, outbox, service
from rxapp.notices.kinds import Channel
from rxapp.notices.models import Delivery, Departure, PushSubscription
from rxapp.notices.parcels import End, Outcome, Parcel
from tests.agenda import home
from tests.devices import Browser
from tests.outbox import DUE, Office, office
from tests.post import Post, post

__all__ = ["home", "office", "post"]

TWO = timedelta(days=2)
TERMS = outbox.Terms("http://localhost:3000", limit=10, keep_words=True)


def presence(office: Office) -> Presence:
    return Presence(office.db.settings.data_dir / "dispatch")


def held(office: Office, worker: Presence) -> tuple[Parcel, ...]:
    """What is held once it was told, in one transaction."""
    with office.db.uow() as uow:
        parcels = outbox.step(uow, worker, TERMS, channels=[Channel.MAIL]).parcels
        uow.commit()
    return parcels


def settle(office: Office, worker: Presence, ended: dict[Parcel, Outcome]) -> None:
    with office.db.uow() as uow:
        outbox.settle(uow, worker, ended)
        uow.commit()


def test_of_a_handful_each_ends_its_own_way(office: Office) -> None:
    ends = [End.SENT, End.LATER, End.UNSURE, End.REFUSED, End.PUT_BACK, End.SENT]
    for number in range(len(ends)):
        office.announce(f"n{number}")
    office.clock.advance(TWO)
    worker = presence(office)
    ended = dict(zip(held(office, worker), map(Outcome, ends), strict=True))
    *_others, taken = ended
    with office.db.uow() as uow:  # another worker took the last one over meanwhile
        uow.session.execute(update(Delivery).where(Delivery.id == taken.id).values(lease_owner="ailleurs.1"))
        uow.commit()
    settle(office, worker, ended)
    rows = {row.id: row for row in office.deliveries() if row.channel == "mail"}
    seen = [(rows[parcel.id].state, rows[parcel.id].attempts, rows[parcel.id].doubtful) for parcel in ended]
    assert seen == [("sent", 1, 0), ("waiting", 1, 0), ("waiting", 1, 1), ("failed", 1, 0), ("waiting", 0, 0), ("waiting", 1, 0)]
    assert [rows[parcel.id].lease_owner for parcel in ended] == [None] * 5 + ["ailleurs.1"]
    (left,) = office.left("mail")
    assert (left.recipient, left.at) == ("nadia@exemple.fr", office.clock.now())
    assert "http://localhost:3000/notifications" in left.body


def test_what_is_told_and_leaves_at_once_is_asked_about_once(office: Office) -> None:
    asked: list[str] = []
    together: list[int] = []

    def check(uow: UnitOfWork, claim: lent.Claim) -> bool:
        asked.append(str(claim.facts["topic"]))
        return claim.facts["topic"] != "n1"

    def gathering(uow: UnitOfWork, claims: Collection[lent.Claim]) -> None:
        together.append(len(claims))

    lent.ask(check, "prevention", gathering)
    for number in range(3):
        office.announce(f"n{number}")
    office.clock.advance(TWO)
    assert len(held(office, presence(office))) == 2
    assert sorted(asked) == ["n0", "n1", "n2"]
    assert together == [3]


def test_the_dispatcher_tells_and_hands_mail_over_in_one_step(office: Office, post: Post) -> None:
    office.with_server(post.url)
    asked: list[str] = []
    lent.ask(lambda uow, claim: asked.append(str(claim.facts["topic"])) is None, "prevention")
    for number in range(120):  # more than one handful
        office.announce(f"n{number}")
    office.dispatch(TWO)
    assert sorted(asked) == sorted(f"n{number}" for number in range(120))
    assert len(post.times) == 120


def test_a_person_erased_while_their_mail_is_on_its_way_holds_up_nobody(office: Office) -> None:
    office.announce()
    office.announce(actor=office.home.zoe)
    office.clock.advance(TWO)
    worker = presence(office)
    parcels = held(office, worker)
    with office.db.uow() as uow:
        destroy_person_key(uow, office.home.zoe.person_id)
        uow.commit()
    settle(office, worker, dict.fromkeys(parcels, Outcome(End.SENT)))
    assert [row.state for row in office.deliveries() if row.channel == "mail"] == ["sent", "sent"]


def told(office: Office, *channels: Channel) -> outbox.Step:
    with office.db.uow() as uow:
        step = outbox.step(uow, presence(office), TERMS, channels=channels)
        uow.commit()
    return step


def test_one_that_no_longer_holds_hides_nothing_of_its_occasion(office: Office) -> None:
    lent.ask(lambda uow, claim: claim.facts["topic"] != "hour", "prevention")
    kept = office.announce("day", occasion="rdv", due_at=DUE - timedelta(days=1))
    office.announce("hour", occasion="rdv", due_at=DUE - timedelta(hours=1))
    office.clock.set(DUE)
    assert told(office).told == 1
    assert office.notices()[kept].state == "told"


def test_a_device_and_a_letter_that_cannot_be_read_hold_up_nobody(office: Office) -> None:
    office.do(service.subscribe, actor=office.home.nadia, device=Browser().device)
    office.do(service.switch, actor=office.home.nadia, kind="prevention", channel=Channel.PUSH, on=True)
    office.do(service.send_mail, person_id=office.home.nadia.person_id, recipient="a@exemple.fr", subject="s", body="b")
    office.announce()
    office.announce(actor=office.home.zoe)
    with office.db.uow() as uow:
        uow.session.execute(update(PushSubscription).values(content=b"illisible"))
        uow.session.execute(update(Departure).values(body=b"illisible"))
        uow.commit()
    office.clock.advance(TWO)
    step = told(office, Channel.MAIL, Channel.PUSH)
    assert step.told == 2
    assert [(parcel.channel, bool(parcel.letter)) for parcel in step.parcels] == [("mail", False)] * 2
    assert sorted((row.channel, row.state) for row in office.deliveries()) == [
        ("mail", "dropped"),
        ("mail", "waiting"),
        ("mail", "waiting"),
        ("push", "dropped"),
    ]


def test_only_pushes_that_leave_count_for_the_burst(office: Office) -> None:
    """Five wait for the end of quiet hours and are read elsewhere; the sixth, unread, leaves in the morning."""
    nadia = office.home.nadia
    office.do(service.subscribe, actor=nadia, device=Browser().device)
    office.do(service.switch, actor=nadia, kind="prevention", channel=Channel.PUSH, on=True)
    office.do(service.choose_quiet_hours, actor=nadia, begins=time(22), ends=time(7))
    evening = DUE.replace(hour=21, minute=30)
    for number in range(outbox.MOST_PUSHES):
        office.announce(f"n{number}", due_at=evening)
    office.announce("sixth", due_at=evening + timedelta(hours=3))
    office.clock.set(evening)
    assert told(office, Channel.PUSH).parcels == ()
    office.do(service.mark_all_read, actor=nadia)
    office.clock.set(evening + timedelta(hours=3))
    assert told(office, Channel.PUSH).parcels == ()
    office.clock.set(evening + timedelta(hours=10))
    assert len(told(office, Channel.PUSH).parcels) == 1
