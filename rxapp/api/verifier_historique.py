#!/usr/bin/env python3
"""Vérifie un historique téléchargé de Carnet, sans Carnet ni réseau. / Verifies a history downloaded from Carnet, offline.

    python3 verifier-historique.py carnet-historique.json [recu.txt] [--lire]

Le fichier vient de la page Historique (« Vérifier hors de Carnet ») ; le reçu est celui que vous avez gardé avant (« Garder mon
reçu »). --lire montre aussi chaque ligne. Réponse : 0 tout va bien, 1 l'historique a été modifié ou coupé, 2 fichier illisible.
The history comes from the History page, the receipt is the one that you kept before. --lire prints each line as well.

Ce que fait ce programme / what this program does:
1. Chaque ligne porte l'empreinte (SHA-256) de la précédente : on les refait toutes. / Each line holds the hash of the one before.
2. Les mots d'une ligne (qui, quoi) ont leur propre empreinte, faite avec la clé du fichier (HMAC-SHA256) : on la refait.
   Une ligne effacée n'a plus de mots ; une ligne plus récente doit le dire. / Words are checked with the key in the file.
3. La ligne que votre reçu a vue doit être là, la même. / The line that your receipt saw must be there, unchanged.
"""

import hashlib
import hmac
import json
import re
import sys

FORMAT = "carnet-historique-1"
START = bytes(32)
ERASED = "historique.effacement"
RECEIPT = re.compile(r"(?<!\S)([0-9]{1,9})\s+([0-9a-fA-F]{64})\s+(\d{4}-\d\d-\d\dT\S+)")


class Wrong(Exception):
    """What is wrong with the history."""


def joined(*parts):
    """The parts, each behind its length in four bytes, so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def say(text):
    """One line of the answer."""
    sys.stdout.write(f"{text}\n")


def once(pairs):
    """No name twice in one object: a reader that keeps the first and one that keeps the last would not see the same."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name twice")
    return made


def plain(history, line):
    """Every part of a line but its words and its hashes, as they enter both."""
    words = (history["personne"], str(line["numero"]), line["id"], line["instant"], line["compte"], line["acte"])
    return joined(*(word.encode() for word in words))


def check_line(history, line, number, previous):
    """One line: its number, the line before, its own hash, its words. Returns its hash."""
    digest = bytes.fromhex(line["empreinte_des_mots"])
    if type(line["numero"]) is not int or line["numero"] != number:
        raise Wrong(f"la ligne {number} manque ou n'est pas à sa place / line {number} is missing or out of place")
    if bytes.fromhex(line["precedente"]) != previous:
        raise Wrong(f"la ligne {number} ne suit pas celle d'avant / line {number} does not follow the one before")
    made = hashlib.sha256(plain(history, line) + joined(digest, previous)).digest()
    if made != bytes.fromhex(line["empreinte"]):
        raise Wrong(f"la ligne {number} a été modifiée / line {number} was changed")
    if (line["mots"] is None) != (line["sel"] is None):
        raise Wrong(f"la ligne {number} a été modifiée / line {number} was changed")
    if line["mots"] is not None:
        covered = plain(history, line) + joined(previous, bytes.fromhex(line["sel"]), line["mots"].encode())
        if not hmac.compare_digest(hmac.new(bytes.fromhex(history["cle"]), covered, "sha256").digest(), digest):
            raise Wrong(f"les mots de la ligne {number} ont été modifiés / the words of line {number} were changed")
    return made


def check(history):
    """Every line. Returns the hash of each, and how many are erased or held back."""
    hashes, without, untold = [START], 0, set()
    for number, line in enumerate(history["lignes"], 1):
        hashes.append(check_line(history, line, number, hashes[-1]))
        if line["mots"] is None:
            without += 1
            if line.get("retenue") is not True:
                untold.add(number)
        elif line["acte"] == ERASED:
            untold.discard(json.loads(line["mots"]).get("details", {}).get("line"))
    if untold:
        number = min(untold)
        raise Wrong(f"la ligne {number} a été vidée sans que rien ne le dise / line {number} was emptied and nothing says so")
    return hashes, without


def check_receipt(text, hashes, whose):
    """The line that a receipt saw. Returns its number and its instant."""
    found = RECEIPT.search(text)
    if not found:
        raise ValueError(f"pas de reçu dans {whose} / no receipt in {whose}")
    seen, digest, at = int(found[1]), bytes.fromhex(found[2]), found[3]
    if seen >= len(hashes):
        raise Wrong(
            f"l'historique a été coupé : {whose} a vu la ligne {seen}, il s'arrête à la ligne {len(hashes) - 1} / "
            f"the history was cut: {whose} saw line {seen}, it ends at line {len(hashes) - 1}"
        )
    if hashes[seen] != digest:
        raise Wrong(
            f"ce n'est plus l'historique que {whose} a vu : la ligne {seen} ou une d'avant a été réécrite, ou c'est celui d'un "
            f"autre / not the history that {whose} saw: line {seen} or one before was rewritten, or it is somebody else's"
        )
    return seen, at


def show(history):
    """Print each line."""
    for line in history["lignes"]:
        said = json.loads(line["mots"]) if line["mots"] is not None else {}
        details = ", ".join(f"{name}: {value}" for name, value in said.get("details", {}).items())
        about = " · ".join(str(word) for word in (said.get("actor"), said.get("on_behalf"), details) if word)
        about = "".join(sign if sign.isprintable() else "?" for sign in about)
        say(f"{line['numero']:>6}  {line['instant'][:19]}Z  {line['acte']:<32}  {about or '—'}")


def main(arguments):
    """What the command line asks. Returns the exit code."""
    sys.stdout.reconfigure(errors="replace")
    names = [argument for argument in arguments if argument != "--lire"]
    if not 1 <= len(names) <= 2:
        say(__doc__)
        return 2
    try:
        with open(names[0], encoding="utf-8") as file:
            history = json.load(file, object_pairs_hook=once)
        if history["format"] != FORMAT:
            raise ValueError(f"ce n'est pas un historique {FORMAT} / this is no history {FORMAT}")
        hashes, without = check(history)
        check_receipt(history["recu"], hashes, "le fichier / the file")
        if "--lire" in arguments:
            show(history)
        say(f"✓ {len(hashes) - 1} lignes se suivent, aucune n'a été modifiée. / lines follow one another, none was changed.")
        if without:
            say(f"  {without} sans leurs mots (effacés, ou retenus). / without their words (erased, or held back).")
        if len(names) == 1:
            say("! Sans reçu, une fin coupée ne se voit pas. / Without a receipt, a cut end does not show.")
            return 0
        with open(names[1], encoding="utf-8") as file:
            seen, at = check_receipt(file.read(), hashes, "votre reçu / your receipt")
        say(f"✓ Tout ce que votre reçu a vu (ligne {seen}, {at}) est là. / All that your receipt saw is there.")
        return 0
    except Wrong as wrong:
        say(f"✗ {wrong}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as unreadable:
        say(f"? Illisible / unreadable: {type(unreadable).__name__} {unreadable}")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
