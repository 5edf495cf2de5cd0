"""The vaccines we know by name, the diseases they protect against, and the products that a rule asks for (`vaccines.toml`)."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from rxapp.prevention.rulebook import Words


@cache
def diseases() -> Mapping[str, Words]:
    """What one may be protected against, by code, in the order of a certificate."""
    return {code: Words(**said) for code, said in _held()["diseases"].items()}


@cache
def names() -> tuple[str, ...]:
    """The names of all products, in the order of the alphabet."""
    return tuple(sorted((name for group in _held()["group"] for name in group["names"]), key=folded))


def against_of(product: str) -> tuple[str, ...]:
    """What a product protects against; nothing for a name we do not know."""
    return _by_name().get(folded(product), ("", ()))[1]


def name_of(product: str) -> str:
    """The name as it is written on the box, for one typed in another way; as typed when we do not know it."""
    return _by_name().get(folded(product), (product, ()))[0]


def fits(rule: str, product: str) -> bool:
    """Whether a rule asks for no product in particular, or for this one."""
    asked = _held()["only"].get(rule)
    return asked is None or folded(product) in {folded(name) for name in asked}


def listed(codes: Iterable[str], lang: str) -> str:
    """Diseases in words, in the order of a certificate: « Diphtérie, tétanos »."""
    wanted = set(codes)
    said = ", ".join(_lowered(words.said(lang)) for code, words in diseases().items() if code in wanted)
    return said[:1].upper() + said[1:]


def folded(name: str) -> str:
    """A name without what is typed now in one way, now in another: capitals, accents, hyphens and spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _lowered(words: str) -> str:
    """Lower case at the start, but for what is a name or initials."""
    if words[1:2].isupper() or words.startswith(("Haemophilus", "Japanese", "Covid")):
        return words
    return words[:1].lower() + words[1:]


@cache
def _by_name() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    return {folded(name): (name, tuple(group["against"])) for group in _held()["group"] for name in group["names"]}


@cache
def _held() -> dict:
    return tomllib.loads(resources.files(__package__).joinpath("vaccines.toml").read_text(encoding="utf-8"))
