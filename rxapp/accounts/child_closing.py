"""Closing a child's record: all who act for the child ask for it, each from their own account; it is sealed away as one's own is.

Who asks first waits for the others, thirty days at most; with nobody else there is nobody to wait for. A child of 16 or more who
has an account is told, and what they had is closed with it; at 18 it is theirs to close.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from rxapp.core import audit, lookers
from rxapp.core.clock import paris_date
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.policy import Actor
from rxapp.notices import service as notices

from . import acts, mails, second_factor
from .archive import last_day
from .closing import close_now
from .errors import FieldErrors
from .identity import Identity, identity_of, open_account_text
from .letters import closing_pdf
from .models import Account, AccountClosing, Guardianship, Person
from .proof import prove_password
from .relatives import PAGE, accounts_of, concerned, going_on, guardians_of, tell, write_both
from .relatives_models import GuardianInvitation
from .unopened import add_unopened
from .upkeep import settle

ASKED_FOR = timedelta(days=30)
"""How long a parent who asked waits for the other one."""

_ASKED = _("Fermer le carnet d’un enfant")
_ASKED_TEXT = _("{parent} demande que le carnet de {enfant} soit fermé. La page « Proches » dit ce que cela change.")
_ASKED_MAIL = (
    _("Une demande vous attend dans Carnet"),
    _("Bonjour,\n\nUn parent demande que le carnet d’un enfant soit fermé. Cela se lit, et se décide, ici : {adresse}"),
)
_CLOSED = _("Le carnet d’un enfant est fermé")
_CLOSED_TEXT = _("Le carnet de {enfant} est fermé : ses parents l’ont demandé. Le récépissé vous est envoyé par e-mail.")
_CLOSED_MAIL = _(
    "Bonjour,\n\nLe carnet d’un enfant est fermé depuis le {date}, comme ses parents l’ont demandé. Il est scellé : personne ne "
    "peut plus le lire ici.\nIl sera détruit le {fin}. Jusque-là, vous pouvez le faire rouvrir : écrivez à l’exploitant de ce "
    "Carnet en donnant la référence ci-dessous.\nLe récépissé est joint à ce message. Sa référence : {reference}\n\n"
    "Si ce n’est pas vous qui l’avez demandé, écrivez sans attendre à l’exploitant de ce Carnet : {adresse}"
)


@dataclass(frozen=True)
class ChildClosing:
    """What came of asking. ``done``: everybody had asked; ``ended``: hashes of the sessions of the child's own account."""

    done: bool = False
    ended: tuple[bytes, ...] = ()


def close_child(
    database: Database, *, actor: Actor, child_id: str, password: str, confirmed: bool, code: str = ""
) -> ChildClosing:
    """Ask that a child's record be closed; it is once all who act for the child have asked. Call from the hash pool.

    ``code``: of the second factor, when there is one. Raises FieldErrors (``mot_de_passe_actuel``, ``code``, ``confirmation``),
    or DomainError ``introuvable`` for no child whom the actor acts for.
    """
    with database.read() as uow:
        going_on(uow, actor.person_id or "", child_id)
        wants_code = second_factor.is_on(uow, actor.account_id)
    if not confirmed:
        raise FieldErrors({"confirmation": "fermeture.confirmation_enfant"})
    prove_password(database, actor, password)
    if wants_code:
        second_factor.require_code(database, actor, code)
    with database.uow() as uow:
        uow.session.execute(select(Person.id).where(Person.id == child_id).with_for_update())  # one parent at a time
        asked = _ask(uow, actor, child_id, database.settings.public_url)
        uow.commit()
    settle(database)
    return asked


def keep_child(uow: UnitOfWork, *, actor: Actor, child_id: str) -> None:
    """Take back what one asked; again changes nothing. Raises DomainError ``introuvable``."""
    link = going_on(uow, actor.person_id or "", child_id)
    if link.closes_asked_at is None:
        return
    link.closes_asked_at = None
    uow.session.add(link)
    uow.session.flush()
    write_both(uow, link, actor, acts.CHILD_CLOSING_CALLED_OFF)
    lookers.look_again(uow, concerned(uow, child_id))


def asks(link: Guardianship, now: datetime) -> bool:
    """Whether a parent asks that the child's record be closed."""
    return link.closes_asked_at is not None and now < link.closes_asked_at + ASKED_FOR


