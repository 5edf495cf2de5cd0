"""Whom an adult helps today, and who helps them: the rows in force, as `policy` and those who tell news ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, select
from sqlmodel import col

from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, translate
from rxapp.core.policy import HelpScope

from .models import Account
from .relatives_models import Helping

SCOPE_WORDS = {
    HelpScope.SEE: _("voir les documents"),
    HelpScope.ADD: _("ajouter des documents"),
    HelpScope.AGENDA: _("agenda"),
    HelpScope.MESSAGES: _("messages"),
    HelpScope.PHARMACY: _("pharmacie"),
}

SCOPE_TITLES = {
    HelpScope.SEE: (
        _("Voir les documents"),
        _("Lire, chercher et télécharger vos documents. Pas ceux que vous gardez secrets, ni votre profil médical."),
    ),
    HelpScope.ADD: (
        _("Ajouter des documents"),
        _(
            "Ranger des documents dans votre dossier, et corriger ceux-là seuls. Donne aussi « Voir les documents » ; avec "
            "« Tenir l’agenda », noter comme faits un examen ou un vaccin."
        ),
    ),
    HelpScope.AGENDA: (
        _("Tenir l’agenda"),
        _("Voir, ajouter, changer et annuler vos rendez-vous, et voir ce qui est à prévoir. Pas refuser un examen pour vous."),
    ),
    HelpScope.MESSAGES: (
        _("Lire et écrire les messages"),
        _("Lire vos conversations avec les professionnels, y répondre, en commencer. Pas bloquer un professionnel."),
    ),
    HelpScope.PHARMACY: (
        _("S’occuper de la pharmacie"),
        _(
            "Suivre vos commandes, répondre à la pharmacie, changer ou annuler une commande. Pour envoyer une ordonnance, il "
            "faut aussi « Voir les documents »."
        ),
    ),
}
"""What a box says of its scope: the words beside it, and what it lets a helper do and not do."""


def words_of(scopes: Collection[HelpScope], lang: str) -> str:
    """Scopes in words, in the order of `HelpScope`."""
    return ", ".join(translate(SCOPE_WORDS[scope], lang) for scope in HelpScope if scope in scopes)


def in_force(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """For a query: that a helper may act today (Paris date)."""
    return and_(col(Helping.started_on).is_not(None), col(Helping.ended_at).is_(None), col(Helping.until) >= today)


_HELPS = select(Helping.person_id, Helping.scopes).where(Helping.helper_id == bindparam("helper"), in_force(bindparam("today")))
_HELPERS = (
    select(Account.id, Helping.scopes, Helping.told)
    .join(Helping, col(Helping.helper_id) == col(Account.person_id))
    .where(Helping.person_id == bindparam("person"), in_force(bindparam("today")), col(Account.closed_at).is_(None))
    .order_by(col(Account.id))
)


def scopes_of(written: str) -> frozenset[HelpScope]:
    """The scopes of a row."""
    return frozenset(HelpScope(one) for one in written.split())


def written(scopes: Iterable[HelpScope]) -> str:
    """Scopes as a row keeps them, in the order of `HelpScope`; whoever may add may see."""
    given = set(scopes) | ({HelpScope.SEE} if HelpScope.ADD in scopes else set())
    return " ".join(scope for scope in HelpScope if scope in given)


def helps_of(uow: UnitOfWork, helper_id: str) -> frozenset[tuple[str, HelpScope]]:
    """For `policy.Context`: the people somebody helps today, with each scope."""
    helped = uow.ask(_HELPS, helper=helper_id, today=uow.clock.today())
    return frozenset((person, scope) for person, scopes in helped for scope in scopes_of(scopes))


def helpers_for(uow: UnitOfWork, person_id: str, scope: HelpScope, *, told: bool = False) -> tuple[str, ...]:
    """The open accounts that help a person today in a scope; ``told``: those alone that want the person's news."""
    return tuple(account_id for account_id, wants in listening(uow, person_id, scope).items() if wants or not told)


def listening(uow: UnitOfWork, person_id: str, scope: HelpScope) -> dict[str, bool]:
    """The open accounts that help a person today in a scope, and whether each wants the person's news. One statement."""
    helpers = uow.ask(_HELPERS, person=person_id, today=uow.clock.today())
    return {account_id: told for account_id, scopes, told in helpers if scope in scopes_of(scopes)}


def helping_others(uow: UnitOfWork, person_id: str) -> list[Helping]:
    """The help that a person gives today, the oldest first."""
    wanted = select(Helping).where(Helping.helper_id == person_id, in_force(uow.clock.today()))
    return list(uow.session.execute(wanted.order_by(Helping.asked_at, Helping.id)).scalars())
