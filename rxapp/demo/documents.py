"""The demonstration documents: Paul's 120 over 20 years, Camille's and her children's, Awa's one and Jade's one.

They go through the same door as a person's own files (`record.intake`), so they are sniffed, sealed and checked like them. Those
of a professional or the hospital are as if they had been sent: the person hides or disputes them, and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.policy import NO_CONTEXT, Actor, Role
from rxapp.demo import earlier
from rxapp.demo.people import Demo, born
from rxapp.demo.sheets import Sheet, sheet_pdf
from rxapp.record import delivering, safe, sending, service
from rxapp.record.acts import FILED_BY_STAFF
from rxapp.record.intake import Filed, Intake
from rxapp.record.matching import Traits
from rxapp.record.models import Document

PAUL_DOCUMENTS = 120
PAUL_YEARS = 20
_SENT = 6
"""Of Paul's latest documents, those of the hospital were sent."""
_SENT_AGO = timedelta(days=5)

LAB = ("Laboratoire des Quatre-Vents", "12 rue du Pont, 00120 Valbois")
GP = ("Dr Anne Moreau, médecine générale", "5 place de l’Église, 00120 Valbois")
PAEDIATRICIAN = ("Dr Karim Haddad, pédiatrie", "9 allée des Acacias, 00120 Valbois")
HOSPITAL = ("CHU de Valbois", "Avenue des Platanes, 00120 Valbois")
IMAGING = ("Centre d’imagerie du Parc", "2 rue du Parc, 00120 Valbois")

SIGNED = ("", "Bien confraternellement,")


@dataclass(frozen=True)
class _Piece:
    """A document to make. `author`: identifier of the account that adds it, or (`sent`) that sends it by identity traits."""

    category: str
    sheet: Sheet
    author: str
    note: str = ""
    sent: bool = False


def make_demo_documents(database: Database, demo: Demo) -> int:
    """Add the demonstration documents; returns how many. Takes about three seconds."""
    today = database.clock.today()
    made = 0
    for name, pieces in (
        ("Paul", _paul(today)),
        ("Camille", _camille(today)),
        ("Léo", _leo(today)),
        ("Inès", _ines(today)),
        ("Awa", _awa(today)),
        ("Jade", _jade(today)),
    ):
        for piece in sorted(pieces, key=lambda one: (one.sent, one.sheet.day)):  # each history in the order of its days
            (_send if piece.sent else _add)(database, demo, demo.people[name], piece)
            made += 1
    return made


def _send(database: Database, demo: Demo, person_id: str, piece: _Piece) -> None:
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


def _file_name(piece: _Piece) -> str:
    return piece.sheet.title.lower().replace(" ", "_").replace("’", "_") + ".pdf"


def _add(database: Database, demo: Demo, person_id: str, piece: _Piece) -> None:
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


def _paul(today: date) -> Iterator[_Piece]:
    """Type 2 diabetes and high blood pressure: blood tests, prescriptions, letters, with a few events."""
    who, chance = "M. Paul Durand", Random(1)  # noqa: S311 - the same demonstration each time
    step = PAUL_YEARS * 365 // PAUL_DOCUMENTS
    for number in range(PAUL_DOCUMENTS):
        day = today - timedelta(days=3 + number * step + chance.randrange(step - 20))
        match number % 6:
            case 0 | 3:
                yield _blood_test(who, day, chance, "paul.durand")
            case 1 | 4:
                yield _long_treatment(who, day)
            case 2:
                yield replace(_imaging(who, day, chance.choice(_EXAMINATIONS)), sent=number < _SENT)
            case _:
                yield replace(_letter(who, day, chance.choice(_VISITS)), sent=number < _SENT)


