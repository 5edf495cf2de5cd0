"""What becomes of a child whom nobody else looks after when a parent's account closes: the record waits, or the account."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, Context

from .farewell import CHILD, Ongoing
from .models import AccountClosing
from .people import minor_children
from .standing import accounts_for

_TITLE = _("Le carnet de {prenom}")
_NOBODY = _(
    "Personne d’autre ne suit le carnet de {prenom} dans Carnet. Si votre compte ferme, il est gardé tel quel, sans que personne "
    "s’y connecte : l’autre parent pourra l’ajouter à son espace avec une nouvelle lettre."
)


def ongoing(uow: UnitOfWork, actor: Actor, _context: Context, people: Sequence[str], lang: str) -> tuple[Ongoing, ...]:
    """The minor children for whom the actor alone acts, without an account of their own."""
    me = actor.person_id
    if me is None or me not in people:
        return ()
    alone = [child for child in minor_children(uow, me) if accounts_for(uow, child.person_id) == (actor.account_id,)]
    return tuple(
        Ongoing(
            child.person_id,
            me,
            translate(_TITLE, lang, prenom=child.usual_name),
            translate(_NOBODY, lang, prenom=child.usual_name),
            CHILD,
        )
        for child in alone
    )


def goes_on(uow: UnitOfWork, ids: Collection[str]) -> bool:
    """Whether somebody whose closing waits for one of these children still looks after them alone; ids of nobody are of something
    else. A child who came of age waits for nobody, with an account of their own or without.
    """
    return any(_waits_alone(uow, one) for one in ids)


def _waits_alone(uow: UnitOfWork, child_id: str) -> bool:
    accounts = accounts_for(uow, child_id)
    closing = uow.session.get(AccountClosing, accounts[0]) if len(accounts) == 1 else None
    return closing is not None and closing.until is not None and child_id in closing.waits_for.split()
