"""Compiled counting beside numpy's unique rows and searches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.arguments import Arguments
from ibsolve.estimators import Bins, Labels, PlugIn
from ibsolve.estimators.cells import binned_rows, cells_of, codes_of_rows
from ibsolve.estimators.plug_in import entropy_of_counts
from ibsolve.estimators.variable import read_variable

seeds = st.integers(0, 10**6).map(np.random.default_rng)


def same_partition(codes, others):
    pairs = set(zip(codes.tolist(), others.tolist(), strict=True))
    return len(pairs) == len(set(codes.tolist())) == len(set(others.tolist()))


@settings(max_examples=30)
@given(seeds, st.integers(1, 40), st.sampled_from([np.int32, np.int64, np.float32, np.float64]))
def test_codes_are_those_of_unique_rows(rng, d, kind):
    rows = rng.integers(-1, 2, (80, d)).astype(kind) * kind(0 if d > 30 else 1)
    codes, different = codes_of_rows(rows)
    assert same_partition(codes, np.unique(rows, axis=0, return_inverse=True)[1].ravel())
    assert different == codes.max() + 1


def test_minus_0_is_0_and_the_next_float_is_another():
    rows = np.array([[0.0], [-0.0], [np.nextafter(0, 1)]], dtype=np.float32)
    assert codes_of_rows(rows)[0].tolist() == [0, 0, 0]  # below float32's least number
    assert codes_of_rows(np.array([[0.0], [-0.0], [5e-324]]))[0].tolist() == [0, 0, 1]


@settings(max_examples=60)
@given(
    seeds,
    st.integers(1, 50),
    st.sampled_from(
        [(-1.0, 1.0), (0.1, 0.7), (-3e-5, 1e100), (0.0, 1e-200), (1e6, 1e6 + 1e-3), (1e9, 1e9 + 3e-5)]
    ),
    st.sampled_from([np.float32, np.float64]),
)
def test_bins_by_arithmetic_are_those_of_a_search(rng, count, between, kind):
    edges = np.unique(np.linspace(*between, count + 1))
    values = np.concatenate([edges, np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf)])
    spread = between[0] + (between[1] - between[0]) * rng.uniform(-0.2, 1.2, 60)
    values = np.concatenate([values, spread])[:, None]
    values = values.astype(kind) if between[1] < 1e30 else values
    indices, outside = binned_rows(values, edges)
    assert (indices == np.searchsorted(edges[1:-1], values.astype(float), side="right")).all()
    assert outside == ((values < edges[0]) | (values > edges[-1])).sum()


@settings(max_examples=20)
@given(
    seeds,
    st.sampled_from([None, (-1.0, 1.0), (0.0, 5e-324)]),
    st.sampled_from([1.0, 1e-310, 1e149]),
    st.sampled_from([np.float32, np.float64]),
)
def test_variables_are_binned_as_their_indices_say(rng, between, scale, kind):
    values = (rng.standard_normal((50, 3)) * scale).clip(-1e30, 1e30).astype(kind)
    rule = Bins(bins=7, range=between)
    variable = read_variable(Arguments(), "x", values)
    expected = np.unique(rule.indices(variable.doubles), axis=0, return_inverse=True)[1].ravel()
    found = rule.binned(variable)
    assert same_partition(found.codes, expected)
    assert rule.binned(variable) is found


@settings(max_examples=30)
@given(seeds, st.integers(1, 60))
def test_cells_are_counted_as_by_unique(rng, most):
    x, y = rng.integers(0, most, (2, 70))
    check_cells(x, y)
    check_cells(rng.permutation(70), y)
    check_cells(x, rng.permutation(80)[:70])


def check_cells(x, y):
    found = cells_of(x, y)
    pairs, place, counts = np.unique(
        np.stack([x, y], axis=1), axis=0, return_inverse=True, return_counts=True
    )
    of_x, of_y = np.bincount(x), np.bincount(y)
    assert (found.x, found.y, found.pairs) == ((of_x > 0).sum(), (of_y > 0).sum(), len(pairs))
    entropies = [entropy_of_counts(each[each > 0]) for each in (of_x, of_y, counts)]
    assert (found.entropy_x, found.entropy_y, found.entropy_pairs) == pytest.approx(entropies, abs=1e-12)
    densities = np.log(70 * counts[place.ravel()] / (of_x[x] * of_y[y]))
    assert found.spread == pytest.approx(densities.var(), abs=1e-12)
    value = max(0.0, entropies[0] + entropies[1] - entropies[2])
    assert PlugIn().estimate(Labels(x), Labels(y)).value == pytest.approx(value, abs=1e-12)
