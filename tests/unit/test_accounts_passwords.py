"""Which passwords are accepted, and how they are kept."""

import pytest

from rxapp.accounts import passwords

pytestmark = pytest.mark.usefixtures("costly_passwords")

PEPPER = b"p" * 32
ABOUT = ("camille.martin", "camille.martin@exemple.fr", "Camille", "Martin")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "mot_de_passe.vide"),
        ("Court-1!", "mot_de_passe.court"),
        ("x" * 257, "mot_de_passe.long"),
        ("motdepasse123", "mot_de_passe.courant"),
        ("MotDePasse2026!", "mot_de_passe.courant"),
        ("Azertyuiop123", "mot_de_passe.courant"),
        ("passwordpassword", "mot_de_passe.devinable"),
        ("123456789012", "mot_de_passe.devinable"),
        ("aaaaaaaaaaaaaaaa", "mot_de_passe.devinable"),
        ("abcdefghijklmnop", "mot_de_passe.devinable"),
        ("Camille.Martin1", "mot_de_passe.devinable"),
        ("camille-martin-camille", "mot_de_passe.devinable"),
    ],
)
def test_refused(password: str, code: str) -> None:
    assert passwords.fault(password, about=ABOUT) == code


@pytest.mark.parametrize(
    "password",
    [
        "Demo-Sante-2026!",
        "quatre moules jaunes dansent",
        "héron violet sous la table",
        "correct horse battery staple",
        "ｃｏｒｒｅｃｔ ｃｈｅｖａｌ pile agrafe",
        "le vent du nord pousse trois barques bleues " * 5 + "vers le phare éteint",
    ],
)
def test_accepted_without_rules_of_composition(password: str) -> None:
    assert passwords.fault(password, about=ABOUT) is None


def test_words_about_one_person_do_not_weigh_on_the_next() -> None:
    assert passwords.fault("heron.violet.table", about=("heron.violet.table",)) == "mot_de_passe.devinable"
    assert passwords.fault("heron.violet.table") is None


def test_kept_as_argon2id_with_the_pepper() -> None:
    kept = passwords.hash_password(PEPPER, "Demo-Sante-2026!")
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert passwords.verify(PEPPER, "Demo-Sante-2026!", kept) == (True, None)
    assert passwords.verify(PEPPER, "Demo-Sante-2026", kept) == (False, None)
    assert passwords.verify(b"q" * 32, "Demo-Sante-2026!", kept) == (False, None)


def test_the_same_password_from_two_keyboards() -> None:
    kept = passwords.hash_password(PEPPER, "e\u0301tang gele\u0301 au matin")
    assert passwords.verify(PEPPER, "étang gelé au matin", kept) == (True, None)


def test_an_old_hash_is_renewed() -> None:
    weaker = passwords._CONTEXT.using(argon2__memory_cost=1024)
    kept = weaker.hash(passwords._peppered(PEPPER, "quatre moules jaunes"))
    matches, renewed = passwords.verify(PEPPER, "quatre moules jaunes", kept)
    assert matches
    assert renewed is not None
    assert passwords.verify(PEPPER, "quatre moules jaunes", renewed) == (True, None)


def test_nobody_is_never_right_and_is_hashed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    verify = passwords._CONTEXT.verify_and_update
    monkeypatch.setattr(passwords._CONTEXT, "verify_and_update", lambda secret, kept: hashed.append(kept) or verify(secret, kept))
    assert passwords.verify(PEPPER, "nobody", None) == (False, None)
    assert hashed[0].startswith("$argon2id$v=19$m=47104,t=1,p=1$")


def test_the_bundled_list_is_clean() -> None:
    words = passwords.french_words()
    assert len(words) == len(set(words)) > 150
    assert all(word == word.casefold() == word.strip() for word in words)
    assert {"motdepasse", "azertyuiop", "carnetdesante"} <= set(words)
