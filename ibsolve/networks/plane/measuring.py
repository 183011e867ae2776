"""From the activations of a layer to its estimates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from torch import Tensor

from ibsolve.estimators import (
    AbstractEntropyEstimator,
    AbstractEstimator,
    AbstractInformationEstimator,
    Binning,
    Caution,
    Concern,
    Estimate,
    Kind,
    SamplePropagation,
)
from ibsolve.estimators.variable import Variable
from ibsolve.networks.plane.activations import Activations
from ibsolve.networks.plane.probe import Probe, codes_alone
from ibsolve.studies.information_plane import Axis
from ibsolve.theory import Unit

_ALL = slice(None)
_UNUSED = np.random.default_rng(0)
"""What estimators that draw nothing are given: a new one costs more than their sums."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What of a probe is the same at all times. x_codes: different inputs as labels. half: rows of a half."""

    x: Variable
    x_codes: Variable
    y: Variable | None
    half: np.ndarray[Any, Any]


def prepared(probe: Probe, seed: int) -> Prepared:
    """Read once what of a probe stays."""
    x = probe.vectors()
    half = np.sort(np.random.default_rng(seed).permutation(probe.n)[: probe.n // 2])
    return Prepared(
        x=x, x_codes=codes_alone(x), y=None if probe.labels is None else probe.target(), half=half
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One layer at one time. t, s: with and without its noise. given: S of each input n_x times.

    Of activations in main memory all are numpy arrays.
    """

    t: Variable
    s: Variable
    given: Any
    output: Variable | None
    is_noisy_before: bool

    @property
    def is_in_main_memory(self) -> bool:
        """Whether nothing of it is a tensor."""
        return not self.s.is_tensor

    @classmethod
    def of(cls, found: Activations, output: Variable | None) -> Measured:
        """Activations as estimators read them."""
        t = as_variable("t", found.after)
        s = t if found.before is found.after else as_variable("s", found.before)
        given = found.given
        is_noisy_before = given is not None and not bool((given == found.before[:, None]).all())
        return cls(
            t=t,
            s=s,
            given=_read(given) if given is not None and is_noisy_before else None,
            output=output,
            is_noisy_before=is_noisy_before,
        )


def as_variable(name: str, values: Tensor) -> Variable:
    """Finite activations as `read_variable` would read them, without looking at each number again."""
    return Variable(name=name, vectors=_read(values), codes=None)


def _read(values: Tensor) -> Any:
    values = values.float() if values.element_size() < 4 else values
    return values.numpy() if values.device.type == "cpu" else values


_Estimator = TypeVar("_Estimator", bound=AbstractEstimator)


def of_axis(estimator: _Estimator, axis: Axis) -> _Estimator:
    """The estimator as an axis is measured with it: X′ is binned, whatever is done with X."""
    if axis is Axis.OUTPUT and isinstance(estimator, Binning):
        return replace(estimator, bin_x=True)
    return estimator


def estimated(
    axis: Axis,
    estimator: AbstractEstimator,
    layer: Measured,
    probe: Prepared,
    *,
    unit: Unit,
    seed: tuple[int, int],
    doubled: bool,
) -> Estimate:
    """The estimate of an axis that the estimator can measure.

    Noise that an estimator adds comes to S; all others are given T. y is always the layer.
    """

    def rng() -> np.random.Generator:
        return np.random.default_rng(seed) if estimator.is_random else _UNUSED

    if axis is Axis.CLUSTERING:
        assert isinstance(estimator, AbstractEntropyEstimator), "planned so"
        return estimator.entropy_of(layer.t, unit=unit, rng=rng())
    assert isinstance(estimator, AbstractInformationEstimator), "planned so"
    if isinstance(estimator, SamplePropagation):
        return _propagated(axis, estimator, layer, probe, unit=unit, rng=rng, doubled=doubled)
    values = layer.s if estimator.adds_noise else layer.t
    if axis is Axis.TARGET:
        assert probe.y is not None, "checked when the tracker was built"
        pair = (probe.y, values) if estimator.takes(Kind.LABELS, Kind.VECTORS) else (values, probe.y)
        return estimator.estimate_of(*pair, unit=unit, rng=rng())
    if axis is Axis.OUTPUT:
        assert layer.output is not None, "recorded for this axis"
        return of_axis(estimator, axis).estimate_of(layer.output, values, unit=unit, rng=rng())
    is_of_codes = isinstance(estimator, Binning) and not estimator.bin_x
    found = estimator.estimate_of(probe.x_codes if is_of_codes else probe.x, values, unit=unit, rng=rng())
    return _with_caution(found) if estimator.adds_noise and layer.is_noisy_before else found


def _propagated(
    axis: Axis,
    estimator: SamplePropagation,
    layer: Measured,
    probe: Prepared,
    *,
    unit: Unit,
    rng: Any,
    doubled: bool,
) -> Estimate:
    """Paper 001, eq. (1), with n, n_x and n_MC, and how it changed when n and n_x were doubled to these."""

    def value_of(of: Measured, rows: Any = _ALL) -> Estimate:
        return _propagation(axis, estimator, of, probe, rows=rows, unit=unit, rng=rng())

    found = value_of(layer)
    n_x = 1 if layer.given is None or axis is Axis.TARGET else int(layer.given.shape[1])
    added: dict[str, Any] = {"n_x": n_x, "n_mc": found.parameters["drawn"]}
    if doubled:
        is_halved = len(probe.half) > 0
        of_half = value_of(layer, probe.half).value if is_halved else None
        added["change_from_half_n"] = None if of_half is None else found.value - of_half
        added["change_from_half_n_x"] = None
        if n_x > 1:
            fewer = replace(layer, given=layer.given[:, : n_x // 2])
            added["change_from_half_n_x"] = found.value - value_of(fewer).value
    return replace(found, parameters={**found.parameters, **added})


def _propagation(
    axis: Axis,
    estimator: SamplePropagation,
    layer: Measured,
    probe: Prepared,
    *,
    rows: Any,
    unit: Unit,
    rng: np.random.Generator,
) -> Estimate:
    s = _rows(layer.s, rows)
    if axis is Axis.TARGET:
        assert probe.y is not None, "checked when the tracker was built"
        return estimator.estimate_of(_rows(probe.y, rows), s, unit=unit, rng=rng)
    if layer.given is None:
        return estimator.estimate_of(_rows(probe.x, rows), s, unit=unit, rng=rng)
    return estimator.estimate_apart(s.vectors, layer.given[rows], unit=unit, rng=rng)


def _rows(variable: Variable, rows: Any) -> Variable:
    if isinstance(rows, slice):
        return variable
    vectors, codes = variable.vectors, variable.codes
    return replace(
        variable,
        vectors=None if vectors is None else vectors[rows],
        codes=None if codes is None else np.unique(codes[rows], return_inverse=True)[1].reshape(-1),
    )


def _with_caution(found: Estimate) -> Estimate:
    caution = Caution(
        concern=Concern.BIASED,
        reason="the noise of earlier layers moves S for one and the same input, and one S of each input was "
        "taken: the noise counts as if the layer told it of X",
        advice='"sample-propagation" takes several of each input, n_x',
    )
    return replace(found, warnings=(*found.warnings, caution))
