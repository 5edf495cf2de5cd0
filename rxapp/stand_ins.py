"""Pages with a parameter in their address, prerendered once under a stand-in, so that they show their shape before any script.

React Router prerenders only fixed addresses. The stand-in's HTML fits every address of its route, because nothing in the
first rendering depends on the parameter; what does comes with the state.
"""

from __future__ import annotations

import json
from typing import Any

from reflex_base.plugins import Plugin

STAND_INS = {"/dossier": "/dossier/document", "/messages": "/messages/conversation"}
"""Address of the prerendered page, by what stands before the parameter."""

_EVERYTHING_FIXED = '"prerender": true'


def stand_in(route: str) -> str | None:
    """The prerendered page of an address with one parameter, None when the address has none."""
    parent, _slash, parameter = route.rpartition("/")
    return STAND_INS.get(parent) if parameter else None


class PrerenderStandIns(Plugin):
    """Adds the stand-ins to what `reflex export` prerenders; RuntimeError when Reflex no longer writes its configuration so."""

    def pre_compile(self, **context: Any) -> None:
        """Ask for the change of the router's configuration."""
        context["add_modify_task"]("react-router.config.js", with_stand_ins)


def with_stand_ins(configuration: str) -> str:
    """The router's configuration with the stand-ins prerendered too; unchanged when nothing is prerendered."""
    if '"prerender"' not in configuration:
        return configuration
    if _EVERYTHING_FIXED not in configuration:
        raise RuntimeError("react-router.config.js no longer says " + _EVERYTHING_FIXED)
    added = json.dumps(sorted(STAND_INS.values()))
    return configuration.replace(_EVERYTHING_FIXED, f'"prerender": ({{ getStaticPaths }}) => [...getStaticPaths(), ...{added}]')
