"""What every driver must do, and what the block codec says of bytes that are no block."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.samples import Samples, Stamps
from sensor.drivers.base import Decoded, Driver
from sensor.drivers.blocks import BlockDecoder, decode_block, encode_block
from sensor.drivers.registry import driver, driver_names
from sensor.drivers.settings import UNKNOWN_SETTINGS
from sensor.errors import PacketError, UnknownDriverError
from sensor.packets import Packet


def some(count: int) -> Samples:
    rng = np.random.default_rng(count)
    return Samples(np.arange(count) * 0.01, rng.normal(size=(count, 3)), rng.normal(size=(count, 3)))


def packet(payload: bytes, at_ns: int = 0) -> Packet:
    return Packet("s", "data", at_ns, payload)


def test_the_drivers_there_are() -> None:
    assert {"csv", "simulator"} <= set(driver_names())


@pytest.mark.parametrize("name", driver_names())
def test_each_driver_is_found_by_the_name_of_its_file(name: str) -> None:
    found = driver(name)
    assert isinstance(found, Driver)
    assert found.name == name


@pytest.mark.parametrize("name", ["", "base", "registry", "../errors", "nothing", "csv.x"])
def test_an_unknown_driver(name: str) -> None:
    with pytest.raises(UnknownDriverError) as caught:
        driver(name)
    assert ", ".join(driver_names()) in caught.value.advice


@pytest.mark.parametrize("name", driver_names())
@given(payloads=st.lists(st.binary(max_size=60), max_size=5))
def test_no_bytes_make_a_driver_fail(name: str, payloads: list[bytes]) -> None:
    decoded = driver(name).decoder(UNKNOWN_SETTINGS).push([packet(p, k) for k, p in enumerate(payloads)])
    assert len(decoded.counts) == len(payloads)
    assert decoded.counts.sum() == len(decoded.acc_ms2) == len(decoded.gyro_rads)
    assert decoded.refused <= len(payloads)


@pytest.mark.parametrize("name", ["csv", "simulator"])
def test_blocks_are_exact(name: str) -> None:
    parts = [some(5), some(1), some(300)]
    decoded = driver(name).decoder(UNKNOWN_SETTINGS).push([packet(encode_block(p), k) for k, p in enumerate(parts)])
    whole = Samples.joined(parts)
    assert decoded.counts.tolist() == [5, 1, 300]
    np.testing.assert_array_equal(decoded.samples().time_s, whole.time_s)
    np.testing.assert_array_equal(decoded.acc_ms2, whole.acc_ms2)
    np.testing.assert_array_equal(decoded.gyro_rads, whole.gyro_rads)


def test_what_is_not_known_is_not_there() -> None:
    decoded = BlockDecoder().push([packet(encode_block(some(4), times=False, rates=False, stamps=Stamps.ARRIVAL))])
    assert decoded.time_s is None
    assert not decoded.has_rate
    assert decoded.stamps is Stamps.ARRIVAL
    assert not decoded.gyro_rads.any()


def test_a_packet_of_another_kind_is_refused() -> None:
    decoded = BlockDecoder().push(
        [packet(encode_block(some(4))), packet(encode_block(some(4), times=False)), packet(b"x")]
    )
    assert (decoded.counts.tolist(), decoded.refused) == ([4, 0, 0], 2)


@pytest.mark.parametrize("change", [lambda p: p[:-1], lambda p: p + b"\0", lambda p: b"RSB2" + p[4:], lambda p: p[:7]])
def test_a_wrong_length_or_mark(change) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    with pytest.raises(PacketError):
        decode_block(change(encode_block(some(3))))


def test_counts_must_agree() -> None:
    with pytest.raises(PacketError):
        Decoded(None, np.zeros((3, 3)), np.zeros((3, 3)), np.array([2]))
