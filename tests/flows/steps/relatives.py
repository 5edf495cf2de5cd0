"""Steps for relatives: naming another parent as their letter does, and the day that it is."""

from __future__ import annotations

from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene
from tests.flows.steps.sending import traits_of


@step(phrase("je désigne {nom} comme l'autre parent"))
def name_parent(scene: Scene, nom: str) -> None:
    letter = scene.letter_of(nom)
    _name(scene, letter.nir, letter.birth_date, nom.split()[0])


@step(phrase("je désigne {identifiant} comme l'autre parent, qui se prénomme {prenom}"))
def name_known_parent(scene: Scene, identifiant: str, prenom: str) -> None:
    _name(scene, *traits_of(scene, identifiant), prenom)


def _name(scene: Scene, nir: str, born: str, given_name: str) -> None:
    scene.awake()
    scene.box("Son numéro de sécurité sociale").fill(nir)
    scene.box("Sa date de naissance").fill(born)
    scene.box("Son premier prénom").fill(given_name)
