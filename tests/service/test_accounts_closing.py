"""Closing an account, on a migrated database: every effect, at once and in time, and what it never touches."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import delete, select

from rxapp.accounts import service
from rxapp.accounts.closing import LONGEST_WAIT
from rxapp.accounts.closing_receipt import RECEIPT_FOR
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.models import Account, AccountClosing, Guardianship, LoginSession, Person
from rxapp.agenda import feeds, imports
from rxapp.agenda.models import CalendarImport
from rxapp.core import audit
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.notices import service as notices
from rxapp.notices.content import open_content
from rxapp.notices.dispatch import Dispatcher
from rxapp.notices.models import Delivery, Departure, Notice, PushSubscription
from rxapp.notices.views import departures_page
from rxapp.pharmacy import service as pharmacy
from rxapp.pharmacy import views
from rxapp.pharmacy.life import State
from tests.accounts import PASSWORD, URL, refused
from tests.closing import LOGIN, Leaving, leaving
from tests.devices import Browser
from tests.pharmacy import ANNE, Counter, counter, home

__all__ = ["counter", "home", "leaving"]


def errors_of(leaving: Leaving, choices: dict[str, str] | None = None, **given) -> dict[str, str]:
    with pytest.raises(FieldErrors) as raised:
        leaving.close(choices, **given)
    return raised.value.errors


def told(database: Database, account_id: str, *, state: str = "waiting") -> list[str]:
    with database.read() as uow:
        mine = select(Notice.kind).where(Notice.account_id == account_id, Notice.state == state)
        return list(uow.session.execute(mine).scalars())


def works_here(leaving: Leaving, staff: Actor) -> None:
    """An account for somebody at the counter, so that they can be told."""
    with leaving.database.uow() as uow:
        now, given = uow.clock.now(), {"role": "pharmacy", "login": b"", "password_hash": "", "display_name": staff.label}
        uow.session.add(
            Account(id=staff.account_id, login_index=staff.label.encode(), created_at=now, password_changed_at=now, **given)
        )
        uow.commit()


def words_told(leaving: Leaving, account_id: str) -> set[str]:
    """What somebody was told, in words; what moved on since is not."""
    with leaving.database.read() as uow:
        mine = select(Notice).where(Notice.account_id == account_id, Notice.state == "told")
        said = [open_content(uow, row) for row in uow.session.execute(mine).scalars()]
    return {one.text.format(**one.facts) for one in said}


def test_it_closes_at_once_when_nothing_goes_on(leaving: Leaving) -> None:
    sessions = [leaving.sign_in(), leaving.sign_in()]
    closing = leaving.close()
    assert set(closing.ended) == {service.hash_token(one.token) for one in sessions}
    assert leaving.is_closed()
    assert [leaving.counter.home.town.principal(one) for one in sessions] == [None, None]
    with leaving.database.read() as uow:
        assert uow.session.get(Person, leaving.nadia.person_id).closed_at == uow.clock.now()
        assert not uow.session.execute(select(LoginSession.id).where(LoginSession.ended_at.is_(None))).all()
        assert audit.verify(uow, leaving.nadia.person_id).ok
    assert leaving.counter.acts(prefix="compte.") == ["compte.fermeture"]
    assert leaving.counter.acts(leaving.leo, "parent.")[-1] == "parent.compte_ferme"


def test_signing_in_afterwards_is_a_wrong_password(leaving: Leaving) -> None:
    town = leaving.counter.home.town
    known = leaving.sign_in().known_device
    leaving.close()
    answers, statements = [], []
    for login, password in ((LOGIN, PASSWORD), (LOGIN, "pas le bon"), ("personne", PASSWORD)):
        refused(town.sign_in, login, password)  # so that each has its counters
        with town.statements() as seen:
            error = refused(town.sign_in, login, password)
        answers.append((error.code, error.params))
        statements.append(list(seen))
    assert answers == [("connexion.refusee", {})] * 3
    assert statements[0] == statements[1] == statements[2]
    assert refused(town.sign_in, LOGIN, PASSWORD, known_device=known).code == "connexion.refusee"


def test_closed_between_the_two_steps_of_a_sign_in_is_a_wrong_password_too(
    leaving: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rxapp.accounts import passwords

    verify = passwords.verify

    def and_close(pepper: bytes, password: str, kept: str | None) -> tuple[bool, str | None]:
        monkeypatch.setattr(passwords, "verify", verify)
        leaving.close()
        return verify(pepper, password, kept)

    monkeypatch.setattr(passwords, "verify", and_close)
    assert refused(leaving.sign_in).code == "connexion.refusee"
    assert leaving.is_closed()


def test_the_identifier_stays_taken_and_no_letter_opens_the_space_anew(leaving: Leaving) -> None:
    town = leaving.counter.home.town
    leaving.close()
    newcomer = town.register("Nora", order=30)
    ticket = town.check(newcomer, town.write_to(newcomer).code)
    with pytest.raises(FieldErrors) as raised:
        town.open(ticket, LOGIN)
    assert raised.value.errors == {"identifiant": "identifiant.pris"}
    with leaving.database.uow() as uow:
        given = {"actor": SYSTEM_ACTOR, "person_id": leaving.nadia.person_id, "public_url": URL}
        assert refused(service.issue_code, uow, **given).code == "activation.fermee"


def test_the_password_is_asked_and_its_tries_are_counted(leaving: Leaving) -> None:
    assert errors_of(leaving, password="") == {"mot_de_passe": "fermeture.mot_de_passe_vide"}
    assert errors_of(leaving, confirmed=False) == {"confirmation": "fermeture.confirmation"}
    for _try in range(10):
        assert errors_of(leaving, password="pas le bon") == {"mot_de_passe": "fermeture.mot_de_passe"}
    assert errors_of(leaving, password=PASSWORD) == {"mot_de_passe": "fermeture.patienter"}
    assert not leaving.is_closed()
    leaving.counter.clock.advance(timedelta(minutes=15))
    leaving.close()
    assert leaving.is_closed()


def test_who_is_about_to_wait_is_told_before(leaving: Leaving) -> None:
    words = []
    for _try in range(10):
        with pytest.raises(FieldErrors) as raised:
            leaving.close(password="pas le bon")
        words.append(raised.value.words("fr")["mot_de_passe"].replace("\u00a0", " "))
    wrong = "Ce n’est pas votre mot de passe."
    assert words[:6] == [wrong] * 6
    assert words[6:] == [
        f"{wrong} Encore 3 essais avant une pause de 15 minutes.",
        f"{wrong} Encore 2 essais avant une pause de 15 minutes.",
        f"{wrong} Encore 1 essai avant une pause de 15 minutes.",
        f"{wrong} Trop d’essais. Réessayez dans 15 minutes.",
    ]


def test_strangers_who_try_to_sign_in_keep_nobody_from_leaving(leaving: Leaving) -> None:
    for _try in range(6):
        refused(leaving.sign_in, "pas le bon", address="192.0.2.9")
    leaving.close()
    assert leaving.is_closed()


def test_a_box_forgotten_again_and_again_is_no_try(leaving: Leaving) -> None:
    for _time in range(7):
        assert errors_of(leaving, confirmed=False) == {"confirmation": "fermeture.confirmation"}
    leaving.close()


def test_closing_twice_is_refused_and_changes_nothing(leaving: Leaving) -> None:
    leaving.close()
    assert refused(leaving.close).code == "introuvable"
    assert leaving.counter.acts(prefix="compte.") == ["compte.fermeture"]


def test_late_news_never_reaches_a_closed_account(leaving: Leaving) -> None:
    browser = Browser()
    own = leaving.counter.send()
    with leaving.database.uow() as uow:
        notices.subscribe(uow, actor=leaving.nadia, device=browser.device)
        common = {"kind": "commande", "title": "Titre", "text": "Texte", "href": "/pharmacie", "facts": {}, "topic": "t"}
        whose = {"account_id": leaving.nadia.account_id, "person_id": leaving.nadia.person_id}
        later = uow.clock.now() + timedelta(days=2)
        notices.announce(uow, **whose, **common, once="tard", occasion="tard", due_at=later)
        uow.commit()
    leaving.counter.step(pharmacy.receive, own)
    asyncio.run(Dispatcher(leaving.database).once())
    with leaving.database.uow() as uow:  # as if nothing had been carried yet
        for row in uow.session.execute(select(Delivery)).scalars():
            row.state, row.ended_at = "waiting", None
        uow.commit()
    leaving.close({own: "annuler"})
    assert told(leaving.database, leaving.nadia.account_id) == []
    with leaving.database.read() as uow:
        theirs = select(Delivery.state).join(Notice, Notice.id == Delivery.notice_id)
        theirs = theirs.where(Notice.account_id == leaving.nadia.account_id)
        assert set(uow.session.execute(theirs).scalars()) == {"dropped"}
        assert uow.session.execute(select(PushSubscription)).all() == []
        before = len(uow.session.execute(select(Departure.id).where(Departure.kind == "push")).all())
    leaving.counter.clock.advance(timedelta(days=3))
    asyncio.run(Dispatcher(leaving.database).once())
    with leaving.database.read() as uow:
        assert len(uow.session.execute(select(Departure.id).where(Departure.kind == "push")).all()) == before


def test_calendar_addresses_and_files_on_their_way_stop(leaving: Leaving) -> None:
    home = leaving.counter.home
    path = home.do(feeds.make).path
    assert home.give(path) is not None
    with leaving.database.uow() as uow:
        row = CalendarImport(account_id=leaving.nadia.account_id, person_id=leaving.leo, created_at=uow.clock.now(), content=b"x")
        uow.session.add(row)
        uow.commit()
    leaving.close()
    assert home.give(path) is home.give("/calendrier/inconnu.ics") is None
    with leaving.database.uow() as uow:
        assert uow.session.execute(select(CalendarImport)).all() == []
        assert imports.sweep(uow) == 0


def test_a_child_goes_on_with_the_other_parent(leaving: Leaving) -> None:
    karim = leaving.add_parent()
    leos = leaving.counter.send(person=leaving.leo)
    seen = leaving.view()
    assert "l’autre parent continue" in seen.children[1]
    assert [option.id for option in seen.orders[0].options] == ["laisser", "annuler", "attendre"]
    leaving.close({leos: "laisser"})
    assert leaving.counter.state(leos) == ("sent", 1)
    assert leaving.counter.order(leos, actor=karim).row.id == leos


def test_a_child_with_nobody_else_waits_and_can_be_added_by_another_parent(leaving: Leaving) -> None:
    town = leaving.counter.home.town
    seen = leaving.view()
    (zoe,), (leo,) = seen.children, seen.alone
    assert zoe.startswith("Zoé garde son propre compte")
    assert zoe.endswith("mais plus personne n’agira pour Zoé jusqu’à ses 18 ans.")
    assert "l’autre parent pourra l’ajouter" in leo.state_label
    leaving.close()
    with leaving.database.read() as uow:
        assert uow.session.get(Person, leaving.leo).closed_at is None
    with leaving.database.uow() as uow:
        code = service.issue_code(uow, actor=SYSTEM_ACTOR, person_id=leaving.leo, public_url=URL)
        uow.commit()
    assert code.person_id == leaving.leo
    other = town.settle("Karim", login="karim.petit", order=9)
    with leaving.database.read() as uow:
        leo = service.context_for(uow, town.actor(other))
    assert leo.guardian_of == frozenset()


def test_what_goes_on_for_a_child_nobody_speaks_for_ends_on_the_last_day(leaving: Leaving) -> None:
    leos = leaving.counter.send(person=leaving.leo)
    leaving.counter.step(pharmacy.receive, leos)
    leaving.close({leos: "attendre"})
    leaving.counter.clock.advance(LONGEST_WAIT)
    service.advance(leaving.database)
    assert leaving.counter.state(leos)[0] == "cancelled"


def test_a_minor_and_the_staff_of_a_pharmacy_do_not_close_here(leaving: Leaving) -> None:
    zoe = leaving.counter.home.zoe
    assert refused(leaving.close, actor=zoe).code == "fermeture.mineur_seul"
    assert "D’ici là, la personne qui agit pour vous le peut" in leaving.view(actor=zoe).refusal
    assert "vous avez sept jours pour vous y opposer" in leaving.view(actor=zoe).refusal
    karim = leaving.add_parent().person_id
    leaving.counter.at_counter(service.attach_child, SYSTEM_ACTOR, guardian_id=karim, child_id=zoe.person_id)
    assert refused(leaving.close, actor=zoe).code == "fermeture.mineur"
    assert "vos parents le peuvent, ensemble" in leaving.view(actor=zoe).refusal
    assert "vous avez sept jours pour vous y opposer" in leaving.view(actor=zoe).refusal
    assert leaving.view().children[0].endswith("rien ne change pour son carnet."), "another parent acts"
    with leaving.database.uow() as uow:
        uow.session.execute(delete(Guardianship).where(Guardianship.child_id == zoe.person_id))
        uow.commit()
    assert refused(leaving.close, actor=zoe).code == "fermeture.mineur_sans"
    assert leaving.view(actor=zoe).refusal.endswith("à partir de vos 18 ans.")
    with leaving.database.uow() as uow:
        new = service.NewAccount(Role.PHARMACY, "anne.roux", "", "x", "Anne Roux")
        staff = Actor(service.open_staff_account(uow, actor=SYSTEM_ACTOR, new=new), Role.PHARMACY, None, "Anne Roux")
        uow.commit()
    assert refused(leaving.close, actor=staff).code == "fermeture.professionnel"
    assert "exploitant" in leaving.view(actor=staff).refusal


def test_secret_orders_of_a_minor_are_not_shown_to_a_parent_who_leaves(leaving: Leaving) -> None:
    zoe = leaving.counter.home.zoe
    secret = leaving.counter.send(actor=zoe, secret=True)
    assert leaving.view().orders == ()
    leaving.close()
    assert leaving.counter.state(secret) == ("sent", 1)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_range().replace("\xa0", " ").split())
    finally:
        document.close()


def test_the_receipt_is_fetched_for_a_while_and_leaves_by_mail(leaving: Leaving) -> None:
    leaving.counter.send(leaving.counter.paper("Ordonnance de secret"))
    leaving.close({one.id: "annuler" for one in leaving.view().orders}, token_hash=b"h" * 32)
    with leaving.database.read() as uow:
        token = service.receipt_token(uow, b"h" * 32)
        language, pdf = service.receipt_pdf(uow, token=token)
        reference = uow.session.get(AccountClosing, leaving.nadia.account_id).reference
        mail = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
        assert refused(service.receipt_pdf, uow, token="0" * 64).code == "introuvable"
    text = text_of(pdf)
    assert language == "fr"
    assert "Nadia Petit a été fermé le 23 novembre 2026 à 10 h 00" in text
    assert f"Référence : {reference} Adresse de ce Carnet : {URL}" in text
    assert "Exploitant de ce Carnet : Exploitant de la démonstration exploitant@carnet.example" in text
    assert "Exploitant de ce Carnet :\nExploitant de la démonstration\nexploitant@carnet.example\n" in mail.body.replace(
        "\u00a0", " "
    )
    assert (mail.recipient, mail.subject, mail.has_pdf) == ("nadia@exemple.fr", "Votre compte Carnet est fermé", True)
    assert reference in mail.body
    for words in (mail.body, text):
        assert not [word for word in ("commande", "harmacie", "rdonnance", "Léo") if word in words]
    leaving.counter.clock.advance(RECEIPT_FOR)
    with leaving.database.read() as uow:
        assert refused(service.receipt_pdf, uow, token=token).code == "introuvable"


def test_the_receipt_is_in_the_language_of_the_account(leaving: Leaving) -> None:
    with leaving.database.uow() as uow:
        uow.session.get(Account, leaving.nadia.account_id).language = "en"
        uow.commit()
    closing = leaving.close()
    with leaving.database.read() as uow:
        language, pdf = service.receipt_pdf(uow, token=closing.token)
        mail = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items[0]
    assert language == "en"
    assert "was closed on 23 November 2026 at 10:00" in text_of(pdf)
    assert f"Address of this Carnet: {URL} Operator of this Carnet: Exploitant de la démonstration" in text_of(pdf)
    assert "Operator of this Carnet:\nExploitant de la démonstration\nexploitant@carnet.example\n" in mail.body
    assert mail.subject == "Your Carnet account is closed"


def test_nothing_is_half_closed_when_the_last_step_fails(leaving: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    own = leaving.counter.send()
    session = leaving.sign_in()

    def fails(*_given: object, **_named: object) -> None:
        raise DomainError("stockage.plein")

    monkeypatch.setattr(notices, "send_mail", fails)
    assert refused(leaving.close, {own: "annuler"}).code == "stockage.plein"
    assert not leaving.is_closed()
    assert leaving.counter.home.town.principal(session) is not None
    assert leaving.counter.state(own) == ("sent", 1)


def test_a_device_forgets_one_identifier_and_keeps_the_others(leaving: Leaving) -> None:
    town = leaving.counter.home.town
    town.settle("Olga", login="olga.petit", order=12)
    cookie = town.sign_in("olga.petit", known_device=leaving.sign_in().known_device).known_device
    keyring = leaving.database.keyring
    left = service.forget_device(keyring, cookie, LOGIN)
    assert left.split(".") == [cookie.split(".")[0], cookie.split(".")[2]]
    assert service.forget_device(keyring, "", LOGIN) == ""


def test_a_counter_sees_no_more_of_what_it_handed_over(leaving: Leaving) -> None:
    own, other = leaving.counter.send(), leaving.counter.send(person=leaving.leo)
    for one in (own, other):
        leaving.counter.to_ready(one)
        leaving.counter.hand_over(one)
    leaving.close()
    assert refused(leaving.counter.order, own, actor=ANNE).code == "introuvable"
    assert leaving.counter.order(other, actor=ANNE).row.id == other
    with leaving.database.read() as uow:
        shown = views.board(uow, actor=ANNE, state=State.COLLECTED, lang="fr").rows
        assert [row.id for row in shown] == [other]
        assert views.counts(uow, actor=ANNE)["collected"] == 1


def test_the_closing_of_one_touches_nobody_else(leaving: Leaving) -> None:
    stranger = leaving.counter.home.stranger
    theirs = leaving.counter.send(actor=stranger)
    path = leaving.counter.do(feeds.make, actor=stranger).path
    leaving.close()
    with leaving.database.read() as uow:
        assert uow.session.get(Account, stranger.account_id).closed_at is None
    assert leaving.counter.state(theirs) == ("sent", 1)
    assert leaving.counter.home.give(path) is not None


def test_a_counter_is_a_counter(counter: Counter) -> None:
    """The sweep looks at waiting closings alone: with none it writes nothing."""
    with counter.home.town.statements() as seen:
        assert service.advance(counter.database) == ()
    assert len([one for one in seen if one.startswith("SELECT")]) == 1
    assert not [one for one in seen if one.startswith(("INSERT", "UPDATE", "DELETE"))]
