"""Matrix-based Rényi entropies: laws, limits, plain twins, filters, labels, devices, refusals."""

from math import log

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from ibsolve.errors import ProblemError
from ibsolve.estimators import Covers, Labels, MatrixRenyi, PlugIn, Quantity, gram, mutual_information
from ibsolve.estimators.estimate import Concern
from ibsolve.estimators.gram import Kernel, lower_gram, square_traces
from ibsolve.estimators.matrix_entropy import entropy_of_eigenvalues

pairs = st.integers(0, 10**6).map(lambda seed: tuple(np.random.default_rng(seed).standard_normal((2, 12, 3))))
alphas = st.sampled_from([0.5, 1, 1.01, 1.5, 2, 3, 20])
widths = st.floats(0.05, 20)
few = settings(max_examples=20)


def plain_kernel(values, sigma):
    return np.exp(-cdist(values, values, "sqeuclidean") / (2 * sigma**2))


def plain_entropy(kernel, alpha):
    """(17), (18) as printed."""
    eigenvalues = np.linalg.eigvalsh(kernel / len(kernel)).clip(0)
    if alpha == 1:
        positive = eigenvalues[eigenvalues > 0]
        return -(positive @ np.log(positive))
    return np.log((eigenvalues**alpha).sum()) / (1 - alpha)


@few
@given(pairs, st.sampled_from([1, 1.01, 1.5, 2, 3]), widths)
def test_it_is_the_formula_as_printed(pair, alpha, sigma):
    a, b = (plain_kernel(each, sigma) for each in pair)
    expected = plain_entropy(a, alpha) + plain_entropy(b, alpha) - plain_entropy(a * b, alpha)
    estimator = MatrixRenyi(alpha, sigma)
    assert estimator.estimate(*pair).value == pytest.approx(expected, abs=1e-9)
    assert estimator.entropy(pair[0]).value == pytest.approx(plain_entropy(a, alpha), abs=1e-9)


@few
@given(pairs, alphas, widths)
def test_entropies_and_information_stay_within_their_range(pair, alpha, sigma):
    found = MatrixRenyi(alpha, sigma).estimate(*pair)
    s_x, s_y, s_joint = (found.parameters[f"s_{name}_nats"] for name in ("x", "y", "joint"))
    rounding = 1e-9 if alpha >= 1 else 1e-4
    assert 0 <= min(s_x, s_y) <= max(s_x, s_y) <= s_joint + rounding
    assert s_joint <= log(12) == found.ceiling
    assert found.value <= min(s_x, s_y) + rounding


@few
@given(pairs)
def test_entropy_falls_with_its_order(pair):
    values = [MatrixRenyi(alpha, 1.0).entropy(pair[0]).value for alpha in (0.5, 0.99, 1, 1.01, 2, 5, 1e5)]
    assert values == sorted(values, reverse=True)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6).filter(lambda each: sum(each) > 0.1))
def test_the_entropy_of_order_1_is_the_limit_of_its_neighbours(eigenvalues):
    values = np.array(eigenvalues)
    limit = entropy_of_eigenvalues(values, 1)[0]
    for alpha in (1 - 1e-9, 1 + 1e-9):
        assert entropy_of_eigenvalues(values, alpha)[0] == pytest.approx(limit, abs=1e-6)


@few
@given(pairs, st.sampled_from([1, 1.01, 2]))
def test_limits_of_the_width(pair, alpha):
    """(22)–(25) of paper 004, for samples that differ."""
    narrow, wide = MatrixRenyi(alpha, 1e-4), MatrixRenyi(alpha, 1e7)
    for value, limit in (
        (narrow.entropy(pair[0]).value, log(12)),
        (narrow.estimate(*pair).value, log(12)),
        (wide.entropy(pair[0]).value, 0),
        (wide.estimate(*pair).value, 0),
    ):
        assert value == pytest.approx(limit, abs=1e-9)


@few
@given(pairs, st.sampled_from([1, 1.01, 2]))
def test_narrowing_one_kernel_alone_leaves_the_entropy_of_the_other(pair, alpha):
    found = MatrixRenyi(alpha, 1e-4, y_width=1.0).estimate(*pair)
    assert found.value == pytest.approx(MatrixRenyi(alpha, 1.0).entropy(pair[1]).value, abs=1e-9)


