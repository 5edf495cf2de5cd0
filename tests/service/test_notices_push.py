"""Web Push to services that answer in every way, and to addresses that lead where they must not; no network is used."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, time, timedelta

import httpx
import pytest
from py_vapid import Vapid02
from sqlalchemy import select

from rxapp.notices import service
from rxapp.notices.devices import vapid_key
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.models import Delivery, PushSubscription
from rxapp.notices.outbox import MOST_PUSHES
from rxapp.notices.push import Pusher, is_public
from rxapp.notices.service import Device
from tests.accounts import refused
from tests.agenda import home
from tests.devices import Browser, b64
from tests.outbox import Office, office

__all__ = ["home", "office"]

TWO = timedelta(days=2)


class Service(httpx.AsyncBaseTransport):
    """A push service that answers as told, and what it was asked."""

    def __init__(self, status: int = 201, **headers: str) -> None:
        self.status, self.headers, self.asked = status, headers, []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.asked.append(request)
        if self.status == 0:
            raise httpx.ReadTimeout("no answer", request=request)
        if self.status < 0:
            raise httpx.ConnectError("no service", request=request)
        return httpx.Response(self.status, headers=self.headers, content=b"x" * 100)


def found(*addresses: str) -> Callable[[str], Awaitable[Sequence[str]]]:
    async def look_up(host: str) -> Sequence[str]:
        return addresses

    return look_up


def push(office: Office, service_: Service, *passes: timedelta, addresses: Sequence[str] = ("93.184.215.14",)) -> list[Delivery]:
    office.with_server(None, demo=False)
    office.announce(f"n{len(office.notices())}")
    pusher = Pusher(office.db.keyring, "https://carnet.exemple.fr", look_up=found(*addresses), transport=service_)
    office.dispatch(TWO, *passes, pusher=pusher)
    return [row for row in office.deliveries() if row.channel == "push"]


def subscribe(office: Office, browser: Browser) -> None:
    office.do(service.subscribe, actor=office.home.nadia, device=browser.device)


def devices(office: Office) -> list[PushSubscription]:
    with office.db.read() as uow:
        return list(uow.session.execute(select(PushSubscription)).scalars())


def test_one_word_that_there_is_news(office: Office) -> None:
    browser, answers = Browser(), Service()
    subscribe(office, browser)
    (row,) = push(office, answers)
    (asked,) = answers.asked
    assert row.state == "sent"
    assert str(asked.url) == "https://93.184.215.14/envoi/abc?x=1"  # the address that was looked at
    assert (asked.headers["host"], asked.extensions["sni_hostname"]) == ("push.exemple.fr", "push.exemple.fr")
    said = browser.read(asked.content)
    assert said == {"title": "Carnet", "body": "Il y a du nouveau dans votre carnet.", "url": "/notifications", "lang": "fr"}
    assert "secret-de-sante" not in str(said)
    (left,) = office.left("push")
    assert left.recipient.replace("\u00a0", " ") == "Appareil abonné : push.exemple.fr"
    assert office.left("push", "en")[0].recipient == "Subscribed device: push.exemple.fr"


def test_it_is_signed_by_this_instance(office: Office) -> None:
    browser, answers = Browser(), Service()
    subscribe(office, browser)
    push(office, answers)
    scheme, _, fields = answers.asked[0].headers["authorization"].partition(" ")
    signed = dict(field.strip().split("=", 1) for field in fields.split(","))
    assert scheme == "vapid"
    with office.db.read() as uow:
        assert signed["k"] == service.vapid_public_key(uow.keyring)
    assert Vapid02(private_key=vapid_key(office.db.keyring)).verify(f"vapid t={signed['t']},k={signed['k']}")
    claims = json.loads(base64.urlsafe_b64decode(signed["t"].split(".")[1] + "=="))
    assert (claims["aud"], claims["sub"]) == ("https://push.exemple.fr", "https://carnet.exemple.fr")


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(office: Office, status: int) -> None:
    subscribe(office, Browser())
    (row,) = push(office, Service(status), TWO)
    assert (row.state, row.attempts, devices(office)) == ("dropped", 1, [])
    assert office.left("push") == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that is looked at
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fec0::1",
        "::127.0.0.1",
        "64:ff9b:1::7f00:1",
        "5f00::1",
        "3fff::1",
    ],
)
def test_no_address_inside_a_network_is_spoken_to(office: Office, address: str) -> None:
    """Nor when only one of several is."""
    for addresses in ((address,), ("93.184.215.14", address)):
        answers = Service()
        subscribe(office, Browser())
        rows = push(office, answers, addresses=addresses)
        assert answers.asked == []
        assert {row.state for row in rows} == {"dropped"}
        assert devices(office) == []


def test_addresses_of_the_internet_are_public() -> None:
    from ipaddress import ip_address

    for text in ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"):
        assert is_public(ip_address(text)), text


@pytest.mark.parametrize(("status", "state", "doubtful"), [(500, "waiting", 0), (-1, "waiting", 0), (0, "waiting", 1)])
def test_a_service_in_trouble_is_asked_again(office: Office, status: int, state: str, doubtful: int) -> None:
    subscribe(office, Browser())
    answers = Service(status)
    (row,) = push(office, answers)
    assert (row.state, row.attempts, row.doubtful) == (state, 1, doubtful)
    assert row.next_try_at == office.clock.now() + timedelta(minutes=1)


def test_as_late_as_the_service_asks(office: Office) -> None:
    subscribe(office, Browser())
    (row,) = push(office, Service(429, **{"retry-after": "7200"}))
    assert row.next_try_at == office.clock.now() + timedelta(hours=2)


@pytest.mark.parametrize("status", [301, 307, 400, 403, 413])
def test_a_redirection_is_not_followed_and_a_no_is_a_no(office: Office, status: int) -> None:
    subscribe(office, Browser())
    answers = Service(status, location="https://127.0.0.1/")
    (row,) = push(office, answers)
    assert (row.state, len(answers.asked)) == ("failed", 1)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.exemple.fr/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://localhost/x",
        "https://push.exemple.fr:8443/x",
        "https://moi@push.exemple.fr/x",
        "https://push.éxemple.fr/x",
        "file:///etc/passwd",
        "https://" + "x" * 1000 + ".fr/",
        "https://[/x",
    ],
)
def test_what_no_push_service_gives_is_refused(office: Office, endpoint: str) -> None:
    with office.db.uow() as uow:
        wrong = refused(service.subscribe, uow, actor=office.home.nadia, device=Browser(endpoint).device)
    assert wrong.code == "notifications.appareil"


def test_keys_that_are_none_are_refused(office: Office) -> None:
    good = Browser().device
    for p256dh, auth in (("x", good.auth), (good.p256dh, "x"), (b64(b"\x04" + bytes(64)), good.auth), ("é", good.auth)):
        with office.db.uow() as uow:
            wrong = refused(service.subscribe, uow, actor=office.home.nadia, device=Device(good.endpoint, p256dh, auth))
        assert wrong.code == "notifications.appareil"


def test_one_browser_has_one_account_and_an_account_few_browsers(office: Office) -> None:
    browser = Browser()
    for _time in range(2):
        subscribe(office, browser)
    assert [row.account_id for row in devices(office)] == [office.home.nadia.account_id]
    office.do(service.subscribe, actor=office.home.zoe, device=browser.device)
    assert [row.account_id for row in devices(office)] == [office.home.zoe.account_id]
    office.do(service.unsubscribe, actor=office.home.nadia, endpoint=browser.endpoint)
    assert len(devices(office)) == 1
    office.do(service.unsubscribe, actor=office.home.zoe, endpoint=browser.endpoint)
    assert devices(office) == []
    for number in range(10):
        subscribe(office, Browser(f"https://push.exemple.fr/{number}"))
    with office.db.uow() as uow:
        one_more = refused(service.subscribe, uow, actor=office.home.nadia, device=Browser("https://push.exemple.fr/y").device)
    assert one_more.code == "notifications.appareils_trop"


def test_an_address_is_nowhere_in_clear(office: Office) -> None:
    subscribe(office, Browser())
    files = b"".join(path.read_bytes() for path in office.db.settings.data_dir.iterdir() if path.is_file())
    assert b"push.exemple.fr" not in files


class Mixed(Service):
    """Services of which some answer: those whose name is in ``up``."""

    def __init__(self, *up: str) -> None:
        super().__init__()
        self.up = set(up)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.status = 201 if request.headers["host"] in self.up else 0
        return await super().handle_async_request(request)


def pusher(office: Office, services: Service) -> Pusher:
    """For one dispatcher, which closes it."""
    return Pusher(office.db.keyring, "https://carnet.exemple.fr", look_up=found("93.184.215.14"), transport=services)


def days_go_by(office: Office, services: Service, days: int) -> int:
    """Nadia and Zoé each have one piece of news a day; returns after how many days Nadia's device is forgotten, or -1."""
    office.with_server(None, demo=False)
    for day in range(days):
        for actor in (office.home.nadia, office.home.zoe):
            office.announce(f"{actor.account_id}{len(office.notices())}", actor=actor, due_at=office.clock.now())
        office.dispatch(*[timedelta(hours=1)] * 24, pusher=pusher(office, services))
        if office.home.nadia.account_id not in {row.account_id for row in devices(office)}:
            return day + 1
    return -1


