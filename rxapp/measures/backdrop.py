"""What stands behind a child's measures: growth curves of their age and sex, and the sentence that says what they are. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from rxapp.accounts.birth import age_on
from rxapp.core.clock import PARIS
from rxapp.core.i18n import _, translate
from rxapp.measures.chart import NOTHING, Backdrop, Curve, Point
from rxapp.measures.growth import Growth, place_of

AGE_OF_ADULTS = 19
"""Years from which there are no curves."""
LEAST = timedelta(weeks=8)
"""Shortest time that is drawn: over less a curve tells nothing."""
_KINDS = ("poids", "taille", "crane")
_YEAR = timedelta(days=365.25)
_NAMES = (_("3e"), _("15e"), _("50e"), _("85e"), _("97e"))
_PLACES = (
    _("La dernière mesure est sous le 3e percentile de l’OMS."),
    _("La dernière mesure est entre le 3e et le 15e percentile de l’OMS."),
    _("La dernière mesure est entre le 15e et le 50e percentile de l’OMS."),
    _("La dernière mesure est entre le 50e et le 85e percentile de l’OMS."),
    _("La dernière mesure est entre le 85e et le 97e percentile de l’OMS."),
    _("La dernière mesure est au-dessus du 97e percentile de l’OMS."),
)
_LEGEND = _("Courbes de croissance de l’OMS : 3e, 15e, 50e, 85e et 97e percentiles. Elles ne posent aucun diagnostic.")
_SOURCE = _("Source : Organisation mondiale de la santé, normes de 2006 jusqu’à 5 ans, référence de 2007 ensuite.")
_END = _("Pour cette mesure, l’OMS n’en publie pas après {ans} ans.")
_NONE = _("L’OMS ne publie pas de courbe de croissance pour cette mesure après {ans} ans.")
_ABSENT = _("Les courbes de croissance de l’OMS ne sont pas installées dans ce Carnet : seules les mesures sont tracées.")
_SEX = _("Sans le sexe, qui n’est pas connu ici, les courbes de croissance de l’OMS ne peuvent pas être montrées.")


Held = Mapping[tuple[str, str], Growth]
"""Tables by kind of measure and sex."""


def behind(held: Held, *, kind: str, sex: str, born: date, today: date, points: Sequence[Point], lang: str) -> Backdrop:
    """What to draw behind ``points`` (in order of time, in the first unit of ``kind``); `NOTHING` where no curve belongs."""
    if kind not in _KINDS or not points or age_on(born, today) >= AGE_OF_ADULTS:
        return NOTHING
    if not held:
        return Backdrop(legend=translate(_ABSENT, lang))
    growth = held.get((kind, sex))
    if growth is None:
        return Backdrop(legend=translate(_SEX, lang))
    first, last = _window(points[0][0], points[-1][0])
    birth = datetime.combine(born, time(), PARIS).astimezone(UTC)
    curves = growth.curves((first - birth) / _YEAR, (last - birth) / _YEAR)
    until = {"ans": int(growth.last_age)}
    if not curves:
        return Backdrop(legend=translate(_NONE, lang, **until))
    drawn = [
        Curve(translate(name, lang), [(birth + age * _YEAR, value) for age, value in curve])
        for name, curve in zip(_NAMES, curves, strict=True)
    ]
    said = [translate(_LEGEND, lang)]
    if (last - birth) / _YEAR > growth.last_age:
        said.append(translate(_END, lang, **until))
    said.append(translate(_SOURCE, lang))
    return Backdrop(first, last, drawn, " ".join(said), _place(growth, birth, points[-1], lang))


def _window(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """From the first to the last measure, or longer."""
    return first, max(last, first + LEAST)


def _place(growth: Growth, birth: datetime, point: Point, lang: str) -> str:
    """Where the last measure stands among the curves, for who does not see the drawing."""
    row = growth.row((point[0] - birth) / _YEAR)
    return "" if row is None else translate(_PLACES[place_of(row, float(point[1]))], lang)
