"""The acts of this room as they are read in a person's history; English is in ``locales/en/agenda.po``."""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

ADDED = "rendezvous.ajout"
CHANGED = "rendezvous.changement"
MOVED = "rendezvous.deplacement"
CANCELLED = "rendezvous.annulation"
OCCURRENCE_CANCELLED = "rendezvous.annulation_une"
FOLLOWING_CANCELLED = "rendezvous.annulation_suite"
ALL_CANCELLED = "rendezvous.annulation_tous"
RESTORED = "rendezvous.retablissement"
IMPORTED = "rendezvous.importation"
LOOKED_AT = "agenda.consultation"
EXPORTED = "agenda.exportation"
EXPORTED_ONE = "rendezvous.telechargement"
FEED_MADE = "calendrier.adresse"
FEED_REVOKED = "calendrier.revocation"
FEED_READ = "calendrier.lecture"

declare_actions(
    {
        ADDED: _("Rendez-vous ajouté"),
        CHANGED: _("Rendez-vous modifié"),
        MOVED: _("Rendez-vous déplacé"),
        CANCELLED: _("Rendez-vous annulé"),
        OCCURRENCE_CANCELLED: _("Un rendez-vous d’une série annulé"),
        FOLLOWING_CANCELLED: _("Suite d’une série de rendez-vous annulée"),
        ALL_CANCELLED: _("Rendez-vous à venir annulés avec la fermeture du compte ; nombre : {nombre}"),
        RESTORED: _("Rendez-vous rétabli"),
        IMPORTED: _("Fichier de calendrier repris ; rendez-vous ajoutés, modifiés ou annulés : {nombre}"),
        LOOKED_AT: _("Agenda consulté"),
        EXPORTED: _("Agenda téléchargé"),
        EXPORTED_ONE: _("Rendez-vous téléchargé"),
        FEED_MADE: _("Adresse secrète de calendrier créée"),
        FEED_REVOKED: _("Adresse secrète de calendrier révoquée"),
        FEED_READ: _("Agenda lu par un calendrier abonné"),
    }
)
