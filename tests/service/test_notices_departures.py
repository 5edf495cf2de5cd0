"""What left: sealed, written with the act or not at all, seen by the testers' bench only."""

from datetime import timedelta

import pytest

from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.notices import service
from rxapp.notices.views import DepartureView, departure_pdf, departures_page
from tests.accounts import Town, refused

PDF = b"%PDF-1.7 only for the test"


def everything(database: Database, **kwargs: object) -> list[DepartureView]:
    with database.read() as uow:
        return list(departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", **kwargs).items)


def test_a_letter_and_a_mail(database: Database) -> None:
    person_id = Town(database).register().id
    with database.uow() as uow:
        service.send_letter(uow, person_id=person_id, recipient="Nadia", subject="Objet", body="Corps", pdf=PDF)
        service.send_mail(uow, person_id=None, recipient="x@exemple.fr", subject="Bonjour", body="Rien de personnel")
        uow.commit()
    by_kind = {item.kind: item for item in everything(database)}
    letter, mail = by_kind["letter"], by_kind["mail"]
    assert (letter.recipient, letter.subject, letter.body, letter.person_id) == ("Nadia", "Objet", "Corps", person_id)
    assert (letter.kind_label, letter.has_pdf) == ("Lettre", True)
    assert (mail.recipient, mail.person_id, mail.has_pdf) == ("x@exemple.fr", None, False)
    with database.read() as uow:
        assert departure_pdf(uow, actor=SYSTEM_ACTOR, departure_id=letter.id) == PDF
        assert refused(departure_pdf, uow, actor=SYSTEM_ACTOR, departure_id=mail.id).code == "introuvable"
        assert refused(departure_pdf, uow, actor=SYSTEM_ACTOR, departure_id="x").code == "introuvable"
    raw = b"".join(path.read_bytes() for path in database.settings.data_dir.iterdir() if path.is_file())
    assert PDF not in raw
    assert b"Rien de personnel" not in raw


def test_nothing_left_when_the_act_was_undone(database: Database) -> None:
    with database.uow() as uow:
        service.send_mail(uow, person_id=None, recipient="x@exemple.fr", subject="Bonjour", body="Corps")
    assert everything(database) == []


def test_pages_follow_one_another_the_latest_first(database: Database, clock: FixedClock) -> None:
    for number in range(7):
        with database.uow() as uow:
            service.send_mail(uow, person_id=None, recipient="x@exemple.fr", subject=str(number), body="Corps")
            uow.commit()
        clock.advance(timedelta(minutes=number % 2))
    seen, after = [], None
    with database.read() as uow:
        while True:
            page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", after=after, limit=3)
            seen += [item.subject for item in page.items]
            after = page.after
            if after is None:
                break
    assert sorted(seen) == [str(number) for number in range(7)]
    assert seen[0] in ("6", "5")
    assert everything(database, kind="letter") == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_nobody_else_sees_what_left(database: Database, role: Role) -> None:
    actor = Actor("someone", role, "p" * 32, "Quelqu’un")
    with database.read() as uow:
        assert refused(departures_page, uow, actor=actor, lang="fr").code == "introuvable"
        assert refused(departure_pdf, uow, actor=actor, departure_id="x").code == "introuvable"
