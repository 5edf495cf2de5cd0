"""What the rules need to know of a person, each with why it is asked. Nobody has to answer; no answer is never a "no".

Codes are those of the rules: a condition, or an event with its day. English is in ``locales/en/prevention.po``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from rxapp.core.i18n import _

PREGNANCY_LASTS = timedelta(weeks=44)
"""After this long since the last period nobody is pregnant any more, whatever was answered then."""
AFTER_BIRTH = timedelta(days=366)
"""How long after a birth the rules may still look at it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``day``: what day goes with a yes, "" when none does. ``event``: the event that day is, "" for none.

    ``rules``: beginnings of the ids of the rules it bears on. ``sex``: "F" or "" for all. Ages in whole years, last included.
    """

    code: str
    ask: str
    why: str
    rules: tuple[str, ...]
    day: str = ""
    event: str = ""
    condition: bool = True
    sex: str = ""
    ages: tuple[int, int] = (0, 130)


_LAST_PERIOD = _("Premier jour des dernières règles")
_BIRTH_DAY = _("Jour de l’accouchement")
_EXAM_DAY = _("Jour de l’examen")
_MEDICAL_BREAST = _("Une surveillance particulière, décidée avec un médecin, remplace alors la mammographie tous les deux ans.")
_MEDICAL_COLON = _("Un suivi par coloscopie, décidé avec un médecin, remplace alors le test tous les deux ans.")
_MEDICAL_CERVIX = _("Un suivi décidé avec un médecin remplace alors le dépistage organisé.")
_POSTPONED = _("Le test est alors repoussé : il ne sert à rien juste après.")
_WEAKENED = _("Certains vaccins sont alors déconseillés, d’autres recommandés, et des dépistages plus rapprochés.")

QUESTIONS: tuple[Question, ...] = (
    Question(
        "pregnant",
        _("Grossesse en cours"),
        _("Examens, échographies et vaccins se comptent depuis ce jour ; d’autres vaccins attendent la naissance."),
        ("px-", "vx-preg", "dx-preg", "vx-mmr", "vx-flu", "vx-covid"),
        day=_LAST_PERIOD,
        event="lmp",
        sex="F",
        ages=(12, 55),
    ),
    Question(
        "postpartum",
        _("Accouchement depuis moins d’un an"),
        _("L’examen d’après naissance et l’examen dentaire offert se comptent depuis ce jour."),
        ("px-postnatal", "px-epnp", "dx-preg"),
        day=_BIRTH_DAY,
        event="delivery",
        sex="F",
        ages=(12, 56),
    ),
    Question(
        "chronic_resp_or_cardiac",
        _("Maladie chronique du cœur ou des poumons"),
        _("Le vaccin contre le VRS est alors proposé dès 65 ans au lieu de 75."),
        ("vx-rsv-75", "vx-flu", "vx-covid"),
        ages=(18, 130),
    ),
    Question(
        "pneumo_risk",
        _("Maladie qui expose aux infections à pneumocoque (diabète, maladie du cœur, des poumons, des reins…)"),
        _("Le vaccin contre le pneumocoque est alors recommandé avant 65 ans."),
        ("vx-pneumo", "vx-pcv"),
        ages=(2, 130),
    ),
    Question("immunosuppressed", _("Défenses immunitaires affaiblies"), _WEAKENED, ("vx-", "sc-cervix")),
    Question(
        "preterm",
        _("Naissance avant 37 semaines"),
        _("Une dose de plus contre le pneumocoque est alors prévue à 3 mois."),
        ("vx-pcv",),
        ages=(0, 2),
    ),
    Question(
        "tb_risk",
        _("Exposition plus forte à la tuberculose (famille, voyages longs, Île-de-France, Guyane, Mayotte)"),
        _("Le vaccin BCG est alors recommandé à partir d’un mois."),
        ("vx-bcg",),
        ages=(0, 15),
    ),
    Question(
        "mother_vaccinated_rsv_more_than_14_days_before_birth",
        _("Mère vaccinée contre le VRS plus de 14 jours avant la naissance"),
        _("Le bébé est alors déjà protégé contre la bronchiolite : l’injection d’anticorps n’est plus nécessaire."),
        ("vx-rsv-mab",),
        ages=(0, 1),
    ),
    Question("breast_cancer_history", _("Cancer du sein déjà soigné"), _MEDICAL_BREAST, ("sc-breast",), sex="F", ages=(25, 80)),
    Question("brca", _("Mutation BRCA ou haut risque familial"), _MEDICAL_BREAST, ("sc-breast",), sex="F", ages=(25, 80)),
    Question("chest_radiotherapy", _("Rayons sur le thorax"), _MEDICAL_BREAST, ("sc-breast",), sex="F", ages=(25, 80)),
    Question("atypical_hyperplasia", _("Hyperplasie atypique du sein"), _MEDICAL_BREAST, ("sc-breast",), sex="F", ages=(25, 80)),
    Question(
        "breast_symptoms",
        _("Quelque chose d’inhabituel au sein en ce moment"),
        _("N’attendez pas le dépistage : montrez-le à un médecin, qui demandera l’examen qu’il faut."),
        ("sc-breast",),
        sex="F",
        ages=(25, 80),
    ),
    Question(
        "colorectal_symptoms",
        _("Sang dans les selles ou troubles digestifs récents"),
        _("N’attendez pas le dépistage : parlez-en à un médecin, qui demandera l’examen qu’il faut."),
        ("sc-colorectal",),
        ages=(40, 80),
    ),
    Question(
        "crc_high_risk",
        _("Cancer colorectal, soi-même ou dans la famille proche"),
        _MEDICAL_COLON,
        ("sc-colorectal",),
        ages=(40, 80),
    ),
    Question("adenoma_history", _("Polypes (adénomes) déjà retirés"), _MEDICAL_COLON, ("sc-colorectal",), ages=(40, 80)),
    Question("ibd", _("Maladie de Crohn ou rectocolite"), _MEDICAL_COLON, ("sc-colorectal",), ages=(40, 80)),
    Question("lynch", _("Syndrome de Lynch"), _MEDICAL_COLON, ("sc-colorectal",), ages=(40, 80)),
    Question(
        "colonoscopy_full",
        _("Coloscopie complète déjà faite"),
        _POSTPONED,
        ("sc-colorectal",),
        day=_EXAM_DAY,
        event="colonoscopy_full",
        condition=False,
        ages=(40, 80),
    ),
    Question(
        "ct_colonography",
        _("Coloscanner déjà fait"),
        _POSTPONED,
        ("sc-colorectal",),
        day=_EXAM_DAY,
        event="ct_colonography",
        condition=False,
        ages=(40, 80),
    ),
    Question(
        "total_hysterectomy",
        _("Ablation de l’utérus avec le col"),
        _("Sans col de l’utérus, ce dépistage n’a plus d’objet."),
        ("sc-cervix",),
        sex="F",
        ages=(20, 70),
    ),
    Question(
        "never_sexually_active",
        _("Jamais de relation sexuelle"),
        _("Le virus en cause se transmet ainsi : sans relation, ce dépistage n’a pas d’objet."),
        ("sc-cervix",),
        sex="F",
        ages=(20, 70),
    ),
    Question("cervical_lesion_followup", _("Lésion du col déjà suivie"), _MEDICAL_CERVIX, ("sc-cervix",), sex="F", ages=(20, 70)),
    Question(
        "cervical_symptoms",
        _("Saignements ou douleurs inhabituels"),
        _("N’attendez pas le dépistage : parlez-en à un médecin ou à une sage-femme."),
        ("sc-cervix",),
        sex="F",
        ages=(20, 70),
    ),
)
BY_CODE = {one.code: one for one in QUESTIONS}


def asked_of(sex: str, age: int) -> tuple[Question, ...]:
    """The questions that make sense for someone of that sex and age."""
    return tuple(one for one in QUESTIONS if one.sex in ("", sex) and one.ages[0] <= age <= one.ages[1])


def bearing_on(rule: str, questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Those of the questions that bear on one rule, at most five, the most particular first."""
    found = [one for one in questions if any(rule.startswith(start) for start in one.rules)]
    return tuple(sorted(found, key=lambda one: min(len(one.rules), 3))[:5])
