"""Who is told of what was sent: those who speak for the person, that there is a document; the sender, that one was put aside
or given up.

Neither notice says what the document is, nor from whom, nor why it waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import actor_of, told_for
from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _
from rxapp.core.policy import HelpScope
from rxapp.notices.announcer import Announces
from rxapp.record.models import Document, Status
from rxapp.record.sending_models import Sending, SendingState

KIND = "document"

TITLE = _("Nouveau document")
TITLE_OF_ANOTHER = _("Nouveau document pour {prenom}")
TEXT = _("Un document vient d’être déposé dans le dossier par un professionnel ou un établissement.")
WAITS_TITLE = _("Un envoi attend")
WAITS = _("Un document n’a pas été remis : relisez les traits d’identité de la personne.")

REFUSED_TITLE = _("Un envoi n’a pas été remis")
REFUSED = _("Il n’a pas trouvé son destinataire. Le fichier, le nom et le titre ont été effacés.")


class Announcer(Announces, Protocol):
    """What this room asks of `notices.service`."""

    def withdraw(self, uow: UnitOfWork, *, account_id: str | None = None, topic: str = "") -> object:
        """Take back what was announced under a topic."""

    def read_about(self, uow: UnitOfWork, *, account_id: str, topic: str) -> object:
        """An account has read here what it was told under a topic."""


_announcers: list[Announcer] = []


def join(announcer: Announcer) -> None:
    """Announce by `notices.service` from now on. Called once, where the application is put together."""
    _announcers[:] = [announcer]


def arrived(uow: UnitOfWork, document: Document) -> None:
    """Tell of a document that was filed; it is worth telling until it is opened."""
    name, told = identity_of(uow, document.person_id).usual_name, told_for(uow, document.person_id, HelpScope.SEE)
    if not document.hidden:
        lookers.look_again(uow, told)
    for account_id in told:
        who = actor_of(uow, account_id)
        own = who is not None and who.person_id == document.person_id
        if document.hidden and not own:
            continue
        title, facts = (TITLE, {}) if own else (TITLE_OF_ANOTHER, {"prenom": name})
        facts |= {"document": document.id}
        _announce(uow, account_id, document.person_id, document.id, title, TEXT, f"/dossier/{document.id}", facts)


def opened(uow: UnitOfWork, account_id: str, document_id: str) -> None:
    """An account has opened a document: the bell has nothing more to say of it."""
    for announcer in _announcers:
        announcer.read_about(uow, account_id=account_id, topic=_topic(document_id))


def waits(uow: UnitOfWork, sender_id: str, sending_id: str) -> None:
    """Tell a sender that something had to be put aside; the notice is about nobody."""
    facts = {"envoi": sending_id}
    _announce(uow, sender_id, sender_id, sending_id, WAITS_TITLE, WAITS, "/pro/envoyer?vue=attente", facts)


def refused(uow: UnitOfWork, sender_id: str, sending_id: str) -> None:
    """Tell a sender that something was given up: the same words whatever the reason, about nobody."""
    settled(uow, sender_id, sending_id)
    facts = {"envoi": sending_id, "refus": True}
    _announce(uow, sender_id, sender_id, f"{sending_id}|refus", REFUSED_TITLE, REFUSED, "/pro/envoyer?vue=refuses", facts)


def settled(uow: UnitOfWork, sender_id: str, sending_id: str) -> None:
    """It waits no more."""
    for announcer in _announcers:
        announcer.withdraw(uow, account_id=sender_id, topic=_topic(sending_id))


def stands(uow: UnitOfWork, account_id: str, facts: Mapping[str, object]) -> bool:
    """Whether what was told still holds: the document is new in the record, the sending waits, or was given up."""
    if "envoi" in facts:
        row = uow.session.get(Sending, str(facts["envoi"]))
        told = SendingState.REFUSED if facts.get("refus") else SendingState.WAITING
        return row is not None and row.sender_id == account_id and row.state == told
    document = uow.session.get(Document, str(facts.get("document")))
    if document is None or document.status != Status.READY or not document.fresh:
        return False
    who = actor_of(uow, account_id)
    return not document.hidden or (who is not None and who.person_id == document.person_id)


def _topic(about: str) -> str:
    return f"{KIND}|{about}"


def _announce(
    uow: UnitOfWork, account_id: str, person_id: str, about: str, title: str, text: str, href: str, facts: Mapping[str, object]
) -> None:
    topic = _topic(about)
    for announcer in _announcers:
        announcer.announce(
            uow,
            account_id=account_id,
            person_id=person_id,
            kind=KIND,
            once=topic,
            title=title,
            text=text,
            href=href,
            facts=facts,
            due_at=uow.clock.now(),
            occasion=topic,
            topic=topic,
        )
