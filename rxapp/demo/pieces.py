"""A document of the demonstration before it is made, and the letterheads that several people's documents bear."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.demo.sheets import Sheet

LAB = ("Laboratoire des Quatre-Vents", "12 rue du Pont, 00120 Valbois")
GP = ("Dr Anne Moreau, médecine générale", "5 place de l’Église, 00120 Valbois")
PAEDIATRICIAN = ("Dr Karim Haddad, pédiatrie", "9 allée des Acacias, 00120 Valbois")
HOSPITAL = ("CHU de Valbois", "Avenue des Platanes, 00120 Valbois")
IMAGING = ("Centre d’imagerie du Parc", "2 rue du Parc, 00120 Valbois")

SIGNED = ("", "Bien confraternellement,")


@dataclass(frozen=True)
class Piece:
    """A document to make. `author`: identifier of the account that adds it, or (`sent`) that sends it by identity traits.

    `any_day`: a birth does not wait for Monday; every other act is of a working day.
    """

    category: str
    sheet: Sheet
    author: str
    note: str = ""
    sent: bool = False
    any_day: bool = False
