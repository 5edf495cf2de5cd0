"""What every test of the pages stands on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def tabs_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test leaves no tab open: each would look at whatever comes for its reader as long as the application lives."""
    if "carnet" not in request.fixturenames:
        yield
        return
    carnet = request.getfixturevalue("carnet")
    before = set(carnet.open_tabs)
    yield
    for tab in carnet.open_tabs - before:
        tab.close()
