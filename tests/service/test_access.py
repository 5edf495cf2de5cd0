"""Who may read a record: asked by identity traits, allowed until a day, withdrawn, blocked; and what each then sees of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts import access_views, allowing
from rxapp.accounts.access_models import RecordAccess
from rxapp.accounts.birth import majority_day
from rxapp.accounts.identity import births_of
from rxapp.accounts.models import Account
from rxapp.core import audit
from rxapp.core.errors import DomainError
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, of_profession
from rxapp.record import asking, previews, service, views
from rxapp.record.asking_models import AccessRequest
from rxapp.record.models import Document, DocumentVeil
from tests.access import Surgery, surgery
from tests.accounts import refused
from tests.agenda import home
from tests.inbox import CHU, HADDAD, MARCHE, MOREAU, SECRETARY, post
from tests.sending import Mailroom

__all__ = ["home", "post", "surgery"]


def test_whoever_is_allowed_reads_and_the_history_says_so(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    assert refused(surgery.page).code == "introuvable"
    surgery.allow()
    assert (surgery.patients(), surgery.titles()) == ([surgery.nadia.person_id], ["Compte rendu"])
    assert surgery.open(report) == "Compte rendu"
    assert surgery.acts() == ["document.ajoute", "acces.autorise", "document.liste", "document.consulte"]
    surgery.decide(allowing.withdraw)
    assert surgery.patients() == []
    assert refused(surgery.page).code == refused(surgery.open, report).code == "introuvable"
    assert surgery.rows() == [("Dr Anne Moreau", "ended")]


def test_what_is_allowed_ends_with_its_day(surgery: Surgery) -> None:
    today = surgery.post.clock.today()
    surgery.allow(until=today.isoformat())
    assert surgery.patients() == [surgery.nadia.person_id]
    surgery.post.clock.advance(timedelta(days=1))
    assert surgery.patients() == []
    assert refused(surgery.page).code == "introuvable"
    assert surgery.rows() == [("Dr Anne Moreau", "ended")]
    surgery.allow(until="")
    assert surgery.patients() == [surgery.nadia.person_id]


@pytest.mark.parametrize(
    ("typed", "code"), [("demain", "acces.jour"), ("01/01/2020", "acces.jour_passe"), ("01/01/2099", "acces.jour_tard")]
)
def test_a_day_that_cannot_be_is_said_beside_the_field(surgery: Surgery, typed: str, code: str) -> None:
    assert refused(surgery.allow, until=typed).errors["jusqu_au"] == code
    assert surgery.rows() == []


def test_unblocking_does_not_authorise_again(surgery: Surgery) -> None:
    filed = Mailroom(surgery.post)
    surgery.allow()
    filed.deliver(filed.traits(surgery.nadia.person_id), actor=MOREAU, title="De Dr Moreau")
    (row,) = filed.record_of(surgery.nadia)
    assert surgery.titles() == ["De Dr Moreau"]
    surgery.decide(allowing.block)
    assert refused(surgery.page).code == refused(surgery.open, row.id).code == "introuvable"
    assert refused(surgery.allow).code == "acces.bloque"
    surgery.decide(allowing.unblock)
    assert surgery.patients() == []
    assert surgery.open(row.id) == "De Dr Moreau"  # what they filed themselves opens again, nothing else
    assert refused(surgery.page).code == "introuvable"
    assert surgery.rows() == [("Dr Anne Moreau", "ended")]


def test_who_decides(surgery: Surgery) -> None:
    """The person, or a parent for a minor; nobody else, and for no account that is no professional's."""
    home = surgery.post.home
    surgery.allow(person=home.leo)
    assert surgery.patients() == [home.leo]
    for actor in (home.stranger, MOREAU, CHU, MARCHE):
        assert refused(surgery.allow, HADDAD, actor=actor).code == "introuvable"
        assert refused(surgery.rows, actor).code == "introuvable"
    for who in (CHU, MARCHE, home.stranger):
        assert refused(surgery.allow, who).code == "introuvable"
    assert refused(surgery.patients, CHU).code == "introuvable"
    assert refused(surgery.decide, allowing.refuse).code == "acces.change"


