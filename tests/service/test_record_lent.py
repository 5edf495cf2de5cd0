"""What was sent, and is hidden afterwards or before: for whom it opens, who is named it, who may send it, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rxapp.accounts.professions import TABLE, Profession
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, Actor, Context, HelpScope, Role, of_profession
from rxapp.inbox import conversation_views, pieces, service
from rxapp.record import explaining, previews
from rxapp.record import service as record
from rxapp.record.intake import Intake
from tests import samples
from tests.access import Surgery, give_profession, surgery
from tests.accounts import refused
from tests.agenda import home
from tests.inbox import HADDAD, MOREAU, post

__all__ = ["home", "post", "surgery"]

CLOSED = "Document qui ne s’ouvre plus"
VEILS = {
    "everybody": (EVERYBODY,),
    "all but its author": (ALL_BUT_AUTHOR,),
    "them": (MOREAU.account_id,),
    "their profession": (of_profession(Profession.DOCTOR),),
}


def titles(surgery: Surgery, conversation_id: str, actor: Actor) -> list[str]:
    """What a conversation names of what went with it, on the page and as a text."""
    rows = surgery.post.page(conversation_id, actor=actor).rows
    text = surgery.post.do(conversation_views.as_text, actor=actor, conversation_id=conversation_id, lang="fr")
    named = [piece.title for row in rows for piece in row.attachments]
    assert all(f"[{title}" in text for title in named if title != CLOSED)
    assert CLOSED not in named or "Bilan" not in text
    return named


def named(surgery: Surgery, document_id: str, actor: Actor | None = None) -> dict[str, str]:
    actor = actor or surgery.nadia
    with surgery.db.read() as uow:
        given = {"actor": actor, "context": surgery.context(actor), "document_id": document_id}
        found = explaining.openers(uow, **given, lang="fr", may_hide=True).named
    return {one.label: one.sentence.replace("\u00a0", " ") for one in found}


@pytest.mark.parametrize("targets", VEILS.values(), ids=VEILS)
def test_hidden_afterwards_it_opens_no_more_and_has_no_name(surgery: Surgery, targets: tuple[str, ...]) -> None:
    report = surgery.add("Bilan")
    sent = surgery.post.start(document_ids=(report,))
    assert (surgery.open(report), titles(surgery, sent.conversation_id, MOREAU)) == ("Bilan", ["Bilan"])
    surgery.hide(report, *targets)
    assert refused(surgery.open, report).code == "introuvable"
    assert titles(surgery, sent.conversation_id, MOREAU) == [CLOSED]
    assert titles(surgery, sent.conversation_id, surgery.nadia) == ["Bilan"]
    surgery.hide(report)
    assert titles(surgery, sent.conversation_id, MOREAU) == ["Bilan"]


def test_hidden_from_another_profession_it_still_opens(surgery: Surgery) -> None:
    report = surgery.add("Bilan")
    sent = surgery.post.start(document_ids=(report,))
    surgery.hide(report, of_profession(Profession.NURSE), HADDAD.account_id)
    assert surgery.open(report) == "Bilan"
    assert titles(surgery, sent.conversation_id, MOREAU) == ["Bilan"]


@pytest.mark.parametrize("targets", VEILS.values(), ids=VEILS)
def test_what_is_hidden_is_asked_about_before_it_is_sent(surgery: Surgery, targets: tuple[str, ...]) -> None:
    report = surgery.add("Bilan")
    surgery.hide(report, *targets)
    assert refused(surgery.post.start, document_ids=(report,)).code == "message.piece_masquee"
    surgery.post.clock.advance(timedelta(seconds=1))
    surgery.post.start(document_ids=(report,), hidden_agreed=True)
    assert surgery.open(report) == "Bilan"


def test_a_helper_sends_nothing_that_is_hidden(surgery: Surgery) -> None:
    """An agreement is whoever's who may hide: a helper's counts for nothing, and asks nothing."""
    report, owner = surgery.add("Bilan"), surgery.nadia.person_id or ""
    surgery.hide(report, EVERYBODY)
    helper = Actor("helper", Role.PATIENT, "somebody", "Awa Diallo")
    scopes = (HelpScope.SEE, HelpScope.ADD, HelpScope.MESSAGES, HelpScope.PHARMACY)
    context = Context(helps=frozenset((owner, scope) for scope in scopes))
    asked = {"actor": helper, "context": context, "person_id": owner, "document_ids": [report], "secret": False}
    with surgery.db.read() as uow:
        for agreed in (False, True):
            assert refused(pieces.checked, uow, **asked, agreed=agreed).code == "aide.portee"
    surgery.hide(report)
    with surgery.db.read() as uow:
        assert list(pieces.checked(uow, **asked, agreed=False)) == [report]


def test_who_it_was_sent_to_is_named(surgery: Surgery) -> None:
    """Nobody whom it opens for is left out, whether they may read the record or not."""
    report = surgery.add("Bilan")
    surgery.post.start(document_ids=(report,), to=(MOREAU.account_id, HADDAD.account_id), owed=True)
    assert named(surgery, report) == {
        "Dr Anne Moreau": "Oui : vous le lui avez envoyé.",
        "Dr Karim Haddad": "Oui : vous le lui avez envoyé.",
    }
    surgery.hide(report, HADDAD.account_id)
    assert named(surgery, report)["Dr Karim Haddad"] == "Non : vous lui masquez ce document."
    assert refused(surgery.open, report, HADDAD).code == "introuvable"


def test_what_a_minor_sent_in_secret_is_told_to_them_alone(surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    report = surgery.add("Bilan", actor=zoe, person=zoe.person_id)
    given = {"actor": zoe, "person": zoe.person_id, "secret": True, "document_ids": (report,)}
    surgery.post.start("Entre nous", **given)
    surgery.allow(actor=surgery.nadia, person=zoe.person_id, who=HADDAD)
    give_profession(surgery.post, MOREAU, Profession.DOCTOR)
    assert named(surgery, report, zoe)["Dr Anne Moreau"] == "Oui : vous le lui avez envoyé."
    assert "Dr Anne Moreau" not in named(surgery, report, surgery.nadia)


def test_what_a_minor_keeps_afterwards_has_no_name_for_a_parent(surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    report = surgery.add("Bilan", actor=zoe, person=zoe.person_id)
    sent = surgery.post.start(actor=zoe, person=zoe.person_id, document_ids=(report,))
    assert titles(surgery, sent.conversation_id, surgery.nadia) == ["Bilan"]
    surgery.post.do(record.keep, actor=zoe, document_id=report, version=1, secret=True)
    assert titles(surgery, sent.conversation_id, surgery.nadia) == [CLOSED]
    assert titles(surgery, sent.conversation_id, zoe) == ["Bilan"]
    assert titles(surgery, sent.conversation_id, MOREAU) == ["Bilan"]


@pytest.mark.parametrize("target", [of_profession(Profession.NURSE), HADDAD.account_id, ALL_BUT_AUTHOR])
def test_its_author_learns_nothing_of_veils_and_opens_it_for_nobody(surgery: Surgery, target: str) -> None:
    """They send what they filed as before; a colleague from whom it is hidden does not open it for all that."""
    sent = surgery.post.start(to=(MOREAU.account_id, HADDAD.account_id), owed=True)
    scan = surgery.post.file(actor=MOREAU, person=surgery.nadia.person_id)
    message = surgery.post.reply(sent.conversation_id, document_ids=(scan,)).message_id
    surgery.post.do(service.file_attachment, message_id=message, document_id=scan)
    assert surgery.open(scan, HADDAD) == "scan"
    surgery.hide(scan, target)
    assert refused(surgery.open, scan, HADDAD).code == "introuvable"
    surgery.post.clock.advance(timedelta(seconds=1))
    surgery.post.reply(sent.conversation_id, document_ids=(scan,), key="again")
    assert surgery.open(scan) == "scan"
    assert refused(surgery.open, scan, HADDAD).code == "introuvable"
    assert titles(surgery, sent.conversation_id, HADDAD) == [CLOSED, CLOSED]
    surgery.post.reply(sent.conversation_id, actor=surgery.nadia, document_ids=(scan,), hidden_agreed=True)
    assert surgery.open(scan, HADDAD) == "scan"


def test_a_thumbnail_of_a_list_is_no_look_at_a_document_that_was_sent(surgery: Surgery) -> None:
    """Whoever reads the list sees its thumbnails; for whom the document alone was sent, the thumbnail is a look at it."""
    data, nadia = samples.png(), surgery.nadia
    whose = {"actor": nadia, "context": surgery.context(nadia), "person_id": nadia.person_id, "file_name": "scan.png"}
    with Intake.open(surgery.db, **whose, declared_size=len(data)) as intake:
        intake.feed(data)
        scan = intake.finish(title="Radio", category="imagerie").id
    surgery.post.start(document_ids=(scan,))

    def see() -> list[str]:
        before = len(surgery.acts())
        given = {"actor": MOREAU, "context": surgery.context(MOREAU), "document_id": scan}
        assert previews.show(surgery.db, **given, what=previews.THUMB).data
        return surgery.acts()[before:]

    assert see() == ["document.consulte"]
    surgery.post.clock.advance(timedelta(days=1))
    surgery.allow()
    assert see() == ["document.liste"]
    surgery.post.clock.advance(timedelta(days=1))
    give_profession(surgery.post, MOREAU, next(one for one in Profession if "imagerie" not in TABLE[one]))
    assert see() == ["document.consulte"], "their list does not hold what only the message shows"
