"""`/officine` as tabs see it: what comes in shows by itself, each tab as its own session, a stale board overwrites nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core.db import new_id
from rxapp.core.policy import NO_CONTEXT, SYSTEM_ACTOR, Actor
from rxapp.demo.pharmacies import EXTRACT
from rxapp.pharmacy import finess, service, views
from rxapp.record.intake import Intake
from rxapp.state import orders
from tests import samples
from tests.carnet import Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___officine____officine_state"
ORDER = f"{SHELL}.rxapp___state___officine_order____officine_order_state"
HOURS = f"{SHELL}.rxapp___state___officine_hours____officine_hours_state"
SETTINGS = f"{SHELL}.rxapp___state___parametres____parametres_state"


@dataclass
class Town:
    """Paul, who sends; the market pharmacy, where one account works in as many browsers as one likes; the lilacs."""

    carnet: Carnet
    paul: Actor
    marche: str

    def send(self, *drugs: str, **wishes: Any) -> str:
        """A prescription of Paul's, sent as his page does."""
        data = samples.png()
        given = {"actor": self.paul, "context": NO_CONTEXT, "person_id": self.paul.person_id, "file_name": "ordonnance.png"}
        with Intake.open(self.carnet.runtime.db, **given, declared_size=len(data)) as intake:
            intake.feed(data)
            document = intake.finish().id
        with self.carnet.runtime.db.uow() as uow:
            for drug in drugs:
                service.type_line(uow, actor=self.paul, document_id=document, form=service.LineForm(drug))
            uow.commit()
        sent = {"person_id": self.paul.person_id, "pharmacy_id": self.marche, "document_ids": [document], "key": new_id()}
        return self.carnet.run(orders.send(service.send, self.paul, **sent, wishes=service.Wishes(**wishes)))

    def cancel(self, order_id: str) -> None:
        self.carnet.run(orders.act(service.cancel, self.paul, order_id=order_id, version=self.version(order_id)))

    def clear(self) -> None:
        """No order of Paul's is on its way."""
        given = {"person_id": self.paul.person_id, "lang": "fr", "live": True, "limit": 50}
        for row in orders.look(views.orders_page, self.paul, **given).rows:
            self.cancel(row.id)

    def version(self, order_id: str) -> int:
        return self.detail(order_id).row.version

    def detail(self, order_id: str) -> views.OrderDetail:
        return orders.look(views.order_detail, self.paul, order_id=order_id, lang="fr")

    def code(self, order_id: str) -> str:
        return orders.look(views.pickup_code, self.paul, order_id=order_id)

    def counter(self, path: str = "/officine", login: str = "pharmacie.marche") -> tuple[Tab, dict[str, Any]]:
        """A tab of somebody at a counter, in a session of its own."""
        tab = self.carnet.tab(self.carnet.session_of(login))
        seen = tab.start(path)
        return tab, {"frames": seen, **vars_of(seen, STATE), **vars_of(seen, ORDER), **vars_of(seen, HOURS)}


@pytest.fixture
def town(carnet: Carnet) -> Iterator[Town]:
    service.load(carnet.runtime.db, finess.read(EXTRACT.read_bytes()), actor=SYSTEM_ACTOR)
    with carnet.runtime.db.uow() as uow:
        paul = actor_of(uow, account_by_login(uow, "paul.durand").id)
        where = ""
        for login, number in (("pharmacie.lilas", "000000023"), ("pharmacie.marche", "000000015")):
            account_id = account_by_login(uow, login).id
            where = service.attach(uow, actor=SYSTEM_ACTOR, account_id=account_id, finess=number)
        uow.commit()
    made = Town(carnet, paul, where)
    made.clear()
    yield made
    made.clear()


def ids(column: dict[str, Any]) -> list[str]:
    return [card["id"] for card in column["cards"]]


def test_a_patient_is_told_that_the_page_is_the_pharmacies(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.session_of("paul.durand"))
    assert '"path":"/parametres?raison=pharmacies"' in "\n".join(tab.start("/officine"))
    tab.close()
    there = carnet.tab(carnet.session_of("paul.durand"))
    seen = vars_of(there.start("/parametres?raison=pharmacies"), SETTINGS)
    assert (seen["turned_away"], seen["from_counter"]) == (True, True)
    there.close()


