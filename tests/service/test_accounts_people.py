"""Registering people, files of people, what is sealed, the demonstration."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import passwords, service, views
from rxapp.accounts.birth import age_on
from rxapp.accounts.identity import identity_of
from rxapp.accounts.models import Person
from rxapp.accounts.nir import fictional_nir, is_fictional
from rxapp.core.clock import FixedClock
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.demo.people import PASSWORD, SIGN_IN_LIST, born, demo_exists, make_demo
from tests.accounts import BORN, URL, Town, refused

HEADER = "nir;nom;prenoms;naissance;sexe;adresse"
NIR = fictional_nir("F", BORN, 1)
OPERATOR = Actor("operator", Role.OPERATOR, None, "Exploitant")


def import_lines(town: Town, *lines: str, actor: Actor = OPERATOR) -> service.CsvOutcome:
    return service.issue_codes_from_csv(town.database.uow, lines, actor=actor, public_url=URL)


def test_a_person_is_read_back_as_registered(town: Town) -> None:
    who = town.register("Nadia  Marie")
    with town.database.read() as uow:
        identity = identity_of(uow, who.id)
    assert (identity.full_name, identity.usual_name, identity.sex) == ("Nadia Marie Petit", "Nadia", "F")
    assert (identity.nir, identity.birth_date) == (who.nir, BORN)
    assert identity.postal_address == ("1 rue des Exemples", "00100 Valbois")


def test_what_is_wrong_with_a_person_is_told_by_field(town: Town) -> None:
    with town.database.uow() as uow:
        refusal = refused(
            service.register_person,
            uow,
            actor=OPERATOR,
            nir="1",
            birth_date=date(2999, 1, 1),
            family_name=" ",
            given_names="",
            sex="X",
        )
    assert refusal.errors == {
        "nir": "nir.longueur",
        "naissance": "naissance.future",
        "nom": "nom.vide",
        "prenoms": "prenoms.vide",
        "sexe": "sexe.forme",
    }


def test_a_patient_registers_nobody(town: Town) -> None:
    actor = town.actor(town.settle())
    assert refused(import_lines, town, HEADER, f"{NIR};Petit;Zoé;2022-06-23;F;", actor=actor).code == "introuvable"


def test_a_file_registers_and_writes_to_everyone(town: Town) -> None:
    corsican = fictional_nir("M", date(1980, 1, 2), 2, department="2A")
    outcome = import_lines(
        town,
        "\ufeff" + HEADER + "\n",
        f"{NIR};Petit;Nadia, Marie;1991-03-14;f;1 rue des Exemples | 00100 Valbois\n",
        "\n",
        f"{corsican};Blanc;Hugo;1980-01-02;M;\n",
    )
    assert outcome.errors == ()
    assert len(outcome.issued) == 2
    with town.database.read() as uow:
        waiting = views.waiting_people(uow, actor=SYSTEM_ACTOR, lang="fr")
    assert {(person.name, person.nir) for person in waiting} == {
        ("Nadia, Marie Petit", str(NIR)),
        ("Hugo Blanc", str(corsican)),
    }


def test_a_file_read_twice_registers_once_and_writes_again(town: Town) -> None:
    line = f'{NIR},Petit,"Nadia, Marie",1991-03-14,F,'
    header = HEADER.replace(";", ",")
    first = import_lines(town, header, line)
    second = import_lines(town, header, line.replace("Nadia", "NADIA"))
    assert first.issued[0].person_id == second.issued[0].person_id
    with town.database.read() as uow:
        assert len(uow.session.execute(select(Person.id)).all()) == 1


def test_twins_in_a_file_are_two_people(town: Town) -> None:
    outcome = import_lines(town, HEADER, f"{NIR};Petit;Zoé;1991-03-14;F;", f"{NIR};Petit;Tom;1991-03-14;M;")
    assert len({issued.person_id for issued in outcome.issued}) == 2


def test_one_bad_line_and_nothing_leaves(town: Town) -> None:
    bad_key = NIR.number[:13] + f"{NIR.key % 97 + 1:02d}"
    outcome = import_lines(
        town,
        HEADER,
        f"{NIR};Petit;Nadia;1991-03-14;F;",
        f"{bad_key};;;14/03/1991;;",
        "only;three;cells",
        f"{NIR};Petit;Zoé;2999-01-01;F;",
    )
    assert outcome.issued == ()
    assert [(error.line, error.column, error.error.code) for error in outcome.errors] == [
        (3, "nir", "nir.cle"),
        (3, "naissance", "csv.naissance"),
        (3, "nom", "nom.vide"),
        (3, "prenoms", "prenoms.vide"),
        (3, "sexe", "sexe.forme"),
        (4, "", "csv.illisible"),
        (5, "naissance", "naissance.future"),
    ]
    assert outcome.errors[1].words("fr").startswith("3, naissance: Écrivez la date")
    with town.database.read() as uow:
        assert uow.session.execute(select(Person.id)).first() is None


@pytest.mark.parametrize("lines", [(), ("",), ("nir;nom",), ("2910300999001",)])
def test_missing_columns_are_named(town: Town, lines: tuple[str, ...]) -> None:
    outcome = import_lines(town, *lines)
    assert [error.error.code for error in outcome.errors] == ["csv.colonnes"]
    assert "prenoms" in outcome.errors[0].words("fr")


def test_an_open_space_is_told_and_the_others_leave(town: Town) -> None:
    town.settle()
    other = fictional_nir("M", date(1980, 1, 2), 2)
    outcome = import_lines(town, HEADER, f"{NIR};Petit;Nadia;1991-03-14;F;", f"{other};Blanc;Hugo;1980-01-02;M;")
    assert [(error.line, error.error.code) for error in outcome.errors] == [(2, "activation.deja_ouverte")]
    assert len(outcome.issued) == 1


# --- the demonstration --------------------------------------------------------------------------------------------------


def test_the_demonstration_has_the_people_of_the_contract(town: Town, clock: FixedClock) -> None:
    demo = make_demo(town.database)
    assert demo is not None
    assert set(demo.accounts) == {login for login, _who in SIGN_IN_LIST}
    assert make_demo(town.database) is None
    today = clock.today()
    with town.database.read() as uow:
        assert demo_exists(uow)
        people = {name: identity_of(uow, person_id) for name, person_id in demo.people.items()}
        waiting = {person.name: person for person in views.waiting_people(uow, actor=SYSTEM_ACTOR, lang="fr")}
    assert {name: age_on(who.birth_date, today) for name, who in people.items() if name in ("Camille", "Paul", "Awa")} == {
        "Camille": 47,
        "Paul": 72,
        "Awa": 24,
    }
    assert people["Léo"].birth_date == date(2020, 9, 23)
    assert today - people["Inès"].birth_date == timedelta(weeks=10)
    assert all(is_fictional(who.nir) for who in people.values())
    assert {name: person.status for name, person in waiting.items()} == {
        "Nadia Petit": "live",
        "Zoé Petit": "live",
        "Tom Petit": "live",
        "Hugo Blanc": "expired",
    }


def test_two_who_make_the_demonstration_at_once_make_it_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen that nobody is there; the second in turn finds the people of the first."""
    hashing, first = passwords.hash_password, []

    def somebody_else_is_faster(pepper: bytes, password: str) -> str:
        monkeypatch.setattr(passwords, "hash_password", hashing)
        first.append(make_demo(town.database))
        return hashing(pepper, password)

    monkeypatch.setattr(passwords, "hash_password", somebody_else_is_faster)
    assert make_demo(town.database) is None
    assert first[0] is not None


