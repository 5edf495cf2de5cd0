"""State of `/parametres/proches`: who acts for whom, until when, and what one may change of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rxapp.accounts import closing_views, relatives_views, second_factor
from rxapp.accounts import service as accounts
from rxapp.accounts import views as people
from rxapp.accounts.closing_views import OngoingView
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.relatives_views import ChildView, EndedView, GrownView, ReceivedInvitation
from rxapp.accounts.second_factor import SecondFactorView
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.news import NEWS
from rxapp.state.scopes import ScopesForm
from rxapp.state.second_facteur import NOTHING_KNOWN
from rxapp.state.shell import Shell

CHOICE = "choix"
"""The id of the title of the boxes that are open."""
_NOTED = _("C’est noté. Le carnet sera fermé quand l’autre parent le demandera aussi.")
_WAITS = _("C’est noté. Le carnet sera fermé quand les commandes attendues seront remises, au plus tard dans 30 jours.")
_ANNOUNCED = _("C’est noté. Le carnet sera fermé le {date}, sauf opposition. Jusque-là, vous pouvez revenir en arrière.")
_ANNOUNCED_LATER = _(
    "C’est noté. Le carnet sera fermé le {date} au plus tôt, sauf opposition. Jusque-là, vous pouvez revenir en arrière."
)
_CLOSED = _("Le carnet est fermé. Le récépissé part par e-mail à chaque parent qui a une adresse.")


class InviteForm(Form):
    """Who is invited, by what an activation asks."""

    enfant: str
    nir: str = ""
    naissance: str = ""
    prenom: str = ""


class StopForm(Form):
    """From which day one acts no more for a child."""

    enfant: str
    jour: str = ""


class KeepForm(ScopesForm):
    """What a parent keeps at one's majority, and until when."""

    lien: str
    jusqu_au: str = ""


class CloseForm(Form):
    """Asking that a child's record be closed, proven again."""

    enfant: str
    mot_de_passe_actuel: str = ""
    code: str = ""
    confirmation: str = ""