def test_what_is_allowed_for_a_minor_ends_the_day_before_they_are_18(surgery: Surgery) -> None:
    """Whoever decided it; at 18 they say anew who reads, and nobody is left who could not withdraw it."""
    post = surgery.post
    for child in (post.home.leo, post.home.zoe.person_id):
        surgery.allow(person=child)
    with surgery.db.read() as uow:
        births = births_of(uow, [post.home.leo, post.home.zoe.person_id])
        last = {row.person_id: row.until for row in uow.session.execute(select(RecordAccess)).scalars()}
    assert last == {child: majority_day(born) - timedelta(days=1) for child, born in births.items()}
    zoe = post.home.zoe.person_id
    post.clock.advance(majority_day(births[zoe]) - timedelta(days=1) - post.clock.today())
    assert zoe in surgery.patients()
    post.clock.advance(timedelta(days=1))
    assert zoe not in surgery.patients()
    assert refused(surgery.page, person=zoe).code == "introuvable"


def test_each_of_more_patients_than_a_page_opens(surgery: Surgery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_views, "MOST_ROWS", 1)
    people = (surgery.nadia.person_id, surgery.post.home.leo)
    for person in people:
        surgery.allow(person=person)
    assert len(surgery.patients()) == 1
    with surgery.db.read() as uow:
        found = [access_views.patient(uow, actor=MOREAU, person_id=person, lang="fr") for person in people]
    assert [one.person_id for one in found] == list(people)
    assert all(one.born_label[0].isdigit() for one in found)  # no day of the week


def test_asking_tells_nothing_of_who_exists(surgery: Surgery) -> None:
    nadia = surgery.nadia.person_id
    surgery.ask(surgery.traits(nadia, given_names="Nadège"))
    surgery.ask(surgery.traits(nadia))
    assert surgery.rows() == [("Dr Anne Moreau", "asked")]
    with surgery.db.read() as uow:
        asked = asking.requests(uow, actor=MOREAU, lang="fr")
        rows = uow.session.execute(select(AccessRequest)).scalars().all()
    assert sorted(row.name for row in asked) == ["Nadia Petit", "Nadège Petit"]
    assert all(row.looked for row in rows)
    assert refused(surgery.page).code == "introuvable"
    surgery.allow()
    assert surgery.rows() == [("Dr Anne Moreau", "allowed")]


def test_a_refused_or_blocked_request_is_not_put_again(surgery: Surgery) -> None:
    surgery.ask()
    surgery.decide(allowing.refuse)
    surgery.ask()
    assert surgery.rows() == [("Dr Anne Moreau", "refused")]
    surgery.post.clock.advance(timedelta(days=31))
    surgery.ask()
    assert surgery.rows() == [("Dr Anne Moreau", "asked")]
    surgery.decide(allowing.block)
    surgery.ask()
    assert surgery.rows() == [("Dr Anne Moreau", "blocked")]
    assert surgery.acts().count("acces.demande") == 2


def test_what_they_ask_in_vain_is_one_line_a_day_for_the_person_alone(surgery: Surgery) -> None:
    surgery.decide(allowing.block)
    for _again in range(3):
        surgery.ask()
    assert surgery.acts()[-2:] == ["acces.bloque", "acces.demande_vaine"]
    surgery.post.clock.advance(timedelta(days=1))
    surgery.ask()
    assert surgery.acts()[-2:] == ["acces.demande_vaine"] * 2
    surgery.ask(actor=HADDAD)
    assert surgery.acts()[-1] == "acces.demande"


def test_asking_has_limits_and_is_for_professionals(surgery: Surgery) -> None:
    traits = surgery.traits(surgery.nadia.person_id)
    for actor in (CHU, MARCHE, surgery.nadia):
        assert refused(surgery.ask, traits, actor).code == "introuvable"
    for _one in range(asking.ASKED_AN_HOUR):
        surgery.ask(traits)
    assert refused(surgery.ask, traits).code == "acces.trop_souvent"
    surgery.post.clock.advance(asking.KEPT)
    assert asking.sweep(surgery.db) == asking.ASKED_AN_HOUR


CATEGORIES = ("compte_rendu", "biologie", "certificat", "administratif", "directives", "autre")


def test_a_profession_opens_its_kinds_of_documents(surgery: Surgery) -> None:
    ids = {category: surgery.add(category, category) for category in CATEGORIES}
    for who in (MOREAU, HADDAD, SECRETARY):
        surgery.allow(who)
    seen = {MOREAU: set(CATEGORIES), HADDAD: {"compte_rendu", "biologie", "directives"}, SECRETARY: set()}
    for who, expected in seen.items():
        page = surgery.page(who)
        assert ({row.title for row in page.rows}, page.total) == (expected, len(expected))
        for category, document_id in ids.items():
            if category in expected:
                assert surgery.open(document_id, who) == category
            else:
                assert refused(surgery.open, document_id, who).code == "introuvable"