def subscribe_two(office: Office) -> None:
    subscribe(office, Browser("https://mort.exemple.fr/x"))
    office.do(service.subscribe, actor=office.home.zoe, device=Browser("https://vif.exemple.fr/x").device)


def test_a_device_that_never_answers_is_forgotten_after_days(office: Office) -> None:
    subscribe_two(office)
    assert days_go_by(office, Mixed("vif.exemple.fr"), 6) == 3
    assert {row.account_id for row in devices(office)} == {office.home.zoe.account_id}
    office.dispatch(TWO)
    assert {row.state for row in office.deliveries() if row.channel == "push"} == {"sent", "failed", "dropped"}


def test_one_answer_and_the_count_begins_again(office: Office) -> None:
    subscribe_two(office)
    assert days_go_by(office, Mixed("vif.exemple.fr"), 2) == -1
    assert days_go_by(office, Mixed("vif.exemple.fr", "mort.exemple.fr"), 1) == -1
    assert days_go_by(office, Mixed("vif.exemple.fr"), 2) == -1
    assert days_go_by(office, Mixed("vif.exemple.fr"), 2) == 1


def test_an_outage_of_our_own_network_is_nobodys_silence(office: Office) -> None:
    subscribe_two(office)
    assert days_go_by(office, Mixed(), 4) == -1
    assert days_go_by(office, Mixed("vif.exemple.fr"), 2) == -1
    assert days_go_by(office, Mixed("vif.exemple.fr"), 1) == 1