def test_camille_signs_in_and_acts_for_her_children(town: Town) -> None:
    make_demo(town.database)
    signed_in = town.sign_in("camille.martin", PASSWORD)
    with town.database.read() as uow:
        cards = views.my_people(uow, actor=town.actor(signed_in), lang="fr")
    assert [(card.name, card.age_label) for card in cards] == [
        ("Camille Martin", "47 ans"),
        ("Léo Martin", "6 ans"),
        ("Inès Martin", "10 semaines"),
    ]
    with town.database.read() as uow:
        assert views.account_view(uow, actor=town.actor(signed_in), lang="fr").email == "camille.martin@exemple.fr"


def test_jade_is_a_minor_with_an_account_of_her_own_beside_her_mothers(town: Town) -> None:
    make_demo(town.database)
    for login, seen in (("sophie.bernard", ["Sophie Bernard", "Jade Bernard"]), ("jade.bernard", ["Jade Bernard"])):
        signed_in = town.sign_in(login, PASSWORD)
        with town.database.read() as uow:
            cards = views.my_people(uow, actor=town.actor(signed_in), lang="fr")
        assert [card.name for card in cards] == seen
        assert next(card for card in cards if card.name == "Jade Bernard").is_minor


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2028, 2, 29), date(2026, 12, 31), date(2027, 3, 1)])
@pytest.mark.parametrize(("years", "months"), [(47, 4), (6, 2), (0, 0), (72, 7)])
def test_ages_hold_on_any_day(day: date, years: int, months: int) -> None:
    birth = born(day, years=years, months=months)
    assert age_on(birth, day) == years
    whole = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    assert whole == years * 12 + months
