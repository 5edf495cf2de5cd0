#!/usr/bin/env python3
"""Vérifie un historique téléchargé de Carnet, sans Carnet ni réseau. / Verifies a history downloaded from Carnet, offline.

    python3 verifier-historique.py carnet-historique.json [recu.txt] [--lire]
Le reçu est celui que vous avez gardé avant ; --lire montre aussi chaque ligne. / The receipt is the one that you kept before.
Réponse : 0 tout va bien, 1 modifié ou coupé, 2 fichier illisible, 3 des mots n'ont pu être vérifiés. Ce que fait ce programme :
1. Chaque ligne porte l'empreinte (SHA-256) de la précédente : on les refait toutes. / Each line holds the hash of the one before.
2. Les mots d'une ligne ont leur empreinte à eux (HMAC-SHA256, clé du fichier) ; effacés, une ligne plus récente le dit.
3. La signature (Ed25519) du dernier point journalier est refaite, avec la clé que dit votre reçu. / So is the signature.
4. La ligne que votre reçu a vue doit être là, la même. / The line that your receipt saw must be there, unchanged.
"""

import hashlib
import hmac
import json
import re
import sys
from pathlib import Path

FORMAT, ERASED = "carnet-historique-1", "historique.effacement"
KEY = re.compile(r"ed25519:([0-9a-f]{64})")
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
RECEIPT = re.compile(r"(?<!\S)([0-9]{1,9})\s+([0-9a-fA-F]{64})\s+(\d{4}-\d\d-\d\dT\S+)")


class Wrong(Exception):
    """What is wrong with the history."""


def joined(*parts):
    """The parts, each behind its length in four bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def say(text):
    """One line of the answer."""
    sys.stdout.write(f"{text}\n")


def once(pairs):
    """No name twice in one object: a reader that keeps the first and one that keeps the last would not see the same."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def plain(history, line):
    """Every part of a line but its words and its hashes, as they enter both."""
    words = (history["personne"], str(line["numero"]), line["id"], line["instant"], line["compte"], line["acte"])
    return joined(*(word.encode() for word in words))


def check_line(history, line, number, previous):
    """One line: its number, the line before, its own hash, its words. Returns its hash."""
    digest = bytes.fromhex(line["empreinte_des_mots"])
    if type(line["numero"]) is not int or line["numero"] != number or bytes.fromhex(line["precedente"]) != previous:
        raise Wrong(f"la ligne {number} manque ou ne suit pas celle d'avant / line {number} is missing or out of place")
    made = hashlib.sha256(plain(history, line) + joined(digest, previous)).digest()
    if made != bytes.fromhex(line["empreinte"]) or (line["mots"] is None) != (line["sel"] is None):
        raise Wrong(f"la ligne {number} a été modifiée / line {number} was changed")
    if line["mots"] is not None:
        covered = plain(history, line) + joined(previous, bytes.fromhex(line["sel"]), line["mots"].encode())
        if not hmac.compare_digest(hmac.new(bytes.fromhex(history["cle"]), covered, "sha256").digest(), digest):
            raise Wrong(f"les mots de la ligne {number} ont été modifiés / the words of line {number} were changed")
    return made


def check(history):
    """Every line. Returns the hash of each, the erased ones with the line that says so, and those whose words are held back."""
    hashes, erased, held, untold, apart, unread = [bytes(32)], {}, [], set(), False, 0
    for number, line in enumerate(history["lignes"], 1):
        hashes.append(check_line(history, line, number, hashes[-1]))
        if line["mots"] is None and line.get("retenue") is True and not apart:  # since one says where apart, none is held back
            held.append(number)
            unread = number if line["acte"] == ERASED else unread
        elif line["mots"] is None:
            untold.add(number)
        else:
            said = json.loads(line["mots"])
            apart = apart or "from" in said
            about = said.get("details", {}).get("line") if line["acte"] == ERASED else None
            if about in untold:
                untold.discard(about)
                erased[about] = number
    if untold and min(untold) > unread:
        raise Wrong(f"la ligne {min(untold)} a été vidée et rien ne le dit / line {min(untold)} was emptied and nothing says so")
    return hashes, erased, sorted({*held, *untold})


def told(lines, erased, held, proven):
    """Say what is known of the lines, when a receipt or a signed checkpoint proves those up to one. Returns the exit code."""
    if held:
        names = f"{', '.join(map(str, held))} : mots retenus (d'un autre), NON vérifiés / words held back, NOT checked"
        say(f"! {lines} lignes se suivent / lines follow one another ; {names}.")
    elif proven:
        say(f"✓ {lines} lignes se suivent ; jusqu'à la {proven}, aucune n'a été modifiée. / None was changed up to {proven}.")
    else:
        say(f"✓ {lines} lignes se suivent. / lines follow one another.")
    if 0 < proven < lines:
        say("! La suite, un reçu plus récent la prouvera. / A later receipt will prove what follows.")
    late = [number for number, teller in erased.items() if teller > proven]
    if late:
        say(f"! {', '.join(map(str, late))} : mots effacés, ce que rien ne prouve encore / erased, which nothing proves yet.")
    elif erased:
        say(f"  {len(erased)} sans leurs mots : effacés, et l'historique le dit. / words erased, and the history says so.")
    return 3 if held or late else 0


