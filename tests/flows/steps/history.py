"""Steps for a history that is verified away from Carnet, by the program as it was downloaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene

BOUND = 30


@step(phrase("je garde le fichier téléchargé comme reçu"))
def keep_receipt(scene: Scene) -> None:
    scene.files["reçu"] = scene.received


@step(phrase("je garde le fichier téléchargé comme historique"))
def keep_history(scene: Scene) -> None:
    scene.files["historique"] = scene.received


@step(phrase("le programme téléchargé dit {mots}"))
def program_says(scene: Scene, mots: str) -> None:
    assert mots in _said(scene, scene.files["historique"])


@step(phrase("le programme téléchargé dit {mots} de l'historique sans ses dernières lignes"))
def program_says_of_cut(scene: Scene, mots: str) -> None:
    """Cut by somebody who knows how: the file agrees with itself, and nothing in it is signed."""
    history = json.loads(scene.files["historique"])
    del history["lignes"][3:]
    history |= {"recu": f"3 {history['lignes'][-1]['empreinte']} 2026-11-27T00:00:00+00:00", "point": None}
    assert mots in _said(scene, json.dumps(history).encode())


def _said(scene: Scene, history: bytes) -> str:
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("programme.py", "historique.json", "recu.txt")]
        for path, data in zip(files, (scene.received, history, scene.files["reçu"]), strict=True):
            path.write_bytes(data)
        done = subprocess.run([sys.executable, "-I", "-S", *files], capture_output=True, timeout=BOUND, env={"PYTHONUTF8": "1"})
    return done.stdout.decode()
