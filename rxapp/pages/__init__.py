"""The pages by address. Pages are compiled to static files: nothing here is secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.text import _
from rxapp.pages import accueil, activation, index
from rxapp.state.accueil import AccueilState
from rxapp.state.activation import ActivationState
from rxapp.state.index import IndexState


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One page: its address, title, function, and what loads it."""

    path: str
    title: Var[str]
    page: Callable[[], rx.Component]
    on_load: Any = None


ROUTES = (
    PageRoute("/", _("Carnet : votre carnet de santé numérique"), index.page, IndexState.open),
    PageRoute("/activation", _("Activer un espace · Carnet"), activation.page, ActivationState.open),
    PageRoute("/accueil", _("Accueil · Carnet"), accueil.page, AccueilState.open),
)
