"""From what a person said to what the engine is given. Pure.

A pregnancy ends by itself: with the day of birth, or after 44 weeks. No answer and a "no" give the engine nothing.
"""

from __future__ import annotations

from datetime import date

from rxapp.prevention.facts import Event, Person
from rxapp.prevention.questions import AFTER_BIRTH, BY_CODE, PREGNANCY_LASTS
from rxapp.prevention.store import Entry, Said

YES, NO = "yes", "no"
_BEARS = frozenset({"product", "lot", "test", "result"})
"""What the engine and its explanations may know of something done: not who gave a vaccine, nor what was noted beside it."""


def person_of(said: Said, *, born: date, sex: str, today: date) -> Person:
    """Whom the calendar is for, with the conditions that hold on a day."""
    holds = (code for code, answer in said.answers.items() if _holds(code, answer, said, today))
    return Person(born, sex, frozenset(holds))


def events_of(said: Said, until: date) -> tuple[Event, ...]:
    """What happened up to a day, that day included."""
    done = [
        Event(rule, one.day, one.dose, {name: text for name, text in one.details.items() if name in _BEARS})
        for one in said.done
        if one.day and one.day <= until
        for rule in one.rules
    ]
    told = [
        Event(BY_CODE[code].event, answer.day)
        for code, answer in said.answers.items()
        if code in BY_CODE and BY_CODE[code].event and _is_yes(answer) and answer.day and answer.day <= until
    ]
    return (*done, *told)


def _holds(code: str, answer: Entry, said: Said, today: date) -> bool:
    question = BY_CODE.get(code)
    if question is None or not question.condition or not _is_yes(answer):
        return False
    if code == "pregnant" and answer.day is not None:
        birth = said.answers.get("postpartum")
        born_since = birth is not None and _is_yes(birth) and birth.day is not None and answer.day < birth.day <= today
        return answer.day <= today < answer.day + PREGNANCY_LASTS and not born_since
    if code == "postpartum" and answer.day is not None:
        return answer.day <= today < answer.day + AFTER_BIRTH
    return True


def _is_yes(answer: Entry) -> bool:
    return answer.details.get("said") == YES
