"""The accessibility check that ends each flow: axe-core, all rules, on the page as it stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Error, Page

SOURCE = Path(__file__).resolve().parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": RULES}
COLOURS = {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]}


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page, only: dict[str, object] = ALL) -> list[str]:
    """One line per rule broken and element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def check(page: Page, name: str) -> None:
    """Raise AssertionError with every violation of the page, in light, and of its colours in dark.

    A page that was leaving by itself (its session had ended) is looked at where it arrives.
    """
    if not page.url.startswith("http"):
        return
    try:
        _look(page, name)
    except Error as failure:
        if "navigation" not in str(failure):
            raise
        page.wait_for_load_state()
        _look(page, name)


def _look(page: Page, name: str) -> None:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # words that are just leaving have no colour of their own
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {line}" for line in violations(page, COLOURS)]
    page.emulate_media(reduced_motion="null")
    assert not found, f"axe, {name}, {page.url}:\n" + "\n".join(found)
