"""What is told to who made a link: that it was opened, that somebody gave a wrong code, that it closed for that."""

from __future__ import annotations

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _
from rxapp.notices import service as notices
from rxapp.sharing.models import Share
from rxapp.sharing.standing import recipient_of

KIND = "partage"
PAGE = "/dossier/partages"

OPENED = _("Votre lien pour {destinataire} a été ouvert")
WRONG = _("Un code faux a été donné pour votre lien destiné à {destinataire}")
SPENT = _("Votre lien pour {destinataire} s’est fermé après cinq codes faux")
_WHY = _("La page des partages dit qui a ouvert quoi, et permet d’arrêter un lien.")


def tell(uow: UnitOfWork, share: Share, title: str, once: str) -> None:
    """Tell whoever made a link, once for each mark."""
    mark = f"{KIND}|{once}"
    said = {"kind": KIND, "title": title, "text": _WHY, "href": PAGE, "facts": {"destinataire": recipient_of(uow, share)}}
    whose = {"account_id": share.account_id, "person_id": share.person_id}
    notices.announce(uow, **whose, once=mark, occasion=mark, topic=f"{KIND}|{share.id}", due_at=uow.clock.now(), **said)
