"""`rxapp audit verify`: the operator sees where a history was rewritten, and that its end was cut when the receipt says so."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from rxapp import runtime
from rxapp.cli.__main__ import cli
from rxapp.core import audit
from rxapp.core.db import migrate
from rxapp.core.keys import create_person_key
from rxapp.core.policy import Actor, Role
from rxapp.core.settings import Settings

PERSON = "c" * 32
CAMILLE = Actor("a" * 32, Role.PATIENT, PERSON, "Camille Martin")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An installation where one person has a history of three lines."""
    env = {"RXAPP_DATA_DIR": str(tmp_path / "data"), "RXAPP_DEMO": "1"}
    settings = Settings.from_env(env)
    with closing(runtime.build(settings)) as wired:
        migrate(settings)
        with wired.db.uow() as uow:
            create_person_key(uow, PERSON)
            for number in range(3):
                audit.record(uow, person_id=PERSON, actor=CAMILLE, action="acces.refuse", details={"number": number})
                uow.session.flush()
            uow.commit()
    return env


def verified(env: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "verify", *arguments], env=env)


def alter(env: dict[str, str], statement: str) -> None:
    with closing(runtime.build(Settings.from_env(env))) as wired, wired.db.uow() as uow:
        uow.session.execute(text(statement))
        uow.commit()


def kept(env: dict[str, str]) -> str:
    with closing(runtime.build(Settings.from_env(env))) as wired, wired.db.read() as uow:
        return audit.receipt(uow, PERSON).to_text()


def test_a_whole_history_verifies_and_its_lines_are_counted(env: dict[str, str]) -> None:
    for arguments in ([], [PERSON], [PERSON, "--receipt", kept(env)]):
        done = verified(env, *arguments)
        assert done.exit_code == 0, done.output
        assert "1 historiques / histories, 3 lignes / lines, 0 rompus / broken" in done.output


def test_an_altered_line_is_named(env: dict[str, str]) -> None:
    alter(env, "UPDATE audit_entries SET action = 'autre' WHERE seq = 2")
    done = verified(env)
    assert done.exit_code == 1
    assert f"{PERSON}: ligne / line 2" in done.output


def test_a_cut_end_is_told_by_the_receipt_alone(env: dict[str, str]) -> None:
    receipt = kept(env)
    alter(env, "DELETE FROM audit_entries WHERE seq = 3")
    assert verified(env, PERSON).exit_code == 0
    done = verified(env, PERSON, "--receipt", receipt)
    assert done.exit_code == 1
    assert f"{PERSON}: ligne / line 3" in done.output


def test_a_receipt_is_one_person_s_and_must_read_as_one(env: dict[str, str]) -> None:
    for arguments, word in (["--receipt", kept(env)], "PERSON_ID"), ([PERSON, "--receipt", "3 abc"], "this is not a receipt"):
        done = verified(env, *arguments)
        assert done.exit_code == 2
        assert word in done.output


def run(env: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), env=env)


def test_the_operator_signs_and_what_was_signed_is_verified(env: dict[str, str]) -> None:
    assert "Point 1 : 1 historiques" in run(env, "audit", "checkpoint").output
    assert "Rien de nouveau" in run(env, "audit", "checkpoint").output
    done = verified(env)
    assert done.exit_code == 0, done.output
    assert "1 points signés" in done.output
    assert re.search(r"noted elsewhere: 1 [0-9a-f]{64}\n", done.output)
    assert re.fullmatch(r"[0-9a-f]{64}\n", run(env, "keys", "signing").output)
    alter(env, "DELETE FROM audit_entries")
    done = verified(env)
    assert done.exit_code == 1
    assert "point / checkpoint 1" in done.output
