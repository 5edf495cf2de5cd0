"""Documents sealed as they stream: any cut, addition, swap or change is seen, and any range opens."""

import io
import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rxapp.core.stream import (
    BATCH,
    CHUNK,
    HEADER,
    SEALED_CHUNK,
    SealedFile,
    StreamBroken,
    StreamSealer,
    open_stream,
    plain_size,
    sealed_size,
)

KEY = bytes(range(32))
AAD = b"document 1 version 1 person 1"
LONG = os.urandom(BATCH * CHUNK * 2 + 12345)
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1, 3 * CHUNK + 7]


def sealed(data: bytes, piece: int = 10**9, key: bytes = KEY, aad: bytes = AAD) -> bytes:
    sealer = StreamSealer(key, aad)
    out = [sealer.header()]
    out += [sealer.update(data[at : at + piece]) for at in range(0, len(data), piece)]
    return b"".join([*out, sealer.finish()])


def opened(blob: bytes, piece: int = 10**9, key: bytes = KEY, aad: bytes = AAD) -> bytes:
    return b"".join(open_stream(key, aad, (blob[at : at + piece] for at in range(0, len(blob), piece))))


def ranged(blob: bytes, start: int, length: int, aad: bytes = AAD) -> bytes:
    return b"".join(SealedFile(KEY, aad, io.BytesIO(blob)).pieces(start, length))


def refuses(blob: bytes, aad: bytes = AAD) -> None:
    with pytest.raises(StreamBroken):
        opened(blob, aad=aad)
    with pytest.raises((StreamBroken, ValueError)):
        ranged(blob, 0, plain_size(len(blob)), aad)


@settings(deadline=None, max_examples=60)
@given(size=st.integers(0, 4 * CHUNK), give=st.integers(700, 3 * CHUNK), take=st.integers(700, 3 * CHUNK))
@example(size=CHUNK, give=CHUNK, take=SEALED_CHUNK)
@example(size=2 * CHUNK, give=CHUNK, take=SEALED_CHUNK)
@example(size=2 * CHUNK + 1, give=CHUNK + 1, take=HEADER)
def test_what_is_sealed_opens_in_any_pieces(size: int, give: int, take: int):
    data = LONG[:size]
    blob = sealed(data, give)
    assert len(blob) == sealed_size(size)
    assert plain_size(len(blob)) == size
    assert opened(blob, take) == data


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from([*SIZES[1:], len(LONG)]))
def test_any_range_opens(data: st.DataObject, size: int):
    blob = sealed(LONG[:size])
    start = data.draw(st.integers(0, size))
    length = data.draw(st.integers(0, size - start))
    assert ranged(blob, start, length) == LONG[start : start + length]


def test_a_range_comes_in_pieces_of_bounded_size():
    pieces = list(SealedFile(KEY, AAD, io.BytesIO(sealed(LONG))).pieces(0, len(LONG)))
    assert max(map(len, pieces)) <= BATCH * CHUNK
    assert len(pieces) >= 3


@pytest.mark.parametrize(("start", "length"), [(-1, 1), (0, 11), (11, 0), (5, -1)])
def test_a_range_outside_is_refused(start: int, length: int):
    with pytest.raises(ValueError, match="outside"):
        ranged(sealed(b"0123456789"), start, length)


def test_an_empty_document_opens_and_is_bound():
    blob = sealed(b"")
    assert opened(blob) == b""
    assert ranged(blob, 0, 0) == b""
    refuses(blob, aad=b"another place")


