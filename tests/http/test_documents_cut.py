"""A document that is being downloaded when the right to it ends: nothing more leaves than what was on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rxapp.accounts import sessions
from rxapp.api import streaming
from rxapp.core.policy import NO_CONTEXT, HelpScope
from rxapp.record import service as record
from rxapp.record.intake import Intake
from tests.carnet import carnet
from tests.downloads import AHEAD, HEAVY, Download
from tests.helping import HELPER, Help, help

__all__ = ["carnet", "help"]


@pytest.fixture
def heavy(help: Help) -> Iterator[str]:
    """A document of Paul's that weighs more than what is ever on its way at once."""
    given = {"actor": help.paul, "context": NO_CONTEXT, "person_id": help.person}
    with Intake.open(help.db, **given, file_name="lourd.txt", declared_size=len(HEAVY)) as intake:
        intake.feed(HEAVY)
        document_id = intake.finish(title="Lourd").id
    yield document_id
    help.write(record.trash, actor=help.paul, document_id=document_id)


def end_the_help(help: Help, _cookies: str) -> None:
    help.end()


def sign_out(help: Help, cookies: str) -> None:
    assert help.carnet.ask("POST", "/session/fin", cookies=cookies).status_code < 400


def end_from_elsewhere(help: Help, _cookies: str) -> None:
    help.write(sessions.end_all_sessions, account_id=help.awa.account_id)


@pytest.mark.parametrize("end", [end_the_help, sign_out, end_from_elsewhere])
def test_what_ends_the_right_ends_the_download(
    help: Help, heavy: str, monkeypatch: pytest.MonkeyPatch, end: Callable[[Help, str], None]
) -> None:
    """Awa helps Paul; each piece that leaves slowly is asked about again."""
    monkeypatch.setattr(streaming, "ASK_AGAIN", 0.0)
    help.begin(HelpScope.SEE)
    cookies = help.carnet.session_of(HELPER)
    download = Download(help.carnet, cookies, f"/api/documents/{heavy}")
    download.during(lambda: end(help, cookies))
    assert download.status == 200
    assert 0 < download.received <= AHEAD < download.size


def test_what_changes_nothing_cuts_nothing(help: Help, heavy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "ASK_AGAIN", 0.0)
    help.begin(HelpScope.SEE)
    download = Download(help.carnet, help.carnet.session_of(HELPER), f"/api/documents/{heavy}")
    download.during(lambda: None)
    assert download.received == download.size
