"""State of `/pro/envoyer`: files for somebody's record, and what became of those that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import reflex as rx
from pydantic import Field

from rxapp.accounts import access_views
from rxapp.accounts.errors import FieldErrors
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plural, translate
from rxapp.core.policy import Actor, Role
from rxapp.record import delivering, details, sending, sending_views
from rxapp.record import views as record
from rxapp.record.matching import Traits
from rxapp.record.sending_views import SafeFile, SendingPage, SendingRow, TypedTraits
from rxapp.runtime import current
from rxapp.state.dossier import Option
from rxapp.state.handler import PROFESSIONALS, Form, beside, handler
from rxapp.state.news import NEWS
from rxapp.state.pro_envoyer_address import ALL, DELIVERED, HELD, REFUSED, WAITING, Asked, read
from rxapp.state.shell import Shell, leaves_its_page

Short = Annotated[str, Field(max_length=400)]
USUAL = "compte_rendu"


class TraitsForm(Form):
    """Whom it is for."""

    nir: Short = ""
    naissance: Short = ""
    nom: Short = ""
    prenoms: Short = ""


class SendForm(TraitsForm):
    """The same, or one of those who allow the sender (``patient``), with what the files are; titles by their place."""

    patient: Short = ""
    categorie: Short = ""
    date: Short = ""
    secret: Short = ""
    annonce: Short = ""
    titre_0: Short = ""
    titre_1: Short = ""
    titre_2: Short = ""
    titre_3: Short = ""
    titre_4: Short = ""
    titre_5: Short = ""
    titre_6: Short = ""
    titre_7: Short = ""
    titre_8: Short = ""
    titre_9: Short = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of the other views from this one; "" where there is nothing to go to."""

    everything: str = ""
    held: str = ""
    waiting: str = ""
    delivered: str = ""
    refused: str = ""
    following: str = ""
    first: str = ""
    back: str = ""


