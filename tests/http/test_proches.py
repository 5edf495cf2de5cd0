"""`/parametres/proches`, and the pages that a parent has open when they may act no more: let go by themselves, and told why."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from rxapp.accounts import service
from rxapp.accounts.birth import majority_day
from rxapp.accounts.identity import identity_of
from rxapp.accounts.majority import Watch
from rxapp.accounts.models import Guardianship
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.relatives_models import GuardianInvitation
from rxapp.core.clock import PARIS, DemoClock, paris_date
from rxapp.core.policy import Actor, Role
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

TEN_MINUTES = timedelta(minutes=10)
STATE = f"{SHELL}.rxapp___state___proches____proches_state"
DOSSIER = f"{SHELL}.rxapp___state___dossier____dossier_state"
PAGE = "/parametres/proches"


class Family:
    """Sophie, a parent, and her daughter Jade, 16, each with an account; other tests find them as they were."""

    def __init__(self, carnet: Carnet) -> None:
        self.carnet, self.db = carnet, carnet.runtime.db
        with self.db.read() as uow:
            self.sophie, self.jade = (account_by_login(uow, f"{one}.bernard").person_id for one in ("sophie", "jade"))
            self.of_age = majority_day(identity_of(uow, self.jade).birth_date)

    def tab(self, login: str, path: str, *, child: bool = False, cookies: str = "", token: str = "") -> Tab:
        """A page of somebody's; with the daughter's record open."""
        tab = self.carnet.tab(cookies or self.carnet.session_of(login), token=token)
        tab.start(path)
        if child:
            tab.event(f"{SHELL}.choose_person", {"person_id": self.jade}, path)
            assert vars_of(tab.settle(), SHELL)["subject"] == self.jade
            tab.event(f"{DOSSIER}.open", {}, path)
            assert vars_of(tab.settle(), DOSSIER)["shown_for"] == self.jade
        return tab

    @contextmanager
    def eve(self) -> Iterator[None]:
        """Ten minutes before the night on which Jade is 18."""
        first = datetime(self.of_age.year, self.of_age.month, self.of_age.day, tzinfo=PARIS)
        with self.carnet.later(first - TEN_MINUTES - self.carnet.runtime.clock.now()):
            yield

    def midnight(self) -> None:
        """From the eve on: those ten minutes have passed."""
        self.carnet.runtime.clock.travel(TEN_MINUTES)

    def do(self, verb, **given) -> None:
        with self.db.uow() as uow:
            verb(uow, **given)
            uow.commit()


@pytest.fixture
def family(carnet: Carnet) -> Iterator[Family]:
    made = Family(carnet)
    yield made
    with made.db.uow() as uow:
        uow.session.execute(delete(GuardianInvitation))
        uow.session.execute(delete(Guardianship).where(Guardianship.child_id == made.jade))
        uow.session.add(Guardianship(guardian_id=made.sophie, child_id=made.jade, starts_on=date(2026, 11, 23)))
        uow.session.connection().exec_driver_sql("DELETE FROM limits")
        uow.commit()


def seen(family: Family, login: str) -> dict[str, object]:
    tab = family.carnet.tab(family.carnet.session_of(login))
    found = vars_of(tab.start(PAGE), STATE)
    tab.close()
    return found


def test_both_see_who_acts_and_until_when(family: Family) -> None:
    (child,), myself = seen(family, "sophie.bernard")["children"], seen(family, "jade.bernard")["myself"]
    for card in (child, myself):
        assert [one["name"] for one in card["guardians"]] == ["Sophie Bernard"]
        assert card["majority"] == child["majority"] != ""
    assert (child["mine"], myself["mine"], myself["keeps"]) == (False, True, True)


def leaves(frames: list[str]) -> bool:
    """Whether the page is sent to the one that says why."""
    return any("_redirect" in frame and PAGE in frame for frame in frames)


def test_a_live_page_is_let_go_without_an_event(family: Family) -> None:
    """The watch looks after midnight; the open page is called, emptied and sent to the page that says why."""
    with family.eve():
        tab = family.tab("sophie.bernard", "/dossier", child=True)
        family.midnight()
        Watch().run(family.db)
        frames = tab.until("_redirect")
        assert leaves(frames)
        shell, record = vars_of(frames, SHELL), vars_of(frames, DOSSIER)
        assert (shell["subject"], shell["people"]) == ("", [])
        assert (record["shown_for"], record["years_shown"]) == ("", [])
        tab.event(f"{STATE}.open", {}, PAGE)
        (ended,) = vars_of(tab.settle(), STATE)["ended"]
        assert "Jade Bernard" in ended["words"]
        assert "18 ans" in ended["words"]
    tab.close()


@pytest.mark.parametrize("name", [f"{DOSSIER}.take_back", f"{DOSSIER}.open", f"{SHELL}.count_news"])
def test_the_next_event_is_refused_and_the_tab_emptied(family: Family, name: str) -> None:
    with family.eve():
        tab = family.tab("sophie.bernard", "/dossier", child=True)
        family.midnight()
        tab.event(name, {}, "/dossier")
        frames = tab.settle()
        assert leaves(frames)
        assert vars_of(frames, DOSSIER)["shown_for"] == ""
        assert "Jade" not in "".join(frames)
    tab.close()


class NightFalls:
    """A clock whose ten minutes before midnight pass once somebody off the event loop asks: after the guard, before the page."""

    def __init__(self, clock: DemoClock) -> None:
        self._clock, self.fell = clock, False

    def now(self) -> datetime:
        if not self.fell and threading.current_thread().name.startswith("work"):
            self.fell = True
            self._clock.travel(TEN_MINUTES)
        return self._clock.now()

    def today(self) -> date:
        return paris_date(self.now())

    def outside(self) -> datetime:
        return self._clock.outside()


def test_midnight_between_the_guard_and_the_page_empties_the_tab_all_the_same(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    with family.eve():
        tab = family.tab("sophie.bernard", "/dossier", child=True)
        night = NightFalls(family.db.clock)
        with monkeypatch.context() as evening:
            evening.setattr(family.db, "clock", night)
            tab.event(f"{DOSSIER}.open", {}, "/dossier")
            frames = tab.until("_redirect")
        assert night.fell
        assert leaves(frames)
        assert vars_of(frames, DOSSIER)["shown_for"] == ""
    tab.close()


def test_the_page_that_says_why_is_whole_again_when_it_was_open_itself(family: Family) -> None:
    with family.eve():
        tab = family.tab("sophie.bernard", PAGE, child=True)
        tab.event(f"{STATE}.open", {}, PAGE)
        assert vars_of(tab.settle(), STATE)["seen"] is True
        family.midnight()
        tab.event(f"{STATE}.look_again", {}, PAGE)
        page = vars_of(tab.settle(), STATE)
        assert (page["seen"], page["children"]) == (True, [])
        assert "18 ans" in page["ended"][0]["words"]
    tab.close()


def test_before_midnight_it_goes_on(family: Family) -> None:
    with family.eve():
        tab = family.tab("sophie.bernard", "/dossier", child=True)
        tab.event(f"{DOSSIER}.open", {}, "/dossier")
        frames = tab.settle()
        assert not leaves(frames)
    tab.close()


def test_a_reloaded_page_gives_nothing_back_and_says_why(family: Family) -> None:
    """Reflex gives the whole state of a tab back to whoever shows its token: not this one's."""
    with family.eve():
        cookies = family.carnet.session_of("sophie.bernard")
        tab = family.tab("sophie.bernard", "/dossier", child=True, cookies=cookies, token="veille")
        tab.close()
        family.midnight()
        again = family.carnet.tab(cookies, token="veille")
        frames = again.start("/dossier")
        assert leaves(frames)
        assert "Jade" not in "".join(frames)
        again.close()


