"""The prerendered screens: their policy covers what they hold, their English is whole, their variants are bounded."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser

import pytest

from rxapp.accounts.comfort import VALUES, Comfort
from rxapp.api.screens import Screens, relative_environment, translate_page
from rxapp.build import SCREENS
from rxapp.core import i18n
from rxapp.core.policy import Role


@pytest.fixture(scope="module")
def screens() -> Screens:
    return Screens(SCREENS, websocket="ws://localhost:3000", demo=True)


class Inline(HTMLParser):
    """Collects what a browser would run or apply from within a page, read by another parser than the policy's."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.handlers: list[str] = []
        self.style_attributes: list[str] = []
        self.outside: list[str] = []
        self._inside: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.handlers += [name for name in given if name.startswith("on")]
        self.style_attributes += [given["style"] or ""] if "style" in given else []
        for name in ("src", "href", "action"):
            if re.match(r"([a-z]+:)?//|javascript:", given.get(name) or ""):
                self.outside.append(given[name] or "")
        if tag in {"script", "style"} and "src" not in given:
            self._inside = self.scripts if tag == "script" else self.styles
            self._inside.append("")

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            self._inside[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._inside = None


def hashed(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def directives(policy: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in policy.split("; ")}


ALL_CHOSEN = Comfort("sombre", "tres-grande", "fort", "reduit", "simple")


@pytest.mark.parametrize("comfort", [*(Comfort(theme) for theme in VALUES["theme"]), ALL_CHOSEN])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_holds_only_what_its_policy_allows(screens: Screens, language: str, comfort: Comfort) -> None:
    for route in [*sorted(screens.routes), "/introuvable"]:
        served = screens.page(route, language=language, comfort=comfort)
        inline = Inline()
        inline.feed(served.plain.decode())
        rules = directives(served.policy)
        assert inline.scripts, route
        for script in inline.scripts:
            assert hashed(script) in rules["script-src"], (route, script[:80])
        for style in inline.styles:
            assert hashed(style) in rules["style-src"], route
        assert inline.handlers == [], route
        assert inline.style_attributes == [], route
        assert inline.outside == [], route
        assert "unsafe" not in served.policy
        assert rules["default-src"] == rules["base-uri"] == rules["object-src"] == rules["frame-ancestors"] == ["'none'"]
        assert rules["form-action"] == ["'self'"]
        assert not [source for sources in rules.values() for source in sources if source in {"*", "http:", "https:"}]


def test_the_style_travels_once(screens: Screens) -> None:
    """It is in the page; the links that React looks for are such that no browser fetches them."""
    for route in screens.routes:
        page = screens.page(route, language="fr").plain.decode()
        sheet, hint = (re.findall(rf"<link[^>]*{told}[^>]*>", page) for told in ('rel="stylesheet"', 'as="style"'))
        assert [" disabled" in link for link in sheet] == [True], route
        assert [' media="not all"' in link for link in hint] == [True], route
        assert "@media print" in re.findall(r"<style>(.*?)</style>", page, re.S)[0], route


def test_every_file_has_a_policy_and_a_type(screens: Screens) -> None:
    for address in screens._files:
        served = screens.file(address)
        assert served.policy, address
        assert "unsafe" not in served.policy
        assert served.media_type != "application/octet-stream", address


def test_an_unknown_address_theme_or_language_makes_no_new_variant(screens: Screens) -> None:
    usual = screens.page("/introuvable", language="fr")
    for number in range(300):
        odd = Comfort(*(f"{name}{number}" for name in VALUES))
        assert screens.page(f"/x{number}", language=f"l{number}", comfort=odd) is usual
    assert screens.english_catalogue() is screens.english_catalogue()


def test_english_pages_say_so_and_keep_their_scripts(screens: Screens) -> None:
    for route in screens.routes:
        french, english = (screens.page(route, language=language).plain.decode() for language in ("fr", "en"))
        assert '<html lang="fr"' in re.sub(r' data-[a-z]+="[^"]*"', "", french)
        assert '<html lang="en"' in re.sub(r' data-[a-z]+="[^"]*"', "", english)
        scripts = re.compile(r"<script\b.*?</script>", re.S)
        assert scripts.findall(french) == scripts.findall(english.replace('<script src="/langue/en.js"></script>', ""))


def test_an_english_page_is_english_to_its_last_sentence(screens: Screens) -> None:
    """What is served in another language than the page then draws makes the browser draw all of it anew, without its looks."""

    def typed(words: str) -> str:
        return html.unescape(words).replace("\u00a0", " ").strip()

    said = {typed(french): typed(english) for french, english in i18n.catalogue("en").entries.items() if isinstance(english, str)}
    french = said.keys() - set(said.values())
    for route in screens.routes:
        page = re.sub(r"<(script|style)\b.*?</\1>", "", screens.page(route, language="en").plain.decode(), flags=re.S)
        assert {typed(words) for words in re.findall(r">([^<>]+)<", page)} & french == set(), route


def test_the_english_script_is_data_only(screens: Screens) -> None:
    text = screens.english_catalogue().plain.decode()
    name, _, body = text.partition("=")
    assert name == "globalThis.__carnet_en"
    assert json.loads(body).keys() == i18n.catalogue("en").entries.keys()


def test_translated_words_cannot_become_markup() -> None:
    page = '<html lang="fr"><body><h1 title="Accueil">Accueil</h1><p>&lt;b&gt;</p><script>"Accueil"</script></body></html>'
    said = translate_page(page, "en")
    assert '<h1 title="Home">Home</h1>' in said
    assert "<p>&lt;b&gt;</p>" in said
    assert '<script>"Accueil"</script>' in said


def test_addresses_of_the_build_become_relative() -> None:
    source = "const e={PING:`http://localhost:3000/ping`,EVENT:`ws://localhost:3000/_event`};"
    assert "localhost" not in relative_environment(source)
    assert "(location.origin+`/ping`)" in relative_environment(source)


def test_a_page_knows_a_role_and_nothing_more(screens: Screens) -> None:
    def said(role: Role | None) -> str:
        page = screens.page("/parametres", language="fr", role=role).plain.decode()
        return (re.search(r'<html[^>]* data-role="(\w+)"', page) or ["", ""])[1]

    assert [said(role) for role in (None, Role.PATIENT)] == ["", ""]
    assert {said(role) for role in (Role.PROFESSIONAL, Role.PHARMACY, Role.ESTABLISHMENT)} == {"staff"}
    assert said(Role.OPERATOR) == "operator"


def test_no_page_leads_to_a_file_of_nobody() -> None:
    """Before a page knows whose record is open its links to files of it lead nowhere, whoever is quick."""
    pages = list(SCREENS.rglob("*.html"))
    assert pages
    asking = [(page.name, found) for page in pages for found in re.findall(r'="(/api/[^"]*=)"', page.read_text())]
    assert asking == []
