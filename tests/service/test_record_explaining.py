"""« Qui peut ouvrir ceci ? » and « Voir comme » against what happens: told by the function that enforces."""

from __future__ import annotations

import pytest

from rxapp.accounts import allowing
from rxapp.accounts.professions import Profession
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, Actor, Context, of_profession
from rxapp.record import explaining
from rxapp.record.explaining import Openers, SeenAs
from tests.access import Surgery, give_profession, surgery
from tests.accounts import refused
from tests.agenda import home
from tests.inbox import HADDAD, MOREAU, SECRETARY, post

__all__ = ["home", "post", "surgery"]

CATEGORIES = ("compte_rendu", "biologie", "ordonnance", "administratif", "directives", "autre")
READERS = (MOREAU, HADDAD, SECRETARY)


def openers(surgery: Surgery, document_id: str, actor: Actor | None = None) -> Openers:
    actor = actor or surgery.nadia
    with surgery.db.read() as uow:
        given = {"actor": actor, "context": surgery.context(actor), "document_id": document_id}
        return explaining.openers(uow, **given, lang="fr", may_hide=True)


def seen_as(surgery: Surgery, profession: str, actor: Actor | None = None, person: str = "") -> SeenAs:
    actor = actor or surgery.nadia

    def look(uow: UnitOfWork, context: Context) -> SeenAs:
        given = {"actor": actor, "context": context, "person_id": person or surgery.nadia.person_id}
        return explaining.seen_as(uow, **given, whom=profession, lang="fr")

    context = surgery.context(actor)
    with surgery.db.uow() as uow:
        found = look(uow, context)
        uow.commit()
    return found


def opens(surgery: Surgery, document_id: str, actor: Actor) -> bool:
    try:
        surgery.open(document_id, actor)
    except DomainError:
        return False
    return True


HIDDEN = {
    "nothing": (),
    "everybody": (EVERYBODY,),
    "but the author": (ALL_BUT_AUTHOR,),
    "nurses": (of_profession("infirmier"),),
    "one": (MOREAU.account_id,),
}


@pytest.mark.parametrize("targets", HIDDEN.values(), ids=HIDDEN)
def test_what_is_said_is_what_happens(surgery: Surgery, targets: tuple[str, ...]) -> None:
    """For each document, professional and profession: the sentence, the list, the page and « Voir comme » agree."""
    give_profession(surgery.post, SECRETARY, Profession.SOCIAL_WORKER)
    for who in READERS:
        surgery.allow(who)
    ids = {category: surgery.add(category, category) for category in CATEGORIES}
    for document_id in ids.values():
        if targets:
            surgery.hide(document_id, *targets)
    lists = {who.account_id: surgery.titles(who) for who in READERS}
    for category, document_id in ids.items():
        told = openers(surgery, document_id)
        named = {one.target: one for one in told.named}
        for who in READERS:
            line = named[who.account_id]
            assert line.opens is opens(surgery, document_id, who) is (category in lists[who.account_id])
            assert line.sentence.startswith("Oui" if line.opens else "Non")
        for line in told.professions:
            seen = seen_as(surgery, line.target.removeprefix("p:"))
            assert line.opens is (category in {row.title for row in seen.rows}), (category, line.label)
    assert surgery.acts().count("document.liste") == len(READERS)  # seeing as somebody is one's own look


def test_the_rule_that_decides_is_said(surgery: Surgery) -> None:
    report = surgery.add("Bilan", "biologie")
    surgery.allow(HADDAD)
    surgery.decide(allowing.block)
    said = {one.label: one.sentence.replace("\u00a0", " ") for one in openers(surgery, report).named}
    assert said == {
        "Dr Karim Haddad": "Oui : vous l’autorisez, et sa profession ouvre « Biologie ».",
        "Dr Anne Moreau": "Non : vous bloquez ce professionnel.",
    }
    surgery.hide(report, of_profession("infirmier"))
    said = {one.target: one.sentence.replace("\u00a0", " ") for one in openers(surgery, report).professions}
    assert said["p:infirmier"] == "Non : vous le masquez à cette profession."
    assert said["p:kinesitherapeute"] == "Non : sa profession n’ouvre pas « Biologie »."
    assert said["p:medecin"] == "Oui, si vous l’autorisez : sa profession ouvre « Biologie »."


def test_who_may_ask(surgery: Surgery) -> None:
    """The person and a parent; neither a stranger nor a professional, even one who reads the document."""
    report = surgery.add("Bilan", "biologie")
    surgery.allow()
    for actor in (MOREAU, surgery.post.home.stranger):
        assert refused(openers, surgery, report, actor).code == "introuvable"
        assert refused(seen_as, surgery, "medecin", actor).code == "introuvable"
    leos = surgery.add("Léo", person=surgery.post.home.leo)
    assert openers(surgery, leos).professions
    assert [row.title for row in seen_as(surgery, "medecin", person=surgery.post.home.leo).rows] == ["Léo"]
    assert refused(seen_as, surgery, "boulanger").code == "introuvable"


def test_what_a_minor_keeps_is_not_told_to_a_parent(surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    kept = surgery.add("Secret", actor=zoe, person=zoe.person_id, secret=True)
    assert refused(openers, surgery, kept).code == "introuvable"
    assert not any(one.opens for one in openers(surgery, kept, zoe).professions)
    for actor in (surgery.nadia, zoe):
        for whom in ("medecin", "parent"):
            assert seen_as(surgery, whom, actor, zoe.person_id).rows == ()
    surgery.add("Partagé", actor=zoe, person=zoe.person_id)
    assert [row.title for row in seen_as(surgery, "parent", zoe, zoe.person_id).rows] == ["Partagé"]
    assert refused(seen_as, surgery, "parent").code == "introuvable"  # an adult has none
