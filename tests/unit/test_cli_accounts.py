"""`rxapp account`: a link for staff, and none for a patient."""

from __future__ import annotations

import re

import pytest

from tests.unit.test_cli import Run, refused, rxapp

__all__ = ["rxapp"]


@pytest.mark.parametrize("more", [(), ("--without-second-factor",)])
def test_a_link_for_somebody_of_staff(rxapp: Run, more: tuple[str, ...]) -> None:
    rxapp("demo", DEMO="1")
    done = rxapp("account", "reset", "dr.moreau", *more, DEMO="1")
    assert done.returncode == 0, done.stderr
    french, english, link = done.stdout.splitlines()
    assert french.startswith("À remettre en main propre")
    assert english.startswith("To be handed over in person")
    assert re.fullmatch(r"http://localhost:3000/mot-de-passe-oublie/nouveau#[\w-]{43}", link)


def test_none_for_a_patient_nor_for_nobody(rxapp: Run) -> None:
    rxapp("demo", DEMO="1")
    refused(rxapp("account", "reset", "paul.durand", DEMO="1"), "par e-mail ou par lettre", "by e-mail or by letter")
    refused(rxapp("account", "reset", "personne", DEMO="1"), "Introuvable")


def test_anybody_s_account_is_held(rxapp: Run) -> None:
    rxapp("demo", DEMO="1")
    done = rxapp("account", "hold", "paul.durand", DEMO="1")
    assert done.returncode == 0, done.stderr
    assert [line.split(" ", 2)[0] for line in done.stdout.splitlines()] == ["Compte", "Account"]
    refused(rxapp("account", "hold", "personne", DEMO="1"), "Introuvable")
