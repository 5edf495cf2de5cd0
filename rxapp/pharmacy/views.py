"""What is read of this room: frozen rows ready for the screen, at most 50 at a time, only what `can_see` allows."""

from .choices import Favourite, favourites
from .places import PharmaciesPage, PharmacyRow, pharmacy_view, search

__all__ = ["Favourite", "PharmaciesPage", "PharmacyRow", "favourites", "pharmacy_view", "search"]
