"""State of the sending of a prescription on `/pharmacie`: which one, and what is wanted.

The choice of the pharmacy is `pharmacie_places.py`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import reflex as rx

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.keeping import may_keep
from rxapp.accounts.standing import is_leaving
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, HelpScope
from rxapp.pharmacy import service, views
from rxapp.pharmacy.views import PharmacyRow, PrescribedRow, SharedBefore
from rxapp.record import service as record_service
from rxapp.record import views as record
from rxapp.record.categories import OTHER
from rxapp.runtime import current
from rxapp.state import orders
from rxapp.state.handler import PATIENT, Form, beside, handler
from rxapp.state.pharmacie_address import EVERYTHING, MOST_PAPERS, PAPERS, PLACE, WISHES, Asked, order_address
from rxapp.state.shell import Shell

PRESCRIPTION = "ordonnance"
AT_ONCE = 20
_LINE_NAMES = {"drug": "medicament", "days": "duree", "renewals": "renouvellements"}
SHARED_NAMES = {"allergies": "allergies", "treatments": "traitements"}
"""The box of each of what is shared."""
NO_PHARMACY = PharmacyRow(
    **dict.fromkeys(("id", "name", "address", "town", "phone", "call", "note", "distance_label", "open_label"), ""),
    **dict.fromkeys(("on_duty", "reachable", "orders_later", "closed"), False),
    distance=None,
    open_now=None,
    week=(),
)


class WishesForm(Form):
    """What is asked of the pharmacy; an unticked box is absent. ``partage``: the part on allergies was open as it was sent."""

    question: str = ""
    porteur: str = ""
    sans_generique: str = ""
    accord: str = ""
    partage: str = ""
    allergies: str | None = None
    traitements: str | None = None


class LineTyped(Form):
    """One line of the prescription, as it is typed."""

    medicament: str = ""
    dose: str = ""
    rythme: str = ""
    duree: str = ""
    renouvellements: str = ""
    non_substituable: str = ""


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A prescription that may be sent; ``href`` takes it, or leaves it out."""

    id: str
    title: str
    meta: str
    thumbnail: str
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of the prescriptions, and whether it is asked for; ``left`` counts how often it may still be dispensed."""

    row: PrescribedRow
    wanted: bool


class PharmacieSendState(Shell):
    """The steps. ``consent``: the name of the question whether this pharmacy may see a masked prescription, "" when it is not
    asked; it comes back with the form of who had it on screen. ``leaving``: the account waits to be closed. ``sharing``:
    allergies and treatments are being told; ``shared_before``: what their boxes start from. ``secret``: a minor keeps this
    order, and the lines typed for it, for them. ``begun``: what makes one order of however many sendings of what is on screen.
    """

    papers: list[PaperChoice] = []
    titles: list[str] = []
    onward: str = ""
    everything: bool = False
    other_way: str = ""
    lines: list[Wanted] = []
    pharmacy: PharmacyRow = NO_PHARMACY
    leaving: bool = False
    to_papers: str = ""
    to_place: str = ""
    suggestions: list[str] = []
    consent: str = ""
    may_hide: bool = False
    secret: bool = False
    for_self: bool = True
    sharing: bool = False
    shared_before: SharedBefore = views.NEVER_SHARED
    shared_edition: int = 0
    typing: bool = False
    begun: str = ""
    edition: int = 0
    line_edition: int = 0
    attempt: int = 0
    _asked: Asked = Asked()
    _unwanted: frozenset[str] = frozenset()
    _drug: str = ""
    _begun_for: tuple[str, str, str, str] = ("", "", "", "")

    @handler(roles=PATIENT)
    async def added(self, ids: list[str]):
        """Prescriptions were just photographed or dropped here: they are filed as such, and chosen."""
        await work.run(_file_as_prescriptions, self._actor, ids[:MOST_PAPERS])
        asked = self._asked
        for one in ids[:MOST_PAPERS]:
            asked = asked if one in asked.paper_ids else asked.with_paper(one)
        return rx.redirect(asked.but(sending=PAPERS, query="").address())

    @handler(roles=PATIENT)
    async def want(self, line_id: str, wanted: bool):
        """Ask for a line, or leave it out of this order."""
        if line_id not in {one.row.id for one in self.lines}:
            raise DomainError("introuvable")
        self._unwanted = self._unwanted - {line_id} if wanted else self._unwanted | {line_id}
        self._mark()

    @handler(roles=PATIENT)
    async def keep_secret(self, seen: str, secret: bool):
        """A minor keeps this order for them: what is typed for it from now on is theirs alone.

        Kept no more, the boxes of allergies and treatments empty: they may hold what was shared in secret.
        """
        if self.sharing and self.secret and not secret:
            self.shared_before, self.shared_edition = views.NEVER_SHARED, self.shared_edition + 1
        self.secret = secret and self.may_hide
        await self._read_lines()

    @handler(roles=PATIENT)
    async def begin_line(self, seen: str):
        """Open the boxes of one line."""
        self.typing, self._drug, self.line_edition = True, "", self.line_edition + 1

    @handler(roles=PATIENT)
    async def drop_line(self, seen: str):
        """Close the boxes of a line; nothing of it is kept."""
        self.typing, self._drug = False, ""

    @handler(roles=PATIENT)
    @beside
    async def suggest(self, typed: str):
        """Names of the open list of medicines; whatever is typed stays as typed."""
        self.suggestions = list(views.suggest(typed[:100]))
        self._drug = typed.strip()[:100]

    @handler(roles=PATIENT)
    async def share(self, seen: str):
        """Open the boxes of allergies and treatments, filled with what was shared last; until then nothing of it is read."""
        if not self.sharing:
            given = {"person_id": self.subject, "lang": self.language, "secret": self.secret and self.may_hide}
            self.shared_before = await work.run(orders.look, views.last_shared, self._actor, **given)
            self.sharing, self.shared_edition = True, self.shared_edition + 1

    @handler(roles=PATIENT)
    async def share_nothing(self, seen: str):
        """Close them: nothing of it goes with the order."""
        self.sharing, self.shared_before = False, views.NEVER_SHARED

    @handler(roles=PATIENT)
    async def clear_shared(self, seen: str):
        """Empty the boxes."""
        self.shared_before, self.shared_edition = views.NEVER_SHARED, self.shared_edition + 1

    @handler(roles=PATIENT, form=LineTyped)
    async def type_line(self, seen: str, form_data: dict):
        """Add a line to the first of the prescriptions."""
        form: LineTyped = form_data
        self.attempt += 1
        if not self._asked.papers:
            raise DomainError("introuvable")
        line = service.LineForm(
            form.medicament, form.dose, form.rythme, form.duree, form.renouvellements, not form.non_substituable
        )
        typed = {"document_id": self._asked.paper_ids[0], "form": line, "secret": self.secret}
        try:
            await work.run(orders.write, service.type_line, self._actor, **typed)
        except FieldErrors as wrong:
            raise FieldErrors({_LINE_NAMES[name]: error for name, error in wrong.causes.items()}) from None
        self.typing, self._drug = False, ""
        await self._read_lines()

    @handler(roles=PATIENT)
    async def remove_line(self, line_id: str):
        """Take away a line that one typed."""
        row = next((one.row for one in self.lines if one.row.id == line_id), None)
        if row is None:
            raise DomainError("introuvable")
        try:
            await work.run(orders.write, service.remove_prescribed, self._actor, line_id=line_id, version=row.version)
        finally:
            await self._read_lines()

    @handler(roles=PATIENT, form=WishesForm)
    async def send(self, seen: str, form_data: dict):
        """Send it; however many clicks make one order."""
        form: WishesForm = form_data
        self.attempt += 1
        if self.typing and self._drug:
            raise FieldErrors({"medicament": "ligne.pas_ajoutee"})
        wanted = tuple(one.row.id for one in self.lines if one.wanted)
        if self.lines and not wanted:
            raise DomainError("commande.aucune_ligne")
        agreed = self.consent != "" and form.accord == self.consent
        told = service.Shared(form.allergies or "", form.traitements or "") if form.partage else service.Shared()
        wishes = service.Wishes(wanted, form.question, not form.sans_generique, form.porteur, agreed, told)
        given = {"person_id": self.subject, "pharmacy_id": self._asked.pharmacy, "document_ids": self._asked.paper_ids}
        given |= {"key": self.begun, "wishes": wishes, "secret": self.secret and self.may_hide}
        try:
            made = await orders.send(service.send, self._actor, **given, follows=self._asked.follows or None)
        except FieldErrors as wrong:
            raise FieldErrors({SHARED_NAMES[name]: error for name, error in wrong.causes.items()}) from None
        except DomainError as error:
            if error.code != "ordonnance.masquee":
                raise
            self.consent = secrets.token_hex(8)  # a question, not a refusal: the page asks it beside the button
            return None
        self.sharing, self.shared_before, self._begun_for = False, views.NEVER_SHARED, ("", "", "", "")
        self._say_there(translate(_("La commande est envoyée."), self.language))
        return rx.redirect(order_address(made))

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.begun

    async def _offer_papers(self, asked: Asked) -> None:
        """Step one: the prescriptions of the record, then every document; those that are chosen head the list."""
        self._asked, self.begun = asked, ""
        if not self._may(HelpScope.SEE):
            raise DomainError("aide.portee")
        self.everything, self.may_hide = asked.view != "", await work.run(_may_hide, self._actor, self.subject)
        found, chosen = await work.run(_papers, self._actor, self.subject, asked, self.language)
        self.leaving = await work.run(_leaving, self._actor, asked)
        self.papers = [_choice(row, asked) for row in found]
        self.titles = list(chosen.values())
        ahead = WISHES if asked.pharmacy else PLACE
        self.onward = asked.step(ahead).but(papers=".".join(chosen)).address() if chosen else ""
        self.other_way = asked.but(view="" if asked.view else EVERYTHING).address()

    async def _begin(self, asked: Asked) -> None:
        """Step three: what is asked, of whom."""
        self._asked, self.begun, self.consent = asked, secrets.token_hex(16), ""
        about = (asked.papers, asked.pharmacy, asked.line, asked.follows)
        if about != self._begun_for:
            papers, pharmacy, *others = self._begun_for
            is_same = others == list(about[2:]) and (papers == asked.papers or pharmacy == asked.pharmacy)
            self._begun_for, self._unwanted, self.typing, self._drug = about, frozenset(), False, ""
            # of a sending that goes on elsewhere, or with another paper, what is kept from the parents stays so
            self.sharing, self.shared_before, self.secret = False, views.NEVER_SHARED, self.secret and is_same
            self.edition += 1
            if asked.follows:  # what a minor kept for them is sent again for them alone
                self.secret = await work.run(orders.look, views.is_kept_secret, self._actor, order_id=asked.follows)
        self.to_papers, self.to_place = asked.step(PAPERS).address(), asked.step(PLACE).address()
        begun = await work.run(_begun, self._actor, self.subject, asked, self.language)
        self.pharmacy, self.titles, self.may_hide = begun
        self.leaving = await work.run(_leaving, self._actor, asked)
        self.for_self = self._actor.person_id == self.subject
        await self._read_lines(first=True)

    async def _read_lines(self, *, first: bool = False) -> None:
        rows = await work.run(_lines, self._actor, self._asked.paper_ids, self.language)
        self.secret = self.secret and self.may_hide
        if first and self.may_hide and any(row.secret and row.id == self._asked.line for row in rows):
            self.secret = True  # what a minor had in secret is renewed in secret
        if first and self._asked.line and not self._unwanted:
            self._unwanted = frozenset(row.id for row in rows if row.id != self._asked.line)
        self.lines = [Wanted(row, row.left > 0) for row in rows if self.secret or not row.secret]
        self._mark()

    def _mark(self) -> None:
        self.lines = [Wanted(one.row, one.row.left > 0 and one.row.id not in self._unwanted) for one in self.lines]


def _choice(row: record.DocumentRow, asked: Asked) -> PaperChoice:
    return PaperChoice(
        row.id,
        row.title,
        f"{row.act_date_label}, {row.author_label or row.category_label}",
        f"/api/documents/{row.id}?vignette=1" if row.has_thumbnail else "",
        row.id in asked.paper_ids,
        asked.with_paper(row.id).address(),
    )


def _papers(actor: Actor, person_id: str, asked: Asked, language: str) -> tuple[list[record.DocumentRow], dict[str, str]]:
    """What may be chosen, and the titles of what is, by id; what is not seen any more is chosen no more."""
    category = None if asked.view or asked.query else PRESCRIPTION
    given = {"person_id": person_id, "lang": language, "category": category, "query": asked.query or None, "limit": AT_ONCE}
    rows = list(orders.look(record.documents_page, actor, **given).rows)
    chosen = orders.look(record.titles, actor, document_ids=list(asked.paper_ids)) if asked.papers else {}
    return rows, {one: chosen[one] for one in asked.paper_ids if one in chosen}


def _begun(actor: Actor, person_id: str, asked: Asked, language: str) -> tuple[PharmacyRow, list[str], bool]:
    with current().db.read() as uow:
        pharmacy = views.pharmacy_view(uow, actor=actor, pharmacy_id=asked.pharmacy, lang=language)
    may_hide = _may_hide(actor, person_id)
    titles = orders.look(record.titles, actor, document_ids=list(asked.paper_ids))
    if not titles:
        raise DomainError("introuvable")
    return pharmacy, list(titles.values()), may_hide


def _may_hide(actor: Actor, person_id: str) -> bool:
    with current().db.read() as uow:
        return may_keep(uow, actor, person_id)


def _leaving(actor: Actor, asked: Asked) -> bool:
    """Whether this order could not leave, because the account waits to be closed."""
    with current().db.read() as uow:
        return is_leaving(uow, actor.account_id, instead_of=asked.follows or None)


def _lines(actor: Actor, document_ids: tuple[str, ...], language: str) -> list[PrescribedRow]:
    return [row for one in document_ids for row in orders.look(views.prescription, actor, document_id=one, lang=language)]


def _file_as_prescriptions(actor: Actor, ids: list[str]) -> None:
    """What was just added on this page is a prescription; what somebody filed already stays where it is."""
    with current().db.uow() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor)}
        for document_id in ids:
            found = record.document_detail(uow, **whose, document_id=document_id, lang="fr")
            if found.row.category == OTHER:
                about = {"document_id": document_id, "version": found.version}
                record_service.edit(uow, **whose, **about, category=PRESCRIPTION)
        uow.commit()
