"""The sums over pairs against a few plain lines, on the processor and by torch."""

import tracemalloc

import numpy as np
import pytest
import torch
from mixtures import log_weights, posterior_entropies

from ibsolve.estimators.mixture import merged_centres, pairwise_bounds
from ibsolve.estimators.mixture.compiled_sums import CompiledSums
from ibsolve.estimators.mixture.device_sums import DeviceSums
from ibsolve.estimators.mixture.draws import group_entropies
from ibsolve.estimators.mixture.sums import Precision


def on_cpu(centres, precision=Precision.FLOAT64):
    return DeviceSums(centres, torch.device("cpu"), precision)


BACK_ENDS = pytest.mark.parametrize("sums_of", [CompiledSums, on_cpu])


def layer(*, samples=300, dimension=5, beta=0.3, groups=None, scale=1.0, seed=0):
    rng = np.random.default_rng(seed)
    rows = scale * rng.normal(size=(samples, dimension))
    rows[: samples // 5] = rows[0]
    centres = merged_centres(rows, beta, groups)
    own = rng.integers(centres.size, size=57)
    noise = rng.normal(size=(57, dimension))
    return centres, own, centres.places[own] + noise, (noise**2).sum(axis=1) / 2


@BACK_ENDS
@pytest.mark.parametrize("dimension", [1, 2, 3, 4, 5, 9])
def test_posterior_entropies_are_those_of_a_few_plain_lines(sums_of, dimension):
    centres, _, points, shifts = layer(dimension=dimension)
    found = sums_of(centres).centre_sums(points, shifts)
    expected = posterior_entropies(points, centres.places, centres.counts)
    assert found.entropies == pytest.approx(expected, abs=1e-12)
    logs = log_weights(points, centres.places, centres.counts)
    assert found.weights == pytest.approx(np.exp(logs + shifts[:, None]).sum(axis=1), rel=1e-12)


@BACK_ENDS
def test_more_centres_than_a_block_holds(sums_of):
    centres, _, points, shifts = layer(samples=2000)
    found = sums_of(centres).centre_sums(points, shifts)
    expected = posterior_entropies(points, centres.places, centres.counts)
    assert found.entropies == pytest.approx(expected, abs=1e-12)


@BACK_ENDS
@pytest.mark.parametrize("precision", [Precision.FLOAT64, Precision.FLOAT32])
@pytest.mark.parametrize(("scale", "dimension"), [(20.0, 1), (20.0, 2), (6.0, 30), (0.0, 2)])
def test_what_is_left_out_far_away_is_less_than_rounding(sums_of, scale, dimension, precision):
    """One axis spreads the samples, the others hardly do; counts differ."""
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(900, dimension)) * np.where(np.arange(dimension) == dimension - 1, scale, 0.2)
    centres = merged_centres(np.concatenate([rows, rows[:90], np.repeat(rows[:1], 50, axis=0)]), 1.0)
    own, noise = rng.integers(centres.size, size=57), 2 * rng.normal(size=(57, dimension))
    points, shifts = centres.places[own] + noise, (noise**2).sum(axis=1) / 2
    sums, exact = sums_of(centres, precision), precision is Precision.FLOAT64
    found = sums.centre_sums(points, shifts)
    logs = log_weights(points, centres.places, centres.counts) + shifts[:, None]
    assert found.weights == pytest.approx(np.exp(logs).sum(axis=1), rel=1e-11 if exact else 1e-4)
    expected = posterior_entropies(points, centres.places, centres.counts)
    assert found.entropies == pytest.approx(expected, abs=1e-11 if exact else 1e-3)
    squares = ((centres.places[:, None] - centres.places) ** 2).sum(axis=2)
    for each, width in zip(sums.affinities(), (8, 2), strict=True):
        assert each == pytest.approx(np.exp(-squares / width) @ centres.counts, rel=1e-11 if exact else 1e-4)


@BACK_ENDS
def test_entropies_of_groups(sums_of):
    codes = np.random.default_rng(1).integers(40, size=700)
    centres, _, points, shifts = layer(samples=700, groups=codes)
    found = sums_of(centres).group_sums(points, shifts)
    expected = posterior_entropies(points, centres.places, centres.counts, centres.group_of_centre)
    assert found.entropies == pytest.approx(expected, abs=1e-12)


