"""Who is told of access: those who speak for a person, that a professional asks; a professional, that somebody allows them.

Neither notice names anybody: what it is about is read after signing in.
"""

from __future__ import annotations

from collections.abc import Mapping

from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _
from rxapp.notices import service as notices

from .access_models import RecordAccess
from .granting import Standing, standing
from .identity import identity_of
from .models import Account
from .standing import accounts_for

KIND = "acces"
_ASKED = _("Un professionnel demande à lire votre dossier")
_ASKED_FOR = _("Un professionnel demande à lire le dossier de {prenom}")
_DECIDE = _("Rien ne s’ouvre sans votre accord : autorisez, refusez ou bloquez.")
_ALLOWED = _("Une personne vous permet de lire son dossier")
_WHERE = _("Son dossier est parmi vos patients.")


def asked(uow: UnitOfWork, person_id: str, access_id: str) -> None:
    """A request was put to a person: it is worth telling as long as it waits for an answer."""
    row = uow.session.get(RecordAccess, access_id)
    told = accounts_for(uow, person_id)
    lookers.look_again(uow, told)
    for account_id in told:
        account = uow.session.get(Account, account_id)
        own = account is not None and account.person_id == person_id
        facts = {} if own else {"prenom": identity_of(uow, person_id).usual_name}
        href = "/parametres/acces" if own else f"/parametres/acces?personne={person_id}"
        _tell(uow, account_id, row, _ASKED if own else _ASKED_FOR, _DECIDE, href, facts)


def allowed(uow: UnitOfWork, row: RecordAccess) -> None:
    """A person allows a professional."""
    _tell(uow, row.account_id, row, _ALLOWED, _WHERE, f"/pro/patients?dossier={row.person_id}", {})


def stands(uow: UnitOfWork, facts: Mapping[str, object]) -> bool:
    """Whether what was told still holds: the request waits, or the access lasts."""
    row = uow.session.get(RecordAccess, str(facts.get("acces")))
    return row is not None and standing(row.state, row.until, uow.clock.today()) is Standing(str(facts.get("etat")))


def _tell(
    uow: UnitOfWork, account_id: str, row: RecordAccess, title: str, text: str, href: str, facts: dict[str, object]
) -> None:
    topic = f"{KIND}|{row.id}|{row.state}|{row.since.isoformat()}"
    said = {"title": title, "text": text, "href": href, "facts": facts | {"acces": row.id, "etat": row.state}}
    said |= {"kind": KIND, "once": topic, "occasion": topic, "topic": topic, "due_at": uow.clock.now()}
    notices.announce(uow, account_id=account_id, person_id=row.person_id, **said)
