"""The acts of this room as they are read in a person's history; English is in ``locales/en/inbox.po``.

A line says who wrote to whom. Neither subject nor text nor title is in it.
"""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

STARTED = "message.conversation"
SENT = "message.envoye"
ABSENT = "message.absence"
WITHDRAWN = "message.retire"
LOOKED_AT = "message.consulte"
LISTED = "message.liste"
PRINTED = "message.imprime"
ARCHIVED = "message.archive"
TAKEN_OUT = "message.desarchive"
BLOCKED = "message.bloque"
UNBLOCKED = "message.debloque"
REPORTED = "message.signale"
CLOSED = "message.clos"
ASSIGNED = "message.confie"
ADDED = "message.ajoute"
INFORMED = "message.information"

declare_actions(
    {
        STARTED: _("Conversation commencée"),
        SENT: _("Message envoyé"),
        ABSENT: _("Message d’absence reçu"),
        WITHDRAWN: _("Message retiré avant d’être lu"),
        LOOKED_AT: _("Conversation consultée"),
        LISTED: _("Liste des conversations consultée"),
        PRINTED: _("Conversation préparée pour l’impression"),
        ARCHIVED: _("Conversation archivée"),
        TAKEN_OUT: _("Conversation sortie des archives"),
        BLOCKED: _("Professionnel bloqué"),
        UNBLOCKED: _("Professionnel débloqué"),
        REPORTED: _("Message signalé"),
        CLOSED: _("Conversation close"),
        ASSIGNED: _("Conversation confiée à un collègue"),
        ADDED: _("Professionnel ajouté à une conversation"),
        INFORMED: _("Information reçue"),
    }
)
