"""From a packet to the first sample of the tone that it changes, as handed to the audio device.

A simulated set is fed packet by packet in real time to engine and sound decisions, in a thread of its own as in the
app; the player's stream is pulled by what there is, which the title names:
- PulseAudio with a null sink, started privately for this, where the program `pulseaudio` is installed;
- otherwise a stand-in that reads a block every 10 ms, as a device does.
The time runs from a packet's arrival to the end of the read that first gave a sample which knows of it. What the
device's own buffer adds until it is heard is told beside it. `busy window`: Qt's thread works 8 ms of every 16.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import harness  # sets one thread a process: before numpy
import numpy as np
import numpy.typing as npt

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QTimer

from desktop_app.sound.decisions import SoundMind, SoundTask
from desktop_app.sound.face import SILENCE, ToneWish, VoiceKind, perform
from desktop_app.sound.mixer import Mixer
from desktop_app.sound.player import MixSource, Player, PlayerParams
from dsp.context import Tempo
from dsp.engine import Engine
from sensor.simulator import Simulation, plan_set, simulate

FAMILY: Final = "runaway"
ASKED_MS: Final = 50.0
WARM_S: Final = 3.0
"""A null sink fills seconds of buffer first; sets begin with as much rest."""
STAND_IN_S: Final = 0.01
QUICK_S, FULL_S = 30.0, 60.0
TARGET: Final = Tempo(1.2, None, None, None)
ROWS: Final = ("alone", "busy window")


@dataclass(slots=True)
class TimedMixer(Mixer):
    """Writes down when each new tone wish was given, by the packet that caused it, and when it was first rendered."""

    newest: tuple[int, float] = (0, 0.0)
    rendered: int = 0
    latency_s: list[float] = field(default_factory=list)
    reads_s: list[float] = field(default_factory=list)
    waiting: list[tuple[int, float]] = field(default_factory=list)
    last: ToneWish = SILENCE
    packet_s: float = 0.0

    def tone(self, wish: ToneWish) -> None:
        """As the mixer; a wish like the last one changes no sample and is not counted."""
        Mixer.tone(self, wish)
        if wish != self.last:
            self.last = wish
            self.newest = (self.newest[0] + 1, self.packet_s)
            self.waiting.append(self.newest)

    def render(self, count: int) -> npt.NDArray[np.float32]:
        """As the mixer."""
        known = self.newest[0]
        out = Mixer.render(self, count)
        now_s = time.perf_counter()
        self.reads_s.append(now_s)
        while count and self.waiting and self.waiting[0][0] <= known:
            self.latency_s.append(now_s - self.waiting.pop(0)[1])
        return out


@contextmanager
def null_sink() -> Iterator[bool]:
    """A private PulseAudio with a null sink, where that program is installed; tells whether there is one."""
    program = shutil.which("pulseaudio")
    if program is None:
        yield False
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "native"
        environ = os.environ | {"XDG_RUNTIME_DIR": folder, "HOME": folder, "PULSE_RUNTIME_PATH": folder}
        modules = [
            f"module-native-protocol-unix socket={place} auth-anonymous=1",
            "module-null-sink sink_name=rackside rate=48000",
        ]
        loads = [part for module in modules for part in ("-L", module)]
        command = [program, "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", *loads]
        server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            give_up_s = time.monotonic() + 5.0
            while not place.exists() and server.poll() is None and time.monotonic() < give_up_s:
                time.sleep(0.05)
            os.environ["PULSE_SERVER"] = f"unix:{place}"
            yield place.exists()
        finally:
            server.terminate()
            server.wait()


@contextmanager
def stand_in(mixer: Mixer) -> Iterator[None]:
    """Reads as a device would, a block at a time."""
    source, over = MixSource(mixer, 2), threading.Event()
    size = int(STAND_IN_S * mixer.rate_hz) * 4

    def pull() -> None:
        due_s = time.perf_counter()
        while not over.is_set():
            source.read(size)
            due_s += STAND_IN_S
            time.sleep(max(due_s - time.perf_counter(), 0.0))

    thread = threading.Thread(target=pull)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        source.close()


def feed(sim: Simulation, player: Player, mixer: TimedMixer, work_s: list[float], over: threading.Event) -> None:
    """The session's thread: each packet as it arrives, through engine and decisions, to the player."""
    context = replace(sim.context, tempo=TARGET, prescribed_rom_m=0.5)
    engine, mind = Engine(context), SoundMind(SoundTask(context.exercise))
    began_s = time.perf_counter()
    for part, arrival_s in zip(sim.chunks, sim.arrival_s, strict=True):
        time.sleep(max(began_s + float(arrival_s) - time.perf_counter(), 0.0))
        if over.is_set():
            return
        mixer.packet_s = time.perf_counter()
        perform(mind.take(engine.push(sim.samples[part]), engine.state), player)
        work_s.append(time.perf_counter() - mixer.packet_s)


