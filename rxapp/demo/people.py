"""The demonstration people of the contract: fictional, with numbers that nobody can bear and ages relative to the day.

All have one password. Camille and Paul have a record; Nadia's letter leaves today, Hugo's left 43 days ago. Zoé and Tom are
Nadia's twins: one number and one birth date, a letter and a code each. Jade, 16, has an account of her own beside her mother
Sophie's: the two sides of what a minor keeps secret.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rxapp.accounts import acts, passwords, service
from rxapp.accounts.identity import identity_of
from rxapp.accounts.nir import Nir, fictional_nir
from rxapp.accounts.opening import account_by_login, add_account
from rxapp.accounts.professions import Profession
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.i18n import _
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.demo import earlier

PASSWORD = "Demo-Sante-2026!"  # noqa: S105 - the published password of the demonstration
HUGO_SENT = timedelta(days=43)

SIGN_IN_LIST: tuple[tuple[str, str], ...] = (
    ("camille.martin", _("Camille Martin, 47 ans, et ses enfants Léo et Inès")),
    ("paul.durand", _("Paul Durand, 72 ans, 120 documents")),
    ("awa.diallo", _("Awa Diallo, 24 ans, dossier presque vide")),
    ("sophie.bernard", _("Sophie Bernard, 44 ans, et sa fille Jade")),
    ("jade.bernard", _("Jade Bernard, 16 ans, à son propre compte")),
    ("dr.moreau", _("Dr Moreau, médecin généraliste")),
    ("dr.haddad", _("Dr Haddad, pédiatre")),
    ("chu.valbois", _("CHU de Valbois, établissement")),
    ("pharmacie.marche", _("Pharmacie du Marché")),
    ("pharmacie.lilas", _("Pharmacie des Lilas")),
    ("admin", _("Exploitant")),
)
"""Identifier and who it is, in French, for whoever starts the demonstration."""

_STAFF = (
    ("dr.moreau", Role.PROFESSIONAL, "Dr Anne Moreau"),
    ("dr.haddad", Role.PROFESSIONAL, "Dr Karim Haddad"),
    ("chu.valbois", Role.ESTABLISHMENT, "CHU de Valbois"),
    ("pharmacie.marche", Role.PHARMACY, "Pharmacie du Marché"),
    ("pharmacie.lilas", Role.PHARMACY, "Pharmacie des Lilas"),
    ("admin", Role.OPERATOR, "Exploitant"),
)


_PATIENTS = (
    ("Camille", "camille.martin"),
    ("Paul", "paul.durand"),
    ("Awa", "awa.diallo"),
    ("Sophie", "sophie.bernard"),
    ("Jade", "jade.bernard"),
)
_CHILDREN = (("Léo", "Camille", "camille.martin"), ("Inès", "Camille", "camille.martin"), ("Jade", "Sophie", "sophie.bernard"))
"""A child, a parent, and the account of that parent."""


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration; ``person_id`` is None for those who have no record."""

    login: str
    account_id: str
    person_id: str | None


@dataclass(frozen=True)
class Demo:
    """What was made: accounts by identifier, and everybody's person id by given name."""

    accounts: dict[str, DemoAccount]
    people: dict[str, str]


@dataclass(frozen=True)
class _Someone:
    given_names: str
    family_name: str
    birth_date: date
    nir: Nir
    sex: str
    postal_address: tuple[str, ...]


def demo_exists(uow: UnitOfWork) -> bool:
    """Whether the demonstration people are there already."""
    return account_by_login(uow, "camille.martin") is not None


def make_demo(database: Database, before_commit: Callable[[UnitOfWork], object] = lambda uow: None) -> Demo | None:
    """Make the demonstration people in one transaction; None when they are there already. Takes about a second.

    ``before_commit``: what else that transaction does.
    """
    with database.read() as uow:
        if demo_exists(uow):
            return None
    # One password that everyone may read: hashing it once for all hides nothing less.
    hashes = dict.fromkeys((login for login, _who in SIGN_IN_LIST), passwords.hash_password(database.keyring.pepper, PASSWORD))
    with database.uow() as uow:
        if demo_exists(uow):  # made by somebody else since: two who start at once both come this far
            return None
        present = uow.clock
        uow.clock = FixedClock(present.now() - earlier.OPENED)
        people = {who.given_names: _register(uow, who) for who in _record_holders(present.today())}
        accounts = _patients(uow, people, hashes)
        for login, role, name in _STAFF:
            profession = Profession.DOCTOR if role is Role.PROFESSIONAL else None
            said = {"display_name": name, "profession": profession}
            new = service.NewAccount(role, login, f"{login}@exemple.fr", hashes[login], **said)
            account_id = service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new)
            accounts[login] = DemoAccount(login, account_id, None)
        uow.clock = present
        people |= _letters(uow, database.settings.public_url)
        before_commit(uow)
        uow.commit()
    return Demo(accounts, people)


