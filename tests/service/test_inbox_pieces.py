"""Documents that go with a message: who sees them, how long, and what it takes to have them in the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from rxapp.core.blobs import BlobStore
from rxapp.core.policy import Actor
from rxapp.inbox import conversation_views, service, views
from rxapp.record import previews, tally
from rxapp.record import service as record
from rxapp.record import views as documents
from rxapp.record.contents import Content
from rxapp.record.intake import Intake
from rxapp.record.sniff import HEAD_BYTES
from tests import samples
from tests.accounts import refused
from tests.inbox import CHU, HADDAD, MOREAU, SECRETARY, Post, home, post

__all__ = ["home", "post"]

DATA = samples.text("Taux de ferritine : 12 µg/L\n")


def kept(post: Post, data: bytes = DATA, *, actor: Actor | None = None, person: str | None = None) -> str:
    """A document of somebody's record."""
    who = actor or post.nadia
    with post.database.read() as uow:
        context = post.context(uow, who)
    given = {"person_id": person or who.person_id, "file_name": "analyse.txt", "declared_size": len(data)}
    with Intake.open(post.database, actor=who, context=context, **given) as intake:
        intake.feed(data)
        return intake.finish().id


def bytes_of(post: Post, document_id: str, actor: Actor) -> bytes:
    with post.database.read() as uow:
        given = {"actor": actor, "context": post.context(uow, actor)}
        found = previews.original(uow, document_id=document_id, action="download", **given)
    with Content(post.database.blobs, found.blob, found.size) as content:
        return b"".join(content.pieces())


def record_of(post: Post, person: str | None = None) -> list[str]:
    page = post.look(documents.documents_page, person_id=person or post.nadia.person_id)
    assert page.total == len(page.rows)
    return [row.id for row in page.rows]


def test_a_document_of_the_record_is_seen_by_those_of_the_conversation_alone(post: Post) -> None:
    document, other = kept(post), kept(post)
    sent = post.start(document_ids=(document,))
    (piece,) = post.page(sent.conversation_id, actor=MOREAU).rows[0].attachments
    assert (piece.document_id, piece.title, piece.in_record, piece.can_file) == (document, "analyse", True, False)
    assert bytes_of(post, document, MOREAU) == DATA
    for actor in (HADDAD, CHU, SECRETARY, post.home.stranger):
        assert refused(bytes_of, post, document, actor).code == "introuvable"
    assert refused(bytes_of, post, other, MOREAU).code == "introuvable"
    post.look(documents.document_detail, actor=MOREAU, document_id=document)
    assert "document.consulte" in post.acts(prefix="document.")
    assert refused(post.look, documents.documents_page, actor=MOREAU, person_id=post.nadia.person_id).code == "introuvable"
    assert refused(post.do, record.trash, actor=MOREAU, document_id=document).code == "introuvable"


def test_a_scan_from_the_device_goes_with_the_message_and_not_into_the_record(post: Post) -> None:
    document = post.file(DATA)
    assert record_of(post) == []
    assert "document.ajoute" not in post.acts(prefix="document.")
    assert refused(bytes_of, post, document, MOREAU).code == "introuvable"
    sent = post.start(document_ids=(document,))
    assert bytes_of(post, document, MOREAU) == DATA
    assert bytes_of(post, document, post.nadia) == DATA
    (piece,) = post.page(sent.conversation_id).rows[0].attachments
    assert (piece.kind_label, piece.in_record, piece.can_file) == ("TXT", False, True)
    assert record_of(post) == []


