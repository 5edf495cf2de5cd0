"""Acts of documents that others file, as they are read in a person's history; English is in ``locales/en/sending.po``."""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

FILED_BY_STAFF = "document.depose"

DISPUTED = "document.conteste"

declare_actions({FILED_BY_STAFF: _("Document déposé dans le dossier"), DISPUTED: _("Document contesté auprès de son auteur")})
