"""Signing in: the same answer and work for nobody and a wrong password, limits that hold and do not shut the owner out."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rxapp.accounts import passwords, service
from rxapp.accounts.limits import place
from rxapp.accounts.models import Account
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.errors import message
from rxapp.core.policy import SYSTEM_ACTOR, Role
from rxapp.notices.views import departures_page
from tests.accounts import PASSWORD, Town, refused


def test_who_signs_in(town: Town) -> None:
    opened = town.settle()
    signed_in = town.sign_in(" Nadia.Petit ")
    assert signed_in.account_id == opened.account_id
    assert signed_in.token != opened.token
    assert town.principal(signed_in).label == "Nadia Petit"
    with town.database.read() as uow:
        line = audit.history_page(uow, actor=town.actor(signed_in), person_id=opened.person_id, lang="fr")[0]
    assert (line.action_label, line.actor_label) == ("Session ouverte", "Nadia Petit")


def test_a_professional_signs_in_under_their_display_name(town: Town) -> None:
    kept = passwords.hash_password(town.database.keyring.pepper, PASSWORD)
    with town.database.uow() as uow:
        new = service.NewAccount(Role.PROFESSIONAL, "dr.moreau", "", kept, display_name="Dr Anne Moreau")
        service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new)
        uow.commit()
    principal = town.principal(town.sign_in("dr.moreau"))
    assert (principal.role, principal.person_id, principal.label) == (Role.PROFESSIONAL, None, "Dr Anne Moreau")


@pytest.mark.parametrize(
    ("login", "password", "errors"),
    [
        ("", PASSWORD, {"identifiant"}),
        ("  ", "", {"identifiant", "mot_de_passe"}),
        ("nadia.petit", "", {"mot_de_passe"}),
    ],
)
def test_an_empty_field_is_told_beside_it(town: Town, login: str, password: str, errors: set[str]) -> None:
    assert refused(town.sign_in, login, password).errors.keys() == errors


@pytest.mark.usefixtures("costly_passwords")
def test_nobody_and_a_wrong_password_get_the_same_words_and_the_same_work(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.settle()
    refused(town.sign_in, "someone.else", "wrong wrong wrong", address="192.0.2.9")
    hashed: list[str] = []
    verify = passwords._CONTEXT.verify_and_update
    monkeypatch.setattr(
        passwords._CONTEXT, "verify_and_update", lambda secret, kept: hashed.append(kept[:31]) or verify(secret, kept)
    )
    answers, works = [], []
    for number, login in enumerate(("nadia.petit", "nobody.here")):
        with town.statements() as seen:
            answers.append(refused(town.sign_in, login, "wrong wrong wrong", address=f"192.0.2.{number + 10}"))
        works.append([statement.split("(")[0] for statement in seen])
    assert answers[0].code == answers[1].code == "connexion.refusee"
    assert message(answers[0], "fr") == message(answers[1], "fr")
    assert works[0] == works[1]
    assert hashed == ["$argon2id$v=19$m=47104,t=1,p=1$"] * 2


def test_a_wrong_password_is_refused_five_times_then_one_waits(town: Town, clock: FixedClock) -> None:
    town.settle()
    for _ in range(5):
        assert refused(town.sign_in, password="wrong wrong wrong").code == "connexion.refusee"
    refusal = refused(town.sign_in)
    assert refusal.code == "connexion.patienter"
    assert refusal.params["attente"] == timedelta(minutes=15)
    clock.advance(timedelta(minutes=15))
    assert town.sign_in().person_id


def test_who_signs_in_is_told_how_many_tries_are_left_whoever_they_name(town: Town) -> None:
    town.settle()
    answers = [
        [message(refused(town.sign_in, login, "wrong wrong wrong", address=place), "fr") for _try in range(6)]
        for login, place in (("nadia.petit", "192.0.2.10"), ("nobody.here", "192.0.2.11"))
    ]
    assert answers[0] == answers[1]
    left = [said.replace("\u00a0", " ").removeprefix("Identifiant ou mot de passe incorrect.") for said in answers[0]]
    assert left[:2] == ["", " Encore 3 essais avant une pause de 15 minutes."]
    assert left[3:5] == [" Encore 1 essai avant une pause de 15 minutes.", " Trop d’essais. Réessayez dans 15 minutes."]


def test_tries_far_apart_announce_the_pause_that_comes(town: Town, clock: FixedClock) -> None:
    town.settle()
    said = []
    for gap in (0, 4, 4, 4, 2):
        clock.advance(timedelta(minutes=gap))
        answers = {
            message(refused(town.sign_in, login, "wrong wrong wrong", address=place), "fr").replace("\u00a0", " ")
            for login, place in (("nadia.petit", "192.0.2.10"), ("nobody.here", "192.0.2.11"))
        }
        said.append(answers.pop().partition(". ")[2])
        assert not answers
    assert said[1:] == [
        "Encore 3 essais avant une pause de 11 minutes.",
        "Encore 2 essais avant une pause de 7 minutes.",
        "Encore 1 essai avant une pause de 3 minutes.",
        "Trop d’essais. Réessayez dans 1 minute.",
    ]


def test_the_owner_s_coming_in_from_one_s_own_place_tells_nothing(town: Town) -> None:
    """Whoever shares an address with her, as in a waiting room, is told the same of her and of nobody, to the last try."""
    town.settle()

    def tried(login: str) -> str:
        return message(refused(town.sign_in, login, "wrong wrong wrong", address="192.0.2.10"), "fr")

    for _try in range(2):
        assert tried("nadia.petit") == tried("nobody.here")
    assert town.sign_in(address="192.0.2.10").known_device
    for _try in range(4):
        assert tried("nadia.petit") == tried("nobody.here")


def test_right_passwords_are_no_tries_even_from_a_device_that_is_not_known(town: Town) -> None:
    town.settle()
    for _try in range(4):
        refused(town.sign_in, password="wrong wrong wrong")
    for _time in range(8):
        assert town.sign_in().token
    assert refused(town.sign_in, password="wrong wrong wrong").code == "connexion.refusee"
    assert refused(town.sign_in).code == "connexion.patienter"


def test_limits_survive_a_restart(town: Town, clock: FixedClock) -> None:
    town.settle()
    for _ in range(5):
        refused(town.sign_in, password="wrong wrong wrong")
    town.database.dispose()
    again = Database(town.database.settings, clock, town.database.keyring, town.database.blobs)
    try:
        assert refused(Town(again).sign_in).code == "connexion.patienter"
    finally:
        again.dispose()


def test_an_attacker_elsewhere_does_not_shut_the_owner_out(town: Town) -> None:
    town.settle()
    for _ in range(8):
        refused(town.sign_in, password="wrong wrong wrong", address="203.0.113.66")
    assert town.sign_in(address="192.0.2.1").person_id


def test_a_known_device_signs_in_whatever_a_crowd_does(town: Town) -> None:
    town.settle()
    known = town.sign_in().known_device
    for number in range(50):
        code = refused(town.sign_in, password="wrong wrong wrong", address=f"203.0.113.{number}").code
        assert code == "connexion.refusee"
    assert refused(town.sign_in, address="192.0.2.2").code == "connexion.patienter"
    assert town.sign_in(address="192.0.2.2", known_device=known).person_id


@pytest.mark.parametrize("cookie", [None, "", ".", "x.y", "a" * 5000, "a" * 32 + "." + "0" * 32, "é.é"])
def test_a_made_up_device_is_not_known(town: Town, cookie: str | None) -> None:
    town.settle()
    for _ in range(5):
        refused(town.sign_in, password="wrong wrong wrong", known_device=cookie)
    assert refused(town.sign_in, known_device=cookie).code == "connexion.patienter"


def test_a_device_is_known_only_to_those_who_signed_in_on_it(town: Town) -> None:
    town.settle()
    town.settle("Awa", login="awa.diallo", order=5)
    nadias = town.sign_in().known_device
    for _ in range(5):
        refused(town.sign_in, "awa.diallo", "wrong wrong wrong", known_device=nadias)
    assert refused(town.sign_in, "awa.diallo", known_device=nadias).code == "connexion.patienter"
    shared = town.sign_in("awa.diallo", known_device=nadias, address="192.0.2.8").known_device
    assert shared.split(".")[:2] == nadias.split(".")
    assert town.sign_in(known_device=shared).known_device.split(".")[0] == nadias.split(".")[0]


def test_a_known_device_has_its_own_limit(town: Town, clock: FixedClock) -> None:
    town.settle()
    known = town.sign_in().known_device
    for _ in range(10):
        refused(town.sign_in, password="wrong wrong wrong", known_device=known)
    assert refused(town.sign_in, known_device=known).code == "connexion.patienter"
    clock.advance(timedelta(minutes=15))
    assert town.sign_in(known_device=known).person_id


@pytest.mark.usefixtures("costly_passwords")
def test_an_old_hash_is_renewed_at_sign_in(town: Town) -> None:
    town.settle()
    weak = passwords._CONTEXT.using(argon2__memory_cost=1024).hash(passwords._peppered(town.database.keyring.pepper, PASSWORD))
    with town.database.uow() as uow:
        uow.session.execute(update(Account).values(password_hash=weak))
        uow.commit()
    town.sign_in()
    with town.database.read() as uow:
        kept = uow.session.execute(select(Account.password_hash)).scalar()
    assert kept.startswith("$argon2id$v=19$m=47104,")


# --- changing the password ----------------------------------------------------------------------------------------------

NEW = "trois barques vers le phare"


def change(town: Town, signed_in: service.SignedIn, current: str, new: str) -> tuple[bytes, ...]:
    return service.change_password(town.database, actor=town.actor(signed_in), current=current, new=new)


def test_changing_the_password_ends_the_other_sessions(town: Town) -> None:
    other = town.settle()
    here = town.sign_in()
    assert change(town, here, PASSWORD, NEW) == (service.hash_token(other.token),)
    assert town.principal(other) is None
    assert town.principal(here) is not None
    assert refused(town.sign_in).code == "connexion.refusee"
    assert town.sign_in(password=NEW).person_id
    with town.database.read() as uow:
        subjects = [item.subject for item in departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items]
    assert "Votre mot de passe Carnet a changé" in subjects


@pytest.mark.parametrize(
    ("current", "new", "errors"),
    [
        ("wrong wrong wrong", NEW, {"mot_de_passe_actuel": "mot_de_passe.actuel"}),
        ("", NEW, {"mot_de_passe_actuel": "mot_de_passe.actuel_vide"}),
        ("", "court", {"mot_de_passe_actuel": "mot_de_passe.actuel_vide", "mot_de_passe": "mot_de_passe.court"}),
        (PASSWORD, PASSWORD, {"mot_de_passe": "mot_de_passe.identique"}),
        (PASSWORD, "court", {"mot_de_passe": "mot_de_passe.court"}),
        (PASSWORD, "nadia.petit.nadia", {"mot_de_passe": "mot_de_passe.devinable"}),
        (
            "wrong wrong wrong",
            "court",
            {"mot_de_passe_actuel": "mot_de_passe.actuel", "mot_de_passe": "mot_de_passe.court"},
        ),
    ],
)
def test_a_change_that_is_refused_changes_nothing(town: Town, current: str, new: str, errors: dict[str, str]) -> None:
    here = town.settle()
    assert refused(change, town, here, current, new).errors == errors
    assert town.sign_in().person_id


def test_the_present_password_cannot_be_guessed_without_end(town: Town) -> None:
    here = town.settle()
    for _ in range(10):
        refused(change, town, here, "wrong wrong wrong", NEW)
    assert refused(change, town, here, PASSWORD, NEW).code == "connexion.patienter"


def test_a_right_present_password_is_no_try_whatever_the_new_one(town: Town) -> None:
    here = town.settle()
    for _ in range(11):
        assert refused(change, town, here, PASSWORD, "court").errors == {"mot_de_passe": "mot_de_passe.court"}
    assert change(town, here, PASSWORD, NEW) == ()


def test_an_empty_present_password_counts_for_nothing(town: Town) -> None:
    here = town.settle()
    for _ in range(20):
        refusal = refused(change, town, here, "", NEW)
    assert refusal.words("fr") == {"mot_de_passe_actuel": "Indiquez votre mot de passe actuel."}
    assert refusal.words("en") == {"mot_de_passe_actuel": "Enter your current password."}
    assert change(town, here, PASSWORD, NEW) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_what_counts_as_one_place(one: str, other: str, same: bool) -> None:
    assert (place(one) == place(other)) is same