def _blood_test(who: str, day: date, chance: Random, author: str) -> _Piece:
    values = (
        f"Glycémie à jeun : {chance.uniform(1.05, 1.48):.2f} g/L (0,70 à 1,10)",
        f"Hémoglobine glyquée (HbA1c) : {chance.uniform(6.3, 7.4):.1f} %",
        f"Créatinine : {chance.randrange(8, 13)} mg/L (7 à 13)",
        f"Cholestérol LDL : {chance.uniform(0.7, 1.3):.2f} g/L",
        f"Potassium : {chance.uniform(3.8, 4.9):.1f} mmol/L (3,5 à 5,0)",
    )
    lines = ("# Biochimie", *(value.replace(".", ",", 1) for value in values), "", "Prélèvement à jeun, sans incident.")
    return _Piece("biologie", Sheet(*LAB, who, day, "Bilan sanguin", lines), author)


def _long_treatment(who: str, day: date) -> _Piece:
    lines = (
        "# Traitement de longue durée",
        "Metformine 850 mg : 1 comprimé matin et soir, au milieu du repas.",
        "Amlodipine 5 mg : 1 comprimé le matin.",
        "Atorvastatine 20 mg : 1 comprimé le soir.",
        "",
        "À renouveler 2 fois, pour 3 mois.",
    )
    return _Piece("ordonnance", Sheet(*GP, who, day, "Ordonnance du traitement de fond", lines), "dr.moreau")


_EXAMINATIONS = (
    ("Fond d’œil", "Pas de signe de rétinopathie diabétique. Contrôle dans un an."),
    ("Échographie abdominale", "Foie discrètement hyperéchogène. Vésicule et voies biliaires sans anomalie."),
    ("Radiographie du genou droit", "Pincement modéré de l’interligne interne. Pas de fracture."),
    ("Échographie du cœur", "Fonction du ventricule gauche conservée. Pas de valvulopathie notable."),
    ("Radiographie du thorax", "Pas de foyer. Silhouette cardiaque de taille normale."),
)
_VISITS = (
    ("Compte rendu de consultation de diabétologie", "Équilibre satisfaisant. Poursuite du traitement, marche quotidienne."),
    ("Compte rendu de consultation de cardiologie", "Tension bien équilibrée. Électrocardiogramme sans particularité."),
    ("Compte rendu d’hospitalisation de jour", "Bilan annuel des complications : pas d’atteinte rénale ni neurologique."),
    ("Compte rendu de coloscopie", "Un polype de 4 mm retiré. Contrôle dans cinq ans."),
)


def _imaging(who: str, day: date, examination: tuple[str, str]) -> _Piece:
    title, result = examination
    lines = ("# Technique", "Examen réalisé dans de bonnes conditions.", "", "# Résultat", result)
    return _Piece("imagerie", Sheet(*IMAGING, who, day, title, lines), "chu.valbois")


def _letter(who: str, day: date, visit: tuple[str, str]) -> _Piece:
    title, result = visit
    lines = ("Cher confrère, chère consœur,", "", f"J’ai vu ce jour {who}.", result, *SIGNED)
    return _Piece("compte_rendu", Sheet(*HOSPITAL, who, day, title, lines), "chu.valbois")


