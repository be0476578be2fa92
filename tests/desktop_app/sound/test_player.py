"""The player without a device: silent, quick to let go, no word of complaint; and what it would hand over."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop_app.sound.face import Earcon, SilentSpeaker, Speaker, ToneWish, VoiceKind
from desktop_app.sound.mixer import Mixer
from desktop_app.sound.player import MixSource, Player, PlayerParams
from desktop_app.sound.system import sound_service
from desktop_app.sound.voice import find_voice
from tests.desktop_app.sound.hearing import RecordingSpeaker

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="sockets of Linux sound servers")


@pytest.fixture
def no_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without a sound server and without a voice."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nobody'}")
    monkeypatch.setenv("PATH", str(tmp_path))


def test_all_speakers_have_the_same_face() -> None:
    speakers: list[Speaker] = [SilentSpeaker(), RecordingSpeaker(), Player()]
    for speaker in speakers:
        speaker.tone(ToneWish(440.0, 0.5))
        speaker.earcon(Earcon.STOP)
        speaker.count(3)
        speaker.say("Rack it")
        speaker.hush()
        speaker.set_volume(0.5)
        speaker.set_muted(True)
        speaker.set_voice(VoiceKind.RECORDED)
        speaker.close()


@linux_only
@pytest.mark.usefixtures("no_service")
def test_without_a_device_it_is_silent_and_says_so(qtbot: QtBot) -> None:
    player = Player(PlayerParams(retry_s=0.05, watch_s=0.05))
    player.start()
    player.tone(ToneWish(440.0, 0.5))
    player.earcon(Earcon.STOP)
    player.say("Rack it")
    player.say("words that nobody recorded")
    player.count(31)
    qtbot.wait(300)
    assert not player.audible
    assert not player.has_system_voice
    player.close()
    player.close()
    player.tone(ToneWish(440.0, 0.5))
    assert not player.audible


@linux_only
@pytest.mark.usefixtures("no_service")
def test_without_a_voice_service_there_is_no_voice(qtbot: QtBot) -> None:
    assert find_voice() is None


@pytest.mark.parametrize(("channels", "floats"), [(1, False), (2, False), (2, True), (6, True)])
def test_what_is_handed_over_is_the_mix_in_every_channel(channels: int, *, floats: bool) -> None:
    mixer, same = Mixer(48_000.0), Mixer(48_000.0)
    for each in (mixer, same):
        each.tone(ToneWish(440.0, 0.5))
    source = MixSource(mixer, channels, floats=floats)
    frames = 960
    raw = source.read(frames * channels * (4 if floats else 2)).data()
    given = np.frombuffer(raw, np.float32 if floats else np.int16).reshape(-1, channels)
    expected = same.render(frames)
    assert len(given) == frames
    for channel in range(channels):
        np.testing.assert_allclose(given[:, channel] / (1.0 if floats else 32767.0), expected, atol=1e-4)
    source.close()


def test_odd_requests_give_whole_frames_only() -> None:
    source = MixSource(Mixer(48_000.0), 2)
    assert len(source.readData(7)) == 4
    assert len(source.readData(0)) == 0
    assert source.readData(3) == b""
    source.close()


def test_words_and_signals_reach_the_mix_and_mute_silences_them() -> None:
    player = Player(voice=VoiceKind.RECORDED)
    player.earcon(Earcon.STOP)
    player.say("Rack it")
    heard = player.mixer.render(96_000)
    assert np.abs(heard[:24_000]).max() > 0.1
    assert np.abs(heard[48_000:]).max() > 0.05
    player.set_muted(True)
    player.say("Rack it")
    player.mixer.render(9_600)
    assert not np.abs(player.mixer.render(9_600)).max() > 1e-6


def test_volume_is_felt_as_its_square() -> None:
    player = Player()
    player.set_volume(0.5)
    assert player.mixer.volume == pytest.approx(0.25)
    player.set_muted(True)
    assert player.mixer.volume == 0.0
    player.set_volume(2.0)
    player.set_muted(False)
    assert player.mixer.volume == 1.0


@linux_only
def test_a_sound_service_is_found_by_its_socket(tmp_path: Path) -> None:
    folder = tmp_path / "pulse"
    folder.mkdir()
    environ = {"XDG_RUNTIME_DIR": str(tmp_path)}
    here = str(folder / "native")
    assert sound_service({"PULSE_SERVER": f"unix:{here}"}) is None
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(here)
        server.listen()
        first = sound_service(environ)
        assert first is not None
        assert first.startswith(here)
        assert sound_service({"PULSE_SERVER": f"{{machine}}unix:{here}"}) == first
        assert sound_service({"PULSE_RUNTIME_PATH": str(folder)}) == first
    assert sound_service({"PULSE_SERVER": here}) is None  # the file is still there, but nobody answers
    assert sound_service({"PULSE_SERVER": "tcp:music.example"}) == "tcp:music.example"
