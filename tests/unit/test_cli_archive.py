"""The commands of the operator on closed records: the key taken away, a record reopened, destroyed, a ledger replayed."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from rxapp import build as screens
from rxapp import runtime, serve
from rxapp.accounts import service as accounts
from rxapp.core import ledger
from rxapp.core.archive_key import new_pair
from rxapp.core.keys import has_key
from rxapp.core.ledger import Fate, LedgerLine
from tests.accounts import PASSWORD, Town
from tests.commands import Run, free_port, refused, rxapp, settings_of

__all__ = ["free_port", "rxapp"]


def test_the_pair_is_made_once_and_the_private_half_is_where_it_was_asked(rxapp: Run, tmp_path: Path) -> None:
    private, public = tmp_path / "usb" / "archive.key", tmp_path / "data" / "archive.pub"
    done = rxapp("keys", "archive-init", "--out", str(private))
    assert done.returncode == 0
    assert str(private) in done.stdout
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert private.read_text().startswith("carnet-archive-prive:")
    assert public.read_text().startswith("carnet-archive-public:")
    assert private.read_text().partition(":")[2] not in public.read_text()
    kept = public.read_text()
    refused(rxapp("keys", "archive-init", "--out", str(tmp_path / "autre.key")), "existe déjà")
    assert public.read_text() == kept
    assert not (tmp_path / "autre.key").exists()


def test_doctor_asks_for_the_key_and_complains_of_a_private_one(rxapp: Run, tmp_path: Path) -> None:
    rxapp("keys", "new")
    rxapp("migrate")
    assert "archive-init" in rxapp("doctor").stdout
    rxapp("keys", "archive-init", "--out", str(tmp_path / "archive.key"))
    assert "✓ clé d’archive" in rxapp("doctor").stdout
    (tmp_path / "data" / "oubli.key").write_text(new_pair()[0])
    found = rxapp("doctor")
    assert found.returncode == 1
    assert "oubli.key" in found.stdout


def test_a_damaged_key_is_told(rxapp: Run, tmp_path: Path) -> None:
    rxapp("keys", "new")
    rxapp("migrate")
    refused(rxapp("keys", "ledger", ARCHIVE_PUBLIC_KEY="abc"), "RXAPP_ARCHIVE_PUBLIC_KEY")
    wrong = tmp_path / "cle"
    wrong.write_text("abc")
    refused(rxapp("reopen", "--person", "x", "--key", str(wrong)), str(wrong))


def test_what_is_nobody_s_is_not_found_and_an_empty_ledger_changes_nothing(rxapp: Run, tmp_path: Path) -> None:
    rxapp("keys", "new")
    rxapp("migrate")
    private = tmp_path / "archive.key"
    rxapp("keys", "archive-init", "--out", str(private))
    refused(rxapp("reopen", "--person", "0" * 16, "--key", str(private)), "ntrouvable")
    refused(rxapp("destroy", "--person", "0" * 16), "ntrouvable")
    refused(rxapp("destroy", "--person", "0" * 16, "--cancel"), "ntrouvable")
    assert "Scellés : 0, détruits : 0" in rxapp("keys", "replay").stdout
    assert "0 clés" in rxapp("keys", "ledger").stdout
    assert rxapp("reminders").returncode == 0


def test_who_reopens_is_told_of_a_destruction_that_stands_and_calls_it_off(rxapp: Run, tmp_path: Path) -> None:
    private = tmp_path / "archive.key"
    rxapp("keys", "new")
    rxapp("keys", "archive-init", "--out", str(private))
    rxapp("migrate")
    with closing(runtime.build(settings_of(tmp_path))) as wired:
        town = Town(wired.db)
        nadia = town.actor(town.settle("Nadia", login="nadia.petit"))
        given = {"password": PASSWORD, "confirmed": True, "token_hash": bytes(32), "choices": {}, "destroy": True}
        accounts.close_account(wired.db, actor=nadia, **given)
    told = rxapp("reopen", "--person", nadia.person_id, "--key", str(private))
    assert f"rxapp destroy --person {nadia.person_id} --cancel" in told.stdout
    assert "The destruction that had been asked for stands" in told.stdout
    refused(rxapp("destroy", "--person", nadia.person_id), "lettre de réouverture")
    assert "Dernier jour" in rxapp("destroy", "--person", nadia.person_id, "--cancel").stdout
    with closing(runtime.build(settings_of(tmp_path))) as wired, wired.db.read() as uow:
        assert accounts.asked_for(uow, which=nadia.person_id) is None


def test_a_ledger_that_was_touched_is_refused(rxapp: Run, tmp_path: Path) -> None:
    rxapp("keys", "new")
    rxapp("migrate")
    (tmp_path / "data" / "keys.ledger").write_text(
        '{"person": "a", "fate": "destroyed", "at": "2026-11-23T09:00:00+00:00", "mac": "x"}\n'
    )
    refused(rxapp("keys", "replay"), "ligne 1")


@pytest.fixture
def restored(rxapp: Run, tmp_path: Path) -> str:
    """A database with the key of somebody whose record the ledger says was destroyed; their id."""
    rxapp("keys", "new")
    rxapp("keys", "archive-init", "--out", str(tmp_path / "archive.key"))
    rxapp("migrate")
    settings = settings_of(tmp_path)
    with closing(runtime.build(settings)) as wired:
        who = Town(wired.db).register("Nadia").id
        gone = LedgerLine(who, Fate.DESTROYED, datetime(2026, 11, 20, tzinfo=UTC), reference="0" * 16)
        ledger.append(settings.ledger_file, wired.db.keyring, gone)
    return who


def test_a_command_for_a_timer_replays_first(rxapp: Run, tmp_path: Path, restored: str) -> None:
    """`rxapp reminders` on a database that was just put back, before any server started."""
    done = rxapp("reminders", DEMO="0")
    assert done.returncode == 0, done.stderr
    assert "détruits : 1" in done.stderr
    with closing(runtime.build(settings_of(tmp_path))) as wired, wired.db.read() as uow:
        assert not has_key(uow, restored)
    assert "détruits" not in rxapp("reminders", DEMO="0").stderr


@pytest.mark.parametrize(
    "command",
    [
        ("reopen", "--person", "x", "--key", "{key}"),
        ("destroy", "--person", "x"),
        ("code", "issue", "--nir", "x", "--naissance", "1990-01-01"),
        ("code", "letters", "--out", "{out}"),
        ("account", "hold", "x"),
        ("account", "reset", "x"),
        ("campaign", "run"),
        ("pharmacies", "attach", "x", "750012345"),
        ("pharmacies", "detach", "x"),
        ("demo",),
    ],
    ids=" ".join,
)
def test_every_command_that_writes_replays_first(rxapp: Run, tmp_path: Path, restored: str, command: tuple[str, ...]) -> None:
    """Whether or not the command then finds what it is asked about."""
    given = [word.format(key=tmp_path / "archive.key", out=tmp_path / "lettres") for word in command]
    done = rxapp(*given, DEMO="1" if command == ("demo",) else "0")
    assert "détruits : 1" in done.stderr, done


def test_doctor_counts_the_lines_that_the_ledger_lost(rxapp: Run, tmp_path: Path, restored: str) -> None:
    assert rxapp("reminders", DEMO="0").returncode == 0
    assert "✓ registre des clés" in rxapp("doctor").stdout
    path = tmp_path / "data" / "keys.ledger"
    path.write_text("")
    found = rxapp("doctor")
    assert found.returncode == 1
    assert "lignes qui manquent à keys.ledger : 1" in found.stdout
    assert "récrites : 1" in rxapp("keys", "replay").stderr
    assert "✓ registre des clés" in rxapp("doctor").stdout
    path.write_text(path.read_text().replace("destroyed", "reopened"))
    assert "ligne 1" in rxapp("doctor").stdout


@pytest.mark.parametrize("command", ["serve", "start"])
def test_a_restored_key_is_destroyed_again_before_anybody_is_answered(
    rxapp: Run, tmp_path: Path, restored: str, free_port: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = []

    def listen(settings) -> None:
        with closing(runtime.build(settings)) as wired, wired.db.read() as uow:
            answered.append(has_key(uow, restored))

    monkeypatch.setattr(screens, "build", lambda say: False)
    monkeypatch.setattr(serve, "serve", listen)
    real = {"PORT": free_port, "PUBLIC_URL": "https://carnet.example", "DEMO": "0", "OPERATOR_CONTACT": "a@b.fr"}
    done = rxapp(command, **real)
    assert done.returncode == 0, done.stderr
    assert "détruits : 1" in done.stderr
    assert answered == [False]
    assert "détruits" not in rxapp(command, **real).stderr
    path = tmp_path / "data" / "keys.ledger"
    path.write_text(path.read_text().replace("destroyed", "reopened"))
    refused(rxapp(command, **real), "ligne 1")
    assert answered == [False, False]


@pytest.fixture
def closed(rxapp: Run, tmp_path: Path) -> Callable[..., str]:
    """Closes the account of somebody who has an e-mail address; the reference of the receipt."""
    rxapp("keys", "new")
    rxapp("keys", "archive-init", "--out", str(tmp_path / "archive.key"))
    rxapp("migrate")

    def close(*, destroy: bool) -> str:
        with closing(runtime.build(settings_of(tmp_path))) as wired:
            town = Town(wired.db)
            actor = town.actor(town.settle())
            given = {"password": PASSWORD, "choices": {}, "confirmed": True, "token_hash": bytes(32), "destroy": destroy}
            accounts.close_account(wired.db, actor=actor, **given)
            with wired.db.read() as uow:
                return accounts.archive_of(uow, actor.person_id).reference

    return close


BY_ITSELF = ("partira de lui-même, par e-mail", "will leave by itself, by e-mail")
BY_HAND = ("Aucun récépissé ne partira de lui-même", "No receipt will leave by itself")


def test_who_asks_for_destruction_by_post_gets_no_receipt_and_the_operator_reads_so(rxapp: Run, closed) -> None:
    """The address was sealed with the record: nothing but the operator's own command makes the receipt."""
    reference = closed(destroy=False)
    done = rxapp("destroy", "--person", reference, DEMO="1")
    assert done.returncode == 0, done.stderr
    for words in BY_HAND:
        assert words in done.stdout
    assert done.stdout.count(f"rxapp destroy --person {reference} --receipt") == 2
    assert "sans limite de temps" in done.stdout
    assert "with no end" in done.stdout
    assert "exemple.fr" not in done.stdout


