"""The parts of a medical profile, as data: what each asks, in which boxes, and how its entries are named. Pure.

Codes of parts are their anchors on the page; codes of fields name their boxes. English is in ``locales/en/profile.po``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rxapp.core.i18n import _, translate
from rxapp.profile import when
from rxapp.profile.suggest import in_language

LINE, NOTE = 160, 2_000
"""Longest texts, in characters."""


class Box(StrEnum):
    """How a field is asked for."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"
    PHONE = "phone"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One box. ``list``: the name of the reference list that helps while typing. ``ahead``: a day may be in the future.

    ``choices``: (code, words). ``starts``: the choice a new entry starts with.
    """

    code: str
    label: str
    box: Box = Box.TEXT
    required: bool = False
    hint: str = ""
    list: str = ""
    ahead: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    starts: str = ""

    @property
    def most(self) -> int:
        """Longest text, in characters."""
        return NOTE if self.box is Box.LONG else LINE

    def shown(self, value: str, lang: str) -> str:
        """A value in words; what is chosen from a list in the reader's own."""
        if self.box is Box.DAY:
            return when.words(value, lang)
        if self.box is Box.CHOICE:
            return translate(dict(self.choices).get(value, value), lang)
        return in_language(self.list, value, lang)


@dataclass(frozen=True, slots=True)
class Part:
    """One part. ``names``: the fields whose values name an entry. ``none``: the words of « rien de connu ».

    ``single``: it has one entry at most. ``urgent``: it is on the emergency card. ``sex`` and ``ages``: of whom it is asked.
    ``of_now``: its words of « rien de connu » speak of today, so that what is over may stand beside them.
    """

    code: str
    title: str
    fields: tuple[Field, ...]
    names: tuple[str, ...]
    none: str
    add: str
    about: str = ""
    single: bool = False
    urgent: bool = False
    of_now: bool = False
    sex: str = ""
    ages: tuple[int, int] = (0, 130)

    def field(self, code: str) -> Field:
        """One of its fields."""
        return next(one for one in self.fields if one.code == code)


ENDS, STATE, PAST = "fin", "etat", "passee"
"""The fields that say that something is over, and the answer that does."""
DUE = "terme"
"""The field with the date of a pregnancy."""
_SINCE = Field("depuis", _("Depuis"), Box.DAY, hint=_("Une année, un mois (03/2019) ou un jour (26/03/2019)."))
_NOTE = Field("note", _("Remarque"), Box.LONG)
_PHONE = Field("telephone", _("Téléphone"), Box.PHONE)
_ADDRESS = Field("adresse", _("Adresse"))
_NAME = Field("nom", _("Nom"), required=True)
_ACT = Field("acte", _("Opération ou raison du séjour"), required=True, list="operations")
_WHEN = Field("quand", _("Quand"), Box.DAY, hint=_("Une année, un mois (03/2019) ou un jour (26/03/2019)."))

