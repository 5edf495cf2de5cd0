"""Somebody closes their account: who sent into their record keeps that something went, and when, but neither name nor title."""

from __future__ import annotations

from rxapp.record import parting
from tests.closing import Leaving, leaving
from tests.inbox import HADDAD, post
from tests.pharmacy import counter, home
from tests.remains import WORD, behind, keys_left
from tests.sending import Mailroom, mailroom

__all__ = ["counter", "home", "leaving", "mailroom", "post"]


def readable(mailroom: Mailroom) -> set[str]:
    """Where the word opens behind a key that the server holds."""
    return behind(mailroom.database, keys_left(mailroom.database))


def test_what_was_filed_keeps_its_day_and_its_state_alone(leaving: Leaving, mailroom: Mailroom) -> None:
    nadia, stranger = leaving.nadia, mailroom.post.home.stranger
    sent = mailroom.deliver(mailroom.traits(nadia.person_id), title=f"Bilan {WORD}")
    others = mailroom.deliver(mailroom.traits(stranger.person_id), title="Radiographie")
    (before,) = mailroom.page(query="bilan").rows
    assert "sending.content" in readable(mailroom)
    leaving.close()
    assert readable(mailroom) == set()
    rows = {row.id: row for row in mailroom.page().rows}
    assert rows[others].title == "Radiographie"
    row = rows[sent]
    assert (row.name, row.title, row.state) == ("Personne dont l’espace est fermé", "Document envoyé", "delivered")
    assert (row.born_label, row.category_label, row.act_date_label) == ("", "", "")
    assert row.sent_label == before.sent_label
    assert mailroom.page(query="bilan").rows == ()
    assert mailroom.page(query="nadia").rows == ()
    assert mailroom.page(actor=HADDAD).rows == ()


def test_what_was_filed_is_nowhere_once_the_record_is_destroyed(leaving: Leaving, mailroom: Mailroom) -> None:
    sent = mailroom.deliver(mailroom.traits(leaving.nadia.person_id))
    with mailroom.database.uow() as uow:
        parting.destroy(uow, leaving.nadia.person_id)
        uow.commit()
    assert mailroom.row(sent) is None
