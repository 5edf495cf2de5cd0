"""What « Proches » says of a child's record that somebody asks to be closed: who, until when that holds, who may object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import Actor

from . import farewell
from .birth import majority_day
from .child_notice import HOLDS, first_day, refused_on, too_close
from .child_wishes import ASKED_FOR, asks, waits_for
from .identity import Identity
from .models import Guardianship
from .relatives import accounts_of

_I_ASK = _(
    "Vous demandez depuis le {date} que ce carnet soit fermé. Il le sera dès que l’autre parent le demandera aussi. Sans réponse "
    "le {fin}, votre demande ne vaut plus."
)
_I_ASK_LAST = _(
    "Vous demandez depuis le {date} que ce carnet soit fermé. Plus personne d’autre n’a à le demander : vous pouvez le fermer "
    "maintenant."
)
_ALL_ASK = _(
    "Tous ceux qui agissent ont demandé que ce carnet soit fermé. Il le sera dès que les commandes attendues seront remises ou "
    "annulées, au plus tard le {fin}."
)
_ALONE_ASKS = _(
    "Vous avez demandé que ce carnet soit fermé. Il le sera dès que les commandes attendues seront remises ou annulées, au plus "
    "tard le {fin}."
)
_THEY_ASK = _(
    "{nom} demande depuis le {date} que ce carnet soit fermé. Il ne le sera que si tous ceux qui agissent le demandent, "
    "avant le {fin}."
)
_I_ANNOUNCED = _(
    "Vous demandez depuis le {date} que ce carnet soit fermé. Il le sera le {jour}, sauf si {prenom} s’y oppose d’ici là."
)
_I_ANNOUNCED_LATER = _(
    "Vous demandez depuis le {date} que ce carnet soit fermé. Il le sera au plus tôt le {jour}, une fois les commandes attendues "
    "remises ou annulées, sauf si {prenom} s’y oppose d’ici là."
)
_YOURS_ANNOUNCED = _("La fermeture de votre carnet est demandée par {nom}. Elle a lieu le {jour}, sauf si vous vous y opposez.")
_YOURS_ANNOUNCED_LATER = _(
    "La fermeture de votre carnet est demandée par {nom}. Elle a lieu au plus tôt le {jour}, une fois les commandes attendues "
    "remises ou annulées, sauf si vous vous y opposez."
)
_HOME = _("Votre carnet sera fermé le {date}, sauf si vous vous y opposez.")
_HOME_LATER = _("Votre carnet sera fermé au plus tôt le {date}, sauf si vous vous y opposez.")
_HOME_WAITS = _(
    "Votre carnet sera fermé dès que les commandes attendues seront remises ou annulées, au plus tard le {fin}, sauf si vous "
    "vous y opposez."
)
_OPPOSED = _("{prenom} s’oppose depuis le {date} à la fermeture de ce carnet. Elle peut être redemandée à partir du {fin}.")
_I_OPPOSED = _(
    "Vous vous opposez depuis le {date} à la fermeture de votre carnet : il reste ouvert. Elle ne peut pas être redemandée avant "
    "le {fin} ; vous l’apprendriez alors, et pourriez vous y opposer à nouveau."
)
_TOO_CLOSE = _("{prenom} aura 18 ans le {jour} : c’est alors à {prenom} de décider de fermer ce carnet.")


@dataclass(frozen=True)
class ClosingWords:
    """``words``: who asks and until when that holds, "" for nobody. ``mine``: the reader does; ``now``: so does everybody else
    who acts, nobody is waited for. ``day``: on which the record of a young person who signs in is closed, or would be were it
    asked today; ``last_day``: until when they may object. ``barred``: why it may not be asked, in words, "" when it may.
    """

    words: str = ""
    mine: bool = False
    now: bool = False
    day: str = ""
    last_day: str = ""
    barred: str = ""


def announced_words(uow: UnitOfWork, *, actor: Actor, lang: str) -> str:
    """When the actor's own record is closed unless they object, in words until it is; "" when it is not to be."""
    waits = (Guardianship.closes_until.is_not(None), Guardianship.closes_on.is_not(None))
    own = select(Guardianship).where(Guardianship.child_id == actor.person_id, *waits)
    links = uow.session.execute(own).scalars().all()
    if not links:
        return ""
    if (day := max(link.closes_on for link in links)) <= uow.clock.today():
        return translate(_HOME_WAITS, lang, fin=plain_date(paris_date(min(link.closes_until for link in links)), lang))
    later = farewell.goes_on(uow, waits_for(links))
    return translate(_HOME_LATER if later else _HOME, lang, date=plain_date(day, lang))