def test_a_pharmacy_lands_at_its_counter(carnet: Carnet) -> None:
    fields = {"identifiant": "pharmacie.marche", "mot_de_passe": "Demo-Sante-2026!"}
    assert carnet.ask("POST", "/session", data=fields).headers["location"] == "/officine"


def test_an_order_that_comes_in_shows_and_rings_at_once_at_its_counter_alone(town: Town) -> None:
    waiting = town.send()
    board, seen = town.counter()
    other, theirs = town.counter(login="pharmacie.lilas")
    assert ids(seen["sent"]) == [waiting]
    assert (seen["sent"]["count"], seen["rings"], seen["sent"]["cards"][0]["fresh"]) == (1, 0, False)
    assert (theirs["total"], theirs["sent"]["cards"]) == (0, [])
    came = town.send("Paracétamol", question="Ce soir ?")
    frames = board.until(f'"{came}"')
    now = vars_of(frames, STATE)
    assert ids(now["sent"]) == [waiting, came]
    assert (now["rings"], now["fresh"], now["sent"]["cards"][1]["fresh"]) == (1, 1, True)
    assert now["heard"] == f"Nouvelle commande n° {came[:6].upper()}."
    assert "received" not in now, "a column where nothing changed is not sent again"
    assert came not in "\n".join(other.settle())


def test_where_one_column_shows_it_is_the_first_that_holds_something(town: Town) -> None:
    _board, nothing = town.counter(login="pharmacie.lilas")
    assert nothing["first"] == "envoyees"
    order_id = town.send()
    board, seen = town.counter()
    assert seen["first"] == "envoyees"
    moved = vars_of(do(board, f"{STATE}.advance", {"order_id": order_id, "version": 1, "move": "receive"}), STATE)
    assert moved["first"] == "recues"


def test_what_is_shared_shows_on_the_open_order_alone(town: Town) -> None:
    told, silent = town.send(shared=service.Shared("Pénicilline", "")), town.send()
    _board, seen = town.counter()
    assert "Pénicilline" not in "\n".join(seen["frames"])
    _tab, opened = town.counter(f"/officine?commande={told}")
    assert (opened["detail"]["shared"], opened["detail"]["allergies"], opened["detail"]["treatments"]) == (
        True,
        "Pénicilline",
        "",
    )
    _tab, other = town.counter(f"/officine?commande={silent}")
    assert not other["detail"]["shared"]
    _tab, elsewhere = town.counter(f"/officine?commande={told}", login="pharmacie.lilas")
    assert elsewhere["missing"]
    assert "Pénicilline" not in "\n".join(elsewhere["frames"])


def test_what_is_on_a_card_is_what_shows_of_it(town: Town) -> None:
    order_id = town.send("Paracétamol", "Ibuprofène", question="Ce soir ?", bearer="Jeanne Martin")
    _board, seen = town.counter()
    (card,) = seen["sent"]["cards"]
    assert (card["name"], card["lines"], card["question"], card["move"]) == ("Paul Durand", "2 lignes", True, "receive")
    assert card["href"] == f"/officine?commande={order_id}"
    said = "\n".join(seen["frames"])
    for unseen in ("Ce soir", "Jeanne", "Ibuprof", "ordonnance.png"):
        assert unseen not in said


def test_a_move_shows_on_the_board_of_a_colleague_who_stays_who_they_are(town: Town) -> None:
    order_id = town.send()
    one, _seen = town.counter()
    two, _seen = town.counter()
    do(one, f"{STATE}.advance", {"order_id": order_id, "version": 1, "move": "receive"})
    frames = two.until('"received')
    now = vars_of(frames, STATE)
    assert ids(now["received"]) == [order_id]
    assert ids(now["sent"]) == []
    assert "rx_router_headers" not in "\n".join(frames), "the tab was taken for another one"
    moved = vars_of(do(two, f"{STATE}.advance", {"order_id": order_id, "version": 2, "move": "prepare"}), STATE)
    assert ids(moved["preparing"]) == [order_id]


def test_an_order_that_its_owner_cancels_leaves_the_board_for_the_bags_to_put_back(town: Town) -> None:
    order_id = town.send()
    board, _seen = town.counter()
    town.cancel(order_id)
    now = vars_of(board.until('"sent'), STATE)
    assert ids(now["sent"]) == []
    assert now["ended"][0]["number"] == order_id[:6].upper()
    assert town.detail(order_id).row.state == "cancelled"


