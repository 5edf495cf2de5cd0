"""What the page that closes an account says: whether one may, what goes on with its choices, what becomes of each child."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.policy import Actor

from . import farewell, second_factor
from .archive import last_day
from .child_closing import asked_about, options_of
from .child_wishes import asks, waits_for
from .closing import Choice, choices_of, options_for, others_for, people_of, read_choices, require_may_close
from .closing_receipt import closed_with, lasts_until, waits_with
from .destruction import last_day_label
from .farewell import Ongoing
from .identity import identity_of, open_account_text
from .models import AccountClosing, PersonArchive
from .opening import account_row
from .people import context_for, minor_children
from .relatives import going_on, guardians_of

_OPTIONS = {
    Choice.LEAVE: _("La laisser à l’autre parent"),
    Choice.CANCEL: _("Annuler la commande"),
    Choice.WAIT: _("Fermer le compte quand elle sera remise"),
}
_LEFT_TO_THEM = _("La laisser à {prenom}")
"""Of an order of a child for whom nobody else acts, and who has an account of their own."""
_CHILD_OPTIONS = {
    Choice.CANCEL: _("Annuler la commande"),
    Choice.WAIT: _("Fermer le carnet quand elle sera remise"),
}
_WAITED = _("Fermer le carnet quand elle sera remise : l’autre parent l’attend")
_OTHER_OPTIONS = {
    (farewell.APPOINTMENTS, Choice.KEEP): (
        _("Le garder avec le dossier, sans rappel"),
        _("Les garder avec le dossier, sans rappel"),
    ),
    (farewell.APPOINTMENTS, Choice.CANCEL): (
        _("L’annuler dans Carnet (prévenez vous-même le cabinet)"),
        _("Les annuler dans Carnet (prévenez vous-même les cabinets)"),
    ),
    (farewell.DRAFTS, Choice.CANCEL): (_("L’effacer"), _("Les effacer")),
    (farewell.DRAFTS, Choice.KEEP): (_("Le garder avec le dossier"), _("Les garder avec le dossier")),
}
"""Of one, and of several."""
_FURTHER_OPTIONS = {
    (farewell.HELP, Choice.KEEP): _("Jusqu’à la fermeture de mon compte"),
    (farewell.HELP, Choice.CANCEL): _("Y mettre fin dès aujourd’hui"),
    (farewell.HELP_ASKED, Choice.KEEP): _("Jusqu’à la fermeture de mon compte"),
    (farewell.HELP_ASKED, Choice.CANCEL): _("La retirer dès aujourd’hui"),
    (farewell.CHILD, Choice.LEAVE): _("Le laisser attendre l’autre parent"),
    (farewell.CHILD, Choice.WAIT): _("Fermer mon compte quand l’autre parent le suivra"),
}
_ORDER_ENDS = _("{titre}, remise ou annulée")
_CHILD_FOLLOWED = _("{titre}, suivi par l’autre parent")
_OWN_ACCOUNT = _("{prenom} garde son propre compte : rien ne change pour son carnet.")
_NOBODY_ACTS = _(
    "{prenom} garde son propre compte : rien ne change pour son carnet, mais plus personne n’agira pour {prenom} jusqu’à ses "
    "18 ans."
)
_OTHER_PARENT = _("Le carnet de {prenom} reste ouvert : l’autre parent continue de le suivre.")


@dataclass(frozen=True)
class OptionView:
    """What may become of an order: value of the form and words."""

    id: str
    label: str


@dataclass(frozen=True)
class OngoingView:
    """An order that goes on: ``whose`` is a child's name, "" for one's own; ``chosen``: what was chosen when a closing waits."""

    id: str
    title: str
    whose: str
    state_label: str
    options: tuple[OptionView, ...]
    chosen: str


@dataclass(frozen=True)
class ClosingView:
    """The page. ``refusal``: why this account is not closed here, "" when it may be.

    ``others``: appointments and drafts. ``helps``: help that ends with the account, given, received or asked for. ``alone``: the
    children whom nobody else looks after; ``children``: what becomes of the others, whatever is chosen here, in words.

    ``kept_until``, ``destroyed_on``: the last day of a record closed today, or on the last day of a closing that waits, kept as
    long as it may be or destroyed on request; ``destroy``: what was chosen when a closing waits, ``waited``: what it waits for.

    ``asked_label``, ``until_label``: when a closing was asked for and its last day; "" when none waits. ``wants_code``: a code of
    the second factor is asked for; ``has_app``: of an authenticator, or a recovery code; ``has_key``: a passkey would answer too.
    """

    refusal: str = ""
    orders: tuple[OngoingView, ...] = ()
    others: tuple[OngoingView, ...] = ()
    helps: tuple[OngoingView, ...] = ()
    alone: tuple[OngoingView, ...] = ()
    children: tuple[str, ...] = ()
    asked_label: str = ""
    until_label: str = ""
    login: str = ""
    email: str = ""
    wants_code: bool = False
    has_app: bool = False
    has_key: bool = False
    kept_until: str = ""
    destroyed_on: str = ""
    destroy: bool = False
    waited: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftWith:
    """Of a receipt: its reference, the day on which the record is destroyed, and whether it was sent by e-mail too.

    ``until_label``: until when it may be fetched; ``waits_label``: the last day of a closing that waits still, without a receipt.
    """

    reference: str = ""
    last_day: str = ""
    mailed: bool = False
    until_label: str = ""
    waits_label: str = ""


NOTHING_LEFT = LeftWith()


def closing_view(uow: UnitOfWork, *, actor: Actor, lang: str) -> ClosingView:
    """What the actor reads before closing their account. Raises DomainError ``introuvable`` once it is closed."""
    account = account_row(uow, actor.account_id)
    try:
        require_may_close(uow, account)
    except DomainError as refusal:
        return ClosingView(refusal=message(refusal, lang))
    context, people = context_for(uow, actor), people_of(uow, actor)
    closing = uow.session.get(AccountClosing, account.id)
    waits = closing is not None and closing.until is not None
    waited = closing.waits_for.split() if closing is not None else []
    had = dict.fromkeys(waited, Choice.WAIT.value) | (choices_of(closing) if waits else {})
    going_on = farewell.ongoing(uow, actor, context, people, lang)

    def shown(*kinds: str) -> tuple[OngoingView, ...]:
        return tuple(_order(uow, actor, one, had, lang) for one in going_on if one.kind in kinds)

    closes = closing.until if waits else uow.clock.now()
    orders, alone = shown(farewell.ORDER), shown(farewell.CHILD)
    return ClosingView(
        orders=orders,
        others=shown(*farewell.LATER),
        helps=shown(farewell.HELP, farewell.HELP_ASKED),
        alone=alone,
        kept_until=plain_date(paris_date(last_day(closes, asked=False)), lang),
        destroyed_on=plain_date(paris_date(last_day(closes, asked=True)), lang),
        destroy=waits and closing.destroy,
        waited=(*_waited(orders, _ORDER_ENDS, lang), *_waited(alone, _CHILD_FOLLOWED, lang)) if waits else (),
        children=tuple(said for child in minor_children(uow, people[0]) if (said := _fate(uow, actor, child.person_id, lang))),
        asked_label=plain_date(paris_date(closing.asked_at), lang) if waits else "",
        until_label=plain_date(paris_date(closing.until), lang) if waits else "",
        login=open_account_text(uow, account, "login"),
        email=open_account_text(uow, account, "email"),
        wants_code=second_factor.is_on(uow, account.id),
        has_app=second_factor.has_app(uow, account.id),
        has_key=second_factor.has_key(uow, account.id),
    )


def _waited(shown: tuple[OngoingView, ...], until: str, lang: str) -> list[str]:
    return [translate(until, lang, titre=one.title) for one in shown if one.chosen == Choice.WAIT]


def closing_label(uow: UnitOfWork, *, actor: Actor, lang: str) -> str:
    """The last day of a closing that waits, "" when none does."""
    closing = uow.session.get(AccountClosing, actor.account_id)
    return "" if closing is None or closing.until is None else plain_date(paris_date(closing.until), lang)


def receipt_stands(uow: UnitOfWork, *, token: str) -> bool:
    """Whether a token still gives a receipt."""
    return closed_with(uow, token) is not None


def left_with(uow: UnitOfWork, *, token: str, lang: str) -> LeftWith:
    """What who closed an account is told with the receipt that a token gives; nothing once it gives none."""
    found = closed_with(uow, token)
    if found is None:
        waits = waits_with(uow, token)
        return NOTHING_LEFT if waits is None else LeftWith(waits_label=plain_date(paris_date(waits.until), lang))
    account, closing = found
    row = uow.session.get(PersonArchive, account.person_id)
    last_day_of_it = last_day_label(row, lang) if row is not None else ""
    until = date_time(lasts_until(uow, token, account, closing), lang)
    return LeftWith(closing.reference or "", last_day_of_it, mailed=account.email is not None, until_label=until)


def child_orders(uow: UnitOfWork, *, actor: Actor, child_id: str, lang: str) -> tuple[OngoingView, ...]:
    """The orders and appointments of a child whose record the actor would close, each with its choices; what another parent waits
    for is waited for. Raises DomainError ``introuvable``.
    """
    own = going_on(uow, actor.person_id or "", child_id)
    others = waits_for([one for one in guardians_of(uow, child_id) if one.id != own.id and asks(one, uow.clock.now())])
    had = read_choices(own.closes_choices)
    orders = asked_about(uow, actor, child_id, lang)
    return tuple(_childs(one, had.get(one.id, ""), waited=one.id in others, lang=lang) for one in orders)


def _childs(one: Ongoing, had: str, *, waited: bool, lang: str) -> OngoingView:
    options = (Choice.WAIT,) if waited else options_of(one)
    labels = _CHILD_OPTIONS | ({Choice.WAIT: _WAITED} if waited else {})
    if one.kind != farewell.ORDER:
        labels, had = {option: _words(one, option) for option in options}, had or options[0].value
    shown = tuple(OptionView(option.value, translate(labels[option], lang)) for option in options)
    return OngoingView(one.id, one.title, "", one.state_label, shown, Choice.WAIT.value if waited else had)


def _order(uow: UnitOfWork, actor: Actor, one: Ongoing, had: dict[str, str], lang: str) -> OngoingView:
    options = options_for(uow, actor, one)
    whose = identity_of(uow, one.person_id).usual_name if one.person_id != actor.person_id else ""
    words = {option: _words(one, option) for option in options}
    if one.kind == farewell.ORDER and Choice.LEAVE in words and _alone_with(uow, actor, one.person_id):
        words[Choice.LEAVE] = _LEFT_TO_THEM
    return OngoingView(
        id=one.id,
        title=one.title,
        whose=whose,
        state_label=one.state_label,
        options=tuple(OptionView(option.value, translate(said, lang, prenom=whose)) for option, said in words.items()),
        chosen=had.get(one.id, "" if one.kind == farewell.ORDER else options[0].value),
    )


def _words(one: Ongoing, option: Choice) -> str:
    if (further := _FURTHER_OPTIONS.get((one.kind, option))) is not None:
        return further
    of_one, of_several = _OTHER_OPTIONS.get((one.kind, option)) or (_OPTIONS[option], _OPTIONS[option])
    return of_one if one.count == 1 else of_several


def _fate(uow: UnitOfWork, actor: Actor, child_id: str, lang: str) -> str:
    """What becomes of the record of a child whom somebody else looks after too, in words; "" for another's, which is a choice."""
    others = others_for(uow, actor.account_id, child_id)
    if not others:
        return ""
    own = any(account_row(uow, one).person_id == child_id for one in others)
    words = (_NOBODY_ACTS if _alone_with(uow, actor, child_id) else _OWN_ACCOUNT) if own else _OTHER_PARENT
    return translate(words, lang, prenom=identity_of(uow, child_id).usual_name)


def _alone_with(uow: UnitOfWork, actor: Actor, child_id: str) -> bool:
    """Whether nobody but the actor and the child's own account speaks for a child."""
    others = others_for(uow, actor.account_id, child_id)
    return len(others) == 1 and account_row(uow, others[0]).person_id == child_id
