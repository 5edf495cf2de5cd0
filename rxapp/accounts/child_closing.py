"""Closing a child's record: all who act for the child ask for it, each from their own account; it is sealed away as one's own is.

Who asks first waits for the others, thirty days at most; with nobody else there is nobody to wait for. Each says what becomes of
the child's orders: one that somebody waits for is waited for, once all have asked. A child of 16 or more who has an account is
told, and may object before anything happens (`child_notice.py`); what they had is closed with it. At 18 it is theirs to close.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from rxapp.core import audit, lookers
from rxapp.core.clock import paris_date
from rxapp.core.contact import reached
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.notices import service as notices

from . import acts, farewell, mails, second_factor
from .archive import last_day
from .birth import is_minor
from .child_notice import STAYS_OPEN, announced, put_off, require_may_ask, said_today, take_back_told, tell_first, topic_of
from .child_wishes import asks, end_waiting, wait_until, waits_for
from .closing import LONGEST_WAIT, Choice, choice_of, close_now, read_choices, unanswered
from .errors import FieldErrors
from .farewell import Ongoing
from .identity import Identity, births_of, identity_of, open_account_text
from .letters import closing_pdf
from .models import Account, AccountClosing, Guardianship, Person
from .opening import account_row
from .people import context_for
from .proof import FIELD, give_back, wrong_password
from .relatives import KIND, PAGE, accounts_of, concerned, going_on, guardians_of, tell, write_both
from .standing import actor_of
from .unopened import add_unopened
from .upkeep import settle

ORDER_OPTIONS = (Choice.CANCEL, Choice.WAIT)

log = logging.getLogger("carnet.accounts")

_ASKED = _("Fermer le carnet d’un enfant")
_ASKED_TEXT = _("{parent} demande que le carnet de {enfant} soit fermé. La page « Proches » dit ce que cela change.")
_ASKED_MAIL = (
    _("Une demande vous attend dans Carnet"),
    _("Bonjour,\n\nUn parent demande que le carnet d’un enfant soit fermé. Cela se lit, et se décide, ici : {adresse}"),
)
_AGREED = _("Le carnet d’un enfant va se fermer")
_AGREED_TEXT = _(
    "Tous ceux qui agissent pour {enfant} l’ont demandé : son carnet sera fermé quand les commandes attendues seront remises, au "
    "plus tard le {fin}. La page « Proches » permet de revenir en arrière."
)
_ANNOUNCED_TEXT = _(
    "Tous ceux qui agissent pour un enfant l’ont demandé : son carnet sera fermé au plus tôt le {jour}, sauf s’il s’y oppose. "
    "La page « Proches » permet de revenir en arrière."
)
_STOPPED = _("Le carnet d’un enfant ne se ferme plus")
_TAKEN_BACK_TEXT = _("{parent} ne demande plus que le carnet de {enfant} soit fermé : il reste ouvert.")
_JOINED_TEXT = _(
    "Quelqu’un d’autre agit pour {enfant} et n’a pas demandé que son carnet soit fermé : il reste ouvert jusqu’à ce que tous le "
    "demandent."
)
_CLOSED = _("Le carnet d’un enfant est fermé")
_CLOSED_TEXT = _("Le carnet de {enfant} est fermé : ses parents l’ont demandé. Le récépissé vous est envoyé par e-mail.")
_CLOSED_KEEP = _("Le carnet de {enfant} est fermé : ses parents l’ont demandé. Gardez la référence {reference}.")
_CLOSED_MAIL = _(
    "Bonjour,\n\nLe carnet d’un enfant est fermé depuis le {date}, comme ses parents l’ont demandé. Il est scellé : personne ne "
    "peut plus le lire ici.\nIl sera détruit le {fin}. Jusque-là, vous pouvez le faire rouvrir : écrivez à l’exploitant de ce "
    "Carnet en donnant la référence ci-dessous.\nLe récépissé est joint à ce message. Sa référence : {reference}\n\n"
    "Si ce n’est pas vous qui l’avez demandé, écrivez-lui sans attendre.\n\n"
    "Exploitant de ce Carnet :\n{exploitant}\n\nAdresse de ce Carnet : {adresse}"
)


@dataclass(frozen=True)
class ChildClosing:
    """What came of asking. ``done``: everybody had asked; ``waits``: they had, and orders are waited for. ``day``: they
    had, and a young person may object before that day; with ``waits`` it is closed then at the earliest. ``ended``: hashes
    of the sessions of the child's own account.
    """

    done: bool = False
    waits: bool = False
    day: date | None = None
    ended: tuple[bytes, ...] = ()


def close_child(
    database: Database,
    *,
    actor: Actor,
    child_id: str,
    password: str,
    confirmed: bool,
    choices: Mapping[str, str],
    code: str = "",
) -> ChildClosing:
    """Ask that a child's record be closed; it is once all who act for the child have asked and no order is waited for. Call from
    the hash pool.

    ``choices``: one of `options_of` for each thing of `asked_about`, by its id. ``code``: of the second factor, when there is
    one. Raises FieldErrors (``mot_de_passe_actuel``, ``code``, ``confirmation``, ``commande-ID``), or DomainError ``introuvable``
    for no child whom the actor acts for, ``fermeture.commandes`` when an order began meanwhile, those of `require_may_ask`.
    """
    with database.read() as uow:
        going_on(uow, actor.person_id or "", child_id)
        require_may_ask(uow, child_id)
        kept = account_row(uow, actor.account_id).password_hash
        errors = _unanswered(asked_about(uow, actor, child_id, "fr"), choices)
    if not confirmed:
        errors["confirmation"] = DomainError("fermeture.confirmation_enfant")
    if (wrong := wrong_password(database, actor.account_id, password, kept)) is not None:
        errors[FIELD] = wrong
    if (fault := second_factor.wrong_code(database, actor, code, spend=not errors)) is not None:
        errors["code"] = fault
    if wrong is None:
        give_back(database, actor.account_id)
    if errors:
        raise FieldErrors(errors)
    with database.uow() as uow:
        uow.session.execute(select(Person.id).where(Person.id == child_id).with_for_update())  # one parent at a time
        asked = _ask(uow, actor, child_id, choices, database.settings.public_url)
        uow.commit()
    settle(database)
    return asked


def pending_of(uow: UnitOfWork, actor: Actor, child_id: str, lang: str) -> tuple[Ongoing, ...]:
    """The orders of a child that go on, as far as a parent knows of them."""
    return tuple(one for one in asked_about(uow, actor, child_id, lang) if one.kind == farewell.ORDER)


def asked_about(uow: UnitOfWork, actor: Actor, child_id: str, lang: str) -> tuple[Ongoing, ...]:
    """What a parent has a choice about: the orders, then the appointments to come."""
    found = farewell.ongoing(uow, actor, context_for(uow, actor), [child_id], lang)
    theirs = [one for one in found if one.kind in (farewell.ORDER, farewell.APPOINTMENTS) and one.person_id == child_id]
    return tuple(sorted(theirs, key=lambda one: one.kind != farewell.ORDER))


def options_of(one: Ongoing) -> tuple[Choice, ...]:
    """What may become of it; of appointments the first unless another is chosen."""
    return ORDER_OPTIONS if one.kind == farewell.ORDER else (Choice.KEEP, Choice.CANCEL)


def _unanswered(orders: Sequence[Ongoing], choices: Mapping[str, str]) -> dict[str, DomainError]:
    return unanswered([(one, options_of(one)) for one in orders], choices)


def keep_child(uow: UnitOfWork, *, actor: Actor, child_id: str) -> None:
    """Take back what one asked; again changes nothing. Raises DomainError ``introuvable``."""
    link = going_on(uow, actor.person_id or "", child_id)
    if link.closes_asked_at is None:
        return
    until = link.closes_until
    link.closes_asked_at, link.closes_choices = None, ""
    uow.session.add(link)
    uow.session.flush()
    wait_until(uow, child_id, None)
    if until is not None:
        _tell_stopped(uow, actor, child_id, until, _TAKEN_BACK_TEXT)
    elif not any(asks(one, uow.clock.now()) for one in guardians_of(uow, child_id)):
        take_back_told(uow, child_id)
    write_both(uow, link, actor, acts.CHILD_CLOSING_CALLED_OFF)
    lookers.look_again(uow, concerned(uow, child_id))


def advance_children(database: Database) -> tuple[bytes, ...]:
    """Close the records of children that wait no more; returns the hashes of the sessions that ended. Each in a transaction."""
    with database.read() as uow:
        waiting = select(Guardianship.child_id).where(Guardianship.closes_until.is_not(None)).distinct()
        children = uow.session.execute(waiting).scalars().all()
    ended: tuple[bytes, ...] = ()
    for child_id in children:
        try:
            with database.read() as uow:
                begun = _begun(uow, child_id)
            with database.uow() as uow:
                closed = _close_when_due(uow, child_id, begun, database.settings.public_url)
                uow.commit()
            if closed is not None:
                ended += closed
                settle(database)
        except Exception as failure:
            log.error("the record of a child could not be closed: %s", type(failure).__name__)
    return ended


def _begun(uow: UnitOfWork, child_id: str) -> Sequence[Ongoing]:
    """The orders that go on once a young person may object no more, as far as a parent knows of them; nobody looks at them."""
    parents = guardians_of(uow, child_id)
    over = any(one.closes_on is not None and one.closes_on <= uow.clock.today() for one in parents)
    accounts = accounts_of(uow, [one.guardian_id for one in parents]).values() if over else ()
    who = next((found for one in accounts if (found := actor_of(uow, one)) is not None), None)
    return () if who is None else pending_of(uow, who, child_id, "fr")


def _close_when_due(uow: UnitOfWork, child_id: str, begun: Sequence[Ongoing], public_url: str) -> tuple[bytes, ...] | None:
    """Close a record that waits, if it is time; None when it is not, or when not all who act ask for it any more.

    ``begun``: of `_begun`; what began meanwhile is waited for.
    """
    uow.session.execute(select(Person.id).where(Person.id == child_id).with_for_update())
    parents, now = guardians_of(uow, child_id), uow.clock.now()
    asked = [one for one in parents if asks(one, now) and one.closes_until is not None]
    born = births_of(uow, [child_id]).get(child_id)
    if not parents or len(asked) < len(parents) or born is None or not is_minor(born, uow.clock.today()):
        if len(asked) < len(parents) and born is not None and is_minor(born, uow.clock.today()):
            _tell_stopped(uow, SYSTEM_ACTOR, child_id, min(_ends(parents), default=now), _JOINED_TEXT)
        wait_until(uow, child_id, None)  # somebody came who has not asked, or it is the child's own since
        lookers.look_again(uow, concerned(uow, child_id))
        return None
    day = announced(uow, child_id, parents, public_url)
    if day is not None and (uow.clock.today() < day or put_off(uow, child_id, parents, day, public_url)):
        return None
    _wait_for_new(uow, parents, begun)
    if now < min(one.closes_until for one in asked) and farewell.goes_on(uow, waits_for(parents)):
        return None
    return _close(uow, SYSTEM_ACTOR, child_id, [one.guardian_id for one in parents], public_url).ended


def _ends(parents: Collection[Guardianship]) -> list[datetime]:
    return [one.closes_until for one in parents if one.closes_until is not None]


def _tell_stopped(uow: UnitOfWork, actor: Actor, child_id: str, until: datetime, text: str) -> None:
    """What all had agreed stops: the others who act for the child learn it, and so does a child with an account."""
    said = {"parent": actor.label, "enfant": identity_of(uow, child_id).usual_name}
    people = [one.guardian_id for one in guardians_of(uow, child_id)] + [child_id]
    again_today = said_today(uow, child_id, STAYS_OPEN)  # then no further e-mail says to the child that there is news
    take_back_told(uow, child_id)
    for person_id, account_id in accounts_of(uow, people).items():
        once = f"reste|{child_id}|{until}"
        if person_id == child_id:
            tell(uow, person_id, once, _STOPPED, text, topic=topic_of(STAYS_OPEN, child_id), mailed=again_today, **said)
        elif account_id != actor.account_id:
            tell(uow, person_id, once, _STOPPED, text, **said)


def _ask(uow: UnitOfWork, actor: Actor, child_id: str, choices: Mapping[str, str], public_url: str) -> ChildClosing:
    link, now = going_on(uow, actor.person_id or "", child_id), uow.clock.now()
    require_may_ask(uow, child_id)
    asked = asked_about(uow, actor, child_id, "fr")
    if _unanswered(asked, choices):
        raise DomainError("fermeture.commandes")
    again = asks(link, now)
    link.closes_asked_at = link.closes_asked_at if again else now
    link.closes_choices = " ".join(f"{one.id}={choice_of(one, options_of(one), choices)}" for one in asked)
    uow.session.add(link)
    uow.session.flush()
    parents = guardians_of(uow, child_id)
    if all(asks(one, now) for one in parents):
        return _agreed(uow, actor, child_id, parents, public_url)
    if not again:
        write_both(uow, link, actor, acts.CHILD_CLOSING_ASKED)
        _tell_others(uow, actor, link, public_url)
    return ChildClosing()


def _agreed(uow: UnitOfWork, actor: Actor, child_id: str, parents: list[Guardianship], public_url: str) -> ChildClosing:
    """All ask: what nobody waits for is cancelled, and the record is closed, at once or when what is waited for has ended.

    As long as a young person may object nothing is: what goes on then ends with the closing.
    """
    orders = pending_of(uow, actor, child_id, "fr")
    _wait_for_new(uow, parents, orders)
    waited, day = waits_for(parents), announced(uow, child_id, parents, public_url)
    if day is None:
        farewell.cancel(uow, actor, context_for(uow, actor), [one for one in orders if one.id not in waited])
        if not farewell.goes_on(uow, waited):
            return _close(uow, actor, child_id, [one.guardian_id for one in parents], public_url)
    if any(one.closes_until is None for one in parents):
        until = uow.clock.now() + LONGEST_WAIT
        wait_until(uow, child_id, until)
        _tell_agreed(uow, actor, parents, until, day)
    lookers.look_again(uow, concerned(uow, child_id))
    return ChildClosing(waits=day is None or farewell.goes_on(uow, waited), day=day)


def _tell_agreed(uow: UnitOfWork, actor: Actor, parents: list[Guardianship], until: datetime, day: date | None) -> None:
    """Histories say it, and whoever acts besides the actor learns it; so does a child who has an account, in `announced`."""
    link = next(one for one in parents if one.guardian_id == actor.person_id)
    said = {"enfant": identity_of(uow, link.child_id).usual_name, "fin": paris_date(until)} if day is None else {"jour": day}
    if day is None:
        write_both(uow, link, actor, acts.CHILD_CLOSING_WAITS)
    else:
        write_both(uow, link, actor, acts.CHILD_CLOSING_ANNOUNCED, jour=f"{day:%d/%m/%Y}")
    text = _AGREED_TEXT if day is None else _ANNOUNCED_TEXT
    for person_id, account_id in accounts_of(uow, [one.guardian_id for one in parents]).items():
        if account_id != actor.account_id:
            tell(uow, person_id, f"attend|{link.id}|{until}", _AGREED, text, demande=link.id, **said)


def _wait_for_new(uow: UnitOfWork, parents: list[Guardianship], orders: Sequence[Ongoing]) -> None:
    """An order that began since one of them asked is waited for: nobody asked them what becomes of it."""
    said = [read_choices(one.closes_choices) for one in parents]
    new = {one.id: Choice.WAIT for one in orders if any(one.id not in choices for choices in said)}
    if new.keys() - waits_for(parents):
        last = parents[-1]
        last.closes_choices = " ".join(f"{name}={choice}" for name, choice in (said[-1] | new).items())
        uow.session.add(last)


def _tell_others(uow: UnitOfWork, actor: Actor, link: Guardianship, public_url: str) -> None:
    """The other parents and a child who has an account learn of it; the e-mail names nobody."""
    said = {"parent": actor.label, "enfant": identity_of(uow, link.child_id).usual_name, "demande": link.id}
    people = [one.guardian_id for one in guardians_of(uow, link.child_id)] + [link.child_id]
    for person_id, account_id in accounts_of(uow, people).items():
        if person_id == link.child_id:
            tell_first(uow, link, account_id, public_url)
        elif account_id != actor.account_id:
            tell(uow, person_id, f"fermer|{link.id}|{link.closes_asked_at}", _ASKED, _ASKED_TEXT, mailed=True, **said)
            account = uow.session.get(Account, account_id)
            mails.write(uow, account, *_ASKED_MAIL, news=KIND, adresse=f"{public_url}{PAGE}")
    lookers.look_again(uow, concerned(uow, link.child_id))


def _close(uow: UnitOfWork, actor: Actor, child_id: str, parents: Collection[str], public_url: str) -> ChildClosing:
    """Seal the child's record away, in this transaction, and say so in the history of each parent."""
    who, looking, accounts = identity_of(uow, child_id), concerned(uow, child_id), accounts_of(uow, parents)
    _let_go(uow, child_id, accounts.values())
    end_waiting(uow, child_id)
    account = uow.session.execute(select(Account).where(Account.person_id == child_id)).scalar_one_or_none()
    account = account or add_unopened(uow, child_id, uow.clock.now())
    closing = uow.session.get(AccountClosing, account.id) or AccountClosing(account_id=account.id, asked_at=uow.clock.now())
    ended = close_now(uow, account, closing, actor, public_url)
    for person_id in parents:
        audit.record(uow, person_id=person_id, actor=actor, action=acts.CHILD_CLOSED, details={"enfant": who.full_name})
    said = {"enfant": who.usual_name, "reference": closing.reference or ""}
    for person_id, account_id in accounts.items():
        is_sent = _send_receipt(uow, account_id, who, said["reference"], public_url)
        if account_id != actor.account_id:
            told = _CLOSED_TEXT if is_sent else _CLOSED_KEEP
            tell(uow, person_id, f"ferme|{child_id}|{closing.reference}", _CLOSED, told, mailed=is_sent, **said)
    lookers.look_again(uow, looking)
    return ChildClosing(done=True, ended=ended)