def test_a_notice_opened_later_leads_to_how_the_order_ended(town: Town) -> None:
    order_id, path = town.send("Paracétamol"), "/officine?commande="
    _tab, here = town.counter(path + order_id)
    assert (here["gone"], here["missing"]) == ("", False)
    town.cancel(order_id)
    for login, way in (("pharmacie.marche", "cancelled"), ("pharmacie.lilas", "")):
        _tab, seen = town.counter(path + order_id, login=login)
        assert (seen["missing"], seen["gone"], seen["detail"]["row"]["person_name"]) == (True, way, "")
    _tab, unknown = town.counter(path + "a" * 32)
    assert (unknown["missing"], unknown["gone"]) == (True, "")


def test_of_two_who_take_an_order_one_is_told_who_won(town: Town) -> None:
    order_id = town.send()
    one, _seen = town.counter()
    two, _seen = town.counter()
    for tab in (one, two):
        tab.event(f"{STATE}.advance", {"order_id": order_id, "version": 1, "move": "receive"})
    said = [vars_of(tab.settle(), SHELL).get("words", {}).get("text", "") for tab in (one, two)]
    assert sum("Entre-temps, la pharmacie a reçu la commande" in words for words in said) == 1
    assert town.version(order_id) == 2


@pytest.mark.parametrize("move", ["ready", "refuse", "hand_over", "cancel", "resume", "x"])
def test_a_card_makes_no_move_that_its_state_has_not(town: Town, move: str) -> None:
    order_id = town.send()
    board, _seen = town.counter()
    said = vars_of(do(board, f"{STATE}.advance", {"order_id": order_id, "version": 1, "move": move}), SHELL)
    assert said["words"]["kind"] == "error"
    assert town.detail(order_id).row.state == "sent"


def test_another_counter_neither_sees_nor_moves_an_order(town: Town) -> None:
    order_id = town.send("Paracétamol")
    lilas, seen = town.counter(f"/officine?commande={order_id}", login="pharmacie.lilas")
    assert seen["missing"] is True
    assert "Durand" not in "\n".join(seen["frames"])
    said = do(lilas, f"{STATE}.advance", {"order_id": order_id, "version": 1, "move": "receive"})
    assert "Durand" not in "\n".join(said)
    assert town.version(order_id) == 1


def test_an_order_opens_with_what_was_sent_and_says_who_moved_it(town: Town) -> None:
    order_id = town.send("Paracétamol", question="Ce soir ?", generic=False, bearer="Jeanne Martin")
    tab, seen = town.counter(f"/officine?commande={order_id}")
    detail = seen["detail"]
    assert (detail["question"], detail["generic"], detail["bearer"]) == ("Ce soir ?", False, "Jeanne Martin")
    (paper,) = seen["papers"]
    assert paper["pages"][0]["src"] == f"/api/documents/{detail['documents'][0][0]}?apercu=1&page=1"
    steps = vars_of(do(tab, f"{ORDER}.step", {"version": 1, "move": "receive"}), ORDER)["detail"]["steps"]
    assert [(step["move"], step["by"]) for step in steps] == [("send", "Paul Durand"), ("receive", "Pharmacie du Marché")]


def test_nothing_of_an_order_stays_behind_the_board(town: Town) -> None:
    order_id = town.send("Paracétamol", question="Ce soir ?")
    tab, _seen = town.counter(f"/officine?commande={order_id}")
    do(tab, f"{ORDER}.ask", {"dialog": "type"}, f"/officine?commande={order_id}")
    left = vars_of(do(tab, f"{STATE}.open", {}, "/officine"), ORDER)
    assert (left["detail"]["row"]["person_name"], left["detail"]["question"], left["papers"]) == ("", "", [])
    assert (left["dialog"], left["paper_choices"]) == ("", [])


def _to_ready(tab: Tab) -> None:
    for version, move in enumerate(("receive", "prepare", "ready"), start=1):
        do(tab, f"{ORDER}.step", {"version": version, "move": move})


