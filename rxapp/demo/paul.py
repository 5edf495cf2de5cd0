"""Paul's story, told once: what he takes and since when, and his 120 documents over 20 years, which say the same.

High blood pressure first, a diabetes three years later, then a high cholesterol; ramipril stopped for a cough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from random import Random

from rxapp.demo.days import working_day
from rxapp.demo.pieces import GP, HOSPITAL, IMAGING, LAB, SIGNED, Piece
from rxapp.demo.sheets import Sheet

DOCUMENTS = 120
YEARS = 20
PRESSURE, DIABETES, CHOLESTEROL = 18, 15, 12
"""Years ago each was found."""
COUGH = 6
"""Years ago ramipril was stopped."""
CATARACT = (3, 4)
"""Years ago, month."""
KNEE = 3
"""Years ago it began to hurt: it was looked at within the year after."""
_WHO = "M. Paul Durand"
_SENT = 6
"""Of his latest documents, those of the hospital were sent."""
_EACH_YEAR = 6
"""Documents: blood test, prescription, picture, blood test, prescription, letter, from the latest backwards."""


@dataclass(frozen=True)
class Drug:
    """A treatment: `since` and `until` in years ago, `sheet` as a prescription says it."""

    name: str
    dose: str
    rhythm: str
    since: int
    sheet: str
    until: int | None = None


METFORMIN = Drug(
    "Metformine", "850 mg", "Matin et soir, pendant le repas", DIABETES, "1 comprimé matin et soir, au milieu du repas."
)
AMLODIPINE = Drug("Amlodipine", "5 mg", "Le matin", PRESSURE, "1 comprimé le matin.")
ATORVASTATIN = Drug("Atorvastatine", "20 mg", "Le soir", CHOLESTEROL, "1 comprimé le soir.")
RAMIPRIL = Drug("Ramipril", "2,5 mg", "Le matin", PRESSURE, "1 comprimé le matin.", until=COUGH)


def documents(today: date) -> Iterator[Piece]:
    """Blood tests, prescriptions, pictures, letters, with a few events."""
    chance = Random(1)  # noqa: S311 - the same demonstration each time
    step = YEARS * 365 // DOCUMENTS
    days = [working_day(today - timedelta(days=3 + number * step + chance.randrange(step - 20))) for number in range(DOCUMENTS)]
    letters = list(_letters(today, days[5::_EACH_YEAR]))
    stopped = next((one.sheet.day for one in letters if "ramipril" in one.sheet.lines[-3]), date(today.year - COUGH, 7, 1))
    for day in (*days[0::_EACH_YEAR], *days[3::_EACH_YEAR]):
        yield _blood_test(day, today.year - day.year, chance)
    for day in (*days[1::_EACH_YEAR], *days[4::_EACH_YEAR]):
        yield _prescription(day, today.year - day.year, ramipril=day < stopped)
    for place, one in enumerate(_pictures(today, days[2::_EACH_YEAR])):
        yield replace(one, sent=place * _EACH_YEAR + 2 < _SENT)
    for place, one in enumerate(letters):
        yield replace(one, sent=place * _EACH_YEAR + 5 < _SENT)


def _blood_test(day: date, ago: int, chance: Random) -> Piece:
    sugar, mean = ((1.05, 1.48), (6.3, 7.4)) if ago <= DIABETES else ((0.86, 1.02), (5.2, 5.7))
    fat = (0.7, 1.1) if ago < CHOLESTEROL else (1.55, 1.9)
    values = (
        f"Glycémie à jeun : {chance.uniform(*sugar):.2f} g/L (0,70 à 1,10)",
        f"Hémoglobine glyquée (HbA1c) : {chance.uniform(*mean):.1f} %",
        f"Créatinine : {chance.randrange(8, 13)} mg/L (7 à 13)",
        f"Cholestérol LDL : {chance.uniform(*fat):.2f} g/L",
        f"Potassium : {chance.uniform(3.8, 4.9):.1f} mmol/L (3,5 à 5,0)",
    )
    lines = ("# Biochimie", *(value.replace(".", ",", 1) for value in values), "", "Prélèvement à jeun, sans incident.")
    return Piece("biologie", Sheet(*LAB, _WHO, day, "Bilan sanguin", lines), "paul.durand")


def _prescription(day: date, ago: int, *, ramipril: bool) -> Piece:
    """What he took that year: nothing for good before his blood pressure was found."""
    taken = [drug for drug in (METFORMIN, AMLODIPINE, ATORVASTATIN) if ago <= drug.since]
    if ramipril and ago <= RAMIPRIL.since:
        taken.append(RAMIPRIL)
    if not taken:
        pain = ("Paracétamol 1 g : 1 comprimé jusqu’à 3 fois par jour en cas de douleur, pendant 5 jours.",)
        return Piece("ordonnance", Sheet(*GP, _WHO, day, "Ordonnance pour un mal de dos", pain), "dr.moreau")
    lines = (
        "# Traitement de longue durée",
        *(f"{drug.name} {drug.dose} : {drug.sheet}" for drug in taken),
        "",
        "À renouveler 2 fois, pour 3 mois.",
    )
    return Piece("ordonnance", Sheet(*GP, _WHO, day, "Ordonnance du traitement de fond", lines), "dr.moreau")


_EYES = ("Fond d’œil", "Pas de signe de rétinopathie diabétique. Contrôle dans deux ans.")
_KNEE = ("Radiographie du genou droit", "Pincement modéré de l’interligne interne, en faveur d’une arthrose. Pas de fracture.")
_PICTURES = (
    ("Échographie du cœur", "Fonction du ventricule gauche conservée. Pas de valvulopathie notable."),
    ("Échographie abdominale", "Foie discrètement hyperéchogène. Vésicule et voies biliaires sans anomalie."),
    ("Radiographie du thorax", "Pas de foyer. Silhouette cardiaque de taille normale."),
)


def _pictures(today: date, days: list[date]) -> Iterator[Piece]:
    """From the latest backwards: the eyes every other year since the diabetes, the knee once, others in turn."""
    others = cycle(_PICTURES)
    for place, day in enumerate(days):
        if place % 2 == 1 and today.year - day.year < DIABETES:
            title, result = _EYES
        elif place == 2:
            title, result = _KNEE
        else:
            title, result = next(others)
        lines = ("# Technique", "Examen réalisé dans de bonnes conditions.", "", "# Résultat", result)
        yield Piece("imagerie", Sheet(*IMAGING, _WHO, day, title, lines), "chu.valbois")


_CARDIOLOGY = "Compte rendu de consultation de cardiologie"
_EVENTS = {
    CATARACT[0]: ("Compte rendu d’opération de la cataracte", "Œil droit opéré ce jour sous anesthésie locale, sans incident."),
    COUGH: (_CARDIOLOGY, "Toux sèche sous ramipril : je l’arrête. Tension bien équilibrée sous amlodipine seule."),
    9: (
        "Compte rendu de coloscopie",
        "Coloscopie complète, sans polype ni lésion. Retour au test de dépistage dans cinq ans, puis tous les deux ans.",
    ),
}
"""What happened once, by years ago."""
_DIABETIC = (
    ("Compte rendu de consultation de diabétologie", "Équilibre satisfaisant. Poursuite du traitement, marche quotidienne."),
    (_CARDIOLOGY, "Tension bien équilibrée. Électrocardiogramme sans particularité."),
    ("Compte rendu d’hospitalisation de jour", "Bilan annuel des complications : pas d’atteinte rénale ni neurologique."),
)
_BEFORE = (
    ("Compte rendu de consultation d’ORL", "Baisse de l’audition des deux côtés. Appareillage conseillé."),
    ("Compte rendu de consultation de gastro-entérologie", "Ancien ulcère de l’estomac, guéri. Pas de traitement."),
)


def _letters(today: date, days: list[date]) -> Iterator[Piece]:
    """From the latest backwards: what happened once in its year, a specialist in turn in the others."""
    events, diabetic, before = dict(_EVENTS), cycle(_DIABETIC), cycle(_BEFORE)
    for day in days:
        ago = today.year - day.year
        event = events.pop(ago, None)
        if ago == CATARACT[0] and event:
            day = working_day(date(day.year, CATARACT[1], 14))
        if event:
            title, result = event
        elif ago < DIABETES:
            title, result = next(diabetic)
        elif ago < PRESSURE:
            title, result = _DIABETIC[1]
        else:
            title, result = next(before)
        lines = ("Cher confrère, chère consœur,", "", f"J’ai vu ce jour {_WHO}.", result, *SIGNED)
        yield Piece("compte_rendu", Sheet(*HOSPITAL, _WHO, day, title, lines), "chu.valbois")
