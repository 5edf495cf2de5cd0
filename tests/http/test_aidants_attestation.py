"""The attestation of a help on its page: kept to oneself, shown, kept again, in the words of each."""

from __future__ import annotations

from sqlalchemy import select

from rxapp.core.policy import HelpScope
from rxapp.record import attesting
from rxapp.record.models import Document
from tests.carnet import carnet
from tests.helping import HELPED, Help, help
from tests.http.test_acts_seen import DOCUMENT, OPENERS
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet", "help"]


def test_it_is_shown_and_kept_again(help: Help) -> None:
    help.begin(HelpScope.SEE)
    attesting.file_due(help.db)
    with help.db.read() as uow:
        mine = select(Document.id).where(Document.person_id == help.person, Document.made)
        document = uow.session.execute(mine.order_by(Document.received_at.desc()).limit(1)).scalar_one()
    page, tab = f"/dossier/{document}", help.carnet.tab(help.carnet.session_of(HELPED))
    tab.start(page)
    do(tab, f"{OPENERS}.load", {"document_id": document}, page)
    for secret, words in ((False, "Ce document n’est plus gardé pour vous."), (True, "Vous gardez ce document pour vous.")):
        frames = do(tab, f"{DOCUMENT}.keep", {"seen": document, "secret": secret}, page)
        detail = vars_of(frames, DOCUMENT)["detail"]
        opened = vars_of(frames, OPENERS).get("openers", {})
        assert opened.get("version") == detail["version"], "who opens it is said again, and may be changed"
        assert vars_of(frames, SHELL)["words"]["text"] == words
        assert (detail["row"]["secret"], detail["may_keep"], detail["row"]["made"]) == (secret, True, True)
    tab.close()
