"""What names a thing, wherever one may ask for it: arguments of handlers, addresses of pages, routes; and how they are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy import text

from rxapp.core.db import new_id
from rxapp.state.handler import SEEN, HandlerPolicy
from tests.carnet import Carnet
from tests.security.test_handlers import answer, sample
from tests.security.things import Owner

Asking = Callable[[str], object]
"""What is answered to who names a thing by its id, the id left out."""

NAMES = {
    "document_id": "document",
    "ids": "document",
    "document": "document",
    "pieces": "document",
    "person_id": "person",
    "child_id": "person",
    "enfant": "person",
    "pour": "person",
    "account_id": "account",
    "target": "account",
    "patient": "person",
    "compte": "account",
    "message_id": "message",
    "conversation_id": "conversation",
    "order_id": "order",
    "line_id": "line",
    "feed_id": "feed",
    "helping_id": "helping",
    "aide": "helping",
    "invitation_id": "invitation",
    "notice_id": "notice",
    "session_id": "session",
    "event_id": "event",
    "entry_id": "entry profile",
    "other": "document profile",
    "measure_id": "measure",
    "emergency_id": "emergency",
    "share_id": "share",
    "sending_id": "sending",
    "place": "conversation",
    "seen": "document conversation person order",
}
"""What the arguments and form fields of handlers name: the sorts of thing that go by that name somewhere."""

PUBLIC = {"pharmacy_id", "campaign", "rule", "code", "card_id", "right", "kind", "channel", "reponse", "examen", "produit"}
"""Name an entry of a directory, a rule or a choice: the same for everybody."""

TAKEN = {"takeout_id", "endpoint", "cle", "token", "lieu"}
"""Name something of one's own that is tried elsewhere: copies (`test_emporter`), devices (`test_parametres`), keys of a sign-in
(`test_second_facteur`), messages sent once and drafts by their place (`test_messages_again`), pharmacies proposed by a
signed word (`test_pharmacie_sharing`)."""

ADDRESSES = {
    "/agenda?rendezvous={}": ("appointment", "patient"),
    "/agenda?modifier=1&rendezvous={}": ("appointment", "patient"),
    "/agenda?import={}": ("appointment", "patient"),
    "/agenda?ajouter=1&personne={}": ("person", "patient"),
    "/messages?ecrire=message&a={}": ("account", "patient"),
    "/officine?commande={}": ("order", "pharmacy"),
    "/officine?commande={}&imprimer=fiche": ("order", "pharmacy"),
    "/pharmacie?commande={}": ("order", "patient"),
    "/pharmacie?envoyer=ordonnance&ordonnance={}": ("document", "patient"),
    "/pharmacie?envoyer=ordonnance&ligne={}": ("line", "patient"),
    "/pharmacie?envoyer=pharmacie&pharmacie={}": ("account", "patient"),
    "/pharmacie?ailleurs={}": ("order", "patient"),
    "/pharmacie?envoyer=ordonnance&suite={}": ("order", "patient"),
    "/pro?patient={}": ("person", "professional"),
    "/pro?conversation={}": ("conversation", "professional"),
    "/pro?conversation={}&imprimer=oui": ("conversation", "professional"),
    "/pro/patients?dossier={}": ("person", "professional"),
    "/pro/patients?document={}": ("document", "professional"),
    "/pro/urgence?dossier={}": ("person", "professional"),
    "/parametres/acces?personne={}": ("person", "patient"),
    "/prevention?personne={}": ("person", "patient"),
    "/prevention?message={}": ("prevention", "patient"),
    "/historique?qui={}": ("account", "patient"),
    "/dossier/partager?document={}": ("document", "patient"),
    "/dossier?auteur={}": ("account", "patient"),
    "/profil/mesures?modifier={}": ("measure", "patient"),
    "/pro/envoyer?corriger={}": ("sending", "professional"),
    "/pro/envoyer?pour={}": ("person", "professional"),
    "/dossier/{}": ("document", "patient"),
    "/dossier/{}?modifier=1": ("document", "patient"),
    "/messages/{}": ("conversation", "patient"),
    "/messages/{}?imprimer=oui": ("conversation", "patient"),
    "/parametres/emporter?personne={}": ("person", "patient"),
}
"""Addresses of pages that name a thing, and for whom the page is."""

ROUTES = {
    ("GET", "/api/documents/{document_id}"): ("document", ("", "?apercu=1", "?apercu=1&page=2")),
    ("GET", "/api/agenda/rendezvous/{id}.ics"): ("appointment", ("",)),
    ("GET", "/api/aidants/{helping_id}/attestation.pdf"): ("helping", ("",)),
}
"""Routes that take an id, what it names, and what may follow."""

QUERIES = {
    ("GET", "/api/agenda.ics?personne={}"): "person",
    ("GET", "/api/historique/recu?personne={}"): "person",
    ("GET", "/api/historique/preuve.json?personne={}"): "person",
    ("GET", "/api/historique/lignes.csv?personne={}"): "person",
    ("GET", "/api/historique/lignes.json?personne={}"): "person",
    ("GET", "/api/mesures.csv?personne={}"): "person",
    ("GET", "/api/profil/resume.pdf?personne={}"): "person",
    ("GET", "/api/profil/carte.pdf?personne={}"): "person",
    ("GET", "/api/profil/vaccinations.pdf?personne={}"): "person",
    ("GET", "/api/profil/carte.json?garder=1&personne={}"): "person",
    ("POST", "/api/agenda/import?personne={}"): "person",
    ("POST", "/api/documents?personne={}"): "person",
}

APART = frozenset(
    {"audit_entries", "departure", "notice", "prevention_message", "prevention_watch", "login_session", "rendition"}
)
"""Tables that change by themselves: refusals are written in the history, notices leave."""


def fields(model: type[BaseModel]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The path and type of every field, those of a form included."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (((name, *path), inner) for path, inner in fields(kind))
        else:
            yield (name,), kind


def naming(policy: HandlerPolicy) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Paths of a payload that name a thing, with its sort, and whether it takes several."""
    for path, kind in fields(policy.payload):
        for sort in NAMES.get(path[-1], "").split():
            yield path, sort, getattr(kind, "__origin__", None) is list


