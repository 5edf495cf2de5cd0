"""The command line: each command is there, and each failure an operator can meet is a sentence that says what to do."""

from __future__ import annotations

import errno
import os
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from rxapp.cli.__main__ import cli
from rxapp.cli.errors import of_file
from rxapp.core.archive_key import new_pair
from rxapp.core.db import migrate
from rxapp.core.errors import message
from rxapp.core.occupancy import occupied
from rxapp.core.settings import Settings
from tests.commands import ROOT, Demo, Done, Run, demo, first_days, free_port, refused, rxapp, settings_of

__all__ = ["demo", "first_days", "free_port", "rxapp"]


def test_every_command_explains_itself() -> None:
    assert {"start", "serve", "build", "migrate", "demo", "doctor", "keys", "audit", "code"} <= set(cli.commands)

    def look(command: click.Command, path: str) -> None:
        context = click.Context(command, info_name=path)
        assert command.help, path
        assert "--help" in command.get_help(context)
        for name, child in getattr(command, "commands", {}).items():
            look(child, f"{path} {name}")

    look(cli, "rxapp")


def test_help_needs_no_settings(rxapp: Run) -> None:
    done = rxapp("--help", PORT="nonsense")
    assert done.returncode == 0
    assert "doctor" in done.stdout


def test_bad_settings_are_all_told_at_once(rxapp: Run) -> None:
    refused(
        rxapp("migrate", PORT="70000", PUBLIC_URL="carnet/x", DATABASE_URL="mysql://x", DEMO="peut-être", SMTP_URL="ftp://x"),
        "RXAPP_PORT",
        "RXAPP_PUBLIC_URL",
        "RXAPP_DATABASE_URL",
        "RXAPP_DEMO",
        "RXAPP_SMTP_URL",
    )


def test_no_password_of_a_setting_is_shown(rxapp: Run) -> None:
    done = rxapp(
        "migrate",
        PORT="x",
        DATABASE_URL="postgres://carnet:MARQUE@db/carnet",
        SMTP_URL="http://u:MARQUE@x",
        REDIS_URL="x:MARQUE@y",
    )
    refused(done, "RXAPP_PORT")
    assert "MARQUE" not in done.stderr + done.stdout


def test_time_travel_is_for_the_demonstration(rxapp: Run) -> None:
    refused(rxapp("migrate", NOW="2026-01-01T00:00:00Z", DEMO="0"), "RXAPP_NOW")


def test_real_people_are_not_served_without_tls_and_a_key(rxapp: Run) -> None:
    refused(rxapp("serve"), "https://", "Clé maîtresse absente", "rxapp keys new")
    refused(rxapp("serve", PUBLIC_URL="https://carnet.example"), "Master key missing")
    refused(rxapp("serve", PUBLIC_URL="https://carnet.example", DEMO="1"), "démarre avec « ./run »", "starts with “./run”")


def test_a_missing_key_file_is_told_before_anything_is_touched(rxapp: Run, tmp_path: Path) -> None:
    from rxapp.core.assembly import database_for
    from rxapp.core.keys import create_person_key

    settings = settings_of(tmp_path)
    migrate(settings)
    database = database_for(settings)
    with database.uow() as uow:
        create_person_key(uow, "a" * 32)
        uow.commit()
    database.dispose()
    settings.master_key_file.rename(tmp_path / "elsewhere")
    before = settings.sqlite_file.stat().st_size
    refused(rxapp("audit", "verify"), "master.key")
    refused(rxapp("demo", DEMO="1"), "master.key")
    refused(rxapp("keys", "new"), "sauvegarde", "backup")
    assert not settings.master_key_file.exists()
    assert settings.sqlite_file.stat().st_size == before
    settings.master_key_file.write_bytes(os.urandom(32))
    settings.master_key_file.chmod(0o600)
    refused(rxapp("audit", "verify"), "master.key")


