"""Taking a copy over plain HTTP, and the page that asks for it, spoken to as a browser would."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from zipfile import ZipFile

import httpx
import pytest
from sqlalchemy import delete, select

from rxapp.accounts import second_factor, sessions, totp
from rxapp.accounts.opening import account_by_login
from rxapp.api import housekeeping
from rxapp.core.chain import AuditEntry
from rxapp.core.errors import message
from rxapp.demo.people import PASSWORD
from rxapp.takeout.age import open_age
from rxapp.takeout.models import Takeout
from tests.carnet import ORIGIN, ROLES, Carnet, Tab, carnet
from tests.http.test_historique import SHELL, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___emporter____emporter_state"
PHRASE = "quatre moules jaunes au vent"
ASK = f"{STATE}.ask"
LOCK = f"{STATE}.lock"
PAGE = "/parametres/emporter"
LOGIN = "awa.diallo"


class Asker:
    """Awa before the page, in a session of her own."""

    def __init__(self, carnet: Carnet, login: str = LOGIN) -> None:
        self.carnet = carnet
        self.cookies = carnet.session_of(login)
        self.tab = carnet.tab(self.cookies)
        self.seen = vars_of(self.tab.start(PAGE), STATE)

    def do(self, name: str, **payload: object) -> dict[str, object]:
        self.tab.event(f"{STATE}.{name}", payload, PAGE)
        return vars_of(self.tab.settle(), STATE)

    def made(self, *, phrase: str = "") -> str:
        """Ask for a copy as the form does, and wait for the page to say that it is ready; its id."""
        if phrase:
            self.do("lock", on=True)
        fields = {"mot_de_passe": phrase, "mot_de_passe_encore": phrase} if phrase else {}
        fields["mot_de_passe_actuel"] = PASSWORD
        self.tab.event(ASK, self.tab.seeing(ASK, {"form_data": fields}), PAGE)
        return vars_of(self.tab.until('"state":"ready"'), STATE)["copy"]["id"]

    def get(self, takeout_id: str, *, cookies: str | None = None, method: str = "GET", **headers: str) -> httpx.Response:
        given = self.cookies if cookies is None else cookies
        return self.carnet.ask(method, f"/api/emporter/{takeout_id}", cookies=given, headers=headers)

    def acts(self) -> list[str]:
        with self.carnet.runtime.db.read() as uow:
            person = account_by_login(uow, LOGIN).person_id
            wanted = select(AuditEntry.action).where(AuditEntry.person_id == person).order_by(AuditEntry.seq)
            return [act for act in uow.session.execute(wanted).scalars() if act.startswith("emporter.")]


@pytest.fixture
def asker(carnet: Carnet) -> Iterator[Asker]:
    forget(carnet)
    with carnet.later(timedelta(0)):
        made = Asker(carnet)
        yield made
        made.tab.close()
    forget(carnet)


def forget(carnet: Carnet) -> None:
    """The application is everybody's: other tests ask for copies too."""
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(Takeout))
        uow.session.connection().exec_driver_sql("DELETE FROM limits")
        uow.commit()


def test_the_page_asks_shows_and_gives(asker: Asker) -> None:
    assert asker.seen["copy"]["state"] == ""
    before = len(asker.acts())
    takeout_id = asker.made()
    answer = asker.get(takeout_id)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    assert 'filename="carnet-awa-diallo-' in answer.headers["content-disposition"]
    assert int(answer.headers["content-length"]) == len(answer.content)
    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert {"index.html", "manifest.json", "SHA256SUMS", "profil.html", "agenda.ics"} <= set(archive.namelist())
    assert asker.acts()[before:] == ["emporter.demande", "emporter.telecharge"]
    assert asker.get(takeout_id).status_code == 200
    assert asker.acts()[before:] == ["emporter.demande", "emporter.telecharge"]  # one look is one line


