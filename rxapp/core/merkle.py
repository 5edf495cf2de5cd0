"""Merkle trees as RFC 6962 (and 9162) hash them: a leaf behind 0x00, a node behind 0x01, SHA-256. Pure.

A tree of n leaves splits at the greatest power of two below n. An inclusion proof is what else is needed, from the leaf up, to
make the root again.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of what holds two trees."""
    return sha256(b"\x01" + left + right).digest()


def tree_head(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree over these leaf hashes; that of none is the hash of nothing."""
    level = list(leaves)
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:  # pairing from the left, an odd one going up as it is, is the same split
        level = _up(level)
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What proves that leaf `index` is in the tree over these leaf hashes. Raises `IndexError`."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    level, proof = list(leaves), []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            proof.append(level[beside])
        level, index = _up(level), index // 2
    return proof


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether a proof makes `head`, the root of `size` leaves, from the leaf hash at `index` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    made, last, used = leaf, size - 1, 0
    while last:
        if index & 1 or index < last:
            if used == len(proof):
                return False
            beside, used = proof[used], used + 1
            made = node_hash(beside, made) if index & 1 else node_hash(made, beside)
        index, last = index // 2, last // 2
    return used == len(proof) and made == head


def _up(level: list[bytes]) -> list[bytes]:
    pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return pairs + level[-1:] if len(level) % 2 else pairs