def rows_of(carnet: Carnet, one: Owner) -> dict[str, list[Any]]:
    """Everything that is a person's, whatever it is."""
    found = {}
    with carnet.runtime.db.read() as uow:
        tables = uow.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for table in sorted(set(tables) - APART):
            columns = {row[1] for row in uow.session.execute(text(f'PRAGMA table_info("{table}")'))}
            if "person_id" in columns:
                query = text(f'SELECT * FROM "{table}" WHERE person_id = :one')  # noqa: S608 - our own tables
                found[table] = sorted(map(repr, uow.session.execute(query, {"one": one.person_id})))
    return found


def changed(carnet: Carnet, victims: list[Owner], before: list[dict[str, list[Any]]]) -> list[tuple[str, str]]:
    """Whose rows of which table are no longer what they were."""
    now = [rows_of(carnet, one) for one in victims]
    return [
        (one.login, table)
        for one, was, rows in zip(victims, before, now, strict=True)
        for table in rows
        if rows[table] != was.get(table)
    ]


def filled(payload: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    head, *rest = path
    return payload | {head: filled(payload[head], tuple(rest), value) if rest else value}


def in_sight(payload: dict[str, Any]) -> dict[str, Any]:
    """The same, as from a page that shows nothing yet: what else it names is tried, not whether it is what the page drew."""
    return payload | {SEEN: ""} if payload.get(SEEN) == "x" else payload


def told(carnet: Carnet, cookies: str, name: str, payload: dict[str, Any], id: str) -> str:
    """What a fresh tab is answered, with the id that was given left out."""
    tab = carnet.tab(cookies)
    tab.start()
    said = answer(tab, name, in_sight(payload))
    tab.close()
    return numbered(said.replace(id, "ID"))


def shown(carnet: Carnet, cookies: str, address: str, id: str) -> str:
    """What a page says that is opened there, with the id that was given left out."""
    tab = carnet.tab(cookies)
    said = "\n".join([*tab.start(address), *tab.settle()])
    tab.close()
    return numbered(said.replace(id, "ID"))


def handled(carnet: Carnet, cookies: str, name: str, policy: HandlerPolicy, at: tuple[tuple[str, ...], bool]) -> Asking:
    """Ask a handler for a thing that its payload names there, alone or as one of several."""
    path, several = at
    payload = sample(policy.payload)
    return lambda id: told(carnet, cookies, name, filled(payload, path, [id] if several else id), id)


def opened(carnet: Carnet, cookies: str, address: str) -> Asking:
    """Ask a page for a thing that its address names."""
    return lambda id: shown(carnet, cookies, address.format(id), id)


class Nothing:
    """What names nothing is answered, by the way it is asked: kept, and asked again where a thing is answered otherwise.

    What the server tells meanwhile by itself (a number on the bell) is not what the thing told.
    """

    def __init__(self) -> None:
        self._said: dict[Hashable, object] = {}

    def tells(self, way: Hashable, ask: Asking, id: str) -> bool:
        """Whether a thing is answered otherwise than nothing. Raises AssertionError when that is never answered twice alike."""
        if (thing := ask(id)) == self._said.get(way):
            return False
        for _again in range(5):
            before = ask(new_id())
            if thing == before:
                self._said[way] = before
                return False
            thing, after = ask(id), ask(new_id())
            if before == after:
                self._said[way] = after
                return thing != after
        raise AssertionError(f"what is nothing was never answered twice alike: {way}")


def numbered(said: str) -> str:
    """The same, with what is drawn by chance (connections, ids) named by its place: one that is more shows all the same."""
    seen: dict[str, str] = {}
    said = re.sub(r'"(sid|session_id|client_token)":"[^"]*"', "", said)
    return re.sub(r"[0-9a-f]{24,64}", lambda found: seen.setdefault(found[0], f"N{len(seen)}"), said)


PLAIN = frozenset(
    {
        *("ajouter", "annee", "apercu", "apres", "avant", "carte", "categorie", "code", "colonne", "comme", "de", "debut", "dit"),
        *("documents", "dose", "ecrire", "envoi", "envoyer", "garde", "garder", "genre", "imprimer", "jour", "langue", "lecteur"),
        *("mois", "occurrence", "onglet", "page", "pres", "q", "quand", "raison", "range", "recepisse", "recherche", "regle"),
        *("urgence", "vignette", "voir", "vue"),
    }
)
"""What addresses ask for that names nobody's thing: words of a choice, a day, a search, a place in one's own list."""

_READ = re.compile(r"""(?:\.get|\bgiven|_asked)\((?:asked, )?"([a-z_]+)"|^    "([a-z_]+)": re\.compile""", re.M)
_ROOMS = ("rxapp/state", "rxapp/api")


def read_of_addresses() -> dict[str, set[str]]:
    """The names that each module of the screens and of the routes reads in an address."""
    found = {}
    for room in _ROOMS:
        for module in sorted(Path(room).glob("*.py")):
            source = module.read_text()
            if "query_param" in source or re.search(r"(parameters|asked): (Mapping|dict)", source):
                found[str(module)] = {one or other for one, other in _READ.findall(source)}
    return found
