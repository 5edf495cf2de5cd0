"""What a copy says of people, names and cells, and what it says when something went while it was made."""

from __future__ import annotations

import csv
import io
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from rxapp.accounts import allowing
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.people import context_for
from rxapp.core import history_file
from rxapp.core.errors import DomainError
from rxapp.takeout import orders, packing, talks
from rxapp.takeout.models import State
from tests import samples
from tests.inbox import MOREAU
from tests.takeout import PHRASE, Box, Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


def test_the_number_and_the_address_are_in_ones_own_copy_alone(traveller: Traveller, nadia) -> None:
    own = traveller.box(nadia)
    assert own.json("profil.json")["nir"].replace(" ", "") in own.text("profil.html").replace("\u00a0", "").replace(" ", "")
    assert "postal_address" in own.json("profil.json")
    child = traveller.box(nadia, traveller.post.home.leo)
    assert child.json("profil.json")["given_names"] == "Léo"
    assert not {"nir", "postal_address"} & set(child.json("profil.json"))
    assert "Numéro de sécurité sociale" not in child.text("profil.html")
    assert "Adresse" not in child.text("profil.html")
    assert child.json("manifest.json")["person"] == "Léo Petit"
    assert child.json("manifest.json")["birth_date"] == child.json("profil.json")["birth_date"]


def test_a_subject_with_a_slash_keeps_its_date_and_its_beginning(traveller: Traveller, nadia) -> None:
    for subject in ("Analyse du 12/03/2024", "Suite\\fin", "../../x"):
        traveller.post.start("Bonjour", subject=subject)
    names = {name for name in traveller.box(nadia).names if name.startswith("messages/") and name.endswith(".html")}
    day = traveller.clock.today().isoformat()
    assert names == {f"messages/{day} {kept}.html" for kept in ("Analyse du 12-03-2024", "Suite-fin", "..-..-x")}


def test_cells_are_quoted_and_none_is_a_formula_in_any_spelling() -> None:
    cells = ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "1;2", "sans"]
    line = history_file._row(cells, "fr").decode()
    (read,) = csv.reader(io.StringIO(line, newline=""), delimiter=";")
    assert read == [f"'{cell}" for cell in cells[:-2]] + cells[-2:]
    assert line.startswith('"\'=1";"')
    assert line.endswith('";"sans"\r\n')


def test_an_order_and_a_conversation_that_went_are_named_and_the_rest_is_there(traveller: Traveller, nadia, monkeypatch) -> None:
    traveller.post.start("Bonjour", subject="Reste")
    listed = talks.exporting.conversation_ids
    monkeypatch.setattr(talks.exporting, "conversation_ids", lambda uow, **given: ("f" * 32, *listed(uow, **given)))
    monkeypatch.setattr(orders, "_ids", lambda _reading: iter(["e" * 32]))
    box = traveller.box(nadia)
    box.check()
    gone = [{"conversation": "f" * 32, "reason": "detruit"}, {"order": "e" * 32, "reason": "detruit"}]
    assert box.json("manifest.json")["missing"] == gone
    assert "Une conversation ou une commande a disparu" in box.text("index.html")
    assert sum("Reste" in name for name in box.names) == 2
    assert box.json("commandes.json") == []
    assert (traveller.view(nadia).state, traveller.view(nadia).missing) == (State.READY, 2)


def test_a_right_that_ends_among_them_is_no_order_that_went(traveller: Traveller, nadia, monkeypatch) -> None:
    def over(*_given):
        raise DomainError("emporter.droit")

    monkeypatch.setattr(orders, "_ids", lambda _reading: iter(["e" * 32]))
    monkeypatch.setattr(orders, "_read", over)
    traveller.ask(nadia)
    assert traveller.view(nadia).state == State.FAILED


def test_documents_say_their_size_in_front_for_who_reads_as_it_comes(traveller: Traveller, nadia, tmp_path: Path) -> None:
    pdf = samples.pdf(2)
    traveller.file("bilan.pdf", pdf, actor=nadia)
    traveller.file("mot.txt", actor=nadia)
    data = traveller.bytes_of(nadia, traveller.ask(nadia))
    box = Box(data)
    box.check()
    (path,) = [one["path"] for one in box.documents() if one["file_name"] == "bilan.pdf"]
    info = box.zip.getinfo(path)
    flags, _way, _time, _day, crc, packed, size = struct.unpack_from("<4H3L", data, info.header_offset + 6)
    assert (flags & 0x08, crc, packed, size) == (0, info.CRC, len(pdf), len(pdf))
    assert not info.flag_bits & 0x08
    assert data.count(b"PK\x07\x08") == len(box.names) - 2  # behind what we write ourselves, and behind no document
    unzip = shutil.which("unzip")
    if unzip:
        (tmp_path / "copie.zip").write_bytes(data)
        subprocess.run([unzip, "-tqq", str(tmp_path / "copie.zip")], check=True)


def test_other_bytes_than_announced_make_no_archive(traveller: Traveller) -> None:
    archive = packing.Archive(bytearray().extend, traveller.clock.now())
    for path, size, crc in (("a", 3, 1), ("b", 4, 0x352441C2)):
        with pytest.raises(ValueError, match="announced"):
            archive.stream(path, [b"abc"], size, crc)
    assert archive.stream("c", [b"a", b"bc"], 3, 0x352441C2).size == 3


@pytest.mark.parametrize("phrase", ["NadiaPetit14031991", "petit-nadia-14/03/1991", "Léo Petit Léo Petit"])
def test_what_protects_a_copy_rests_on_nobody_of_it(traveller: Traveller, nadia, phrase: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        traveller.begin(nadia, traveller.post.home.leo, locked=True, passphrase=phrase, again=phrase)
    assert set(refused.value.words("fr")) == {"mot_de_passe"}
    assert traveller.rows() == []


def test_half_a_sign_protects_nothing(traveller: Traveller, nadia) -> None:
    phrase = "quatre moules \ud800 jaunes au vent"
    with pytest.raises(FieldErrors) as refused:
        traveller.begin(nadia, locked=True, passphrase=phrase, again=phrase)
    assert "ne s’écrit pas partout" in refused.value.words("fr")["mot_de_passe"]


def test_a_password_that_was_typed_protects_whatever_the_page_forgot(traveller: Traveller, nadia) -> None:
    traveller.ask(nadia, locked=False, passphrase=PHRASE, again=PHRASE)
    assert traveller.view(nadia).locked
    with pytest.raises(FieldErrors):
        traveller.begin(nadia, locked=False, passphrase="", again=PHRASE)


def test_who_reads_the_record_is_told(traveller: Traveller, nadia) -> None:
    given = {"actor": nadia, "person_id": nadia.person_id, "account_id": MOREAU.account_id}
    with traveller.post.database.uow() as uow:
        allowing.allow(uow, **given, context=context_for(uow, nadia), until="")
        uow.commit()
    box = traveller.box(nadia)
    box.check()
    (told,) = box.json("acces.json")
    assert (told["name"], told["state"], told["until"]) == ("Dr Anne Moreau", "allowed", "")
    assert "Dr Anne Moreau" in box.text("acces.html")