PARTS: tuple[Part, ...] = (
    Part(
        "traitements",
        _("Traitements"),
        (
            Field("medicament", _("Médicament"), required=True, list="medicaments", hint=_("Le nom écrit sur la boîte suffit.")),
            Field("dose", _("Dose"), hint=_("Par exemple : 5 mg, 1 comprimé.")),
            Field("rythme", _("Rythme"), hint=_("Par exemple : matin et soir.")),
            _SINCE,
            Field(ENDS, _("Arrêt"), Box.DAY, hint=_("Le jour où il s’arrête, ou s’est arrêté."), ahead=True),
            Field("pourquoi", _("Pour quoi"), list="maladies"),
            _NOTE,
        ),
        ("medicament", "dose"),
        _("Aucun traitement en cours"),
        _("Ajouter un traitement"),
        urgent=True,
        of_now=True,
    ),
    Part(
        "allergies",
        _("Allergies et intolérances"),
        (
            Field("substance", _("À quoi"), required=True, list="allergenes"),
            Field("reaction", _("Ce qui arrive"), hint=_("Par exemple : boutons, gêne pour respirer.")),
            Field(
                "gravite",
                _("Gravité"),
                Box.CHOICE,
                choices=(("legere", _("Légère")), ("moderee", _("Modérée")), ("grave", _("Grave"))),
            ),
            _SINCE,
            _NOTE,
        ),
        ("substance",),
        _("Aucune allergie connue"),
        _("Ajouter une allergie"),
        urgent=True,
    ),
    Part(
        "maladies",
        _("Maladies"),
        (
            Field("maladie", _("Maladie"), required=True, list="maladies"),
            Field(
                STATE,
                _("Aujourd’hui"),
                Box.CHOICE,
                required=True,
                choices=(("en_cours", _("Actuelle")), (PAST, _("Passée"))),
                starts="en_cours",
            ),
            _SINCE,
            Field(ENDS, _("Jusqu’à"), Box.DAY),
            _NOTE,
        ),
        ("maladie",),
        _("Aucune maladie connue"),
        _("Ajouter une maladie"),
        urgent=True,
    ),
    Part(
        "operations",
        _("Opérations et séjours à l’hôpital"),
        (_ACT, _WHEN, Field("lieu", _("Où")), _NOTE),
        ("acte",),
        _("Aucune opération ni séjour"),
        _("Ajouter une opération ou un séjour"),
    ),
    Part(
        "famille",
        _("Antécédents familiaux"),
        (
            Field(
                "lien",
                _("Qui"),
                Box.CHOICE,
                required=True,
                choices=(
                    ("mere", _("Mère")),
                    ("pere", _("Père")),
                    ("fratrie", _("Frère ou sœur")),
                    ("grand_parent", _("Grand-parent")),
                    ("enfant", _("Enfant")),
                    ("autre", _("Autre parent")),
                ),
            ),
            Field("maladie", _("Maladie"), required=True, list="maladies"),
            Field("age", _("À quel âge"), hint=_("Par exemple : vers 50 ans.")),
            _NOTE,
        ),
        ("lien", "maladie"),
        _("Aucun antécédent familial connu"),
        _("Ajouter un antécédent familial"),
    ),
    Part(
        "handicap",
        _("Handicap et aides"),
        (
            Field("quoi", _("Handicap ou gêne"), required=True, list="handicaps"),
            Field("aide", _("Aide ou appareil"), list="aides"),
            _SINCE,
            _NOTE,
        ),
        ("quoi",),
        _("Aucun handicap"),
        _("Ajouter un handicap ou une aide"),
        about=_("Ce qui aide à vous accueillir : appareil auditif, fauteuil, langue des signes, accompagnant."),
        urgent=True,
    ),
    Part(
        "habitudes",
        _("Mode de vie"),
        (
            Field(
                "tabac",
                _("Tabac"),
                Box.CHOICE,
                choices=(("jamais", _("Jamais")), ("arrete", _("Arrêté")), ("parfois", _("Parfois")), ("jour", _("Chaque jour"))),
            ),
            Field(
                "alcool",
                _("Alcool"),
                Box.CHOICE,
                choices=(
                    ("jamais", _("Jamais")),
                    ("parfois", _("Parfois")),
                    ("semaine", _("Chaque semaine")),
                    ("jour", _("Chaque jour")),
                ),
            ),
            Field(
                "activite",
                _("Activité physique"),
                Box.CHOICE,
                choices=(
                    ("peu", _("Peu ou pas")),
                    ("marche", _("Marche ou vélo de tous les jours")),
                    ("semaine", _("Sport chaque semaine")),
                    ("souvent", _("Sport plusieurs fois par semaine")),
                ),
            ),
            _NOTE,
        ),
        (),
        _("Rien à signaler"),
        _("Décrire mon mode de vie"),
        single=True,
    ),
    Part(
        "groupe",
        _("Groupe sanguin"),
        (
            Field(
                "groupe",
                _("Groupe"),
                Box.CHOICE,
                required=True,
                choices=tuple((one, one) for one in ("O+", "O-", "A+", "A-", "B+", "B-", "AB+", "AB-")),
            ),
            Field("source", _("D’après"), hint=_("Par exemple : carte de groupe, livret de maternité.")),
        ),
        ("groupe",),
        _("Groupe sanguin inconnu"),
        _("Indiquer le groupe sanguin"),
        about=_("Avant une transfusion, l’hôpital le vérifie toujours lui-même."),
        single=True,
        urgent=True,
    ),
    Part(
        "grossesse",
        _("Grossesse"),
        (
            Field(
                STATE,
                _("Aujourd’hui"),
                Box.CHOICE,
                required=True,
                choices=(("en_cours", _("En cours")), (PAST, _("Passée"))),
                starts="en_cours",
            ),
            Field(DUE, _("Date prévue, ou date de la fin"), Box.DAY, ahead=True),
            _NOTE,
        ),
        (STATE,),
        _("Aucune grossesse"),
        _("Ajouter une grossesse"),
        about=_("Pour que le calendrier de prévention en tienne compte, répondez aussi à la question de la page Prévention."),
        urgent=True,
        sex="F",
        ages=(11, 60),
    ),
    Part(
        "medecin",
        _("Médecin traitant"),
        (_NAME, _PHONE, _ADDRESS, _NOTE),
        ("nom",),
        _("Pas de médecin traitant"),
        _("Indiquer le médecin traitant"),
        single=True,
        urgent=True,
    ),
    Part(
        "contacts",
        _("Personnes à prévenir"),
        (
            _NAME,
            Field("relation", _("Lien avec vous"), hint=_("Par exemple : sœur, voisin.")),
            Field("telephone", _("Téléphone"), Box.PHONE, required=True),
            _NOTE,
        ),
        ("nom",),
        _("Aucune personne à prévenir"),
        _("Ajouter une personne à prévenir"),
        urgent=True,
    ),
    Part(
        "confiance",
        _("Personne de confiance"),
        (_NAME, _PHONE, _ADDRESS, _SINCE, _NOTE),
        ("nom",),
        _("Aucune personne de confiance désignée"),
        _("Indiquer la personne de confiance"),
        about=_(
            "Celle qui parle pour vous si vous ne pouvez plus le faire. Elle se désigne par un écrit signé ; ici vous le notez."
        ),
        single=True,
        urgent=True,
    ),
    Part(
        "directives",
        _("Directives anticipées"),
        (
            Field(
                STATE,
                _("Mes directives"),
                Box.CHOICE,
                required=True,
                choices=(("oui", _("Rédigées")), ("en_projet", _("Pas encore rédigées"))),
            ),
            _WHEN,
            Field("lieu", _("Où les trouver"), hint=_("Par exemple : dans le dossier de ce Carnet, chez ma fille.")),
            _NOTE,
        ),
        (STATE,),
        _("Aucune directive rédigée"),
        _("Indiquer mes directives"),
        about=_(
            "Ce que vous voulez pour la fin de votre vie, écrit, daté et signé. Ajoutez le document au dossier, puis liez-le ici."
        ),
        single=True,
        ages=(16, 130),
    ),
    Part(
        "don",
        _("Don d’organes"),
        (
            Field(
                "souhait",
                _("Souhait"),
                Box.CHOICE,
                required=True,
                choices=(
                    ("accord", _("Je suis d’accord")),
                    ("refus", _("Je refuse")),
                    ("proches", _("J’ai dit mon souhait à mes proches")),
                ),
            ),
            _NOTE,
        ),
        ("souhait",),
        _("Aucun souhait exprimé"),
        _("Indiquer mon souhait"),
        about=_("Un refus écrit ici ne remplace pas l’inscription au registre national des refus."),
        single=True,
        ages=(13, 130),
    ),
)
BY_CODE: Mapping[str, Part] = {one.code: one for one in PARTS}
FIELDS: frozenset[str] = frozenset(field.code for part in PARTS for field in part.fields)
"""Every name of a box."""


def asked_of(part: Part, *, sex: str, age: int) -> bool:
    """Whether the part makes sense for somebody; what was written of it is shown all the same."""
    return part.sex in ("", sex) and part.ages[0] <= age <= part.ages[1]


def title_of(part: Part, values: Mapping[str, str], lang: str) -> str:
    """What an entry is called; the name of its part where its values name nothing."""
    named = [part.field(code).shown(values[code], lang) for code in part.names if values.get(code)]
    if part.code == "famille":
        return translate(_("{qui} : {quoi}"), lang, qui=named[0], quoi=named[-1])
    return " ".join(named) or translate(part.title, lang)


def details_of(part: Part, values: Mapping[str, str], lang: str) -> list[tuple[str, str]]:
    """What else an entry says: labels and words, in the order of the boxes."""
    beside = [field for field in part.fields if field.code not in part.names and values.get(field.code)]
    return [(translate(field.label, lang), field.shown(values[field.code], lang)) for field in beside]
