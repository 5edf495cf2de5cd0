"""`/pro`, what goes with a message: files of the desk, documents of the record."""

from __future__ import annotations

from rxapp.core.policy import NO_CONTEXT
from rxapp.inbox import service
from rxapp.record.intake import Intake
from rxapp.state import talks
from tests import samples
from tests.carnet import carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_pro import TALK, Desk, desk, send

__all__ = ["carnet", "desk"]


def test_a_file_goes_with_an_answer_and_the_person_files_it(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    address = f"/api/documents?message=1&personne={desk.paul.person_id}"
    cookies = desk.carnet.session_of("dr.moreau")
    headers = {"x-carnet-nom": "compte-rendu.png"}
    received = desk.carnet.ask("POST", address, content=samples.png(), headers=headers, cookies=cookies)
    assert received.status_code == 201
    document = received.json()["id"]
    pieces = vars_of(do(tab, f"{TALK}.attach", {"place": made, "ids": [document]}), TALK)["pieces"]
    assert [(one["id"], one["title"]) for one in pieces] == [(document, "compte-rendu")]
    assert vars_of(send(tab, made, "Ci-joint"), TALK)["pieces"] == []
    (piece,) = desk.page(made).rows[-1].attachments
    assert (piece.document_id, piece.can_file, piece.in_record) == (document, True, False)
    message = desk.page(made).rows[-1].id
    talks.write(service.file_attachment, desk.paul, message_id=message, document_id=document)
    assert desk.page(made).rows[-1].attachments[0].in_record is True


def test_ten_documents_go_with_an_answer_at_most(desk: Desk) -> None:
    made, data = desk.write(), samples.png()
    given = {"person_id": desk.paul.person_id, "file_name": "a.png", "declared_size": len(data)}
    documents = []
    for _number in range(12):
        with service.receive(desk.carnet.runtime.db, actor=desk.moreau, context=NO_CONTEXT, **given) as intake:
            intake.feed(data)
            documents.append(intake.finish().id)
    tab, _seen = desk.open(made)
    frames = do(tab, f"{TALK}.attach", {"place": made, "ids": documents})
    assert [one["id"] for one in vars_of(frames, TALK)["pieces"]] == documents[:10]
    assert vars_of(frames, SHELL)["words"]["text"].startswith("10 documents joints au plus.")


def test_a_stranger_receives_no_file_for_somebody(desk: Desk) -> None:
    address = f"/api/documents?message=1&personne={desk.paul.person_id}"
    cookies = desk.carnet.session_of("pharmacie.lilas")
    refused = desk.carnet.ask("POST", address, content=b"x", headers={"x-carnet-nom": "x.txt"}, cookies=cookies)
    assert (refused.status_code, refused.json()["code"]) == (404, "introuvable")


def test_a_document_that_went_is_read_by_the_professional(desk: Desk) -> None:
    data = samples.png()
    given = {"actor": desk.paul, "person_id": desk.paul.person_id, "file_name": "scan.png", "declared_size": len(data)}
    with Intake.open(desk.carnet.runtime.db, **given, context=NO_CONTEXT) as intake:
        intake.feed(data)
        document = intake.finish().id
    made = desk.write(documents=(document,))
    _tab, seen = desk.open(made)
    assert [one["title"] for one in seen["page"]["rows"][0]["attachments"]] == ["scan"]
    cookies = desk.carnet.session_of("dr.moreau")
    assert desk.carnet.ask("GET", f"/api/documents/{document}", cookies=cookies).content == data
    stranger = desk.carnet.session_of("chu.valbois")
    assert desk.carnet.ask("GET", f"/api/documents/{document}", cookies=stranger).status_code == 404
