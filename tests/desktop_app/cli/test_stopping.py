"""Requests to end: only noted where a command must end in order, raised where it waits."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from desktop_app.cli.stopping import Stop


def test_a_request_is_noted() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Stop() as stop:
        assert not stop.asked
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.asked
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no terminal hangs up here")
def test_an_end_asked_for_and_a_closed_terminal_are_requests_too() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        with Stop() as stop:
            os.kill(os.getpid(), number)
            assert stop.asked


def test_while_waiting_it_is_raised() -> None:
    with Stop() as stop:
        with pytest.raises(KeyboardInterrupt), stop.at_once():
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.asked


def test_a_request_from_before_is_raised_before_waiting() -> None:
    with Stop() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt), stop.at_once():
            raise AssertionError("it waits")


def test_outside_the_main_thread_nothing_is_installed() -> None:
    found: list[bool] = []

    def use() -> None:
        with Stop() as stop:
            found.append(stop.asked)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join(10)
    assert found == [False]
