"""A page of one document begins with its picture, for whom the picture would be given to, and for nobody else."""

from __future__ import annotations

from rxapp.accounts import service
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.record.intake import Intake
from tests import samples
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

IMAGE = '<img alt="" class="page-image" fetchpriority="high" src="/api/documents/{}?apercu=1&amp;page=1"/>'


def added(carnet: Carnet, login: str, name: str, data: bytes, *, child: bool = False) -> str:
    """A new document of their own, or of a child of theirs."""
    with carnet.runtime.db.read() as uow:
        actor = actor_of(uow, account_by_login(uow, login).id)
        context = service.context_for(uow, actor)
    whose = {"actor": actor, "context": context, "person_id": min(context.guardian_of) if child else actor.person_id}
    with Intake.open(carnet.runtime.db, **whose, file_name=name, declared_size=len(data)) as intake:
        intake.feed(data)
        return intake.finish().id


def childs(carnet: Carnet) -> str:
    return added(carnet, "camille.martin", "natation.pdf", samples.pdf(), child=True)


def asked(carnet: Carnet, cookies: str, path: str) -> str:
    answer = carnet.ask("GET", path, cookies=cookies)
    assert answer.status_code == 200
    return answer.text


def test_ones_own_and_ones_childs_pages_begin_with_their_picture(carnet: Carnet) -> None:
    cookies = carnet.session_of("camille.martin")
    for document in (added(carnet, "camille.martin", "a.pdf", samples.pdf()), childs(carnet)):
        page = asked(carnet, cookies, f"/dossier/{document}")
        assert IMAGE.format(document) in page
        assert page.count("<img") == 1
        assert "<img" not in asked(carnet, cookies, f"/dossier/{document}?apres=1")


def test_what_is_not_theirs_has_none_or_is_not_there_is_the_same_page(carnet: Carnet) -> None:
    pdf, text = (added(carnet, "camille.martin", *one) for one in (("b.pdf", samples.pdf()), ("c.txt", samples.text())))
    bare = asked(carnet, carnet.session_of("camille.martin"), f"/dossier/{'0' * 32}")
    assert "<img" not in bare
    for login, document in (
        ("camille.martin", text),
        ("paul.durand", pdf),
        ("paul.durand", childs(carnet)),
        ("paul.durand", "not-one"),
    ):
        assert asked(carnet, carnet.session_of(login), f"/dossier/{document}") == bare, (login, document)
    assert "<img" not in asked(carnet, carnet.session_of("dr.moreau"), f"/dossier/{pdf}")
    assert carnet.ask("GET", f"/dossier/{pdf}").status_code == 303
