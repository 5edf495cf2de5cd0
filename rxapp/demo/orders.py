"""Orders under way at the market pharmacy, so that its counter and three records have something to show on the first day.

Sent by the people's own accounts and moved by the pharmacy's, like anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rxapp.accounts.people import context_for
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.policy import Actor, Role
from rxapp.demo.people import Demo
from rxapp.pharmacy import service
from rxapp.pharmacy.service import LineForm, Wishes
from rxapp.pharmacy.sight import pharmacy_of
from rxapp.record import views as record

COUNTER = "pharmacie.marche"


@dataclass(frozen=True)
class _Sent:
    """An order to send: whose, by which account, its lines as they are typed, what is asked, how far it went."""

    person: str
    login: str
    title: str
    lines: tuple[LineForm, ...] = ()
    wishes: Wishes = field(default_factory=Wishes)
    moves: tuple[str, ...] = ()


_VERBS = {"receive": service.receive, "prepare": service.prepare, "ready": service.make_ready}
_LABELS = {"camille.martin": "Camille Martin", "paul.durand": "Paul Durand"}
_ORDERS = (
    _Sent(
        "Léo",
        "camille.martin",
        "Ordonnance pour une otite",
        (
            LineForm("Amoxicilline 500 mg/5 mL", "1 dose", "matin et soir", "5"),
            LineForm("Paracétamol", "", "si douleur ou fièvre"),
        ),
        Wishes(bearer="Jeanne Martin"),
        ("receive", "prepare", "ready"),
    ),
    _Sent(
        "Camille", "camille.martin", "Ordonnance de fer", (), Wishes(question="Puis-je le prendre avec du lait ?"), ("receive",)
    ),
    _Sent(
        "Paul",
        "paul.durand",
        "Ordonnance du traitement de fond",
        (
            LineForm("Metformine 850 mg", "1 comprimé", "matin et soir, au milieu du repas", "90", "2"),
            LineForm("Amlodipine 5 mg", "1 comprimé", "le matin", "90", "2"),
            LineForm("Atorvastatine 20 mg", "1 comprimé", "le soir", "90", "2"),
        ),
        Wishes(generic=False),
    ),
)


def make_demo_orders(database: Database, demo: Demo) -> int:
    """Send the orders and move them; returns how many."""
    counter = Actor(demo.accounts[COUNTER].account_id, Role.PHARMACY, None, "Pharmacie du Marché")
    for sent in _ORDERS:
        with database.uow() as uow:
            order_id = _send(uow, demo, counter, sent)
            for version, move in enumerate(sent.moves, start=1):
                _VERBS[move](uow, actor=counter, order_id=order_id, version=version)
            uow.commit()
    return len(_ORDERS)


def _send(uow: UnitOfWork, demo: Demo, counter: Actor, sent: _Sent) -> str:
    account = demo.accounts[sent.login]
    actor = Actor(account.account_id, Role.PATIENT, account.person_id, _LABELS[sent.login])
    given = {"actor": actor, "context": context_for(uow, actor)}
    person = demo.people[sent.person]
    page = record.documents_page(uow, **given, person_id=person, lang="fr", category="ordonnance")
    document_id = next(row.id for row in page.rows if row.title == sent.title)
    for line in sent.lines:
        service.type_line(uow, **given, document_id=document_id, form=line)
    return service.send(
        uow,
        **given,
        person_id=person,
        pharmacy_id=pharmacy_of(uow, counter) or "",
        document_ids=[document_id],
        key=new_id(),
        wishes=sent.wishes,
    )
