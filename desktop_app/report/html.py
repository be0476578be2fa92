"""A document as one HTML file that needs nothing else: no script, nothing from outside, well-formed as XML too.

Texts are escaped by Jinja2; pictures are `report.svg`'s own. The page's own policy allows its style sheet alone.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from desktop_app.report.pages import Document
from desktop_app.report.svg import Mark, Svg, cleaned, icon
from desktop_app.report.words import MARK_WORDS

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

TEMPLATES: Final = files("desktop_app.report").joinpath("templates")
PAGE: Final = "report.html.j2"
STYLE: Final = "report.css"
PAGE_KEY: Final = "p"


def html_page(document: Document) -> str:
    """The whole page."""
    from markupsafe import Markup

    style = _style()
    return _template().render(
        document=document,
        style=Markup(style),  # noqa: S704 (our own file)
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        drawn=_Drawn().drawn,
        shape=_shape,
        mark_words=MARK_WORDS,
    )


@dataclass(slots=True)
class _Drawn:
    """Pictures of one page, each with a name of its own."""

    count: int = field(default=0)

    def drawn(self, svg: Svg) -> Markup:
        from markupsafe import Markup

        self.count += 1
        return Markup(svg.markup(f"{PAGE_KEY}{self.count}"))  # noqa: S704 (every text in it went through `escaped`)


def _shape(mark: Mark) -> Markup:
    """A state's shape, without words: they stand beside it."""
    from markupsafe import Markup

    svg = icon(mark)
    size = f'viewBox="0 0 {svg.width:g} {svg.height:g}"'
    return Markup(f'<svg class="shape" {size} aria-hidden="true">{svg.body}</svg>')  # noqa: S704 (shapes alone)


def _finalized(value: Any) -> Any:
    """Whatever a template puts out: text without what no XML file may hold; what is markup already stays."""
    return cleaned(value) if type(value) is str else value


@cache
def _style() -> str:
    return TEMPLATES.joinpath(STYLE).read_text(encoding="utf-8").strip()


@cache
def _template() -> Template:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return TEMPLATES.joinpath(name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, finalize=_finalized,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template(PAGE)
