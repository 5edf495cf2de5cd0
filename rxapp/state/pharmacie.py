"""State of `/pharmacie`: the orders of the open record, and one of them, which moves by itself when the pharmacy moves it.

What the address asks for is `pharmacie_address.py`; sending is `pharmacie_send.py`, pharmacies are `pharmacie_places.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, Refused
from rxapp.core.qr import QrCode, qr_code
from rxapp.notices import views as notices
from rxapp.pharmacy import service, views
from rxapp.pharmacy.views import OrderDetail, OrderRow, PharmacyRow, SharedBefore
from rxapp.record import views as record
from rxapp.runtime import current
from rxapp.state import orders
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.news import NEWS
from rxapp.state.pharmacie_address import OVER, PAGE, PAPERS, PLACE, PLACES, WISHES, Asked, read
from rxapp.state.pharmacie_places import PharmaciePlacesState
from rxapp.state.pharmacie_send import SHARED_NAMES, PharmacieSendState
from rxapp.state.renewing import Renewal, proposed
from rxapp.state.shell import Shell

AT_ONCE = 20
OFFERED = 3
"""How many other pharmacies are offered at once after a refusal."""
_GONE = ("introuvable", "document.introuvable")


class SharedForm(Form):
    """What is told of allergies and treatments, "" for what is not."""

    allergies: str = ""
    traitements: str = ""


class BearerForm(Form):
    """Who else may come for an order, "" for nobody."""

    porteur: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of the other screens from this one."""

    send: str = f"{PAGE}?envoyer=ordonnance"
    places: str = f"{PAGE}?vue={PLACES}"
    over: str = f"{PAGE}?quand={OVER}"
    following: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """One order with what goes with it: its code while it goes on, other pharmacies once it is late or ended badly."""

    detail: OrderDetail
    code: str
    offers: tuple[PharmacyRow, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The orders, what may be ordered again, the usual pharmacy, and what is unread."""

    page: views.OrdersPage
    renewals: tuple[Renewal, ...]
    usual: PharmacyRow | None
    unread: int


class PharmacieState(Shell):
    """What the page shows. ``screen``: "" before the first load, then one of `Asked.screen`. ``step``: place in the stepper.

    ``again``: where the same is sent to the same pharmacy; ``anew``: where another photograph of it is; ``by_hand``: where
    it is to another pharmacy, with new wishes. ``sharing``: allergies and treatments are being told; ``shared_before``: what
    their boxes start from; ``for_self``: they are the reader's own.
    """

    screen: str = ""
    missing: bool = False
    asked: Asked = Asked()
    ways: Ways = Ways()
    orders: list[OrderRow] = []
    renewals: list[Renewal] = []
    usual: str = ""
    detail: OrderDetail = views.NOTHING
    step: int = 0
    code: str = ""
    qr: QrCode = QrCode("", 1)
    offers: list[PharmacyRow] = []
    again: str = ""
    anew: str = ""
    by_hand: str = ""
    cancelling: bool = False
    sharing: bool = False
    shared_before: SharedBefore = views.NEVER_SHARED
    for_self: bool = True
    shared_edition: int = 0
    attempt: int = 0
    edition: int = 0
    _seen: service.Shared = service.Shared()
    _taken_back: service.Shared = service.Shared()

    @handler(roles=PATIENT)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{PharmacieState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        self.asked, self.missing, self.cancelling = read(self.router.url.query_parameters), False, False
        self.edition += 1
        self._share_no_more()
        if not self.asked.order:
            self._forget()
        (await self.get_state(PharmaciePlacesState))._turn()
        try:
            await self._open_record_asked()
            await self._load()
        except DomainError as error:
            if error.code not in _GONE:
                raise
            self.missing = True
            self._forget()
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, current().db, error)
        finally:
            self.screen = self.asked.screen

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """An order moved, or something else was told: what is typed stays, the orders on screen are read anew."""
        if self.screen == "one" and not self.missing:
            try:
                await self._load_one()
            except DomainError as error:
                if error.code != "introuvable":
                    raise
                self.missing = True
                self._forget()
        elif self.screen == "list":
            await self._load_list()
        else:
            await self._count()

    @handler(roles=PATIENT)
    async def answer(self, seen: str, line_id: str, version: int, accept: bool):
        """Accept or decline the replacement that is proposed for a line, as it was seen."""
        await self._act(service.answer, line_id=line_id, version=version, accept=accept)
        self._say(_("Vous avez accepté le remplacement.") if accept else _("Vous avez refusé le remplacement."))

    @handler(roles=PATIENT)
    async def give_up(self, seen: str, line_id: str, version: int):
        """No longer ask for one line, as it was seen."""
        await self._act(service.give_up_line, line_id=line_id, version=version)
        self._say(_("Cette ligne n’est plus demandée."))

    @handler(roles=PATIENT, form=BearerForm)
    async def name_bearer(self, seen: str, form_data: dict):
        """Say who else may come with the code."""
        form: BearerForm = form_data
        await self._act(service.name_bearer, name=form.porteur)
        self._say(_("C’est noté : la pharmacie le voit.") if form.porteur.strip() else _("Vous seul venez la chercher."))

    @handler(roles=PATIENT)
    async def begin_sharing(self, seen: str):
        """Open the boxes of allergies and treatments: with what is shared, was just taken back, or was told last elsewhere."""
        self._seen = _shared(self.detail)
        begin = self._seen if self.detail.shared else self._taken_back
        self.shared_before = SharedBefore(begin.allergies, begin.treatments)
        if self.shared_before == views.NEVER_SHARED:
            given = {"person_id": self.subject, "lang": self.language, "secret": self.detail.row.secret}
            self.shared_before = await work.run(orders.look, views.last_shared, self._actor, **given)
        self.for_self = self._actor.person_id == self.subject
        self.sharing, self.shared_edition = True, self.shared_edition + 1

    @handler(roles=PATIENT)
    async def clear_shared(self, seen: str):
        """Empty the boxes; nothing is changed for the pharmacy yet."""
        self.shared_before, self.shared_edition = views.NEVER_SHARED, self.shared_edition + 1

    @handler(roles=PATIENT)
    async def keep_shared(self):
        """Close the boxes: what is shared stays as it is."""
        self._share_no_more()
        self.shared_edition += 1

    @handler(roles=PATIENT, form=SharedForm)
    async def share(self, seen: str, form_data: dict):
        """Share this with the pharmacy from now on, in place of what was shared."""
        form: SharedForm = form_data
        self.attempt += 1
        try:
            await self._act(service.share, shared=service.Shared(form.allergies, form.traitements), seen=self._seen)
        except FieldErrors as wrong:
            raise FieldErrors({SHARED_NAMES[name]: error for name, error in wrong.causes.items()}) from None
        except DomainError as error:
            if error.code == "partage.entretemps":  # it shows above the boxes: the next try bears on that
                self._seen = _shared(self.detail)
            raise
        self._share_no_more()
        self.shared_edition += 1  # what was pressed is gone: the focus goes to the section
        self._say(_("La pharmacie le voit maintenant.") if self.detail.shared else _("Rien n’en est partagé."))

    @handler(roles=PATIENT)
    async def stop_sharing(self, seen: str):
        """Take back what is shared, at once."""
        shared = _shared(self.detail)
        await self._act(service.share, shared=service.Shared(), seen=shared)
        self._share_no_more()
        self._taken_back, self.shared_edition = shared, self.shared_edition + 1
        self._say(_("Ce n’est plus partagé : la pharmacie ne le voit plus."))

    @handler(roles=PATIENT)
    async def renew_code(self, seen: str):
        """Make another pick-up code."""
        await self._act(service.renew_code)
        self._say(_("Voici un nouveau code. L’ancien n’ouvre plus rien."))

    @handler(roles=PATIENT)
    async def ask_to_cancel(self, seen: str):
        """It cannot be undone: ask once."""
        self.cancelling = True

    @handler(roles=PATIENT)
    async def keep(self):
        """Cancel nothing after all."""
        self.cancelling = False

    @handler(roles=PATIENT)
    async def cancel(self, seen: str, version: int):
        """Give the order up, as it was seen; the pharmacy sees it no more."""
        self.cancelling = False
        await self._act(service.cancel, version=version)
        self._say(_("La commande est annulée. La pharmacie ne voit plus rien de cette ordonnance."))

    @handler(roles=PATIENT)
    async def send_to(self, seen: str, pharmacy_id: str):
        """After a refusal: send the same to another pharmacy, in one click."""
        places = await self.get_state(PharmaciePlacesState)
        return await places._send_elsewhere(seen, pharmacy_id)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.detail.row.id

    async def _act(self, verb, **given) -> None:
        """One verb on the order that is open; whatever comes of it, the page shows where the order is."""
        try:
            await orders.act(verb, self._actor, order_id=self.detail.row.id, **given)
        finally:
            await self._load_one()

    def _share_no_more(self) -> None:
        """Close the boxes of what is shared; nothing of what they held is kept."""
        self.sharing = False
        self.shared_before, self._seen, self._taken_back = views.NEVER_SHARED, service.Shared(), service.Shared()

    def _forget(self) -> None:
        """Keep nothing of an order."""
        self._share_no_more()
        self.detail, self.code, self.qr, self.offers, self.step = views.NOTHING, "", QrCode("", 1), [], 0

    async def _open_record_asked(self) -> None:
        """The record that the address is about, whichever was open: an order's, or a prescription's that is being sent."""
        if named := self.asked.order or self.asked.elsewhere or self.asked.follows:
            self._open_record(await work.run(orders.look, views.whose, self._actor, order_id=named))
        elif self.asked.sending and self.asked.papers:
            paper = self.asked.paper_ids[0]
            self._open_record(await work.run(orders.look, record.person_of, self._actor, document_id=paper))

    async def _load(self) -> None:
        match self.asked.screen:
            case "one":
                await self._load_one()
            case "papers":
                await (await self.get_state(PharmacieSendState))._offer_papers(self.asked)
            case "wishes":
                await (await self.get_state(PharmacieSendState))._begin(self.asked)
            case "place" | "places":
                await (await self.get_state(PharmaciePlacesState))._find(self.asked)
            case "elsewhere":
                self.detail = (await work.run(_look, self._actor, self.asked.elsewhere, self.language)).detail
                row = self.detail.row
                without = "" if row.state == service.State.EXPIRED else row.pharmacy_id
                await (await self.get_state(PharmaciePlacesState))._find(self.asked, without=without)
            case _:
                await self._load_list()

    async def _load_one(self) -> None:
        looked = await work.run(_look, self._actor, self.asked.order, self.language)
        said_of = self.detail.row.version if self.detail.row.id == looked.detail.row.id else 1
        if self.words.kind == "done" and looked.detail.row.version != said_of:  # what was said is no longer how it stands
            self._clear_words()
        self.detail, self.offers, self.unread = looked.detail, list(looked.offers), looked.unread
        here = Asked(
            sending=WISHES,
            papers=".".join(one for one, _title in looked.detail.documents),
            pharmacy=looked.detail.row.pharmacy_id,
            follows=looked.detail.row.id,
        )
        self.again, self.anew = here.address(), here.but(sending=PAPERS, papers="").address()
        self.by_hand = here.but(sending=PLACE, pharmacy="").address()
        if looked.code != self.code:
            self.code, self.qr = looked.code, qr_code(looked.code.replace(" ", "")) if looked.code else QrCode("", 1)
        steps = [state.value for state in views.STEPS]
        self.step = steps.index(self.detail.row.state) if self.detail.row.state in steps else 0

    async def _load_list(self) -> None:
        listed = await work.run(_list, self._actor, self.subject, self.asked, self.language)
        self.orders, self.unread = list(listed.page.rows), listed.unread
        self.renewals = list(listed.renewals)
        self.usual = listed.usual.name if listed.usual else ""
        cursor = listed.page.next_cursor
        self.ways = Ways(following=self.asked.but(after=cursor).address() if cursor else "")


def _shared(detail: OrderDetail) -> service.Shared:
    return service.Shared(detail.allergies, detail.treatments)


def _look(actor: Actor, order_id: str, language: str) -> Looked:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        detail = views.order_detail(uow, actor=actor, context=context, order_id=order_id, lang=language)
        unread = notices.unread_count(uow, actor=actor)
        code = ""
        if detail.row.live:
            code = views.pickup_code(uow, actor=actor, context=context, order_id=order_id)
        offers: tuple[PharmacyRow, ...] = ()
        if detail.elsewhere:
            about = {"actor": actor, "pharmacy_id": detail.row.pharmacy_id, "lang": language, "limit": OFFERED}
            offers = views.elsewhere(uow, **about)
        return Looked(detail, code, offers, unread)


def _list(actor: Actor, person_id: str, asked: Asked, language: str) -> Listed:
    over = asked.when == OVER
    with current().db.read() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id, "lang": language}
        page = views.orders_page(uow, **whose, live=not over, after=asked.after or None, limit=AT_ONCE)
        renewals = () if over else tuple(proposed(uow, **whose))
        usual = next((one.pharmacy for one in views.favourites(uow, **whose) if one.usual), None)
        return Listed(page, renewals, usual, notices.unread_count(uow, actor=actor))
