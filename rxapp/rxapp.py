"""Composition root: the Reflex application, its guard, its edge, its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx

from rxapp.api.socket_gate import ASGIApp
from rxapp.components import layout
from rxapp.pages import NOT_FOUND, ROUTES
from rxapp.state.guard import Guard
from rxapp.state.news import NEWS
from rxapp.state.tabs import forget_tabs
from rxapp.state.unforeseen import tell_incident

guard = Guard()


def served() -> ASGIApp:
    """What the server runs: the edge, and Reflex behind it. Building the screens never comes here."""
    from rxapp.api.assemble import assemble
    from rxapp.logs import write_soberly
    from rxapp.runtime import current

    write_soberly()
    return assemble(app(), current(), guard.known)


@asynccontextmanager
async def chores() -> AsyncIterator[None]:
    """What the server does by itself while it runs."""
    from rxapp.api.housekeeping import housekeeping
    from rxapp.runtime import current

    async with housekeeping(current(), told=NEWS.bringer(app)):
        yield


app = rx.App(
    html_lang="fr",
    stylesheets=["/carnet.css"],
    reset_style=False,
    head_components=layout.head(),
    app_wraps={},
    toaster=None,
    backend_exception_handler=tell_incident,
)
app.add_middleware(guard, index=0)
app.register_lifespan_task(chores)
app.register_lifespan_task(forget_tabs, app=app)
for route in (*ROUTES, NOT_FOUND):
    app.add_page(route.page, route=route.path, title=route.title, on_load=route.on_load)
