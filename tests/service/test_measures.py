"""Measures: noted, corrected, taken away, listed, drawn, as a spreadsheet both ways, seen by whom they may be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from rxapp.accounts.errors import FieldErrors
from rxapp.core.clock import PARIS
from rxapp.core.policy import Actor, Context, HelpScope, Item, Role, can_see
from rxapp.measures import parting, service, sheet, views, whole
from rxapp.measures.models import Measure
from rxapp.measures.store import KIND
from tests.accounts import refused
from tests.agenda import Home, home
from tests.measures import Measures

__all__ = ["home"]


@pytest.fixture
def measures(home: Home) -> Measures:
    return Measures(home)


def test_a_measure_is_in_its_list_with_who_wrote_it_and_when(measures: Measures) -> None:
    measures.add("poids", "72,5", note="Le matin")
    (one,) = measures.rows("poids")
    assert (one.value_label, one.note, one.written_label) == ("72,5\u00a0kg", "Le matin", "Noté par vous")
    assert one.when_label == "23 novembre 2026 à 10\u00a0h\u00a000"
    assert measures.lines() == [("Mesure ajoutée (Poids)", "72,5 kg, 23 novembre 2026 à 10 h 00", "")]
    assert measures.lines(lang="en")[0][:2] == ("Measure added (Weight)", "72.5 kg, 23 November 2026 at 10:00")


def test_the_history_says_what_a_correction_changed(measures: Measures) -> None:
    one = measures.add("poids", "72")
    measures.edit(one, 1, "73", day="23/11/2026", hour="10h")
    assert measures.values("poids") == ["73 kg"]
    when = "23 novembre 2026 à 10 h 00"
    assert measures.lines()[-1] == ("Mesure modifiée (Poids)", f"72 kg, {when} → 73 kg, {when}", "")
    assert refused(lambda: measures.edit(one, 1, "74")).code == "mesure.change_ailleurs"
    measures.edit(one, 1, "73", day="23/11/2026", hour="10h")
    assert len(measures.lines()) == 2, "the same again changes nothing"


def test_the_same_is_never_kept_twice(measures: Measures) -> None:
    measures.add("poids", "72")
    with pytest.raises(FieldErrors) as caught:
        measures.add("poids", "72,0")
    assert caught.value.errors == {"valeur": "mesure.deja_notee"}
    measures.add("poids", "72,1")


def test_what_is_taken_away_comes_back_for_ten_seconds(measures: Measures) -> None:
    undo = measures.remove(measures.add("pouls", "64"))
    assert measures.values("pouls") == []
    measures.home.do(service.take_back, undo=undo)
    assert measures.values("pouls") == ["64 battements/min"]
    undo = measures.remove(undo.measure_id)
    measures.db.clock.advance(timedelta(seconds=10))
    assert refused(lambda: measures.home.do(service.take_back, undo=undo)).code == "mesure.trop_tard"
    measures.db.clock.advance(timedelta(seconds=1))
    measures.add("pouls", "65")
    with measures.db.read() as uow:
        assert uow.session.get(Measure, undo.measure_id) is None


def test_what_was_taken_away_goes_by_itself(measures: Measures) -> None:
    gone, other = measures.add("pouls", "64"), measures.add("pouls", "65")
    measures.remove(gone)
    for wait, left in ((timedelta(seconds=9), {gone, other}), (timedelta(seconds=2), {other})):
        measures.db.clock.advance(wait)
        with measures.db.uow() as uow:
            service.forget_all_removed(uow)
            uow.commit()
        with measures.db.read() as uow:
            assert set(uow.session.execute(select(Measure.id)).scalars()) == left


def test_pages_follow_one_another_and_a_period_cuts(measures: Measures) -> None:
    for day in range(1, 32):
        measures.add("pas", str(1000 + day), day=f"{day}/10/2026", hour="20h")
        measures.add("pas", str(2000 + day), day=f"{day}/10/2026", hour="20h")
    measures.add("pas", "5", day="01/01/2020")
    seen, after = [], ""
    while True:
        page = measures.page("pas", after=after)
        seen += [one.id for one in page.rows]
        after = page.following
        if not after:
            break
    assert len(seen) == len(set(seen)) == 63
    assert [one.when_iso for one in measures.rows("pas", period="1m")][-1] == "2026-10-23T18:00:00+00:00"
    assert len(measures.rows("pas", after="x' OR 1=1")) == views.ROWS
    assert len(measures.rows("pas", after="999999999999_" + "0" * 32)) == views.ROWS


def test_the_overview_shows_the_last_of_each_and_the_head_of_the_young_only(measures: Measures) -> None:
    measures.add("poids", "71", day="01/02/2026")
    measures.add("poids", "70", day="01/01/2026")
    shown = {one.code: one for one in measures.home.look(views.overview, person_id=measures.nadia.person_id)}
    assert (shown["poids"].value_label, shown["poids"].when_label) == ("71\u00a0kg", "01/02/2026")
    assert shown["tension"].value_label == ""
    assert "crane" not in shown


def test_a_chart_has_a_line_for_each_number_and_says_itself_in_words(measures: Measures) -> None:
    for day, high, low in ((1, "130", "82"), (9, "124", "79")):
        measures.add("tension", high, low, day=f"{day}/11/2026")
    drawn = measures.home.look(views.charted, person_id=measures.nadia.person_id, kind="tension")
    assert len(drawn.lines) == 2
    said = "Tension artérielle : 2 mesures du 01/11/2026 au 09/11/2026, de 124 mmHg à 130 mmHg."
    assert drawn.label.replace("\u00a0", " ").startswith(said)
    empty = measures.home.look(views.charted, person_id=measures.nadia.person_id, kind="pouls")
    assert empty.lines == []


def test_a_spreadsheet_comes_back_as_it_went(measures: Measures) -> None:
    measures.add("poids", "72,5", note="=1+1")
    measures.add("tension", "130", "82")
    measures.add("glycemie", "5,6", unit="mmol/L")
    measures.add("oxygene", "97")
    text = measures.home.do(whole.as_sheet, person_id=measures.nadia.person_id, lang="fr").decode()
    assert '"\'=1+1"' in text
    assert measures.lines()[-1] == ("Mesures téléchargées (4)", "", "")
    rows = sheet.parsed(text, born=BORN, now=NOW)
    assert [row.errors for row in rows] == [()] * 4
    taken = [row.taken for row in rows]
    assert measures.home.do(service.add_many, person_id=measures.nadia.person_id, taken=taken) == 0, "all there already"
    weight = next(one for one in taken if one.kind.code == "poids")
    leo = {"person_id": measures.leo, "taken": [weight]}
    assert measures.home.do(service.add_many, **leo) == 1
    assert measures.rows("poids", measures.leo)[0].note == "=1+1"
    assert ("Mesures ajoutées d’un fichier (1)", "", "Léo Petit") in measures.lines(measures.leo)


BORN, NOW = date(1990, 1, 1), datetime(2026, 11, 23, 10, tzinfo=PARIS)


def test_a_file_is_judged_line_by_line() -> None:
    text = (
        "date,measure,value,second value\n"
        "22/11/2026,Weight,72,\n22/11/2026,weight,72,\n21/11/2026,Weight,700,\n"
        "20/11/2026,Mood,3,\n31/02/2026,Weight,70,\n19/11/2026,Blood pressure,128,79\n,Weight,70,\n\n"
    )
    rows = sheet.parsed(text, born=BORN, now=NOW)
    assert [(row.line, row.doubtful, [one.code for one in row.errors]) for row in rows] == [
        (2, False, []),
        (3, False, ["mesure.fichier_deux_fois"]),
        (4, True, []),
        (5, False, ["mesure.fichier_genre"]),
        (6, False, ["mesure.jour"]),
        (7, False, []),
        (8, False, ["mesure.jour"]),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mesure.fichier_vide"),
        ("Mesure;Date;Valeur", "mesure.fichier_vide"),
        ("a;b;c\n1;2;3", "mesure.fichier_colonnes"),
        ("Mesure;Date;Valeur\n" + "Poids;22/11/2026;72\n" * 1001, "mesure.fichier_long"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(text: str, code: str) -> None:
    assert refused(lambda: sheet.parsed(text, born=BORN, now=NOW)).code == code


def test_a_parent_notes_for_a_child_and_a_stranger_sees_nothing(measures: Measures) -> None:
    one = measures.add("taille", "115", person=measures.leo)
    assert measures.values("taille", measures.leo) == ["115 cm"]
    assert measures.lines(measures.leo)[0][2] == "Léo Petit"
    for look in (
        lambda: measures.rows("taille", measures.leo, actor=measures.stranger),
        lambda: measures.remove(one, actor=measures.stranger),
        lambda: measures.add("taille", "116", person=measures.leo, actor=measures.stranger),
        lambda: measures.home.do(whole.as_sheet, actor=measures.stranger, person_id=measures.leo, lang="fr"),
    ):
        assert refused(look).code == "introuvable"


@pytest.mark.parametrize("scope", list(HelpScope))
def test_a_helper_sees_none(scope: HelpScope) -> None:
    helper = Actor("h", Role.PATIENT, "p", "Helper")
    context = Context(helps=frozenset({("owner", scope)}))
    assert not can_see(helper, Item(KIND, owner="owner", author="h"), context)


def test_what_a_minor_keeps_is_nowhere_for_a_parent(measures: Measures) -> None:
    zoe = {"actor": measures.zoe}
    person = measures.zoe.person_id

    def world() -> object:
        look = {"actor": measures.nadia, "person_id": person}
        return (
            measures.home.look(views.overview, **look),
            measures.page("poids", person, actor=measures.nadia),
            measures.home.look(views.charted, kind="poids", **look),
            measures.home.look(whole.whole, **look),
            measures.lines(person),
        )

    measures.add("poids", "54", **zoe)
    world()
    before = world()
    kept = measures.add("poids", "52", secret=True, day="20/11/2026", hour="9h", **zoe)
    assert world() == before
    assert measures.values("poids", **zoe) == ["54 kg", "52 kg"]
    assert refused(lambda: measures.remove(kept, actor=measures.nadia)).code == "introuvable"
    measures.add("poids", "52", person=person, day="20/11/2026", hour="9h")
    assert measures.values("poids", person) == ["54 kg", "52 kg"], "a refusal would tell"
    assert refused(lambda: measures.add("poids", "50", secret=True)).code == "mesure.secret"
    measures.home.do(service.show, actor=measures.zoe, measure_id=kept)
    assert measures.values("poids", person) == ["54 kg", "52 kg", "52 kg"]


def test_rows_tell_neither_kind_nor_value(measures: Measures) -> None:
    measures.add("glycemie", "1,1", note="Zyxelquart")
    measures.add("glycemie", "1,2")
    measures.add("glycemie", "1,1", actor=measures.stranger)
    with measures.db.read() as uow:
        rows = list(uow.session.execute(select(Measure)).scalars())
    held = [row.model_dump() for row in rows]
    assert b"glycemie" not in repr(held).encode()
    assert "Zyxelquart" not in repr(held)
    assert len({row.kind_index for row in rows}) == 2, "one for each person"


def test_a_destroyed_record_leaves_none(measures: Measures) -> None:
    measures.add("poids", "72")
    measures.add("taille", "115", person=measures.leo)
    with measures.db.uow() as uow:
        parting.destroy(uow, measures.nadia.person_id, [])
        uow.commit()
        left = list(uow.session.execute(select(Measure.person_id)).scalars())
    assert left == [measures.leo]