@leaves_its_page
class ProEnvoyerState(Shell):
    """The form and the list. ``listed``: it was read once; ``whole``: sendings in all; ``edition``: of the form, empty anew.

    ``screen``: "open" while the page is, "" once it was left.
    """

    screen: str = ""
    asked: Asked = Asked()
    files: list[SafeFile] = []
    categories: list[Option] = []
    today: str = ""
    edition: int = 0
    attempt: int = 0
    rows: list[SendingRow] = []
    ways: Ways = Ways()
    waiting: int = 0
    whole: int = 0
    listed: bool = False
    typed: TypedTraits = TypedTraits("", "", "", "")
    patients: list[Option] = []
    picked: str = ""

    @handler(roles=PROFESSIONALS)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{ProEnvoyerState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        self.screen = "open"
        self.asked = read(self.router.url.query_parameters)
        self.categories = [Option(one.value, one.label) for one in record.all_categories(self.language)]
        self.today = f"{current().clock.today():%d/%m/%Y}"
        await self._keep_files(tuple(one.id for one in self.files))
        await self._load()
        self.picked = self.asked.whom
        await self._load_patients()
        self.typed = TypedTraits("", "", "", "")
        if self.asked.amending:
            self.typed = await work.run(_typed, self._actor, self.asked.amending)

    @handler(roles=PROFESSIONALS, by_itself=True)
    async def look_again(self):
        """Something was handed over, or put aside; somebody allowed or withdrew."""
        await self._count()
        if self.screen:  # called for a page that was left meanwhile, it reads nothing
            await self._load()
            await self._load_patients()

    @handler(roles=PROFESSIONALS)
    async def added(self, ids: list[str]):
        """Files of this device lie in the safe now."""
        kept = tuple(one.id for one in self.files)
        wanted = tuple(dict.fromkeys((*kept, *ids)))
        await self._keep_files(wanted[: sending.MOST_FILES])
        if len(wanted) > sending.MOST_FILES:
            raise DomainError("envoi.trop_de_fichiers", maximum=sending.MOST_FILES)

    @handler(roles=PROFESSIONALS)
    @beside
    async def drop(self, document_id: str):
        """A file is not sent after all: it goes from the safe by itself."""
        self.files = [one for one in self.files if one.id != document_id]

    @handler(roles=PROFESSIONALS)
    async def pick(self, patient: Short):
        """Say that it is for one of those who allow the sender, or ("") for somebody else."""
        self.picked = patient if patient in {one.id for one in self.patients} else ""

    @handler(roles=PROFESSIONALS, form=SendForm)
    async def send(self, form_data: dict):
        """Send the files to whom these traits are."""
        form: SendForm = form_data
        self.attempt += 1
        titles = [(one.id, getattr(form, f"titre_{place}")) for place, one in enumerate(self.files)]
        sent = await work.run(_send, self._actor, form, titles)
        work.spawn(delivering.deliver_due, current().db)
        self.files, self.edition, self.picked = [], self.edition + 1, ""
        said = plural("{n} document est parti.", "{n} documents sont partis.", sent, self.language)
        if form.annonce:
            said = plural("{n} document attend votre annonce.", "{n} documents attendent votre annonce.", sent, self.language)
        self._say_there(said)
        return rx.redirect(Asked(ALL).address())

    @handler(roles=PROFESSIONALS, form=TraitsForm)
    async def amend(self, seen: str, form_data: dict):
        """Give other traits to what waits."""
        form: TraitsForm = form_data
        self.attempt += 1
        await work.run(_amend, self._actor, seen, form)
        work.spawn(delivering.deliver_due, current().db)
        self._say_there(plural("{n} document est parti.", "{n} documents sont partis.", 1, self.language))
        return rx.redirect(self.asked.but(view=ALL).address())

    @handler(roles=PROFESSIONALS)
    async def show(self, sending_id: str):
        """Hand over what was held until it was announced."""
        await work.run(_show, self._actor, sending_id)
        work.spawn(delivering.deliver_due, current().db)
        await self._load()
        self._say(_("Le document est remis au dossier de la personne, qui en est prévenue."))

    @handler(roles=PROFESSIONALS)
    async def take_back(self, sending_id: str):
        """Give up what waits."""
        await work.run(_take_back, self._actor, sending_id)
        await self._load()
        self._say(_("L’envoi est retiré : son fichier est effacé."))

    def leave(self) -> None:
        """Another page is opened: nothing stays of whom one may send to, nor of traits that were typed."""
        self.patients, self.picked, self.typed, self.screen = [], "", TypedTraits("", "", "", ""), ""

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.asked.amending

    async def _keep_files(self, ids: tuple[str, ...]) -> None:
        if ids:
            self.files = list(await work.run(_files, self._actor, ids, self.language))

    async def _load_patients(self) -> None:
        """Who may be picked now; whom one picked goes with the rest of what is read no more."""
        self.patients = await work.run(_patients, self._actor, self.language)
        self.picked = self.picked if self.picked in {one.id for one in self.patients} else ""

    async def _load(self) -> None:
        page = await work.run(_page, self._actor, self.asked, self.language)
        here = self.asked.but()
        self.rows, self.waiting, self.whole, self.listed = list(page.rows), page.waiting, page.whole, True
        self.ways = Ways(
            everything=here.but(view=ALL).address(),
            held=here.but(view=HELD).address(),
            waiting=here.but(view=WAITING).address(),
            delivered=here.but(view=DELIVERED).address(),
            refused=here.but(view=REFUSED).address(),
            following=here.but(after=page.next_cursor).address() if page.next_cursor else "",
            first=here.address() if self.asked.after else "",
            back=here.address(),
        )


def _page(actor: Actor, asked: Asked, language: str) -> SendingPage:
    with current().db.read() as uow:
        given = {"state": asked.state, "query": asked.query, "after": asked.after}
        return sending_views.sendings_page(uow, actor=actor, lang=language, **given)


def _files(actor: Actor, ids: tuple[str, ...], language: str) -> tuple[SafeFile, ...]:
    with current().db.read() as uow:
        return sending_views.files_of(uow, actor=actor, document_ids=ids, lang=language)


def _typed(actor: Actor, sending_id: str) -> TypedTraits:
    with current().db.read() as uow:
        return sending_views.typed(uow, actor=actor, sending_id=sending_id)


def _send(actor: Actor, form: SendForm, titles: list[tuple[str, str]]) -> int:
    """Everything that is wrong is told at once."""
    wrong: dict[str, DomainError] = {}
    if not titles:
        wrong["fichiers"] = DomainError("envoi.sans_fichier")
    _gather(wrong, "categorie", details.checked_category, form.categorie)
    _gather(wrong, "date", details.checked_date, form.date, current().clock.today())
    for place, (_id, title) in enumerate(titles):
        _gather(wrong, f"titre_{place}", details.checked_title, title)
    traits = _picked(actor, form.patient, wrong) if form.patient else traits_of(form, wrong)
    with current().db.uow() as uow:
        given = {
            "person_id": form.patient,
            "traits": traits,
            "files": titles,
            "category": form.categorie,
            "act_date": form.date,
            "secret": bool(form.secret),
            "announced": bool(form.annonce),
        }
        sent = sending.send(uow, actor=actor, **given)
        uow.commit()
    return len(sent)


def _patients(actor: Actor, language: str) -> list[Option]:
    """Those who let a professional read, as they are told apart; an establishment has none."""
    if actor.role is not Role.PROFESSIONAL:
        return []
    with current().db.read() as uow:
        rows = access_views.patients_page(uow, actor=actor, lang=language)
    said, other = _("{nom}, naissance : {date}"), Option("", translate(_("Quelqu’un d’autre, par ses traits"), language))
    named = [Option(row.person_id, translate(said, language, nom=row.name, date=row.born_label)) for row in rows]
    return [other, *named] if named else []


def _picked(actor: Actor, person_id: str, wrong: dict[str, DomainError]) -> Traits:
    """Whom a professional picked. Raises FieldErrors with what was wrong already."""
    try:
        with current().db.read() as uow:
            traits = sending.traits_of_patient(uow, actor=actor, person_id=person_id)
    except FieldErrors as errors:
        raise FieldErrors(wrong | errors.causes) from None
    if wrong:
        raise FieldErrors(wrong)
    return traits


def _gather(wrong: dict[str, DomainError], name: str, check, *given: str | date) -> None:
    try:
        check(*given)
    except DomainError as error:
        wrong[name] = error


def traits_of(form: TraitsForm, wrong: dict[str, DomainError]) -> Traits:
    """The traits that were typed. Raises FieldErrors with what is wrong in them and what was wrong already."""
    given = {"nir": form.nir, "born": form.naissance, "family_name": form.nom, "given_names": form.prenoms}
    try:
        traits = sending.checked_traits(current().clock, **given)
    except FieldErrors as errors:
        raise FieldErrors(wrong | errors.causes) from None
    if wrong:
        raise FieldErrors(wrong)
    return traits


def _amend(actor: Actor, sending_id: str, form: TraitsForm) -> None:
    traits = traits_of(form, {})
    with current().db.uow() as uow:
        sending.amend(uow, actor=actor, sending_id=sending_id, traits=traits)
        uow.commit()


def _show(actor: Actor, sending_id: str) -> None:
    with current().db.uow() as uow:
        sending.show(uow, actor=actor, sending_id=sending_id)
        uow.commit()


def _take_back(actor: Actor, sending_id: str) -> None:
    with current().db.uow() as uow:
        sending.take_back(uow, actor=actor, sending_id=sending_id)
        uow.commit()
