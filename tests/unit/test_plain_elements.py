"""The screens are built without Reflex's styles in scripts."""

import re

import pytest
from reflex.utils.frontend_skeleton import _compile_vite_config
from reflex_base.config import get_config

from rxapp.build import SCREENS
from rxapp.plain_elements import ELEMENTS, with_plain_elements


def test_reflex_still_writes_its_configuration_so_that_elements_can_be_plain() -> None:
    changed = with_plain_elements(_compile_vite_config(get_config()))
    assert re.search(r'find: "@emotion/react",\s+replacement: .*' + re.escape(str(ELEMENTS)), changed)
    assert with_plain_elements(changed) == changed


def test_another_way_of_writing_is_refused() -> None:
    with pytest.raises(RuntimeError, match="alias"):
        with_plain_elements("export default {}")


def test_no_style_engine_is_sent() -> None:
    scripts = {path.name: path.read_text() for path in (SCREENS / "assets").glob("*.js")}
    assert scripts, "./run test builds the screens first"
    assert not [name for name, script in scripts.items() if "data-emotion" in script]