def check_receipt(text, hashes, whose):
    """The line that a receipt saw. Returns its number and its instant."""
    found = RECEIPT.search(text)
    if not found:
        raise ValueError(f"pas de reçu dans {whose} / no receipt in {whose}")
    seen, digest, at = int(found[1]), bytes.fromhex(found[2]), found[3]
    if seen >= len(hashes):
        raise Wrong(f"l'historique a été coupé après la ligne {len(hashes) - 1} ; {whose} : {seen} / the history was cut")
    if hashes[seen] != digest:
        told = f"ce n'est plus l'historique que {whose} a vu : la ligne {seen} ou une d'avant a été réécrite, ou c'est un autre"
        raise Wrong(f"{told} / not the history that it saw: line {seen} or one before was rewritten, or it is another's")
    return seen, at


def added(p, q):
    """The sum of two points of the curve (RFC 8032, 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P


def times(number, p):
    """A point, so many times."""
    made = (0, 1, 1, 0)
    while number:
        made, p, number = added(made, p) if number & 1 else made, added(p, p), number >> 1
    return made


def point(data):
    """The point that 32 bytes stand for (RFC 8032, 5.1.3)."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        raise Wrong("la signature est fausse / the signature is wrong")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def is_signed(public, message, signature):
    """Whether an Ed25519 signature is right (RFC 8032, 5.1.7)."""
    half, s = signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(half + public + message).digest(), "little") % ORDER
    a = times(s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    b = added(point(half), times(h, point(public)))
    return len(signature) == 64 and s < ORDER and all((a[i] * b[2] - b[i] * a[2]) % P == 0 for i in (0, 1))


def check_point(history, hashes):
    """The signed checkpoint: its signature, and that the line it names is in its tree (RFC 9162, 2.1.3.2). Returns both."""
    signed, text = history["point"], history["point"]["texte"]
    _format, _number, at, size, head, _previous = text.splitlines()
    seq, index, last, proof = signed["ligne"], signed["position"], int(size) - 1, [bytes.fromhex(one) for one in signed["preuve"]]
    good = 0 < seq < len(hashes) and 0 <= index <= last
    good = good and is_signed(bytes.fromhex(signed["cle"]), text.encode(), bytes.fromhex(signed["signature"]))
    made = hashlib.sha256(f"\0{history['personne']}\n{seq}\n{hashes[seq].hex() if good else ''}\n".encode()).digest()
    while good and last:
        if index & 1 or index < last:
            beside = proof.pop(0) if proof else b""
            made = hashlib.sha256(b"\1" + (beside + made if index & 1 else made + beside)).digest()
        index, last = index // 2, last // 2
    if not good or proof or made != bytes.fromhex(head):
        raise Wrong("le point signé ne va pas avec l'historique / the signed checkpoint does not go with the history")
    return seq, at


def show(history):
    """Print each line."""
    for line in history["lignes"]:
        said = json.loads(line["mots"]) if line["mots"] is not None else {}
        details = ", ".join(f"{name}: {value}" for name, value in said.get("details", {}).items())
        words = " · ".join(str(word) for word in (said.get("actor"), said.get("on_behalf"), details) if word)
        about = "".join(sign if sign.isprintable() else "?" for sign in words)
        say(f"{line['numero']:>6}  {line['instant'][:19]}Z  {line['acte']:<32}  {about or '—'}")


def main(arguments):
    """What the command line asks. Returns the exit code."""
    sys.stdout.reconfigure(errors="replace")
    names = [argument for argument in arguments if argument != "--lire"]
    try:
        if not 1 <= len(names) <= 2:
            raise ValueError(__doc__)
        history = json.loads(Path(names[0]).read_text("utf-8"), object_pairs_hook=once)
        if history["format"] != FORMAT:
            raise ValueError(f"ce n'est pas un historique {FORMAT} / this is no history {FORMAT}")
        hashes, erased, held = check(history)
        check_receipt(history["recu"], hashes, "le fichier / the file")
        proven, lines = 0, len(hashes) - 1
        if history["point"] is not None:
            proven, at = check_point(history, hashes)
            say(f"✓ Signé jusqu'à la ligne {proven} le {at}. / Signed up to line {proven} on {at}.")
        if "--lire" in arguments:
            show(history)
        if len(names) == 1:
            say("! Sans reçu, une fin coupée ou un historique refait ne se voient pas. / Without a receipt, they do not show.")
            return told(lines, erased, held, proven)
        kept = Path(names[1]).read_text("utf-8")
        seen, at = check_receipt(kept, hashes, "votre reçu / your receipt")
        key = KEY.search(kept)
        if history["point"] is not None and key and key[1] != history["point"]["cle"]:
            raise Wrong("la clé de signature n'est pas celle du reçu / the signing key is not the one that the receipt names")
        say(f"✓ Tout ce que votre reçu a vu (ligne {seen}, {at}) est là. / All that your receipt saw is there.")
        return told(lines, erased, held, max(seen, proven if key else 0))
    except Wrong as wrong:
        say(f"✗ {wrong}")
        return 1
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as unreadable:
        say(f"? Illisible / unreadable: {type(unreadable).__name__} {unreadable}")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
