"""Lines of a calendar in words: windows, periodicity, the facts used as labels. English is in ``locales/en/prevention.po``."""

from __future__ import annotations

from datetime import date

from rxapp.core.i18n import _, plain_date, plural, relative_day, translate
from rxapp.prevention import law
from rxapp.prevention.durations import Span
from rxapp.prevention.facts import Due, Fact, Obligation, Status
from rxapp.prevention.questions import BY_CODE
from rxapp.prevention.rulebook import RuleVersion

OBLIGATIONS = {
    Obligation.MANDATORY: _("Obligatoire"),
    Obligation.RECOMMENDED: _("Recommandé"),
    Obligation.OPTIONAL: _("Possible, si vous le souhaitez"),
}
_TO_CHECK = _("Rien de noté : à vérifier avec votre médecin.")
_TO_TALK_OVER = _("Rien de noté : à voir avec votre sage-femme ou votre médecin.")
_PHASES = {"cytology": _("cytologie"), "hpv": _("test HPV")}
_SEXES = {"F": _("femme"), "M": _("homme")}


def title_of(line: Due, lang: str) -> str:
    """What it is, with the dose when there are several."""
    name = law.title(line.rule, line.version, lang)
    if line.dose and _doses(law.version_of(line.rule, line.version)) > 1:
        return translate(_("{titre}, dose {dose}"), lang, titre=name, dose=line.dose)
    if line.detail.get("age"):
        return translate(_("{titre}, à {age} ans"), lang, titre=name, age=line.detail["age"])
    return name


def to_check(line: Due, today: date, lang: str) -> str:
    """What is said where nothing was noted of something that may have been done: it is no "no"."""
    begun = line.due_from is None or line.due_from < today
    waits = line.status is not Status.DONE and begun and not line.detail.get("after_dose")
    if not waits or all(fact.code != "none_recorded" for fact in line.facts):
        return ""
    return translate(_TO_TALK_OVER if law.is_of_pregnancy(line.rule) else _TO_CHECK, lang)


def span_of(line: Due, lang: str) -> str:
    """Its window without saying how far it is: « Du 3 au 31 décembre 2026 », « À partir du 3 décembre 2026 »."""
    if line.due_from is not None and line.due_to is not None:
        return _span(line.due_from, line.due_to, lang)
    if line.due_from is not None:
        return translate(_("À partir du {jour}"), lang, jour=plain_date(line.due_from, lang))
    return ""


def window(line: Due, today: date, lang: str) -> str:
    """When, in words and figures: « Du 3 au 31 décembre 2026, dans 7 jours »."""
    if line.status is Status.DONE:
        return translate(_("Fait le {jour}"), lang, jour=plain_date(line.done_on, lang)) if line.done_on else ""
    if line.detail.get("after_dose"):
        return translate(_("Après la dose {dose}"), lang, dose=line.detail["after_dose"])
    start, end = line.due_from, line.due_to
    if end is not None and end < today:
        return _dated(_("La période prévue s’est terminée le {jour}, {ecart}"), end, today, lang)
    if start is not None and end is not None and start > today:
        span = _span(start, end, lang)
        return translate(_("{periode}, {ecart}"), lang, periode=span, ecart=relative_day(start, today, lang))
    if end is not None:
        return _dated(_("Jusqu’au {jour}, {ecart}"), end, today, lang)
    if start is None or start == today:
        return translate(_("Dès maintenant"), lang)
    if start > today:
        return _dated(_("À partir du {jour}, {ecart}"), start, today, lang)
    return _dated(_("Depuis le {jour}, {ecart}"), start, today, lang)


def _dated(sentence: str, day: date, today: date, lang: str) -> str:
    return translate(sentence, lang, jour=plain_date(day, lang), ecart=relative_day(day, today, lang))


def _span(start: date, end: date, lang: str) -> str:
    """« Du 3 au 31 décembre 2026 »: what both days share is said once."""
    first = plain_date(start, lang)
    if lang == "fr" and start.year == end.year:
        first = first.rsplit(" ", 2 if start.month == end.month else 1)[0]
    elif lang != "fr" and start.year == end.year:
        first = first.rsplit(" ", 1)[0]
    return translate(_("Du {debut} au {fin}"), lang, debut=first, fin=plain_date(end, lang))


def period(line: Due, lang: str) -> str:
    """How often it comes."""
    version = law.version_of(line.rule, line.version)
    if version.recurrence is not None and version.recurrence.every is not None:
        return every(version.recurrence.every, lang)
    if version.recurrence is not None and version.recurrence.season:
        return translate(_("Chaque automne"), lang)
    if len(version.ages) > 1:
        return _at_ages(version.ages, lang)
    if version.phases:
        return _phase(line, version, lang)
    doses = _doses(version)
    if version.kind == "vaccine" and doses > 1:
        return plural("{n} dose en tout", "{n} doses en tout", doses, lang)
    return translate(_("Une fois"), lang)