HIDING = {
    "everybody": ((EVERYBODY,), False, False),
    "all but the author": ((ALL_BUT_AUTHOR,), True, False),
    "one of them": ((MOREAU.account_id,), False, True),
    "a profession": ((of_profession("infirmier"),), True, False),
    "two of them": ((MOREAU.account_id, HADDAD.account_id), False, False),
}


@pytest.mark.parametrize(("targets", "author", "nurse"), HIDING.values(), ids=HIDING)
def test_what_is_hidden_from_whom(surgery: Surgery, targets: tuple[str, ...], author: bool, nurse: bool) -> None:
    """Dr Moreau filed it; a nurse may read it: list, counts, search, details and bytes agree."""
    filed = Mailroom(surgery.post)
    surgery.allow(MOREAU)
    surgery.allow(HADDAD)
    filed.deliver(filed.traits(surgery.nadia.person_id), actor=MOREAU)
    (row,) = filed.record_of(surgery.nadia)
    surgery.hide(row.id, *targets)
    for who, seen in ((MOREAU, author), (HADDAD, nurse)):
        context, whose = surgery.context(who), surgery.nadia.person_id
        page = surgery.page(who)
        assert ([one.id for one in page.rows], page.total) == ([row.id] if seen else [], int(seen))
        with surgery.db.read() as uow:
            given = {"actor": who, "context": context, "person_id": whose}
            assert sum(one.documents for one in views.years(uow, **given)) == int(seen)
            assert sum(one.documents for one in views.categories(uow, **given, lang="fr")) == int(seen)
            assert sum(one.documents for one in views.authors(uow, **given, lang="fr")) == int(seen)
        with surgery.db.read() as uow:
            given = {"actor": who, "context": context, "document_id": row.id, "action": "download"}
            if seen:
                assert previews.original(uow, **given).size
            else:
                assert refused(previews.original, uow, **given).code == "introuvable"
    assert surgery.titles(surgery.nadia) == [row.title]
    surgery.hide(row.id)
    assert surgery.page().total == surgery.page(HADDAD).total == 1
    assert [act for act in surgery.acts() if "masque" in act] == [
        *["document.masque_a"] * len(targets),
        *["document.demasque_a"] * len(targets),
    ]


