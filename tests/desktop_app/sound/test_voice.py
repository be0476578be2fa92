"""The system's voice, with Qt's engine for tests, which says nothing but keeps the states of one that does."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtTextToSpeech import QTextToSpeech
from pytestqt.qtbot import QtBot

from desktop_app.sound.voice import SystemVoice, quieten

quieten()
SPEAKING, READY = QTextToSpeech.State.Speaking, QTextToSpeech.State.Ready


@pytest.fixture
def speech(qtbot: QtBot) -> QTextToSpeech:
    return QTextToSpeech("mock")


def test_words_are_said_from_any_thread_and_cut_short(qtbot: QtBot, speech: QTextToSpeech) -> None:
    voice = SystemVoice(speech)
    assert voice.usable
    thread = threading.Thread(target=lambda: voice.say("Slow it down and do it again and again"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: speech.state() == SPEAKING)
    voice.stop()
    qtbot.waitUntil(lambda: speech.state() == READY)


def test_words_that_wait_for_a_signal_are_dropped_by_a_hush(qtbot: QtBot, speech: QTextToSpeech) -> None:
    voice, states = SystemVoice(speech), []
    speech.stateChanged.connect(states.append)
    voice.say("Rack it", 50)
    voice.stop()
    qtbot.wait(150)
    assert SPEAKING not in states


def test_volume(qtbot: QtBot, speech: QTextToSpeech) -> None:
    voice = SystemVoice(speech)
    voice.set_volume(0.25)
    qtbot.waitUntil(lambda: speech.volume() == pytest.approx(0.25))