def test_samples_that_repeat_bring_the_entropy_of_their_multiplicities():
    found = MatrixRenyi(2, 1e-3).entropy([0.0, 0, 1, 2], unit="bits")
    assert found.value == pytest.approx(-np.log2(6 / 16))


@few
@given(pairs, alphas)
def test_both_orders_of_x_and_y_tell_the_same(pair, alpha):
    x, y = pair
    tolerance = 1e-9 if alpha >= 1 else 1e-4
    estimator = MatrixRenyi(alpha)
    assert estimator.estimate(x, y).value == pytest.approx(estimator.estimate(y, x).value, abs=tolerance)


@few
@given(st.integers(0, 10**6), alphas)
def test_labels_have_the_renyi_entropy_of_their_law(seed, alpha):
    codes = np.random.default_rng(seed).integers(0, 4, 20)
    shares = np.unique(codes, return_counts=True)[1] / 20
    expected = -(shares @ np.log(shares)) if alpha == 1 else np.log((shares**alpha).sum()) / (1 - alpha)
    assert MatrixRenyi(alpha).entropy(Labels(codes)).value == pytest.approx(expected)


@few
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_of_labels_order_1_is_the_plug_in_whichever_way_they_are_given(seed, x_as_vectors, y_as_vectors):
    x, y = np.random.default_rng(seed).integers(0, 3, (2, 20))
    # Far apart in units of the width, numbers are as good as labels.
    given_x = 1e3 * x if x_as_vectors else Labels(x)
    given_y = torch.from_numpy(1e3 * y) if y_as_vectors else Labels(y)
    expected = PlugIn().estimate(Labels(x), Labels(y)).value
    assert MatrixRenyi(1, 1.0).estimate(given_x, given_y).value == pytest.approx(expected, abs=1e-9)


@few
@given(pairs, alphas)
def test_labels_with_vectors_multiply_both_kernels(pair, alpha):
    codes = np.arange(12) % 3
    found = MatrixRenyi(alpha, 1.0).entropy((pair[0], Labels(codes)))
    kernel = plain_kernel(pair[0], 1.0) * (codes[:, None] == codes)
    if alpha >= 1:
        assert found.value == pytest.approx(plain_entropy(kernel, alpha), abs=1e-9)


@few
@given(pairs, st.sampled_from([1.01, 2]))
def test_filters_are_a_product_of_kernels(pair, alpha):
    x, y = pair
    kernels = [plain_kernel(y[:, [k]], sigma) for k, sigma in enumerate((0.5, 1.0, 2.0))]
    a, b = plain_kernel(x, 1.5), np.prod(kernels, axis=0)
    expected = plain_entropy(a, alpha) + plain_entropy(b, alpha) - plain_entropy(a * b, alpha)
    found = MatrixRenyi(alpha, 1.5, y_width=(0.5, 1, 2), filters=3).estimate(x, y)
    assert found.value == pytest.approx(expected, abs=1e-9)
    assert found.parameters["y_sigma"] == [0.5, 1, 2]


@few
@given(pairs)
def test_the_tensor_kernel_is_one_kernel_on_all_filters(pair):
    x, y = pair
    tensor = MatrixRenyi(filters=3, filter_kernel="tensor").estimate(x, y).value
    assert tensor == MatrixRenyi().estimate(x, y).value


def test_a_thousand_filters_saturate_without_underflow_and_the_tensor_kernel_does_not():
    rng = np.random.default_rng(7)
    x, y = rng.standard_normal((40, 5)), rng.standard_normal((40, 1000))
    product = MatrixRenyi(filters=1000).estimate(x, y)
    assert product.parameters["s_y_nats"] == pytest.approx(log(40))
    advice = [each.advice for each in product.warnings if each.concern is Concern.SATURATED]
    assert any('filter_kernel="tensor"' in each for each in advice)
    tensor = MatrixRenyi(filters=1000, filter_kernel="tensor").estimate(x, y)
    assert not tensor.has(Concern.SATURATED)


