"""Widths of kernels: the rules, statistics that features share, filters, and what is refused."""

from math import sqrt

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from ibsolve.errors import ProblemError
from ibsolve.estimators.kernel_width import (
    FilterKernel,
    KernelWidth,
    normalised_width,
    silverman_factor,
    simplified_width,
)

samples = st.integers(0, 10**6).map(lambda seed: 3 * np.random.default_rng(seed).standard_normal((30, 6)))


@settings(max_examples=20)
@given(st.integers(1, 10**6))
def test_silvermans_factor_stays_within_what_paper_004_says(d):
    assert silverman_factor(11) <= silverman_factor(d) <= silverman_factor(1)


@settings(max_examples=20)
@given(st.integers(1, 10**6), st.floats(0.1, 10))
def test_both_rules_of_paper_004_agree_in_one_dimension(n, gamma):
    assert normalised_width(n, 1, gamma) == simplified_width(n, 1, gamma)


@settings(max_examples=20)
@given(samples)
def test_kernels_of_numbers_and_of_the_simplified_rule_are_on_the_distances(values):
    for width, sigma in (
        (KernelWidth(0.7), 0.7),
        (KernelWidth("simplified", 3), simplified_width(30, 6, 3)),
        (KernelWidth("simplified"), simplified_width(30, 6, 2)),
    ):
        scaled = width.scaled(values, name="x")
        assert pdist(scaled.features) == pytest.approx(pdist(values) / (sigma * sqrt(2)))
        assert scaled.widths == (sigma,)


@settings(max_examples=20)
@given(samples)
def test_the_rules_that_divide_by_deviations_do_so_feature_by_feature(values):
    for rule, sigma in (
        ("normalised", normalised_width(30, 6, 2)),
        ("silverman", silverman_factor(6) * simplified_width(30, 6, 1)),
    ):
        scaled = KernelWidth(rule).scaled(values, name="x")
        assert pdist(scaled.features) == pytest.approx(pdist(values / values.std(0)) / (sigma * sqrt(2)))


@settings(max_examples=20)
@given(samples, st.floats(0.01, 100))
def test_they_do_not_see_the_scale_of_a_feature(values, scale):
    stretched = values * [scale, 1, 1, 1, 1, 1]
    for rule in ("normalised", "silverman"):
        one, other = (
            pdist(KernelWidth(rule).scaled(each, name="x").features) for each in (values, stretched)
        )
        assert one == pytest.approx(other, rel=1e-3)


@settings(max_examples=20)
@given(samples)
def test_a_group_is_normalised_by_the_statistics_of_all_its_features(values):
    expected = np.hstack([part / np.sqrt(part.var() + 1e-8) for part in (values[:, :3], values[:, 3:])])
    expected = expected / (normalised_width(30, 6, 2) * sqrt(2))
    for groups in (2, (0, 0, 0, 1, 1, 1), [7, 7, 7, 2, 2, 2]):
        assert KernelWidth(groups=groups).scaled(values, name="x").features == pytest.approx(expected)


@settings(max_examples=20)
@given(samples)
def test_groups_of_one_feature_are_no_groups(values):
    alone = KernelWidth().scaled(values, name="x").features
    assert KernelWidth(groups=6).scaled(values, name="x").features == pytest.approx(alone)


@settings(max_examples=20)
@given(samples)
def test_a_filter_has_the_width_of_its_own_dimension_and_a_tensor_of_all(values):
    product = KernelWidth().scaled(values, name="y", filters=3)
    tensor = KernelWidth().scaled(values, name="y", filters=3, kernel=FilterKernel.TENSOR)
    assert product.widths == (normalised_width(30, 2, 2),)
    assert tensor.widths == (normalised_width(30, 6, 2),)
    numbers = KernelWidth((1, 2, 4)).scaled(values, name="y", filters=3).features
    assert numbers == pytest.approx(values / np.repeat([1, 2, 4], 2) / sqrt(2))


