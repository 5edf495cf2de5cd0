"""`rxapp import`: a copy made in one Carnet, taken over by the operator of another."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from rxapp import runtime
from rxapp.accounts.opening import account_by_login, label_of
from rxapp.accounts.sessions import check_session, hash_token, start_session
from rxapp.core.settings import Settings
from rxapp.record.contents import Content
from rxapp.takeout import service, views
from tests.commands import Demo, Run, demo, first_days, refused, rxapp
from tests.takeout import PHRASE

__all__ = ["demo", "first_days", "rxapp"]


def copy_of(folder: Path, login: str, out: Path, **given) -> int:
    """Have a copy made as its page does; returns how many documents the record holds."""
    with closing(runtime.build(Settings.from_env({"RXAPP_DATA_DIR": str(folder), "RXAPP_DEMO": "1"}))) as wired:
        with wired.db.uow() as uow:
            account = account_by_login(uow, login)
            opened = start_session(uow, account=account, label=label_of(uow, account), address="", device="")
            uow.commit()
        with wired.db.read() as uow:
            actor = check_session(uow, hash_token(opened.token)).actor()
        takeout_id, done = service.ask(wired.db, actor=actor, person_id=actor.person_id, lang="fr", **given)
        done.result(60)
        with wired.db.read() as uow:
            found = views.given(uow, actor=actor, takeout_id=takeout_id)
        with Content(wired.db.blobs, found.blob, found.size) as content:
            out.write_bytes(b"".join(content.pieces()))
    return found.size


@pytest.mark.parametrize("phrase", ["", PHRASE])
def test_a_copy_goes_from_one_person_to_another(
    rxapp: Run, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phrase: str
) -> None:
    demo()
    archive = tmp_path / "copie.zip"
    locked = {"locked": True, "passphrase": phrase, "again": phrase} if phrase else {}
    assert copy_of(tmp_path / "data", "camille.martin", archive, **locked)
    monkeypatch.setattr("rxapp.cli.takeout.click.prompt", lambda *_asked, **_how: phrase)
    given = ("import", str(archive), "--person", "awa.diallo")
    refused(rxapp(*given, DEMO="1"), "celle de Camille", "that of Camille")
    done = rxapp(*given, "--sure", DEMO="1")
    assert "Copy of Camille" in done.stdout
    assert "into the record of Awa" in done.stdout
    assert done.returncode == 0, done.stderr
    assert "Documents repris" in done.stdout
    assert "Documents taken over" in done.stdout
    assert "Refusés : 0." in done.stdout.replace("\u00a0", " ")
    again = rxapp(*given, "--sure", DEMO="1")
    assert "Documents repris : 0." in again.stdout.replace("\u00a0", " ")


def test_what_cannot_be_taken_over_is_said(rxapp: Run, demo: Demo, tmp_path: Path) -> None:
    demo()
    letter = tmp_path / "lettre.zip"
    letter.write_bytes(b"rien")
    refused(rxapp("import", str(letter), "--person", "awa.diallo", DEMO="1"), "copie de carnet", "copy of a record")
    refused(rxapp("import", str(letter), "--person", "personne", DEMO="1"), "Introuvable")
