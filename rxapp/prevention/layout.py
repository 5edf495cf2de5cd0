"""What a rule file may contain: the keys of each table, and how each is read."""

from __future__ import annotations

from rxapp.prevention.rulebook import CONFIDENCES, KINDS
from rxapp.prevention.schema import (
    Key,
    any_text,
    choice,
    code,
    day,
    flag,
    many,
    mapping,
    month_day,
    span,
    table,
    text,
    whole,
    words,
)

DISEASES = (
    "diphtheria",
    "tetanus",
    "polio",
    "pertussis",
    "hib",
    "hepatitis_b",
    "pneumococcus",
    "meningococcus_c",
    "meningococcus_b",
    "meningococcus_acwy",
    "measles",
    "mumps",
    "rubella",
    "rotavirus",
    "tuberculosis",
    "rsv",
    "hpv",
    "zoster",
    "influenza",
    "covid",
)
ANCHORS = ("birth", "prev", "first", "pregnancy_start", "lmp", "delivery")
OBLIGATIONS = ("mandatory", "recommended", "optional")

_confidence, _obligation = choice(*CONFIDENCES), choice(*OBLIGATIONS)
_MOMENT = {
    "anchor": Key(choice(*ANCHORS)),
    "from": Key(span),
    "until": Key(span),
    "through": Key(span),
    "end_anchor": Key(choice("delivery")),
    "min_age": Key(span),
    "min_interval": Key(span),
    "after_earlier": Key(span),
    "certificate": Key(whole()),
    "closes": Key(flag),
    "product": Key(text),
    "first_season": Key(code),
    "within_season": Key(code),
}
_steps = many(table(_MOMENT | {"n": Key(whole())}))
_ROW = _MOMENT | {
    "id": Key(code, True),
    "title": Key(words, True),
    "season": Key(code),
    "condition": Key(many(code)),
    "then": Key(code),
    "against": Key(many(choice(*DISEASES))),
    "lifetime_once": Key(flag),
    "published_on": Key(day),
    "valid_from": Key(day),
    "confidence": Key(_confidence),
}
_AUDIENCE = {
    "sex": Key(choice("any", "F", "M"), True),
    "min_age": Key(span),
    "until_age": Key(span),
    "born_from": Key(day),
    "born_to": Key(day),
    "condition": Key(many(code)),
    "exclude": Key(many(code)),
}
_RECURRENCE = {
    "every": Key(span),
    "if_never": Key(span),
    "season": Key(code),
    "defer": Key(many(table({"event": Key(code, True), "by": Key(span, True)}))),
}
_phases = many(
    table(
        {
            "phase": Key(code, True),
            "from": Key(span, True),
            "until": Key(span, True),
            "every": Key(many(span), True),
            "after_other": Key(span),
        }
    )
)
_SCHEDULE = {
    "step": Key(_steps),
    "expand": Key(many(table(_ROW))),
    "ages": Key(many(whole(0))),
    "recurrence": Key(table(_RECURRENCE)),
    "phases": Key(_phases),
    "variant": Key(many(table({"condition": Key(code, True), "step": Key(_steps), "phases": Key(_phases)}))),
    "catch_up": Key(
        many(table({"start_from": Key(span, True), "start_until": Key(span, True), "step": Key(_steps, True)})),
    ),
    "continues": Key(many(table({"rule": Key(code, True), "doses": Key(whole(), True), "step": Key(_steps, True)}))),
    "counts": Key(many(code)),
    "satisfied_by": Key(many(table({"rule": Key(code, True), "doses": Key(whole(), True)}))),
    "gives_way_to": Key(code),
    "catches_up": Key(code),
    "then": Key(code),
    "supersedes": Key(many(code)),
    "complete_before": Key(mapping(span)),
}
_BY_BIRTH = {"born_from": Key(day), "born_to": Key(day), "obligation": Key(_obligation, True)}
rule = table(
    {
        "id": Key(code, True),
        "kind": Key(choice(*KINDS), True),
        "series": Key(text, True),
        "title": Key(words, True),
        "why": Key(words, True),
        "coverage": Key(words, True),
        "audience": Key(table(_AUDIENCE), True),
        "obligation": Key(_obligation, True),
        "obligation_by_birth": Key(many(table(_BY_BIRTH))),
        "obligation_note": Key(words),
        "against": Key(many(choice(*DISEASES))),
        "source": Key(many(code), True),
        "published_on": Key(day, True),
        "valid_from": Key(day, True),
        "valid_to": Key(day),
        "end_published_on": Key(day),
        "surfaced_from": Key(day),
        "confidence": Key(_confidence, True),
        "note": Key(words),
        "unconfirmed": Key(many(words)),
    }
    | _SCHEDULE
)
source = table({"title": Key(text, True), "url": Key(any_text, True), "confidence": Key(_confidence, True), "note": Key(text)})
season = table(
    {
        "title": Key(words, True),
        "source": Key(many(code), True),
        "expected": Key(table({"start": Key(month_day, True), "end": Key(month_day, True)}), True),
        "unconfirmed": Key(many(words)),
        "table": Key(
            many(
                table(
                    {
                        "season": Key(text, True),
                        "start": Key(day, True),
                        "end": Key(day, True),
                        "announced_end": Key(day),
                        "confidence": Key(_confidence, True),
                    }
                )
            )
        ),
    }
)
