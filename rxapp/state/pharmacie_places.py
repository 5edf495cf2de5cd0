"""Pharmacies on `/pharmacie`: found by words and by distance, one's own, the usual one; chosen for an order."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import reflex as rx

from rxapp.accounts import service as accounts
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.pharmacy import service, views
from rxapp.pharmacy.views import PharmacyRow
from rxapp.runtime import current
from rxapp.state import orders
from rxapp.state.handler import PATIENT, handler
from rxapp.state.pharmacie_address import WISHES, Asked, order_address
from rxapp.state.shell import Shell

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Place:
    """One pharmacy: whether it is one's own, and where choosing it leads, "" when it cannot be chosen here."""

    row: PharmacyRow
    favourite: bool
    usual: bool
    href: str


@dataclass(frozen=True, slots=True)
class Found:
    """Some pharmacies, one's own, where the following ones start, and whether distances could be told."""

    mine: tuple[Place, ...]
    others: tuple[Place, ...]
    next_cursor: str | None
    centre_known: bool


@dataclass(frozen=True, slots=True)
class Masked:
    """A question: may this pharmacy see a masked prescription of this order? ``token`` names it, "" when nothing is asked."""

    order_id: str = ""
    pharmacy_id: str = ""
    pharmacy: str = ""
    token: str = ""


class PharmaciePlacesState(Shell):
    """What is found, for whom. ``elsewhere``: the order that would be sent to one of them; ``masked``: what is asked first."""

    mine: list[Place] = []
    others: list[Place] = []
    following: str = ""
    place_unknown: bool = False
    near: str = ""
    query: str = ""
    elsewhere: str = ""
    found_for: str = ""
    masked: Masked = Masked()
    _asked: Asked = Asked()
    _key: str = ""

    @handler(roles=PATIENT)
    async def choose(self, seen: str, pharmacy_id: str, usual: bool):
        """Keep a pharmacy among one's own; the usual one in place of another."""
        given = {"person_id": seen, "pharmacy_id": pharmacy_id, "usual": usual}
        await work.run(orders.write, service.choose, self._actor, **given)
        await self._find(self._asked)
        self._say(_("C’est votre pharmacie habituelle.") if usual else _("Cette pharmacie est parmi les vôtres."))

    @handler(roles=PATIENT)
    async def forget(self, seen: str, pharmacy_id: str):
        """A pharmacy is one's own no more."""
        await work.run(orders.write, service.forget, self._actor, person_id=seen, pharmacy_id=pharmacy_id)
        await self._find(self._asked)
        self._say(_("Cette pharmacie n’est plus parmi les vôtres."))

    @handler(roles=PATIENT)
    async def send_there(self, order_id: str, pharmacy_id: str):
        """Send what an order that ended badly asked to this pharmacy, as it was asked; one order for however many clicks."""
        return await self._send_elsewhere(order_id, pharmacy_id)

    @handler(roles=PATIENT)
    async def agree(self, token: str):
        """Yes to the question that is on screen: this pharmacy alone sees the masked prescription."""
        asked = self.masked
        if not token or token != asked.token:
            return None
        return await self._send_elsewhere(asked.order_id, asked.pharmacy_id, agreed=True)

    @handler(roles=PATIENT)
    async def disagree(self):
        """Send nothing there after all."""
        self.masked = Masked()

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.subject

    def _turn(self) -> None:
        """The page is opened: what is clicked from now on is another sending."""
        self._key, self.masked = secrets.token_hex(16), Masked()

    async def _send_elsewhere(self, order_id: str, pharmacy_id: str, *, agreed: bool = False):
        """Send it, or ask first when the prescription is masked: what another pharmacy was let see was for it alone."""
        self.masked = Masked()
        # the same click again, before the page has changed, gives the same order
        key = hashlib.sha256(f"{self._key}|{order_id}|{pharmacy_id}".encode()).hexdigest()
        given = {"order_id": order_id, "pharmacy_id": pharmacy_id, "key": key, "agreed": agreed}
        try:
            made = await orders.send(service.send_elsewhere, self._actor, **given)
        except DomainError as error:
            if error.code != "ordonnance.masquee":
                raise
            there = await work.run(_pharmacy, self._actor, pharmacy_id, self.language)
            self.masked = Masked(order_id, pharmacy_id, there.name, secrets.token_hex(8))
            return None
        self._say_there(translate(_("La commande est envoyée."), self.language))
        return rx.redirect(order_address(made))

    async def _find(self, asked: Asked, *, without: str = "") -> None:
        """What the address asks for; ``asked.screen`` is "place", "elsewhere" or "places". ``without``: one that said no."""
        self._asked, self.near, self.query, self.elsewhere = asked, asked.near, asked.query, asked.elsewhere
        found = await work.run(_found, self._actor, self.subject, asked, self.language)
        self.found_for = self.subject
        self.mine = [place for place in found.mine if place.row.id != without]
        self.others = [place for place in found.others if place.row.id != without]
        self.place_unknown = bool(asked.near) and not found.centre_known
        self.following = asked.but(after=found.next_cursor).address() if found.next_cursor else ""


def _pharmacy(actor: Actor, pharmacy_id: str, language: str) -> PharmacyRow:
    with current().db.read() as uow:
        return views.pharmacy_view(uow, actor=actor, pharmacy_id=pharmacy_id, lang=language)


def _found(actor: Actor, person_id: str, asked: Asked, language: str) -> Found:
    """One's own pharmacies head the list as long as nothing is looked for; for an order only those that take it."""
    for_order = asked.screen != "places"
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        own = views.favourites(uow, actor=actor, context=context, person_id=person_id, lang=language)
        looking = {"query": asked.query, "near": asked.near, "after": asked.after or None, "limit": AT_ONCE}
        page = views.search(uow, actor=actor, lang=language, reachable=for_order, **looking)
    known = {one.pharmacy.id: one.usual for one in own}

    def place(row: PharmacyRow) -> Place:
        href = asked.but(pharmacy=row.id, sending=WISHES, query="", near="").address() if asked.sending and row.reachable else ""
        return Place(row, row.id in known, known.get(row.id, False), href)

    headed = not (asked.query or asked.near or asked.after)
    mine = tuple(place(one.pharmacy) for one in own if one.pharmacy.reachable or not for_order) if headed else ()
    shown = {one.row.id for one in mine}
    return Found(mine, tuple(place(row) for row in page.rows if row.id not in shown), page.next_cursor, page.centre_known)
