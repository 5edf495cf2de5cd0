"""Words that call for a telephone, as people write them: of oneself or of a child, in French and in English, in haste."""

from __future__ import annotations

import pytest

from rxapp.inbox.emergencies import Emergency, emergencies_in

SUICIDE = (
    "J'ai des idées noires",
    "Je pense au suicide",
    "le suicide de mon voisin m’a bouleversé",
    "Ma fille parle de se faire du mal",
    "mon fils a dit : je veux plus vivre",
    "il a mis fin à ses jours",
    "Elle ne veut plus vivre",
    "je voudrais mourir",
    "I don't want to live anymore",
    "I do not want to live",
    "my daughter is cutting herself",
    "He talks about hanging himself",
    "she wants to end her life",
    "my son hurts himself",
    "s\u00aduicide",
    "ＳＵＩＣＩＤＥ",
    "Ma fille veut mourir",
    "Mon fils dit qu'il veut se tuer",
    "Elle veut mettre fin à ses jours",
    "Il se scarifie",
    "elle se fait du mal",
    "il veut en finir",
    "je vais me suicider",
    "J'AI ENVIE D'EN FINIR",
    "je veux me jeter par la fenêtre",
    "je n'ai plus goût à la vie",
    "I want to kill my self",
    "killing myself",
    "she wants to die",
    "he wants to kill himself",
    "idée noire",
    "jveux mourir",
    "sui\u200bcide",
    "envie de me foutre en l'air",
    "me jeter sous un train",
    "je n'en peux plus de vivre",
    "la vie ne vaut plus la peine d'être vécue",
    "je me suis coupé les veines",
    "tout le monde serait mieux sans moi",
    "je veux disparaître",
    "je vais sauter du pont",
)
VITAL = (
    "Mon bébé n’arrive plus à respirer",
    "Mon fils s’étouffe",
    "elle respire très mal",
    "ma mère a la bouche de travers",
    "mon mari ne sent plus son bras",
    "elle n’arrive plus à parler",
    "mon père a perdu connaissance",
    "ma fille a convulsé",
    "il a bu de l’eau de Javel",
    "elle a avalé une pile",
    "elle a pris toute la boîte",
    "il vomit du sang",
    "mal dans la poitrine",
    "une pression dans la poitrine",
    "A.V.C",
    "chest hurts",
    "My child can't breathe",
    "My son isn't breathing",
    "he passed out",
    "she won't wake up",
    "he is bleeding heavily",
    "face is drooping",
    "she swallowed a battery",
    "J'ai la gorge qui gonfle",
    "j’ai été violée",
    "J'étouffe",
    "j'arrive plus à respirer",
    "je peux plus respirer",
    "Mon bébé respire mal",
    "difficultés à respirer",
    "détresse respiratoire",
    "je fais un A.V.C.",
    "j'ai pris trop de médicaments",
    "il a avalé de la javel",
    "j'ai avalé tous mes comprimés",
    "j'ai mal au thorax",
    "oppression thoracique",
    "DOULEUR À LA POITRINE",
    "douleur poitrine",
    "il est tombé dans les pommes",
    "I cant breathe",
    "I can not breathe",
    "short of breath",
    "struggling to breathe",
    "took too many pills",
    "crushing chest pressure",
    "my face is numb",
    "bleeding a lot",
    "il saigne énormément",
    "perdu connaissance",
    "il convulse",
    "elle fait une crise d'épilepsie",
    "visage déformé",
    "viol",
    "mon bébé est tout bleu",
    "elle a les lèvres bleues",
    "il a perdu conscience",
    "ma femme a fait un malaise et ne répond plus",
    "son visage gonfle",
    "une réaction allergique sévère",
    "une crise d’asthme qui ne passe pas",
    "je n’arrive plus à bouger le bras",
    "je ne sens plus mes jambes",
    "il s’est électrocuté",
    "il s’est noyé",
    "il m’a étranglée",
    "my baby is turning blue",
    "a severe allergic reaction",
)
QUIET = (
    "je meurs d’envie de vous montrer mes photos",
    "mal au cœur en voiture",
    "douleur au genou",
    "mal au dos depuis la mammographie",
    "il est mort de rire",
    "je suis mort de fatigue",
    "la poitrine de poulet",
    "poisson à l’étouffée",
    "une tarte aux pommes",
    "un pull violet, du violon",
    "je respire bien",
    "j’ai pris tous mes médicaments ce matin",
    "je ne peux pas parler au téléphone",
    "il bouge plus facilement",
    "il se réveille plus souvent la nuit",
    "j’arrive plus tôt",
    "je vais finir la boîte",
    "j’en ai fini avec ce traitement",
    "fin de vie de mon père",
    "heat stroke advice leaflet",
    "he wants to dine with us",
    "my chest of drawers",
    "avcenture",
    "la tumeur ne répond plus au traitement",
    "le laboratoire ne répond plus",
    "elle ne répond plus à mes messages",
    "son bleu au genou est devenu jaune",
    "une carte bleue",
    "mon genou est bleu depuis la chute",
    "the pill is blue",
    "j’ai une forte allergie au pollen",
    "il a fait une crise d’asthme l’an dernier",
    "une allergie au pollen",
    "j’ai du mal à vivre avec ce traitement",
    "les boutons vont disparaître ?",
    "il saute du lit le matin",
    "le chien s’étrangle avec sa laisse",
)


@pytest.mark.parametrize("text", SUICIDE)
def test_words_of_somebody_who_may_die_by_their_own_hand_meet_a_notice(text: str) -> None:
    assert emergencies_in(text)[:1] == (Emergency.SUICIDE,)


@pytest.mark.parametrize("text", VITAL)
def test_words_of_a_body_in_danger_meet_a_notice(text: str) -> None:
    assert Emergency.VITAL in emergencies_in(f"Bonjour docteur, {text}, que faire ?")


@pytest.mark.parametrize("text", QUIET)
def test_ordinary_words_meet_none(text: str) -> None:
    assert emergencies_in(f"Bonjour docteur, {text}.") == ()


@pytest.mark.parametrize(
    "write", [str.upper, str.title, lambda text: text.replace("'", "’"), lambda text: text.replace(" ", " \n")]
)
def test_a_way_of_writing_hides_nothing(write) -> None:
    for text in (*SUICIDE, *VITAL):
        assert emergencies_in(write(text)) == emergencies_in(text), text
