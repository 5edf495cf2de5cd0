"""A helper in the whole application: each room in each scope, « Dossier de », pages that stay one's own, the end at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rxapp.accounts import closing_views, helping
from rxapp.accounts.identity import identity_of
from rxapp.accounts.relatives_models import Helping
from rxapp.accounts.service import context_for
from rxapp.agenda import feeds
from rxapp.agenda import service as agenda
from rxapp.agenda.service import Form
from rxapp.core import audit
from rxapp.core.errors import DomainError
from rxapp.core.policy import HelpScope, Refused
from rxapp.inbox import blocking
from rxapp.inbox import service as inbox
from rxapp.inbox import views as inbox_views
from rxapp.notices.models import Notice
from rxapp.pharmacy import choices
from rxapp.pharmacy import views as pharmacy_views
from rxapp.prevention import service as prevention
from rxapp.prevention import views as prevention_views
from rxapp.profile import service as profile
from rxapp.profile import views as profile_views
from rxapp.record import views as record_views
from rxapp.takeout import service as takeout
from tests.carnet import Tab, carnet
from tests.helping import HELPED, HELPER, Help, go, help
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet", "help"]

STATE = f"{SHELL}.rxapp___state___aidants____aidants_state"
DOSSIER = f"{SHELL}.rxapp___state___dossier____dossier_state"
STATES = {
    "/prevention": f"{SHELL}.rxapp___state___prevention_undo____undo_state.rxapp___state___prevention____prevention_state",
    "/parametres/emporter": f"{SHELL}.rxapp___state___emporter____emporter_state",
    "/parametres/acces": f"{SHELL}.rxapp___state___acces____acces_state",
}
S, A, G, M, P = HelpScope.SEE, HelpScope.ADD, HelpScope.AGENDA, HelpScope.MESSAGES, HelpScope.PHARMACY
PLAIN = Form(title="Kiné", day="30/11/2026", start="9h30", end="10h")


@dataclass(frozen=True)
class Asked:
    """Something asked of a room about Paul, and what one must be let do to get it (None: never)."""

    verb: Callable[..., object]
    needs: frozenset[HelpScope] | None
    given: dict[str, object] = field(default_factory=dict)
    read: bool = False


def seen(verb: Callable[..., object], *needs: HelpScope, **given: object) -> Asked:
    return Asked(verb, frozenset(needs) if needs else None, {"lang": "fr", **given}, read=True)


ROOMS = {
    "documents": seen(record_views.documents_page, S),
    "storage": seen(record_views.storage, S),
    "calendar cards": seen(prevention_views.cards, G),
    "conversations": seen(inbox_views.inbox_page, M),
    "orders": seen(pharmacy_views.orders_page, P, live=True),
    "history": seen(audit.history_page),
    "profile": seen(profile_views.profile),
    "profile written": Asked(profile.add, None, {"part": "allergies", "form": {"substance": "Pollen"}}),
    "none known": Asked(profile.say_none, None, {"part": "allergies"}),
    "agenda": Asked(agenda.browsed, frozenset({G})),
    "appointment added": Asked(agenda.add, frozenset({G}), {"form": PLAIN}),
    "address of the agenda": Asked(feeds.make, None),
    "messages refused": Asked(prevention.refuse, None, {"campaign": ""}),
    "rule set aside": Asked(prevention.set_aside, None, {"rule": "BUCCO"}),
    "professional blocked": Asked(blocking.block, None, {"account_id": "a" * 32}),
    "usual pharmacy": Asked(choices.choose, None, {"pharmacy_id": "a" * 32, "usual": True}),
}
SETS = [(), (S,), (S, A), (G,), (M,), (P,), (S, A, G, M, P)]


def allowed(help: Help, asked: Asked) -> bool:
    try:
        help.as_awa(asked.verb, read=asked.read, person_id=help.person, **asked.given)
    except Refused as refused:
        return refused.item.owner != help.person
    return True


@pytest.mark.parametrize("scopes", SETS, ids=lambda scopes: "+".join(scopes) or "none")
def test_each_room_gives_a_helper_what_their_scopes_say(help: Help, scopes: tuple[HelpScope, ...]) -> None:
    if scopes:
        help.begin(*scopes)
    got = {name: allowed(help, asked) for name, asked in ROOMS.items()}
    assert got == {name: asked.needs is not None and asked.needs <= set(scopes) for name, asked in ROOMS.items()}
    with help.db.read() as uow:
        context = context_for(uow, help.awa)
    with pytest.raises(DomainError, match="introuvable"):
        takeout.ask(help.db, actor=help.awa, context=context, person_id=help.person, lang="fr")


def opened(help: Help, path: str, login: str = HELPER) -> tuple[Tab, dict[str, object]]:
    tab = help.carnet.tab(help.carnet.session_of(login))
    return tab, vars_of(tab.start(path), SHELL)


def test_whom_one_helps_is_in_the_switch_under_that_word(help: Help) -> None:
    help.begin(S)
    tab, seen = opened(help, "/dossier")
    assert [one["label"] for one in seen["people"]] == ["Awa Diallo", "Paul Durand (aidant)"]
    said = do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/dossier")
    assert '"path":"/dossier"' in "\n".join(said)
    shown = vars_of(do(tab, f"{DOSSIER}.open", {}, "/dossier"), DOSSIER)
    assert shown["shown_for"] == help.person
    lines = history(help)
    assert ("Liste des documents consultée", "Awa Diallo", "Paul Durand") in lines
    tab.close()


def deltas(frames: list[str]) -> list[tuple[str, object]]:
    """What each state's vars became, in order."""
    updates = [update for frame in frames if frame.startswith("42/_event,") for update in json.loads(frame.partition(",")[2])[1:]]
    return [pair for update in updates if isinstance(update, dict) for pair in (update.get("delta") or {}).items()]


