"""A history verified away from Carnet: the program that a person downloads, run by itself on what they downloaded."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from rxapp.accounts.opening import account_by_login
from rxapp.api import verifier_historique
from rxapp.core import audit, checkpoints
from rxapp.core.chain import _about, _canonical, _joined, chain_key, hash_of
from rxapp.core.crypto import seal
from rxapp.core.db import UnitOfWork
from rxapp.core.keys import person_key
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

LOGIN = "paul.durand"
DOCTOR = Actor("m" * 32, Role.PROFESSIONAL, None, "Dr Anne Moreau", session_id="s" * 32, address="198.51.100.7")

Lines = list[dict[str, object]]


class Away:
    """A folder with the program, a receipt kept earlier, and the history downloaded later."""

    def __init__(self, carnet: Carnet, folder: Path) -> None:
        self.carnet, self.folder = carnet, folder
        self.cookies = carnet.session_of(LOGIN)
        with carnet.runtime.db.uow() as uow:
            person = account_by_login(uow, LOGIN).person_id
            for _line in range(8):  # so that those which the tests touch are others than the two below
                audit.record(uow, person_id=person, actor=DOCTOR, action="document.consulte", details={"label": "Ordonnance"})
            checkpoints.make(uow)
            uow.commit()
        self.program = self.kept("verifier-historique.py", "programme.py")
        self.receipt = self.kept("recu", "recu.txt")
        with carnet.runtime.db.uow() as uow:
            audit.record(uow, person_id=person, actor=DOCTOR, action="document.consulte", details={"label": "Bilan « sanguin »"})
            gone = audit.record(uow, person_id=person, actor=DOCTOR, action="document.consulte", details={"label": "secret"})
            uow.session.flush()
            audit.erase(uow, gone.id)
            self.erased = gone.seq
            uow.commit()
        with carnet.runtime.db.uow() as uow:
            checkpoints.make(uow)
            uow.commit()
        self.file = self.kept("preuve.json", "historique.json")
        self.history = json.loads(self.file.read_text("utf-8"))

    def kept(self, name: str, own: str, cookies: str = "") -> Path:
        answer = self.carnet.ask("GET", f"/api/historique/{name}", cookies=cookies or self.cookies)
        assert answer.status_code == 200
        path = self.folder / own
        path.write_bytes(answer.content)
        return path

    def run(self, *more: object, history: object = None) -> tuple[int, str]:
        if history is not None:
            self.file.write_text(json.dumps(history), "utf-8")
        command = [sys.executable, "-I", "-S", self.program, self.file, *more]
        done = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}, timeout=60)
        assert done.stderr == b""
        return done.returncode, done.stdout.decode("utf-8", "replace")


@pytest.fixture
def away(carnet: Carnet, tmp_path: Path) -> Away:
    return Away(carnet, tmp_path)


def test_what_is_whole_verifies_and_its_lines_can_be_read(away: Away) -> None:
    code, said = away.run(away.receipt, "--lire")
    assert code == 0, said
    assert f"{len(away.history['lignes'])} lignes se suivent" in said
    assert "Tout ce que votre reçu a vu" in said
    assert "1 sans leurs mots" in said
    assert "Bilan « sanguin »" in said
    assert "Signé jusqu'à la ligne" in said
    assert "secret" not in said
    code, said = away.run()
    assert code == 0
    assert "Sans reçu, une fin coupée ou un historique refait ne se voient pas" in said


def test_it_says_who_did_what_and_not_where_others_are(away: Away) -> None:
    text = away.file.read_text("utf-8")
    assert "Dr Anne Moreau" in text
    assert "198.51.100.7" not in text
    assert "s" * 32 not in text


def changed(name: str, value: object) -> Callable[[Lines], object]:
    return lambda lines: lines[5].__setitem__(name, value)


def another_word(lines: Lines) -> None:
    lines[5]["mots"] = str(lines[5]["mots"]).replace('"details"', '"detail"')


def cut_and_sealed(lines: Lines) -> None:
    del lines[3:]


@pytest.mark.parametrize(
    "change",
    [
        another_word,
        changed("acte", "document.montre"),
        changed("compte", "0" * 32),
        changed("instant", "2026-01-01T00:00:00.000000+00:00"),
        changed("id", "0" * 32),
        changed("numero", 7),
        changed("empreinte", "00" * 32),
        changed("precedente", "00" * 32),
        changed("empreinte_des_mots", "00" * 32),
        changed("sel", "00" * 16),
        lambda lines: lines[5].update(mots=None, sel=None),
        lambda lines: lines[5].update(mots=None),
        lambda lines: lines[5].update(mots=None, sel=None, retenue=True),
        lambda lines: lines.pop(5),
        lambda lines: lines.pop(0),
        lambda lines: lines.insert(5, lines[5]),
        lambda lines: lines.reverse(),
        lambda lines: lines.__setitem__(slice(4, 6), [lines[5], lines[4]]),
        lambda lines: lines.pop(),
        cut_and_sealed,
    ],
)
@pytest.mark.parametrize("with_receipt", [True, False])
def test_any_change_of_the_file_is_found(away: Away, change: Callable[[Lines], object], with_receipt: bool) -> None:
    change(away.history["lignes"])
    code, said = away.run(*[away.receipt] * with_receipt, history=away.history)
    assert (code, said[:1]) == (1, "✗"), said


POINT = {
    "texte": lambda text: str(text).replace("carnet-point-1\n", "carnet-point-1\n1", 1),
    "signature": lambda text: "00" * 64,
    "cle": lambda text: "ab" * 32,
    "preuve": lambda proof: [*proof, "00" * 32],
    "ligne": lambda number: number - 1,
    "position": lambda number: number + 1,
}


@pytest.mark.parametrize("name", POINT)
def test_a_changed_checkpoint_is_found(away: Away, name: str) -> None:
    point = away.history["point"]
    point[name] = POINT[name](point[name])
    code, said = away.run(away.receipt, history=away.history)
    assert (code, said[:1]) == (1, "✗"), said


def test_a_checkpoint_of_another_key_than_the_receipts_is_found(away: Away) -> None:
    text = away.receipt.read_text("utf-8")
    key = away.history["point"]["cle"]
    assert f"ed25519:{key}" in text
    away.receipt.write_text(text.replace(key, "ab" * 32), "utf-8")
    code, said = away.run(away.receipt)
    assert code == 1
    assert "clé de signature" in said


VECTORS = (
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
)  # fmt: skip
"""RFC 8032, 7.1, tests 1 and 2."""


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_are_those_of_the_standard(public: str, message: str, signature: str) -> None:
    right = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verifier_historique.is_signed(*right)
    assert not verifier_historique.is_signed(right[0], right[1] + b"x", right[2])
    assert not verifier_historique.is_signed(right[0], right[1], right[2][:63] + bytes([right[2][63] ^ 1]))
    assert not verifier_historique.is_signed(right[0], right[1], right[2] + b"x")


def test_an_end_that_was_cut_and_sealed_again_is_told_by_the_receipt_alone(away: Away) -> None:
    del away.history["lignes"][3:]
    last = away.history["lignes"][-1]
    away.history["point"] = None
    away.history["recu"] = f"3 {last['empreinte']} 2026-11-27T00:00:00+00:00"
    assert away.run(history=away.history)[0] == 0
    code, said = away.run(away.receipt, history=away.history)
    assert code == 1
    assert "a été coupé" in said


def test_a_history_made_anew_by_who_has_every_key_is_told_by_the_receipt(away: Away, carnet: Carnet) -> None:
    lines = audit.AuditEntry.__table__
    with carnet.runtime.db.uow() as uow:
        theirs = lines.c.person_id == account_by_login(uow, LOGIN).person_id
        before = [dict(row) for row in uow.session.execute(select(lines).where(theirs)).mappings()]
        uow.session.execute(delete(lines).where(theirs))
        for _line in range(len(before) + 10):
            audit.record(uow, person_id=before[0]["person_id"], actor=SYSTEM_ACTOR, action="acces.refuse", details={})
        uow.commit()
    try:
        history = json.loads(away.kept("preuve.json", "historique.json").read_text("utf-8"))
        code, said = away.run()
        assert (code, "point signé" in said) == (1, True)
        assert away.run(history=history | {"point": None})[0] == 0
        code, said = away.run(away.receipt)
        assert code == 1
        assert "ce n'est plus l'historique" in said
    finally:  # other tests look for what it held
        with carnet.runtime.db.uow() as uow:
            uow.session.execute(delete(lines).where(theirs))
            uow.session.execute(insert(lines), before)
            uow.commit()


def test_somebody_elses_receipt_is_not_this_one_s(away: Away, carnet: Carnet) -> None:
    other = away.kept("recu", "autre.txt", carnet.session_of("awa.diallo"))
    code, said = away.run(other)
    assert code == 1, said


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1, "format": 2}', '{"format": "carnet-historique-1"}', "[" * 100_000, "\x00"]
)
def test_what_is_no_history_is_said_so(away: Away, text: str) -> None:
    away.file.write_text(text, "utf-8")
    assert away.run()[0] == 2


def test_what_is_no_receipt_is_said_so(away: Away) -> None:
    (away.folder / "vide.txt").write_text("rien", "utf-8")
    assert away.run(away.folder / "vide.txt")[0] == 2
    assert away.run(away.folder / "absent.txt")[0] == 2


def flip_words(carnet: Carnet, seq: int) -> None:
    """Damage the sealed words of a line; called again, mend them."""
    with carnet.runtime.db.uow() as uow:
        person = account_by_login(uow, LOGIN).person_id
        mine = select(audit.AuditEntry).where(audit.AuditEntry.person_id == person, audit.AuditEntry.seq == seq)
        line = uow.session.execute(mine).scalar_one()
        line.payload = line.payload[:-1] + bytes([line.payload[-1] ^ 1])
        uow.session.add(line)
        uow.commit()


def test_words_damaged_in_the_database_are_not_held_back_but_refused(away: Away, carnet: Carnet) -> None:
    flip_words(carnet, 6)
    file = away.kept("preuve.json", "historique.json")
    flip_words(carnet, 6)
    assert "retenue" not in file.read_text("utf-8")
    code, said = away.run(away.receipt)
    assert (code, said[:1]) == (1, "✗"), said
    assert "la ligne 6 a été vidée" in said


def one_of_before(uow: UnitOfWork, person: str) -> int:
    """A line of somebody else as they were before where it came from stood apart."""
    made = audit.record(uow, person_id=person, actor=DOCTOR, action="document.consulte", details={"label": "ancien"})
    line = uow.session.get_one(audit.AuditEntry, made.id)
    key = person_key(uow, person)
    words = _canonical({"actor": DOCTOR.label, "address": DOCTOR.address, "details": {"label": "ancien"}})
    plain = _joined(person.encode(), *_about(line.seq, line.id, line.at, line.actor_account_id, line.action))
    line.digest = hmac.digest(chain_key(key), plain + _joined(line.prev_hash, line.salt, words), "sha256")
    line.payload = seal(key, words, table="audit_entries", column="payload", row=line.id, person=person)
    line.hash = hash_of(line)
    uow.session.flush()
    return line.seq


def emptied_and_told(history: dict, number: int) -> None:
    """What whoever has the file, and the key in it, can do: empty a line, and write after the last that it was erased."""
    lines = history["lignes"]
    lines[number - 1] |= {"mots": None, "sel": None}
    words = json.dumps({"actor": "Carnet", "details": {"line": number}, "from": "0" * 64})
    made = dict(lines[-1]) | {"numero": len(lines) + 1, "acte": "historique.effacement", "precedente": lines[-1]["empreinte"]}
    plain = verifier_historique.plain(history, made)
    previous, salt = bytes.fromhex(made["precedente"]), b"s" * 16
    covered = plain + verifier_historique.joined(previous, salt, words.encode())
    digest = hmac.digest(bytes.fromhex(history["cle"]), covered, "sha256")
    made |= {"sel": salt.hex(), "mots": words, "empreinte_des_mots": digest.hex()}
    made["empreinte"] = hashlib.sha256(plain + verifier_historique.joined(digest, previous)).hexdigest()
    lines.append(made)
    history["recu"] = f"{made['numero']} {made['empreinte']} 2026-11-27T00:00:00+00:00"


@pytest.mark.parametrize("point", [True, False])
@pytest.mark.parametrize("with_receipt", [True, False])
def test_an_erasure_counts_once_something_proves_the_line_that_says_so(away: Away, point: bool, with_receipt: bool) -> None:
    emptied_and_told(away.history, 5)
    if not point:
        away.history["point"] = None
    code, said = away.run(*[away.receipt] * with_receipt, history=away.history)
    assert code == 3, said
    assert "5 : mots effacés, ce que rien ne prouve encore" in said or not point


def test_what_nothing_has_signed_yet_is_proven_as_far_as_the_receipt(away: Away) -> None:
    seen = int(re.search(r"(\d+) [0-9a-f]{64}", away.receipt.read_text("utf-8"))[1])
    away.history["point"] = None
    code, said = away.run(away.receipt, history=away.history)
    assert f"jusqu'à la {seen}, aucune n'a été modifiée" in said
    assert "un reçu plus récent la prouvera" in said
    assert code == 3  # a line erased since


def test_words_held_back_are_named_and_said_to_be_unchecked(away: Away) -> None:
    for line in away.history["lignes"][:2]:
        line |= {"mots": None, "sel": None, "retenue": True}
    code, said = away.run(away.receipt, history=away.history)
    assert code == 3, said
    assert "1, 2 : mots retenus (d'un autre), NON vérifiés" in said
    assert "aucune n'a été modifiée" not in said
    assert away.run(history=away.history)[0] == 3


def test_words_are_held_back_of_lines_from_before_alone(away: Away, carnet: Carnet) -> None:
    with carnet.runtime.db.uow() as uow:
        line = one_of_before(uow, account_by_login(uow, LOGIN).person_id)
        uow.commit()
    file = away.kept("preuve.json", "historique.json")
    assert "ancien" not in file.read_text("utf-8")
    assert [one["numero"] for one in json.loads(file.read_text("utf-8"))["lignes"] if one.get("retenue")] == [line]
    code, said = away.run(away.receipt)
    assert (code, f"la ligne {line} a été vidée" in said) == (1, True), said


def test_that_it_was_taken_is_in_it(away: Away) -> None:
    assert away.history["lignes"][-1]["acte"] == "historique.telecharge"


@pytest.mark.parametrize("login", ["awa.diallo", "dr.moreau", "admin"])
def test_somebody_elses_is_like_one_that_does_not_exist(away: Away, carnet: Carnet, login: str) -> None:
    cookies, person = carnet.session_of(login), away.history["personne"]
    answers = [carnet.ask("GET", f"/api/historique/preuve.json?personne={one}", cookies=cookies) for one in (person, "f" * 32)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    assert carnet.ask("GET", "/api/historique/preuve.json").status_code == 401
