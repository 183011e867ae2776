"""Numbers of paper 000 and of its worked examples, pinned once per engine."""

import pytest

from ibsolve.engines import solve
from ibsolve.engines.registry import complete_engine_names
from ibsolve.experiments.boolean_cells import FOOTNOTE, cell
from ibsolve.experiments.fig2 import fig2
from ibsolve.experiments.fig3 import PRINTED_REDUCTIONS, fig3
from ibsolve.experiments.table1 import PRINTED, STARRED, as_printed, explains_starred_row, table1
from ibsolve.problem import Problem
from ibsolve.solution import Status

ENGINES = complete_engine_names()
TOLERANCE = 1e-9


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("function", "inputs", "widths"), [row for row in PRINTED if row != STARRED])
def test_a_row_of_table_1_is_what_the_paper_prints(function, inputs, widths, engine):
    assert (
        as_printed(solve(cell(function, inputs, widths), engine=engine)) == PRINTED[function, inputs, widths]
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_the_starred_row_of_table_1_is_0_4755_under_its_footnote(engine):
    solution = solve(cell(*STARRED, probability=FOOTNOTE), engine=engine)
    assert solution.objective == pytest.approx(0.475489, abs=5e-7)
    assert solution.objective_exact == "3/10*log2(3)"


def test_the_printed_value_of_the_starred_row_is_and_or_or_with_the_seven_elsewhere():
    assert explains_starred_row()


def test_table_1_matches_but_for_the_starred_row():
    verdicts = [row.verdict for row in table1(["enumerate"])]
    assert verdicts == ["matched", "explained", *["matched"] * 7]


def test_the_full_table_has_the_nine_rows_and_every_other_cell():
    rows = table1(["enumerate", "cpsat"], full=True)
    assert len(rows) == 19
    assert len({row.problem.name for row in rows}) == 19
    assert {row.verdict for row in rows} == {"matched", "explained", "not printed"}


def test_eq_20_asks_xor_for_two_mappings_that_no_neuron_implements():
    figure = fig2()
    assert figure.relaxed_optimum == 1.0
    assert [weighed.map.outputs for weighed in figure.attaining] == [
        ((0,), (1,), (1,), (0,)),
        ((1,), (0,), (0,), (1,)),
    ]
    assert not any(weighed.map.is_feasible for weighed in figure.attaining)
    assert sum(weighed.map.is_feasible for weighed in figure.maps) == 14


def test_the_mappings_of_fig_3_merge_half_a_bit_in_each_layer():
    assert [layer.reduction for layer in fig3().layers] == pytest.approx(PRINTED_REDUCTIONS)


# Independent exhaustive search over canonical states; objective and C_ν in bits, None: infeasible.
XOR = "0110"
AND = "0001"
XOR3 = "01101001"
HALF_SUM = [[2, 0], [1, 1], [1, 1], [0, 2]]
VECTORS = [
    ("AND2_w1_eps0.82", Problem.from_truth_table(AND, [1], epsilon="0.82"), 2.0, 2.0, [0.0]),
    (
        "AND2_w2_1",
        Problem.from_truth_table(AND, [2, 1]),
        2.377443751081734,
        1.188721875540867,
        [0.8112781244591328] * 2,
    ),
    (
        "AND2_w2_2_1",
        Problem.from_truth_table(AND, [2, 2, 1]),
        3.5661656266226016,
        1.188721875540867,
        [0.8112781244591328] * 3,
    ),
    (
        "AND3_w1",
        Problem.from_truth_table("00000001", [1]),
        2.4564355568004035,
        2.4564355568004035,
        [0.5435644431995964],
    ),
    (
        "AND3_w2_1",
        Problem.from_truth_table("00000001", [2, 1]),
        4.912871113600807,
        2.4564355568004035,
        [0.5435644431995964] * 2,
    ),
    ("BSC0.1_identity_w1", Problem.from_joint([[9, 1], [1, 9]], [1]), 0.0, 0.0, [1.0]),
    ("EQ3_w1", Problem.from_truth_table("10000001", [1]), None, None, None),
    (
        "OR2_footnote_distribution",
        Problem.from_truth_table("0111", [1], probability=[7, 1, 1, 1]),
        0.47548875021634696,
        0.47548875021634696,
        [0.8812908992306927],
    ),
    (
        "OR2_printed_value_distribution",
        Problem.from_truth_table("0111", [1], probability=[1, 1, 1, 7]),
        0.8877840558577582,
        0.8877840558577582,
        [0.4689955935892812],
    ),
    (
        "XOR2_P11_zero_w1",
        Problem.from_truth_table(XOR, [1], probability=["0.5", "0.25", "0.25", 0]),
        0.5,
        0.5,
        [1.0],
    ),
    ("XOR2_w1", Problem.from_truth_table(XOR, [1]), None, None, None),
    ("XOR2_w1_eps1", Problem.from_truth_table(XOR, [1], epsilon=1), 2.0, 2.0, [0.0]),
    ("XOR2_w2_1", Problem.from_truth_table(XOR, [2, 1]), 1.5, 1.0, [1.5, 1.0]),
    (
        "XOR2_w2_1_eps0.7",
        Problem.from_truth_table(XOR, [2, 1], epsilon="0.7"),
        2.377443751081734,
        1.188721875540867,
        [0.8112781244591328] * 2,
    ),
    ("XOR2_w2_two_output_neurons", Problem.from_truth_table(XOR, [2]), 0.5, 0.5, [1.5]),
    ("XOR3_w3_1", Problem.from_truth_table(XOR3, [3, 1]), 3.188721875540867, 2.0, [1.811278124459133, 1.0]),
    (
        "XOR3_w3_2_1",
        Problem.from_truth_table(XOR3, [3, 2, 1]),
        5.1887218755408675,
        2.0,
        [1.811278124459133, 1.0, 1.0],
    ),
    ("sum2_w1_eps0", Problem.from_joint(HALF_SUM, [1]), None, None, None),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("problem", "objective", "compression", "entropies"),
    [pytest.param(*vector, id=name) for name, *vector in VECTORS],
)
def test_the_optimum_is_the_independently_computed_one(problem, objective, compression, entropies, engine):
    solution = solve(problem, engine=engine)
    if objective is None:
        assert solution.status is Status.INFEASIBLE
        return
    assert solution.status is Status.OPTIMAL
    assert solution.objective == pytest.approx(objective, abs=TOLERANCE)
    assert solution.compression == pytest.approx(compression, abs=TOLERANCE)
    assert [layer.entropy for layer in solution.layers] == pytest.approx(entropies, abs=TOLERANCE)


# H(X), I(X;Y), H(X|Y) of the same vectors, bits.
TABLES = [
    ("AND2", Problem.from_truth_table(AND, [1]), 2.0, 0.8112781244591328, 1.188721875540867),
    ("AND3", Problem.from_truth_table("00000001", [1]), 3.0, 0.5435644431995964, 2.4564355568004035),
    ("BSC0.1", Problem.from_joint([[9, 1], [1, 9]], [1]), 1.0, 0.5310044064107188, 0.4689955935892812),
    ("EQ3", Problem.from_truth_table("10000001", [1]), 3.0, 0.8112781244591328, 2.188721875540867),
    (
        "OR2_footnote",
        Problem.from_truth_table("0111", [1], probability=[7, 1, 1, 1]),
        1.3567796494470397,
        0.8812908992306927,
        0.47548875021634696,
    ),
    (
        "OR2_printed",
        Problem.from_truth_table("0111", [1], probability=[1, 1, 1, 7]),
        1.3567796494470394,
        0.4689955935892812,
        0.8877840558577582,
    ),
    ("XOR2_P11_zero", Problem.from_truth_table(XOR, [1], probability=[2, 1, 1, 0]), 1.5, 1.0, 0.5),
    ("XOR2", Problem.from_truth_table(XOR, [1]), 2.0, 1.0, 1.0),
    ("XOR3", Problem.from_truth_table(XOR3, [1]), 3.0, 1.0, 2.0),
    ("sum2", Problem.from_joint(HALF_SUM, [2]), 2.0, 0.5, 1.5),
]


@pytest.mark.parametrize(
    ("problem", "H_X", "I_XY", "H_X_given_Y"), [pytest.param(*table, id=name) for name, *table in TABLES]
)
def test_the_entropies_of_a_table_are_the_independently_computed_ones(problem, H_X, I_XY, H_X_given_Y):
    solution = solve(problem, engine="enumerate")
    figures = [solution.H_X, solution.I_XY, solution.H_X_given_Y]
    assert figures == pytest.approx([H_X, I_XY, H_X_given_Y], abs=TOLERANCE)


def test_noisy_xor_compresses_less_than_its_conditional_entropy():
    # Y = XOR flipped with probability 1/10: C = 1 < H(X|Y) = 1.468996 bits, though epsilon = 0.
    noisy = Problem.from_joint([[9, 1], [1, 9], [1, 9], [9, 1]], [2, 1])
    solution = solve(noisy)
    assert solution.compression == pytest.approx(1.0)
    assert solution.H_X_given_Y == pytest.approx(1.468996, abs=5e-7)


@pytest.mark.parametrize(
    ("epsilon", "status"), [("0.688721", Status.INFEASIBLE), ("0.688722", Status.OPTIMAL)]
)
def test_xor_on_one_neuron_becomes_feasible_at_0_688722_bits(epsilon, status):
    assert solve(Problem.from_truth_table(XOR, [1], epsilon=epsilon)).status is status
