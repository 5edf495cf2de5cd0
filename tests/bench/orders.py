"""Orders: from a click at the counter to the changed page of the patient, and the board with 500 open orders beside one with few.

The patient's page and the board are two Chromium pages of two people; both times are read by the same clock of this machine.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import func, select
from sqlmodel import col

from rxapp.accounts import sessions
from rxapp.core.db import Database, new_id
from rxapp.core.policy import Actor
from rxapp.pharmacy import orders as domain
from rxapp.pharmacy import service
from rxapp.pharmacy.life import LIVE
from rxapp.pharmacy.models import Order, Pharmacy
from rxapp.record import tally
from rxapp.record.contents import key_of, needle_of, new_salt, seal_field
from rxapp.record.models import Document, Status
from rxapp.record.sniff import Kind
from tests.bench import pages
from tests.bench.figures import Figure, Target, alone, beside, in_turn
from tests.bench.stand import Carnet, Stand

OPEN, FEW, ORDERS = 500, 10, 15
PATIENTS = ("camille.martin", "paul.durand", "awa.diallo")
_SEEN = """() => {
  const where = document.querySelector('main [aria-live] strong');
  globalThis.__seen = [];
  new MutationObserver(() => globalThis.__seen.push(performance.timeOrigin + performance.now()))
    .observe(where, { childList: true, characterData: true, subtree: true });
}"""
_CLICK = """words => {
  const button = [...document.querySelectorAll('main button')].find(one => one.textContent.trim() === words);
  globalThis.__clicked = performance.timeOrigin + performance.now();
  button.click();
}"""
_FIRST = """() => new Promise(done => {
  const look = () => globalThis.__seen.length ? done(globalThis.__seen[0]) : setTimeout(look, 5);
  look();
})"""
_MOVES = ("Prendre la commande", "Commencer la préparation", "La commande est prête")


def run(stand: Stand) -> list[Figure]:
    """Times in milliseconds."""
    carnet = stand.carnet
    domain.MOST_LIVE = OPEN + ORDERS  # three people stand here for a whole town
    actors = [_actor(carnet, login) for login in PATIENTS]
    _fill(carnet.database, actors, FEW)
    moved = _news(stand, carnet, actors[0])
    few = _opened(stand)
    _fill(carnet.database, actors, OPEN)
    many = _opened(stand)
    full = pages.judged(stand, "pharmacie.marche", {f"/officine with {OPEN} open orders": "/officine"})
    return [
        alone(f"from the click at the counter to the patient's changed page, {len(moved)} moves", moved, "ms", Target(most=30)),
        beside(f"/officine with {OPEN} open orders, floor: {FEW}", many, few, "ms", digits=0),
        *full,
    ]


def _actor(carnet: Carnet, login: str) -> Actor:
    token = sessions.hash_token(carnet.sign_in(login))
    with carnet.database.read() as uow:
        return sessions.check_session(uow, token).actor()


def _news(stand: Stand, carnet: Carnet, patient: Actor) -> list[float]:
    """Orders that go from taken to ready, by clicks at the counter."""
    taken = []
    with stand.browsing("pharmacie.marche") as counter, stand.browsing("camille.martin") as home:
        board, page = counter.new_page(), home.new_page()
        for number in range(ORDERS):
            order_id = _send(carnet.database, patient, f"Ordonnance du banc {number}")
            page.goto(f"/pharmacie?commande={order_id}")
            page.locator("main [aria-live] strong").wait_for()
            board.goto(f"/officine?commande={order_id}")
            page.evaluate(_SEEN)
            for words in _MOVES:
                board.get_by_role("button", name=words, exact=True).wait_for()
                board.wait_for_load_state("networkidle")
                taken.append(_one(board, page, words))
    return taken[len(_MOVES) :]  # the first order warms both pages


def _one(board: Page, page: Page, words: str) -> float:
    page.evaluate("globalThis.__seen = []")
    board.evaluate(_CLICK, words)
    seen = page.evaluate(_FIRST)
    return seen - board.evaluate("globalThis.__clicked")


def _opened(stand: Stand) -> list[float]:
    """From the click on « Officine » to the cards on the screen."""
    with stand.browsing("pharmacie.marche") as context:
        (taken,) = in_turn(7, _opening(context.new_page()))
    return taken


def _opening(page: Page) -> Callable[[], float]:
    script = """() => new Promise(done => {
      const begun = performance.now();
      const look = () => document.querySelector('main a[href*="commande="]')
        ? done(performance.now() - begun) : requestAnimationFrame(look);
      [...document.querySelectorAll('nav a')].find(link => link.getAttribute('href') === '/officine').click();
      look();
    })"""

    def click() -> float:
        page.goto("/parametres")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        return page.evaluate(script)

    return click


def _fill(db: Database, actors: list[Actor], count: int) -> None:
    """Bring the board of the market pharmacy to ``count`` open orders."""
    with db.read() as uow:
        open_now = uow.session.execute(select(func.count()).where(col(Order.state).in_(LIVE))).scalar_one()
    for number in range(open_now, count):
        _send(db, actors[number % len(actors)], f"Ordonnance {number}")


def _send(db: Database, actor: Actor, title: str) -> str:
    """A prescription's row, sent at once."""
    with db.uow() as uow:
        key, now = key_of(uow, actor.person_id), uow.clock.now()
        paper = Document(
            id=new_id(),
            person_id=actor.person_id,
            status=Status.READY,
            act_date=now.date() - timedelta(days=3),
            received_at=now,
            category="ordonnance",
            kind=Kind.PDF,
            size=20_000,
            pages=1,
            author_account_id=actor.account_id,
            author_role=actor.role,
            blob_id=new_id(),
            key_salt=new_salt(),
        )
        fields = {"title": title, "file_name": "ordonnance.pdf", "note": "", "needle": needle_of(title)}
        for name, words in (fields | {"author_label": actor.label, "sha256": "0" * 64}).items():
            setattr(paper, name, seal_field(key, actor.person_id, paper.id, name, words))
        uow.session.add(paper)
        tally.count(uow, paper, 1)
        uow.session.flush()
        marche = uow.session.execute(select(Pharmacy.id).where(Pharmacy.name == "Pharmacie du Marché")).scalar_one()
        given = {"person_id": actor.person_id, "pharmacy_id": marche, "document_ids": (paper.id,), "key": new_id()}
        order_id = service.send(uow, actor=actor, **given)
        uow.commit()
    return order_id
