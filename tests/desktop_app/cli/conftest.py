"""The command line run within the test, and a set to run it on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from desktop_app.cli.main import main


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit status, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line on standard error; fails where there is none or more."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("rackside: ")
        assert "Traceback" not in self.err
        return lines[0]


Run: TypeAlias = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run `rackside` with some arguments."""
    hook = sys.excepthook

    def run(*arguments: object) -> Ended:
        code = main([str(a) for a in arguments])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    yield run
    sys.excepthook = hook


@pytest.fixture
def at_width(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set the terminal's width."""
    return lambda columns: monkeypatch.setenv("COLUMNS", str(columns))


@pytest.fixture(scope="session")
def examples(project: Path) -> Path:
    """The folder of example recordings."""
    return project / "recordings"


@pytest.fixture(scope="session")
def controlled(examples: Path) -> Path:
    return examples / "simulated_squat_controlled.mcap"


@pytest.fixture(scope="session")
def falls_apart(examples: Path) -> Path:
    return examples / "simulated_squat_falls_apart.mcap"


@pytest.fixture(scope="session")
def controlled_csv(controlled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The controlled squat set as a CSV, which names no exercise."""
    from sensor.convert import convert

    target = tmp_path_factory.mktemp("csv") / "squat.csv"
    convert(controlled, target)
    return target
