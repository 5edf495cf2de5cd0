"""What becomes of help when an account closes: each ends on the day it is asked, or with the account, as one chooses."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import Actor, Context

from . import helping
from .farewell import HELP, HELP_ASKED, Ongoing
from .help_asked import asked_of, lasting
from .helped import helping_others
from .identity import names_of
from .relatives_models import Helping

_HELPS_ME = _("{nom} vous aide")
_ASKED = _("Votre invitation à {nom}, sans réponse")
_I_HELP = _("Vous aidez {nom}")
_UNTIL = _("Jusqu’au {date}")


def ongoing(uow: UnitOfWork, actor: Actor, _context: Context, people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """Who helps the actor, whom the actor has asked to, and whom the actor helps; nothing of a child's, whom nobody helps."""
    me = actor.person_id
    if me is None or me not in people:
        return ()
    rows = [*lasting(uow, me), *helping_others(uow, me)]
    names = names_of(uow, {other for row in rows if (other := _other(row, me))})
    return tuple(_one(uow, row, me, names.get(_other(row, me), ""), lang) for row in rows)


def cancel(uow: UnitOfWork, actor: Actor, _context: Context, ids: Collection[str]) -> None:
    """End these now; the other of the two is told in Carnet."""
    for one in ids:
        helping.end(uow, actor=actor, helping_id=one, public_url="")


def _other(row: Helping, me: str) -> str:
    """Whose name is known of the other: of an invitation without an answer, what was typed alone."""
    if row.started_on is None:
        return ""
    return row.helper_id or "" if row.person_id == me else row.person_id


def _one(uow: UnitOfWork, row: Helping, me: str, name: str, lang: str) -> Ongoing:
    until = translate(_UNTIL, lang, date=plain_date(row.until, lang))
    if row.started_on is None:
        return Ongoing(row.id, me, translate(_ASKED, lang, nom=asked_of(uow, row)["login"]), until, HELP_ASKED)
    words = _HELPS_ME if row.person_id == me else _I_HELP
    return Ongoing(row.id, me, translate(words, lang, nom=name), until, HELP)
