"""What rules must agree on between themselves: one id each, versions that do not overlap, references that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rxapp.prevention.rulebook import RuleVersion, Step
from rxapp.prevention.schema import Place

_Written = Sequence[tuple[RuleVersion, Place]]


def check(by_id: Mapping[str, tuple[RuleVersion, ...]], written: _Written) -> None:
    """Raise `RuleFileError` at the first rule that disagrees."""
    places = {id(rule): place for rule, place in written}
    for rule, place in written:
        _dates(rule, place)
        _numbers(rule, place)
        for key, named in _references(rule):
            if named not in by_id:
                place.at(key).refuse("regles.renvoi", cle=key, regle=named)
        first = by_id[rule.id][0]
        if first.family != rule.family:
            place.refuse("regles.double", id=rule.id, ailleurs=f"{first.file}:{first.line}")
    for versions in by_id.values():
        for before, after in pairwise(versions):
            _follow(before, after, places[id(after)])


def _dates(rule: RuleVersion, place: Place) -> None:
    for first, second in (("valid_from", "valid_to"), ("published_on", "end_published_on")):
        one, two = getattr(rule, first), getattr(rule, second)
        if two is not None and two < one:
            place.at(second).refuse("regles.ordre", premier=first, second=second)
    if (rule.valid_to is None) != (rule.end_published_on is None):
        place.at("valid_to").refuse("regles.fin_sans_publication")
    born = rule.audience
    if born.born_from and born.born_to and born.born_to < born.born_from:
        place.at("audience").refuse("regles.ordre", premier="born_from", second="born_to")


def _numbers(rule: RuleVersion, place: Place) -> None:
    for steps in (rule.steps, *(variant.steps for variant in rule.variants)):
        if [step.n for step in steps] != list(range(1, len(steps) + 1)):
            place.at("step").refuse("regles.numeros")
    for key, lists in (("catch_up", rule.catch_up), ("continues", rule.continues)):
        for number, row in enumerate(lists):
            if not _rising(row.steps):
                place.at(key).at(number).refuse("regles.numeros")


def _rising(steps: Sequence[Step]) -> bool:
    numbers = [step.n for step in steps]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _references(rule: RuleVersion) -> Iterator[tuple[str, str]]:
    for key in ("gives_way_to", "catches_up", "then"):
        if getattr(rule, key) is not None:
            yield key, getattr(rule, key)
    for key, named in (
        ("counts", rule.counts),
        ("supersedes", rule.supersedes),
        ("satisfied_by", [other for other, _ in rule.satisfied_by]),
        ("continues", [row.rule for row in rule.continues]),
    ):
        for other in named:
            yield key, other


def _follow(before: RuleVersion, after: RuleVersion, place: Place) -> None:
    """Two versions in a row: neither in force together, nor known together without an end."""
    overlap = before.valid_to is None or before.valid_to >= after.valid_from
    if overlap or before.end_published_on > after.published_on:
        place.at("valid_from").refuse("regles.chevauchement", id=after.id, ailleurs=f"{before.file}:{before.line}")
