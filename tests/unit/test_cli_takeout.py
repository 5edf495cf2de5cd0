"""`rxapp import`: a copy made in one Carnet, taken over by the operator of another."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rxapp import runtime
from rxapp.accounts.nir import fictional_nir
from rxapp.accounts.opening import account_by_login, label_of
from rxapp.accounts.people import context_for, find_person, minor_children
from rxapp.accounts.sessions import check_session, hash_token, start_session
from rxapp.core import audit
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.core.settings import Settings
from rxapp.demo.people import born
from rxapp.record.contents import Content
from rxapp.takeout import service, views
from tests.commands import Demo, Run, demo, first_days, refused, rxapp
from tests.takeout import PHRASE

__all__ = ["demo", "first_days", "rxapp"]


MORNING = {"DEMO": "1", "NOW": "2026-11-26T10:00:00+01:00"}
TODAY = date(2026, 11, 26)
LEO = (born(TODAY, years=6, months=2), "M", 2)
TWINS = (born(TODAY, years=4, months=5), "F", 8)


def settings_of(folder: Path) -> Settings:
    return Settings.from_env({"RXAPP_DATA_DIR": str(folder), "RXAPP_DEMO": "1", "RXAPP_NOW": MORNING["NOW"]})


def named(whose: tuple[date, str, int], *more: str) -> tuple[str, ...]:
    """The options that name somebody without an account."""
    day, sex, order = whose
    return ("--nir", str(fictional_nir(sex, day, order)), "--naissance", day.isoformat(), *more)


def copy_of(folder: Path, login: str, out: Path, *, child: str = "", **given) -> int:
    """Have a copy made as its page does, of a parent's child by given name; returns its size."""
    with closing(runtime.build(settings_of(folder))) as wired:
        with wired.db.uow() as uow:
            account = account_by_login(uow, login)
            opened = start_session(uow, account=account, label=label_of(uow, account), address="", device="")
            uow.commit()
        with wired.db.read() as uow:
            actor = check_session(uow, hash_token(opened.token)).actor()
            context = context_for(uow, actor)
            children = {one.given_names: one.person_id for one in minor_children(uow, actor.person_id)}
        whose = {"person_id": children[child] if child else actor.person_id, "context": context}
        takeout_id, done = service.ask(wired.db, actor=actor, **whose, lang="fr", **given)
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


def test_a_child_s_copy_goes_into_the_record_of_that_child_elsewhere(rxapp: Run, demo: Demo, tmp_path: Path) -> None:
    """Made by a parent here; the other Carnet knows the child by a letter alone, which nobody has used yet."""
    demo(NOW=MORNING["NOW"])
    archive, line = tmp_path / "copie.zip", tmp_path / "inscrits.csv"
    assert copy_of(tmp_path / "data", "camille.martin", archive, child="Léo")
    (tmp_path / "data").rename(tmp_path / "ailleurs")
    rxapp("keys", "new", **MORNING)
    rxapp("migrate", **MORNING)
    day, sex, order = LEO
    line.write_text(f"nir,nom,prenoms,naissance,sexe,adresse\n{fictional_nir(sex, day, order)},Martin,Léo,{day},M,8 rue\n")
    assert rxapp("code", "issue", "--csv", str(line), **MORNING).returncode == 0
    done = rxapp("import", str(archive), *named(LEO), **MORNING)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("\u00a0", " ")
    assert f"Copie de Léo Martin ({day}), vers le dossier de Léo Martin ({day})." in said
    assert re.search(r"^Documents repris : [1-9]\d*\. Déjà dans le dossier : 0\. Refusés : 0\.$", said, re.M), said
    assert re.search(r"^Vaccinations reprises : [1-9]\d*\. Déjà là : 0\. Refusées : 0\.$", said, re.M), said
    assert str(fictional_nir(sex, day, order)).replace(" ", "") not in (done.stdout + done.stderr).replace(" ", "")
    with closing(runtime.build(settings_of(tmp_path / "data"))) as wired, wired.db.read() as uow:
        day, sex, order = LEO
        leo = find_person(uow, nir=fictional_nir(sex, day, order), birth_date=day, given_names="Léo")
        lines = audit.history_page(uow, actor=SYSTEM_ACTOR, person_id=leo, limit=50)
        assert audit.verify(uow, leo).ok
    assert {line.actor_label for line in lines if "repris" in line.action_label} == {"Carnet"}


def test_twins_are_told_apart_by_their_given_name(rxapp: Run, demo: Demo, tmp_path: Path) -> None:
    demo(NOW=MORNING["NOW"])
    archive = tmp_path / "copie.zip"
    assert copy_of(tmp_path / "data", "camille.martin", archive, child="Léo")
    bring = ("import", str(archive))
    refused(rxapp(*bring, *named(TWINS), **MORNING), "--prenom")
    refused(rxapp(*bring, *named(TWINS, "--prenom", "Lola"), **MORNING), "Personne n’est inscrit", "Nobody is registered")
    for name in ("Zoé", "Tom"):
        refused(rxapp(*bring, *named(TWINS, "--prenom", name), **MORNING), f"ce dossier celui de {name}")
    assert "into the record of Tom" in rxapp(*bring, *named(TWINS, "--prenom", "tom"), "--sure", **MORNING).stdout
    refused(rxapp(*bring, *named(TWINS, "--prenom", "Zoé"), **MORNING), "ce dossier celui de Zoé")


@pytest.mark.parametrize("given", [(), ("--nir", "1"), ("--naissance", "2020-01-01"), ("--person", "awa.diallo", "--nir", "1")])
def test_one_way_of_naming_a_person_is_wanted(rxapp: Run, tmp_path: Path, given: tuple[str, ...]) -> None:
    (tmp_path / "copie.zip").write_bytes(b"rien")
    done = rxapp("import", str(tmp_path / "copie.zip"), *given, DEMO="1")
    assert done.returncode == 2
    assert "--naissance" in done.stderr
