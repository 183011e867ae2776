"""What the largest output of a classifier tells of the label."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.estimators import DecisionRule, Labels, PlugIn, Quantity, mutual_information
from ibsolve.estimators.estimate import Concern


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.booleans())
def test_it_is_the_plug_in_of_labels_and_decisions(seed, miller_madow):
    rng = np.random.default_rng(seed)
    outputs, labels = rng.standard_normal((50, 4)), Labels(rng.integers(0, 4, 50))
    decisions = Labels(outputs.argmax(axis=1))
    for given_outputs in (outputs, torch.from_numpy(outputs)):
        found = DecisionRule(miller_madow).estimate(labels, given_outputs)
        assert found.value == PlugIn(miller_madow).estimate(labels, decisions).value
        assert (
            DecisionRule(miller_madow).entropy(given_outputs).value
            == PlugIn(miller_madow).entropy(decisions).value
        )
        assert not found.has(Concern.TIES)


def test_a_classifier_that_never_errs_tells_the_entropy_of_the_label():
    labels = np.arange(1000) % 10
    found = mutual_information(Labels(labels), np.eye(10)[labels], estimator="decision-rule")
    assert found.value == pytest.approx(np.log(10))
    assert not found.warnings


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_the_first_of_equal_outputs_decides_with_a_caution(kind):
    outputs = kind([[1.0, 1.0, 0.0], [0.0, 2.0, 2.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    found = DecisionRule().estimate(Labels([0, 1, 2, 0]), outputs, unit="bits")
    assert found.value == pytest.approx(1.5)
    assert "2 of 4 samples have several largest outputs" in str(found.warnings)
    assert found.has(Concern.TIES)


def test_its_entropy_is_an_entropy():
    found = DecisionRule().entropy([[0.0, 1.0]])
    assert (found.quantity, found.value) == (Quantity.ENTROPY, 0)


def test_one_output_makes_no_decision():
    with pytest.raises(
        ProblemError, match=r"y: expected outputs of two classes or more, .*found shape \(2, 1\)"
    ):
        DecisionRule().estimate(Labels([0, 1]), [0.2, 0.8])


def test_parameters_and_labels_are_checked():
    with pytest.raises(ProblemError, match="confidence: expected a finite number > 0 and < 1, found 2"):
        DecisionRule(confidence=2)
    with pytest.raises(ProblemError, match="x: expected labels for decision-rule, found vectors"):
        DecisionRule().estimate([0.0, 1.0], [[0.2, 0.8], [0.8, 0.2]])