def history(help: Help) -> list[tuple[str, str, str]]:
    with help.db.read() as uow:
        page = audit.history_page(uow, actor=help.paul, person_id=help.person)
    return [(line.action_label, line.actor_label, line.on_behalf_label) for line in page]


def test_a_record_opens_on_the_page_that_the_scope_gives(help: Help) -> None:
    help.begin(P)
    tab, _seen = opened(help, "/dossier")
    said = do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/dossier")
    assert '"path":"/pharmacie"' in "\n".join(said)
    do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/pharmacie")
    after = vars_of(go(tab, "/dossier"), SHELL)
    assert after["words"]["text"] == after["aside"] == ONES_OWN
    assert (after["subject"], after["subject_label"]) == (help.awa.person_id, "Awa Diallo")
    tab.close()


@pytest.mark.parametrize("page", ["/accueil", "/prevention", "/historique", "/parametres/emporter"])
def test_pages_that_no_scope_gives_show_ones_own_record(help: Help, page: str) -> None:
    help.begin()
    tab, _seen = opened(help, "/dossier")
    do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/dossier")
    frames = go(tab, page)
    assert vars_of(frames, SHELL)["subject"] == help.awa.person_id
    shown = [delta for state, delta in deltas(frames) if state != SHELL]
    assert shown
    assert help.person not in json.dumps(shown)
    tab.close()


ONES_OWN = "Vous n’aidez pas Paul Durand pour cette page\u00a0: votre propre dossier est ouvert."
NOBODY = "Vous n’agissez pas pour cette personne, ou vous n’agissez plus pour elle\u00a0: voici votre page."
AGENDA = f"{SHELL}.rxapp___state___agenda____agenda_state"


def chosen(help: Help, *scopes: HelpScope) -> Tab:
    """A tab of Awa's in which Paul's record was chosen on a page that shows it."""
    help.begin(*scopes)
    tab, _seen = opened(help, "/agenda")
    do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/agenda")
    assert vars_of(go(tab, "/dossier"), SHELL)["subject"] == help.person
    return tab


