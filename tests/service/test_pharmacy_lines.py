"""Prescriptions as data: typed, copied into orders, split, replaced, dispensed, renewed; names suggested and never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts.errors import FieldErrors
from rxapp.pharmacy import lines, medicines, service, views
from rxapp.pharmacy.models import PrescriptionLine
from rxapp.pharmacy.service import LineForm, LineState, Wishes
from rxapp.record import service as record
from tests.accounts import refused
from tests.pharmacy import ANNE, BRUNO, LILAS, Counter, counter, home

__all__ = ["counter", "home"]

FULL = LineForm("Amoxicilline 1 g", "1 comprimé", "matin et soir", "8", "2", substitutable=False)


def prescribed(counter: Counter, document: str, **given) -> list[views.PrescribedRow]:
    return list(counter.look(views.prescription, document_id=document, **given))


def test_a_line_in_words_in_both_languages(counter: Counter) -> None:
    document = counter.paper()
    counter.do(service.type_line, document_id=document, form=FULL)
    (row,) = prescribed(counter, document)
    assert row.words == "1 comprimé, matin et soir, pendant 8 jours, 2 renouvellements, non substituable"
    assert (row.drug, row.left, row.source_label, row.changeable) == ("Amoxicilline 1 g", 3, "Saisie par vous", True)
    (english,) = prescribed(counter, document, lang="en")
    assert english.words.endswith("for 8 days, 2 renewals, not to be substituted")
    assert row.form == FULL


def test_what_is_typed_wrong_is_told_beside_its_field() -> None:
    with pytest.raises(FieldErrors) as raised:
        lines.read(LineForm(drug=" ", days="huit", renewals="13"))
    assert set(raised.value.errors) == {"drug", "days", "renewals"}
    assert lines.read(LineForm(drug=" Fer  sulfate ")) == lines.Line("Fer sulfate")
    assert lines.form_of(lines.read(FULL)) == FULL


def test_a_line_is_corrected_until_something_holds_it(counter: Counter) -> None:
    document = counter.paper()
    line = counter.do(service.type_line, document_id=document, form=FULL)
    assert counter.do(service.change_prescribed, line_id=line, version=1, form=LineForm(drug="Amoxicilline")) == 2
    stale = refused(counter.do, service.change_prescribed, line_id=line, version=1, form=FULL)
    assert stale.code == "ordonnance.ligne_perimee"
    for actor in (counter.home.stranger, ANNE):
        given = {"actor": actor, "line_id": line, "version": 2}
        assert refused(counter.do, service.change_prescribed, form=FULL, **given).code == "introuvable"
        assert refused(counter.do, service.remove_prescribed, **given).code == "introuvable"
    order_id = counter.send(document)
    assert refused(counter.do, service.remove_prescribed, line_id=line, version=2).code == "ordonnance.ligne_figee"
    counter.do(service.cancel, order_id=order_id, version=1)
    counter.do(service.remove_prescribed, line_id=line, version=2)
    assert prescribed(counter, document) == []
    assert (
        refused(counter.do, service.type_line, actor=counter.home.stranger, document_id=document, form=FULL).code == "introuvable"
    )


def test_lines_go_with_their_document(counter: Counter) -> None:
    document, other = counter.paper(), counter.paper()
    counter.type_lines(document, "fer sulfate")
    counter.type_lines(other, "acide folique")
    counter.do(record.trash, document_id=document)
    counter.clock.advance(record.UNDO)
    assert record.sweep(counter.database) == 1
    with counter.database.read() as uow:
        left = uow.session.execute(select(PrescriptionLine.document_id)).scalars().all()
    assert left == [other]


def test_a_prescription_holds_so_many_lines(counter: Counter, monkeypatch) -> None:
    monkeypatch.setattr("rxapp.pharmacy.prescriptions.MOST_LINES", 1)
    document = counter.paper()
    counter.type_lines(document, "fer sulfate")
    assert refused(counter.type_lines, document, "acide folique").code == "ordonnance.trop_de_lignes"


def test_some_lines_are_asked_for_and_the_others_stay(counter: Counter) -> None:
    document = counter.paper()
    first, _second = counter.type_lines(document, "metformine", "gliclazide")
    order_id = counter.send(document, wishes=Wishes(lines=(first,)))
    assert [line.drug for line in counter.order(order_id).lines] == ["metformine"]


def test_the_pharmacy_types_a_line_marked_as_its_own(counter: Counter) -> None:
    document = counter.paper()
    order_id = counter.send(document)
    given = {"order_id": order_id, "document_id": document, "form": FULL}
    assert refused(counter.at_counter, service.type_line_at_counter, **given).code == "commande.interdit"
    counter.step(service.receive, order_id)
    counter.at_counter(service.type_line_at_counter, **given)
    assert refused(counter.at_counter, service.type_line_at_counter, LILAS, **given).code == "introuvable"
    other = {**given, "document_id": counter.paper()}
    assert refused(counter.at_counter, service.type_line_at_counter, **other).code == "introuvable"
    assert [line.drug for line in counter.order(order_id).lines] == ["Amoxicilline 1 g"]
    (row,) = prescribed(counter, document)
    assert (row.source_label, row.changeable) == ("Saisie par la pharmacie", False)


def test_a_replacement_is_proposed_and_answered(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "atorvastatine", "amlodipine")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    for place, accept in ((0, True), (1, False)):
        line = counter.order(order_id).lines[place]
        given = {"order_id": order_id, "line_id": line.id}
        assert refused(counter.at_counter, service.propose, version=1, replacement=" ", **given).code == (
            "commande.proposition_vide"
        )
        counter.at_counter(service.propose, version=1, replacement="Générique", note="Même dose", **given)
        waiting = counter.order(order_id).lines[place]
        assert (waiting.replacement, waiting.reason_label) == ("Générique", "Un remplacement vous est proposé")
        assert (waiting.answerable, counter.order(order_id).row.asked) == (True, True)
        for actor in (counter.home.stranger, counter.home.zoe, ANNE):
            asked = {**given, "version": 2, "accept": accept}
            assert refused(counter.do, service.answer, actor=actor, **asked).code == "introuvable"
        assert refused(counter.do, service.answer, version=1, accept=accept, **given).code == "commande.ligne_perimee"
        counter.do(service.answer, version=2, accept=accept, **given)
        again = refused(counter.do, service.answer, version=3, accept=accept, **given)
        assert again.code == "commande.ligne_interdit"
    yes, no = counter.order(order_id).lines
    assert (yes.status, yes.answer) == ("preparation", "accepted")
    assert (no.status, no.answer, no.reason_label) == ("on-hold", "declined", "Remplacement refusé")
    assert counter.acts()[-4:] == [
        "pharmacie.remplacement_propose",
        "pharmacie.remplacement_accepte",
        "pharmacie.remplacement_propose",
        "pharmacie.remplacement_refuse",
    ]


def test_an_order_is_split_and_handed_over_in_two_times(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "amlodipine", "allopurinol")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    tomorrow = counter.clock.now() + timedelta(days=1)
    counter.change(order_id, 1, LineState.ON_HOLD, reason="partial", part="1 boîte sur 2", expected=tomorrow, note="Demain")
    counter.step(service.prepare, order_id)
    counter.step(service.make_ready, order_id, BRUNO)
    line = counter.order(order_id).lines[1]
    assert (line.part, line.expected_label, line.note) == ("1 boîte sur 2", "24 novembre 2026 à 10\u00a0h\u00a000", "Demain")
    counter.hand_over(order_id)
    assert counter.state(order_id)[0] == "preparing"
    assert [one.status for one in counter.order(order_id).lines] == ["completed", "on-hold"]
    counter.change(order_id, 1, LineState.PREPARATION)
    counter.step(service.make_ready, order_id)
    counter.hand_over(order_id)
    assert counter.state(order_id)[0] == "collected"
    assert [one.status for one in counter.order(order_id).lines] == ["completed", "completed"]
    assert [row.left for row in prescribed(counter, document)] == [0, 0]
    assert refused(counter.send, document).code == "ordonnance.epuisee"


def test_two_staff_do_not_overwrite_each_others_line(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "bisoprolol")
    order_id = counter.send(document)
    counter.step(service.receive, order_id)
    line = counter.order(order_id).lines[0]
    change = service.LineChange(LineState.ON_HOLD, reason="stock")
    given = {"order_id": order_id, "line_id": line.id, "change": change}
    assert counter.at_counter(service.change_line, ANNE, version=1, **given) == 2
    assert refused(counter.at_counter, service.change_line, BRUNO, version=1, **given).code == "commande.ligne_perimee"
    assert refused(counter.at_counter, service.change_line, LILAS, version=2, **given).code == "introuvable"


@pytest.mark.parametrize(
    ("state", "given", "code"),
    [
        (LineState.COMPLETED, {}, "commande.ligne_interdit"),
        (LineState.CANCELLED, {}, "commande.ligne_interdit"),
        (LineState.ON_HOLD, {}, "refus.raison"),
        (LineState.DECLINED, {"reason": "x"}, "refus.raison"),
        (LineState.ON_HOLD, {"reason": "replacement"}, "refus.raison"),
        (LineState.PREPARATION, {}, "commande.ligne_interdit"),
    ],
)
def test_a_change_that_says_too_little_or_too_much_is_refused(counter: Counter, state, given, code: str) -> None:
    document = counter.paper()
    counter.type_lines(document, "bisoprolol")
    order_id = counter.send(document)
    assert refused(counter.change, order_id, 0, LineState.IN_PROGRESS).code == "commande.interdit"
    counter.step(service.receive, order_id)
    assert refused(counter.change, order_id, 0, state, **given).code == code
    past = counter.clock.now() - timedelta(days=1)
    assert refused(counter.change, order_id, 0, LineState.ON_HOLD, reason="stock", expected=past).code == "commande.heure"


def test_a_person_gives_up_one_line(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "bisoprolol", "zolpidem")
    order_id = counter.send(document)
    line = counter.order(order_id).lines[1]
    counter.do(service.give_up_line, order_id=order_id, line_id=line.id, version=1)
    assert [one.status for one in counter.order(order_id).lines] == ["preparation", "cancelled"]


def test_the_next_dispensing_is_proposed_when_it_can_be(counter: Counter) -> None:
    document = counter.paper()
    counter.type_lines(document, "lévothyroxine", renewals="1")
    counter.type_lines(document, "ibuprofène")
    nadia = counter.home.nadia.person_id

    def proposed() -> list[str]:
        return [row.drug for row in counter.look(views.renewals, person_id=nadia)]

    order_id = counter.send(document)
    counter.to_ready(order_id)
    counter.hand_over(order_id)
    assert proposed() == []
    counter.clock.advance(timedelta(days=24))
    assert proposed() == []
    counter.clock.advance(timedelta(days=1))
    assert proposed() == ["lévothyroxine"]
    (row,) = counter.look(views.renewals, person_id=nadia)
    assert (row.left_label, row.due_label, row.last_pharmacy) == (
        "encore 1 délivrance",
        "à partir du 18 décembre 2026",
        counter.marche,
    )
    again = counter.send(document)
    assert [line.drug for line in counter.order(again).lines] == ["lévothyroxine"]
    assert proposed() == []
    assert refused(counter.look, views.renewals, actor=counter.home.stranger, person_id=nadia).code == "introuvable"


def test_names_are_suggested_by_their_beginning_without_accents() -> None:
    assert medicines.suggest("amox") == ("amoxicilline", "amoxicilline et acide clavulanique")
    assert medicines.suggest("CLAVU") == ("amoxicilline et acide clavulanique",)
    assert medicines.suggest("levo")[0].startswith("lévo")
    assert medicines.suggest("e") == medicines.suggest("") == medicines.suggest("zzz") == ()
    assert len(medicines.suggest("ac")) == 8
    names = medicines.names()
    assert len(names) == len(set(names)) > 200
    assert all(name == name.strip() and not name[:1].isupper() for name in names)