@BACK_ENDS
def test_sums_within_the_group_of_each_point(sums_of):
    codes = np.random.default_rng(1).integers(4, size=700)
    centres, own, points, shifts = layer(samples=700, groups=codes)
    order = np.argsort(own)
    first, last = centres.own_group
    span = first[own[order]], last[own[order]]
    found = sums_of(centres).centre_sums(points[order], shifts[order], span).entropies
    for place, point in enumerate(order):
        part = slice(span[0][place], span[1][place])
        plain = posterior_entropies(points[[point]], centres.places[part], centres.counts[part])
        assert found[place] == pytest.approx(plain[0], abs=1e-12)


@BACK_ENDS
def test_log_sums_of_points_far_from_every_centre(sums_of):
    centres, _, points, _ = layer()
    far = points + 200
    logs = log_weights(far, centres.places, centres.counts)
    largest = logs.max(axis=1)
    expected = largest + np.log(np.exp(logs - largest[:, None]).sum(axis=1))
    assert sums_of(centres).log_sums(far) == pytest.approx(expected, rel=1e-12)


@BACK_ENDS
@pytest.mark.parametrize("groups", [None, 3])
def test_pairwise_bounds_are_equation_3_of_paper_002(sums_of, groups):
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(60, 3))
    rows[40:] = rows[:20]
    codes = None if groups is None else rng.integers(groups, size=60)
    centres = merged_centres(rows, 0.7, codes)
    found = pairwise_bounds(centres, sums_of(centres))

    def plain(points, width):
        squares = ((points[:, None] - points) ** 2).sum(axis=2)
        return -np.log(np.exp(-squares / (2 * width * 0.7**2)).mean(axis=1)).mean()

    assert found.lower == pytest.approx(plain(rows, 4), abs=1e-12)
    assert found.upper == pytest.approx(plain(rows, 1), abs=1e-12)
    for width, within in ((4, found.lower_within), (1, found.upper_within)):
        parts = [] if codes is None else [(codes == code) for code in range(groups)]
        assert within == pytest.approx(
            sum(each.mean() * plain(rows[each], width) for each in parts), abs=1e-12
        )


@BACK_ENDS
def test_a_range_of_ten_thousand_betas_loses_no_digits(sums_of):
    """Close pairs far from the origin: the form of products would lose eight digits."""
    base = np.array([[0.0, 0.0], [1e4, -1e4]])
    step = np.array([0.5, 0.25])
    rows = np.concatenate([base, base + step])
    near = merged_centres(np.array([[0.0, 0.0], step]), 1.0)
    wide = merged_centres(rows, 1.0)
    expected = pairwise_bounds(near, sums_of(near))
    found = pairwise_bounds(wide, sums_of(wide))
    assert found.lower - np.log(2) == pytest.approx(expected.lower, abs=1e-10)
    assert found.upper - np.log(2) == pytest.approx(expected.upper, abs=1e-10)


@BACK_ENDS
def test_float32_is_right_to_four_digits_where_it_is_allowed(sums_of):
    centres, _, points, shifts = layer(beta=0.2)
    found = sums_of(centres, Precision.FLOAT32).centre_sums(points, shifts).entropies
    expected = posterior_entropies(points, centres.places, centres.counts)
    assert found == pytest.approx(expected, abs=1e-4)


def test_numpy_and_torch_draw_the_same_numbers():
    codes = np.random.default_rng(1).integers(40, size=700)
    for groups in (None, codes):
        centres = layer(samples=700, groups=groups)[0]
        found = [
            group_entropies(centres, sums, np.random.default_rng(3))
            for sums in (CompiledSums(centres), on_cpu(centres))
        ]
        assert found[0] == pytest.approx(found[1], abs=1e-12)


@BACK_ENDS
def test_memory_does_not_hold_all_pairs(sums_of):
    """4000 · 4000 pairs of floats would take 128 MB."""
    rows = np.random.default_rng(0).normal(size=(4000, 2))
    rng = np.random.default_rng(0)
    centres = merged_centres(rows, 0.1)
    group_entropies(merged_centres(rows[:2], 0.1), CompiledSums(merged_centres(rows[:2], 0.1)), rng)
    tracemalloc.start()
    group_entropies(centres, sums_of(centres), rng)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10e6