def _camille(today: date) -> Iterator[_Piece]:
    who = "Mme Camille Martin"
    own = "camille.martin"
    yield _Piece(
        "ordonnance",
        Sheet(*GP, who, today - timedelta(days=12), "Ordonnance de vitamine D", ("Colécalciférol 100 000 UI : une ampoule.",)),
        "dr.moreau",
    )
    iron = ("Fer (sulfate ferreux) 80 mg : un comprimé par jour, à jeun, pendant 3 mois.",)
    yield _Piece("ordonnance", Sheet(*GP, who, today - timedelta(days=40), "Ordonnance de fer", iron), "dr.moreau")
    yield _blood_test(who, today - timedelta(days=96), Random(2), own)  # noqa: S311
    report = (
        "# Indication",
        "Antécédent familial, à la demande du médecin traitant.",
        "",
        "# Résultat",
        "Pas d’image suspecte. Classification ACR 2 des deux côtés.",
        "---",
        "# Conclusion",
        "Contrôle dans deux ans ; dépistage organisé à partir de 50 ans.",
    )
    yield _Piece("imagerie", Sheet(*IMAGING, who, today - timedelta(days=410), "Mammographie", report), "chu.valbois")
    birth = ("Accouchement par césarienne à 39 semaines. Suites simples pour la mère et l’enfant.", *SIGNED)
    yield _Piece(
        "compte_rendu",
        Sheet(*HOSPITAL, who, today - timedelta(weeks=10) + timedelta(days=3), "Compte rendu d’accouchement", birth),
        "chu.valbois",
    )
    booster = ("Rappel diphtérie, tétanos, poliomyélite, coqueluche.", "Boostrixtetra, lot EXEMPLE-45. Bonne tolérance.")
    yield _Piece("vaccination", Sheet(*GP, who, born(today, years=2, months=2), "Rappel de vaccin", booster), own)
    form = ("Je désigne comme personne de confiance : Mme Jeanne Martin, ma sœur.",)
    yield _Piece(
        "directives",
        Sheet(
            "Camille Martin", "8 rue des Tilleuls, 00120 Valbois", who, today - timedelta(days=200), "Personne de confiance", form
        ),
        own,
        note="L’original est dans le tiroir du bureau.",
    )


def _leo(today: date) -> Iterator[_Piece]:
    who = "Léo Martin"
    sport = ("Je n’ai pas constaté ce jour de contre-indication à la pratique de la natation.",)
    yield _Piece(
        "certificat", Sheet(*PAEDIATRICIAN, who, today - timedelta(days=75), "Certificat pour la natation", sport), "dr.haddad"
    )
    second = born(today, years=4, months=9) + timedelta(days=5)
    shot = ("Rougeole, oreillons, rubéole : deuxième dose.", "Priorix. Bonne tolérance.")
    yield _Piece(
        "vaccination",
        Sheet(*PAEDIATRICIAN, who, second, "Vaccination ROR", shot),
        "camille.martin",
    )
    ears = ("Amoxicilline 500 mg/5 mL : une dose matin et soir pendant 5 jours.", "Paracétamol si douleur ou fièvre.")
    yield _Piece(
        "ordonnance", Sheet(*PAEDIATRICIAN, who, today - timedelta(days=33), "Ordonnance pour une otite", ears), "camille.martin"
    )
    eyes = ("Acuité visuelle : 10/10 aux deux yeux. Pas de correction.",)
    yield _Piece(
        "compte_rendu", Sheet(*PAEDIATRICIAN, who, born(today, years=1, months=0), "Examen de la 6e année", eyes), "dr.haddad"
    )


def _ines(today: date) -> Iterator[_Piece]:
    who = "Inès Martin"
    check = ("Poids 3 280 g, taille 49 cm, périmètre crânien 34 cm.", "Examen clinique normal. Dépistages néonataux faits.")
    yield _Piece("certificat", Sheet(*HOSPITAL, who, today - timedelta(days=65), "Certificat du 8e jour", check), "chu.valbois")
    shots = ("À faire dès 2 mois : hexavalent, première dose ; pneumocoque, première dose.", "Apporter le carnet de santé.")
    sheet = Sheet(*PAEDIATRICIAN, who, today - timedelta(days=8), "Ordonnance des vaccins de 2 mois", shots)
    yield _Piece("ordonnance", sheet, "dr.haddad")


def _awa(today: date) -> Iterator[_Piece]:
    lines = ("Anticorps anti-HBs : présents.", "Conclusion : personne protégée contre l’hépatite B.")
    yield _Piece(
        "biologie", Sheet(*LAB, "Mme Awa Diallo", today - timedelta(days=150), "Sérologie de l’hépatite B", lines), "awa.diallo"
    )


def _jade(today: date) -> Iterator[_Piece]:
    gel = ("Adapalène 0,1 %, gel : une application le soir, pendant 3 mois.",)
    sheet = Sheet(*GP, "Mme Jade Bernard", today - timedelta(days=6), "Ordonnance pour l’acné", gel)
    yield _Piece("ordonnance", sheet, "dr.moreau")
