"""Every handler, by what it acts on: what its page drew (`seen`), what its argument names, or nothing that a load changes."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

from rxapp import pages
from rxapp.state.handler import SEEN
from tests.carnet import Carnet, carnet
from tests.http.test_historique import SHELL, vars_of
from tests.security.test_handlers import Everyone, marked, sample

__all__ = ["carnet"]

CHANGED = "La page a changé entre-temps\u00a0: rien n’a été fait."

NAMED = """
acces_state: dispute
agenda_calendars_state: revoke
aidants_state: accept decline end listen renew
calendar_state: remove
document_access_state: load
dossier_state: remove
emporter_state: drop
messages_pick_state: added
messages_send_state: send
messages_write_state: keep
mesures_state: edit keep remove show
notifications_state: read
officine_state: advance
partages_state: stop
pharmacie_places_state: agree send_there
pharmacie_send_state: remove_line want
prevention_settings_state: resume stop
pro_envoyer_state: added drop pick send show take_back
pro_patients_state: ask
pro_state: archive unarchive
pro_talk_state: attach keep send withdraw
pro_urgence_state: enter
proches_state: accept begin_asking begin_closing begin_stopping choose close_child decline invite keep keep_child stay stop
proches_state: withdraw
profil_links_state: ask_links
profil_state: edit keep read_versions remove show
shell: choose_person
vaccinations_state: edit remove
"""
"""The one thing that it acts on is named by its own arguments, whatever page is open: an id, the place of a message, somebody's
traits, a token that one question has."""

OWN = """
activation_state: add_child
agenda_calendars_state: subscribe
aidants_state: invite
fermeture_state: keep
notifications_state: read_all
officine_hours_state: save
parametres_state: add_delay add_device change_password choose_hours disown_event end_others end_session own_event
parametres_state: remove_delay remove_device switch_notice switch_quiet
pro_settings_state: be_away be_back choose_who close edit keep_template remove_template
proches_state: oppose
rights_state: load switch
second_facteur_state: begin begin_passkey confirm keep_passkey kept passkey_failed remove_passkey renew turn_off
shell: keep_own_record
"""
"""Of whoever is signed in, or of their counter: there is no other one to mistake it for."""

UNDONE = """
agenda_state: take_back too_late
calendar_state: too_late undo
dossier_state: take_back too_late
messages_write_state: too_late
mesures_state: too_late undo
prevention_state: too_late undo
profil_state: too_late undo
vaccinations_state: too_late undo
"""
"""Takes back what was just done, which is kept with what it was done to."""

LET_GO = """
agenda_state: keep
calendar_state: close
document_contester_state: close
document_state: close
mesures_file_state: drop take
mesures_state: give_up
messages_acts_state: close
messages_pick_state: done
officine_order_state: close
pharmacie_places_state: disagree
pharmacie_state: keep keep_shared
prevention_state: close
pro_talk_state: close
proches_state: leave
profil_state: close
vaccinations_state: give_up
"""
"""Closes a question, which another page closes too; a file that was read says itself whose it is before it is taken."""

LOOKS = """
accueil_state: added
agenda_calendars_state: received
agenda_form_state: find_paper
dossier_state: added keep_secret
emporter_state: lock
historique_state: compare verify
messages_write_state: check
officine_order_state: suggest
partager_state: choose_lasting search show_more
pharmacie_send_state: added suggest
prevention_settings_state: load
profil_links_state: find
profil_state: suggest
sending_state: kept
"""
"""Writes nothing: what it finds, or what is chosen, shows on a page that says whose it is before anything is done with it."""

DOORS = "open"
"""What a page is opened by reads its address."""


def without(table: str) -> set[str]:
    rows = (line.partition(":") for line in table.strip().splitlines())
    return {f"{state}.{name}" for state, _colon, names in rows for name in names.split()}


def short(name: str) -> str:
    state, _dot, act = name.rpartition(".")
    return f"{state.rpartition('____')[2]}.{act}"


def test_a_handler_acts_on_what_was_seen_or_says_why_it_cannot_mistake_it(carnet: Carnet) -> None:
    """A new one takes `seen` (`state/handler.py`), or comes into one of the tables above for the reason that stands there."""
    tables = [without(table) for table in (NAMED, OWN, UNDONE, LET_GO, LOOKS)]
    known = set().union(*tables)
    assert len(known) == sum(map(len, tables))
    acts = {name: policy for name, policy in marked(carnet).items() if not (policy.public or policy.by_itself)}
    rest = {short(name) for name, policy in acts.items() if not (policy.on_what_is_seen or name.endswith(f".{DOORS}"))}
    assert rest == known


def test_pages_give_what_they_draw(carnet: Carnet) -> None:
    """Whatever a page binds to such a handler, what is seen comes from what is on screen, read at the press."""
    acts, bound = {name for name, policy in marked(carnet).items() if policy.on_what_is_seen}, set()
    for module in pkgutil.iter_modules(pages.__path__):
        drawn = import_module(f"{pages.__name__}.{module.name}")
        for page in (getattr(drawn, name)() for name in ("page", "one_page") if hasattr(drawn, name)):
            written = "".join((str(page.render()), *page._get_all_hooks()))
            for name, given in re.findall(r'ReflexEvent\("([^"]+)", \(\{(.*?)\}\)', written):
                if name in acts:
                    assert re.match(r' \["seen"\] : \(*(JSON\.stringify\()?reflex___state', given), (module.name, name, given)
                    bound.add(name)
    assert bound == acts


@pytest.fixture(scope="module")
def everyone(carnet: Carnet) -> Everyone:
    return Everyone(carnet)


def test_what_is_not_in_sight_is_told_so_and_nothing_else_changes(carnet: Carnet, everyone: Everyone) -> None:
    acts = {name: policy for name, policy in marked(carnet).items() if policy.on_what_is_seen}
    assert len(acts) > 80
    for name, policy in acts.items():
        for role in policy.roles:
            tab = everyone[role.value]
            tab.settle()
            tab.event(name, sample(policy.payload) | {SEEN: "f" * 32})
            frames = tab.settle()
            assert vars_of(frames, SHELL)["words"] == {"kind": "error", "text": CHANGED}, (name, role)
            assert vars_of(frames, name.rpartition(".")[0]) == {}, (name, role)