@pytest.mark.parametrize("between", ["/accueil", "/prevention", "/historique", "/profil", "/parametres/acces"])
def test_the_chosen_record_opens_again_past_a_page_that_does_not_show_it(help: Help, between: str) -> None:
    tab = chosen(help, S, G)
    away = vars_of(go(tab, between), SHELL)
    assert (away["subject"], away["aside"], away["away"]) == (help.awa.person_id, ONES_OWN, True)
    assert away["words"]["kind"] == "heard"
    settings = vars_of(go(tab, "/parametres"), SHELL)
    assert (settings["subject"], settings["aside"]) == (help.awa.person_id, "")
    back = vars_of(go(tab, "/agenda"), SHELL)
    assert (back["subject"], back["subject_label"], back["aside"]) == (help.person, "Paul Durand", "")
    assert (back["helping"], back["words"]["text"]) == (True, "Le dossier de Paul Durand est de nouveau ouvert.")
    tab.close()


def test_who_stays_in_their_own_record_stays_there(help: Help) -> None:
    tab = chosen(help, S, G)
    go(tab, "/accueil")
    said = do(tab, f"{SHELL}.keep_own_record", {}, "/accueil")
    left = vars_of(said, SHELL)
    assert (left["aside"], left["away"]) == ("", False)
    assert '"path":"/accueil"' in "\n".join(said)
    assert vars_of(go(tab, "/accueil"), SHELL)["words"]["text"] == "Votre propre dossier reste ouvert."
    assert vars_of(go(tab, "/agenda"), SHELL)["subject"] == help.awa.person_id
    tab.close()


def test_who_stays_in_their_own_record_once_the_other_one_shows_leaves_it(help: Help) -> None:
    """The page before still draws its button for a moment: the page opens anew, with nothing of the other record."""
    tab = chosen(help, S, G)
    go(tab, "/accueil")
    assert vars_of(go(tab, "/agenda"), SHELL)["subject"] == help.person
    assert '"path":"/agenda"' in "\n".join(do(tab, f"{SHELL}.keep_own_record", {}, "/agenda"))
    assert vars_of(go(tab, "/agenda"), SHELL)["subject"] == help.awa.person_id
    tab.close()


@pytest.mark.parametrize("again", ["reload", "address left"])
def test_an_address_names_somebody_once(help: Help, again: str) -> None:
    """Who goes on in their own record is not led back by the address of a page that opens anew."""
    help.begin(S, G)
    address = f"/prevention?onglet=choix&personne={help.person}"
    tab, _seen = opened(help, "/agenda")
    assert vars_of(go(tab, address), SHELL)["away"] is True
    said = "\n".join(do(tab, f"{SHELL}.keep_own_record", {}, address))
    assert '"path":"/prevention"' in said
    if again == "reload":
        assert vars_of(go(tab, address), SHELL).get("away", False) is False
    assert vars_of(go(tab, "/agenda"), SHELL)["subject"] == help.awa.person_id
    assert vars_of(go(tab, f"/agenda?personne={help.person}"), SHELL)["subject"] == help.person
    tab.close()


FAMILY_PAGES = ["/accueil", "/prevention", "/prevention?onglet=choix", "/parametres/emporter", "/parametres/acces"]


@pytest.mark.parametrize("page", [*FAMILY_PAGES, "/agenda", "/dossier", "/profil", "/historique", "/parametres"])
def test_an_address_of_somebody_one_does_not_act_for_opens_ones_own_page(help: Help, page: str) -> None:
    """The same words whether there is such a person or not."""
    for stranger in (help.person, "f" * 32, "x"):
        tab, seen = opened(help, page)
        seen = vars_of(go(tab, page + ("&" if "?" in page else "?") + f"personne={stranger}"), SHELL)
        assert (seen["subject"], seen["aside"], seen["away"]) == (help.awa.person_id, NOBODY, False)
        assert seen["words"] == {"kind": "heard", "text": NOBODY}
        tab.close()


@pytest.mark.parametrize("page", ["/prevention?onglet=choix&", "/prevention?", "/parametres/emporter?", "/parametres/acces?"])
def test_a_helper_has_no_page_by_its_address_that_no_scope_gives(help: Help, page: str) -> None:
    help.begin(S, A, G, M, P)
    tab = help.carnet.tab(help.carnet.session_of(HELPER))
    frames = tab.start(f"{page}personne={help.person}")
    seen = vars_of(frames, SHELL)
    assert (seen["subject"], seen["aside"], seen["away"]) == (help.awa.person_id, ONES_OWN, True)
    shown = vars_of(frames, STATES[page.partition("?")[0]])
    assert shown.get("loaded_for", help.awa.person_id) == help.awa.person_id
    assert shown.get("seen", True)
    tab.close()


