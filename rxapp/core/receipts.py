"""The receipt of a history as a person keeps it: a small text, read back and compared with the chain as it is now."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rxapp.core import audit
from rxapp.core.audit import Receipt
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError, declare
from rxapp.core.i18n import _, date_time, translate

_LINE = re.compile(r"(?<!\S)([1-9]\d{0,8})\s+([0-9a-fA-F]{64})\s+(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))(?!\S)")
_TEXT = _(
    "Carnet : reçu de l’historique\n"
    "Dossier de {name}\n"
    "Fait le {date}, à la ligne {line}\n\n"
    "{receipt}\n\n"
    "Clé de signature de ce Carnet : ed25519:{key}\n\n"
    "Gardez ce fichier hors de Carnet. Page Historique, « Comparer un reçu » dit si l’historique a été modifié "
    "ou coupé depuis.\n"
)


class Outcome(StrEnum):
    """What a kept receipt tells of the present chain."""

    INTACT = "intact"
    BROKEN = "broken"  # a line no longer follows the one before it
    CUT = "cut"  # lines that the receipt saw are gone
    REWRITTEN = "rewritten"  # the chain holds, but it is not the one the receipt saw


@dataclass(frozen=True)
class Comparison:
    """A receipt beside a chain of `lines` lines; `broken_at` is the first wrong one when the chain is broken."""

    outcome: Outcome
    receipt: Receipt
    lines: int
    broken_at: int | None = None

    @property
    def added(self) -> int:
        """Lines since the receipt."""
        return max(0, self.lines - self.receipt.seq)


def receipt_text(receipt: Receipt, name: str, key: bytes, lang: str) -> str:
    """The text of the file that a person keeps: a few words, and the line that `read_receipt` finds again."""
    said = {"name": name, "date": date_time(receipt.at, lang), "line": receipt.seq, "receipt": receipt.to_text()}
    return translate(_TEXT, lang, **said, key=key.hex())


def read_receipt(text: str) -> Receipt:
    """Find the receipt in what a person pasted, words around it or not. Raises `DomainError("recu.vide" | "recu.illisible")`."""
    if not text.strip():
        raise DomainError("recu.vide")
    found = _LINE.search(text)
    try:
        return Receipt.parse(" ".join(found.groups()) if found else "")
    except ValueError:
        raise DomainError("recu.illisible") from None


def compare(uow: UnitOfWork, person_id: str, receipt: Receipt) -> Comparison:
    """Whether a person's chain still holds all that the receipt saw. Never raises for a bad chain."""
    chain = audit.verify(uow, person_id)
    if not chain.ok:
        return Comparison(Outcome.BROKEN, receipt, chain.lines, chain.broken_at)
    if receipt.seq > chain.lines:
        return Comparison(Outcome.CUT, receipt, chain.lines)
    held = audit.verify(uow, person_id, receipt).ok
    return Comparison(Outcome.INTACT if held else Outcome.REWRITTEN, receipt, chain.lines)


declare(
    {
        "recu.vide": _("Collez le texte du reçu, ou choisissez son fichier."),
        "recu.illisible": _(
            "Ce texte n’est pas un reçu de Carnet : il y manque la ligne qui commence par un nombre suivi de 64 signes."
        ),
    }
)
