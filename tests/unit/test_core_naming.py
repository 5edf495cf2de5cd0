"""Names made of words are said in the reader's language, whatever the one they were written in."""

from __future__ import annotations

import pytest

from rxapp.core.naming import name_said
from rxapp.sharing import standing

FR, EN = "lien «\u00a0Dr Untel\u00a0»", "link “Dr Untel”"


@pytest.mark.parametrize("written", [FR, EN])
def test_whoever_held_a_link_is_named_in_the_readers_language(written: str) -> None:
    assert standing.KIND == "share"  # it declares them
    assert (name_said(written, "fr"), name_said(written, "en")) == (FR, EN)


@pytest.mark.parametrize("name", ["", "Dr Anne Moreau", "lien", "lien «\u00a0", "link “”"])
def test_other_names_stay_as_they_are(name: str) -> None:
    assert (name_said(name, "fr"), name_said(name, "en")) == (name, name)
