"""The tables of all threshold functions of few variables, with their smallest weights."""

from itertools import product

import pytest
from certificates import realises

from ibsolve.errors import LimitError
from ibsolve.problem import cube
from ibsolve.threshold import TABLE_LIMIT, threshold_functions, threshold_masks


@pytest.mark.parametrize(("variables", "count"), list(enumerate([2, 4, 14, 104, 1882])))
def test_the_tables_are_complete(variables, count):
    """OEIS A000609; vector 000_threshold_counts."""
    assert len(threshold_functions(variables)) == count


@pytest.mark.parametrize(("variables", "count"), list(enumerate([2, 4, 14, 104, 1882, 94572])))
def test_the_masks_of_all_functions_are_complete(variables, count):
    """OEIS A000609; vector 000_threshold_counts."""
    assert len(threshold_masks(variables)) == count


@pytest.mark.parametrize("variables", range(TABLE_LIMIT + 1))
def test_symmetries_of_ascending_weights_reach_the_functions_of_the_table(variables):
    assert threshold_masks(variables).tolist() == sorted(threshold_functions(variables))


def test_masks_of_six_variables_are_refused_with_a_way_out():
    with pytest.raises(LimitError, match=r"at most 5 to list all threshold functions, found 6 \(enumerate"):
        threshold_masks(6)


@pytest.mark.parametrize("variables", range(1, TABLE_LIMIT + 1))
def test_every_neuron_of_a_table_realises_its_function(variables):
    points = cube(variables)
    assert all(realises(neuron, points, mask) for mask, neuron in threshold_functions(variables).items())


def test_without_inputs_there_are_the_two_constants():
    assert [threshold_functions(0)[mask].fires((0,)) for mask in (0, 1)] == [False, True]


@pytest.mark.parametrize(("variables", "largest"), [(1, 1), (2, 1), (3, 2), (4, 3)])
def test_the_largest_weight_that_some_function_needs(variables, largest):
    """Muroga 1971: 1, 1, 2, 3."""
    weights = [neuron.weights for neuron in threshold_functions(variables).values()]
    assert max(abs(w) for each in weights for w in each) == largest


@pytest.mark.parametrize(("variables", "bound"), [(2, 0), (3, 1), (4, 1), (4, 2)])
def test_a_function_has_a_large_weight_only_if_small_ones_do_not_do(variables, bound):
    points = cube(variables)
    within = set()
    for weights in product(range(-bound, bound + 1), repeat=variables):
        sums = [sum(w * x for w, x in zip(weights, point, strict=True)) for point in points]
        for threshold in range(-bound * variables, bound * variables + 2):
            within.add(sum((value >= threshold) << i for i, value in enumerate(sums)))
    table = threshold_functions(variables)
    assert within == {mask for mask, neuron in table.items() if max(map(abs, neuron.weights)) <= bound}


def test_symmetric_functions_have_positive_weights_of_one():
    for threshold in range(1, 5):
        mask = sum((sum(code) >= threshold) << i for i, code in enumerate(cube(4)))
        neuron = threshold_functions(4)[mask]
        assert (neuron.weights, neuron.threshold) == ((1, 1, 1, 1), threshold)


def test_a_table_cannot_be_changed():
    with pytest.raises(TypeError, match="does not support item assignment"):
        threshold_functions(1)[0] = None


def test_five_variables_are_refused_with_a_way_out():
    with pytest.raises(
        LimitError, match=r"variables: expected at most 4 .* found 5 \(enumerate the dichotomies"
    ):
        threshold_functions(5)
