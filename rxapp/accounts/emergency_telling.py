"""Who is told that a record was opened in an emergency: at once, those who speak for the person, by every channel that is on."""

from __future__ import annotations

from collections.abc import Mapping

from rxapp.core import lookers
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _
from rxapp.notices import service as notices

from .emergency_models import EmergencyAccess
from .identity import identity_of
from .models import Account
from .standing import accounts_for

KIND = FACT = "urgence"
_OPENED = _("Un professionnel a ouvert votre dossier en urgence")
_OPENED_FOR = _("Un professionnel a ouvert le dossier de {prenom} en urgence")
_WHO = _("Lisez qui. Si c’est à tort, contestez : l’accès se ferme aussitôt.")
_WHAT = _("Lisez qui, et pourquoi. Si c’est à tort, contestez : l’accès se ferme aussitôt.")


def opened(uow: UnitOfWork, row: EmergencyAccess, *, alone: bool) -> None:
    """A record was opened. ``alone``: the person alone reads why."""
    told = accounts_for(uow, row.person_id)
    lookers.look_again(uow, [row.account_id, *told])
    for account_id in told:
        account = uow.session.get(Account, account_id)
        own = account is not None and account.person_id == row.person_id
        facts = {FACT: row.id} | ({} if own else {"prenom": identity_of(uow, row.person_id).usual_name})
        address = "/parametres/acces" if own else f"/parametres/acces?personne={row.person_id}"
        topic = f"{KIND}|{FACT}|{row.id}"
        words = {"title": _OPENED if own else _OPENED_FOR, "text": _WHO if alone and not own else _WHAT}
        said = words | {"href": f"{address}#urgences", "facts": facts}
        said |= {"kind": KIND, "once": f"{topic}|{account_id}", "occasion": topic, "topic": topic, "due_at": uow.clock.now()}
        notices.announce(uow, account_id=account_id, person_id=row.person_id, **said)


def stands(uow: UnitOfWork, facts: Mapping[str, object]) -> bool:
    """Whether what was told still is to be read: nobody has disputed it."""
    row = uow.session.get(EmergencyAccess, str(facts.get(FACT)))
    return row is not None and row.disputed_at is None
