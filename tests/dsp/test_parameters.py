"""Every parameter and result of the core: frozen, named with its unit, and told of in its docstring."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from typing import Any, Final, get_type_hints

import pytest

import dsp

UNITS: Final = ("_s", "_hz", "_m", "_ms", "_ms2", "_rad", "_rads", "_g", "_deg", "_kg", "_percent")
COMPOUND: Final = ("_ms2_rthz", "_rad_rts")
"""Random walks: m/s^2 per root hertz, rad per root second."""
PURE: Final = ("_share", "_fraction", "_ratio", "_factor", "_samples", "_packets", "_sigmas")
"""Endings of numbers without a dimension."""
NO_UNIT: Final[dict[str, set[str]]] = {
    # The unit stands in another field, or in the name of the field that holds them.
    "Measured": {"value", "sigma"},
    "Spread": {"median", "spread"},
    "Sign": {"value", "limit"},
    "Bound": {"value", "error"},
    "Finding": {"value", "limit", "excess"},
    "Uncertain": {"value", "limit"},
    "Reference": {"value", "spread", "error"},
    # A direction of length one; sizes in sigmas; shares of a step or of a travel; weights and exponents.
    "FastPath": {"up"},
    "GyroBias": {"unrest"},
    "SensorMemory": {"gyro_unrest"},
    "SensorPrior": {"gyro_unrest"},
    "Movement": {"head", "tail"},
    "BottomParams": {"late_from", "near"},
    "PhaseParams": {"late_from", "middle", "stick_dip"},
    "SegmentParams": {
        "partner_low", "partner_high", "alone_low", "alone_high", "last_high", "range_slack_low", "range_slack_high",
    },
    "MetricParams": {"late_floor"},
    "ArrivalParams": {"creep"},
    "Calibration": {"acc_gain"},
    "MarkParams": {"agree"},
    "PlacementParams": {"gravity_tolerance", "level"},
    "Seen": {"value"},
    "AnalysisParams": {"gravity_tolerance"},
    "SolveParams": {"walk_freedom"},
    "LinkParams": {"gap_doubt"},
    "SettleParams": {"link_doubt"},
    "StairParams": {"doubt"},
    "StillnessParams": {"steepness", "threshold", "soft_weight", "contact_weight"},
    "LiveParams": {"bias_grow", "unrest_grow"},
    "TimelineParams": {"jitter_max"},
    "TurnUnitParams": {"ratio_min", "sigmas_min"},
}  # fmt: skip
"""Numbers without a unit in their own name, looked at one by one; `SignLimits` has a test of its own."""


def classes() -> list[type[Any]]:
    found: dict[str, type[Any]] = {}
    for module in pkgutil.walk_packages(dsp.__path__, "dsp."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__.startswith("dsp"):
                found[f"{value.__module__}.{value.__qualname__}"] = value
    return [found[name] for name in sorted(found)]


CLASSES: Final = classes()
PARAMETERS: Final = [c for c in CLASSES if c.__name__.endswith("Params")]
STATE: Final = {"FastPath", "JudgeState", "SetWindow", "Settling"}
"""What is mutable on purpose: running state, never a parameter nor a result."""


def name_of(one: type[Any]) -> str:
    return one.__name__


def is_number(hint: Any) -> bool:
    """Whether a field holds a plain number, or a tuple of them, known or not."""
    text = str(hint)
    return "float" in text and "ndarray" not in text and "Measured" not in text and "Mapping" not in text


def test_there_are_parameters_of_every_step() -> None:
    names = {c.__name__ for c in PARAMETERS}
    assert {"TimelineParams", "AttitudeParams", "DriftParams", "SolveParams", "MetricParams", "LiveParams"} <= names


@pytest.mark.parametrize("one", CLASSES, ids=name_of)
def test_parameters_and_results_are_frozen_and_state_is_named_here(one: type[Any]) -> None:
    assert one.__dataclass_params__.frozen != (one.__name__ in STATE)


@pytest.mark.parametrize("one", [c for c in CLASSES if not c.__name__.startswith("_")], ids=name_of)
def test_a_number_with_a_dimension_carries_its_unit(one: type[Any]) -> None:
    allowed = NO_UNIT.get(one.__name__, set())
    hints = get_type_hints(one)
    for each in dataclasses.fields(one):
        if is_number(hints[each.name]) and not each.name.startswith("_") and one.__name__ != "SignLimits":
            assert each.name.endswith((*UNITS, *COMPOUND, *PURE)) or each.name in allowed, each.name


def test_every_number_without_a_unit_that_is_named_here_exists() -> None:
    for name, allowed in NO_UNIT.items():
        (one,) = [c for c in CLASSES if c.__name__ == name]
        assert allowed <= {each.name for each in dataclasses.fields(one)}


@pytest.mark.parametrize("one", PARAMETERS, ids=name_of)
def test_every_parameter_is_told_of_in_the_docstring(one: type[Any]) -> None:
    assert one.__doc__
    doc = one.__doc__
    for each in dataclasses.fields(one):
        if not dataclasses.is_dataclass(each.type) and "Params" not in str(each.type):
            told = re.search(rf"\b{each.name}\b", doc) or any(
                re.search(rf"\b{stem}_\*", doc) for stem in stems(each.name)
            )
            assert told, f"{one.__name__}.{each.name} is not told of"


def stems(name: str) -> list[str]:
    parts = name.split("_")
    return ["_".join(parts[:k]) for k in range(1, len(parts))]


@pytest.mark.parametrize("one", PARAMETERS, ids=name_of)
def test_every_parameter_has_a_default(one: type[Any]) -> None:
    one()


@pytest.mark.parametrize("one", PARAMETERS, ids=name_of)
def test_what_a_parameter_is_cannot_be_changed(one: type[Any]) -> None:
    whole = one()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(whole, dataclasses.fields(one)[0].name, 1.0)
