"""Professions, and which kinds of document and parts of a profile each opens when a person allows its members. Pure.

The order of 26 October 2023 gives such a table to the French shared record. This one is Carnet's own after its idea, narrower:
its kinds of document are fewer and broader than the order's (docs/decisions/074). They are codes of `record.categories`;
those of a profile are codes of `profile.parts`, and vaccinations (docs/decisions/090).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rxapp.core.i18n import _, translate
from rxapp.core.policy import VACCINATIONS


class Profession(StrEnum):
    """What a professional's account says of whoever uses it."""

    DOCTOR = "medecin"
    REGULATOR = "medecin_samu"
    MIDWIFE = "sage_femme"
    DENTIST = "dentiste"
    NURSE = "infirmier"
    PHARMACIST = "pharmacien"
    PHYSIOTHERAPIST = "kinesitherapeute"
    SPEECH_THERAPIST = "orthophoniste"
    PSYCHOLOGIST = "psychologue"
    DIETITIAN = "dieteticien"
    SOCIAL_WORKER = "assistant_social"
    ASSISTANT = "secretaire"
    OTHER = "autre"


LABELS: Mapping[Profession, str] = {
    Profession.DOCTOR: _("Médecin"),
    Profession.REGULATOR: _("Médecin du SAMU"),
    Profession.MIDWIFE: _("Sage-femme"),
    Profession.DENTIST: _("Chirurgien-dentiste"),
    Profession.NURSE: _("Infirmier, infirmière"),
    Profession.PHARMACIST: _("Pharmacien, pharmacienne"),
    Profession.PHYSIOTHERAPIST: _("Kinésithérapeute"),
    Profession.SPEECH_THERAPIST: _("Orthophoniste"),
    Profession.PSYCHOLOGIST: _("Psychologue"),
    Profession.DIETITIAN: _("Diététicien, diététicienne"),
    Profession.SOCIAL_WORKER: _("Assistant social, assistante sociale"),
    Profession.ASSISTANT: _("Secrétaire, assistant médical"),
    Profession.OTHER: _("Autre profession"),
}

_CARE = frozenset({"compte_rendu", "biologie", "imagerie", "ordonnance", "vaccination", "courrier"})
_EVERYTHING = _CARE | {"certificat", "administratif", "directives", "autre"}

TABLE: Mapping[Profession, frozenset[str]] = {
    Profession.DOCTOR: _EVERYTHING,
    Profession.REGULATOR: _EVERYTHING,
    Profession.MIDWIFE: _CARE | {"certificat", "directives"},
    Profession.DENTIST: _CARE - {"courrier"},
    Profession.NURSE: _CARE | {"directives"},
    Profession.PHARMACIST: frozenset({"biologie", "ordonnance", "vaccination"}),
    Profession.PHYSIOTHERAPIST: frozenset({"compte_rendu", "imagerie", "ordonnance"}),
    Profession.SPEECH_THERAPIST: frozenset({"compte_rendu", "ordonnance"}),
    Profession.PSYCHOLOGIST: frozenset({"compte_rendu", "courrier"}),
    Profession.DIETITIAN: frozenset({"biologie", "ordonnance"}),
    Profession.SOCIAL_WORKER: frozenset({"administratif"}),
    Profession.ASSISTANT: frozenset({"administratif"}),
    Profession.OTHER: frozenset(),
}
"""What is not here, its author alone opens."""

_DANGERS = frozenset({"allergies", "traitements", "maladies", "grossesse"})
_MEDICAL = _DANGERS | {"operations", "famille", "habitudes", "groupe", "handicap"}
_WHOLE = _MEDICAL | {"medecin", "contacts", "confiance", "directives", "don", VACCINATIONS}

PROFILE: Mapping[Profession, frozenset[str]] = {
    Profession.DOCTOR: _WHOLE,
    Profession.REGULATOR: _WHOLE,
    Profession.MIDWIFE: _MEDICAL | {"medecin", "contacts", VACCINATIONS},
    Profession.DENTIST: _DANGERS,
    Profession.NURSE: frozenset({"allergies", "traitements", "maladies", "handicap", "contacts", VACCINATIONS}),
    Profession.PHARMACIST: frozenset({"allergies", "traitements", "grossesse", VACCINATIONS}),
    Profession.PHYSIOTHERAPIST: frozenset({"handicap"}),
    Profession.SPEECH_THERAPIST: frozenset(),
    Profession.PSYCHOLOGIST: frozenset(),
    Profession.DIETITIAN: frozenset({"allergies"}),
    Profession.SOCIAL_WORKER: frozenset({"handicap", "contacts"}),
    Profession.ASSISTANT: frozenset(),
    Profession.OTHER: frozenset(),
}
"""Parts of a profile; what is not here, no professional of that profession opens."""


def profession(code: str | None) -> Profession:
    """The profession of a code; one that is not known is another one, which opens nothing by itself."""
    return Profession(code) if code in set(Profession) else Profession.OTHER


def profession_label(code: str | None, lang: str) -> str:
    """A profession in words."""
    return translate(LABELS[profession(code)], lang)
