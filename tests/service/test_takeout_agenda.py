"""The agenda of a copy is a calendar file that another Carnet takes in on its own page: all of it, as it was."""

from __future__ import annotations

from rxapp.agenda import imports, reader
from rxapp.agenda.service import Form
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


def test_appointments_and_series_come_back_as_they_were(traveller: Traveller) -> None:
    home = traveller.post.home
    nadia = traveller.signed_in(home.nadia)
    alone = {
        "title": "Pédiatre",
        "day": "2026-12-03",
        "start": "10:30",
        "with_whom": "Dr Moreau",
        "place": "12 rue des Lilas",
        "notes": "Carnet de santé",
    }
    home.add(form=Form(**alone), actor=nadia)
    home.add(form=Form(title="Kiné", day="2026-12-01", start="18:00", repeat="semaine", count="6"), actor=nadia)
    data = traveller.box(nadia).read("agenda.ics")
    stranger = home.stranger
    reading = reader.read(data, traveller.clock.today())
    import_id = home.do(imports.receive, actor=stranger, person_id=stranger.person_id, reading=reading)
    rows = home.look(imports.preview, actor=stranger, import_id=import_id).rows
    assert {row.title: row.status_label for row in rows} == {"Pédiatre": "Nouveau", "Kiné": "Nouveau"}
    home.do(imports.commit, actor=stranger, import_id=import_id, numbers={row.number for row in rows})

    def said(actor) -> list[tuple[str, str, str]]:
        found = home.rows(actor=actor)
        return [(one.title, one.begins, one.with_whom) for one in found]

    assert said(stranger) == said(nadia)
    assert len(said(nadia)) > 2