def test_the_form_of_an_appointment_for_a_stranger_is_no_form_for_oneself(help: Help) -> None:
    tab = help.carnet.tab(help.carnet.session_of(HELPER))
    seen = tab.start(f"/agenda?ajouter=1&personne={help.person}")
    assert vars_of(seen, f"{AGENDA}")["missing"]
    tab.close()


def test_a_message_that_is_not_there_leaves_a_page(help: Help) -> None:
    tab = help.carnet.tab(help.carnet.session_of(HELPER))
    seen = tab.start(f"/prevention?message={'f' * 32}")
    assert vars_of(seen, STATES["/prevention"])["loaded_for"] == help.awa.person_id
    assert vars_of(seen, SHELL)["words"]["text"] == "Introuvable."
    tab.close()


@pytest.mark.parametrize("by", ["paul", "awa"])
def test_an_open_page_lets_go_of_the_record_as_soon_as_it_is_over(help: Help, by: str) -> None:
    help.begin(S)
    tab, _seen = opened(help, "/dossier")
    do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/dossier")
    go(tab, "/dossier")
    help.end(getattr(help, by))
    frames = tab.until('"path":"/accueil"')  # nothing was done in this tab: it was told
    left = vars_of(frames, DOSSIER)
    assert (left["years_shown"], left["shown_for"]) == ([], "")
    assert vars_of(frames, SHELL)["subject"] == ""
    after = vars_of(go(tab, "/accueil"), SHELL)
    assert after["words"]["text"] == "Cette aide a pris fin\u00a0: votre propre dossier est ouvert."
    assert [one["label"] for one in after["people"]] == ["Awa Diallo"]
    tab.close()


def test_what_is_done_after_the_last_day_is_not_done(help: Help) -> None:
    help.begin(S, A)
    paper = help.paper()
    tab, _seen = opened(help, "/dossier")
    do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/dossier")
    assert paper in "\n".join(do(tab, f"{DOSSIER}.open", {}, "/dossier"))
    with help.db.uow() as uow:
        row = uow.session.get(Helping, help.row)
        row.until = help.carnet.runtime.clock.today() - timedelta(days=1)
        uow.session.add(row)
        uow.commit()
    frames = do(tab, f"{DOSSIER}.open", {}, "/dossier")
    assert '"path":"/accueil"' in "\n".join(frames)
    assert "years_shown" in vars_of(frames, DOSSIER)
    assert paper not in "\n".join(frames)
    tab.close()


def test_beyond_the_scope_is_said_in_words_and_noted(help: Help) -> None:
    help.begin(S)
    tab, _seen = opened(help, "/dossier")
    do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, "/dossier")
    document = help.paper()
    said = vars_of(do(tab, f"{DOSSIER}.remove", {"document_id": document}, "/dossier"), SHELL)
    assert said["words"]["text"] == "Votre aide ne va pas jusque-là\u00a0: seule la personne que vous aidez peut le faire."
    with help.db.read() as uow:
        assert record_views.person_of(uow, actor=help.paul, document_id=document) == help.person
    tab.close()


def test_a_helpers_message_says_by_whom_and_for_whom(help: Help) -> None:
    help.begin(M)
    moreau = help.open_inbox()
    given = {"to": (moreau.account_id,), "subject": "Renouvellement", "text": "Bonjour", "key": "cle-aidant"}
    sent = help.as_awa(inbox.start, kept=True, person_id=help.person, **given)
    with help.db.read() as uow:
        given = {"conversation_id": sent.conversation_id, "lang": "fr"}
        mine = inbox_views.conversation_page(uow, actor=help.paul, **given)
    assert mine.rows[0].author_label == "Awa Diallo, pour Paul Durand"
    rows = help.as_awa(inbox_views.inbox_page, read=True, person_id=help.person, lang="fr", query="Renouvellement").rows
    assert sent.conversation_id in {row.id for row in rows}
    help.end()
    with pytest.raises(DomainError, match="introuvable"):
        help.as_awa(inbox_views.conversation_page, read=True, **given)


