"""What is told, and the ways it takes. A room that has something new to tell adds its kind here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from rxapp.core.i18n import _
from rxapp.core.policy import Role


class Channel(StrEnum):
    """A way to a person."""

    APP = "app"
    MAIL = "mail"
    PUSH = "push"


@dataclass(frozen=True)
class Kind:
    """One kind of news: its name, and one sentence on what it tells. ``pressing``: quiet hours do not hold it back."""

    code: str
    label: str
    sentence: str
    pressing: bool = False


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("rappel", _("Rappels de rendez-vous"), _("Avant chaque rendez-vous, aux délais choisis plus bas.")),
        Kind("prevention", _("Messages de prévention"), _("Ce que la prévention propose, pour vous et vos enfants.")),
        Kind("commande", _("Commandes à la pharmacie"), _("Chaque étape d’une commande, et ce que la pharmacie demande.")),
        Kind(
            "proche",
            _("Proches"),
            _("Vos enfants et l’autre parent (invitation, fermeture d’un carnet, 18 ans), vos aidants et ceux que vous aidez."),
        ),
        Kind("document", _("Documents"), _("Ce qu’un professionnel ou un établissement dépose dans le dossier.")),
        Kind("acces", _("Accès au dossier"), _("Quel professionnel demande à lire le dossier, et ce qui lui est répondu.")),
        Kind(
            "urgence",
            _("Accès en urgence"),
            _("Qu’un professionnel a ouvert le dossier en urgence : dit aussitôt, même pendant les heures calmes."),
            pressing=True,
        ),
        Kind("message", _("Messages"), _("Ce que vous écrivent les professionnels et l’Assurance Maladie.")),
        Kind("partage", _("Partages"), _("Quand un lien que vous avez fait est ouvert, ou se ferme après des codes faux.")),
    )
}
"""By code, in the order of the settings. The sentences are a patient's."""

_TALKS = _("Ce que vous écrivent vos patients, et vos confrères à leur sujet.")
_SENT = _("Quand un document que vous avez envoyé est refusé, ou attend.")
STAFF_KINDS: Mapping[Role, Mapping[str, str]] = {
    Role.PROFESSIONAL: {"acces": _("Quand une personne vous permet de lire son dossier."), "document": _SENT, "message": _TALKS},
    Role.ESTABLISHMENT: {"document": _SENT, "message": _TALKS},
    Role.PHARMACY: {"commande": _("Une commande qui arrive, une réponse, une annulation.")},
    Role.OPERATOR: {},
}
"""What is told to whoever is no patient, each with its sentence."""


def kinds_for(role: Role) -> tuple[Kind, ...]:
    """What an account of a role is told, in the order of the settings."""
    theirs = STAFF_KINDS.get(role)
    if theirs is None:
        return tuple(KINDS.values())
    return tuple(replace(kind, sentence=theirs[kind.code]) for kind in KINDS.values() if kind.code in theirs)


WAYS = {Channel.APP: _("Dans Carnet"), Channel.MAIL: _("Par e-mail"), Channel.PUSH: _("Sur mes appareils")}
"""What each channel is called."""

DEFAULT_DELAYS = (7 * 24 * 60, 24 * 60)
"""Minutes before an appointment: seven days and one day."""