def test_an_information_below_0_is_told_or_clipped_where_that_is_asked_for():
    x, y = [0.0, 0, 0, 100], [0.0, 0, 100, 0]
    told = MatrixRenyi(2, 1.0).estimate(x, y)
    clipped = MatrixRenyi(2, 1.0, clip=True).estimate(x, y)
    assert told.value < 0
    assert told.has(Concern.NEGATIVE)
    assert (clipped.value, clipped.parameters["unclipped_nats"]) == (0, told.value)
    assert told.floor is None


@pytest.mark.parametrize(("gamma", "said"), [(1e4, "look alike"), (1e-4, "hardly two")])
def test_widths_that_settle_the_entropy_by_themselves_are_called_saturated(gamma, said):
    x, y = np.random.default_rng(8).standard_normal((2, 50, 2))
    found = MatrixRenyi(gamma=gamma).estimate(x, y)
    reasons = [each.reason for each in found.warnings if each.concern is Concern.SATURATED]
    assert sum(said in each for each in reasons) == 2
    assert not MatrixRenyi().estimate(x, y).has(Concern.SATURATED)


def test_a_constant_feature_is_told():
    x = np.array([[0.0, 5.0], [1.0, 5.0], [3.0, 5.0]])
    found = MatrixRenyi().entropy(x)
    assert "1 of the 2 features of x never vary" in str(found.warnings)
    assert found.has(Concern.CONSTANT)
    assert MatrixRenyi().entropy([3.0, 3.0]).value == 0


def test_one_sample_has_no_entropy():
    for alpha in (0.5, 1, 1.01, 2):
        assert MatrixRenyi(alpha).entropy([[1.0, 2.0]]).value == 0
        assert MatrixRenyi(alpha).estimate([1.0], [2.0]).value == 0


def test_below_order_1_the_interval_holds_what_rounding_hides():
    """Twenty samples on a line under a wide kernel: most eigenvalues are below 1e-17, and all positive."""
    found = MatrixRenyi(0.2, 3.0).entropy(np.arange(20.0) / 20)
    assert found.interval.covers is Covers.NUMERICAL
    assert found.value == found.interval.lower < found.interval.upper
    assert MatrixRenyi(1.01, 3.0).entropy(np.arange(20.0)).interval is None


def test_what_it_estimates_is_not_called_mutual_information():
    assert MatrixRenyi().estimate([0.0, 1], [0.0, 1]).quantity is Quantity.MATRIX_INFORMATION
    assert MatrixRenyi().entropy([0.0, 1]).quantity is Quantity.MATRIX_ENTROPY


@few
@given(pairs, st.sampled_from([1.01, 2]), st.sampled_from(["normalised", "silverman", "simplified", 0.4]))
def test_tensors_tell_what_arrays_do(pair, alpha, width):
    x, y = pair
    expected = MatrixRenyi(alpha, width).estimate(x, y).value
    for given_x, given_y in ((torch.from_numpy(x), torch.from_numpy(y)), (x, torch.from_numpy(y))):
        assert MatrixRenyi(alpha, width).estimate(given_x, given_y).value == pytest.approx(expected, abs=1e-9)


def test_float32_is_computed_in_float64():
    x = np.random.default_rng(9).standard_normal((30, 2)).astype(np.float32)
    expected = MatrixRenyi().entropy(x.astype(np.float64)).value
    assert MatrixRenyi().entropy(torch.from_numpy(x)).value == pytest.approx(expected, abs=1e-12)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
@pytest.mark.parametrize("alpha", [0.5, 1, 1.01, 2])
@pytest.mark.parametrize("width", ["normalised", "silverman", 1e-9])
def test_cuda_tells_what_arrays_do(alpha, width):
    x, y = np.random.default_rng(11).standard_normal((2, 300, 4))
    labels = Labels(np.arange(300) % 3)
    tolerance = 1e-9 if alpha >= 1 else 1e-2
    for given_x, given_y, on_cuda in (
        (x, y, torch.from_numpy(y).cuda()),
        (labels, y, torch.from_numpy(y).cuda()),
        (x, (y, labels), (torch.from_numpy(y).cuda(), labels)),
    ):
        expected = MatrixRenyi(alpha, width).estimate(given_x, given_y).value
        found = MatrixRenyi(alpha, width).estimate(given_x, on_cuda).value
        assert found == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("entries", [2**16, 50, 1])
