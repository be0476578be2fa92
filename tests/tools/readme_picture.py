"""Draws the README's picture: what `rackside analyze` prints of an example set. `make picture` runs it."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Final

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI

from desktop_app.analysis import Wishes, analyze_file
from desktop_app.cli.tables import show
from desktop_app.examples import DEFAULT, find_examples

COLUMNS: Final = 106
FORMAT: Final = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code", "DejaVu Sans Mono, Menlo, Consolas"
)
"""As rich draws it, but with fonts that are there: nothing is fetched to look at it."""


def main(target: Path) -> None:
    path = find_examples()[DEFAULT]
    analysis = analyze_file(Path("recordings") / path.name, Wishes())
    console = Console(file=io.StringIO(), record=True, width=COLUMNS, force_terminal=True, highlight=False)
    show(console, analysis)
    drawn = console.export_svg(
        title=f"rackside analyze recordings/{path.name}",
        theme=DIMMED_MONOKAI,
        code_format=FORMAT,
        unique_id="rackside",
    )
    target.write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