def closing_words(
    uow: UnitOfWork, who: Identity, links: Sequence[Guardianship], names: Mapping[str, str], reader: str, lang: str
) -> ClosingWords:
    """Of one child, for who acts for them or for the young person themself (``reader``)."""
    signs_in = who.person_id in accounts_of(uow, [who.person_id])
    own = next((link for link in links if link.guardian_id == reader), None)
    on = max((link.closes_on for link in links if link.closes_on is not None), default=None)
    day = (on or first_day(uow)) if signs_in else None
    return ClosingWords(
        words=_who_asks(uow, who, links, names, own, lang),
        mine=own is not None and asks(own, uow.clock.now()),
        now=own is not None and _all_ask(uow, links) and own.closes_until is None,
        day=plain_date(day, lang) if day is not None else "",
        last_day=plain_date(on - timedelta(days=1), lang) if on is not None and uow.clock.today() < on else "",
        barred=_barred(uow, who, mine=who.person_id == reader, lang=lang),
    )


def _who_asks(
    uow: UnitOfWork, who: Identity, links: Sequence[Guardianship], names: Mapping[str, str], own: Guardianship | None, lang: str
) -> str:
    """Who asks that the record be closed, and until when that holds: oneself first; the child reads it too."""
    asking = [link for link in links if asks(link, uow.clock.now())]
    if not asking:
        return ""
    first = own if own in asking else asking[0]
    since = plain_date(paris_date(first.closes_asked_at), lang)
    if first.closes_until is not None and _all_ask(uow, links):
        if first.closes_on is None or uow.clock.today() >= first.closes_on:
            alone = own is not None and len(links) == 1
            return translate(_ALONE_ASKS if alone else _ALL_ASK, lang, fin=plain_date(paris_date(first.closes_until), lang))
        day, later = plain_date(first.closes_on, lang), farewell.goes_on(uow, waits_for(asking))
        if own is not None:
            mine = _I_ANNOUNCED_LATER if later else _I_ANNOUNCED
            return translate(mine, lang, date=since, jour=day, prenom=who.usual_name)
        who_ask = translate(_(" et "), lang).join(names.get(one.guardian_id, "…") for one in asking)
        return translate(_YOURS_ANNOUNCED_LATER if later else _YOURS_ANNOUNCED, lang, nom=who_ask, jour=day)
    until = plain_date(paris_date(first.closes_asked_at + ASKED_FOR), lang)
    said = {"nom": names.get(first.guardian_id, "…"), "date": since, "fin": until}
    if first is not own:
        return translate(_THEY_ASK, lang, **said)
    return translate(_I_ASK_LAST if _all_ask(uow, links) else _I_ASK, lang, **said)


def _all_ask(uow: UnitOfWork, links: Sequence[Guardianship]) -> bool:
    """Whether all who act ask it, as when whoever was waited for acts no more: one of them closes it."""
    return all(asks(link, uow.clock.now()) for link in links)


def _barred(uow: UnitOfWork, who: Identity, *, mine: bool, lang: str) -> str:
    """Why nobody may ask it now: an objection that holds, the majority before the days to object are over."""
    if (since := refused_on(uow, who.person_id)) is not None:
        said = {"date": plain_date(since, lang), "fin": plain_date(since + HOLDS, lang), "prenom": who.usual_name}
        return translate(_I_OPPOSED if mine else _OPPOSED, lang, **said)
    if not mine and too_close(uow, who.person_id, who.birth_date):
        return translate(_TOO_CLOSE, lang, prenom=who.usual_name, jour=plain_date(majority_day(who.birth_date), lang))
    return ""
