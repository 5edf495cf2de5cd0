"""Campaigns: what a person may refuse as one. Each rule belongs to one, by its kind and series, so a new rule always has one.

Pure. English is in ``locales/en/prevention.po``.
"""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core.i18n import _

ALL = ""
"""Stands for every campaign in a refusal."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign: its name, and what the bell says of a new message, to the person themself and to a parent."""

    code: str
    title: str
    mine: str
    theirs: str


CAMPAIGNS: tuple[Campaign, ...] = (
    Campaign(
        "vaccins-enfant",
        _("Vaccins de l’enfant et de l’adolescent"),
        _("Un message sur vos vaccins vous attend."),
        _("{prenom} : un message sur ses vaccins vous attend."),
    ),
    Campaign(
        "examens-enfant",
        _("Examens obligatoires de l’enfant"),
        _("Un message sur vos examens de santé vous attend."),
        _("{prenom} : un message sur ses examens de santé vous attend."),
    ),
    Campaign(
        "dentaire",
        _("Examens dentaires"),
        _("Un message sur vos dents vous attend."),
        _("{prenom} : un message sur ses dents vous attend."),
    ),
    Campaign(
        "vaccins-adulte",
        _("Vaccins de l’adulte"),
        _("Un message sur vos vaccins vous attend."),
        _("{prenom} : un message sur ses vaccins vous attend."),
    ),
    Campaign(
        "hiver",
        _("Vaccins de l’automne : grippe, Covid-19, VRS"),
        _("Un message sur les vaccins de l’automne vous attend."),
        _("{prenom} : un message sur les vaccins de l’automne vous attend."),
    ),
    Campaign(
        "bilan",
        _("Mon bilan prévention"),
        _("Un message sur votre bilan de prévention vous attend."),
        _("{prenom} : un message sur son bilan de prévention vous attend."),
    ),
    Campaign(
        "depistages",
        _("Dépistages organisés des cancers"),
        _("Un message sur un dépistage vous attend."),
        _("{prenom} : un message sur un dépistage vous attend."),
    ),
    Campaign(
        "grossesse",
        _("Grossesse et naissance"),
        _("Un message sur votre grossesse vous attend."),
        _("{prenom} : un message sur sa grossesse vous attend."),
    ),
    Campaign(
        "autres",
        _("Autres rendez-vous de prévention"),
        _("Un message de prévention vous attend."),
        _("{prenom} : un message de prévention vous attend."),
    ),
)
BY_CODE = {one.code: one for one in CAMPAIGNS}
_WINTER = ("vx-flu", "vx-covid", "vx-rsv")
_PREGNANCY = ("px-", "vx-preg", "dx-preg")
_ADULT = ("vx-dtcap-25", "vx-dtp-", "vx-zoster", "vx-pneumo", "vx-mmr-catchup")
_BY_KIND = {
    "vaccine": "vaccins-enfant",
    "exam": "examens-enfant",
    "dental": "dentaire",
    "checkup": "bilan",
    "screening": "depistages",
}


def campaign_of(rule: str, kind: str) -> str:
    """The campaign of a rule, by its id and its kind ("vaccine", "exam", "dental", "checkup", "screening")."""
    if rule.startswith(_PREGNANCY):
        return "grossesse"
    if rule.startswith(_WINTER):
        return "hiver"
    if rule.startswith(_ADULT):
        return "vaccins-adulte"
    return _BY_KIND.get(kind, "autres")
