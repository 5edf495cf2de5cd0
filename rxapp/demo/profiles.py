"""The demonstration's medical profiles: Paul's is full, Camille's and Léo's hold what matters, Awa's is nearly empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import actor_of
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.policy import Actor
from rxapp.demo import paul
from rxapp.demo.days import working_day
from rxapp.demo.people import Demo
from rxapp.profile import acts, links, service
from rxapp.profile.fields import read
from rxapp.profile.parts import BY_CODE

AGO = timedelta(days=40)
"""How long ago they were written."""


@dataclass(frozen=True)
class _Line:
    """An entry as it is typed; ``nothing``: « rien de connu » of the part instead. ``name``: others link to it by that."""

    part: str
    typed: dict[str, str] = field(default_factory=dict)
    nothing: bool = False
    name: str = ""
    linked: tuple[str, ...] = ()


def make_demo_profiles(database: Database, demo: Demo) -> int:
    """Write them as their people would have; returns how many lines."""
    written = 0
    with database.uow() as uow:
        today = uow.clock.today()
        for login, name, lines in (
            ("paul.durand", "Paul", _paul(today.year)),
            ("camille.martin", "Camille", _camille(today)),
            ("camille.martin", "Léo", _leo()),
            ("camille.martin", "Inès", iter([_Line("allergies", nothing=True), _Line("traitements", nothing=True)])),
            ("awa.diallo", "Awa", iter([_Line("groupe", {"groupe": "O+", "source": "Carte de don du sang"})])),
        ):
            actor = actor_of(uow, demo.accounts[login].account_id)
            written += _write(uow, actor, demo.people[name], list(lines))
        uow.commit()
    return written


def _write(uow: UnitOfWork, actor: Actor, person_id: str, lines: Sequence[_Line]) -> int:
    present, who = uow.clock, identity_of(uow, person_id)
    written_at, named = FixedClock(present.now() - AGO), {}
    uow.clock = written_at
    for line in lines:
        written_at.advance(timedelta(minutes=1))
        if line.nothing:
            service.put_none(uow, actor=actor, person_id=person_id, part=BY_CODE[line.part])
            continue
        values = read(BY_CODE[line.part], line.typed, born=who.birth_date, today=present.today())
        named[line.name] = service.write(uow, actor=actor, person_id=person_id, part=BY_CODE[line.part], values=values)
        for other in line.linked:
            links.join(uow, actor=actor, row=named[line.name], kind=links.ENTRY, other_id=named[other].id)
    behalf = who.full_name if actor.person_id != person_id else None
    details = {"nombre": len(lines)}
    audit.record(uow, person_id=person_id, actor=actor, action=acts.COPIED, details=details, on_behalf=behalf)
    uow.clock = present
    return len(lines)


def _paul(year: int) -> Iterator[_Line]:
    """Seventy-two: a diabetes, a heart that is watched, treatments that go on for years."""
    sugar, heart = {"maladie": "Diabète de type 2"}, {"maladie": "Hypertension artérielle"}
    going_on = {"etat": "en_cours"}
    yield _Line("maladies", sugar | going_on | {"depuis": str(year - paul.DIABETES)}, name="diabète")
    yield _Line("maladies", heart | going_on | {"depuis": str(year - paul.PRESSURE)}, name="tension")
    fat = {"maladie": "Cholestérol élevé", "depuis": str(year - paul.CHOLESTEROL)}
    yield _Line("maladies", fat | going_on, name="cholestérol")
    knee = {"maladie": "Arthrose du genou droit", "depuis": str(year - paul.KNEE)}
    yield _Line("maladies", knee | going_on | {"note": "Kinésithérapie toutes les deux semaines."})
    yield _Line("maladies", {"maladie": "Ulcère de l’estomac", "etat": "passee", "depuis": str(year - 30)})
    yield _Line("traitements", _taken(paul.METFORMIN, year), linked=("diabète",))
    yield _Line("traitements", _taken(paul.AMLODIPINE, year), linked=("tension",))
    yield _Line("traitements", _taken(paul.ATORVASTATIN, year), linked=("cholestérol",))
    stopped = {"fin": str(year - paul.COUGH), "note": "Arrêté : toux."}
    yield _Line("traitements", _taken(paul.RAMIPRIL, year) | stopped)
    yield _Line(
        "allergies", {"substance": "Pénicilline", "reaction": "Urticaire", "gravite": "moderee", "depuis": str(year - 41)}
    )
    yield _Line("operations", {"acte": "Appendicite", "quand": str(year - 58)})
    cataract = f"{paul.CATARACT[1]:02}/{year - paul.CATARACT[0]}"
    yield _Line("operations", {"acte": "Cataracte, œil droit", "quand": cataract, "lieu": "CHU de Valbois"})
    yield _Line("famille", {"lien": "pere", "maladie": "Infarctus du myocarde", "age": "à 61 ans"})
    yield _Line("handicap", {"quoi": "Entend mal", "aide": "Appareils auditifs des deux côtés"})
    yield _Line("habitudes", {"tabac": "arrete", "alcool": "parfois", "activite": "marche"})
    yield _Line("groupe", {"groupe": "A+", "source": "Carte de groupe du CHU de Valbois"})
    yield _Line("medecin", {"nom": "Dr Anne Moreau", "telephone": "01 00 00 00 12"})
    yield _Line("contacts", {"nom": "Claire Durand", "relation": "Fille", "telephone": "06 00 00 00 21"})
    yield _Line("contacts", {"nom": "Ali Benali", "relation": "Voisin", "telephone": "06 00 00 00 22"})
    yield _Line("confiance", {"nom": "Claire Durand", "telephone": "06 00 00 00 21", "depuis": str(year - 2)})
    yield _Line("directives", {"etat": "oui", "quand": str(year - 2), "lieu": "Chez ma fille, et chez le Dr Moreau"})
    yield _Line("don", {"souhait": "accord"})


def _taken(drug: paul.Drug, year: int) -> dict[str, str]:
    return _drug(drug.name, drug.dose, drug.rhythm, year - drug.since)


def _drug(name: str, dose: str, rhythm: str, since: int) -> dict[str, str]:
    return {"medicament": name, "dose": dose, "rythme": rhythm, "depuis": str(since)}


def _camille(today: date) -> Iterator[_Line]:
    birth = today - timedelta(weeks=10)
    ordered, named = (working_day(today - timedelta(days=days)) for days in (40, 200))
    pressure = {"maladie": "Hypertension artérielle", "etat": "en_cours", "depuis": str((today - timedelta(days=170)).year)}
    yield _Line("maladies", pressure | {"note": "Depuis la dernière grossesse ; surveillée, sans médicament."})
    yield _Line("allergies", {"substance": "Pollens", "reaction": "Yeux et nez qui coulent, au printemps", "gravite": "legere"})
    yield _Line("traitements", _drug("Fer (sulfate ferreux)", "80 mg", "Un comprimé par jour, à jeun", ordered.year))
    yield _Line("operations", {"acte": "Césarienne", "quand": str(birth.year)})
    yield _Line("famille", {"lien": "mere", "maladie": "Cancer du sein", "age": "à 58 ans"})
    yield _Line("medecin", {"nom": "Dr Anne Moreau", "telephone": "01 00 00 00 12"})
    yield _Line("contacts", {"nom": "Julien Martin", "relation": "Conjoint", "telephone": "06 00 00 00 31"})
    trusted = {"nom": "Jeanne Martin", "telephone": "06 00 00 00 32", "depuis": f"{named:%m/%Y}"}
    yield _Line("confiance", trusted | {"note": "Ma sœur. Le papier signé est dans les documents."})


def _leo() -> Iterator[_Line]:
    reaction = {"reaction": "Gonflement des lèvres, gêne pour respirer", "gravite": "grave"}
    note = "Trousse d’urgence à l’école, avec le protocole du Dr Haddad."
    yield _Line("allergies", {"substance": "Arachide", "note": note} | reaction)
    yield _Line("traitements", nothing=True)
    yield _Line("medecin", {"nom": "Dr Karim Haddad", "telephone": "01 00 00 00 13", "note": "Pédiatre"})
    yield _Line("contacts", {"nom": "Camille Martin", "relation": "Mère", "telephone": "06 00 00 00 30"})
