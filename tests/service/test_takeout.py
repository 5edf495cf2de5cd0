"""Copies of everything: what is in them, byte for byte, and what never is."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from icalendar import Calendar
from sqlalchemy import update

from rxapp.agenda.service import Form
from rxapp.core.errors import DomainError
from rxapp.core.policy import Refused
from rxapp.prevention import service as prevention
from rxapp.prevention.service import DoneForm
from rxapp.record.models import Document, Status
from rxapp.takeout.models import State
from tests import samples
from tests.inbox import MOREAU
from tests.sharing import Desk, secret_of
from tests.takeout import PHRASE, Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


@pytest.fixture
def nadia(traveller: Traveller):
    return traveller.signed_in(traveller.post.nadia)


@pytest.fixture
def zoe(traveller: Traveller):
    return traveller.signed_in(traveller.post.home.zoe)


def test_every_document_is_there_byte_for_byte(traveller: Traveller, nadia) -> None:
    pdf, photo = samples.pdf(3), samples.jpeg()
    given = {"title": "Prise de sang", "category": "biologie", "act_date": "2024-03-12", "note": "à jeun"}
    traveller.file("bilan.pdf", pdf, actor=nadia, **given)
    traveller.file("radio.jpg", photo, actor=nadia)
    box = traveller.box(nadia)
    box.check()
    by_title = {one["title"]: one for one in box.documents()}
    told = by_title["Prise de sang"]
    assert box.read(told["path"]) == pdf
    assert told["path"] == "documents/2024-03-12 bilan.pdf"
    assert {name: told[name] for name in ("category", "date", "note", "size", "file_name", "filed")} == {
        "category": "biologie",
        "date": "2024-03-12",
        "note": "à jeun",
        "size": len(pdf),
        "file_name": "bilan.pdf",
        "filed": True,
    }
    assert told["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert box.read(by_title["radio"]["path"]) == photo
    assert box.json("manifest.json")["missing"] == []


def test_profile_vaccinations_agenda_and_history_are_there(traveller: Traveller, nadia) -> None:
    form = DoneForm(day="12/03/2024", product="Repevax", lot="L42")
    traveller.post.do(prevention.note_done, actor=nadia, person_id=nadia.person_id, rule="vx-dtcap-25", dose=None, form=form)
    traveller.post.home.add(actor=nadia)
    box = traveller.box(nadia)
    box.check()
    profile = box.json("profil.json")
    assert (profile["family_name"], profile["birth_date"], profile["children"]) == (
        "Petit",
        "1991-03-14",
        ["Zoé Petit", "Léo Petit"],
    )
    assert "Léo Petit" in box.text("profil.html")
    (done,) = box.json("prevention.json")["done"]
    assert (done["day"], done["product"], done["lot"], done["vaccine"]) == ("2024-03-12", "Repevax", "L42", True)
    assert "Repevax" in box.text("prevention.html")
    (event,) = Calendar.from_ical(box.read("agenda.ics")).walk("VEVENT")
    assert event["SUMMARY"] == "Pédiatre"
    rows = list(csv.reader(io.StringIO(box.read("historique.csv").decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Ligne"
    assert [row[-1] for row in rows[1:]] == traveller.acts(nadia.person_id)[::-1]
    assert rows[1][3] == "Copie de tout le carnet demandée"


def test_links_are_there_without_their_secrets(traveller: Traveller, nadia) -> None:
    desk = Desk(traveller.post.home)
    made = desk.make(desk.add("Analyse", actor=nadia), actor=nadia)
    desk.give(made)
    box = traveller.box(nadia)
    box.check()
    (link,) = box.json("partages.json")
    assert (link["recipient"], link["titles"]) == ("Dr Untel", ["Analyse"])
    assert [one["words"] for one in link["happened"]] == ["Ouvert avec le bon code"]
    told = box.text("partages.json") + box.text("partages.html")
    assert "Dr Untel" in box.text("partages.html")
    assert not any(word in told for word in (secret_of(made), made.code))


def test_messages_are_there_with_what_went_along_and_nothing_is_marked_as_read(traveller: Traveller, nadia) -> None:
    post = traveller.post
    scan = samples.text()
    piece = post.file(scan, "scan.txt")
    sent = post.start("Voici le <b>scan</b>", document_ids=[piece])
    post.reply(sent.conversation_id, "Merci, je regarde")
    box = traveller.box(nadia)
    box.check()
    (page,) = [name for name in box.names if name.startswith("messages/") and name.endswith(".html")]
    assert "Voici le &lt;b&gt;scan&lt;/b&gt;" in box.text(page)
    talk = box.json(page.removesuffix(".html") + ".json")
    assert [one["text"] for one in talk["messages"]] == ["Voici le <b>scan</b>", "Merci, je regarde"]
    assert talk["with"] == [MOREAU.label]
    (document,) = talk["messages"][0]["documents"]
    assert box.read(document["path"]) == scan
    assert document["path"].startswith("messages/pieces/")
    assert [one["filed"] for one in box.documents()] == [False]
    (row,) = post.list()
    assert row.unread


def test_the_line_of_the_copy_is_the_only_one(traveller: Traveller, nadia) -> None:
    post, leo = traveller.post, traveller.post.home.leo
    traveller.file("radio.txt", actor=nadia, person=leo)
    post.start("Bonjour", person=leo)
    before = traveller.acts(leo)
    takeout_id = traveller.ask(nadia, leo)
    assert traveller.acts(leo)[len(before) :] == ["emporter.demande"]
    assert traveller.bytes_of(nadia, takeout_id)


def test_a_parent_gets_a_child_without_what_the_child_keeps(traveller: Traveller, nadia, zoe) -> None:
    post = traveller.post
    secret = "mot-rarissime"
    post.start(secret, actor=zoe, secret=True, subject=secret)
    piece = post.file(f"{secret} joint".encode(), f"{secret}.txt", actor=zoe)
    post.start(secret, actor=zoe, secret=True, subject=secret, document_ids=[piece])
    post.home.add(actor=zoe, secret=True, form=Form(title=secret, day="27/11/2026", start="9h"))
    form = DoneForm(day="12/03/2024", product=secret)
    post.do(prevention.note_done, actor=zoe, person_id=zoe.person_id, rule="vx-hpv", dose=1, form=form, secret=True)
    post.start("Pour tout le monde", actor=zoe, subject="Ouvert")
    theirs = traveller.box(nadia, zoe.person_id)
    theirs.check()
    assert secret.encode() not in theirs.everything()
    assert b"Pour tout le monde" in theirs.everything()
    own = traveller.box(zoe)
    own.check()
    for path in ("agenda.ics", "prevention.json"):
        assert secret in own.text(path)
    assert sum(secret in name for name in own.names) == 5  # two conversations as page and as data, and what went along
    assert len(own.json("documents.json")) == 1


def test_a_locked_copy_opens_with_its_passphrase_alone(traveller: Traveller, nadia) -> None:
    traveller.file("bilan.txt", actor=nadia)
    box = traveller.box(nadia, phrase=PHRASE)
    box.check()
    assert traveller.view(nadia).locked
    assert traveller.given(nadia, traveller.view(nadia).id).name.endswith(".zip.age")


def test_a_document_destroyed_meanwhile_and_a_damaged_one_are_named(traveller: Traveller, nadia) -> None:
    gone = traveller.file("parti.txt", b"parti\n" * 9, actor=nadia, title="Parti")
    hurt = traveller.file("abime.txt", b"abime\n" * 9, actor=nadia, title="Abîmé")
    kept = traveller.file("reste.txt", b"reste\n" * 9, actor=nadia, title="Reste")
    with traveller.database.uow() as uow:
        path = traveller.database.blobs.path(uow.session.get(Document, hurt).blob_id)
        lost = traveller.database.blobs.path(uow.session.get(Document, gone).blob_id)
    lost.unlink()
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    box = traveller.box(nadia)
    box.check()
    assert [one["title"] for one in box.documents()] == ["Reste"]
    missing = {one["document"]: one["reason"] for one in box.json("manifest.json")["missing"]}
    assert missing == {gone: "illisible", hurt: "illisible"}
    assert traveller.view(nadia).missing == 2
    assert "Abîmé" in box.text("index.html")
    assert kept


def test_nothing_deleted_comes_back(traveller: Traveller, nadia) -> None:
    deleted = traveller.file("secret.txt", b"octets-effaces\n", actor=nadia)
    with traveller.database.uow() as uow:
        uow.session.execute(update(Document).where(Document.id == deleted).values(status=Status.TRASHED))
        uow.commit()
    box = traveller.box(nadia)
    assert b"octets-effaces" not in box.everything()
    assert box.documents() == []


def test_names_unpack_everywhere(traveller: Traveller, nadia) -> None:
    for name in ("../../etc/passwd.txt", "CON.txt", "👨‍👩‍👧‍👦 bilan.txt", "a.txt", "A.TXT", "é" * 300 + ".txt", "..\\..\\x.txt"):
        traveller.file(name, actor=nadia)
    box = traveller.box(nadia)
    box.check()
    assert len({name.casefold() for name in box.names}) == len(box.names)
    for name in box.names:
        parts = name.split("/")
        assert ".." not in parts
        assert not name.startswith("/")
        assert "\\" not in name
        assert all(0 < len(part.encode()) <= 255 for part in parts)
    assert any("👨‍👩‍👧‍👦" in name for name in box.names)


def test_no_cell_of_the_history_is_a_formula(traveller: Traveller, nadia) -> None:
    traveller.file("x.txt", actor=nadia, title='=HYPERLINK("http://exemple.fr")')
    rows = csv.reader(io.StringIO(traveller.box(nadia).read("historique.csv").decode("utf-8-sig")), delimiter=";")
    cells = [cell for row in rows for cell in row]
    assert '\'=HYPERLINK("http://exemple.fr")' in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_in_english_everything_is(traveller: Traveller, nadia) -> None:
    box = traveller.box(nadia, lang="en")
    assert "Copy of the record of Nadia Petit" in box.text("index.html")
    assert box.text("historique.csv").lstrip("\ufeff").startswith('"Line",')


def test_strangers_get_no_copy(traveller: Traveller, nadia) -> None:
    stranger = traveller.signed_in(traveller.post.home.stranger)
    for actor in (stranger, MOREAU):
        with pytest.raises(Refused):
            traveller.begin(actor, nadia.person_id)
    takeout_id = traveller.ask(nadia)
    with pytest.raises(DomainError, match="introuvable"):
        traveller.given(stranger, takeout_id)
    assert traveller.view(nadia).state == State.READY