def test_a_database_from_a_newer_version_is_left_alone(rxapp: Run, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    migrate(settings)
    connection = sqlite3.connect(settings.sqlite_file)
    connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
    connection.commit()
    connection.close()
    refused(rxapp("migrate"), "9999_later", "newer version", "plus récente")
    doctor = rxapp("doctor")
    assert doctor.returncode == 1
    assert "9999_later" in doctor.stdout


@pytest.mark.parametrize("command", ["start", "migrate", "doctor", "demo"])
def test_a_file_that_is_no_database_is_told_and_left_alone(rxapp: Run, tmp_path: Path, command: str, free_port: str) -> None:
    settings = settings_of(tmp_path)
    settings.make_data_dir()
    settings.sqlite_file.write_bytes(b"n'importe quoi" * 500)
    done = rxapp(command, PORT=free_port, DEMO="1")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "restaurez votre sauvegarde" in said
    assert "restore your backup" in said
    assert "Traceback" not in said
    assert settings.sqlite_file.read_bytes() == b"n'importe quoi" * 500


def test_doctor_finds_a_damaged_page(rxapp: Run, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    migrate(settings)
    whole = settings.sqlite_file.read_bytes()
    settings.sqlite_file.write_bytes(whole[:16384] + b"\xff" * 8192 + whole[24576:])
    done = rxapp("doctor")
    assert done.returncode == 1
    assert "restaurez votre sauvegarde" in done.stdout


def test_a_second_server_on_the_same_data_is_refused(rxapp: Run, tmp_path: Path, free_port: str) -> None:
    with occupied(settings_of(tmp_path)):
        refused(rxapp("start", PORT=free_port, DEMO="1"), str(os.getpid()), "RXAPP_DATA_DIR", "already works on this data")
        assert rxapp("migrate").returncode == 0, "the command line works beside a server"
    with occupied(settings_of(tmp_path)):
        pass


@pytest.mark.parametrize("command", ["start", "serve"])
def test_a_taken_port_is_told_before_anything_is_built(rxapp: Run, tmp_path: Path, command: str) -> None:
    key = tmp_path / "key"
    key.write_bytes(os.urandom(32))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port, archive = str(holder.getsockname()[1]), {"ARCHIVE_PUBLIC_KEY": new_pair()[1], "OPERATOR_CONTACT": "a@b.fr"}
        done = rxapp(command, PORT=port, PUBLIC_URL="https://carnet.example", MASTER_KEY_FILE=str(key), **archive)
    refused(done, port, "RXAPP_PORT", "taken")
    assert not (tmp_path / "data").exists()


def test_a_new_key_is_made_once_and_for_its_owner_alone(rxapp: Run, tmp_path: Path) -> None:
    assert rxapp("keys", "new").returncode == 0
    key = tmp_path / "data" / "master.key"
    kept = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    refused(rxapp("keys", "new"), "existe déjà")
    assert key.read_bytes() == kept


def test_migrate_twice_and_doctor(rxapp: Run) -> None:
    before = rxapp("doctor")
    assert before.returncode == 1
    assert "✗" in before.stdout
    for _ in range(2):
        assert rxapp("migrate").returncode == 0
    assert rxapp("keys", "new").returncode == 1


@pytest.mark.parametrize(("user", "told"), [(0, True), (1000, False)])
def test_the_doctor_says_when_everything_is_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, told: bool) -> None:
    monkeypatch.setenv("RXAPP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("RXAPP_DEMO", "1")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    said = CliRunner().invoke(cli, ["doctor"]).output
    assert ("root" in said) is told, said


def test_demonstration_commands_are_for_the_demonstration(rxapp: Run) -> None:
    refused(rxapp("demo", "--reset"), "RXAPP_DEMO=1")


def test_a_code_for_nobody_and_a_code_without_a_person(rxapp: Run, tmp_path: Path) -> None:
    rxapp("keys", "new")
    rxapp("migrate")
    refused(rxapp("code", "issue", "--nir", "1", "--naissance", "1990-01-01"))
    usage = rxapp("code", "issue")
    assert usage.returncode == 2
    assert "--nir" in usage.stderr
    assert rxapp("code", "issue", "--csv", str(tmp_path / "absent.csv")).returncode == 2
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xff\xfe\x00nonsense")
    refused(rxapp("code", "issue", "--csv", str(odd)), "UTF-8")


@pytest.mark.parametrize("demo", ["0", "1"])
def test_letters_are_written_for_printing_and_kept_by_a_demonstration_only(rxapp: Run, tmp_path: Path, demo: str) -> None:
    from rxapp.core.assembly import database_for
    from rxapp.notices.models import Departure

    if demo == "0":
        rxapp("keys", "new")
    people = tmp_path / "people.csv"
    people.write_text(
        "nir;nom;prenoms;naissance;sexe;adresse\n291030099907771;Petit;Nadia;1991-03-14;F;1 rue des Exemples|00100 Valbois\n"
    )
    rxapp("migrate", DEMO=demo)
    done = rxapp("code", "issue", "--csv", str(people), DEMO=demo)
    assert (done.returncode, "code letters --out" in done.stdout) == (0, True), done.stderr
    out = tmp_path / "lettres"
    for written in (1, 0):
        done = rxapp("code", "letters", "--out", str(out), DEMO=demo)
        assert f"{written} letter" in done.stdout
    (sheet,) = out.iterdir()
    assert sheet.read_bytes().startswith(b"%PDF-")
    assert (sheet.stat().st_mode & 0o777, out.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "Petit" not in sheet.name
    again = rxapp("code", "issue", "--nir", "291030099907771", "--naissance", "1991-03-14", "--out", str(out), DEMO=demo)
    assert "1 letter written" in again.stdout, again.stderr
    assert len(list(out.iterdir())) == 2
    database = database_for(settings_of(tmp_path))
    with database.read() as uow:
        rows = uow.session.execute(select(Departure)).scalars().all()
    database.dispose()
    assert [row.body is None and row.attachment is None for row in rows] == [demo == "0"] * 2


def test_the_command_line_as_a_program_of_its_own() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RXAPP_")} | {"RXAPP_PORT": "x"}
    command = [sys.executable, "-m", "rxapp.cli", "doctor"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    refused(Done(done.returncode, done.stdout, done.stderr), "RXAPP_PORT")
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_told(rxapp: Run) -> None:
    done = rxapp("fly")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_a_full_disk_is_told_though_the_system_names_no_file() -> None:
    for language, words in (("fr", "Le disque est plein"), ("en", "The disk is full")):
        assert words in message(of_file(OSError(errno.ENOSPC, "No space left on device")), language)
        assert "Input/output error" in message(of_file(OSError(errno.EIO, "Input/output error")), language)


def test_a_data_folder_that_cannot_be_made(rxapp: Run, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    wall = tmp_path / "wall"
    wall.write_text("")
    done = rxapp("migrate", DATA_DIR=str(wall / "data"))
    refused(done, "wall", "il faudrait un dossier", "where a folder should be")


def test_reminders_leave_from_the_command_line(rxapp: Run, tmp_path: Path) -> None:
    """What waits in the outbox of an installation: here the mail of an opened account, with no server to carry it."""
    from contextlib import closing

    from rxapp import runtime
    from rxapp.notices import service as notices

    settings = Settings.from_env({"RXAPP_DATA_DIR": str(tmp_path / "data"), "RXAPP_DEMO": "1"})
    rxapp("migrate", DEMO="1")
    with closing(runtime.build(settings)) as wired, wired.db.uow() as uow:
        notices.send_mail(uow, person_id=None, recipient="x@exemple.fr", subject="Bonjour", body="Corps")
        uow.commit()
    first, again = rxapp("reminders", DEMO="1"), rxapp("reminders", DEMO="1")
    assert first.stdout.startswith("Nouvelles : 0, envois : 1, à réessayer : 0, abandonnés : 0.")
    assert "sent: 0, to try again: 0" in again.stdout


def test_a_date_of_somebody_of_this_instance_is_explained_and_noted(rxapp: Run, demo: Demo, tmp_path: Path) -> None:
    from contextlib import closing

    from rxapp import runtime
    from rxapp.accounts.standing import person_of_login
    from rxapp.core import audit

    demo()
    told = rxapp("rules", "explain", "camille.martin", "ck-bilan-45", DEMO="1")
    assert told.returncode == 0, told.stderr
    assert "ck-bilan-45" in told.stdout
    assert "Code de la santé publique, L.1411-6-2" in told.stdout
    refused(rxapp("rules", "explain", "personne.ici", "ck-bilan-45", DEMO="1"), "Introuvable")
    refused(rxapp("rules", "explain", "dr.moreau", "ck-bilan-45", DEMO="1"), "Introuvable")
    settings = Settings.from_env({"RXAPP_DATA_DIR": str(tmp_path / "data"), "RXAPP_DEMO": "1"})
    with closing(runtime.build(settings)) as wired, wired.db.read() as uow:
        person_id = person_of_login(uow, "camille.martin")
        query = select(audit.AuditEntry.action).where(audit.AuditEntry.person_id == person_id)
        assert "prevention.explication" in set(uow.session.execute(query).scalars())


def test_the_directory_of_pharmacies_is_loaded_and_staff_attached(rxapp: Run, tmp_path: Path) -> None:
    extract = ROOT / "rxapp" / "demo" / "finess.csv"
    assert rxapp("demo", DEMO="1").returncode == 0
    again = rxapp("pharmacies", "import", str(extract), DEMO="1")
    assert "Ajoutées\u00a0: 0, modifiées\u00a0: 0, inchangées\u00a0: 6, fermées\u00a0: 0" in again.stdout
    assert "Added: 0, changed: 0, unchanged: 6, closed: 0" in again.stdout
    attached = rxapp("pharmacies", "attach", "pharmacie.lilas", "000000031", DEMO="1")
    assert "000000031" in attached.stdout
    refused(rxapp("pharmacies", "attach", "dr.moreau", "000000031", DEMO="1"), "pharmacie", "pharmacy")
    refused(rxapp("pharmacies", "attach", "pharmacie.lilas", "999999999", DEMO="1"), "FINESS")
    assert "aucune pharmacie" in rxapp("pharmacies", "detach", "pharmacie.lilas", DEMO="1").stdout
    refused(rxapp("pharmacies", "detach", "dr.moreau", DEMO="1"), "pharmacie", "pharmacy")
    other = tmp_path / "autre.csv"
    other.write_text("nom;prenom\n", encoding="utf-8")
    refused(rxapp("pharmacies", "import", str(other), DEMO="1"), "structureet")
    assert rxapp("pharmacies", "handbook").stdout == (ROOT / "docs" / "pharmacy-orders.md").read_text(encoding="utf-8")


def test_practices_and_information_are_the_operators(rxapp: Run, demo: Demo, tmp_path: Path) -> None:
    from contextlib import closing

    from rxapp import runtime
    from rxapp.accounts.standing import person_of_login
    from rxapp.core import audit

    demo()
    joined = rxapp("practices", "join", "dr.haddad", "dr.moreau", DEMO="1")
    assert "même cabinet" in joined.stdout
    assert "same practice" in joined.stdout
    assert "seul" in rxapp("practices", "leave", "dr.haddad", DEMO="1").stdout
    refused(rxapp("practices", "join", "camille.martin", "dr.moreau", DEMO="1"), "professionnel", "professional")
    words = tmp_path / "droits.txt"
    words.write_text("Vos droits sont à jour.", encoding="utf-8")
    asked = ("inform", "paul.durand", str(words), "--subject", "Vos droits", "--key", "droits-1")
    for _time in range(2):
        assert "Information sent." in rxapp(*asked, DEMO="1").stdout
    refused(rxapp(*asked[:1], "dr.moreau", *asked[2:], DEMO="1"), "Introuvable")
    refused(rxapp(*asked[:-1], "mes droits", DEMO="1"), "Cette clé ne va pas", "This key will not do")
    words.write_bytes(b"\xff\xfe\x00")
    refused(rxapp(*asked[:-1], "droits-2", DEMO="1"), "UTF-8")
    settings = Settings.from_env({"RXAPP_DATA_DIR": str(tmp_path / "data"), "RXAPP_DEMO": "1"})
    with closing(runtime.build(settings)) as wired, wired.db.read() as uow:
        person_id = person_of_login(uow, "paul.durand")
        query = select(audit.AuditEntry.action).where(audit.AuditEntry.person_id == person_id)
        assert uow.session.execute(query).scalars().all().count("message.information") == 1