def test_the_history_names_from_whom_a_document_is_hidden(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    nurses = of_profession("infirmier")
    for targets in ((MOREAU.account_id,), (MOREAU.account_id, nurses), (EVERYBODY, nurses), (ALL_BUT_AUTHOR, EVERYBODY), ()):
        surgery.hide(report, *targets)
    said: dict[str, list[str]] = {}
    for lang in ("fr", "en"):
        with surgery.db.read() as uow:
            page = audit.history_page(uow, actor=surgery.nadia, person_id=surgery.nadia.person_id, limit=9, lang=lang)
        lines = [one for one in reversed(page) if "masque" in one.action]
        assert {one.detail_label for one in lines} == {"Compte rendu"}
        said[lang] = [one.action_label.replace("\u00a0", " ") for one in lines]
    assert said["fr"] == [
        "Document masqué : Dr Anne Moreau",
        "Document masqué : Infirmier, infirmière",
        "Document masqué : tous les professionnels",
        "Document montré de nouveau : Dr Anne Moreau",
        "Document masqué : tous sauf son auteur",
        "Document montré de nouveau : Infirmier, infirmière",
        "Document montré de nouveau : tous les professionnels",
        "Document montré de nouveau : tous sauf son auteur",
    ]
    assert said["en"] == [
        "Document hidden from: Dr Anne Moreau",
        "Document hidden from: Nurse",
        "Document hidden from: all professionals",
        "Document shown again to: Dr Anne Moreau",
        "Document hidden from: all but its author",
        "Document shown again to: Nurse",
        "Document shown again to: all professionals",
        "Document shown again to: all but its author",
    ]


def test_who_may_not_hide(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    surgery.allow()
    assert refused(surgery.hide, report, EVERYBODY, actor=MOREAU).code == "introuvable"
    assert refused(surgery.hide, report, EVERYBODY, actor=surgery.post.home.stranger).code == "introuvable"
    assert refused(surgery.hide, report, "p:boulanger").code == "introuvable"
    assert surgery.titles() == ["Compte rendu"]


def test_what_a_minor_keeps_is_no_professionals(surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    kept = surgery.add("Secret", actor=zoe, person=zoe.person_id, secret=True)
    surgery.allow(person=zoe.person_id)
    assert surgery.titles(person=zoe.person_id) == []
    assert refused(surgery.open, kept).code == "introuvable"


def test_a_note_is_the_persons_own(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    surgery.post.do(service.edit, document_id=report, version=1, note="à demander : le vaccin de Léo")
    surgery.allow()
    (row,) = surgery.page().rows
    assert row.note == ""
    assert surgery.page(query="vaccin").total == 1  # what is typed narrows nothing: it finds nothing out
    with surgery.db.read() as uow:
        given = {"actor": MOREAU, "context": surgery.context(MOREAU), "person_id": surgery.nadia.person_id, "lang": "fr"}
        assert refused(views.storage, uow, **given).code == "introuvable"


def test_who_leaves_is_nobodys_patient(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    surgery.allow()
    with surgery.db.uow() as uow:
        uow.session.get(Account, surgery.nadia.account_id).closed_at = uow.clock.now()
        uow.commit()
    assert surgery.patients() == []
    assert refused(surgery.page).code == refused(surgery.open, report).code == "introuvable"


def test_a_record_that_is_destroyed_takes_its_accesses_along(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    surgery.allow()
    surgery.hide(report, EVERYBODY)
    with surgery.db.uow() as uow:
        allowing.destroy(uow, surgery.nadia.person_id)
        service.destroy_record(uow, surgery.nadia.person_id)
        uow.commit()
    with surgery.db.read() as uow:
        assert not uow.session.execute(select(RecordAccess)).all()
        assert not uow.session.execute(select(DocumentVeil)).all()


def test_the_directory_is_searched_by_name(surgery: Surgery) -> None:
    surgery.allow(HADDAD)
    given = {"actor": surgery.nadia, "context": surgery.context(surgery.nadia), "person_id": surgery.nadia.person_id}
    with surgery.db.read() as uow:
        found = access_views.found_professionals(uow, **given, query="dr", lang="fr")
        assert [(row.name, row.state) for row in found if row.name.startswith("Dr")] == [
            ("Dr Anne Moreau", ""),
            ("Dr Karim Haddad", "allowed"),
        ]
        assert access_views.found_professionals(uow, **given, query="", lang="fr") == ()
        assert access_views.found_professionals(uow, **given, query="valbois", lang="fr") == ()


def test_a_request_that_cannot_be_read_holds_up_no_other(surgery: Surgery) -> None:
    traits = surgery.traits(surgery.nadia.person_id)
    asking.ask(surgery.db, actor=MOREAU, traits=traits)
    with surgery.db.uow() as uow:
        uow.session.execute(select(AccessRequest)).scalar_one().content = b"broken"
        uow.commit()
    asking.ask(surgery.db, actor=HADDAD, traits=traits)
    asking.look_for(surgery.db)
    assert surgery.rows() == [("Dr Karim Haddad", "asked")]


def test_a_busy_server_loses_no_request(surgery: Surgery, monkeypatch: pytest.MonkeyPatch) -> None:
    asking.ask(surgery.db, actor=MOREAU, traits=surgery.traits(surgery.nadia.person_id))

    def busy(*_: object) -> None:
        raise DomainError("base.occupee")

    with monkeypatch.context() as patch:
        patch.setattr(asking, "_look", busy)
        assert refused(asking.look_for, surgery.db).code == "base.occupee"
    asking.look_for(surgery.db)
    assert surgery.rows() == [("Dr Anne Moreau", "asked")]


def test_an_author_is_not_told_what_a_minor_keeps(surgery: Surgery) -> None:
    filed, zoe = Mailroom(surgery.post), surgery.post.home.zoe
    surgery.allow(person=zoe.person_id)
    filed.deliver(filed.traits(zoe.person_id), actor=MOREAU, title="De Dr Moreau")
    (row,) = filed.record_of(zoe)
    with surgery.db.uow() as uow:
        uow.session.get(Document, row.id).hidden = True
        uow.commit()
    with surgery.db.uow() as uow:
        given = {"actor": MOREAU, "context": surgery.context(MOREAU), "document_id": row.id}
        assert not views.document_detail(uow, **given, lang="fr").row.secret


def test_what_was_sent_before_it_was_hidden_opens_no_more(surgery: Surgery) -> None:
    """Sent anew on purpose, it opens for whom it was sent to."""
    report = surgery.add("Compte rendu")
    talk = surgery.post.start(document_ids=(report,))
    assert surgery.open(report) == "Compte rendu"
    surgery.post.clock.advance(timedelta(minutes=1))
    surgery.hide(report, EVERYBODY)
    assert refused(surgery.open, report).code == "introuvable"
    surgery.post.clock.advance(timedelta(minutes=1))
    given = {"document_ids": (report,), "hidden_agreed": True}
    surgery.post.reply(talk.conversation_id, "Le voici quand même", actor=surgery.nadia, **given)
    assert surgery.open(report) == "Compte rendu"
