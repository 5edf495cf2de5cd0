"""The acts of this room as they are read in a person's history; English is in ``locales/en/profile.po``.

What a minor keeps from their parents leaves no line.
"""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

ADDED = "profil.ajout"
CHANGED = "profil.modification"
REMOVED = "profil.retrait"
BROUGHT_BACK = "profil.remise"
NONE_KNOWN = "profil.rien"
NONE_TAKEN_BACK = "profil.rien_repris"
SHOWN = "profil.montre"
LINKED = "profil.lien"
UNLINKED = "profil.lien_retire"
COPIED = "profil.recopie"
SUMMARISED = "profil.resume"
SUMMARY_READ = "profil.resume_lu"
CARD_MADE = "profil.carte"
KEPT_ON_DEVICE = "profil.carte_gardee"
LOOKED_AT = "profil.consultation"

declare_actions(
    {
        ADDED: _("Ajouté au profil médical ({partie})"),
        CHANGED: _("Modifié dans le profil médical ({partie})"),
        REMOVED: _("Retiré du profil médical ({partie})"),
        BROUGHT_BACK: _("Remis dans le profil médical ({partie})"),
        NONE_KNOWN: _("Profil médical, rien de connu ({partie})"),
        NONE_TAKEN_BACK: _("Profil médical, « rien de connu » repris ({partie})"),
        SHOWN: _("N’est plus gardé pour soi dans le profil médical ({partie})"),
        LINKED: _("Lien ajouté dans le profil médical ({partie})"),
        UNLINKED: _("Lien retiré du profil médical ({partie})"),
        COPIED: _("Recopié dans le profil médical : {nombre}"),
        SUMMARISED: _("Résumé du profil médical téléchargé"),
        SUMMARY_READ: _("Résumé du profil médical consulté"),
        CARD_MADE: _("Carte d’urgence téléchargée"),
        KEPT_ON_DEVICE: _("Carte d’urgence gardée sur un appareil"),
        LOOKED_AT: _("Profil médical consulté"),
    }
)
