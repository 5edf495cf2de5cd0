"""`rules check | calendar | explain | diff | docs`: the dated rules of prevention, from the shell."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from rxapp.accounts import standing
from rxapp.cli.opened import opened
from rxapp.core import i18n
from rxapp.core.clock import SystemClock
from rxapp.core.i18n import _
from rxapp.core.settings import Settings
from rxapp.prevention import casefile, changes, engine, explain, for_operator, handbook, reading, rulebook, telling
from rxapp.prevention.facts import Due, Status
from rxapp.prevention.refusals import PersonError

_STATUS = {
    Status.DONE: _("fait"),
    Status.UPCOMING: _("à venir"),
    Status.DUE: _("à faire"),
    Status.OVERDUE: _("en retard"),
}
_CHOICES = {
    "in_force": _("en vigueur ce jour-là"),
    "not_published": _("pas encore publiée"),
    "later": _("publiée, pas encore en vigueur"),
    "ended": _("plus en vigueur"),
}
_SUMS = {
    "from": _("début"),
    "until": _("fin (jour non compris)"),
    "through": _("fin (jour compris)"),
    "min_age": _("âge minimal"),
    "min_interval": _("intervalle minimal"),
    "every": _("dernière fois et rythme"),
    "deferred": _("report"),
    "valid_from": _("début de la version"),
    "until_age": _("limite d’âge (jour non compris)"),
    "age": _("anniversaire"),
    "next_age": _("anniversaire suivant (non compris)"),
}
_REASONS = {
    "not_published": _("La règle n’était pas encore publiée."),
    "hidden": _("Le calendrier public ne la montre pas : elle n’y est que sur demande."),
    "sex": _("Elle n’est pas pour ce sexe."),
    "born_outside": _("Elle n’est pas pour cette année de naissance."),
    "condition_missing": _("Il faudrait : {codes}."),
    "excluded": _("Laissée de côté à cause de : {codes}."),
    "taken_over": _("Une autre règle ou une dose plus récente en tient lieu."),
    "age_passed": _("L’âge est passé."),
    "anchor_missing": _("Il manque un jour : {codes}."),
    "ended": _("La règle a pris fin."),
}
_KINDS = {"added": _("nouvelle"), "ended": _("finie"), "changed": _("changée")}
_FIELDS = {
    "when": _("quand"),
    "audience": _("pour qui"),
    "obligation": _("obligation"),
    "coverage": _("prise en charge"),
    "title": _("titre"),
}
_lang = click.option("--lang", type=click.Choice(i18n.LANGUAGES), default="fr", help="Language of the words.")
_as_of = click.option("--as-of", "as_of", default="today", metavar="DATE", help="Day asked about: 2024-06-03, or today.")


@click.group("rules")
def rules() -> None:
    """The dated rules of prevention."""


@rules.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
def check(files: tuple[Path, ...]) -> None:
    """Validate the rules, or FILES in their stead; exit code 1 with file and line when one cannot be trusted."""
    book = reading.read(files) if files else rulebook.book()
    click.echo(f"✓ {len(book.ids)} règles, {len(book.versions)} versions, {len(book.sources)} sources / rules, versions, sources")


@rules.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@_as_of
@click.option("--json", "as_json", is_flag=True, help="The list of the contract, on standard output.")
@click.option("--hidden", is_flag=True, help="With the rules that the public calendar never shows.")
@_lang
def calendar(file: click.utils.LazyFile, as_of: str, as_json: bool, hidden: bool, lang: str) -> None:
    """What is done, due and to come for the person of FILE (- for standard input)."""
    day = _day(as_of)
    case = _case(file)
    _warn(case, day)
    dues = engine.calendar(case.person, case.events, day, include_hidden=hidden)
    if as_json:
        click.echo(json.dumps([casefile.row(due) for due in dues], ensure_ascii=False, indent=1))
        return
    for due in sorted(dues, key=lambda due: (due.due_from or date.min, due.rule)):
        click.echo(_line(due, lang))
    if any(fact.code == "none_recorded" for due in dues for fact in due.facts):
        click.echo(i18n.translate(_("* rien n’est enregistré : à vérifier avec votre médecin"), lang))


@rules.command("explain")
@click.argument("person")
@click.argument("rule")
@_as_of
@_lang
def explain_rule(person: str, rule: str, as_of: str, lang: str) -> None:
    """How the dates of RULE came about for PERSON: a file as `calendar` reads it, or the identifier of an account.

    Of somebody of this instance nothing they keep secret is told, and their history says that it was.
    """
    if rule not in rulebook.book().by_id:
        raise PersonError("dossier.regle_inconnue", regle=rule)
    if Path(person).is_file():
        with Path(person).open(encoding="utf-8") as file:
            case = _case(file)
        found = explain.explain(case.person, case.events, rule, _day(as_of))
    else:
        found = _explained(person, rule, as_of)
    for text in told(found, lang):
        click.echo(text)


def _explained(login: str, rule: str, as_of: str) -> explain.Explanation:
    with opened(Settings.from_env()) as wired, wired.db.uow() as uow:
        person_id = standing.person_of_login(uow, login)
        day = uow.clock.today() if as_of == "today" else _day(as_of)
        found = for_operator.explained(uow, person_id=person_id, rule=rule, as_of=day)
        uow.commit()
    return found


@rules.command()
@click.argument("first")
@click.argument("second", default="today")
@_lang
def diff(first: str, second: str, lang: str) -> None:
    """What changed for whom between two days."""
    for change in changes.changes(_day(first), _day(second), lang=lang):
        kind = i18n.translate(_KINDS[change.kind], lang)
        since = i18n.plain_date(change.since, lang)
        click.echo(f"{kind:<9} {change.rule:<18} {change.title} ({since}) [{', '.join(change.sources)}]")
        click.echo(
            f"          {change.audience} : {change.when}" if lang == "fr" else f"          {change.audience}: {change.when}"
        )
        for difference in change.differences:
            field = i18n.translate(_FIELDS[difference.field], lang)
            click.echo(f"          {field} : {difference.before}\n          {' ' * len(field)} →  {difference.after}")


@rules.command()
def docs() -> None:
    """Write docs/prevention-rules.md again from the rules."""
    handbook.PLACE.write_text(handbook.render(), encoding="utf-8")
    click.echo("docs/prevention-rules.md")


def told(found: explain.Explanation, lang: str) -> Iterable[str]:
    """An explanation as lines of text."""
    book = rulebook.book()
    for choice in found.versions:
        words = i18n.translate(_CHOICES[choice.choice], lang)
        days = telling.days_words(book.version(found.rule, choice.valid_from), lang)
        yield f"{found.rule} {days} — {words} ({i18n.plain_date(choice.published_on, lang)})"
    for due, sums in zip(found.lines, found.sums, strict=True):
        yield _line(due, lang)
        for one in sums:
            name = i18n.translate(_SUMS[one.code], lang)
            made = f"{one.start} + {telling.span_words(one.span, lang)} = " if one.start and one.span is not None else ""
            yield f"    {name}: {made}{one.result}"
        for fact in due.facts:
            yield f"    · {fact.code} {' '.join(fact.values.values())}".rstrip()
        yield f"    {book.words(due.rule, due.version, lang).why}"
    for reason in found.reasons:
        yield "· " + i18n.translate(_REASONS[reason.code], lang, **reason.values)
    for source in found.sources:
        yield f"[{source.id}] {source.with_note} {source.url}".rstrip()


def _line(due: Due, lang: str) -> str:
    words = rulebook.book().words(due.rule, due.version, lang)
    until = due.due_to.isoformat() if due.due_to else "…"
    start = due.due_from.isoformat() if due.due_from else "…"
    status = i18n.translate(_STATUS[due.status], lang)
    dose = f" ({due.dose})" if due.dose else ""
    detail = "".join(f" [{key} {value}]" for key, value in due.detail.items())
    star = " *" if any(fact.code == "none_recorded" for fact in due.facts) else ""
    return f"{start} → {until:<10}  {status:<9}  {due.rule}{dose}  {words.title}{detail}{star}"


def _case(file: click.utils.LazyFile) -> casefile.Case:
    try:
        return casefile.parse(file.read())
    except UnicodeDecodeError as error:
        raise PersonError("dossier.json", ligne=1) from error


def _warn(case: casefile.Case, day: date) -> None:
    """Say on standard error what is left out."""
    codes = rulebook.book().codes
    unknown = [*case.ignored, *sorted(case.person.conditions - codes)]
    for code in unknown:
        _say("dossier.code_ignore", code=code)
    for kind, event in engine.mistakes(case.events, day):
        if kind == "unknown":
            _say("dossier.code_ignore", code=event.rule)
        else:
            _say("dossier.futur_ignore", regle=event.rule, jour=event.date)


def _say(code: str, /, **params: object) -> None:
    error = PersonError(code, **params)
    click.secho(f"! {error.said('fr')} / {error.said('en')}", err=True, fg="yellow")


def _day(text: str) -> date:
    if text in ("today", "aujourd’hui", "aujourd'hui"):
        return SystemClock().today()
    day = casefile.iso_day(text)
    if day is None:
        raise PersonError("dossier.jour", jour=text)
    return day


COMMANDS = (rules,)
