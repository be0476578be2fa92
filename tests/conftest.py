"""What every test shares: the field recordings, an empty home, and no silent skips in CI."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

import desktop_app  # noqa: F401 (before numpy: one thread for the linear algebra)

# Windows are real, but nobody's screen is needed for them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PROJECT: Final = Path(__file__).resolve().parent.parent
ALLOWED_SKIPS: Final[tuple[str, ...]] = ("root reads every file",)
"""Beginnings of reasons for which a test may be skipped in CI."""
IN_CI: Final = os.environ.get("CI", "").lower() not in {"", "0", "false"}

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-figures", action="store_true", help="write regression figures anew; refused in CI")


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and config.getoption("--update-figures"):
        raise pytest.UsageError("regression figures are never written in CI")


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root folder."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of field recordings; skips where it is missing."""
    shared = Path(os.environ.get("RACKSIDE_SHARED") or PROJECT.parent / "shared")
    folder = shared / "data"
    if not folder.is_dir():
        pytest.skip(f"no field recordings at {folder}: set RACKSIDE_SHARED to the folder that holds data/")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the settings and data of who runs it, nor sees the colours of their terminal."""
    home = tmp_path_factory.mktemp("home")
    names = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setenv(name, str(home))
        for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
            patch.delenv(name, raising=False)
        yield


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not IN_CI or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith(ALLOWED_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where every test must run: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report
