"""The exact simplex method: a basic solution or a Farkas vector, never both."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.threshold.simplex import basic_solution

systems = st.integers(1, 4).flatmap(
    lambda rows: st.tuples(
        st.lists(st.lists(st.integers(-3, 3), min_size=rows, max_size=rows), max_size=8),
        st.lists(st.integers(0, 4), min_size=rows, max_size=rows),
    )
)


@given(systems)
def test_the_answer_proves_itself(system):
    columns, right_side = system
    solution, farkas = basic_solution(columns, right_side)
    if solution is None:
        assert all(sum(y * a for y, a in zip(farkas, column, strict=True)) <= 0 for column in columns)
        assert sum(y * b for y, b in zip(farkas, right_side, strict=True)) > 0
    else:
        assert farkas == []
        assert all(x > 0 for x in solution.values())
        for row, b in enumerate(right_side):
            assert sum(x * columns[j][row] for j, x in solution.items()) == b


@given(systems)
def test_a_solution_is_basic(system):
    columns, right_side = system
    solution, _ = basic_solution(columns, right_side)
    if solution:
        assert np.linalg.matrix_rank(np.array([columns[j] for j in solution])) == len(solution)


@given(systems, st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_a_system_made_to_have_a_solution_gets_one(system, amounts):
    columns, right_side = system
    reached = [
        sum(x * c[row] for x, c in zip(amounts, columns, strict=False)) for row in range(len(right_side))
    ]
    flipped = [-1 if b < 0 else 1 for b in reached]
    columns = [[s * a for s, a in zip(flipped, column, strict=True)] for column in columns]
    solution, _ = basic_solution(columns, [s * b for s, b in zip(flipped, reached, strict=True)])
    assert solution is not None