@settings(deadline=None, max_examples=80)
@given(st.data(), st.sampled_from(SIZES))
def test_any_changed_bit_is_seen(data: st.DataObject, size: int):
    blob = bytearray(sealed(LONG[:size]))
    at = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[at // 8] ^= 1 << at % 8
    refuses(bytes(blob))


@settings(deadline=None, max_examples=80)
@given(st.data(), st.sampled_from(SIZES))
def test_any_cut_is_seen(data: st.DataObject, size: int):
    blob = sealed(LONG[:size])
    cut = blob[: data.draw(st.integers(0, len(blob) - 1))]
    with pytest.raises(StreamBroken):
        opened(cut)
    with pytest.raises(StreamBroken):
        ranged(cut, 0, 0)


@pytest.mark.parametrize("size", SIZES)
def test_a_cut_between_chunks_is_seen(size: int):
    blob = sealed(LONG[: size + CHUNK])
    refuses(blob[: HEADER + SEALED_CHUNK * ((len(blob) - HEADER - 1) // SEALED_CHUNK)] or blob[:HEADER])


@settings(deadline=None, max_examples=40)
@given(st.binary(min_size=1, max_size=200), st.sampled_from(SIZES))
def test_appended_bytes_are_seen(more: bytes, size: int):
    blob = sealed(LONG[:size]) + more
    with pytest.raises(StreamBroken):
        opened(blob)
    with pytest.raises(StreamBroken):
        ranged(blob, 0, 0)


def chunks(blob: bytes) -> list[bytes]:
    return [blob[at : at + SEALED_CHUNK] for at in range(HEADER, len(blob), SEALED_CHUNK)]


def test_chunks_put_in_another_order_are_seen():
    blob = sealed(LONG[: 4 * CHUNK])
    a, b, c, d = chunks(blob)
    for order in ([b, a, c, d], [a, c, b, d], [a, b, d, c], [a, a, b, d], [a, b, d], [a, b, c]):
        refuses(blob[:HEADER] + b"".join(order))


def test_chunks_of_another_document_are_seen():
    one, other = sealed(LONG[: 2 * CHUNK]), sealed(LONG[: 2 * CHUNK])
    refuses(one[:HEADER] + chunks(other)[0] + chunks(one)[1])
    refuses(other[:HEADER] + b"".join(chunks(one)))


def test_an_empty_last_chunk_after_full_ones_is_refused():
    sealer = StreamSealer(KEY, AAD)
    blob = sealer.header() + sealer.update(LONG[: CHUNK + 1])
    sealer._rest.clear()
    refuses_size = blob + sealer.finish()
    with pytest.raises(StreamBroken):
        opened(refuses_size)
    with pytest.raises(StreamBroken):
        ranged(refuses_size, 0, 0)


def test_another_key_or_place_opens_nothing():
    blob = sealed(b"compte rendu")
    refuses(blob, aad=b"document 1 version 2 person 1")
    with pytest.raises(StreamBroken):
        opened(blob, key=bytes(32))


def test_nothing_of_a_cut_document_is_given_by_range():
    blob = sealed(LONG)
    cut = blob[: HEADER + 10 * SEALED_CHUNK]
    with pytest.raises(StreamBroken):
        SealedFile(KEY, AAD, io.BytesIO(cut))


@pytest.mark.parametrize("size", [0, 1, HEADER, HEADER + 15, HEADER + SEALED_CHUNK + 1, HEADER + SEALED_CHUNK + 16])
def test_an_impossible_size_is_refused(size: int):
    with pytest.raises(StreamBroken):
        plain_size(size)


@pytest.mark.parametrize("size", [*SIZES, 50_000_000])
def test_sizes_agree(size: int):
    assert plain_size(sealed_size(size)) == size


def test_a_finished_sealer_takes_nothing_more():
    sealer = StreamSealer(KEY, AAD)
    sealer.finish()
    with pytest.raises(ValueError, match="finished"):
        sealer.update(LONG[: CHUNK + 1])
    with pytest.raises(ValueError, match="finished"):
        sealer.finish()


def test_any_buffer_is_taken():
    sealer = StreamSealer(KEY, AAD)
    blob = sealer.header() + sealer.update(memoryview(LONG)) + sealer.update(bytearray(b"end")) + sealer.finish()
    assert opened(blob) == LONG + b"end"
