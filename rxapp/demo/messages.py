"""Conversations of the demonstration: Camille and her doctor, Léo's paediatrician, Paul and the hospital, the health insurance.

Written by the people's own accounts, like anybody's, over the last days. Dr Moreau lets everybody begin, Dr Haddad those who
wrote before; the hospital nobody, since Paul's conversation began.
"""

from __future__ import annotations

from datetime import timedelta

from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork, new_id
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.demo.people import Demo
from rxapp.inbox import service, views
from rxapp.inbox.service import Template, WhoMayStart
from rxapp.record import views as record

_EVERYBODY = ("dr.moreau", "dr.haddad", "chu.valbois")
_AFTERWARDS = {"dr.haddad": WhoMayStart.KNOWN, "chu.valbois": WhoMayStart.NOBODY}
_TEMPLATES = (
    Template("Résultats normaux", "Bonjour, vos résultats sont normaux. Rien à changer pour le moment."),
    Template("Prendre rendez-vous", "Bonjour, il faudrait que je vous examine. Prenez rendez-vous au cabinet cette semaine."),
)


class _Talk:
    """One conversation as it is being told: each line at its own moment, read by the other side unless it is left unread."""

    def __init__(self, database: Database, demo: Demo, person: str) -> None:
        self.database, self.demo, self.person_id = database, demo, demo.people[person]
        self.id = ""

    def begin(self, login: str, to: str, subject: str, text: str, *, hours: int, document: str = "") -> None:
        with self.database.uow() as uow:
            actor, given = self._standing(uow, login, hours)
            pieces = self._documents(uow, given, document)
            staff = (self.demo.accounts[to].account_id,)
            sent = service.start(
                uow,
                **given,
                person_id=self.person_id,
                to=staff if actor.person_id else (),
                subject=subject,
                text=text,
                key=new_id(),
                document_ids=pieces,
            )
            self.id = sent.conversation_id
            uow.commit()

    def answer(self, login: str, text: str, *, hours: int, document: str = "") -> None:
        """Read what was said, then write."""
        self.read(login, hours=hours)
        with self.database.uow() as uow:
            _actor, given = self._standing(uow, login, hours)
            pieces = self._documents(uow, given, document)
            service.reply(uow, **given, conversation_id=self.id, text=text, key=new_id(), document_ids=pieces)
            uow.commit()

    def read(self, login: str, *, hours: int) -> None:
        with self.database.uow() as uow:
            _actor, given = self._standing(uow, login, hours)
            views.conversation_page(uow, **given, conversation_id=self.id, lang="fr")
            uow.commit()

    def _standing(self, uow: UnitOfWork, login: str, hours: int) -> tuple[Actor, dict[str, object]]:
        actor = actor_of(uow, self.demo.accounts[login].account_id)
        given = {"actor": actor, "context": context_for(uow, actor)}
        uow.clock = FixedClock(uow.clock.now() - timedelta(hours=hours))
        return actor, given

    def _documents(self, uow: UnitOfWork, given: dict[str, object], title: str) -> tuple[str, ...]:
        if not title:
            return ()
        page = record.documents_page(uow, **given, person_id=self.person_id, lang="fr")
        return tuple(row.id for row in page.rows if row.title == title)[:1]


def make_demo_messages(database: Database, demo: Demo) -> int:
    """Hold the conversations; returns how many."""
    _choose(database, demo, dict.fromkeys(_EVERYBODY, WhoMayStart.EVERYBODY))
    for tell in (_camille, _leo, _paul, _awa):
        tell(database, demo)
    _choose(database, demo, _AFTERWARDS)
    _share_a_practice(database, demo)
    return 5


def _choose(database: Database, demo: Demo, choices: dict[str, WhoMayStart]) -> None:
    with database.uow() as uow:
        for login, who in choices.items():
            service.set_who_may_start(uow, actor=actor_of(uow, demo.accounts[login].account_id), who=who)
        moreau = actor_of(uow, demo.accounts["dr.moreau"].account_id)
        service.set_templates(uow, actor=moreau, templates=_TEMPLATES)
        uow.commit()


def _share_a_practice(database: Database, demo: Demo) -> None:
    """The doctor and the paediatrician work in one practice: a conversation may be handed from one to the other."""
    with database.uow() as uow:
        moreau, haddad = (demo.accounts[login].account_id for login in ("dr.moreau", "dr.haddad"))
        service.join_practice(uow, actor=SYSTEM_ACTOR, account_id=haddad, with_account=moreau)
        uow.commit()


def _camille(database: Database, demo: Demo) -> None:
    tired = _Talk(database, demo, "Camille")
    tired.begin(
        "camille.martin",
        "dr.moreau",
        "Fatigue depuis un mois",
        "Bonjour docteur,\nJe suis fatiguée depuis environ un mois, surtout le matin. Faut-il refaire une prise de sang ?",
        hours=74,
    )
    tired.answer(
        "dr.moreau",
        "Bonjour,\nOui, refaisons un bilan avec le fer. Continuez le traitement en attendant. Plus d’informations ici : "
        "https://www.ameli.fr/assure/sante",
        hours=70,
    )
    tired.answer("camille.martin", "Merci docteur. Je prends rendez-vous au laboratoire cette semaine.", hours=69)
    sent = _Talk(database, demo, "Camille")
    sent.begin(
        "camille.martin",
        "dr.moreau",
        "Ma dernière ordonnance",
        "Bonjour docteur,\nVoici l’ordonnance dont nous avons parlé. Puis-je l’arrêter à la fin de la boîte ?",
        hours=50,
        document="Ordonnance de fer",
    )
    sent.answer("dr.moreau", "Bonjour,\nNon, gardez le traitement trois mois en tout, puis nous ferons le point.", hours=48)
    sent.read("camille.martin", hours=47)
    tired.answer("dr.moreau", "Parfait. Je vous réponds dès que j’ai les résultats.", hours=2)


def _leo(database: Database, demo: Demo) -> None:
    talk = _Talk(database, demo, "Léo")
    talk.begin(
        "camille.martin",
        "dr.haddad",
        "Rappel de six ans",
        "Bonjour docteur,\nLéo a eu six ans. Quand peut-il recevoir son rappel ? Il va bien en ce moment.",
        hours=31,
    )
    talk.answer("dr.haddad", "Bonjour,\nDès maintenant, à une prochaine consultation. Apportez son carnet de santé.", hours=28)
    talk.read("camille.martin", hours=27)


def _paul(database: Database, demo: Demo) -> None:
    talk = _Talk(database, demo, "Paul")
    talk.begin(
        "paul.durand",
        "chu.valbois",
        "Hospitalisation de jour",
        "Bonjour,\nFaut-il venir à jeun pour l’hospitalisation de jour ?",
        hours=100,
    )
    talk.answer(
        "chu.valbois",
        "Bonjour,\nOui, à jeun depuis minuit ; vous pouvez boire de l’eau. Apportez vos ordonnances en cours.",
        hours=96,
    )
    talk.read("paul.durand", hours=95)


def _awa(database: Database, demo: Demo) -> None:
    with database.uow() as uow:
        uow.clock = FixedClock(uow.clock.now() - timedelta(hours=20))
        service.inform(
            uow,
            actor=SYSTEM_ACTOR,
            person_id=demo.people["Awa"],
            subject="Votre changement d’adresse",
            text="Bonjour,\nVotre changement d’adresse est enregistré. Vous n’avez rien à faire.",
            issuer="Assurance Maladie",
            key="demonstration-adresse",
        )
        uow.commit()