@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_strips_of_any_height_make_the_same_matrices(entries, kind, monkeypatch):
    monkeypatch.setitem(gram._ENTRIES_AT_ONCE, "cpu", entries)
    u, v = np.random.default_rng(10).standard_normal((2, 21, 3))
    codes = np.arange(21) % 2
    a = np.exp(-cdist(u, u, "sqeuclidean")) * (codes[:, None] == codes)
    b = np.exp(-cdist(v, v, "sqeuclidean"))
    kernels = Kernel(features=kind(u), codes=codes), Kernel(features=kind(v))
    assert np.tril(lower_gram(kernels[0])) == pytest.approx(np.tril(a), abs=1e-12)
    assert square_traces(*kernels) == pytest.approx([(a**2).sum(), (b**2).sum(), ((a * b) ** 2).sum()])


@pytest.mark.parametrize("kind", [np.asarray, torch.as_tensor])
def test_near_samples_far_from_the_mean_keep_their_distance(kind):
    """By inner products, distances of 1 would drown in norms of 1e20."""
    u = np.array([[0.0], [1.0], [1e10], [1e10 + 1]])
    found = np.tril(lower_gram(Kernel(features=kind(u))))
    assert found[3].tolist() == pytest.approx([0, 0, np.exp(-1), 1], abs=1e-12)
    extreme = lower_gram(Kernel(features=kind(np.array([[-1e149], [1e149], [1e149]]))))
    assert np.tril(extreme).tolist() == pytest.approx(np.array([[1, 0, 0], [0, 1, 0], [0, 1, 1]]), abs=1e-100)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"alpha": 0}, "alpha: expected a finite number > 0 and <= 1e\\+06, found 0"),
        ({"alpha": -1}, "alpha: expected a finite number > 0"),
        ({"alpha": float("inf")}, "alpha: expected a finite number > 0 and <= 1e\\+06, found inf"),
        ({"width": 0}, "width: expected a finite number >= 1e-90"),
        ({"width": -2.0}, "width: expected a finite number >= 1e-90"),
        ({"gamma": 0}, "gamma: expected a finite number >= 1e-90"),
        ({"y_width": 0}, "y_width: expected a finite number >= 1e-90"),
        ({"y_gamma": -1}, "y_gamma: expected a finite number >= 1e-90"),
        ({"width": 1.0, "y_groups": 2}, "y_groups: expected None unless the width"),
        ({"filters": 0}, "filters: expected a whole number >= 1, found 0"),
        ({"filter_kernel": "sum"}, 'filter_kernel: expected one of "product", "tensor", found \'sum\''),
        ({"clip": 1}, "clip: expected True or False, found 1"),
    ],
)
def test_bad_parameters_are_refused(parameters, message):
    with pytest.raises(ProblemError, match=message):
        MatrixRenyi(**parameters)


def test_all_faults_are_told_once():
    with pytest.raises(ProblemError) as told:
        MatrixRenyi(alpha=0, width=0, y_gamma=0, filters=0)
    assert [fault.where for fault in told.value.faults] == ["alpha", "width", "y_gamma", "filters"]


@pytest.mark.parametrize(
    ("y", "parameters", "message"),
    [
        (
            [[0.0, 1.0], [1.0, 2.0]],
            {"filters": 3},
            "filters: expected a divisor of the 2 features of y, found 3",
        ),
        (Labels([0, 1]), {"filters": 2}, "filters: expected 1, for y has labels and no features, found 2"),
        (
            [[0.0, 1.0], [1.0, 2.0]],
            {"y_groups": 3},
            "groups: expected a divisor of the 2 features of y, found 3",
        ),
    ],
)
def test_filters_and_groups_that_do_not_fit_are_refused(y, parameters, message):
    with pytest.raises(ProblemError, match=message):
        mutual_information([0.0, 1.0], y, estimator="matrix-renyi", **parameters)
