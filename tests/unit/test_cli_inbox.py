"""`rxapp reports`: what the operator reads of messages that somebody reported."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rxapp import runtime
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.settings import Settings
from rxapp.inbox import service, views
from tests.commands import Demo, Run, demo, first_days, rxapp

__all__ = ["demo", "first_days", "rxapp"]


def test_what_is_reported_is_read_by_whoever_keeps_the_instance(rxapp: Run, demo: Demo, tmp_path: Path) -> None:
    demo()
    assert "No message was reported." in rxapp("reports", DEMO="1").stdout
    settings = Settings.from_env({"RXAPP_DATA_DIR": str(tmp_path / "data"), "RXAPP_DEMO": "1"})
    with closing(runtime.build(settings)) as wired, wired.db.uow() as uow:
        camille = actor_of(uow, account_by_login(uow, "camille.martin").id)
        about = {"actor": camille, "lang": "fr"}
        rows = views.inbox_page(uow, **about, person_id=camille.person_id).rows
        talk = next(row.id for row in rows if row.subject == "Ma dernière ordonnance")
        answer = views.conversation_page(uow, **about, conversation_id=talk).rows[-1]
        said = {"message_id": answer.id, "reason": "rude", "words": "Ce ton me blesse.\nMerci de regarder."}
        service.report(uow, actor=camille, **said)
        uow.commit()
    told = rxapp("reports", "--most", "5", DEMO="1").stdout
    assert "Dr Anne Moreau  Propos blessants ou menaçants / " in told
    assert told.splitlines()[1:] == ["    Ce ton me blesse.", "    Merci de regarder."]
    assert "gardez le traitement" not in told