def test_the_daughter_s_own_page_stays(family: Family) -> None:
    with family.eve():
        tab = family.tab("jade.bernard", "/dossier")
        family.midnight()
        tab.event(f"{DOSSIER}.open", {}, "/dossier")
        assert not leaves(tab.settle())
    tab.close()


def test_a_parent_who_is_detached_from_another_process_is_let_go(family: Family) -> None:
    """The command line writes the row and no more: the watch of the server finds it."""
    tab = family.tab("sophie.bernard", "/dossier", child=True)
    with family.db.uow() as uow:
        mine = update(Guardianship).where(Guardianship.child_id == family.jade)
        uow.session.execute(mine.values(ends_on=uow.clock.today(), ended_by="operator"))
        uow.commit()
    Watch().run(family.db)
    assert leaves(tab.until("_redirect"))
    tab.close()


def test_the_page_invites_and_says_the_same_whoever_is_named(family: Family) -> None:
    tab = family.tab("sophie.bernard", PAGE)
    with family.db.read() as uow:
        paul = identity_of(uow, account_by_login(uow, "paul.durand").person_id)
    said = []
    for name in (paul.given_names, "Personne"):
        form = {"enfant": family.jade, "nir": str(paul.nir), "naissance": f"{paul.birth_date:%d/%m/%Y}", "prenom": name}
        tab.event(f"{STATE}.invite", {"form_data": form}, PAGE)
        said.append(vars_of(tab.settle(), SHELL)["words"])
    assert said[0] == said[1]
    assert said[0]["kind"] == "done"
    service.answer_invitations(family.db)
    (asked,) = seen(family, "paul.durand")["received"]
    assert (asked["asker"], asked["child"]) == ("Sophie Bernard", "Jade Bernard")
    tab.close()


