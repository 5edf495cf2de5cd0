"""The directory on a real database: loaded again, searched, chosen from; who may."""

from __future__ import annotations

from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.pharmacy import finess, service, views
from rxapp.pharmacy.models import Pharmacy
from rxapp.pharmacy.service import HoursForm
from tests.accounts import refused
from tests.pharmacy import ANNE, BRUNO, HOURS, LILAS, MARCHE_NUMBER, Counter, counter, extract, home

__all__ = ["counter", "home"]


def names(page: views.PharmaciesPage) -> list[str]:
    return [row.name for row in page.rows]


def test_loading_again_changes_nothing_and_keeps_what_the_pharmacy_wrote(counter: Counter) -> None:
    done = counter.load(extract())
    assert (done.added, done.changed, done.unchanged, done.closed, done.unplaced) == (0, 0, 6, 0, 1)
    changed = extract().replace("Pharmacie du Marché".encode(), b"Pharmacie de la Halle")
    assert counter.load(changed).changed == 1
    (row,) = counter.found(query="halle").rows
    assert row.id == counter.marche
    assert row.open_label == "Ouverte jusqu’à 12\u00a0h\u00a000"
    assert not counter.found(query="marché").rows[1:]


def test_what_is_gone_closes_and_what_is_back_opens(counter: Counter) -> None:
    lines = [line for line in extract().decode().splitlines() if ";000000031;" not in line]
    assert counter.load("\n".join(lines).encode()).closed == 1
    assert names(counter.found(query="port")) == []
    assert counter.load(extract()).changed == 1
    assert names(counter.found(query="quai port")) == []
    assert names(counter.found(query="port-valbois")) == ["Pharmacie du Port"]


def test_a_file_that_is_cut_closes_nothing(counter: Counter) -> None:
    many = extract().decode().splitlines()
    model = next(line for line in many if ";000000015;" in line)
    many += [model.replace("000000015", f"00000{n:04}") for n in range(1000, 1020)]
    counter.load("\n".join(many).encode())
    refusal = refused(counter.load, extract())
    assert (refusal.code, refusal.params) == ("finess.trop_de_fermetures", {"n": 20})
    assert len(counter.found(limit=50).rows) == 26
    assert counter.load(extract(), force=True).closed == 20
    empty = b"structureet;000000015;;A;;;;;;;;;;;;00120 VALBOIS;;;101;\n"
    assert refused(counter.load, empty).code == "finess.aucune_pharmacie"


def test_whoever_leaves_the_counter_sees_nothing_of_it_any_more(counter: Counter) -> None:
    order_id = counter.send()
    for actor in (counter.home.nadia, ANNE):
        assert refused(counter.at_counter, service.detach, actor, account_id=BRUNO.account_id).code == "introuvable"
    assert counter.at_counter(service.detach, SYSTEM_ACTOR, account_id=BRUNO.account_id)
    assert not counter.at_counter(service.detach, SYSTEM_ACTOR, account_id=BRUNO.account_id)
    for verb in (service.receive, service.prepare):
        assert refused(counter.step, verb, order_id, BRUNO).code == "introuvable"
    with counter.database.read() as uow:
        assert refused(views.counts, uow, actor=BRUNO).code == "introuvable"
    counter.step(service.receive, order_id, ANNE)


def test_only_the_system_and_the_operator_load(counter: Counter) -> None:
    for actor in (counter.home.nadia, ANNE):
        assert refused(service.load, counter.database, finess.read(extract()), actor=actor).code == "introuvable"
        given = {"account_id": "x", "finess": MARCHE_NUMBER}
        assert refused(counter.at_counter, service.attach, actor, **given).code == "introuvable"
    admin = Actor("compte-admin", Role.OPERATOR, None, "Exploitant")
    assert service.load(counter.database, finess.read(extract()), actor=admin).unchanged == 6
    unknown = {"account_id": "x", "finess": "999999999"}
    assert refused(counter.at_counter, service.attach, SYSTEM_ACTOR, **unknown).code == "pharmacie.inconnue"


def test_words_accents_and_towns_are_found(counter: Counter) -> None:
    assert names(counter.found(query="lilas")) == ["Pharmacie des Lilas"]
    assert names(counter.found(query="ECOLE saint aubin")) == ["Pharmacie de l’École"]
    assert names(counter.found(query="00150")) == ["Pharmacie du Lavoir"]
    assert names(counter.found(query="%")) == names(counter.found())
    assert names(counter.found(query="zzz")) == []


def test_the_nearest_first_with_the_distance_and_those_without_a_place_last(counter: Counter) -> None:
    page = counter.found(near="00130")
    assert page.centre_known
    assert names(page) == [
        "Pharmacie du Port",
        "Pharmacie des Lilas",
        "Pharmacie du Marché",
        "Pharmacie centrale de Valbois",
        "Pharmacie de l’École",
        "Pharmacie du Lavoir",
    ]
    assert [row.distance_label for row in page.rows] == [
        "0\u00a0m",
        "6\u00a0km",
        "6,8\u00a0km",
        "7,2\u00a0km",
        "12\u00a0km",
        "",
    ]
    assert not counter.found(near="00150").centre_known
    assert refused(counter.found, near="12").code == "pharmacie.code_postal"