def _let_go(uow: UnitOfWork, child_id: str, accounts: Collection[str]) -> None:
    """Call off the appointments that every parent gave up; what one would keep is kept. In the name of one who asked."""
    said = [read_choices(one.closes_choices) for one in guardians_of(uow, child_id)]
    who = next((found for one in accounts if (found := actor_of(uow, one)) is not None), None)
    if who is None or not said:
        return
    given_up = [name for name, choice in said[0].items() if choice == Choice.CANCEL]
    all_do = [name for name in given_up if all(choices.get(name) == Choice.CANCEL for choices in said)]
    farewell.cancel_chosen(uow, who, context_for(uow, who), farewell.APPOINTMENTS, all_do)


def _send_receipt(uow: UnitOfWork, account_id: str, who: Identity, reference: str, public_url: str) -> bool:
    """Whether there is an address that it goes to."""
    account, now = uow.session.get(Account, account_id), uow.clock.now()
    if account is None or account.email is None:
        return False
    last, lang = paris_date(last_day(now, asked=False)), account.language
    where = {"reference": reference, "public_url": public_url, "operator": uow.operator, "lang": lang}
    said = {"date": date_time(now, lang), "fin": plain_date(last, lang), "reference": reference, "adresse": public_url}
    said["exploitant"] = "\n".join(reached(uow.operator, public_url, lang))
    notices.send_mail(
        uow,
        person_id=account.person_id,
        recipient=open_account_text(uow, account, "email"),
        subject=translate(_CLOSED, lang),
        body=translate(_CLOSED_MAIL, lang, **said),
        pdf=closing_pdf(full_name=who.full_name, at=now, last_day=last, child=True, **where),
    )
    return True
