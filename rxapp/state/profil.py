"""State of `/profil`: the parts and their entries, the form of an entry, what it said before.

The address may open the form of a part (`?ajouter=allergies`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from rxapp.accounts import keeping
from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.core import work
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.pharmacy import views as pharmacy
from rxapp.profile import service, views
from rxapp.profile.parts import BY_CODE, Part
from rxapp.profile.service import Undo
from rxapp.profile.suggest import suggest
from rxapp.profile.views import Detail, FormView, PartView, VersionView
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, beside, handler
from rxapp.state.profil_boxes import BoxView, EntryForm, box_of
from rxapp.state.shell import Shell, Words


class ProfilState(Shell):
    """The page. ``shown_for``: whose profile it shows, "" before the first load; ``empty``: nothing was written of it yet.

    ``dialog``: "", "form", "versions" or "links" (of the entry ``linking``). ``part``, ``editing``: what the form is of, "" for
    a new entry; ``problem``: what is wrong with it beside its boxes; ``theirs``: what somebody else wrote meanwhile, while one's
    own text waits in the boxes.
    """

    shown_for: str = ""
    parts: list[PartView] = []
    empty: bool = False
    dialog: str = ""
    title: str = ""
    about: str = ""
    part: str = ""
    editing: str = ""
    boxes: list[BoxView] = []
    suggestions: list[str] = []
    theirs: list[Detail] = []
    theirs_label: str = ""
    problem: str = ""
    versions: list[VersionView] = []
    may_hide: bool = False
    linking: str = ""
    opened: int = 0
    attempt: int = 0
    told: int = 0
    undo_text: str = ""
    undo_key: str = ""
    undo_seconds: int = 0
    _version: int = 0
    _undo: Undo | None = None

    @handler(roles=PATIENT)
    async def open(self):
        """Load the profile of the open record."""
        await self._open_shell()
        self.dialog = ""
        self._offer(None)
        await self._reload()
        await self._begin(self.router.url.query_parameters.get("ajouter", ""))

    @handler(roles=PATIENT)
    async def set_none(self, seen: str, part: str, known: bool):
        """« Rien de connu » of a part, said or taken back."""
        verb = service.say_none if known else service.unsay_none
        try:
            await work.run(_write, verb, self._actor, {"person_id": self.shown_for, "part": part})
        finally:
            await self._reload()
        self._say(_("C’est noté, à la date d’aujourd’hui.") if known else _("C’est effacé."))

    @handler(roles=PATIENT)
    async def add(self, seen: str, part: str):
        """Open the form of a new entry."""
        await self._begin(part)

    @handler(roles=PATIENT)
    async def edit(self, entry_id: str):
        """Open the form of an entry that is there."""
        form: FormView = await work.run(_look, views.entry_form, self._actor, {"entry_id": entry_id, "lang": self.language})
        self._show_form(form.part, form.values)
        self.editing, self._version, self.may_hide = entry_id, form.version, False

    @handler(roles=PATIENT)
    async def read_versions(self, entry_id: str):
        """Show what an entry said before."""
        self.versions = await work.run(_look, views.versions, self._actor, {"entry_id": entry_id, "lang": self.language})
        self.title, self.dialog = self.versions[0].title, "versions"

    @handler(roles=PATIENT)
    async def close(self):
        """Close the dialog; nothing is changed."""
        self.dialog = ""

    @handler(roles=PATIENT)
    @beside
    async def suggest(self, code: str, typed: str):
        """Words of the open lists; whatever is typed stays as typed."""
        listed = next((one.listed for one in self.boxes if one.code == code), "")
        found = pharmacy.suggest(typed[:100]) if listed == "medicaments" else suggest(listed, typed[:100], self.language)
        self.suggestions = list(found)

    @handler(roles=PATIENT, form=EntryForm)
    async def save(self, seen: str, form_data: dict):
        """Keep the entry. What is wrong is said beside its box; what somebody else wrote meanwhile is shown first."""
        typed = {code: value or "" for code, value in form_data.model_dump().items()}
        secret = bool(typed.pop("secret")) and self.may_hide
        self.attempt += 1
        self.problem = ""
        try:
            await work.run(_write, *self._act(typed, secret=secret))
        except FieldErrors:
            raise
        except DomainError as error:
            if error.code == "profil.change_ailleurs":
                await self._tell_theirs()
            self.problem = message(error, self.language)
            raise
        self.dialog = ""
        self._offer(None)
        await self._reload()
        self._say(_("C’est enregistré."))

    @handler(roles=PATIENT)
    async def remove(self, entry_id: str, version: int):
        """Take an entry away as it was read; ten seconds to come back."""
        undo = None
        try:
            undo = await work.run(_write, service.remove, self._actor, {"entry_id": entry_id, "version": version})
        finally:
            await self._reload()
            self._offer(undo)

    @handler(roles=PATIENT)
    async def undo(self):
        """Bring back what was just taken away."""
        undo = self._undo
        self._offer(None)
        if undo is None:
            return
        try:
            await work.run(_write, service.take_back, self._actor, {"undo": undo})
        finally:
            await self._reload()
        self._say(_("C’est annulé."))

    @handler(roles=PATIENT)
    async def too_late(self):
        """Ten seconds are over."""
        self._offer(None)

    @handler(roles=PATIENT)
    async def keep(self, entry_id: str):
        """Keep an entry from one's parents."""
        await work.run(_write, service.keep, self._actor, {"entry_id": entry_id})
        await self._reload()
        self._say(_("Gardé pour vous : vos parents ne le voient plus. Ce que l’historique en disait déjà y reste."))

    @handler(roles=PATIENT)
    async def show(self, entry_id: str):
        """Keep it from nobody any more."""
        await work.run(_write, service.show, self._actor, {"entry_id": entry_id})
        await self._reload()
        self._say(_("Vos parents le voient de nouveau."))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return f"{self.shown_for}/{self.part}/{self.editing}"

    async def _reload(self) -> None:
        whose = {"person_id": self.subject, "lang": self.language}
        self.parts = await work.run(_look, views.profile, self._actor, whose)
        self.shown_for = self.subject
        self.empty = not any(part.now or part.past or part.none_label for part in self.parts)

    async def _begin(self, part: str) -> None:
        """Open the form of a new entry of a part, if it is one."""
        if part in BY_CODE:
            self._show_form(BY_CODE[part], {one.code: one.starts for one in BY_CODE[part].fields})
            self.editing = ""
            self.may_hide = await work.run(_may_hide, self._actor, self.subject)

    def _show_form(self, part: Part, values: dict[str, str]) -> None:
        self.part, self.boxes = part.code, [box_of(one, values[one.code], self.language) for one in part.fields]
        self.title, self.about = (translate(words, self.language) if words else "" for words in (part.title, part.about))
        self.theirs, self.theirs_label, self.problem, self.suggestions = [], "", "", []
        self.dialog = "form"
        self.opened += 1

    def _act(self, typed: dict[str, str], *, secret: bool) -> tuple[Callable[..., object], Actor, dict[str, object]]:
        if self.editing:
            return service.edit, self._actor, {"entry_id": self.editing, "version": self._version, "form": typed}
        given = {"person_id": self.shown_for, "part": self.part, "form": typed, "secret": secret}
        return service.add, self._actor, given

    async def _tell_theirs(self) -> None:
        given = {"entry_id": self.editing, "lang": self.language}
        form: FormView = await work.run(_look, views.entry_form, self._actor, given)
        self._version, self.theirs, self.theirs_label = form.version, form.details, form.written_label
        self.told += 1

    def _offer(self, undo: Undo | None) -> None:
        """Offer to bring an entry back; None forgets the one before."""
        self._undo, self.undo_text, self.undo_key = undo, "", ""
        left = 0 if undo is None else ceil((undo.until - current().clock.now()).total_seconds())
        if undo is not None and left > 0:
            self.undo_text = translate(_("Retiré du profil, avec ce qui y était écrit avant."), self.language)
            self.undo_key, self.undo_seconds = f"{undo.entry_id}|{undo.until.isoformat()}", left
            self.words = Words("done", self.undo_text)


def _look(view: Callable[..., object], actor: Actor, given: dict[str, object]) -> object:
    with current().db.read() as uow:
        return view(uow, actor=actor, context=accounts.context_for(uow, actor), **given)


def _write(verb: Callable[..., object], actor: Actor, given: dict[str, object]) -> object:
    with current().db.uow() as uow:
        done = verb(uow, actor=actor, context=accounts.context_for(uow, actor), **given)
        uow.commit()
    return done


def _may_hide(actor: Actor, person_id: str) -> bool:
    with current().db.read() as uow:
        return keeping.may_keep(uow, actor, person_id)