def _patients(uow: UnitOfWork, people: dict[str, str], hashes: dict[str, str]) -> dict[str, DemoAccount]:
    made = {}
    for name, login in _PATIENTS:
        new = service.NewAccount(Role.PATIENT, login, f"{login}@exemple.fr", hashes[login], person_id=people[name])
        made[login] = DemoAccount(login, add_account(uow, new=new).id, people[name])
        _opened(uow, made[login], people[name])
    for child, parent, login in _CHILDREN:
        service.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=people[parent], child_id=people[child])
        _opened(uow, made[login], people[child])
    return made


def _opened(uow: UnitOfWork, account: DemoAccount, person_id: str) -> None:
    """Say in a person's history that their space was opened, as activation does."""
    actor = Actor(account.account_id, Role.PATIENT, account.person_id, identity_of(uow, account.person_id).full_name)
    child = None if person_id == account.person_id else identity_of(uow, person_id).full_name
    audit.record(uow, person_id=person_id, actor=actor, action=acts.SPACE_OPENED, details={}, on_behalf=child)


def _letters(uow: UnitOfWork, public_url: str) -> dict[str, str]:
    """Those who are not activated yet, and their letters; Hugo's leaves in the past."""
    present = uow.clock
    people = {}
    for who, ago in _letter_holders(present.today()):
        uow.clock = FixedClock(present.now() - ago)
        people[who.given_names] = _register(uow, who)
        service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=people[who.given_names], public_url=public_url)
    uow.clock = present
    return people


def _register(uow: UnitOfWork, who: _Someone) -> str:
    return service.register_person(
        uow,
        actor=SYSTEM_ACTOR,
        nir=who.nir.number,
        birth_date=who.birth_date,
        family_name=who.family_name,
        given_names=who.given_names,
        sex=who.sex,
        postal_address=who.postal_address,
    )


def _record_holders(today: date) -> tuple[_Someone, ...]:
    home, theirs = ("8 rue des Tilleuls", "00120 Valbois"), ("40 avenue des Platanes", "00120 Valbois")
    return (
        _someone("Camille", "Martin", "F", born(today, years=47, months=4), 1, home),
        _someone("Léo", "Martin", "M", born(today, years=6, months=2), 2, home),
        _someone("Inès", "Martin", "F", today - timedelta(weeks=10), 3, home),
        _someone("Paul", "Durand", "M", born(today, years=72, months=7), 4, ("3 place du Marché", "00120 Valbois"), "2A"),
        _someone("Awa", "Diallo", "F", born(today, years=24, months=1), 5, ("15 quai des Saules", "00130 Port-Valbois")),
        _someone("Sophie", "Bernard", "F", born(today, years=44, months=3), 9, theirs),
        _someone("Jade", "Bernard", "F", born(today, years=16, months=2), 10, theirs),
    )


def _letter_holders(today: date) -> tuple[tuple[_Someone, timedelta], ...]:
    home = ("21 rue de l’École", "00140 Saint-Aubin-des-Prés")
    twins_born = born(today, years=4, months=5)
    twins_nir = fictional_nir("F", twins_born, 8)
    now = timedelta(0)
    return (
        (_someone("Nadia", "Petit", "F", born(today, years=35, months=9), 6, home), now),
        (_Someone("Zoé", "Petit", twins_born, twins_nir, "F", home), now),
        (_Someone("Tom", "Petit", twins_born, twins_nir, "M", home), now),
        (
            _someone("Hugo", "Blanc", "M", born(today, years=29, months=3), 7, ("2 impasse du Lavoir", "00150 Monvert"), "2B"),
            HUGO_SENT,
        ),
    )


def _someone(
    given_names: str,
    family_name: str,
    sex: str,
    birth_date: date,
    order: int,
    postal_address: tuple[str, ...],
    department: str = "00",
) -> _Someone:
    nir = fictional_nir(sex, birth_date, order, department=department)
    return _Someone(given_names, family_name, birth_date, nir, sex, postal_address)


def born(today: date, *, years: int, months: int) -> date:
    """Birth date of someone who is that many years and months old on ``today``, and a few days at most."""
    count = (today.year - years) * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, min(today.day, 28))