def test_a_helper_hears_of_news_only_when_they_chose_to(help: Help) -> None:
    help.begin(M)
    moreau = help.open_inbox()
    given = {"person_id": help.person, "to": (moreau.account_id,), "subject": "Suite", "text": "Bonjour", "key": "cle-suite"}
    sent = help.write(inbox.start, actor=help.paul, **given)

    def told() -> int:
        with help.db.read() as uow:
            wanted = select(func.count()).select_from(Notice).where(Notice.account_id == help.awa.account_id)
            return uow.session.execute(wanted).scalar_one()

    def answer(key: str) -> None:
        help.write(inbox.reply, actor=moreau, conversation_id=sent.conversation_id, text="Bien reçu", key=key)

    before, unread = told(), help.as_awa(inbox_views.unread_count, read=True)
    answer("cle-1")
    assert told() == before
    assert help.as_awa(inbox_views.unread_count, read=True) == unread
    assert help.as_awa(inbox_views.unread_count, read=True, person_id=help.person) >= 1
    help.write(helping.listen, actor=help.awa, helping_id=help.row, on=True)
    answer("cle-2")
    assert told() == before + 1


def test_the_page_asks_answers_and_ends(help: Help) -> None:
    mine, _seen = opened(help, "/parametres/aidants", HELPED)
    with help.db.read() as uow:
        born = identity_of(uow, help.awa.person_id or "").birth_date.isoformat()
    form = {"identifiant": HELPER, "naissance": born, "jusqu_au": help.last_day(), "portee_voir": "oui"}
    wrong = vars_of(do(mine, f"{STATE}.invite", {"form_data": form | {"identifiant": ""}}), SHELL)
    assert wrong["errors"] == {"identifiant": "Indiquez l’identifiant Carnet de la personne."}
    sent = do(mine, f"{STATE}.invite", {"form_data": form})
    row = vars_of(sent, STATE)["helpers"][0]
    assert (row["name"], row["going"], row["sheet"]) == (HELPER, False, "")
    helping.answer_invitations(help.db)
    theirs, _seen = opened(help, "/parametres/aidants")
    asked = vars_of(do(theirs, f"{STATE}.look_again", {}), STATE)
    accepted = do(theirs, f"{STATE}.accept", {"helping_id": row["id"]})
    assert [one["name"] for one in vars_of(accepted, STATE)["helped"]] == ["Paul Durand"], asked
    assert [one["label"] for one in vars_of(accepted, SHELL)["people"]] == ["Awa Diallo", "Paul Durand (aidant)"]
    told = vars_of(mine.until('"going":true'), STATE)["helpers"][0]
    assert told["name"] == "Awa Diallo"
    ended = vars_of(do(mine, f"{STATE}.end", {"helping_id": row["id"]}), STATE)
    assert ended["helpers"] == []
    mine.close()
    theirs.close()


def test_the_attestation_is_given_to_the_two_of_them_alone(help: Help) -> None:
    row = help.begin(S)
    for login, status in ((HELPED, 200), (HELPER, 200), ("camille.martin", 404), ("dr.moreau", 404)):
        answer = help.carnet.ask("GET", f"/api/aidants/{row}/attestation.pdf", cookies=help.carnet.session_of(login))
        assert answer.status_code == status, login
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.content.startswith(b"%PDF-") is (status == 200)
    assert help.carnet.ask("GET", f"/api/aidants/{row}/attestation.pdf").status_code == 401
    assert help.carnet.ask("GET", "/api/aidants/x/attestation.pdf", cookies=help.carnet.session_of(HELPED)).status_code == 404


def test_a_closing_says_whose_help_ends(help: Help) -> None:
    help.begin()
    for actor, words in ((help.paul, "Awa Diallo vous aide"), (help.awa, "Vous aidez Paul Durand")):
        with help.db.read() as uow:
            (one,) = closing_views.closing_view(uow, actor=actor, lang="fr").helps
        assert one.title == words
