"""What estimators are given, and what is refused before anything is computed."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.arguments import Arguments
from ibsolve.errors import ProblemError
from ibsolve.estimators import Kind, Labels, PlugIn, SamplePropagation, estimator_by_name
from ibsolve.estimators.TEMPLATE import Template
from ibsolve.estimators.variable import joint_codes, read_variable

NUMBERS = np.arange(6.0)


def variable(given):
    arguments = Arguments()
    found = read_variable(arguments, "x", given)
    arguments.check()
    return found


def test_numbers_are_vectors_of_one_feature():
    found = variable([1.0, 2.0, 4.0])
    assert (found.kind, found.n, found.dimension) == (Kind.VECTORS, 3, 1)


def test_labels_are_recognised_only_where_they_are_declared():
    assert variable([0, 1, 1]).kind is Kind.VECTORS
    assert variable(Labels([0, 1, 1])).kind is Kind.LABELS


def test_a_tuple_of_numbers_and_labels_is_both():
    found = variable((NUMBERS, Labels([0, 1] * 3)))
    assert (found.kind, found.dimension, found.codes.tolist()) == (Kind.MIXED, 1, [0, 1] * 3)


def test_labels_with_labels_are_joint_labels():
    assert variable((Labels([0, 0, 1]), Labels([0, 1, 1]))).codes.tolist() == [0, 1, 2]


def test_a_tensor_stays_one_and_is_read_without_its_gradient():
    found = variable(torch.ones(3, 2, requires_grad=True))
    assert found.is_tensor
    assert not found.vectors.requires_grad
    assert found.floats.dtype == np.float64


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_widened(dtype):
    assert variable(torch.ones(3, dtype=dtype)).vectors.dtype == torch.float32


def test_equal_rows_have_equal_codes_whatever_the_sign_of_zero():
    codes = variable(np.array([[0.0, 1.0], [-0.0, 1.0], [0.0, 2.0]])).row_codes
    assert codes[0] == codes[1] != codes[2]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_joint_codes_are_equal_where_all_parts_are(pairs):
    first, second = (np.array(part) for part in zip(*pairs, strict=True))
    codes = joint_codes(first, second)
    assert len(set(codes.tolist())) == len(set(pairs)) == codes.max() + 1
    assert len(set(zip(codes.tolist(), pairs, strict=True))) == len(set(pairs))


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([1.0, np.nan], r"x\[1\]: expected finite numbers within ±1e\+150, found nan \(drop such samples"),
        ([[1.0, np.inf]], r"x\[0, 1\]: expected finite numbers within ±1e\+150, found inf"),
        (
            [],
            r"x: expected shape .* with one sample and one feature or more, found shape \(0,\)",
        ),
        (np.zeros((3, 0)), r"found shape \(3, 0\)"),
        (np.zeros((2, 2, 2)), r"found shape \(2, 2, 2\)"),
        (1.5, r"found shape \(\)"),
        (["a", "b"], r"x: expected real numbers .* \(text and whole numbers that are labels are declared"),
        ([1j], "x: expected real numbers"),
        ([[1.0], [1.0, 2.0]], "x: expected real numbers"),
        (None, "x: expected real numbers"),
        ((NUMBERS, Labels([0, 1])), "x: expected as many labels as vectors, 6, found 2"),
        (torch.tensor([1.0, float("nan")]), r"x\[1\]: expected finite numbers"),
    ],
)
def test_what_is_no_sample_is_refused(x, message):
    with pytest.raises(ProblemError, match=message):
        variable(x)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            [0.0, 1.0],
            r"labels: expected whole numbers, Booleans or text, found floats such as 0.0 \(numbers with",
        ),
        ([None, 1], "labels: expected whole numbers, Booleans or text, found an array of object"),
        ([], r"labels: expected whole numbers, Booleans or text, found no sample"),
        (
            np.zeros((1, 1, 1), dtype=int),
            r"labels: expected shape \(N,\) or \(N, d\) .* found shape \(1, 1, 1\)",
        ),
        ([[1], [1, 2]], "labels: expected labels of one shape"),
        (torch.tensor([0.5]), "found floats such as 0.5"),
    ],
)
def test_what_is_no_label_is_refused(values, message):
    with pytest.raises(ProblemError, match=message):
        Labels(values)


def test_labels_may_be_text_booleans_rows_and_tensors():
    assert Labels(["b", "a", "b"]).codes.tolist() == [1, 0, 1]
    assert Labels([True, False]).codes.tolist() == [1, 0]
    assert Labels(np.array(["b", "a"], dtype=object)).codes.tolist() == [1, 0]
    assert Labels([[0, 1], [0, 1], [1, 0]]).codes.tolist() == [0, 0, 1]
    assert Labels(torch.tensor([3, 1])).codes.tolist() == [1, 0]


def test_different_numbers_of_samples_are_refused():
    with pytest.raises(
        ProblemError, match="x and y: expected as many samples of each, found 2 of x and 3 of y"
    ):
        Template().estimate([1.0, 2.0], [1.0, 2.0, 3.0])


def test_all_faults_come_in_one_message():
    with pytest.raises(ProblemError) as refused:
        Template().estimate([np.nan], ["a"], unit="hartleys", rng=-1)
    assert [fault.where for fault in refused.value.faults] == ["x[0]", "y", "unit", "rng"]


def test_labels_where_numbers_are_needed_are_refused_with_a_way_out():
    expected = r"y: expected vectors for template, found labels \(choose an estimator that takes labels"
    with pytest.raises(ProblemError, match=expected):
        Template().estimate([1.0], Labels([1]))


def test_numbers_where_labels_are_needed_are_refused_with_a_way_out():
    with pytest.raises(ProblemError, match=r"x: expected labels for plug-in, found vectors \(declare labels"):
        PlugIn().estimate([1.0], Labels([1]))


def test_an_estimator_lists_the_parameters_it_takes():
    with pytest.raises(
        ProblemError, match=r"estimator plug-in: expected parameters among miller_madow, confidence, found k$"
    ):
        estimator_by_name("plug-in", k=3)
    with pytest.raises(
        ProblemError, match="estimator ross: expected parameters among k, confidence, found summary"
    ):
        estimator_by_name("ross", summary="another")


def test_seeds_are_whole_numbers_of_python_or_numpy():
    x = np.random.default_rng(0).normal(size=(30, 2))
    method = SamplePropagation(0.5)
    assert method.estimate(x, x, rng=np.int64(3)).value == method.estimate(x, x, rng=3).value


def test_names_of_a_choice_are_text():
    with pytest.raises(ProblemError, match=r"unit: expected one of .* found array"):
        PlugIn().entropy(Labels([0, 1]), unit=np.array(["bits", "nats"]))


def test_complex_tensors_are_refused():
    with pytest.raises(ProblemError, match="x: expected real numbers"):
        variable(torch.ones(3, dtype=torch.complex64))