def test_what_a_professional_sends_is_filed_once_and_is_then_a_document_like_any_other(post: Post) -> None:
    sent = post.start()
    document = post.file(DATA, "resultat.txt", actor=MOREAU, person=post.nadia.person_id)
    answer = post.reply(sent.conversation_id, "Voici", document_ids=(document,))
    given = {"message_id": answer.message_id, "document_id": document}
    assert refused(post.do, service.file_attachment, actor=MOREAU, **given).code == "introuvable"
    assert refused(post.do, record.edit, document_id=document, version=1, title="Volé").code == "introuvable"
    assert refused(post.do, record.trash, document_id=document).code == "introuvable"
    assert post.do(service.file_attachment, title="Ferritine", category="biologie", **given) == document
    assert refused(post.do, service.file_attachment, **given).code == "message.rien_a_ranger"
    assert record_of(post) == [document]
    detail = post.look(documents.document_detail, document_id=document)
    assert (detail.row.title, detail.row.category, detail.row.author_label) == (
        "Ferritine",
        "biologie",
        f"Ajouté par {MOREAU.label}",
    )
    assert post.look(documents.documents_page, person_id=post.nadia.person_id, query="ferritine").total == 1
    (piece,) = post.page(sent.conversation_id).rows[-1].attachments
    assert (piece.title, piece.in_record, piece.can_file) == ("resultat", True, False)
    assert "document.range" in post.acts(prefix="document.")
    assert bytes_of(post, document, post.nadia) == DATA


def test_a_parent_files_what_came_for_a_child(post: Post) -> None:
    leo = post.home.leo
    sent = post.start(person=leo)
    document = post.file(DATA, actor=MOREAU, person=leo)
    answer = post.reply(sent.conversation_id, "Voici", document_ids=(document,))
    post.do(service.file_attachment, message_id=answer.message_id, document_id=document)
    assert record_of(post, leo) == [document]
    assert record_of(post) == []


def test_what_is_not_ones_own_is_not_sent(post: Post) -> None:
    mine, leos = kept(post), kept(post, person=post.home.leo)
    sent = post.start(document_ids=(mine,))
    loose = post.file(actor=MOREAU, person=post.nadia.person_id)
    for actor, document in (
        (post.nadia, leos),
        (post.nadia, "0" * 32),
        (post.nadia, loose),
        (MOREAU, mine),  # lent to him, not his to send
        (MOREAU, leos),
    ):
        code = refused(post.reply, sent.conversation_id, actor=actor, document_ids=(document,)).code
        assert code == "message.piece_absente"
    many = tuple(f"{number:032x}" for number in range(11))
    assert refused(post.reply, sent.conversation_id, document_ids=many).code == "message.trop_de_pieces"
    assert len(post.rows(sent.conversation_id)) == 1


def test_who_may_send_a_file_is_asked_before_a_byte_is_read(post: Post) -> None:
    for actor in (HADDAD, MOREAU, post.home.stranger, post.home.zoe):
        assert refused(post.file, actor=actor, person=post.nadia.person_id).code == "introuvable"
    assert refused(post.file, b"MZ\x90\x00" + bytes(600), "outil.exe").code.startswith("fichier.")
    post.start()
    assert post.file(actor=MOREAU, person=post.nadia.person_id)
    assert post.file(actor=SECRETARY, person=post.nadia.person_id)


def test_who_may_not_write_sends_no_file(post: Post) -> None:
    sent, nadia = post.start(), post.nadia.person_id
    post.do(service.block, person_id=nadia, account_id=MOREAU.account_id)
    assert refused(post.file, actor=MOREAU, person=nadia).code == "message.bloque"
    post.do(service.unblock, person_id=nadia, account_id=MOREAU.account_id)
    assert post.file(actor=MOREAU, person=nadia)
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="ended")
    assert post.file(actor=MOREAU, person=nadia)  # they may begin another


def test_a_minors_secret_that_is_over_lets_no_file_in(post: Post) -> None:
    zoe = post.home.zoe
    sent = post.start(actor=zoe, secret=True)
    assert post.file(actor=MOREAU, person=zoe.person_id)
    post.do(service.block, actor=zoe, person_id=zoe.person_id, account_id=MOREAU.account_id)
    assert refused(post.file, actor=MOREAU, person=zoe.person_id).code == "message.bloque"
    post.do(service.unblock, actor=zoe, person_id=zoe.person_id, account_id=MOREAU.account_id)
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="ended")
    assert refused(post.file, actor=MOREAU, person=zoe.person_id).code == "introuvable"


