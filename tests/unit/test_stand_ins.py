"""Pages with a parameter are prerendered under a stand-in."""

import json

import pytest
from reflex.utils.frontend_skeleton import _update_react_router_config
from reflex_base.config import get_config

from rxapp.stand_ins import STAND_INS, stand_in, with_stand_ins


def test_an_address_with_a_parameter_has_its_stand_in() -> None:
    assert stand_in("/dossier/0123") == "/dossier/document"
    assert stand_in("/dossier/document") == "/dossier/document"
    for address in ("/dossier", "/dossier/", "/", "/accueil", "/dossier/a/b", "/inconnu/1"):
        assert stand_in(address) is None


def test_reflex_still_writes_its_configuration_so_that_stand_ins_can_be_added() -> None:
    written = _update_react_router_config(get_config(), prerender_routes=True)
    changed = with_stand_ins(written)
    assert changed != written
    assert json.dumps(sorted(STAND_INS.values())) in changed


def test_nothing_is_added_where_nothing_is_prerendered() -> None:
    assert with_stand_ins('export default {"ssr": false};') == 'export default {"ssr": false};'


def test_another_way_of_writing_is_refused() -> None:
    with pytest.raises(RuntimeError, match="prerender"):
        with_stand_ins('export default {"prerender": ["/"]};')
