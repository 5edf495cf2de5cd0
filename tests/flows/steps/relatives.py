"""Steps for relatives: naming another parent as their letter does, and the day that it is."""

from __future__ import annotations

from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene


@step(phrase("je désigne {nom} comme l'autre parent"))
def name_parent(scene: Scene, nom: str) -> None:
    letter = scene.letter_of(nom)
    scene.awake()
    scene.box("Son numéro de sécurité sociale").fill(letter.nir)
    scene.box("Sa date de naissance").fill(letter.birth_date)
    scene.box("Son premier prénom").fill(nom.split()[0])
