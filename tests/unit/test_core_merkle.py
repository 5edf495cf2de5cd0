"""Merkle trees: the vectors of RFC 6962's authors, every proof verifies, whatever else does not."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.core.merkle import inclusion_proof, is_included, leaf_hash, node_hash, tree_head

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Roots of the first 1 to 8 inputs, as in the tests of certificate-transparency."""

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=40).map(lambda all: [leaf_hash(one) for one in all])


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size: int) -> None:
    assert tree_head([leaf_hash(bytes.fromhex(one)) for one in INPUTS[:size]]).hex() == HEADS[size - 1]


def test_nothing_has_a_root_too() -> None:
    assert tree_head([]) == sha256(b"").digest()


def by_the_book(leaves: list[bytes]) -> bytes:
    """The definition: split at the greatest power of two below the size."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(by_the_book(leaves[:split]), by_the_book(leaves[split:]))


@given(LEAVES)
def test_a_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert tree_head(leaves) == by_the_book(leaves)


@given(LEAVES)
def test_the_proof_of_every_leaf_verifies(leaves: list[bytes]) -> None:
    head = tree_head(leaves)
    for index, leaf in enumerate(leaves):
        assert is_included(leaf, index, len(leaves), inclusion_proof(leaves, index), head)


@given(LEAVES, st.data())
def test_whatever_is_altered_does_not_verify(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, head = inclusion_proof(leaves, index), tree_head(leaves)
    parts = [leaves[index], head, *proof]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(parts[which]))
    assert not is_included(parts[0], index, len(leaves), parts[2:], parts[1])
    assert not is_included(leaves[index], index, len(leaves), [*proof, proof[0] if proof else head], head)
    if proof:
        assert not is_included(leaves[index], index, len(leaves), proof[:-1], head)
    assert not is_included(leaves[index], len(leaves), len(leaves), proof, head)
    assert not is_included(leaves[index], -1, len(leaves), proof, head)


@given(LEAVES, st.integers(40, 60))
def test_there_is_no_proof_of_what_is_not_there(leaves: list[bytes], index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(leaves, index)
