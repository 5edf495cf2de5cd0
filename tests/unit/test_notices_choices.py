"""What the settings say of many switches in one sentence."""

import pytest

from rxapp.notices.choices import summed_up
from rxapp.notices.kinds import Channel

APP, MAIL, PUSH = Channel


@pytest.mark.parametrize(
    ("mail", "push", "devices", "french", "english"),
    [
        (9, 9, False, "toutes dans Carnet et par e-mail, aucun appareil choisi", "all in Carnet and by e-mail, no device chosen"),
        (9, 9, True, "toutes dans Carnet, par e-mail et sur mes appareils", "all in Carnet, by e-mail and on my devices"),
        (7, 0, True, "toutes dans Carnet, 7 par e-mail, aucune sur mes appareils",
         "all in Carnet, 7 by e-mail, none on my devices"),
        (1, 1, True, "toutes dans Carnet, 1 par e-mail et sur mes appareils", "all in Carnet, 1 by e-mail and on my devices"),
        (0, 0, False, "toutes dans Carnet, aucune par e-mail, aucun appareil choisi",
         "all in Carnet, none by e-mail, no device chosen"),
    ],
    ids=("all but devices", "all", "some", "one", "none"),
)  # fmt: skip
def test_many_switches_are_said_in_one_sentence(mail: int, push: int, devices: bool, french: str, english: str) -> None:
    kinds = [{APP: True, MAIL: place < mail, PUSH: place < push} for place in range(9)]
    assert summed_up(kinds, "fr", devices=devices) == f"9 sortes de nouvelles\u00a0: {french}."
    assert summed_up(kinds, "en", devices=devices) == f"9 kinds of news: {english}."
