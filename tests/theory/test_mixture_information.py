import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.theory import first_layer_information, mixture_information, noise_entropy

THREE = [[0.0, 0.0], [0.3, 0.1], [-0.2, 0.4]]


@pytest.mark.parametrize(
    ("beta", "entropy", "information"),
    [(0.1, -0.7883747507933885, 0.9789183687853573), (0.2, 0.16890024003763057, 0.5498989984964858)],
)
def test_three_points_of_the_plane(beta, entropy, information):
    """Computed apart by a grid that was halved: 1e-15."""
    found = mixture_information(THREE, [1 / 3] * 3, beta)
    assert found == pytest.approx(information, abs=1e-11)
    assert found + noise_entropy(dimension=2, beta=beta) == pytest.approx(entropy, abs=1e-11)


def test_a_product_tells_what_its_axes_tell():
    a, b = np.tanh(0.5), np.tanh(0.7)
    corners = [[x, y] for x in (-a, a) for y in (-b, b)]
    entropy = mixture_information(corners, [0.25] * 4, 0.3) + noise_entropy(dimension=2, beta=0.3)
    assert entropy == pytest.approx(1.6030569958790242, abs=1e-11)
    axes = sum(first_layer_information([-c, c], [0.5, 0.5], 0.3) for c in (a, b))
    assert mixture_information(corners, [0.25] * 4, 0.3) == pytest.approx(axes, abs=1e-11)


@given(
    st.lists(st.floats(-20, 20), min_size=1, max_size=4),
    st.floats(0, 6.3),
    st.tuples(st.floats(-30, 30), st.floats(-30, 30)),
)
def test_points_on_a_line_tell_what_they_tell_in_one_dimension(values, angle, origin):
    """A line at any angle and place to the grid: two independent quadratures."""
    law = np.full(len(values), 1 / len(values))
    line = np.array(values)[:, None] * [np.cos(angle), np.sin(angle)] + origin
    assert mixture_information(line, law, 1.0) == pytest.approx(
        first_layer_information(values, law, 1.0), abs=1e-10
    )


def test_one_dimension_is_that_of_the_first_layer():
    expected = first_layer_information([-1, 1], [0.3, 0.7], 0.8, unit="bits")
    assert mixture_information([-1, 1], [0.3, 0.7], 0.8, unit="bits") == expected
    assert mixture_information([[-1], [1]], [0.3, 0.7], 0.8, unit="bits") == expected


def test_equal_means_count_as_one_and_missing_ones_not_at_all():
    once = mixture_information([[0, 0], [1, 1]], [0.5, 0.5], 0.5)
    assert mixture_information([[0, 0], [1, 1], [1, 1], [9, 9]], [0.5, 0.2, 0.3, 0], 0.5) == once
    assert mixture_information([[2, 2], [2, 2]], [0.5, 0.5], 0.5) == 0


def test_means_a_million_deviations_apart_are_told_apart():
    assert mixture_information([[0, 0], [1e6, 1e6]], [0.5, 0.5], 1.0) == pytest.approx(np.log(2), abs=1e-12)


@pytest.mark.parametrize(
    ("means", "probabilities", "beta", "message"),
    [
        (
            np.zeros((2, 3)),
            [0.5, 0.5],
            1.0,
            r"means: expected numbers .* of shape \(n,\), \(n, 1\) or \(n, 2\)",
        ),
        ([[0, np.nan]], [1.0], 1.0, "means: expected numbers within"),
        (THREE, [0.5, 0.5], 1.0, "probabilities: expected 3 numbers >= 0"),
        (THREE, [0.5, 0.5, 0.5], 1.0, "probabilities: expected a sum of 1 within 1e-9, found 1.5"),
        (THREE, [1 / 3] * 3, 0.0, "beta: expected a finite number > 0, found 0"),
        (THREE, [1 / 3] * 3, 1e-200, "beta: expected a finite number > 5e-151"),
        ("ab", [1.0], 1.0, "values: expected"),
    ],
)
def test_what_is_no_noisy_plane_is_refused(means, probabilities, beta, message):
    with pytest.raises(ProblemError, match=message):
        mixture_information(means, probabilities, beta)
