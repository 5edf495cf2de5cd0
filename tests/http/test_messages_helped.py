"""`/messages` of somebody who is helped: a helper is offered nothing that would be refused, and what is offered is done."""

from __future__ import annotations

import pytest

from rxapp.accounts import service as accounts
from rxapp.core.errors import DomainError
from rxapp.core.policy import NO_CONTEXT, HelpScope
from rxapp.inbox import service as inbox
from rxapp.inbox import views
from rxapp.record import views as record
from rxapp.state import talks
from tests import samples
from tests.carnet import carnet
from tests.helping import Help, help

__all__ = ["carnet", "help"]

S, A, M = HelpScope.SEE, HelpScope.ADD, HelpScope.MESSAGES


def talk(help: Help) -> str:
    """Paul wrote to Dr Moreau, who answered with a document."""
    moreau = help.open_inbox()
    about = {"person_id": help.person, "to": (moreau.account_id,), "subject": "Bilan"}
    began = help.write(inbox.start, actor=help.paul, **about, text="Avez-vous les résultats ?", key=f"bilan-{help.row}")
    given = {"actor": moreau, "context": NO_CONTEXT, "person_id": help.person, "file_name": "bilan.txt"}
    with inbox.receive(help.db, **given, declared_size=len(samples.text())) as intake:
        intake.feed(samples.text())
        paper = intake.finish().id
    about = {"conversation_id": began.conversation_id, "document_ids": (paper,), "key": f"reponse-{help.row}"}
    help.write(inbox.reply, actor=moreau, **about, text="Les voici.")
    return began.conversation_id


def test_a_helper_who_adds_documents_files_the_conversation(help: Help) -> None:
    help.begin(S, A, M)
    where = {"conversation_id": talk(help), "lang": "fr"}
    with help.db.read() as uow:
        context = accounts.context_for(uow, help.awa)
    filed = inbox.file_conversation(help.db, actor=help.awa, context=context, **where)
    with help.db.read() as uow:
        shown = record.document_detail(uow, actor=help.paul, document_id=filed.id, lang="fr")
    assert "Conversation avec Dr Anne Moreau" in shown.row.title


def test_what_came_with_a_message_is_offered_to_the_person_alone(help: Help) -> None:
    help.begin(S, A, M)
    here = talk(help)
    theirs = help.as_awa(views.conversation_page, read=True, conversation_id=here, lang="fr").rows[-1].attachments
    assert [one.can_file for one in theirs] == [False]
    assert help.as_awa(views.count_received, read=True, conversation_id=here) == 0
    with help.db.read() as uow:
        own = views.conversation_page(uow, actor=help.paul, conversation_id=here, lang="fr").rows[-1].attachments
        assert [one.can_file for one in own] == [True]
        assert views.count_received(uow, actor=help.paul, conversation_id=here) == 1


def test_what_somebody_of_ones_own_side_wrote_is_not_reported(help: Help) -> None:
    help.begin(M)
    here = talk(help)
    rows = help.as_awa(views.conversation_page, read=True, conversation_id=here, lang="fr").rows
    assert [one.can_report for one in rows] == [False, True], "Paul wrote the first one"
    with pytest.raises(DomainError, match="introuvable"):
        help.as_awa(inbox.report, message_id=rows[0].id, reason="rude")


def test_whoever_takes_the_conversation_of_another_for_their_own_sees_less_and_not_more(help: Help) -> None:
    help.begin(M)
    where = {"conversation_id": talk(help), "lang": "fr"}
    for whose in ("", help.person):
        assert len(talks.look(views.conversation_page, help.awa, about=whose, **where).rows) == 2
    with pytest.raises(DomainError, match="introuvable"):
        talks.look(views.conversation_page, help.awa, about=help.awa.person_id, **where)
    assert len(talks.look(views.conversation_page, help.paul, about=help.paul.person_id, **where).rows) == 2
