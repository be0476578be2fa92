"""`rackside station` itself, with its engine and a sensor over the fake radio, killed in mid-set and started again."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

import harness
from group_stream import new_gym
from rich.table import Table

from desktop_app.group.coach import Coach
from desktop_app.group.ledger import Ledger
from tests.desktop_app.cli.live_rig import Program, motion_file, short_squat
from tests.desktop_app.group.broker import Broker
from tests.rig.rig import Rig, near

ADDRESS: Final = "C0:FF:EE:00:00:71"
LATE_S: Final = 60.0


def killed_commands(table: Table, folder: Path, times: int) -> None:
    """One set a run, killed after its last rep and before it is over. What it measured comes with the next start."""
    home = str(folder / "home")
    os.environ.update(HOME=home, XDG_DATA_HOME=home, XDG_CONFIG_HOME=home)
    gym = new_gym(folder, ["rack1"])
    own = gym.written.folders["rack1"]
    command = (
        "station", "--headless", "--broker", gym.place().url, "--ca", own / "ca.crt", "--password-file",
        own / "password", "--name", "rack1", "--sensor", ADDRESS, "--exercise", "squat", "--athlete", "Ada",
    )  # fmt: skip
    motion = motion_file(folder / "set.npz", short_squat())
    with Broker(folder, gym.config(), gym.port):
        coach = Coach(gym.place(), gym.login("coach"), Ledger(folder / "coach.sqlite3"))
        coach.start()
        for _ in range(times):
            with Rig(near("rackside", ADDRESS)) as rig, Program(*command) as program:
                program.read_until("ready")
                rig.control("play", path=str(motion), delay_s=0.3)
                program.read_until("rep 2")
                program.process.kill()
        with Rig(near("rackside", ADDRESS)), Program(*command):
            until_s = time.monotonic() + LATE_S
            while len(coach.sets) < times and time.monotonic() < until_s:
                time.sleep(0.1)
            time.sleep(5.0)
        found = [came for came in coach.sets if came.done.result is not None]
        whole = [came for came in found if len(came.done.result.reps) == 2] if found else []
        coach.close()
    table.add_row(
        "rackside station killed in mid-set", f"{times}", f"{times}", harness.against(times - len(whole), 0, 0),
        harness.against(len(found) - times, 0, 0), harness.against(sum(c.done.revision != 1 for c in found), 0, 0),
    )  # fmt: skip