def test_a_wrong_code_is_said_beside_its_box_and_the_right_one_hands_over(town: Town) -> None:
    order_id = town.send("Paracétamol")
    tab, _seen = town.counter(f"/officine?commande={order_id}")
    _to_ready(tab)
    wrong = "".join("1" if sign != "1" else "2" for sign in town.code(order_id).replace(" ", ""))
    said = vars_of(do(tab, f"{ORDER}.hand_over", {"form_data": {"code": wrong, "version": "4"}}), SHELL)
    assert said["errors"] == {"code": "Ce code n’est pas celui de cette commande. Il reste 4 essais."}
    said = vars_of(do(tab, f"{ORDER}.hand_over", {"form_data": {"code": "abc", "version": "4"}}), SHELL)
    assert said["errors"] == {"code": "Un code de retrait compte six lettres ou chiffres."}
    done = do(tab, f"{ORDER}.hand_over", {"form_data": {"code": town.code(order_id).lower(), "version": "4"}})
    assert vars_of(done, SHELL)["words"]["text"] == "La commande est remise."
    assert vars_of(done, ORDER)["detail"]["row"]["state"] == "collected"


def test_what_was_said_of_a_blocked_code_goes_with_it(town: Town) -> None:
    order_id = town.send()
    path = f"/officine?commande={order_id}"
    tab, _seen = town.counter(path)
    _to_ready(tab)
    wrong = "".join("1" if sign != "1" else "2" for sign in town.code(order_id).replace(" ", ""))
    for _try in range(5):
        said = vars_of(do(tab, f"{ORDER}.hand_over", {"form_data": {"code": wrong, "version": "4"}}, path), SHELL)
    assert said["errors"] == {"code": "Trop d’essais\u00a0: la personne doit afficher un nouveau code depuis son carnet."}
    town.carnet.run(orders.act(service.renew_code, town.paul, order_id=order_id))
    renewed = tab.until('"code_blocked":false')
    assert vars_of(renewed, SHELL)["errors"] == {}


def test_a_refusal_needs_its_reason_then_the_order_leaves_every_counter_tab(town: Town) -> None:
    order_id = town.send()
    tab, _seen = town.counter(f"/officine?commande={order_id}")
    colleague, _seen = town.counter(f"/officine?commande={order_id}")
    assert vars_of(do(tab, f"{ORDER}.ask", {"dialog": "refuse"}), ORDER)["dialog"] == "refuse"
    empty = {"raison": "", "jour": "", "mots": "Illisible, hélas"}
    said = do(tab, f"{ORDER}.refuse", {"form_data": empty})
    assert vars_of(said, SHELL)["errors"] == {"raison": "Choisissez une raison dans la liste."}
    early = do(tab, f"{ORDER}.refuse", {"form_data": empty | {"raison": "too_early"}})
    assert vars_of(early, SHELL)["errors"] == {"jour": "Indiquez à partir de quel jour\u00a0: à venir, dans un an au plus."}
    never = do(tab, f"{ORDER}.refuse", {"form_data": empty | {"raison": "too_early", "jour": "31/02/2027"}})
    assert vars_of(never, SHELL)["errors"] == {"jour": "Cette date n’existe pas. Écrivez-la comme 26/11/2026."}
    done = "\n".join(do(tab, f"{ORDER}.refuse", {"form_data": empty | {"raison": "unreadable"}}))
    assert '"path":"/officine"' in done
    gone = vars_of(colleague.until('"missing_rx_state_":true'), ORDER)
    assert (gone["gone"], gone["detail"]["row"]["person_name"]) == ("refused", "")
    assert town.detail(order_id).refusal_words == "Illisible, hélas"


def test_a_dialog_keeps_what_is_typed_while_a_colleague_moves_the_order(town: Town) -> None:
    order_id = town.send()
    tab, _seen = town.counter(f"/officine?commande={order_id}")
    colleague, _seen = town.counter()
    opened = vars_of(do(tab, f"{ORDER}.ask", {"dialog": "refuse"}), ORDER)
    do(colleague, f"{STATE}.advance", {"order_id": order_id, "version": 1, "move": "receive"})
    behind = vars_of(tab.until('"received"'), ORDER)
    assert behind["detail"]["row"]["state"] == "received"
    assert "edition" not in behind, opened["edition"]
    form = {"raison": "legal", "jour": "", "mots": "x"}
    told = do(tab, f"{ORDER}.refuse", {"form_data": form})
    assert "Entre-temps, la pharmacie a reçu la commande" in vars_of(told, SHELL)["words"]["text"]
    assert town.detail(order_id).row.state == "received", "what was not on screen is not overwritten"
    do(tab, f"{ORDER}.refuse", {"form_data": form})
    assert town.detail(order_id).row.state == "refused", "its reader was told, and said it again"