def _ask(uow: UnitOfWork, actor: Actor, child_id: str, public_url: str) -> ChildClosing:
    link, now = going_on(uow, actor.person_id or "", child_id), uow.clock.now()
    again = asks(link, now)
    link.closes_asked_at = link.closes_asked_at if again else now
    uow.session.add(link)
    uow.session.flush()
    parents = guardians_of(uow, child_id)
    if all(asks(one, now) for one in parents):
        return _close(uow, actor, child_id, [one.guardian_id for one in parents], public_url)
    if not again:
        write_both(uow, link, actor, acts.CHILD_CLOSING_ASKED)
        _tell_others(uow, actor, link, public_url)
    return ChildClosing()


def _tell_others(uow: UnitOfWork, actor: Actor, link: Guardianship, public_url: str) -> None:
    """The other parents and a child who has an account learn of it; the e-mail names nobody."""
    said = {"parent": actor.label, "enfant": identity_of(uow, link.child_id).usual_name, "demande": link.id}
    people = [one.guardian_id for one in guardians_of(uow, link.child_id)] + [link.child_id]
    for person_id, account_id in accounts_of(uow, people).items():
        if account_id != actor.account_id:
            tell(uow, person_id, f"fermer|{link.id}|{link.closes_asked_at}", _ASKED, _ASKED_TEXT, **said)
            account = uow.session.get(Account, account_id)
            mails.write(uow, account, *_ASKED_MAIL, adresse=f"{public_url}{PAGE}")
    lookers.look_again(uow, concerned(uow, link.child_id))


def _close(uow: UnitOfWork, actor: Actor, child_id: str, parents: Collection[str], public_url: str) -> ChildClosing:
    """Seal the child's record away, in this transaction, and say so in the history of each parent."""
    who, looking, accounts = identity_of(uow, child_id), concerned(uow, child_id), accounts_of(uow, parents)
    end_waiting(uow, child_id)
    account = uow.session.execute(select(Account).where(Account.person_id == child_id)).scalar_one_or_none()
    account = account or add_unopened(uow, child_id, uow.clock.now())
    closing = uow.session.get(AccountClosing, account.id) or AccountClosing(account_id=account.id, asked_at=uow.clock.now())
    ended = close_now(uow, account, closing, actor, public_url)
    for person_id in parents:
        audit.record(uow, person_id=person_id, actor=actor, action=acts.CHILD_CLOSED, details={"enfant": who.full_name})
    for person_id, account_id in accounts.items():
        if account_id != actor.account_id:
            tell(uow, person_id, f"ferme|{child_id}|{closing.reference}", _CLOSED, _CLOSED_TEXT, enfant=who.usual_name)
        _send_receipt(uow, account_id, who, closing.reference or "", public_url)
    lookers.look_again(uow, looking)
    return ChildClosing(True, ended)


def end_waiting(uow: UnitOfWork, child_id: str) -> None:
    """Nothing waits for a child whose record is sealed away: wishes to close it, invitations to act for the child."""
    uow.session.execute(update(Guardianship).where(Guardianship.child_id == child_id).values(closes_asked_at=None))
    waiting = (GuardianInvitation.child_id == child_id, GuardianInvitation.state.in_(("asked", "open")))
    uow.session.execute(update(GuardianInvitation).where(*waiting).values(state="withdrawn"))


def _send_receipt(uow: UnitOfWork, account_id: str, who: Identity, reference: str, public_url: str) -> None:
    account, now = uow.session.get(Account, account_id), uow.clock.now()
    if account is None or account.email is None:
        return
    last, lang = paris_date(last_day(now, asked=False)), account.language
    where = {"reference": reference, "public_url": public_url, "lang": lang}
    said = {"date": date_time(now, lang), "fin": plain_date(last, lang), "reference": reference, "adresse": public_url}
    notices.send_mail(
        uow,
        person_id=account.person_id,
        recipient=open_account_text(uow, account, "email"),
        subject=translate(_CLOSED, lang),
        body=translate(_CLOSED_MAIL, lang, **said),
        pdf=closing_pdf(full_name=who.full_name, at=now, last_day=last, child=True, **where),
    )