def _phase(line: Due, version: RuleVersion, lang: str) -> str:
    name = line.detail.get("phase", "").split(" ")[0]
    spans = next((phase.every for phase in version.phases if phase.phase == name), ())
    words = " · ".join(dict.fromkeys(every(span, lang).lower() for span in spans))
    test = translate(_PHASES[name], lang) if name in _PHASES else ""
    said = (" : " if lang == "fr" else ": ").join(part for part in (test, words) if part)
    return said[:1].upper() + said[1:]


def every(span: Span, lang: str) -> str:
    """« Tous les ans », « Tous les 2 ans », « Tous les 6 mois »."""
    years, months = divmod(span.months, 12)
    if years and not months:
        return translate(_("Tous les ans"), lang) if years == 1 else translate(_("Tous les {annees} ans"), lang, annees=years)
    return translate(_("Tous les {mois} mois"), lang, mois=span.months)


def _at_ages(ages: tuple[int, ...], lang: str) -> str:
    if ages == tuple(range(ages[0], ages[-1] + 1)):
        return translate(_("Tous les ans, de {debut} à {fin} ans"), lang, debut=ages[0], fin=ages[-1])
    return translate(_("À {ages} ans"), lang, ages=", ".join(str(age) for age in ages))


def _doses(version: RuleVersion) -> int:
    return max((step.n for step in version.steps), default=0)


def fact_label(fact: Fact, lang: str) -> str:
    """A fact an answer rests on, as one reads it; "" for one that says nothing to a person."""
    maker = _FACTS.get(fact.code)
    return maker(dict(fact.values), lang) if maker else ""


def labels(line: Due, lang: str) -> tuple[str, ...]:
    """All the facts a line rests on, in words, each once."""
    said = (fact_label(fact, lang) for fact in line.facts)
    return tuple(dict.fromkeys(label for label in said if label))


def _day(values: dict[str, str], lang: str, name: str = "date") -> str:
    try:
        return plain_date(date.fromisoformat(values.get(name, "")), lang)
    except ValueError:
        return values.get(name, "")


def _code(values: dict[str, str], lang: str, name: str = "code") -> str:
    code = values.get(name, "")
    return law.title(code, None, lang) if law.known(code) else translate(BY_CODE[code].ask, lang) if code in BY_CODE else code


_ANCHORS = {
    "lmp": _("premier jour des dernières règles : {jour}"),
    "pregnancy_start": _("début de grossesse : {jour}"),
    "delivery": _("accouchement : {jour}"),
    "pregnancy_end": _("fin de grossesse : {jour}"),
}


def _anchor(values: dict[str, str], lang: str) -> str:
    said = (translate(_ANCHORS[name], lang, jour=_day(values, lang, name)) for name in values if name in _ANCHORS)
    return ", ".join(said)


def _season(values: dict[str, str], lang: str) -> str:
    sentence = _("campagne {saison}") if values.get("confirmed") == "yes" else _("campagne {saison}, dates à confirmer")
    return translate(sentence, lang, saison=values.get("season", ""))


def _early(values: dict[str, str], lang: str) -> str:
    sentence = _("reçu le {jour}, avant le {minimum} : à vérifier avec votre médecin")
    return translate(sentence, lang, jour=_day(values, lang), minimum=_day(values, lang, "earliest"))


_FACTS = {
    "birth_date": lambda values, lang: translate(_("naissance le {jour}"), lang, jour=_day(values, lang)),
    "sex": lambda values, lang: translate(
        _("sexe enregistré à la naissance : {sexe}"), lang, sexe=translate(_SEXES.get(values.get("sex", ""), ""), lang)
    ),
    "condition": lambda values, lang: translate(_("réponse donnée : {quoi}"), lang, quoi=_code(values, lang)),
    "last_done": lambda values, lang: translate(_("dernière fois notée : {jour}"), lang, jour=_day(values, lang)),
    "doses": lambda values, lang: plural("{n} dose notée", "{n} doses notées", int(values.get("received", "0")), lang),
    "none_recorded": lambda values, lang: translate(_("rien de noté jusqu’ici"), lang),
    "season": _season,
    "given_early": _early,
    "follow_up": lambda values, lang: translate(_("résultat à suivre du {jour}"), lang, jour=_day(values, lang)),
    "deferred_by": lambda values, lang: translate(
        _("{quoi} : {jour}"), lang, quoi=_code(values, lang, "event"), jour=_day(values, lang)
    ),
    "anchor": _anchor,
}
