"""The pages by address. Pages are compiled to static files: nothing here is secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from rxapp.pages import accueil, activation, index
from rxapp.state.accueil import AccueilState
from rxapp.state.activation import ActivationState
from rxapp.state.index import IndexState


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One page: its address, title (French; the edge translates it), function, and what loads it."""

    path: str
    title: str
    page: Callable[[], rx.Component]
    on_load: Any = None


ROUTES = (
    PageRoute("/", "Carnet : votre carnet de santé numérique", index.page, IndexState.open),
    PageRoute("/activation", "Activer un espace · Carnet", activation.page, ActivationState.open),
    PageRoute("/accueil", "Accueil · Carnet", accueil.page, AccueilState.open),
)
