"""The acts of this room as they are read in a person's history; English is in ``locales/en/prevention.po``.

What a minor keeps secret leaves no line. What an account decides for itself (a card set aside, messages refused) is written in
the history of who decided, not of the child it is about; of a minor it leaves no line, since their parents read that history.
"""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

DONE = "prevention.fait"
COPIED = "prevention.recopie"
REMOVED = "prevention.retrait"
ANSWERED = "prevention.reponse"
TAKEN_BACK = "prevention.annulation"
SET_ASIDE = "prevention.mise_de_cote"
BROUGHT_BACK = "prevention.remise"
REFUSED = "prevention.refus"
ACCEPTED = "prevention.accord"
LOOKED_AT = "prevention.consultation"
EXPLAINED = "prevention.explication"
VACCINATED = "prevention.vaccin"
VACCINE_CHANGED = "prevention.vaccin_modifie"
CERTIFIED = "prevention.certificat"
VACCINES_BROUGHT = "prevention.vaccins_repris"

declare_actions(
    {
        DONE: _("Noté comme fait au calendrier de prévention"),
        COPIED: _("Recopié du carnet de santé papier au calendrier de prévention : {nombre}"),
        REMOVED: _("Retiré du calendrier de prévention"),
        ANSWERED: _("Réponse donnée pour le calendrier de prévention"),
        TAKEN_BACK: _("Dernière note du calendrier de prévention annulée"),
        SET_ASIDE: _("Carte de prévention mise de côté"),
        BROUGHT_BACK: _("Carte de prévention remise au calendrier"),
        REFUSED: _("Messages de prévention refusés"),
        ACCEPTED: _("Messages de prévention de nouveau acceptés"),
        LOOKED_AT: _("Calendrier de prévention consulté"),
        VACCINATED: _("Vaccination notée"),
        VACCINE_CHANGED: _("Vaccination modifiée"),
        VACCINES_BROUGHT: _("Vaccinations reprises d’une copie"),
        CERTIFIED: _("Relevé de vaccinations téléchargé"),
        EXPLAINED: _("Date du calendrier de prévention expliquée à l’exploitant"),
    }
)