class ProchesState(Shell):
    """The page. ``asking``: the child for whom the boxes of an invitation are open; ``stopping``: those of an end;
    ``closing``: those that close the record, with whose password is asked for (``login``) and how (``standing``), and the child's
    ``orders``.

    ``keeping``: the parent about whom the last choice of what they keep was. ``turns``: how often boxes were opened or left, and
    ``place``: the id of what is to be read from then on.
    """

    children: list[ChildView] = []
    myself: ChildView = ChildView()
    received: list[ReceivedInvitation] = []
    ended: list[EndedView] = []
    grown: GrownView = GrownView()
    seen: bool = False
    asking: str = ""
    stopping: str = ""
    closing: str = ""
    standing: SecondFactorView = NOTHING_KNOWN
    login: str = ""
    orders: list[OngoingView] = []
    _choices: dict[str, str] = {}
    _done: tuple[str, str, str] = ("", "", "")
    keeping: str = ""
    attempt: int = 0
    changes: int = 0
    turns: int = 0
    place: str = ""

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page."""
        self.asking = self.stopping = self.closing = ""
        await self._load()

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """Something changed elsewhere, or ended by itself: whose record may be opened too."""
        await self._load()

    @handler(roles=PATIENT)
    async def begin_asking(self, child_id: str):
        """Open the boxes of an invitation."""
        self._turn(CHOICE, asking=child_id)

    @handler(roles=PATIENT)
    async def begin_stopping(self, child_id: str):
        """Open the box of the day from which one acts no more."""
        self._turn(CHOICE, stopping=child_id)

    @handler(roles=PATIENT)
    async def begin_closing(self, child_id: str):
        """Say what closing a child's record does, and open the boxes that ask for it."""
        self._done = ("", "", "")
        self.standing, self.login = await work.run(_proof, self._actor, self.language)
        self.orders = await work.run(_orders, self._actor, child_id, self.language)
        self._choices = {one.id: one.chosen for one in self.orders if one.chosen}
        self._turn(CHOICE, closing=child_id)

    @handler(roles=PATIENT)
    async def choose(self, order_id: str, what: str):
        """Say what becomes of an order of the child whose record is to be closed."""
        if any(one.id == order_id for one in self.orders):
            self._choices[order_id] = what

    @handler(roles=PATIENT)
    async def leave(self):
        """Close the boxes; nothing is changed."""
        self._turn(f"enfant-{self.asking or self.stopping or self.closing}")

    @handler(roles=PATIENT, form=InviteForm)
    async def invite(self, form_data: dict):
        """Invite another parent."""
        form: InviteForm = form_data
        self.attempt += 1
        given = {"child_id": form.enfant, "nir": form.nir, "birth_date": form.naissance, "given_name": form.prenom}
        await self._do(accounts.invite, **given, address=self._visitor.address)
        self._say(_("L’invitation est notée. Si cette personne peut la recevoir, elle la trouvera sur sa page « Proches »."))

    @handler(roles=PATIENT)
    async def withdraw(self, invitation_id: str):
        """Take an invitation back."""
        await self._do(accounts.withdraw_invitation, invitation_id=invitation_id)
        self._say(_("L’invitation est retirée."))

    @handler(roles=PATIENT)
    async def accept(self, invitation_id: str):
        """Act for the child of an invitation."""
        await self._do(accounts.accept_invitation, invitation_id=invitation_id)
        self._say(_("C’est fait : son carnet est dans « Dossier de »."))

    @handler(roles=PATIENT)
    async def decline(self, invitation_id: str):
        """Decline an invitation."""
        await self._do(accounts.decline_invitation, invitation_id=invitation_id)
        self._say(_("L’invitation est déclinée. Personne n’en est averti."))

    @handler(roles=PATIENT, form=StopForm)
    async def stop(self, form_data: dict):
        """Act no more for a child from a day on."""
        form: StopForm = form_data
        self.attempt += 1
        await self._do(accounts.stop_acting, child_id=form.enfant, day=form.jour)
        self._say(_("C’est noté. Le dossier de l’enfant le dit aussi."))

    @handler(roles=PATIENT)
    async def stay(self, child_id: str):
        """Go on acting for a child."""
        await self._do(accounts.keep_acting, child_id=child_id)
        self._say(_("Vous continuez d’agir pour cet enfant."))

    @handler(roles=PATIENT, form=CloseForm)
    async def close_child(self, form_data: dict):
        """Ask that a child's record be closed; it is once all who act for the child have asked."""
        form: CloseForm = form_data
        done, said, day = self._done
        if said and form.enfant == done:  # the second of two clicks, whose code was used by the first
            self._say(said, date=day)
            return
        self.attempt += 1
        given = {"child_id": form.enfant, "password": form.mot_de_passe_actuel, "code": form.code[:100]}
        given |= {"confirmed": form.confirmation != "", "choices": dict(self._choices)}
        try:
            asked = await work.hash_run(accounts.close_child, current().db, actor=self._actor, **given)
        except DomainError:
            await self._orders_again(form.enfant)
            raise
        for token_hash in asked.ended:
            CONNECTIONS.end_session(token_hash)
        said = _CLOSED if asked.done else _said_of(asked)
        day = plain_date(asked.day, self.language) if asked.day else ""
        self._done, self.closing = (form.enfant, said, day), ""
        self.changes += 1
        self._say(said, date=day)
        await self._load()

    @handler(roles=PATIENT)
    async def keep_child(self, child_id: str):
        """Take back what one asked."""
        await self._do(accounts.keep_child, child_id=child_id)
        self._say(_("Votre demande est retirée : le carnet reste ouvert."))

    @handler(roles=PATIENT)
    async def oppose(self):
        """A young person keeps their own record, which somebody asks to be closed."""
        await self._do(accounts.oppose)
        self._say(_("C’est noté : votre carnet reste ouvert. Qui en a demandé la fermeture en est averti."))

    @handler(roles=PATIENT, form=KeepForm)
    async def keep(self, form_data: dict):
        """Choose what a parent keeps at one's majority."""
        form: KeepForm = form_data
        self.attempt += 1
        self.keeping = form.lien
        await self._do(accounts.keep, link_id=form.lien, scopes=form.scopes, until=form.jusqu_au)
        self._say(
            _("C’est noté. Cela commencera à vos 18 ans ; vous pouvez changer d’avis.")
            if form.scopes
            else _("C’est noté : ce parent ne garde rien à vos 18 ans.")
        )

    async def _orders_again(self, child_id: str) -> None:
        """What goes on may have changed since the boxes were opened; what was chosen, and may still be, stays chosen."""
        found = await work.run(_orders, self._actor, child_id, self.language)
        kept = {one.id: self._choices.get(one.id, "") for one in found}
        may = {one.id: {option.id for option in one.options} for one in found}
        self.orders = [replace(one, chosen=kept[one.id]) if kept[one.id] in may[one.id] else one for one in found]
        self._choices = {one.id: one.chosen for one in self.orders if one.chosen}

    def _turn(self, place: str, *, asking: str = "", stopping: str = "", closing: str = "") -> None:
        """Open these boxes alone. What was pressed is gone with the others, so the reader is led to `place`."""
        self.asking, self.stopping, self.closing = asking, stopping, closing
        self.turns, self.place = self.turns + 1, place

    async def _do(self, verb: Callable[..., object], **given: object) -> None:
        try:
            await work.run(_act, verb, self._actor, given)
        except FieldErrors:
            raise
        except Exception:
            await self._load()
            raise
        self.asking = self.stopping = self.closing = ""
        self.changes += 1
        await self._load()

    async def _load(self) -> None:
        await self._open_shell()
        NEWS.attend(self.router.session.client_token, self._principal.account_id, f"{ProchesState.get_full_name()}.look_again")
        found = await work.run(_relatives, self._actor, self.language)
        self.children, self.myself, self.received, self.ended = found.children, found.myself, found.received, found.ended
        self.grown, self.seen = found.grown, True  # here: a tab that is let go is emptied, and then looks again


def _act(verb: Callable[..., object], actor: Actor, given: dict[str, object]) -> None:
    with current().db.uow() as uow:
        verb(uow, actor=actor, **given)
        uow.commit()


def _said_of(asked: accounts.ChildClosing) -> str:
    """What is said of a wish that closes nothing yet."""
    if asked.day:
        return _ANNOUNCED_LATER if asked.waits else _ANNOUNCED
    return _WAITS if asked.waits else _NOTED


def _proof(actor: Actor, language: str) -> tuple[SecondFactorView, str]:
    """What is asked for before a record is closed, and whose password it is."""
    with current().db.read() as uow:
        standing = second_factor.second_factor_view(uow, actor=actor, lang=language)
        return standing, people.account_view(uow, actor=actor, lang=language).login


def _orders(actor: Actor, child_id: str, language: str) -> list[OngoingView]:
    with current().db.uow() as uow:
        found = closing_views.child_orders(uow, actor=actor, child_id=child_id, lang=language)
        uow.commit()
    return list(found)


def _relatives(actor: Actor, language: str) -> relatives_views.RelativesView:
    with current().db.read() as uow:
        return relatives_views.relatives(uow, actor=actor, lang=language)
