"""A copy that is being downloaded when what allows it ends: nothing more leaves, and idleness alone cuts nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rxapp.accounts import sessions
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.sessions import hash_token
from rxapp.api import housekeeping
from rxapp.core.policy import NO_CONTEXT, Actor, Role
from rxapp.record import service as record
from rxapp.record.intake import Intake
from rxapp.takeout.giving import is_leaving
from rxapp.takeout.models import Takeout
from tests.carnet import Carnet, carnet
from tests.downloads import AHEAD, HEAVY, Download
from tests.http.test_emporter import LOGIN, Asker, asker

__all__ = ["asker", "carnet"]


@pytest.fixture
def heavy(carnet: Carnet):
    """Awa's record weighs more than what is ever on its way at once."""
    database, text = carnet.runtime.db, HEAVY
    with database.read() as uow:
        account = account_by_login(uow, LOGIN)
    actor = Actor(account.id, Role.PATIENT, account.person_id, "Awa", "", "")
    given = {"actor": actor, "context": NO_CONTEXT, "person_id": actor.person_id}
    with Intake.open(database, **given, file_name="lourd.txt", declared_size=len(text)) as intake:
        intake.feed(text)
        document_id = intake.finish(title="Lourd").id
    yield
    with database.uow() as uow:
        record.trash(uow, actor=actor, document_id=document_id)
        uow.commit()


def sign_out(asker: Asker, _takeout_id: str) -> None:
    assert asker.carnet.ask("POST", "/session/fin", cookies=asker.cookies).status_code < 400


def end_from_elsewhere(asker: Asker, _takeout_id: str) -> None:
    """The session was idle when its owner, on another device, ended it."""
    with asker.carnet.runtime.db.uow() as uow:
        sessions.end_all_sessions(uow, account_id=account_by_login(uow, LOGIN).id)
        uow.commit()


def destroy(asker: Asker, takeout_id: str) -> None:
    asker.do("drop", takeout_id=takeout_id)


def wait_eight_hours(asker: Asker, _takeout_id: str) -> None:
    asker.carnet.runtime.clock.travel(sessions.ABSOLUTE)


@pytest.mark.usefixtures("heavy")
@pytest.mark.parametrize("end", [sign_out, end_from_elsewhere, destroy, wait_eight_hours])
def test_what_ends_the_right_ends_the_download(asker: Asker, end: Callable[[Asker, str], None]) -> None:
    takeout_id = asker.made()
    download = Download(asker.carnet, asker.cookies, f"/api/emporter/{takeout_id}")
    download.during(lambda: end(asker, takeout_id))
    assert download.status == 200
    assert 0 < download.received <= AHEAD < download.size
    assert not is_leaving(takeout_id)


@pytest.mark.usefixtures("heavy")
def test_nobody_need_move_while_it_comes(asker: Asker) -> None:
    """Sixteen minutes of download: the session gives no sign of life, and what it asked for comes whole."""
    takeout_id = asker.made()
    download = Download(asker.carnet, asker.cookies, f"/api/emporter/{takeout_id}")

    def pass_by() -> None:
        asker.carnet.runtime.clock.travel(timedelta(minutes=16))
        housekeeping._forget(asker.carnet.runtime)
        assert asker.get(takeout_id).status_code == 401  # nothing new begins

    download.during(pass_by)
    assert download.received == download.size
    housekeeping._forget(asker.carnet.runtime)
    with asker.carnet.runtime.db.read() as uow:
        assert sessions.check_session(uow, hash_token(asker.cookies.partition("=")[2])) is None
        assert uow.session.get(Takeout, takeout_id) is None
