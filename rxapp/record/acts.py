"""Acts of documents that others file or that are kept to oneself, as they are read in a person's history."""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

FILED_BY_STAFF = "document.depose"

DISPUTED = "document.conteste"

SHOWN = "document.montre"
"""A minor shows a document that they kept."""
ATTESTATION_SHOWN, ATTESTATION_KEPT = "document.attestation_montree", "document.attestation_gardee"

declare_actions(
    {
        FILED_BY_STAFF: _("Document déposé dans le dossier"),
        DISPUTED: _("Document contesté auprès de son auteur"),
        SHOWN: _("Document montré aux parents"),
        ATTESTATION_SHOWN: _("Attestation montrée à qui lit le dossier"),
        ATTESTATION_KEPT: _("Attestation gardée pour soi"),
    }
)