@settings(max_examples=20)
@given(samples, st.sampled_from([0.3, "normalised", "silverman", "simplified"]))
def test_tensors_are_scaled_alike(values, width):
    expected = KernelWidth(width).scaled(values, name="x").features
    scaled = KernelWidth(width).scaled(torch.from_numpy(values), name="x").features
    assert scaled.numpy() == pytest.approx(expected)


@pytest.mark.parametrize("rule", ["normalised", "silverman"])
def test_a_constant_feature_adds_no_distance_and_counts_in_the_dimension(rule):
    values = np.array([[0.0, 0.1], [1.0, 0.1], [3.0, 0.1]])
    scaled = KernelWidth(rule).scaled(values, name="x")
    alone = KernelWidth(rule).scaled(values[:, :1], name="x")
    assert scaled.constant == 1
    expected = pdist(alone.features) * alone.widths[0] / scaled.widths[0]
    assert pdist(scaled.features) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0,), "width: expected a finite number >= 1e-90 and <= 1e\\+90, found 0.0"),
        ((-1,), "width: expected a finite number >= 1e-90"),
        ((None,), "width: expected a finite number >= 1e-90 and <= 1e\\+90, found None"),
        (((1.0, 0.0),), r"width\[1\]: expected a finite number >= 1e-90"),
        (((),), "width: expected one value or more"),
        (("scott",), 'width: expected one of "normalised", "silverman", "simplified", found \'scott\''),
        (("normalised", 0), "gamma: expected a finite number >= 1e-90"),
        ((1.0, 2.0), "gamma: expected None with a width that is a number, found 2.0"),
        ((1.0, None, 2), 'groups: expected None unless the width is "normalised" or "silverman", found 2'),
        (("simplified", 1, 2), "groups: expected None unless"),
        (("normalised", None, 0), "groups: expected a whole number >= 1, found 0"),
        (("normalised", None, (0, -1)), r"groups\[1\]: expected a whole number >= 0, found -1"),
    ],
)
def test_bad_widths_are_refused(arguments, message):
    with pytest.raises(ProblemError, match=message):
        KernelWidth(*arguments)


@pytest.mark.parametrize(
    ("width", "filters", "message"),
    [
        (KernelWidth(groups=4), 1, "groups: expected a divisor of the 6 features of x, found 4"),
        (KernelWidth(groups=(0, 1)), 1, "groups: expected a group for each of the 6 features of x, found 2"),
        (KernelWidth(), 4, "filters: expected a divisor of the 6 features of x, found 4"),
        (KernelWidth((1, 2)), 3, "width: expected one width for each of 3 kernels of x, found 2"),
        (KernelWidth((1,)), 3, "width: expected one width for each of 3 kernels of x, found 1"),
        (KernelWidth((1, 2)), 1, "width: expected one width for each of 1 kernels of x, found 2"),
    ],
)
def test_what_does_not_fit_the_features_is_refused(width, filters, message):
    with pytest.raises(ProblemError, match=message):
        width.scaled(np.zeros((3, 6)), name="x", filters=filters)


@pytest.mark.parametrize("d", [1, 10, 100])
def test_the_mean_square_distance_of_normalised_features_is_twice_their_number(d):
    """(28) for independent pairs: ‖x_1 − x_2‖² has mean 2d and variance 8d for the normal law."""
    pairs = 4000
    first, second = np.random.default_rng(6).standard_normal((2, pairs, d))
    mean = ((first - second) ** 2).sum(1).mean()
    assert mean == pytest.approx(2 * d, abs=5 * sqrt(8 * d / pairs))


@settings(max_examples=20)
@given(samples)
def test_it_is_so_exactly_over_all_pairs_of_the_samples(values):
    """(28) for two draws with replacement from the samples, whose variances are 1 to about epsilon."""
    scaled = KernelWidth().scaled(values, name="x")
    normalised = scaled.features * scaled.widths[0] * sqrt(2)
    assert 2 * (pdist(normalised) ** 2).sum() / 30**2 == pytest.approx(2 * 6, rel=1e-6)