def run(app: QCoreApplication, seconds: float, *, device: bool, busy: bool) -> tuple[TimedMixer, list[float], bool]:
    """One set for so long. Gives what was timed, what engine and decisions took, and whether a device was there."""
    sim = simulate(*plan_set(FAMILY, 1), 1)
    mixer, work_s, over = TimedMixer(), [], threading.Event()
    player = Player(PlayerParams(), VoiceKind.RECORDED, mixer)
    if device:
        player.start()
    timer = QTimer()
    if busy:
        timer.timeout.connect(lambda: _work(0.008))
        timer.start(16)
    with _nothing() if device else stand_in(mixer):
        QTimer.singleShot(round(1000 * WARM_S), app.quit)
        app.exec()
        heard = player.audible
        mixer.reads_s.clear()
        thread = threading.Thread(target=feed, args=(sim, player, mixer, work_s, over))
        thread.start()
        QTimer.singleShot(round(1000 * seconds), app.quit)
        app.exec()
        over.set()
        thread.join()
    timer.stop()
    player.close()
    return mixer, work_s, heard


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _work(seconds: float) -> None:
    until_s = time.perf_counter() + seconds
    while time.perf_counter() < until_s:
        sum(range(100))


def main() -> None:
    """Print the table."""
    options = harness.options(__doc__, quick=1, full=1, processes=1)
    seconds = FULL_S if options.full else QUICK_S
    app = QCoreApplication([])
    with null_sink() as device:
        what = "PulseAudio, null sink" if device else f"stand-in that reads every {1e3 * STAND_IN_S:.0f} ms"
        table = harness.table(
            f"Packet to the first changed sample of the tone handed over: {what}; ms",
            "run", "tone changes", "p50", "p99", "asked", "max", "engine and decisions p99", "reads apart p50", "p99",
            "buffer on top",
        )  # fmt: skip
        for name in options.chosen(ROWS):
            mixer, work_s, heard = run(app, seconds, device=device, busy=name == "busy window")
            if device and not heard:
                harness.show(f"{name}: the device did not open")
                continue
            latency_ms, work_ms = 1e3 * np.array(mixer.latency_s), 1e3 * np.array(work_s)
            apart_ms = 1e3 * np.diff(mixer.reads_s)
            table.add_row(
                name, f"{len(latency_ms)}", f"{np.median(latency_ms):.1f}",
                harness.against(float(np.percentile(latency_ms, 99)), ASKED_MS, 1), f"{ASKED_MS:.0f}",
                f"{latency_ms.max():.1f}", f"{np.percentile(work_ms, 99):.1f}", f"{np.median(apart_ms):.1f}",
                f"{np.percentile(apart_ms, 99):.1f}", f"{1e3 * PlayerParams().buffer_s:.0f}" if device else "-",
            )  # fmt: skip
    harness.show(table, harness.MARK)


if __name__ == "__main__":
    main()
