"""Cautions of every method, and chains judged against data processing."""

import numpy as np
import pytest

from ibsolve.errors import ProblemError
from ibsolve.estimators import (
    Concern,
    Covers,
    Estimate,
    Interval,
    Labels,
    PlugIn,
    Quantity,
    SamplePropagation,
    mutual_information,
)
from ibsolve.estimators.diagnosis import data_processing_violations, general_cautions
from ibsolve.estimators.estimate import Finding
from ibsolve.estimators.TEMPLATE import Template
from ibsolve.estimators.variable import Variable
from ibsolve.theory import Unit


def estimate(value, interval=None, *, unit=Unit.NATS, quantity=Quantity.MUTUAL_INFORMATION):
    return Estimate(
        value=value,
        unit=unit,
        quantity=quantity,
        estimator="planted",
        n=10,
        floor=0.0,
        ceiling=None,
        interval=interval
        and Interval(lower=interval[0], upper=interval[1], confidence=0.95, covers=Covers.SAMPLING),
        warnings=(),
        parameters={},
    )


def concerns(value, ceiling, quantity=Quantity.MUTUAL_INFORMATION):
    return [each.concern for each in general_cautions(Finding(value=value, ceiling=ceiling), quantity, [])]


def test_a_negative_information_is_told_and_not_clipped():
    assert concerns(-0.2, 5.0) == [Concern.NEGATIVE]


def test_a_differential_entropy_may_be_negative():
    assert concerns(-0.2, None, Quantity.DIFFERENTIAL_ENTROPY) == []


def test_a_value_at_its_ceiling_is_saturated():
    assert concerns(4.99, 5.0) == [Concern.SATURATED]
    assert concerns(3.0, 5.0) == []


def test_all_that_labels_which_repeat_have_to_tell_is_not_saturated():
    """The ceiling of ross is about their entropy, and no truth lies above that."""
    label = np.arange(200) % 2
    y = 10 * label + np.random.default_rng(0).random(200)
    found = mutual_information(Labels(label), y, estimator="ross")
    assert found.value == pytest.approx(found.ceiling)
    assert not found.has(Concern.SATURATED)


def test_as_many_labels_as_samples_are_saturated():
    assert PlugIn().estimate(Labels(range(40)), Labels(range(40))).has(Concern.SATURATED)


def test_a_constant_has_neither_concern():
    assert concerns(0.0, 0.0) == []


def test_saturated_activations_in_float32_are_told():
    rng = np.random.default_rng(0)
    y = np.tanh(30 * rng.normal(size=400)).astype(np.float32)
    found = Template().estimate(rng.normal(size=400), y)
    assert found.has(Concern.FLOAT32)
    assert "y is float32" in str(found.warnings[0])


def test_float32_without_repeats_is_no_concern():
    rng = np.random.default_rng(0)
    assert Template().estimate(rng.normal(size=400), rng.normal(size=400).astype(np.float32)).warnings == ()


def test_undeclared_whole_numbers_are_told():
    found = Template().estimate(np.arange(4.0), [0, 1, 0, 1])
    assert found.has(Concern.UNDECLARED_LABELS)
    assert "declare them: Labels(y)" in str(found.warnings[0])


def test_many_different_whole_numbers_are_numbers():
    assert Template().estimate(np.arange(40), np.arange(40)).warnings == ()


@pytest.mark.parametrize("size", [(400, 1), (400, 2), (1000, 3)])
def test_a_function_is_called_vacuous_whatever_the_method(size):
    x = np.random.default_rng(0).normal(size=size)
    assert Template().estimate(x, np.maximum(x, x / 10)).has(Concern.VACUOUS)
    assert Template().estimate(np.tanh(x), x).has(Concern.VACUOUS)


@pytest.mark.parametrize("size", [(400, 1), (400, 2), (1000, 3)])
def test_a_noisy_function_is_not_called_vacuous(size):
    rng = np.random.default_rng(0)
    x = rng.normal(size=size)
    assert not Template().estimate(x, x + 0.2 * rng.normal(size=size)).has(Concern.VACUOUS)


def test_a_function_of_many_features_cannot_be_told():
    x = np.random.default_rng(0).normal(size=(1000, 8))
    assert not Template().estimate(x, x).has(Concern.VACUOUS)


def test_a_method_that_adds_noise_is_not_vacuous():
    x = np.random.default_rng(0).normal(size=(200, 1))
    assert not SamplePropagation(beta=0.1).estimate(x, np.tanh(x)).has(Concern.VACUOUS)


def test_the_labels_of_a_mix_are_declared():
    variable = Variable(name="x", vectors=np.zeros((3, 1)), codes=np.array([0, 1, 1]), was_integer=True)
    finding = Finding(value=0.0, ceiling=1.0)
    assert general_cautions(finding, Quantity.MUTUAL_INFORMATION, [variable]) == []


def test_a_falling_chain_violates_nothing():
    assert data_processing_violations([estimate(3.0), estimate(2.0), estimate(2.0)]) == []


def test_a_rise_within_the_intervals_is_no_significant_violation():
    (found,) = data_processing_violations([estimate(1.0, (0.5, 1.5)), estimate(1.2, (0.9, 1.5))])
    assert (found.earlier, found.later, found.is_significant) == (0, 1, False)
    assert found.excess == pytest.approx(0.2)


def test_a_rise_beyond_the_intervals_is_significant():
    (found,) = data_processing_violations([estimate(1.0, (0.9, 1.1)), estimate(2.0, (1.9, 2.1))])
    assert found.is_significant


def test_a_rise_without_intervals_is_told_and_claims_nothing():
    (found,) = data_processing_violations([estimate(1.0), estimate(2.0)])
    assert not found.is_significant


def test_units_may_differ_along_a_chain():
    chain = [estimate(1.0, unit=Unit.NATS), estimate(1.4426950408889634, unit=Unit.BITS)]
    assert data_processing_violations(chain) == []


def test_a_chain_of_other_things_is_refused():
    with pytest.raises(ProblemError, match=r"chain\[1\]: expected an Estimate, found 1.0"):
        data_processing_violations([estimate(1.0), 1.0])
    other = estimate(1.0, quantity=Quantity.BINNED_ENTROPY)
    with pytest.raises(
        ProblemError, match=r"chain\[1\]: expected mutual information, as the first, found entropy"
    ):
        data_processing_violations([estimate(1.0), other])
    for nothing in ([], np.array(1.0)):
        with pytest.raises(ProblemError, match="chain: expected one value or more"):
            data_processing_violations(nothing)


def test_an_estimate_is_a_number_and_says_what_it_is():
    y = Labels([0, 0, 1, 1])
    found = PlugIn().estimate(y, y, unit="bits")
    assert float(found) == found.value == 1.0
    assert str(found).startswith("mutual information 1.000000 bits in [")
