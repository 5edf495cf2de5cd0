"""What a form says of the scopes that somebody gives: one box for each."""

from __future__ import annotations

from rxapp.core.policy import HelpScope
from rxapp.state.handler import Form


class ScopesForm(Form):
    """Boxes that are not ticked are absent."""

    portee_voir: str = ""
    portee_ajouter: str = ""
    portee_agenda: str = ""
    portee_messages: str = ""
    portee_pharmacie: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The boxes that are ticked."""
        return tuple(scope.value for scope in HelpScope if getattr(self, f"portee_{scope.value}"))