def test_a_cut_download_goes_on(asker: Asker) -> None:
    takeout_id = asker.made()
    whole = asker.get(takeout_id).content
    part = asker.get(takeout_id, range=f"bytes=100-{len(whole) - 1}")
    assert (part.status_code, part.content) == (206, whole[100:])
    assert part.headers["content-range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert asker.get(takeout_id, range=f"bytes={len(whole)}-").status_code == 416


def test_asking_whether_it_is_there_leaves_no_line(asker: Asker) -> None:
    takeout_id = asker.made()
    before = asker.acts()
    answer = asker.get(takeout_id, method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000
    assert asker.acts() == before


def test_nobody_else_gets_it(asker: Asker) -> None:
    """Not even her other session; what is refused is like what does not exist."""
    takeout_id = asker.made()
    before = asker.acts()
    absent = asker.get("0" * 32)
    for login in ROLES.values():
        other = asker.get(takeout_id, cookies=asker.carnet.session_of(login))
        assert (other.status_code, other.content) == (404, absent.content), login
    assert asker.get(takeout_id, cookies="").status_code == 401
    assert asker.acts() == before
    assert asker.get(takeout_id).status_code == 200


def test_signing_out_ends_it(asker: Asker) -> None:
    takeout_id = asker.made()
    asker.carnet.ask("POST", "/session/fin", cookies=asker.cookies)
    assert asker.get(takeout_id).status_code == 401
    housekeeping._forget(asker.carnet.runtime)
    with asker.carnet.runtime.db.read() as uow:
        assert uow.session.get(Takeout, takeout_id) is None


def test_a_locked_copy(asker: Asker) -> None:
    answer = asker.get(asker.made(phrase=PHRASE))
    assert answer.headers["content-type"] == "application/age-encryption"
    assert ".zip.age" in answer.headers["content-disposition"]
    assert ZipFile(io.BytesIO(b"".join(open_age(PHRASE, [answer.content])))).testzip() is None


def test_who_asks_proves_who_they_are_and_what_protects_the_copy_comes_first(asker: Asker) -> None:
    for typed, code in (("", "mot_de_passe_vide"), ("ce n’est pas lui", "mot_de_passe")):
        asker.tab.event(ASK, asker.tab.seeing(ASK, {"form_data": {"mot_de_passe_actuel": typed}}), PAGE)
        frames = asker.tab.settle()
        assert vars_of(frames, SHELL)["errors"] == {"mot_de_passe_actuel": message(f"fermeture.{code}", "fr")}
        assert vars_of(frames, STATE).get("copy", {"state": ""})["state"] == ""
    with asker.carnet.runtime.db.read() as uow:
        assert uow.session.execute(select(Takeout.id)).first() is None


def test_all_that_is_wrong_is_said_at_once(asker: Asker) -> None:
    asker.tab.event(LOCK, {"on": True}, PAGE)
    asker.tab.settle()
    form = {"mot_de_passe": "court", "mot_de_passe_encore": "coudre", "mot_de_passe_actuel": "ce n’est pas lui"}
    asker.tab.event(ASK, asker.tab.seeing(ASK, {"form_data": form}), PAGE)
    assert vars_of(asker.tab.settle(), SHELL)["errors"].keys() == form.keys()


def test_the_second_factor_is_asked_for_when_there_is_one(asker: Asker) -> None:
    database = asker.carnet.runtime.db
    with database.read() as uow:
        awa = sessions.check_session(uow, sessions.hash_token(asker.cookies.partition("=")[2])).actor(address="")
    setup = second_factor.begin(database, actor=awa, password=PASSWORD)
    secret = totp.secret_of(setup.text)
    with database.uow() as uow:
        now = totp.code_of(secret, totp.step_at(uow.clock.outside()))
        codes, _ended = second_factor.confirm(uow, actor=awa, code=now, public_url=ORIGIN)
        uow.commit()
    try:
        asker = Asker(asker.carnet)
        assert asker.seen["standing"]["on"] is True
        for typed, said in (("", "second.code_vide"), ("000000", "second.refuse")):
            asker.tab.event(ASK, asker.tab.seeing(ASK, {"form_data": {"mot_de_passe_actuel": PASSWORD, "code": typed}}), PAGE)
            assert vars_of(asker.tab.settle(), SHELL)["errors"] == {"code": message(said, "fr")}
        asker.tab.event(ASK, asker.tab.seeing(ASK, {"form_data": {"mot_de_passe_actuel": PASSWORD, "code": codes[0]}}), PAGE)
        assert vars_of(asker.tab.until('"state":"ready"'), STATE)["copy"]["state"] == "ready"
        asker.tab.close()
    finally:
        with database.uow() as uow:
            second_factor.remove(uow, account_by_login(uow, LOGIN))
            uow.commit()


def test_a_weak_password_is_said_beside_its_box_and_stays_in_no_state(asker: Asker) -> None:
    asker.do("lock", on=True)
    asker.tab.event(ASK, asker.tab.seeing(ASK, {"form_data": {"mot_de_passe": "court", "mot_de_passe_encore": "court"}}), PAGE)
    frames = asker.tab.settle()
    assert "Il faut au moins 12 caractères" in vars_of(frames, SHELL)["errors"]["mot_de_passe"]
    assert "court" not in "".join(frames).replace("courte", "")


def test_a_second_tab_sees_the_same_and_a_stop_is_told_to_both(asker: Asker) -> None:
    takeout_id = asker.made()
    tab: Tab = asker.carnet.tab(asker.cookies)
    assert vars_of(tab.start(PAGE), STATE)["copy"]["id"] == takeout_id
    assert asker.do("drop", takeout_id=takeout_id)["copy"]["state"] == ""
    assert asker.get(takeout_id).status_code == 404
    tab.event(f"{STATE}.drop", {"takeout_id": takeout_id}, PAGE)
    assert vars_of(tab.settle(), SHELL)["words"]["kind"] == "error"
    tab.close()


def test_a_parent_chooses_whose_and_nobody_a_stranger(carnet: Carnet) -> None:
    with carnet.later(timedelta(0)):
        parent = Asker(carnet, "camille.martin")
        shell = vars_of(carnet.tab(parent.cookies).start(PAGE), SHELL)
        child = next(one for one in shell["people"] if one["label"].startswith("Léo"))
        frames = carnet.tab(parent.cookies).start(f"{PAGE}?personne={child['id']}")
        assert vars_of(frames, SHELL)["subject"] == child["id"]
        with carnet.runtime.db.read() as uow:
            stranger = account_by_login(uow, LOGIN).person_id
        frames = carnet.tab(parent.cookies).start(f"{PAGE}?personne={stranger}")
        assert vars_of(frames, SHELL)["subject"] == shell["subject"]
        assert vars_of(frames, STATE)["seen"]


def test_the_page_is_for_patients(carnet: Carnet) -> None:
    for role in ("professional", "pharmacy", "operator"):
        frames = carnet.tab(carnet.session_of(ROLES[role])).start(PAGE)
        assert "raison=patients" in "".join(frames), role