def test_what_an_account_lets_wait_about_a_person_is_bounded(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, nadia = post.start(), post.nadia.person_id
    monkeypatch.setattr(tally, "QUOTA_ASIDE", len(DATA) * 2)
    first = post.file(DATA, actor=MOREAU, person=nadia)
    with post.database.read() as uow:
        context = post.context(uow, MOREAU)
    given = {"person_id": nadia, "file_name": "scan.txt", "declared_size": len(DATA)}
    with service.receive(post.database, actor=MOREAU, context=context, **given) as late:
        late.feed(DATA)
        post.file(DATA, actor=MOREAU, person=nadia)
        assert refused(late.finish).code == "dossier.trop_en_attente"
    assert refused(post.file, DATA, actor=MOREAU, person=nadia).code == "dossier.trop_en_attente"
    assert post.file(DATA, actor=SECRETARY, person=nadia)
    assert post.file(DATA)
    assert kept(post)
    post.reply(sent.conversation_id, document_ids=(first,))
    assert post.file(DATA, actor=MOREAU, person=nadia)


def test_what_a_record_weighs_tells_a_parent_nothing_of_a_message(post: Post) -> None:
    zoe = post.home.zoe

    def weight(actor: Actor) -> str:
        return post.look(documents.storage, actor=actor, person_id=zoe.person_id)

    kept(post, actor=zoe)
    before = weight(post.nadia)
    document = post.file(DATA * 20_000, actor=zoe)
    assert weight(post.nadia) == before
    post.start(actor=zoe, secret=True, document_ids=(document,))
    assert weight(post.nadia) == before
    assert weight(zoe) != before
    message = post.page(post.list(actor=zoe)[0].id, actor=zoe).rows[0].id
    post.do(service.file_attachment, actor=zoe, message_id=message, document_id=document, agreed=True)
    assert weight(post.nadia) == weight(zoe)


def test_a_blocked_professional_has_the_documents_no_more(post: Post) -> None:
    document = kept(post)
    post.start(document_ids=(document,))
    whom = {"person_id": post.nadia.person_id, "account_id": MOREAU.account_id}
    post.do(service.block, **whom)
    assert refused(bytes_of, post, document, MOREAU).code == "introuvable"
    post.do(service.unblock, **whom)
    assert bytes_of(post, document, MOREAU) == DATA


def test_a_blocked_professional_has_what_they_sent_no_more_until_they_are_unblocked(post: Post) -> None:
    sent = post.start()
    document = post.file(DATA, actor=MOREAU, person=post.nadia.person_id)
    post.reply(sent.conversation_id, document_ids=(document,))
    assert bytes_of(post, document, MOREAU) == DATA
    whom = {"person_id": post.nadia.person_id, "account_id": MOREAU.account_id}
    post.do(service.block, **whom)
    assert refused(bytes_of, post, document, MOREAU).code == "introuvable"
    assert bytes_of(post, document, post.nadia) == DATA
    post.do(service.unblock, **whom)
    assert bytes_of(post, document, MOREAU) == DATA


def test_a_withdrawn_message_takes_its_documents_with_it(post: Post) -> None:
    document, scan = kept(post), post.file(DATA)
    sent = post.start(document_ids=(document, scan))
    assert len(post.page(sent.conversation_id).rows[0].attachments) == 2
    post.do(service.withdraw, message_id=sent.message_id)
    assert post.page(sent.conversation_id).rows[0].attachments == ()
    for one in (document, scan):
        assert refused(bytes_of, post, one, MOREAU).code == "introuvable"
    assert record_of(post) == [document]
    post.clock.advance(record.KEPT_ASIDE)
    assert record.sweep(post.database) == 1
    assert refused(bytes_of, post, scan, post.nadia).code == "introuvable"


class Arriving(BlobStore):
    """A store that is asked who holds a file just as the last of it arrives."""

    def __init__(self, root: Path, arrive: Callable[[], object]) -> None:
        super().__init__(root)
        self._arrive = arrive

    def is_held(self, blob_id: str) -> bool:
        self._arrive()
        return super().is_held(blob_id)


def test_a_file_that_arrives_while_the_sweep_looks_stays(post: Post) -> None:
    data = DATA + b"encore une ligne\n" * HEAD_BYTES
    with post.database.read() as uow:
        context = post.context(uow, post.nadia)
    given = {"person_id": post.nadia.person_id, "file_name": "scan.txt", "declared_size": len(data)}
    with service.receive(post.database, actor=post.nadia, context=context, **given) as late:
        late.feed(data)
        kept_as = []
        post.database.blobs = Arriving(post.database.blobs.root, lambda: kept_as.append(late.finish().id))
        assert record.sweep(post.database) == 0
    assert bytes_of(post, kept_as[0], post.nadia) == data


def test_what_was_taken_back_waits_a_week_anew(post: Post) -> None:
    document = post.file()
    sent = post.start(document_ids=(document,))
    post.clock.advance(timedelta(days=8))
    post.do(service.withdraw, message_id=sent.message_id)
    record.sweep(post.database)
    assert post.start(document_ids=(document,)).seq == 1


def test_a_parents_conversation_is_filed_under_their_name(post: Post) -> None:
    sent = post.start(person=post.home.leo)
    words = post.look(views.as_text, conversation_id=sent.conversation_id)
    assert f"{post.nadia.label}, pour Léo Petit" in words
    assert "Vous" not in words


def test_a_file_that_nobody_sent_goes_by_itself_and_one_that_was_sent_stays(post: Post) -> None:
    loose, scan = post.file(DATA), post.file(DATA)
    sent = post.start(document_ids=(scan,))
    post.clock.advance(record.KEPT_ASIDE - timedelta(seconds=1))
    assert record.sweep(post.database) == 0
    post.clock.advance(timedelta(seconds=1))
    assert record.sweep(post.database) == 1
    assert refused(post.reply, sent.conversation_id, actor=post.nadia, document_ids=(loose,)).code == "message.piece_absente"
    assert bytes_of(post, scan, MOREAU) == DATA
    assert "document.efface" not in post.acts(prefix="document.")
    assert post.look(documents.storage, person_id=post.nadia.person_id).startswith(f"{len(DATA)}\u202fo")


def test_a_document_that_is_deleted_for_good_leaves_a_line_alone(post: Post) -> None:
    document = kept(post)
    sent = post.start(document_ids=(document,))
    post.do(record.trash, document_id=document)
    assert refused(bytes_of, post, document, MOREAU).code == "introuvable"
    post.clock.advance(record.UNDO)
    record.sweep(post.database)
    (piece,) = post.page(sent.conversation_id).rows[0].attachments
    assert (piece.gone, piece.title, piece.in_record) == (True, "Document supprimé", False)
    given = {"message_id": sent.message_id, "document_id": document}
    assert refused(post.do, service.file_attachment, **given).code == "message.piece_absente"


def test_a_secret_document_is_the_minors_alone_until_they_file_it(post: Post) -> None:
    zoe = post.home.zoe
    sent = post.start(actor=zoe, secret=True)
    document = post.file(DATA, actor=MOREAU, person=zoe.person_id)
    answer = post.reply(sent.conversation_id, "Voici", document_ids=(document,))
    before = post.acts(zoe.person_id, prefix="")
    assert bytes_of(post, document, zoe) == DATA
    post.look(documents.document_detail, actor=zoe, document_id=document)
    post.look(documents.document_detail, actor=MOREAU, document_id=document)
    assert refused(bytes_of, post, document, post.nadia).code == "introuvable"
    assert post.acts(zoe.person_id, prefix="") == before
    given = {"actor": zoe, "message_id": answer.message_id, "document_id": document}
    assert refused(post.do, service.file_attachment, **given).code == "message.parents_verront"
    assert refused(bytes_of, post, document, post.nadia).code == "introuvable"
    post.do(service.file_attachment, **given, agreed=True)
    assert bytes_of(post, document, post.nadia) == DATA
    assert post.acts(zoe.person_id, prefix="")[len(before) :] == ["document.range"]


def test_a_conversation_is_filed_as_a_text(post: Post) -> None:
    sent = post.start("Puis-je courir ?", subject="Reprise du sport")
    post.reply(sent.conversation_id, "Oui, doucement.")
    with post.database.read() as uow:
        context = post.context(uow, post.nadia)
    given = {"conversation_id": sent.conversation_id, "lang": "fr"}
    filed = service.file_conversation(post.database, actor=post.nadia, context=context, **given)
    assert (filed.title, filed.category) == ("Conversation avec Dr Anne Moreau, 23 novembre 2026", "courrier")
    said = bytes_of(post, filed.id, post.nadia).decode()
    assert "Reprise du sport\nNadia Petit – Dr Anne Moreau\n" in said
    assert "Nadia Petit, 23 novembre 2026 à 10" in said
    assert said.index("Puis-je courir ?") < said.index("Oui, doucement.")
    for actor in (MOREAU, post.home.stranger):
        with pytest.raises(Exception, match="introuvable"):
            service.file_conversation(post.database, actor=actor, context=service_context(post, actor), **given)


@pytest.mark.parametrize("subject", ["%PDF-1.7", "<?xml version='1.0'?>", "<html><script>", "GIF89a", "{\\rtf1", "#!/bin/sh"])
def test_whatever_its_subject_a_conversation_is_filed_as_the_text_it_is(post: Post, subject: str) -> None:
    sent = post.start("Bonjour", subject=subject)
    given = {"conversation_id": sent.conversation_id, "lang": "en"}
    filed = service.file_conversation(post.database, actor=post.nadia, context=service_context(post, post.nadia), **given)
    assert bytes_of(post, filed.id, post.nadia).decode().startswith(f"Conversation: {subject}\n")


def test_a_text_that_leaves_out_what_came_first_says_so(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_views, "MOST_PRINTED", 2)
    sent = post.start("Un")
    for number in range(2):
        post.reply(sent.conversation_id, f"Réponse {number}")
    made = post.look(views.as_text, conversation_id=sent.conversation_id)
    assert "Les 2 derniers messages" in made
    assert "\nUn\n" not in made


def test_all_that_professionals_sent_is_filed_at_once_and_nothing_else(post: Post) -> None:
    own = post.file()
    sent = post.start("Ma photo", document_ids=(own,))
    taken_back = post.file(actor=MOREAU, person=post.nadia.person_id)
    gone = post.reply(sent.conversation_id, "Pas le bon", document_ids=(taken_back,))
    post.do(service.withdraw, actor=MOREAU, message_id=gone.message_id)
    there = [post.file(actor=MOREAU, person=post.nadia.person_id) for _piece in range(2)]
    for document in (*there, there[0]):
        post.reply(sent.conversation_id, "Voici", document_ids=(document,))
    about = {"conversation_id": sent.conversation_id}
    assert post.look(views.count_received, **about) == 2
    before = post.acts(prefix="document.")
    assert sorted(post.do(service.file_received, **about)) == sorted(there)
    assert sorted(record_of(post)) == sorted(there)
    assert post.acts(prefix="document.")[len(before) :] == ["document.range"] * 2
    assert post.look(views.count_received, **about) == 0
    assert post.do(service.file_received, **about) == ()
    for actor in (MOREAU, HADDAD, post.home.stranger):
        assert refused(post.do, service.file_received, actor=actor, **about).code == "introuvable"
        assert refused(post.look, views.count_received, actor=actor, **about).code == "introuvable"


def service_context(post: Post, actor: Actor):
    with post.database.read() as uow:
        return post.context(uow, actor)


def test_a_conversation_is_printed_whole(post: Post) -> None:
    sent = post.start("Un")
    for number in range(60):
        post.reply(sent.conversation_id, f"Message {number}")
    made = post.look(views.printed, conversation_id=sent.conversation_id)
    assert (len(made.page.rows), made.cut) == (61, False)
    assert made.printed_label.startswith("23 novembre 2026")
