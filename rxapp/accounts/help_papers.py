"""Attestations of helps on their way into the records of both: what is owed to whom, and the sheet as it is to be filed.

The row of a paper is written in the transaction of the act it attests; the record files it a moment later, out of sight, since
a document goes through checks that no act waits for (`record.attesting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlmodel import col

from rxapp.core.clock import paris_date
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.i18n import _, plain_date, translate

from . import acts
from .helped import scopes_of, words_of
from .identity import names_of
from .letters import HelpSheet, help_pdf
from .models import Account
from .relatives import tell
from .relatives_models import Helping, HelpPaper
from .standing import has_left

AGAIN = timedelta(hours=6)
"""How long one that could not be filed (a record that is full) rests before the next try."""
GIVEN_UP = timedelta(days=30)
"""How long it is tried: the page of helpers has the sheet all that time, and longer."""
_AT_ONCE = 20
_MOST_NAMED = 60
_FILED = (acts.HELP_STARTED, acts.HELP_RENEWED, acts.HELP_ENDED)

_TITLE = _("Attestation d’aide de {aidant} à {personne}, du {debut} au {fin}")
_ENDED_TITLE = _("Attestation de la fin de l’aide de {aidant} à {personne}, le {date}")
_OVER_TITLE = _("Attestation de la fin d’une aide, le {date}")
_NOT_FILED = _("Une attestation n’est pas dans votre dossier")
_NOT_FILED_TEXT = _("Carnet n’a pas pu l’y ranger depuis un mois. La page « Aidants » vous la donne.")


@dataclass(frozen=True)
class Owed:
    """A sheet for one record. ``lang``: of the sheet, the same in both records; the title is in that of whose record it is."""

    person_id: str
    title: str
    sheet: HelpSheet
    lang: str

    def pdf(self, public_url: str) -> bytes:
        """The sheet; the same bytes for both."""
        return help_pdf(self.sheet, public_url=public_url, lang=self.lang)


def owe(uow: UnitOfWork, row: Helping, action: str) -> None:
    """Owe both a sheet of an act, if it is one that is attested. An end on the day that both were told beforehand is not."""
    today, ended = uow.clock.today(), action == acts.HELP_ENDED
    if action not in _FILED or (ended and today > row.until):
        return
    said = {"made_on": today, "until": row.until, "ended_on": today if ended else None, "reference": row.reference or ""}
    for person_id in (row.person_id, row.helper_id or ""):
        uow.session.add(HelpPaper(helping_id=row.id, person_id=person_id, due_at=uow.clock.now(), **said))


def due(db: Database) -> list[str]:
    """The papers to be tried now, the oldest first."""
    with db.read() as uow:
        wanted = select(HelpPaper.id).where(HelpPaper.due_at <= uow.clock.now())
        return list(uow.session.execute(wanted.order_by(HelpPaper.due_at, HelpPaper.id).limit(_AT_ONCE)).scalars())


def owed(uow: UnitOfWork, paper_id: str) -> Owed | None:
    """What is to be filed, as it may be told now; None when nothing is (any more).

    A record that is sealed away gets nothing. Of who has left the other one is told the end alone, without a name.
    """
    paper = uow.session.get(HelpPaper, paper_id)
    row = None if paper is None else uow.session.get(Helping, paper.helping_id)
    if paper is None or row is None or has_left(uow, paper.person_id):
        return None
    both = (row.person_id, row.helper_id or "")
    names = {} if any(has_left(uow, one) for one in both) else names_of(uow, both)
    named = len(names) == len(both)
    if not named and paper.ended_on is None:
        return None
    own = _language(uow, paper.person_id)
    lang = _language(uow, row.person_id) if named else own
    sheet = HelpSheet(
        person=names[row.person_id] if named else "",
        helper=names[row.helper_id or ""] if named else "",
        scopes=words_of(scopes_of(row.scopes), lang),
        first=row.started_on or paris_date(row.asked_at),
        last=paper.until,
        reference=paper.reference,
        made=paper.made_on,
        ended=paper.ended_on,
    )
    return Owed(paper.person_id, _title(sheet, own), sheet, lang)


def settled(uow: UnitOfWork, paper_id: str) -> None:
    """It is filed, or never will be."""
    uow.session.execute(delete(HelpPaper).where(col(HelpPaper.id) == paper_id))


def put_off(db: Database, paper_id: str) -> None:
    """It could not be filed now: it is tried again later, for a month; then whose record it was for is told where it is."""
    with db.uow() as uow:
        paper = uow.session.get(HelpPaper, paper_id)
        if paper is not None and uow.clock.today() - paper.made_on >= GIVEN_UP:
            tell(uow, paper.person_id, f"attestation|{paper.id}", _NOT_FILED, _NOT_FILED_TEXT, href="/parametres/aidants")
            settled(uow, paper_id)
        elif paper is not None:
            paper.due_at = uow.clock.now() + AGAIN
            uow.session.add(paper)
        uow.commit()


def forget(uow: UnitOfWork, person_id: str) -> None:
    """Somebody's record is destroyed: nothing of their helps is on its way any more."""
    theirs = select(Helping.id).where(or_(col(Helping.person_id) == person_id, col(Helping.helper_id) == person_id))
    uow.session.execute(delete(HelpPaper).where(col(HelpPaper.helping_id).in_(theirs)))


def _language(uow: UnitOfWork, person_id: str) -> str:
    return uow.session.execute(select(Account.language).where(Account.person_id == person_id)).scalar() or "fr"


def _title(sheet: HelpSheet, lang: str) -> str:
    day = plain_date(sheet.ended or sheet.last, lang)
    if not sheet.person:
        return translate(_OVER_TITLE, lang, date=day)
    names = {"aidant": _clipped(sheet.helper), "personne": _clipped(sheet.person)}
    if sheet.ended is not None:
        return translate(_ENDED_TITLE, lang, date=day, **names)
    return translate(_TITLE, lang, debut=plain_date(sheet.first, lang), fin=day, **names)


def _clipped(name: str) -> str:
    """A name as a title has room for it."""
    return name if len(name) <= _MOST_NAMED else name[: _MOST_NAMED - 1].rstrip() + "…"
