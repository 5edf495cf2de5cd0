"""What the pages of one record are measured with: a document, a record that its professional reads, a link that was opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rxapp.accounts import allowing, sessions
from rxapp.accounts import service as accounts
from rxapp.core.policy import Actor
from rxapp.record import views
from rxapp.sharing import opening, service
from rxapp.wiring import join_rooms
from tests.bench.stand import Carnet

OWNER, DOCTOR = "camille.martin", "dr.moreau"


@dataclass(frozen=True)
class Shown:
    """``pages``: by who visits them, name in the table and address. ``link``: the path of a link, ``visit``: the token of a
    browser that gave its code, ``through``: what is then behind it.
    """

    pages: Mapping[str, Mapping[str, str]]
    link: str
    visit: str
    through: Mapping[str, str]


def made(carnet: Carnet) -> Shown:
    """Make the link, and let the doctor read the record."""
    join_rooms()
    owner, doctor = (_actor(carnet, login) for login in (OWNER, DOCTOR))
    mine = _documents(carnet, owner, owner.person_id)
    patient = owner.person_id
    with carnet.database.uow() as uow:
        whose = {"actor": owner, "context": accounts.context_for(uow, owner), "person_id": patient}
        allowing.allow(uow, **whose, account_id=doctor.account_id)
        uow.commit()
    theirs = f"/pro/patients?dossier={patient}"
    link, visit = _link(carnet, owner, mine)
    return Shown(
        pages={
            OWNER: {"/dossier/{document}": f"/dossier/{mine[0]}"},
            DOCTOR: {
                "/pro/patients, a record": theirs,
                "/pro/patients, a document": f"{theirs}&document={_documents(carnet, doctor, patient)[0]}",
            },
        },
        link=link,
        visit=visit,
        through={
            "/partage/…, what it shows": link,
            "/partage/…, the summary": f"{link}/1",
            "/partage/…, a document": f"{link}/2",
        },
    )


def _actor(carnet: Carnet, login: str) -> Actor:
    token = sessions.hash_token(carnet.sign_in(login))
    with carnet.database.read() as uow:
        return sessions.check_session(uow, token).actor()


def _documents(carnet: Carnet, actor: Actor, person_id: str) -> list[str]:
    with carnet.database.uow() as uow:
        seen = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id}
        rows = views.documents_page(uow, **seen, lang="fr").rows
        uow.commit()
    return [row.id for row in rows]


def _link(carnet: Carnet, owner: Actor, documents: list[str]) -> tuple[str, str]:
    """The path of a link to the summary and every document, and the token of a browser that gave its code."""
    wish = service.Wish("Dr Untel", "jour", "", documents[: service.MOST_DOCUMENTS], summary=True)
    with carnet.database.uow() as uow:
        given = {"actor": owner, "context": accounts.context_for(uow, owner), "person_id": owner.person_id}
        link = service.make(uow, **given, wish=wish)
        uow.commit()
    secret = link.path.rpartition("/")[2]
    return link.path, opening.open_share(carnet.database, secret=secret, typed=link.code, address="").token