def test_a_replacement_is_proposed_for_the_line_that_was_seen(town: Town) -> None:
    order_id = town.send("Doliprane")
    tab, seen = town.counter(f"/officine?commande={order_id}")
    line = seen["detail"]["lines"][0]
    do(tab, f"{ORDER}.step", {"version": 1, "move": "receive"})
    asked = vars_of(do(tab, f"{ORDER}.ask_line", {"dialog": "propose", "line_id": line["id"], "version": line["version"]}), ORDER)
    assert asked["about"]["drug"] == "Doliprane"
    empty = vars_of(do(tab, f"{ORDER}.say_of_line", {"form_data": {"medicament": " ", "mot": ""}}), SHELL)
    assert empty["errors"] == {"medicament": "Indiquez le médicament que vous proposez."}
    do(tab, f"{ORDER}.say_of_line", {"form_data": {"medicament": "Paracétamol 500 mg", "mot": "Même effet"}})
    (proposed,) = town.detail(order_id).lines
    assert (proposed.replacement, proposed.note, proposed.answerable) == ("Paracétamol 500 mg", "Même effet", True)
    stale = do(tab, f"{ORDER}.line_to", {"line_id": line["id"], "version": line["version"], "state": "in-progress"})
    assert vars_of(stale, SHELL)["words"]["text"] == "Cette ligne a changé entre-temps. Relisez-la, puis recommencez."


def test_a_line_typed_at_the_counter_says_what_is_wrong_beside_its_boxes(town: Town) -> None:
    order_id = town.send()
    tab, seen = town.counter(f"/officine?commande={order_id}")
    do(tab, f"{ORDER}.step", {"version": 1, "move": "receive"})
    typed = {"document": None, "medicament": "", "jours": "mille", "renouvellements": "1"}
    said = vars_of(do(tab, f"{ORDER}.type_line", {"form_data": typed}), SHELL)["errors"]
    assert said == {"medicament": "Indiquez le médicament.", "jours": "Écrivez un nombre entier de 0 à 366."}
    kept = typed | {"medicament": "Amoxicilline 1 g", "jours": "6", "non_substituable": "oui"}
    done = vars_of(do(tab, f"{ORDER}.type_line", {"form_data": kept}), ORDER)
    assert [(line["drug"], line["words"]) for line in done["detail"]["lines"]] == [
        ("Amoxicilline 1 g", "pendant 6 jours, 1 renouvellement, non substituable")
    ]
    assert seen["papers"][0]["id"] == done["detail"]["documents"][0][0]


def test_a_promise_is_told_and_an_hour_that_is_none_is_not(town: Town) -> None:
    order_id = town.send()
    tab, _seen = town.counter(f"/officine?commande={order_id}")
    do(tab, f"{ORDER}.step", {"version": 1, "move": "receive"})
    days = vars_of(do(tab, f"{ORDER}.ask", {"dialog": "promise"}), ORDER)["days"]
    wrong = do(tab, f"{ORDER}.promise", {"form_data": {"jour": days[1]["id"], "heure": "25h", "mot": "x"}})
    assert vars_of(wrong, SHELL)["errors"] == {"heure": "Cette heure n’existe pas. Écrivez-la comme 17 h 30."}
    do(tab, f"{ORDER}.promise", {"form_data": {"jour": days[1]["id"], "heure": "17h", "mot": "Après 17 h"}})
    detail = town.detail(order_id)
    assert detail.note == "Après 17 h"
    assert detail.row.promised.startswith(days[1]["id"])


def test_hours_changed_elsewhere_are_told_before_they_are_replaced(town: Town) -> None:
    one, seen = town.counter("/officine?vue=horaires")
    two, _seen = town.counter("/officine?vue=horaires")
    assert "Marché" in seen["name"]
    wrong = vars_of(do(one, f"{HOURS}.save", {"form_data": {"lundi": "19h-9h", "gardes": "x"}}), SHELL)["errors"]
    assert set(wrong) == {"lundi", "gardes"}
    do(one, f"{HOURS}.save", {"form_data": {"lundi": "9h-19h"}})
    assert vars_of(do(two, f"{HOURS}.save", {"form_data": {"lundi": "8h-18h"}}), HOURS)["stale"] is True
    kept = vars_of(do(two, f"{HOURS}.save", {"form_data": {"lundi": "8h-18h"}}), HOURS)
    assert kept["draft"]["week"][0] == "8h-18h"
