"""`rxapp account`: accounts of staff, a link for them, and none for a patient."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from rxapp import runtime
from rxapp.accounts import service as accounts
from rxapp.accounts.opening import account_by_login
from tests.commands import Demo, Run, demo, first_days, refused, rxapp, settings_of

__all__ = ["demo", "first_days", "rxapp"]


@pytest.mark.parametrize("more", [(), ("--without-second-factor",)])
def test_a_link_for_somebody_of_staff(rxapp: Run, demo: Demo, more: tuple[str, ...]) -> None:
    demo()
    done = rxapp("account", "reset", "dr.moreau", *more, DEMO="1")
    assert done.returncode == 0, done.stderr
    french, english, link = done.stdout.splitlines()
    assert french.startswith("À remettre en main propre")
    assert english.startswith("To be handed over in person")
    assert re.fullmatch(r"http://localhost:3000/mot-de-passe-oublie/nouveau#[\w-]{43}", link)


def test_none_for_a_patient_nor_for_nobody(rxapp: Run, demo: Demo) -> None:
    demo()
    refused(rxapp("account", "reset", "paul.durand", DEMO="1"), "par e-mail ou par lettre", "by e-mail or by letter")
    refused(rxapp("account", "reset", "personne", DEMO="1"), "Introuvable")


def test_anybody_s_account_is_held(rxapp: Run, demo: Demo) -> None:
    demo()
    done = rxapp("account", "hold", "paul.durand", DEMO="1")
    assert done.returncode == 0, done.stderr
    assert [line.split(" ", 2)[0] for line in done.stdout.splitlines()] == ["Compte", "Account"]
    refused(rxapp("account", "hold", "personne", DEMO="1"), "Introuvable")


def test_staff_is_opened_and_chooses_a_password_with_the_link(rxapp: Run, demo: Demo, tmp_path: Path) -> None:
    demo()
    given = ("--name", "Dr Jeanne Dupont", "--email", "j.dupont@exemple.fr")
    done = rxapp("account", "open", "dr.dupont", *given, "--profession", "medecin", DEMO="1")
    assert done.returncode == 0, done.stderr
    token = done.stdout.splitlines()[-1].partition("#")[2]
    with closing(runtime.build(settings_of(tmp_path))) as wired, wired.db.read() as uow:
        account = account_by_login(uow, "dr.dupont")
        assert (account.role, account.display_name, account.profession) == ("professional", "Dr Jeanne Dupont", "medecin")
        assert accounts.open_link(uow, token=token) is not None
    assert rxapp("account", "profession", "dr.dupont", "infirmier", DEMO="1").returncode == 0
    with closing(runtime.build(settings_of(tmp_path))) as wired, wired.db.read() as uow:
        assert account_by_login(uow, "dr.dupont").profession == "infirmier"


def test_what_cannot_be_opened_is_said_in_words(rxapp: Run, demo: Demo) -> None:
    demo()
    given = ("--name", "Dr Jeanne Dupont", "--email")
    refused(rxapp("account", "open", "dr.moreau", *given, "j@exemple.fr", DEMO="1"), "déjà pris", "taken")
    refused(rxapp("account", "open", "dr.dupont", *given, "jeanne", DEMO="1"), "adresse", "address")
    for name in ("", " ", "...", "Dr\nDupont", "\u202eDupont", "x" * 200):
        other = ("--name", name, "--email", "j@exemple.fr")
        refused(rxapp("account", "open", "dr.dupont", *other, DEMO="1"), "que lisent les patients", "that patients read")
    for nobody in ("paul.durand", "chu.valbois", "personne"):
        refused(rxapp("account", "profession", nobody, "medecin", DEMO="1"), "Introuvable")
