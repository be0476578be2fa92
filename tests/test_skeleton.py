"""The project's own shape: pins for everything it needs, folders as agreed, nothing of one machine in it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-")


def test_every_dependency_is_pinned_by_name_and_version_alone(project: Path) -> None:
    lines = [x for x in (project / "constraints.txt").read_text().splitlines() if x and not x.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", x) for x in lines)
    pinned = {_name(x) for x in lines}
    table = tomllib.loads((project / "pyproject.toml").read_text())
    wanted = [
        *table["build-system"]["requires"],
        *table["project"]["dependencies"],
        *table["project"]["optional-dependencies"]["dev"],
    ]
    assert {_name(x) for x in wanted} <= pinned


def test_packages_keep_to_the_agreed_folders(project: Path) -> None:
    code = {x.parent.name for x in project.glob("*/__init__.py")}
    assert code == {"dsp", "sensor", "desktop_app"}