def test_accepting_opens_the_record_and_both_pages_tell_it(family: Family) -> None:
    with family.db.read() as uow:
        paul = identity_of(uow, account_by_login(uow, "paul.durand").person_id)
        sophie = account_by_login(uow, "sophie.bernard")
    asking = {"nir": str(paul.nir), "birth_date": f"{paul.birth_date:%d/%m/%Y}", "given_name": paul.given_names}
    actor = Actor(sophie.id, Role.PATIENT, family.sophie, "Sophie Bernard")
    family.do(service.invite, actor=actor, child_id=family.jade, address="192.0.2.1", **asking)
    service.answer_invitations(family.db)
    tab = family.tab("paul.durand", PAGE)
    (asked,) = seen(family, "paul.durand")["received"]
    tab.event(f"{STATE}.accept", {"invitation_id": asked["id"]}, PAGE)
    shell = vars_of(tab.settle(), SHELL)
    assert [one["label"] for one in shell["people"]] == ["Paul Durand", "Jade Bernard"]
    for login, var in (("jade.bernard", "myself"), ("sophie.bernard", "children")):
        found = seen(family, login)[var]
        card = found if var == "myself" else found[0]
        assert [one["name"] for one in card["guardians"]] == ["Paul Durand", "Sophie Bernard"]
    tab.close()


def test_a_parent_ends_it_today_and_the_page_says_so(family: Family) -> None:
    tab = family.tab("sophie.bernard", PAGE)
    today = family.carnet.runtime.clock.today()
    tab.event(f"{STATE}.stop", {"form_data": {"enfant": family.jade, "jour": f"{today:%d/%m/%Y}"}}, PAGE)
    found = vars_of(tab.settle(), STATE)
    assert found["children"] == []
    assert "vous l’avez décidé" in found["ended"][0]["words"]
    tab.close()


def test_jade_chooses_what_her_mother_keeps_and_a_wrong_day_is_said_beside_its_box(family: Family) -> None:
    with family.carnet.later(timedelta(days=580)):
        tab = family.carnet.tab(family.carnet.session_of("jade.bernard"))
        (mother,) = vars_of(tab.start(PAGE), STATE)["myself"]["guardians"]
        form = {"lien": mother["id"], "portee_agenda": "oui", "jusqu_au": "2020-01-01"}
        tab.event(f"{STATE}.keep", {"form_data": form}, PAGE)
        wrong = tab.settle()
        assert "Choisissez un jour entre vos 18 ans" in vars_of(wrong, SHELL)["errors"]["jusqu_au"]
        assert vars_of(wrong, STATE)["keeping"] == mother["id"]
        tab.event(f"{STATE}.keep", {"form_data": form | {"jusqu_au": mother["until"]}}, PAGE)
        (mother,) = vars_of(tab.settle(), STATE)["myself"]["guardians"]
        assert mother["kept"].startswith("agenda, jusqu’au ")
        tab.close()
        (child,) = seen(family, "sophie.bernard")["children"]
        assert (child["guardians"][0]["boxes"], child["guardians"][0]["kept"]) == ([], "")


def test_whoever_opens_boxes_is_led_to_them_and_back_to_the_child(family: Family) -> None:
    """What was pressed is no longer there: without this the focus would be nowhere."""
    tab = family.tab("sophie.bernard", PAGE)
    turns = 0
    for opens, which in (("begin_asking", "asking"), ("begin_stopping", "stopping"), ("begin_closing", "closing")):
        found = vars_of(do(tab, f"{STATE}.{opens}", {"child_id": family.jade}, PAGE), STATE)
        assert (found[which], found["place"], found["turns"]) == (family.jade, "choix", turns + 1)
        found = vars_of(do(tab, f"{STATE}.leave", {}, PAGE), STATE)
        assert (found[which], found["place"], found["turns"]) == ("", f"enfant-{family.jade}", turns + 2)
        turns += 2
    tab.close()
