"""What nobody foresaw: a number for the person, one line of log under the same number, no value in either."""

from __future__ import annotations

import logging
import secrets

from rxapp.core.errors import DomainError, declare
from rxapp.core.i18n import _

_log = logging.getLogger("carnet.incident")

declare({"incident": _("Une erreur imprévue s’est produite. Donnez ce numéro à l’exploitant : {number}.")})


def incident(where: str, error: BaseException) -> DomainError:
    """Log where it happened and how, and give the words that carry the number (eight hexadecimal digits)."""
    number = secrets.token_hex(4).upper()
    _log.error("incident %s: %s", number, where, exc_info=error)
    return DomainError("incident", number=number)
