"""A conversation from its first message to its end: who writes, who reads, who is told, what the history says."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from rxapp.core.errors import DomainError, message
from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.inbox import pace, service, views
from tests.accounts import refused
from tests.agenda import Home
from tests.inbox import CHU, HADDAD, MOREAU, SECRETARY, Post, home, post

__all__ = ["home", "post"]


def test_a_person_writes_a_professional_answers_and_both_read_it(post: Post) -> None:
    sent = post.start("Puis-je arrêter le traitement ?", subject="Traitement")
    (row,) = post.list(actor=MOREAU)
    assert (row.subject, row.person_name, row.unread, row.assigned) == ("Traitement", "Nadia Petit", True, True)
    post.clock.advance(timedelta(minutes=5))
    post.reply(sent.conversation_id, "Non, continuez.")
    (mine,) = post.list()
    assert (mine.names, mine.unread) == ("Dr Anne Moreau", True)
    page = post.page(sent.conversation_id)
    assert [(one.author_label, one.text, one.side) for one in page.rows] == [
        ("Vous", "Puis-je arrêter le traitement ?", "patient"),
        ("Dr Anne Moreau", "Non, continuez.", "professional"),
    ]
    assert page.can_write
    assert not page.can_close
    assert not post.list()[0].unread  # what was shown is read
    assert sorted(post.acts()) == ["message.consulte", "message.conversation", "message.envoye"]


def test_an_english_reader_reads_english(post: Post) -> None:
    sent = post.start()
    page = post.page(sent.conversation_id, lang="en")
    assert (page.rows[0].author_label, page.professionals[0].kind_label) == ("You", "Professional")


def test_a_key_makes_two_clicks_one_message(post: Post) -> None:
    first, again = (post.start("Une fois", key="clic") for _time in range(2))
    assert first == again
    answers = {post.reply(first.conversation_id, "Oui", key="oui").seq for _time in range(3)}
    assert answers == {2}
    assert len(post.rows(first.conversation_id)) == 2
    assert post.reply(first.conversation_id, "Oui", key="oui", actor=post.nadia).seq == 3  # a key is its author's


@pytest.mark.parametrize(
    "other",
    [{"text": "Autre"}, {"subject": "Autre"}, {"secret": True}, {"document_ids": True}, {"to": (MOREAU, HADDAD)}],
    ids=lambda other: "-".join(other),
)
def test_a_key_never_takes_something_else_for_what_was_sent(post: Post, other: dict[str, object]) -> None:
    zoe = post.home.zoe
    post.do(service.set_who_may_start, actor=HADDAD, who="everybody")
    given = {"text": "Une fois", "actor": zoe, "key": "clic"}
    first = post.start(**given)
    other = dict(other)
    if "document_ids" in other:
        other["document_ids"] = (post.file(actor=zoe),)
    if "to" in other:
        other["to"] = tuple(one.account_id for one in (MOREAU, HADDAD))
    assert refused(post.start, **given | other).code == "message.autre_contenu"
    assert refused(post.reply, first.conversation_id, "Une fois", actor=zoe, key="clic").code == "message.autre_contenu"
    assert post.start(**given) == first
    assert len(post.rows(first.conversation_id)) == 1
    assert len(post.list(actor=zoe)) == 1


def test_an_answer_under_a_key_that_was_used_is_not_lost(post: Post) -> None:
    sent = post.start()
    document, other = (post.file(actor=MOREAU, person=post.nadia.person_id) for _file in range(2))
    post.reply(sent.conversation_id, "Premier", key="clic", document_ids=(document,))
    for text, documents in (("Second", (document,)), ("Second", ()), ("Premier", (other,))):
        error = refused(post.reply, sent.conversation_id, text, key="clic", document_ids=documents)
        assert error.code == "message.autre_contenu"
    last = post.reply(sent.conversation_id, " Premier ", key="clic", document_ids=(document, document))
    assert last.seq == 2
    assert post.reply(sent.conversation_id, "Premier", key="clic") == last, (
        "sent again by a page that knows not what went with it"
    )
    post.do(service.withdraw, actor=MOREAU, message_id=last.message_id)
    error = refused(post.reply, sent.conversation_id, "Premier", key="clic", document_ids=(document,))
    assert error.code == "message.autre_contenu"
    assert post.start(key="info", actor=post.nadia).seq == 1


def test_an_information_under_a_key_that_was_used_is_not_lost(post: Post) -> None:
    given = {"person_id": post.nadia.person_id, "subject": "Droits", "issuer": "Assurance Maladie", "key": "i", "text": "Un"}
    told = post.do(service.inform, actor=SYSTEM_ACTOR, **given)
    assert post.do(service.inform, actor=SYSTEM_ACTOR, **given) == told
    assert refused(post.do, service.inform, actor=SYSTEM_ACTOR, **given | {"text": "Deux"}).code == "message.autre_contenu"


@pytest.mark.parametrize("odd", ["", "\ud800", "a\0b", "é", "a b", "x" * 81])
def test_what_has_not_the_shape_of_a_key_or_an_id_is_refused(post: Post, odd: str) -> None:
    sent = post.start()
    assert refused(post.start, key=odd).code == "introuvable"
    assert refused(post.reply, sent.conversation_id, key=odd).code == "introuvable"
    assert refused(post.reply, sent.conversation_id, document_ids=(odd,)).code == "message.piece_absente"
    assert refused(post.start, to=(odd,)).code == "introuvable"
    assert refused(post.start, actor=MOREAU, person=odd or "x", to=()).code == "introuvable"
    for verb, given in (
        (post.reply, {"conversation_id": odd}),
        (partial(post.do, service.withdraw), {"message_id": odd}),
        (partial(post.do, service.assign), {"actor": MOREAU, "conversation_id": sent.conversation_id, "account_id": odd}),
        (partial(post.do, service.add_professional), {"conversation_id": sent.conversation_id, "account_id": odd}),
        (partial(post.do, service.block), {"person_id": post.nadia.person_id, "account_id": odd}),
        (partial(post.do, service.file_attachment), {"message_id": sent.message_id, "document_id": odd}),
        (partial(post.look, views.professional), {"person_id": post.nadia.person_id, "account_id": odd}),
        (partial(post.look, views.directory), {"person_id": post.nadia.person_id, "after": odd}),
    ):
        assert code_of(verb, **given) in ("introuvable", "message.blocage", ""), verb


def code_of(verb, **given) -> str:
    """The code of a refusal, "" when there is none."""
    try:
        verb(**given)
    except DomainError as error:
        return error.code
    return ""


def test_who_writes_without_end_waits_and_loses_nothing(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_AN_HOUR", 3)
    first, other = post.start(key="un"), post.start()
    for number in range(3):
        post.reply(first.conversation_id, f"{number}", actor=post.nadia, key=f"n{number}")
    given = {"person_id": post.nadia.person_id, "conversation_id": first.conversation_id}
    post.do(service.keep_draft, draft=service.Draft("De trop"), revision=0, **given)
    error = refused(post.reply, first.conversation_id, "De trop", actor=post.nadia, key="n3")
    assert error.code == "message.trop_souvent"
    assert message(error.code, "fr", **error.params).endswith("renvoyez-le dans 1 heure.")
    assert post.look(views.draft, **given).draft.text == "De trop"
    assert post.reply(first.conversation_id, "2", actor=post.nadia, key="n2").seq == 4  # what was sent is given again
    assert post.reply(first.conversation_id).seq == 5
    assert post.reply(other.conversation_id, actor=post.nadia).seq == 2
    post.start()
    assert refused(post.start).code == "message.trop_souvent"
    assert post.start(key="un") == first
    post.clock.advance(timedelta(hours=1))
    assert post.reply(first.conversation_id, "De trop", actor=post.nadia, key="n3").seq == 6


def test_a_key_gives_nothing_of_another_conversation(post: Post) -> None:
    first, other = post.start(key="une"), post.start(key="autre")
    assert refused(post.reply, other.conversation_id, actor=post.nadia, key="une").code == "introuvable"
    assert refused(post.start, key="").code == "introuvable"
    assert len(post.rows(first.conversation_id)) == 1


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (HADDAD, "message.refuse_inconnus"),
        (CHU, "message.refuse_nouvelles"),
        (Actor("f" * 32, MOREAU.role, None, "Personne"), "introuvable"),
    ],
    ids=("known", "nobody", "nobody at all"),
)
def test_who_may_begin_is_the_professionals_choice(post: Post, to: Actor, code: str) -> None:
    assert refused(post.start, to=(to.account_id,)).code == code
    assert post.acts() == []


def test_one_who_wrote_before_may_begin_again_but_for_somebody_who_lets_nobody(post: Post) -> None:
    post.start()
    post.do(service.set_who_may_start, actor=MOREAU, who="known")
    assert post.start().seq == 1
    assert post.start(to=(SECRETARY.account_id,)).seq == 1  # the same practice
    post.do(service.set_who_may_start, actor=MOREAU, who="nobody")
    assert refused(post.start).code == "message.refuse_nouvelles"


def test_a_professional_begins_with_those_who_wrote_to_their_practice_alone(post: Post) -> None:
    assert refused(post.start, actor=MOREAU, person=post.nadia.person_id, to=()).code == "introuvable"
    sent = post.start()
    made = post.start("Vos résultats", actor=MOREAU, person=post.nadia.person_id, to=())
    assert made.conversation_id != sent.conversation_id
    assert post.texts(made.conversation_id) == ["Vos résultats"]
    assert post.start("Rendez-vous", actor=SECRETARY, person=post.nadia.person_id, to=(MOREAU.account_id,)).seq == 1
    assert refused(post.start, actor=MOREAU, person=post.nadia.person_id, to=(HADDAD.account_id,)).code == "message.autre_cabinet"
    assert refused(post.start, actor=HADDAD, person=post.nadia.person_id, to=()).code == "introuvable"


def test_several_professionals_are_in_one_conversation(post: Post) -> None:
    post.do(service.set_who_may_start, actor=HADDAD, who="everybody")
    sent = post.start(to=(MOREAU.account_id, HADDAD.account_id))
    post.reply(sent.conversation_id, "De ma part", actor=HADDAD)
    assert [row.text for row in post.page(sent.conversation_id, actor=MOREAU).rows][-1] == "De ma part"
    post.do(service.set_who_may_start, actor=CHU, who="everybody")
    post.do(service.add_professional, conversation_id=sent.conversation_id, account_id=CHU.account_id)
    assert post.list(actor=CHU)[0].unread
    assert {one.name for one in post.page(sent.conversation_id).professionals} == {MOREAU.label, HADDAD.label, CHU.label}


def test_a_parent_writes_for_a_child_and_the_message_says_so(post: Post) -> None:
    sent = post.start("Léo a de la fièvre", person=post.home.leo)
    assert post.page(sent.conversation_id, actor=MOREAU).rows[0].author_label == "Nadia Petit, pour Léo Petit"
    assert post.page(sent.conversation_id).rows[0].author_label == "Vous, pour Léo Petit"
    assert post.acts(post.home.leo)[:2] == ["message.conversation", "message.consulte"]
    assert [row.id for row in post.list(post.home.leo)] == [sent.conversation_id]
    assert post.list() == ()


def test_a_child_of_18_is_written_to_by_nobody_else(post: Post) -> None:
    zoe = post.home.zoe.person_id
    sent = post.start(person=zoe)
    assert post.page(sent.conversation_id).rows
    post.clock.set(datetime(2028, 5, 4, 12, tzinfo=post.clock.now().tzinfo))
    for act in (lambda: post.page(sent.conversation_id), lambda: post.reply(sent.conversation_id, actor=post.nadia)):
        assert refused(act).code == "introuvable"
    assert refused(post.list, zoe).code == "introuvable"
    assert refused(post.start, person=zoe).code == "introuvable"
    assert post.look(views.unread_count) == 0
    post.reply(sent.conversation_id, "À vous seule désormais")
    assert post.texts(sent.conversation_id, actor=post.home.zoe)[-1] == "À vous seule désormais"


def test_a_closed_conversation_stays_readable_and_says_why(post: Post) -> None:
    sent = post.start()
    assert refused(post.do, service.close, conversation_id=sent.conversation_id, why="visit").code == "introuvable"
    close = {"conversation_id": sent.conversation_id, "actor": MOREAU}
    assert refused(post.do, service.close, why="caprice", **close).code == "message.raison"
    post.do(service.close, why="visit", words="Appelez pour une date.", **close)
    assert refused(post.do, service.close, why="visit", **close).code == "message.close"
    page = post.page(sent.conversation_id)
    assert (page.closed, page.can_write, page.closed_words) == (True, False, "Appelez pour une date.")
    assert "Un rendez-vous est nécessaire" in page.closed_label
    assert "Cette conversation est close" in page.why_not
    for actor in (post.nadia, MOREAU):
        assert refused(post.reply, sent.conversation_id, actor=actor).code == "message.close"
    assert post.texts(sent.conversation_id) == ["Bonjour docteur"]
    assert refused(post.do, service.withdraw, message_id=sent.message_id).code == "message.close"


def test_a_professional_keeps_templates(post: Post) -> None:
    wanted = (service.Template("Ordonnance", "Votre ordonnance est prête."), service.Template("Labo", "Tout est normal."))
    post.do(service.set_templates, actor=MOREAU, templates=wanted)
    assert post.look(views.own_choices, actor=MOREAU).templates == wanted
    empty = (service.Template("Vide", "  "),)
    assert refused(post.do, service.set_templates, actor=MOREAU, templates=empty).code == "modele.vide"
    assert refused(post.do, service.set_templates, actor=MOREAU, templates=wanted * 16).code == "modele.trop"
    for verb, given in ((service.set_templates, {"templates": wanted}), (service.set_who_may_start, {"who": "nobody"})):
        assert refused(post.do, verb, **given).code == "introuvable"


def test_a_message_is_withdrawn_until_the_other_side_reads_it(post: Post) -> None:
    sent = post.start("Une erreur")
    assert refused(post.do, service.withdraw, actor=MOREAU, message_id=sent.message_id).code == "message.pas_le_votre"
    post.list(actor=MOREAU)  # a list shows no text
    assert post.page(sent.conversation_id).rows[0].can_withdraw
    post.do(service.withdraw, message_id=sent.message_id)
    page = post.page(sent.conversation_id)
    assert [(one.text, one.withdrawn, one.parts) for one in page.rows] == [("Message retiré", True, ())]
    assert refused(post.do, service.withdraw, message_id=sent.message_id).code == "message.deja_retire"
    assert not post.list(actor=MOREAU)[0].unread
    second = post.reply(sent.conversation_id, "La bonne question", actor=post.nadia)
    assert post.page(sent.conversation_id, actor=MOREAU).rows[-1].text == "La bonne question"
    assert refused(post.do, service.withdraw, message_id=second.message_id).code == "message.deja_lu"
    assert post.page(sent.conversation_id).rows[-1].read


def test_the_other_parent_reading_does_not_hold_a_message(post: Post) -> None:
    sent = post.start(person=post.home.zoe.person_id)
    post.page(sent.conversation_id, actor=post.home.zoe)
    post.do(service.withdraw, message_id=sent.message_id)
    assert post.texts(sent.conversation_id, actor=MOREAU) == ["Message retiré"]


def test_reading_is_each_accounts_own(post: Post) -> None:
    zoe = post.home.zoe
    sent = post.start(person=zoe.person_id)
    post.reply(sent.conversation_id)
    assert (post.look(views.unread_count), post.look(views.unread_count, actor=zoe)) == (1, 1)
    assert post.do(service.mark_read, conversation_id=sent.conversation_id)
    assert not post.do(service.mark_read, conversation_id=sent.conversation_id)
    assert (post.look(views.unread_count), post.look(views.unread_count, actor=zoe)) == (0, 1)


def test_who_writes_in_the_instant_when_a_message_comes_still_has_it_unread(post: Post) -> None:
    sent = post.start()
    post.page(sent.conversation_id, actor=MOREAU)
    post.reply(sent.conversation_id, "Réponse")
    post.reply(sent.conversation_id, "Autre question", actor=post.nadia)  # without having seen the answer
    assert post.list()[0].unread
    post.page(sent.conversation_id)
    assert not post.list()[0].unread


def test_what_is_put_away_comes_back_with_a_message(post: Post) -> None:
    sent = post.start()
    given = {"conversation_id": sent.conversation_id}
    post.do(service.archive, **given)
    assert post.list() == ()
    assert [row.id for row in post.list(archived=True)] == [sent.conversation_id]
    assert len(post.list(actor=MOREAU)) == 1
    post.do(service.unarchive, **given)
    post.do(service.archive, **given)
    post.reply(sent.conversation_id)
    assert post.list()[0].unread
    assert post.acts().count("message.archive") == 2


def test_an_information_is_apart_and_answered_by_nobody(post: Post) -> None:
    given = {"person_id": post.nadia.person_id, "subject": "Vos droits", "issuer": "Assurance Maladie", "key": "info"}
    sent = post.do(service.inform, actor=SYSTEM_ACTOR, text="Vos droits sont à jour.", **given)
    assert post.do(service.inform, actor=SYSTEM_ACTOR, text="Vos droits sont à jour.", **given) == sent
    (row,) = post.list(kind="information")
    assert (row.names, row.information, row.unread) == ("Assurance Maladie", True, True)
    assert post.list(kind="talk") == ()
    page = post.page(sent.conversation_id)
    assert (page.can_write, page.can_add, page.rows[0].author_label) == (False, False, "Assurance Maladie")
    assert refused(post.reply, sent.conversation_id, actor=post.nadia).code == "message.information"
    for actor in (MOREAU, post.nadia):
        assert refused(post.do, service.inform, actor=actor, text="x", **given).code == "introuvable"
    assert post.acts() == ["message.information", "message.consulte"]


def test_a_parent_who_comes_later_finds_what_was_said_but_no_secret(post: Post, home: Home) -> None:
    from tests.agenda import account_of

    zoe = home.zoe
    open_to_all, secret = post.start(person=zoe.person_id), post.start(actor=zoe, secret=True)
    who = home.town.register("Karim", order=9)
    karim = account_of(home.town, who, "Karim")
    from rxapp.accounts import service as accounts

    with post.database.uow() as uow:
        accounts.attach_child(uow, actor=SYSTEM_ACTOR, guardian_id=who.id, child_id=zoe.person_id)
        uow.commit()
    assert [row.id for row in post.list(zoe.person_id, actor=karim)] == [open_to_all.conversation_id]
    assert {row.id for row in post.list(actor=zoe)} == {open_to_all.conversation_id, secret.conversation_id}


def test_what_was_withdrawn_is_reported_by_nobody(post: Post) -> None:
    sent = post.start()
    post.do(service.withdraw, message_id=sent.message_id)
    given = {"actor": MOREAU, "message_id": sent.message_id, "reason": "rude"}
    assert refused(post.do, service.report, **given).code == "introuvable"


def test_a_report_tells_the_operator_who_and_why_and_never_what(post: Post) -> None:
    sent = post.start()
    answer = post.reply(sent.conversation_id, "Des mots blessants")
    assert refused(post.do, service.report, message_id=answer.message_id, reason="x").code == "message.raison"
    post.do(service.report, message_id=answer.message_id, reason="rude", words="Je n’accepte pas ce ton.")
    assert refused(post.do, service.report, message_id=answer.message_id, reason="rude").code == "message.deja_signale"
    assert refused(post.do, service.report, message_id=sent.message_id, reason="rude").code == "introuvable"
    (row,) = post.look(views.reports, actor=SYSTEM_ACTOR)
    assert (row.author_label, row.words) == (MOREAU.label, "Je n’accepte pas ce ton.")
    assert "Des mots" not in str(row)
    assert refused(post.look, views.reports).code == "introuvable"
