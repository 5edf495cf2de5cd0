"""What taking a calendar file would do and did, in words."""

from __future__ import annotations

import pytest

from rxapp.agenda.import_words import Tally, act, coming, done
from rxapp.core import i18n

ALL = Tally(added=2, changed=1, cancelled=1)


def test_a_single_kind_is_said_for_what_it_is() -> None:
    cancelled = Tally(cancelled=1)
    assert coming(cancelled, "fr") == "1 rendez-vous à annuler"
    assert act(cancelled, "fr") == "Annuler 1 rendez-vous"
    assert done(cancelled, "fr") == "1 rendez-vous est annulé."
    assert done(Tally(changed=2), "fr") == "2 rendez-vous sont modifiés."


def test_several_kinds_are_counted_apart_in_both_languages() -> None:
    assert coming(ALL, "fr") == "2 rendez-vous à ajouter, 1 à modifier, 1 à annuler"
    assert act(ALL, "fr") == "Ajouter 2 rendez-vous, en modifier 1, en annuler 1"
    assert done(ALL, "fr") == "2 rendez-vous sont ajoutés à l’agenda, 1 est modifié, 1 est annulé."
    assert coming(ALL, "en") == "2 appointments to add, 1 to change, 1 to cancel"
    assert act(ALL, "en") == "Add 2 appointments, change 1, cancel 1"
    assert done(ALL, "en") == "2 appointments are added to the agenda, 1 is changed, 1 is cancelled."


def test_nothing_to_do_offers_nothing() -> None:
    assert (coming(Tally(), "fr"), act(Tally(), "fr"), done(Tally(), "fr")) == (
        "Rien à reprendre",
        "",
        "Rien n’a changé dans l’agenda.",
    )


@pytest.mark.parametrize("one", [Tally(added=1), Tally(changed=1), Tally(cancelled=1), ALL, Tally(1, 2, 3), Tally()])
@pytest.mark.parametrize("say", [coming, act, done])
def test_no_french_is_left_in_english(one: Tally, say) -> None:
    said = say(one, "en")
    assert "rendez-vous" not in said
    assert said == "" or said != say(one, "fr")
    assert i18n.catalogue("en").conflicts == ()
