"""One stream: order, hushing, volume and no edges."""

from __future__ import annotations

import itertools
import sys
import threading

import numpy as np
import pytest

from desktop_app.sound.earcons import earcon_samples
from desktop_app.sound.face import SILENCE, Earcon, ToneWish
from desktop_app.sound.mixer import Mixer, MixParams

RATE = 48_000.0
PLAIN = MixParams(words_gain=1.0, signals_gain=1.0)


def clip(level: float, count: int = 4800) -> np.ndarray:
    return np.full(count, level, np.float32)


def blocks(mixer: Mixer, count: int, size: int = 480) -> np.ndarray:
    return np.concatenate([mixer.render(size) for _ in range(count)])


def test_nothing_wished_is_silence() -> None:
    assert not blocks(Mixer(RATE), 10).any()


def test_signals_sound_before_words_whatever_was_wished_first() -> None:
    mixer = Mixer(RATE, PLAIN)
    mixer.words(clip(0.1))
    mixer.signal(clip(0.2))
    mixer.signal(clip(0.3))
    out = blocks(mixer, 40)
    assert [round(float(out[k]), 3) for k in (100, 5000, 10_000, 15_000)] == [0.2, 0.3, 0.1, 0.0]


def test_what_was_forgotten_is_not_heard() -> None:
    mixer = Mixer(RATE, PLAIN)
    mixer.signal(clip(0.2))
    mixer.render(480)
    mixer.words(clip(0.1))
    mixer.signal(clip(0.2))
    mixer.tone(ToneWish(440.0, 0.5))
    mixer.forget()
    assert not blocks(mixer, 40).any()


def test_new_words_take_the_place_of_words_that_wait_and_of_words_being_said() -> None:
    mixer = Mixer(RATE, PLAIN)
    mixer.words(clip(0.1))
    mixer.words(clip(0.2))
    assert mixer.render(480)[0] == pytest.approx(0.2)
    mixer.words(clip(0.3))
    fade = int(PLAIN.hush_s * RATE)
    out = mixer.render(4 * fade)
    assert out[0] == pytest.approx(0.2)
    assert np.all(np.diff(out[:fade]) <= 0.0)
    assert out[fade + 1] == pytest.approx(0.3)


def test_hush_ends_words_softly_and_leaves_signals_alone() -> None:
    mixer = Mixer(RATE, PLAIN)
    mixer.words(clip(0.5, 48_000))
    mixer.render(480)
    mixer.hush()
    out = mixer.render(4800)
    assert np.abs(np.diff(out)).max() < 0.001
    assert not out[int(PLAIN.hush_s * RATE) :].any()
    mixer.signal(clip(0.5))
    mixer.hush()
    assert mixer.render(480)[0] == pytest.approx(0.5)


def test_a_clip_is_whole_however_it_is_cut() -> None:
    ramp = np.linspace(0.0, 0.5, 1001, dtype=np.float32)
    mixer = Mixer(RATE, PLAIN)
    mixer.words(ramp)
    np.testing.assert_allclose(blocks(mixer, 30, 37)[:1001], ramp, atol=1e-6)


def test_volume_and_mute_change_without_an_edge() -> None:
    mixer = Mixer(RATE, PLAIN)
    mixer.words(clip(0.8, 96_000))
    mixer.render(480)
    mixer.volume = 0.0
    out = mixer.render(9600)
    assert np.abs(np.diff(out)).max() < 0.005
    assert abs(out[-1]) < 1e-5
    mixer.volume = 0.5
    assert blocks(mixer, 20)[-1] == pytest.approx(0.4, abs=1e-4)


def test_everything_at_once_stays_within_bounds() -> None:
    mixer = Mixer(RATE)
    mixer.tone(ToneWish(880.0, 1.0))
    mixer.words(clip(1.0))
    assert np.abs(blocks(mixer, 20)).max() <= 1.0


def test_a_tone_wished_again_is_held_and_one_that_is_not_dies_away() -> None:
    mixer = Mixer(RATE)
    for _ in range(100):
        mixer.tone(ToneWish(440.0, 0.5))
        out = mixer.render(480)
    assert np.abs(out).max() > 0.3
    assert not blocks(mixer, 60)[-480:].any()
    mixer.tone(SILENCE)
    assert not mixer.render(480).any()


def test_a_flood_of_orders_keeps_only_the_newest() -> None:
    mixer = Mixer(RATE, PLAIN)
    for k in range(1000):
        mixer.signal(clip(k / 2000.0, 10))
    out = blocks(mixer, 3)
    assert np.count_nonzero(out) == 10 * PLAIN.most_waiting
    assert out[0] == pytest.approx((1000 - PLAIN.most_waiting) / 2000.0)


def test_wishes_may_come_from_any_thread() -> None:
    mixer, over = Mixer(RATE), threading.Event()

    def wish() -> None:
        k = 0
        while not over.is_set():
            k += 1
            mixer.tone(ToneWish(300.0 + k % 500, 0.5))
            mixer.words(clip(0.1, 500))
            mixer.signal(clip(0.1, 100))
            mixer.hush()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=wish) for _ in range(2)]
    try:
        for thread in threads:
            thread.start()
        out = blocks(mixer, 300, 240)
    finally:
        over.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)
    assert np.isfinite(out).all()
    assert np.abs(out).max() <= 1.0


@pytest.mark.parametrize("kind", list(Earcon))
def test_signals_are_short_loud_enough_and_begin_and_end_in_silence(kind: Earcon) -> None:
    samples = earcon_samples(kind, RATE)
    assert len(samples) / RATE < 1.6
    assert 0.2 < np.abs(samples).max() <= 1.0
    assert abs(samples[0]) < 1e-3
    assert abs(samples[-1]) < 1e-3
    assert np.abs(np.diff(samples)).max() < 0.2


def test_no_two_signals_are_alike() -> None:
    spectra = {}
    for kind in Earcon:
        spectrum = np.abs(np.fft.rfft(earcon_samples(kind, RATE), 96_000))
        spectra[kind] = spectrum / np.linalg.norm(spectrum)
    for a, b in itertools.combinations(Earcon, 2):
        # The sensor's are the same two notes, the other way round.
        if {a, b} != {Earcon.SENSOR_LOST, Earcon.SENSOR_BACK}:
            assert spectra[a] @ spectra[b] < 0.9
