"""State of `/parametres/aidants`: who helps oneself, whom one helps, invitations both ways."""

from __future__ import annotations

from collections.abc import Callable

from rxapp.accounts import helping, helping_views
from rxapp.accounts.helping import Invitation
from rxapp.accounts.helping_views import HelpedRow, HelperRow, HelpersView, PastRow, ScopeView
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.news import NEWS
from rxapp.state.scopes import ScopesForm
from rxapp.state.shell import Shell


class InvitationForm(ScopesForm):
    """Whom one asks, for what and until when."""

    identifiant: str
    naissance: str
    jusqu_au: str


class RenewalForm(Form):
    """Until when a help goes on from now."""

    aide: str
    jusqu_au: str


class AidantsState(Shell):
    """The page. ``made`` counts the invitations sent, so that the form is fresh after each; ``changed`` what else changed."""

    helpers: list[HelperRow] = []
    helped: list[HelpedRow] = []
    asked: list[HelpedRow] = []
    past: list[PastRow] = []
    scopes: list[ScopeView] = []
    minor: bool = False
    left: int = 0
    last_day: str = ""
    last_day_label: str = ""
    seen: bool = False
    attempt: int = 0
    made: int = 0
    changed: int = 0

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page; it looks again by itself when the other one answers or ends it."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{AidantsState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        await self._load()
        self.seen = True

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """Somebody asked, answered or ended a help."""
        await self._count()
        await self._load()

    @handler(roles=PATIENT, form=InvitationForm)
    async def invite(self, form_data: dict):
        """Ask somebody; what is said is the same whoever is named."""
        form: InvitationForm = form_data
        self.attempt += 1
        invitation = Invitation(form.identifiant[:100], form.naissance, form.scopes, form.jusqu_au)
        await work.run(_do, helping.invite, self._actor, invitation=invitation)
        self.made += 1
        self._say(_("L’invitation est partie. Si l’identifiant et la date vont ensemble, la personne la trouve dans son Carnet."))
        await self._load()

    @handler(roles=PATIENT)
    async def accept(self, helping_id: str):
        """Help somebody who asked."""
        await self._answer(helping.accept, helping_id, public_url=current().settings.public_url)
        self._say(
            _(
                "Vous pouvez maintenant l’aider : son nom est dans « Dossier de ». "
                "Une attestation est rangée dans vos deux dossiers."
            )
        )

    @handler(roles=PATIENT)
    async def decline(self, helping_id: str):
        """Do not help somebody who asked."""
        await self._answer(helping.decline, helping_id)
        self._say(_("L’invitation est refusée. La personne n’en est pas prévenue."))

    @handler(roles=PATIENT)
    async def end(self, helping_id: str):
        """End a help at once, or take an invitation back."""
        await self._answer(helping.end, helping_id, public_url=current().settings.public_url)
        self._say(_("C’est terminé, dès maintenant."))

    @handler(roles=PATIENT, form=RenewalForm)
    async def renew(self, form_data: dict):
        """Let a helper go on until another day."""
        form: RenewalForm = form_data
        self.attempt += 1
        await self._answer(helping.renew, form.aide, until=form.jusqu_au)
        self._say(_("L’aide va jusqu’au nouveau jour. Une nouvelle attestation le dit, dans vos deux dossiers."))

    @handler(roles=PATIENT)
    async def listen(self, helping_id: str, on: bool):
        """Be told the news of somebody one helps, or not."""
        await self._answer(helping.listen, helping_id, on=on)
        self._say(_("Votre choix est enregistré."))

    async def _answer(self, verb: Callable[..., object], helping_id: str, **given: object) -> None:
        """One act on a help, and the page as it is then, « Dossier de » included."""
        await work.run(_do, verb, self._actor, helping_id=helping_id, **given)
        self.changed += 1
        await self._open_shell()
        NEWS.attend(self.router.session.client_token, self._principal.account_id, f"{AidantsState.get_full_name()}.look_again")
        await self._load()

    async def _load(self) -> None:
        view = await work.run(_view, self._actor, self.language)
        self.helpers, self.helped, self.asked = list(view.helpers), list(view.helped), list(view.asked)
        self.past = list(view.past)
        self.scopes, self.minor, self.left = list(view.scopes), view.minor, view.left
        self.last_day, self.last_day_label = view.last_day, view.last_day_label


def _do(verb: Callable[..., object], actor: Actor, **given: object) -> None:
    with current().db.uow() as uow:
        verb(uow, actor=actor, **given)
        uow.commit()


def _view(actor: Actor, language: str) -> HelpersView:
    with current().db.read() as uow:
        return helping_views.helpers_view(uow, actor=actor, lang=language)