def test_who_asked_while_closing_is_written_to_until_the_request_was_called_off(rxapp: Run, closed) -> None:
    reference = closed(destroy=True)
    again = rxapp("destroy", "--person", reference, DEMO="1")
    for words in BY_ITSELF:
        assert words in again.stdout
    assert "--receipt" not in again.stdout
    assert "exemple.fr" not in again.stdout
    called_off = rxapp("destroy", "--person", reference, "--cancel", DEMO="1")
    assert "récépissé" not in called_off.stdout
    for words in BY_HAND:
        assert words in rxapp("destroy", "--person", reference, DEMO="1").stdout


@pytest.mark.parametrize(
    ("language", "words"), [((), "a été détruit"), (("--lang", "fr"), "a été détruit"), (("--lang", "en"), "was destroyed")]
)
def test_the_receipt_is_written_in_either_language(
    rxapp: Run, tmp_path: Path, restored: str, language: tuple[str, ...], words: str
) -> None:
    sheet = tmp_path / "recepisse.pdf"
    done = rxapp("destroy", "--person", restored, "--receipt", str(sheet), *language, DEMO="0")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    with closing(pypdfium2.PdfDocument(sheet)) as pdf:
        said = pdf[0].get_textpage().get_text_range().replace("\xa0", " ")
    assert words in " ".join(said.split())
