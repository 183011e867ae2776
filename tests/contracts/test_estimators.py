"""Every estimator keeps the same contract, on every kind of sample that it says it takes."""

import json
from math import isfinite, log

import numpy as np
import pytest
import torch

from ibsolve.errors import ProblemError
from ibsolve.estimators import (
    AbstractEntropyEstimator,
    AbstractInformationEstimator,
    Kind,
    Labels,
    estimator_by_name,
    estimator_class,
    estimator_names,
)
from ibsolve.estimators.estimate_codec import estimate_object
from ibsolve.report.estimators_text import estimator_object

N = 120
SHORT_TRAINING = {"steps": 30}

INFORMATION = [n for n in estimator_names() if issubclass(estimator_class(n), AbstractInformationEstimator)]
ENTROPY = [n for n in estimator_names() if issubclass(estimator_class(n), AbstractEntropyEstimator)]


def built(name):
    kind = estimator_class(name)
    noise = kind.noise_parameters(0.5) if issubclass(kind, AbstractInformationEstimator) else {}
    return estimator_by_name(name, **noise, **(SHORT_TRAINING if kind.is_trained else {}))


def drawn(kind, rng, label):
    """Samples of the kind that depend on the labels."""
    numbers = label[:, None] + 0.8 * rng.normal(size=(len(label), 2))
    return {Kind.VECTORS: numbers, Kind.LABELS: Labels(label), Kind.MIXED: (numbers, Labels(label))}[kind]


def pairs(name):
    return [(a, b) for a in Kind for b in Kind if estimator_class(name).takes(a, b)]


CASES = [(name, *pair) for name in INFORMATION for pair in pairs(name)]


def samples(x_kind, y_kind, n=N):
    rng = np.random.default_rng(7)
    label = rng.integers(0, 3, n)
    return drawn(x_kind, rng, label), drawn(y_kind, rng, label)


def value_unless_refused(name, x, y):
    try:
        return built(name).estimate(x, y).value
    except ProblemError:
        return None


def of_labels(given):
    return given[-1].codes if isinstance(given, tuple) else getattr(given, "codes", None)


@pytest.mark.parametrize(("name", "x_kind", "y_kind"), CASES)
def test_an_estimate_keeps_the_contract(name, x_kind, y_kind):
    x, y = samples(x_kind, y_kind)
    found = built(name).estimate(x, y, rng=3)
    assert found.estimator == name
    assert found.n == N
    assert isfinite(found.value)
    assert found.value >= -0.5
    assert found.ceiling is None or found.value <= found.ceiling + 1e-9
    assert found.interval is None or found.interval.lower - 1e-9 <= found.value <= found.interval.upper + 1e-9
    assert json.dumps(estimate_object(found), allow_nan=False)
    assert built(name).parameters.items() <= found.parameters.items()
    assert all(caution.reason and caution.advice for caution in found.warnings)
    in_bits = built(name).estimate(x, y, rng=3, unit="bits")
    assert in_bits.value == pytest.approx(found.value / log(2), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", [n for n in INFORMATION if (Kind.VECTORS, Kind.VECTORS) in pairs(n)])
def test_tensors_and_arrays_give_the_same(name):
    x, y = samples(Kind.VECTORS, Kind.VECTORS)
    of_arrays = built(name).estimate(x, y, rng=3)
    of_tensors = built(name).estimate(torch.from_numpy(x), torch.from_numpy(y), rng=3)
    assert of_tensors.value == pytest.approx(of_arrays.value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", INFORMATION)
def test_one_sample_is_a_documented_value_or_refused(name):
    value = value_unless_refused(name, *samples(*pairs(name)[0], n=1))
    assert value is None or value == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("name", INFORMATION)
def test_a_constant_tells_nothing_or_is_refused(name):
    x_kind, y_kind = pairs(name)[0]
    x, _ = samples(x_kind, y_kind)
    constant = np.zeros((N, 2)) if y_kind is Kind.VECTORS else Labels(np.zeros(N, dtype=int))
    value = value_unless_refused(name, x, constant)
    assert value is None or abs(value) < 1e-6


@pytest.mark.parametrize("name", ENTROPY)
def test_an_entropy_keeps_the_contract(name):
    kind = next(kind for kind in Kind if kind in estimator_class(name).kinds)
    x, _ = samples(kind, kind)
    found = built(name).entropy(x, rng=3)
    assert isfinite(found.value)
    assert found.ceiling is None or found.value <= found.ceiling + 1e-9
    assert found.interval is None or found.value in found.interval
    assert built(name).parameters.items() <= found.parameters.items()
    assert json.dumps(estimate_object(found), allow_nan=False)


@pytest.mark.parametrize("name", estimator_names())
def test_an_estimator_says_what_it_is(name):
    kind = estimator_class(name)
    assert kind.name == name
    assert kind.summary
    assert kind.__doc__
    assert json.dumps(estimator_object(kind))
    assert built(name) == built(name)


@pytest.mark.parametrize("name", INFORMATION)
def test_what_it_is_not_made_for_is_refused(name):
    kind = estimator_class(name)
    x, y = samples(*pairs(name)[0])
    wrong = next((each for each in Kind if each not in kind.y_kinds), None)
    if wrong is not None:
        other = samples(wrong, wrong)[1]
        with pytest.raises(ProblemError, match=f"y: expected .* for {name}, found {wrong}"):
            built(name).estimate(x, other)
    short = x[:-1] if isinstance(x, np.ndarray) else Labels(of_labels(x)[:-1])
    if estimator_class(name).x_kinds & {Kind.VECTORS, Kind.LABELS}:
        with pytest.raises(
            ProblemError, match=f"expected as many samples of each, found {N - 1} of x and {N} of y"
        ):
            built(name).estimate(short, y)
