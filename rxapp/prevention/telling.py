"""Rules in words: for whom a version is, and when, in French or in English. Used by the command line and by the documentation."""

from __future__ import annotations

from datetime import date

from rxapp.core import i18n
from rxapp.core.i18n import _
from rxapp.prevention.durations import Span
from rxapp.prevention.facts import Obligation
from rxapp.prevention.rulebook import AT_ONCE, Audience, ByBirth, Phase, RuleVersion, Step

_UNITS = (
    (_("{n} an"), _("{n} ans")),
    (_("{n} mois"), _("{n} mois")),
    (_("{n} semaine"), _("{n} semaines")),
    (_("{n} jour"), _("{n} jours")),
)
ANCHORS = {
    "birth": _("la naissance"),
    "prev": _("la dose d’avant"),
    "first": _("la première dose"),
    "lmp": _("le premier jour des dernières règles"),
    "pregnancy_start": _("le début de la grossesse"),
    "delivery": _("l’accouchement"),
}
"""What windows are counted from."""


OBLIGATIONS = {
    Obligation.MANDATORY: _("obligatoire"),
    Obligation.RECOMMENDED: _("recommandé"),
    Obligation.OPTIONAL: _("possible"),
}
"""What the law says of an act."""


def span_words(span: Span, lang: str) -> str:
    """A length of time: "16 mois", "11 ans", "13 semaines et 6 jours"."""
    years, months = divmod(span.months, 12)
    if months or years == 1:
        years, months = 0, span.months
    weeks, days = divmod(span.days, 7)
    if days and weeks < 2:
        weeks, days = 0, span.days
    parts = [
        i18n.plural(one, many, size, lang) for size, (one, many) in zip((years, months, weeks, days), _UNITS, strict=True) if size
    ]
    return i18n.translate(_(" et "), lang).join(parts) or i18n.plural(*_UNITS[3], 0, lang)


def audience_words(audience: Audience, lang: str) -> str:
    """Whom a version is for, its ages apart from those of its steps."""
    said = [i18n.translate({"any": _("tout le monde"), "F": _("femmes"), "M": _("hommes")}[audience.sex], lang)]
    if audience.min_age is not None:
        said.append(i18n.translate(_("dès {age}"), lang, age=span_words(audience.min_age, lang)))
    if audience.until_age is not None:
        said.append(i18n.translate(_("avant {age}"), lang, age=span_words(audience.until_age, lang)))
    said += _born(audience.born_from, audience.born_to, lang)
    for codes, words in ((audience.condition, _("avec : {codes}")), (audience.exclude, _("sauf : {codes}"))):
        if codes:
            said.append(i18n.translate(words, lang, codes=", ".join(sorted(codes))))
    return ", ".join(said)


def when_words(rule: RuleVersion, lang: str) -> str:
    """When a version asks for what it asks."""
    if rule.ages:
        ages = ", ".join(str(age) for age in rule.ages)
        return i18n.translate(_("à {ages} ans, d’un anniversaire à la veille du suivant"), lang, ages=ages)
    if rule.recurrence is not None:
        if rule.recurrence.season is not None:
            return i18n.translate(_("à chaque campagne"), lang)
        every, first = span_words(rule.recurrence.every, lang), span_words(rule.recurrence.if_never, lang)
        said = i18n.translate(_("à {premier}, puis {tous} après la dernière fois"), lang, premier=first, tous=every)
        return "; ".join([said, *(_defer(defer.event, defer.by, lang) for defer in rule.recurrence.defer)])
    if rule.phases:
        return "; ".join(_phase(phase, lang) for phase in rule.phases)
    numbered = len(rule.steps) > 1
    return "; ".join((f"{step.n}. " if numbered else "") + step_words(step, lang) for step in rule.steps)


def step_words(step: Step, lang: str) -> str:
    """The window of one step, and its minimums."""
    anchor = i18n.translate(ANCHORS[step.anchor], lang)
    said = [_after(step.start, anchor, lang)]
    if step.end is not None:
        until = _("jusqu’à {duree} après {repere} (jour compris)") if step.through else _("avant {duree} après {repere}")
        end = i18n.translate(ANCHORS[step.end_anchor or step.anchor], lang)
        said.append(i18n.translate(until, lang, duree=span_words(step.end, lang), repere=end))
    for span, words in (
        (step.min_age, _("au plus tôt à {duree}")),
        (step.min_interval, _("au moins {duree} après la dose d’avant")),
        (step.after_earlier, _("au moins {duree} après un autre rappel")),
    ):
        if span is not None:
            said.append(i18n.translate(words, lang, duree=span_words(span, lang)))
    for value, words in (
        (step.certificate, _("certificat n° {valeur}")),
        (step.product, _("avec {valeur} seulement")),
        (step.first_season or step.within_season, _("dans la saison « {valeur} »")),
    ):
        if value is not None:
            said.append(i18n.translate(words, lang, valeur=value))
    return ", ".join(said)


def _after(span: Span, anchor: str, lang: str) -> str:
    if span == AT_ONCE:
        return i18n.translate(_("à partir de ce jour : {repere}"), lang, repere=anchor)
    return i18n.translate(_("{duree} après {repere}"), lang, duree=span_words(span, lang), repere=anchor)


def obligation_words(rule: RuleVersion, lang: str) -> str:
    """What the law says of it, by day of birth when it depends on that."""
    if not rule.obligation_by_birth:
        return i18n.translate(OBLIGATIONS[rule.obligation], lang)
    return "; ".join(_by_birth(row, lang) for row in rule.obligation_by_birth)


def days_words(rule: RuleVersion, lang: str) -> str:
    """From when to when a version is in force."""
    if rule.valid_to is None:
        return i18n.translate(_("depuis le {jour}"), lang, jour=_day(rule.valid_from, lang))
    days = {"jour": _day(rule.valid_from, lang), "fin": _day(rule.valid_to, lang)}
    return i18n.translate(_("du {jour} au {fin}"), lang, **days)


def _by_birth(row: ByBirth, lang: str) -> str:
    said = i18n.translate(OBLIGATIONS[row.obligation], lang)
    return ", ".join([said, *_born(row.born_from, row.born_to, lang)])


def _born(first: date | None, last: date | None, lang: str) -> list[str]:
    days = ((first, _("nés depuis le {jour}")), (last, _("nés jusqu’au {jour}")))
    return [i18n.translate(words, lang, jour=i18n.plain_date(day, lang)) for day, words in days if day is not None]


def _day(day: date, lang: str) -> str:
    return i18n.plain_date(day, lang)


def _defer(event: str, by: Span, lang: str) -> str:
    return i18n.translate(_("reporté de {duree} après {evenement}"), lang, duree=span_words(by, lang), evenement=event)


def _phase(phase: Phase, lang: str) -> str:
    every = ", ".join(span_words(span, lang) for span in phase.every)
    said = i18n.translate(
        _("{test} de {debut} à {fin} (exclu), puis après {attente}"),
        lang,
        test=phase.phase,
        debut=span_words(phase.start, lang),
        fin=span_words(phase.until, lang),
        attente=every,
    )
    if phase.after_other is None:
        return said
    other = i18n.translate(_("la première fois {duree} après l’autre test"), lang, duree=span_words(phase.after_other, lang))
    return f"{said}, {other}"
