"""Read again by another right it is another line, since the history says why; by the same one it is one look."""

from __future__ import annotations

from datetime import timedelta

from rxapp.accounts import allowing
from rxapp.core import audit
from rxapp.inbox import service as inbox
from rxapp.profile.urgent import allowed_summary
from tests.access import Surgery, surgery
from tests.agenda import home
from tests.emergency import Ward, ward
from tests.inbox import MOREAU, post
from tests.profile import Profiles

__all__ = ["home", "post", "surgery", "ward"]

ALLOWED, URGENT, SENT = "avec l’accord de la personne", "en urgence", "document qui lui a été envoyé"


def looks(surgery: Surgery, *acts: str, lang: str = "fr") -> list[tuple[str, str]]:
    """The lines of these acts of Dr Moreau, and by which right."""
    with surgery.db.read() as uow:
        page = audit.history_page(uow, actor=surgery.nadia, person_id=surgery.nadia.person_id, limit=100, lang=lang)
    mine = [line for line in reversed(page) if line.account_id == MOREAU.account_id]
    return [(line.action, line.why_label) for line in mine if line.action in acts]


def test_a_document_read_in_an_emergency_after_it_was_allowed(surgery: Surgery, ward: Ward) -> None:
    report = surgery.add("Compte rendu")
    surgery.allow()
    for _again in range(2):
        surgery.page()
        surgery.open(report)
    surgery.decide(allowing.withdraw)
    ward.open()
    for _again in range(2):
        surgery.page()
        surgery.open(report)
    assert looks(surgery, "document.liste", "document.consulte") == [
        ("document.liste", ALLOWED),
        ("document.consulte", ALLOWED),
        ("document.liste", URGENT),
        ("document.consulte", URGENT),
    ]
    surgery.allow()  # the right of before, within the same ten minutes: its line is there
    surgery.open(report)
    assert len(looks(surgery, "document.consulte")) == 2
    surgery.post.clock.advance(audit.ONE_LOOK + timedelta(seconds=1))
    surgery.open(report)
    assert looks(surgery, "document.consulte", lang="en")[-1] == ("document.consulte", "with the person’s consent")


def test_a_document_that_was_sent_and_is_allowed(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    surgery.post.start(document_ids=(report,))
    surgery.open(report)
    whom = {"person_id": surgery.nadia.person_id, "account_id": MOREAU.account_id}
    surgery.post.do(inbox.block, **whom)
    surgery.allow()
    surgery.open(report)
    surgery.open(report)
    assert looks(surgery, "document.consulte") == [("document.consulte", SENT), ("document.consulte", ALLOWED)]


def test_a_profile_read_in_an_emergency_after_it_was_allowed(surgery: Surgery, ward: Ward) -> None:
    Profiles(surgery.post.home).add("allergies", substance="Pénicilline")
    surgery.allow()
    for _again in range(2):
        given = {"actor": MOREAU, "context": surgery.context(MOREAU), "person_id": surgery.nadia.person_id}
        with surgery.db.uow() as uow:
            allowed_summary(uow, **given, lang="fr")
            uow.commit()
    surgery.decide(allowing.withdraw)
    ward.open()
    ward.summary()
    acts = ("profil.consultation", "prevention.consultation")
    assert looks(surgery, *acts) == [(act, why) for why in (ALLOWED, URGENT) for act in acts]


def test_ones_own_look_says_no_right(surgery: Surgery) -> None:
    report = surgery.add("Compte rendu")
    surgery.open(report, surgery.nadia)
    with surgery.db.read() as uow:
        page = audit.history_page(uow, actor=surgery.nadia, person_id=surgery.nadia.person_id)
    assert {line.why_label for line in page} == {""}
