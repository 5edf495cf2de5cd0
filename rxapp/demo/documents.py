"""The demonstration documents: Paul's 120 over 20 years, Camille's and her children's, Awa's one and Jade's one.

They go through the same door as a person's own files (`record.intake`), so they are sniffed, sealed and checked like them. Those
of a professional or the hospital are as if they had been sent: the person hides or disputes them, and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.policy import NO_CONTEXT, Actor, Role
from rxapp.demo import earlier, paul
from rxapp.demo.days import working_day
from rxapp.demo.people import Demo, born
from rxapp.demo.pieces import GP, HOSPITAL, IMAGING, LAB, PAEDIATRICIAN, SIGNED, Piece
from rxapp.demo.sheets import Sheet, sheet_pdf
from rxapp.record import delivering, safe, sending, service
from rxapp.record.acts import FILED_BY_STAFF
from rxapp.record.intake import Filed, Intake
from rxapp.record.matching import Traits
from rxapp.record.models import Document

_SENT_AGO = timedelta(days=5)


def make_demo_documents(database: Database, demo: Demo) -> int:
    """Add the demonstration documents; returns how many. Takes about three seconds."""
    today = database.clock.today()
    made = 0
    for name, pieces in (
        ("Paul", paul.documents(today)),
        ("Camille", _camille(today)),
        ("Léo", _leo(today)),
        ("Inès", _ines(today)),
        ("Awa", _awa(today)),
        ("Jade", _jade(today)),
    ):
        at_work = [piece if piece.any_day else _at_work(piece) for piece in pieces]
        for piece in sorted(at_work, key=lambda one: (one.sent, one.sheet.day)):  # each history in the order of its days
            (_send if piece.sent else _add)(database, demo, demo.people[name], piece)
            made += 1
    return made


def _at_work(piece: Piece) -> Piece:
    return replace(piece, sheet=replace(piece.sheet, day=working_day(piece.sheet.day)))


def _send(database: Database, demo: Demo, person_id: str, piece: Piece) -> None:
    """As an establishment does it: a file into its safe, then whom it is for. Nobody opened it yet."""
    database = earlier.at(database, database.clock.now() - _SENT_AGO)
    data, account = sheet_pdf(piece.sheet), demo.accounts[piece.author]
    actor = Actor(account.account_id, Role.ESTABLISHMENT, None, _LABELS[piece.author])
    with safe.receive(database, actor=actor, context=NO_CONTEXT, file_name=_file_name(piece), declared_size=len(data)) as intake:
        intake.feed(data)
        received = intake.finish()
    with database.uow() as uow:
        one = identity_of(uow, person_id)
        traits = Traits(one.nir.number, one.birth_date, one.family_name, one.given_names)
        files = [(received.id, piece.sheet.title)]
        sending.send(uow, actor=actor, traits=traits, files=files, category=piece.category, act_date=piece.sheet.day)
        uow.commit()
    delivering.deliver_due(database)


def _file_name(piece: Piece) -> str:
    return piece.sheet.title.lower().replace(" ", "_").replace("’", "_") + ".pdf"


def _add(database: Database, demo: Demo, person_id: str, piece: Piece) -> None:
    """By the person or who acts for them; or left there by a professional, and then nobody else changes it."""
    data = sheet_pdf(piece.sheet)
    account, role = demo.accounts[piece.author], _STAFF.get(piece.author)
    actor = Actor(account.account_id, role or Role.SYSTEM, account.person_id, _LABELS[piece.author])
    given = {"person_id": person_id, "file_name": _file_name(piece), "declared_size": len(data)}
    if role is not None:
        given |= {"right": lambda _uow, _context: None, "filed": _left(actor, hashlib.sha256(data).hexdigest())}
    with Intake.open(earlier.filed_on(database, piece.sheet.day), actor=actor, context=NO_CONTEXT, **given) as intake:
        intake.feed(data)
        intake.finish(title=piece.sheet.title, act_date=piece.sheet.day, category=piece.category, note=piece.note)


def _left(author: Actor, sha256: str) -> Filed:
    """What makes a document one that its author sent, and read since."""

    def filed(uow: UnitOfWork, document: Document, title: str) -> None:
        document.sent_mark = delivering.sent_mark(uow, author.account_id, document.person_id, sha256)
        uow.session.add(document)
        service.write_line(uow, author, document, FILED_BY_STAFF, label=title, **{audit.RIGHT: audit.BY_TRAITS})

    return filed


_STAFF = {"dr.moreau": Role.PROFESSIONAL, "dr.haddad": Role.PROFESSIONAL, "chu.valbois": Role.ESTABLISHMENT}
_LABELS = {
    "camille.martin": "Camille Martin",
    "paul.durand": "Paul Durand",
    "awa.diallo": "Awa Diallo",
    "dr.moreau": "Dr Anne Moreau",
    "dr.haddad": "Dr Karim Haddad",
    "chu.valbois": "CHU de Valbois",
}


_BLOOD = (
    "# Hématologie",
    "Hémoglobine : 10,9 g/dL (11,5 à 15,0)",
    "Ferritine : 8 µg/L (15 à 150)",
    "# Biochimie",
    "Glycémie à jeun : 0,84 g/L (0,70 à 1,10)",
    "",
    "Prélèvement à jeun, sans incident.",
)
_BREASTS = (
    "# Indication",
    "Antécédent familial (mère, à 58 ans), à la demande du médecin traitant.",
    "",
    "# Résultat",
    "Pas d’image suspecte. Classification ACR 2 des deux côtés.",
    "---",
    "# Conclusion",
    "Contrôle dans deux ans ; dépistage organisé à partir de 50 ans.",
)


def _camille(today: date) -> Iterator[Piece]:
    who = "Mme Camille Martin"
    own = "camille.martin"
    yield Piece(
        "ordonnance",
        Sheet(*GP, who, today - timedelta(days=12), "Ordonnance de vitamine D", ("Colécalciférol 100 000 UI : une ampoule.",)),
        "dr.moreau",
    )
    iron = ("Fer (sulfate ferreux) 80 mg : un comprimé par jour, à jeun, pendant 3 mois.",)
    yield Piece("ordonnance", Sheet(*GP, who, today - timedelta(days=40), "Ordonnance de fer", iron), "dr.moreau")
    yield Piece("biologie", Sheet(*LAB, who, today - timedelta(days=96), "Bilan sanguin", _BLOOD), own)
    yield Piece("imagerie", Sheet(*IMAGING, who, today - timedelta(days=410), "Mammographie", _BREASTS), "chu.valbois")
    birth = ("Accouchement par césarienne à 39 semaines. Suites simples pour la mère et l’enfant.", *SIGNED)
    yield Piece(
        "compte_rendu",
        Sheet(*HOSPITAL, who, today - timedelta(weeks=10) + timedelta(days=3), "Compte rendu d’accouchement", birth),
        "chu.valbois",
        any_day=True,
    )
    booster = ("Rappel diphtérie, tétanos, poliomyélite, coqueluche.", "Boostrixtetra, lot EXEMPLE-45. Bonne tolérance.")
    yield Piece("vaccination", Sheet(*GP, who, born(today, years=2, months=2), "Rappel de vaccin", booster), own)
    form = ("Je désigne comme personne de confiance : Mme Jeanne Martin, ma sœur.",)
    yield Piece(
        "directives",
        Sheet(
            "Camille Martin", "8 rue des Tilleuls, 00120 Valbois", who, today - timedelta(days=200), "Personne de confiance", form
        ),
        own,
        note="L’original est dans le tiroir du bureau.",
    )


def _leo(today: date) -> Iterator[Piece]:
    who = "Léo Martin"
    sport = ("Je n’ai pas constaté ce jour de contre-indication à la pratique de la natation.",)
    yield Piece(
        "certificat", Sheet(*PAEDIATRICIAN, who, today - timedelta(days=75), "Certificat pour la natation", sport), "dr.haddad"
    )
    second = born(today, years=4, months=9) + timedelta(days=5)
    shot = ("Rougeole, oreillons, rubéole : deuxième dose.", "Priorix. Bonne tolérance.")
    yield Piece(
        "vaccination",
        Sheet(*PAEDIATRICIAN, who, second, "Vaccination ROR", shot),
        "camille.martin",
    )
    ears = ("Amoxicilline 500 mg/5 mL : une dose matin et soir pendant 5 jours.", "Paracétamol si douleur ou fièvre.")
    yield Piece(
        "ordonnance", Sheet(*PAEDIATRICIAN, who, today - timedelta(days=33), "Ordonnance pour une otite", ears), "camille.martin"
    )
    eyes = ("Acuité visuelle : 10/10 aux deux yeux. Pas de correction.",)
    yield Piece(
        "compte_rendu", Sheet(*PAEDIATRICIAN, who, born(today, years=1, months=0), "Examen de la 6e année", eyes), "dr.haddad"
    )


def _ines(today: date) -> Iterator[Piece]:
    who = "Inès Martin"
    check = ("Poids 3 280 g, taille 49 cm, périmètre crânien 34 cm.", "Examen clinique normal. Dépistages néonataux faits.")
    sheet = Sheet(*HOSPITAL, who, today - timedelta(days=65), "Certificat du 8e jour", check)
    yield Piece("certificat", sheet, "chu.valbois", any_day=True)
    shots = ("À faire dès 2 mois : hexavalent, première dose ; pneumocoque, première dose.", "Apporter le carnet de santé.")
    sheet = Sheet(*PAEDIATRICIAN, who, today - timedelta(days=8), "Ordonnance des vaccins de 2 mois", shots)
    yield Piece("ordonnance", sheet, "dr.haddad")


def _awa(today: date) -> Iterator[Piece]:
    lines = ("Anticorps anti-HBs : présents.", "Conclusion : personne protégée contre l’hépatite B.")
    yield Piece(
        "biologie", Sheet(*LAB, "Mme Awa Diallo", today - timedelta(days=150), "Sérologie de l’hépatite B", lines), "awa.diallo"
    )


def _jade(today: date) -> Iterator[Piece]:
    gel = ("Adapalène 0,1 %, gel : une application le soir, pendant 3 mois.",)
    sheet = Sheet(*GP, "Mme Jade Bernard", today - timedelta(days=6), "Ordonnance pour l’acné", gel)
    yield Piece("ordonnance", sheet, "dr.moreau")
