"""The errors of `dsp`: one small tree, each with one sentence of advice for the user."""

from __future__ import annotations


class DspError(Exception):
    """Base of every error that `dsp` raises on purpose.

    `advice` is one sentence that the command line and the window show as it is.
    """

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class SampleError(DspError):
    """Samples whose shape, number or times no analysis can use."""


class ParameterError(DspError):
    """A setting outside the range in which it means anything."""
