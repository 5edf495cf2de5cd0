"""The record with 10,000 documents beside one with 10: the list, the search, and the page in a browser.

The documents are rows only, written at once with their counts: a list opens no file.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from rxapp.accounts import sessions
from rxapp.core.db import Database, new_id
from rxapp.core.policy import Actor
from rxapp.record import tally, views
from rxapp.record.categories import CATEGORIES
from rxapp.record.contents import key_of, needle_of, new_salt, seal_field
from rxapp.record.models import Document, DocumentTally, Reading, Status
from rxapp.record.needles import needles
from rxapp.record.reading import sealed_text
from rxapp.record.sniff import Kind
from tests.bench.figures import Figure, Target, alone, beside, in_turn
from tests.bench.stand import Carnet, Stand

FEW, SCREENFUL, MANY = 10, 50, 10_000
_CATEGORIES = tuple(CATEGORIES)
_WORDS = ("Bilan sanguin", "Radiographie du genou", "Compte rendu opératoire", "Ordonnance", "Échographie", "Courrier du Dr Roux")
_REPORT = """
patient examen clinique douleur abdomen fosse iliaque droite sans fièvre tension artérielle pouls régulier souffle
bilan hépatique pancréatite lipase créatinine glycémie hémoglobine plaquettes leucocytes échographie scanner
thoracique nodule pulmonaire lobe supérieur gauche adénopathie traitement antibiotique amoxicilline durée contrôle
semaine consultation chirurgie cholécystectomie suites simples sortie ordonnance allergie pénicilline antécédents
familiaux hypertension diabète insuline rétinopathie néphropathie surveillance trimestrielle conclusion compte
rendu
"""
_WORDS_OF_REPORTS = tuple(_REPORT.split())
_SAME = Target(most=1.3)
_CLICK = """rows => new Promise(done => {
  const begun = performance.now();
  const look = () => document.querySelectorAll('.year .doc-row').length >= rows
    ? done(performance.now() - begun) : requestAnimationFrame(look);
  [...document.querySelectorAll('nav a')].find(link => link.getAttribute('href') === '/dossier').click();
  look();
})"""


def run(stand: Stand) -> list[Figure]:
    """Three records, three questions; times in milliseconds."""
    carnet, db = stand.carnet, stand.carnet.database
    few, screenful, many = (_actor(carnet, login) for login in ("awa.diallo", "camille.martin", "paul.durand"))
    for actor, count in ((few, FEW), (screenful, SCREENFUL), (many, MANY)):
        _fill(db, actor, count)
    listed = in_turn(100, lambda: _listed(db, many, limit=FEW), lambda: _listed(db, few, limit=FEW), warm=10)
    opened = in_turn(3, lambda: _first(db, many))
    held = needles.weight / 1_000_000
    (searched,) = in_turn(7, lambda: _listed(db, many, query="genou 7777"))
    (within,) = in_turn(7, lambda: _listed(db, many, query="compte pancreat"))
    with (
        stand.browsing("paul.durand") as big,
        stand.browsing("camille.martin") as middle,
        stand.browsing("awa.diallo") as small,
    ):
        pages = [context.new_page() for context in (big, middle, small)]
        shown = in_turn(7, *(_clicking(*one) for one in zip(pages, (SCREENFUL, SCREENFUL, FEW), strict=True)))
        first = in_turn(15, _clicking(pages[0], FEW), _clicking(pages[2], FEW))
    return [
        beside("list: 10 rows of 10,000, floor: 10 of 10", *listed, "ms", _SAME),
        alone("search in 10,000 documents of 2,000 characters", searched, "ms", Target(most=300), digits=0),
        alone("the same for a word of their texts", within, "ms", Target(most=300), digits=0),
        alone("the first of them", opened[0], "ms", digits=0),
        Figure("memory that it keeps", f"{held:.0f} MB"),
        beside("/dossier in a browser: 50 rows of 10,000, floor: 50 of 50", shown[0], shown[1], "ms", _SAME, digits=0),
        beside("/dossier in a browser: 50 rows of 10,000, floor: 10 of 10", shown[0], shown[2], "ms", digits=0),
        beside("/dossier in a browser: the first screen of 10,000, floor: of 10", *first, "ms", _SAME, digits=0),
    ]


def _actor(carnet: Carnet, login: str) -> Actor:
    token = sessions.hash_token(carnet.sign_in(login))
    with carnet.database.read() as uow:
        return sessions.check_session(uow, token).actor()


def _listed(db: Database, actor: Actor, *, query: str = "", limit: int = views.MOST_ROWS) -> float:
    begun = time.perf_counter()
    with db.read() as uow:
        page = views.documents_page(uow, actor=actor, person_id=actor.person_id, lang="fr", query=query, limit=limit)
    seconds = time.perf_counter() - begun
    if not page.rows:
        raise RuntimeError("the record gave no row")
    return seconds * 1000


def _first(db: Database, actor: Actor) -> float:
    needles.forget(actor.account_id)
    return _listed(db, actor, query="genou 7777")


def _text(number: int) -> str:
    """Some 2,000 characters in words of a report, as many of them different as in one."""
    said = [_WORDS_OF_REPORTS[(number * 7 + place * 13) % len(_WORDS_OF_REPORTS)] for place in range(100)]
    return " ".join([*said, *(f"{word}{number % 89}" for word in said)])


def _clicking(page: Page, rows: int) -> Callable[[], float]:
    """From the click on « Dossier » to the rows on the screen."""

    def click() -> float:
        page.goto("/accueil")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        return page.evaluate(_CLICK, rows)

    return click


def _fill(db: Database, actor: Actor, count: int) -> None:
    """Bring a record to `count` documents."""
    with db.uow() as uow:
        key, now = key_of(uow, actor.person_id), uow.clock.now()
        kept = tally.counts(uow, actor.person_id, tally.ALL).get("", 0)
        facets: Counter[tuple[str, str]] = Counter()
        for number in range(kept, count):
            document = Document(
                id=new_id(),
                person_id=actor.person_id,
                status=Status.READY,
                act_date=now.date() - timedelta(days=number % 7300),
                received_at=now - timedelta(minutes=number),
                category=_CATEGORIES[number % len(_CATEGORIES)],
                kind=Kind.PDF,
                size=20_000 + number,
                pages=1 + number % 9,
                author_account_id=actor.account_id,
                author_role=actor.role,
                blob_id=new_id(),
                key_salt=new_salt(),
                reading=Reading.DONE,
            )
            title = f"{_WORDS[number % len(_WORDS)]} {number}"
            fields = {"title": title, "file_name": f"document-{number}.pdf", "note": "", "needle": needle_of(title)}
            for name, words in (fields | {"author_label": actor.label, "sha256": "0" * 64}).items():
                setattr(document, name, seal_field(key, actor.person_id, document.id, name, words))
            uow.session.add(document)
            uow.session.add(sealed_text(key, actor.person_id, document.id, _text(number)))
            facets.update(tally.facets(document))
        for (facet, value), more in facets.items():
            row = uow.session.get(DocumentTally, (actor.person_id, facet, value))
            row = row or DocumentTally(person_id=actor.person_id, facet=facet, value=value, documents=0)
            row.documents += more
            uow.session.add(row)
        uow.commit()