def test_pages_follow_each_other_without_loss(counter: Counter) -> None:
    for given in ({}, {"near": "00120"}):
        whole, seen, after = names(counter.found(**given)), [], None
        for _page in range(4):
            page = counter.found(limit=2, after=after, **given)
            seen += names(page)
            after = page.next_cursor
            if after is None:
                break
        assert seen == whole
    assert names(counter.found(after="n’importe quoi")) == names(counter.found())


def test_distances_hold_within_one_projection(counter: Counter) -> None:
    with counter.database.uow() as uow:
        row = uow.session.get(Pharmacy, counter.lilas)
        row.zone = "UTM_N20"
        uow.commit()
    page = counter.found(near="00120")
    assert {row.name: row.distance is None for row in page.rows}["Pharmacie des Lilas"]


def test_hours_are_written_by_the_staff_and_a_stale_form_overwrites_nothing(counter: Counter) -> None:
    assert counter.at_counter(service.write_hours, BRUNO, version=2, form=HOURS, note="  Entrée par la cour ") == 3
    assert refused(counter.at_counter, service.write_hours, ANNE, version=2, form=HOURS).code == "pharmacie.perimee"
    for stranger in (counter.home.nadia, Actor("autre", Role.PHARMACY, None, "Personne"), SYSTEM_ACTOR):
        assert refused(counter.at_counter, service.write_hours, stranger, version=3, form=HOURS).code == "introuvable"
    with counter.database.read() as uow:
        row = views.pharmacy_view(uow, actor=counter.home.nadia, pharmacy_id=counter.marche, lang="en")
    assert (row.note, row.open_label, row.reachable) == ("Entrée par la cour", "Open until 12:00", True)
    assert [row.name for row in counter.found(reachable=True).rows] == ["Pharmacie des Lilas", "Pharmacie du Marché"]


def test_a_closure_stops_orders_or_takes_them_for_later(counter: Counter) -> None:
    for words, reachable, later in (("", False, False), (" plus tard", True, True)):
        version = 2 if not words else 3
        form = HoursForm(week=HOURS.week, closures=f"20/11/2026 - 25/11/2026{words}")
        counter.at_counter(service.write_hours, ANNE, version=version, form=form)
        (row,) = counter.found(query="marché").rows
        assert (row.reachable, row.orders_later) == (reachable, later)
        assert row.open_label == "Fermée, rouvre dans 3 jours à 9\u00a0h\u00a000"


def test_favourites_and_the_usual_one(counter: Counter) -> None:
    nadia = counter.home.nadia.person_id
    counter.do(service.choose, person_id=nadia, pharmacy_id=counter.lilas)
    counter.do(service.choose, person_id=nadia, pharmacy_id=counter.marche, usual=True)
    counter.do(service.choose, person_id=nadia, pharmacy_id=counter.lilas, usual=True)
    counter.do(service.choose, person_id=nadia, pharmacy_id=counter.lilas, usual=True)
    found = counter.look(views.favourites, person_id=nadia)
    assert [(one.pharmacy.name, one.usual) for one in found] == [("Pharmacie des Lilas", True), ("Pharmacie du Marché", False)]
    counter.do(service.forget, person_id=nadia, pharmacy_id=counter.lilas)
    counter.do(service.forget, person_id=nadia, pharmacy_id=counter.lilas)
    assert [one.usual for one in counter.look(views.favourites, person_id=nadia)] == [False]
    assert counter.acts() == [
        "pharmacie.favorite",
        "pharmacie.habituelle",
        "pharmacie.habituelle",
        "pharmacie.favorite_retiree",
    ]


def test_a_parent_chooses_for_a_child_and_nobody_else_does(counter: Counter) -> None:
    home = counter.home
    counter.do(service.choose, person_id=home.leo, pharmacy_id=counter.marche, usual=True)
    assert counter.acts(home.leo) == ["pharmacie.habituelle"]
    for actor in (home.stranger, home.zoe, LILAS):
        given = {"actor": actor, "person_id": home.leo}
        assert refused(counter.do, service.choose, pharmacy_id=counter.marche, **given).code == "introuvable"
        assert refused(counter.do, service.forget, pharmacy_id=counter.marche, **given).code == "introuvable"
        assert refused(counter.look, views.favourites, **given).code == "introuvable"


def test_a_closed_or_unknown_pharmacy_is_not_chosen_and_favourites_are_few(counter: Counter, monkeypatch) -> None:
    nadia = counter.home.nadia.person_id
    assert refused(counter.do, service.choose, person_id=nadia, pharmacy_id="f" * 32).code == "introuvable"
    with counter.database.uow() as uow:
        uow.session.get(Pharmacy, counter.lilas).closed_at = uow.clock.now()
        uow.commit()
    assert refused(counter.do, service.choose, person_id=nadia, pharmacy_id=counter.lilas).code == "pharmacie.fermee"
    monkeypatch.setattr("rxapp.pharmacy.choices.MOST_FAVOURITES", 1)
    counter.do(service.choose, person_id=nadia, pharmacy_id=counter.marche)
    other = counter.id_of("000000031")
    assert refused(counter.do, service.choose, person_id=nadia, pharmacy_id=other).code == "pharmacie.trop_de_favorites"