def test_who_turns_notifications_on_again_begins_again(office: Office) -> None:
    browser = Browser("https://mort.exemple.fr/x")
    subscribe_two(office)
    subscribe_again = browser.device
    office.do(service.subscribe, actor=office.home.nadia, device=subscribe_again)
    assert days_go_by(office, Mixed("vif.exemple.fr"), 2) == -1
    office.do(service.subscribe, actor=office.home.nadia, device=subscribe_again)
    assert days_go_by(office, Mixed("vif.exemple.fr"), 2) == -1


def test_when_nobody_answers_it_is_our_network_and_nobody_is_forgotten(office: Office) -> None:
    subscribe_two(office)
    assert days_go_by(office, Mixed(), 5) == -1
    assert len(devices(office)) == 2


def test_a_burst_of_news_is_few_pushes(office: Office) -> None:
    """Each says that there is news and nothing more."""
    subscribe(office, Browser())
    office.with_server(None, demo=False)
    answers = Service()
    for number in range(20):
        office.announce(f"n{number}", due_at=office.clock.now())
    office.dispatch(pusher=pusher(office, answers))
    assert len(answers.asked) == MOST_PUSHES
    assert [row.state for row in office.notices().values()] == ["told"] * 20
    office.announce("un de plus", due_at=office.clock.now() + timedelta(minutes=1))
    office.announce("plus tard", due_at=office.clock.now() + timedelta(minutes=20))
    office.dispatch(timedelta(minutes=1), timedelta(minutes=20), pusher=pusher(office, answers))
    assert len(answers.asked) == MOST_PUSHES + 1


def test_a_night_of_news_is_few_pushes_in_the_morning(office: Office) -> None:
    subscribe(office, Browser())
    office.do(service.choose_quiet_hours, actor=office.home.nadia, begins=time(22), ends=time(7))
    office.with_server(None, demo=False)
    office.clock.set(datetime(2026, 11, 23, 22, 0, tzinfo=UTC))
    answers = Service()
    for number in range(8):
        office.announce(f"n{number}", due_at=office.clock.now() + timedelta(minutes=30 * number))
    office.dispatch(*[timedelta(minutes=30)] * 20, pusher=pusher(office, answers))
    assert len(answers.asked) == MOST_PUSHES


class Silent(Service):
    """A push service that does not answer until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.came, self.let_go = asyncio.Event(), asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.came.set()
        await self.let_go.wait()
        return httpx.Response(201)


def test_a_device_that_never_answers_holds_up_nobody(office: Office) -> None:
    """Others are told while a push waits for its answer."""
    office.with_server(None, demo=False)
    subscribe(office, Browser())

    async def live() -> None:
        silent, told = Silent(), asyncio.Queue[frozenset[str]]()
        pusher = Pusher(office.db.keyring, "https://carnet.exemple.fr", look_up=found("93.184.215.14"), transport=silent)
        dispatcher = Dispatcher(office.db, told=told.put_nowait, pusher=pusher)
        await asyncio.to_thread(office.announce, due_at=office.clock.now())
        task = asyncio.create_task(dispatcher.run())
        await silent.came.wait()
        await asyncio.to_thread(office.announce, "o2", actor=office.home.zoe, due_at=office.clock.now())
        while office.home.zoe.account_id not in await told.get():
            pass
        assert _sent(office, "push") == []
        assert dispatcher._pushes is not None
        silent.let_go.set()
        await asyncio.wait([dispatcher._pushes])
        assert len(_sent(office, "push")) == 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(live())


def _sent(office: Office, channel: str) -> list[Delivery]:
    return [row for row in office.deliveries() if (row.channel, row.state) == (channel, "sent")]
