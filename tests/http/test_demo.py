"""The testers' bench over HTTP: how far one may travel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from rxapp.api.demo import LAST_YEAR
from rxapp.core.connections import CONNECTIONS, Visitor
from tests.carnet import Carnet, carnet
from tests.http.test_historique import SHELL, vars_of

__all__ = ["carnet"]


@pytest.fixture(autouse=True)
def back(carnet: Carnet) -> Iterator[None]:
    with carnet.later(timedelta(0)):
        yield


def travel(carnet: Carnet, wanted: str) -> str:
    return carnet.ask("POST", "/demo/voyage", data={"pas": wanted}).headers["location"]


@pytest.mark.parametrize("wanted", ["{d}/{m}/{y}", "{d} {m} {y}", "{d}.{m}.{y}", "{y}-{m:02}-{d:02}"])
def test_a_day_is_typed_as_people_write_it(carnet: Carnet, wanted: str) -> None:
    ahead = carnet.runtime.clock.today() + timedelta(days=40)
    assert travel(carnet, wanted.format(d=ahead.day, m=ahead.month, y=ahead.year)) == "/demo?dit=voyage"
    assert carnet.runtime.clock.today() == ahead
    travel(carnet, "present")


@pytest.mark.parametrize(
    "wanted", ["2151-01-01", "9999-12-31", "9999-06-01", "2026-11-22", "0001-01-01", "demain", "", "2027-02-30"]
)
def test_a_day_out_of_reach_is_a_wrong_date(carnet: Carnet, wanted: str) -> None:
    before = carnet.runtime.clock.today()
    kept = {"dit": "date"} | ({"jour": wanted} if wanted else {})
    assert dict(parse_qsl(urlsplit(travel(carnet, wanted)).query)) == kept
    assert carnet.runtime.clock.today() == before


def test_a_wrong_date_stays_in_its_box_and_no_longer_than_a_date(carnet: Carnet) -> None:
    address = travel(carnet, "38/12/2026 & <demain> " + "x" * 500)
    assert urlsplit(address).path == "/demo"
    tab = carnet.tab(carnet.visit())
    seen = vars_of(tab.start(address), f"{SHELL}.rxapp___state___demo____demo_state")
    assert (seen["wrong_date"], seen["typed_date"]) == (True, "38/12/2026 & <demain")
    seen = vars_of(carnet.tab(carnet.visit()).start("/demo?jour=38"), f"{SHELL}.rxapp___state___demo____demo_state")
    assert (seen.get("wrong_date", False), seen.get("typed_date", "")) == (False, "")


def test_the_last_year_is_in_reach_and_nothing_goes_on_from_there(carnet: Carnet) -> None:
    last = date(LAST_YEAR, 12, 31)
    assert travel(carnet, last.isoformat()) == "/demo?dit=voyage"
    for step in ("jour", "semaine", "six_semaines"):
        assert travel(carnet, step) == "/demo?dit=date"
    assert carnet.runtime.clock.today() == last
    assert carnet.ask("GET", "/demo").status_code == 200
    assert travel(carnet, "present") == "/demo?dit=voyage"


def test_open_pages_leave_when_time_moves(carnet: Carnet) -> None:
    """Sessions of another day are over; a page left open shows nothing more."""
    left: list[bool] = []
    tab = CONNECTIONS.open(Visitor(None, "visite", "fr", "127.0.0.1"), lambda: left.append(True))
    travel(carnet, "jour")
    CONNECTIONS.forget(tab)
    assert left == [True]
