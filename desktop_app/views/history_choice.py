"""Which lift, which loads, and how far back: three boxes above the pages about one lift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.diary.lifts import Choice, Lift, LoadBand, Span
from desktop_app.session.plates import Units
from desktop_app.views import words_history as words
from desktop_app.views.key_combo import KeyCombo


class ChoiceBar(QWidget):
    """`changed`: the choice, and whether the band is to be found for it anew."""

    changed = Signal(object, bool)

    def __init__(self, units: Units) -> None:
        super().__init__()
        self._units = units
        self._lifts: Sequence[Lift] = ()
        self._bands: Sequence[LoadBand | None] = ()
        self.choice: Choice | None = None
        self.lifts, self.bands, self.spans = KeyCombo(), KeyCombo(), KeyCombo()
        self._labels: list[QLabel] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for box, name in ((self.lifts, words.EXERCISE), (self.bands, words.BAND), (self.spans, words.SPAN)):
            label = QLabel(name)
            label.setObjectName("hint")
            label.setBuddy(box)
            self._labels.append(label)
            box.setAccessibleName(name)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        for span in Span:
            self.spans.addItem(words.SPANS[span])
        self.spans.setCurrentIndex(list(Span).index(Span.YEAR))
        self.setFocusProxy(self.lifts)
        self.lifts.activated.connect(self._lift_chosen)
        self.bands.activated.connect(self._band_chosen)
        self.spans.activated.connect(self._span_chosen)

    def set_units(self, units: Units) -> None:
        self._units = units
        self._show_bands()

    def show_lifts(self, lifts: Sequence[Lift]) -> None:
        """What there is; what was chosen stays so, where it is still there."""
        before = None if self.choice is None else (self.choice.lift.exercise, self.choice.lift.variation)
        self._lifts = tuple(lifts)
        self.lifts.clear()
        self.lifts.addItems([words.lift_choice(lift) for lift in lifts])
        names = [(lift.exercise, lift.variation) for lift in lifts]
        row = names.index(before) if before in names else 0
        self.lifts.setCurrentIndex(row if lifts else -1)
        span = list(Span)[self.spans.currentIndex()]
        self.choice = Choice(lifts[row], None, span) if lifts else None

    def show_choice(self, choice: Choice, bands: Sequence[LoadBand]) -> None:
        """What is shown now, with the bands to choose from."""
        self.choice = choice
        self._bands = (*reversed(bands), None)
        self._show_bands()

    def set_parts(self, *, bands: bool, spans: bool) -> None:
        """Which of the boxes mean something on the page."""
        for box, label, shown in zip(
            (self.lifts, self.bands, self.spans), self._labels, (True, bands, spans), strict=True
        ):
            box.setVisible(shown)
            label.setVisible(shown)

    def _show_bands(self) -> None:
        self.bands.clear()
        self.bands.addItems([words.band_choice(band, self._units) for band in self._bands])
        if self.choice is not None and self.choice.band in self._bands:
            self.bands.setCurrentIndex(self._bands.index(self.choice.band))

    def _lift_chosen(self, row: int) -> None:
        if self.choice is not None:
            self.choice = Choice(self._lifts[row], None, self.choice.span)
            self.changed.emit(self.choice, True)

    def _band_chosen(self, row: int) -> None:
        if self.choice is not None:
            self.choice = replace(self.choice, band=self._bands[row])
            self.changed.emit(self.choice, False)

    def _span_chosen(self, row: int) -> None:
        if self.choice is not None:
            self.choice = replace(self.choice, span=list(Span)[row])
            self.changed.emit(self.choice, False)
