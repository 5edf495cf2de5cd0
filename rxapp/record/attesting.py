"""Filing what Carnet attests in the records it is about: today, who helps whom (`accounts.help_papers`).

Each sheet goes in by the same door as any file, so that it is looked at, sealed under the person's key, counted and read for
search like the others. It is the person's own to delete and to show, nobody's to change; until they show it nobody else sees it:
a helper would read in it who the others are, a professional who somebody else trusts.
"""

from __future__ import annotations

import logging

from rxapp.accounts import help_papers
from rxapp.accounts.help_papers import Owed
from rxapp.accounts.standing import accounts_for
from rxapp.core import audit, lookers
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError, passes
from rxapp.core.i18n import _
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Context
from rxapp.record import kept, service
from rxapp.record.intake import Intake
from rxapp.record.models import Document

CATEGORY = "administratif"
ATTESTED = "document.atteste"
audit.declare_actions({ATTESTED: _("Attestation rangée dans le dossier")})

_log = logging.getLogger("carnet.attesting")


def file_due(db: Database) -> int:
    """File what is owed; returns how many sheets were filed. One that cannot be filed is tried again later, and holds up none."""
    done = 0
    for paper_id in help_papers.due(db):
        try:
            done += _file(db, paper_id)
        except Exception as failure:
            if passes(failure):
                return done  # it waits for the next call
            code = failure.code if isinstance(failure, DomainError) else type(failure).__name__
            _log.warning("an attestation could not be filed: %s", code)
            help_papers.put_off(db, paper_id)
    return done


def _file(db: Database, paper_id: str) -> int:
    with db.read() as uow:
        owed = help_papers.owed(uow, paper_id)
    if owed is None:
        with db.uow() as uow:
            help_papers.settled(uow, paper_id)
            uow.commit()
        return 0
    data = owed.pdf(db.settings.public_url)
    with _door(db, owed, paper_id, len(data)) as door:
        door.feed(data)
        door.finish(title=owed.title, act_date=owed.sheet.ended or owed.sheet.made, category=CATEGORY)
    return 1


def _door(db: Database, owed: Owed, paper_id: str, size: int) -> Intake:
    def still(uow: UnitOfWork, _context: Context) -> None:
        if help_papers.owed(uow, paper_id) != owed:  # filed by another process, or somebody left meanwhile
            raise DomainError("base.occupee")

    def filed(uow: UnitOfWork, document: Document, title: str) -> None:
        help_papers.settled(uow, paper_id)
        document.made = True
        kept.mark(uow, document, secret=True)
        service.write_line(uow, SYSTEM_ACTOR, document, ATTESTED, label=title)
        lookers.look_again(uow, accounts_for(uow, owed.person_id))

    name = f"attestation-aide-{owed.sheet.ended or owed.sheet.made}.pdf"
    whose = {"actor": SYSTEM_ACTOR, "context": NO_CONTEXT, "person_id": owed.person_id}
    return Intake.open(db, **whose, file_name=name, declared_size=size, right=still, filed=filed)
