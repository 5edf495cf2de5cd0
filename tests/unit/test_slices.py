"""The screens are built so that a page is drawn in slices while it loads."""

from importlib.resources import files

import pytest

from rxapp.build import SCREENS
from rxapp.slices import REGISTRY, in_slices


def test_reflex_still_reads_its_states_so_that_a_page_can_be_drawn_in_slices() -> None:
    changed = in_slices((files("reflex_base") / ".templates" / "web" / REGISTRY).read_text(encoding="utf-8"))
    assert "useSyncExternalStore" not in changed
    assert "startTransition(look)" in changed


@pytest.mark.parametrize("registry", ["", "import {\n  useSyncExternalStore,\n} from 'react';\n"])
def test_another_way_of_reading_is_refused(registry: str) -> None:
    with pytest.raises(RuntimeError, match="no longer says"):
        in_slices(registry)


def test_the_screens_are_built_so() -> None:
    scripts = [path.read_text() for path in (SCREENS / "assets").glob("*.js")]
    assert scripts, "./run test builds the screens first"
    read = [script for script in scripts if "is_hydrated_rx_state_" in script]
    assert [script for script in read if "startTransition" in script]
