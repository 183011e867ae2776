"""The compiled search for one layer against every set of neurons, valued in exact arithmetic."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from brute_layers import bits_of, carries_targets, entropy, equivocation, neurons_above, partition_of, worth
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ibsolve.engines.allowance import Allowance
from ibsolve.engines.exact import kernel, layer_search
from ibsolve.engines.exact.layer_search import LayerSearch, Objective, Task
from ibsolve.engines.exact.stage import Stage, as_mask
from ibsolve.engines.exact.tables import has_mass_keys, search_tables
from ibsolve.information import LogForm
from ibsolve.problem import JointTable, Readout, cube

MASSES = {
    "small": lambda rng: int(rng.integers(1, 4)),
    # Differences far below the rounding of floats.
    "nearly equal": lambda rng: 10**13 + int(rng.integers(0, 3)),
    # So large that the kernel names blocks by masks instead of counts.
    "huge": lambda rng: 2**61 + int(rng.integers(0, 3)),
}

LOSSLESS = Allowance(equivocation=LogForm(), is_lossless=True)


@dataclass
class Case:
    """A stage, the columns to choose from, and all layers of a size made of them."""

    stage: Stage
    columns: list
    size: int

    @property
    def layers(self):
        bits = [bits_of(column, self.stage.points) for column in self.columns]
        return list(combinations(bits, self.size))

    def search(self, task):
        """A finished search, and what it handed over."""
        columns = np.array(self.columns, dtype=np.int64)
        with patch("ibsolve.engines.exact.tables.neuron_columns", lambda _: columns):
            tables = search_tables(self.stage, symmetries=False)
        search = LayerSearch(self.stage, tables, task, lambda _: False)
        return search, [self.layer(columns) for batch in search for columns in batch]

    def layer(self, columns):
        return tuple(bits_of(column, self.stage.points) for column in columns[: self.size])


def random_neuron(rng, codes):
    """The points where a random neuron fires, or does not: 0 at the first."""
    sums = codes @ rng.integers(-3, 4, size=codes.shape[1])
    fires = sums >= rng.choice(sums)
    return fires ^ fires[0]


@st.composite
def cases(draw, *, lossless, most=7, masses=tuple(MASSES), readouts=(Readout.ANY,)):
    """Stages of 2 to 64 points; where nothing may be lost, targets that a few neurons can carry."""
    variables = draw(st.integers(1, 6))
    points = draw(st.integers(2, 2**variables) | st.just(2**variables))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    mass = MASSES[draw(st.sampled_from(masses))]
    readout = draw(st.sampled_from(readouts))
    chosen = sorted(rng.choice(2**variables, size=points, replace=False))
    codes = np.array(cube(variables))[chosen]
    columns = np.unique([random_neuron(rng, codes) for _ in range(most)], axis=0)
    columns = columns[columns.any(axis=1)]
    if not len(columns):
        columns = np.arange(points)[None, :] > 0
    if lossless:
        one, two, three, four = columns[rng.integers(0, len(columns), size=4)]
        values = [one & two | three, one ^ two]
        if draw(st.booleans()):
            values = [one ^ four]
        labels = ["".join(map(str, map(int, bits))) for bits in zip(*values, strict=True)]
        law = {(tuple(code), label): mass(rng) for code, label in zip(codes.tolist(), labels, strict=True)}
    else:
        values = ["y"]
        labels = ["0", "1", "2"][: draw(st.integers(2, 3))]
        law = {(tuple(code), label): mass(rng) for code in codes.tolist() for label in labels}
    table = JointTable.of(
        variables=[f"x{i}" for i in range(variables)], targets=[f"y{i}" for i in range(len(values))], law=law
    )
    stage = Stage(table, sufficient=lossless, readout=readout)
    # Fewer neurons are never tried: k of them tell 2^k classes apart.
    fewest = max(1, (len(stage.parts) - 1).bit_length())
    assume(fewest <= len(columns))
    masks = sorted(as_mask(np.flatnonzero(column).tolist()) for column in columns)
    return Case(stage=stage, columns=masks, size=draw(st.integers(fewest, min(3, len(columns)))))


@st.composite
def allowances(draw, case, *, of_output=False):
    """Just what some layer loses, or some neuron above one: where a float cannot decide."""
    layer = draw(st.sampled_from(case.layers))
    layer = (draw(st.sampled_from(neurons_above(layer))),) if of_output else layer
    return Allowance(equivocation=equivocation(case.stage.table, layer), is_open=draw(st.booleans()))


@st.composite
def tasks(draw, case, *, kind, allowed, objective=Objective.ENTROPY):
    """The cut is often just what some layer is worth: a tie."""
    rest = draw(st.sampled_from([0, 1])) if kind != kernel.ONE_BEST else 0
    rest *= entropy(case.stage.table, case.layers[0])
    task = Task(objective=objective, kind=kind, size=case.size, rest=rest, cut=None, allowed=allowed)
    values = [value for layer in case.layers if (value := worth(case.stage, task, layer)) is not None]
    cut = draw(st.none() | st.sampled_from(values)) if values else None
    ties = draw(st.booleans()) if kind in (kernel.REFINE_EMIT, kernel.TARGETS_EMIT) else False
    return Task(
        objective=objective, kind=kind, size=case.size, rest=rest, cut=cut, allowed=allowed, ties=ties
    )


def small_steps(data):
    """Budgets that interrupt the kernel all the time, or hardly ever."""
    steps = data.draw(st.sampled_from([(1, 1), (9, 2), (10**6, 64)]))
    return patch.multiple(layer_search, _PAUSE=steps[0], _EMITTED=steps[1])


def counts(value, task):
    """Whether a value is one that a task asks for."""
    if value is None:
        return False
    return task.cut is None or value < task.cut or (task.ties and value == task.cut)


def assert_best_is_found(case, task):
    values = [worth(case.stage, task, layer) for layer in case.layers]
    better = [value for value in values if counts(value, task)]
    search, handed_over = case.search(task)
    assert search.is_complete
    assert not handed_over
    if not better:
        assert search.best is None
        return
    assert search.cut == min(better)
    assert worth(case.stage, task, case.layer(search.best)) == min(better)


def assert_all_are_emitted(case, task):
    sought = [set(layer) for layer in case.layers if counts(worth(case.stage, task, layer), task)]
    search, handed_over = case.search(task)
    assert search.is_complete
    assert len(handed_over) == len(sought)
    assert all(set(layer) in sought for layer in handed_over)


@settings(max_examples=150)
@given(st.data())
@pytest.mark.parametrize("kind", [kernel.REFINE_BEST, kernel.TARGETS_BEST])
def test_the_best_lossless_layer_is_found(kind, data):
    readouts = list(Readout) if kind == kernel.TARGETS_BEST else [Readout.ANY]
    case = data.draw(cases(lossless=True, readouts=readouts))
    kind = kind if case.stage.targets else kernel.REFINE_BEST
    task = data.draw(tasks(case, kind=kind, allowed=LOSSLESS))
    with small_steps(data):
        assert_best_is_found(case, task)


@settings(max_examples=400)
@given(st.data())
def test_the_best_of_many_near_ties_is_found(data):
    """Every improvement of the cut makes void what was known of the other near ties."""
    masses = ["nearly equal", "huge"]
    case = data.draw(cases(lossless=True, most=10, masses=masses).filter(lambda case: case.size > 1))
    assert_best_is_found(case, data.draw(tasks(case, kind=kernel.REFINE_BEST, allowed=LOSSLESS)))


@settings(max_examples=150)
@given(st.data())
def test_the_best_layer_within_a_bound_on_distortion_is_found(data):
    case = data.draw(cases(lossless=False))
    task = data.draw(tasks(case, kind=kernel.REFINE_BEST, allowed=data.draw(allowances(case))))
    with small_steps(data):
        assert_best_is_found(case, task)


@settings(max_examples=40)
@given(st.data())
def test_the_best_layer_with_its_output_neuron_is_found(data):
    case = data.draw(cases(lossless=False, masses=["small", "nearly equal"]))
    allowed = data.draw(allowances(case, of_output=True))
    task = data.draw(tasks(case, kind=kernel.ONE_BEST, allowed=allowed))
    with small_steps(data):
        assert_best_is_found(case, task)


@settings(max_examples=40)
@given(st.data())
@pytest.mark.parametrize("kind", [kernel.REFINE_BEST, kernel.ONE_BEST])
def test_the_layer_that_loses_least_is_found(kind, data):
    case = data.draw(cases(lossless=False, most=4))
    free = Allowance(equivocation=LogForm())
    task = data.draw(tasks(case, kind=kind, allowed=free, objective=Objective.DISTORTION))
    with small_steps(data):
        assert_best_is_found(case, task)


@settings(max_examples=100)
@given(st.data())
@pytest.mark.parametrize("kind", [kernel.REFINE_EMIT, kernel.TARGETS_EMIT])
def test_every_lossless_layer_below_the_cut_is_handed_over_once(kind, data):
    case = data.draw(cases(lossless=True))
    kind = kind if case.stage.targets else kernel.REFINE_EMIT
    task = data.draw(tasks(case, kind=kind, allowed=LOSSLESS))
    with small_steps(data):
        assert_all_are_emitted(case, task)


@settings(max_examples=100)
@given(st.data())
@pytest.mark.parametrize("objective", Objective)
def test_every_layer_that_keeps_a_bound_is_handed_over_once(objective, data):
    case = data.draw(cases(lossless=False))
    allowed = data.draw(allowances(case))
    task = data.draw(tasks(case, kind=kernel.REFINE_EMIT, allowed=allowed, objective=objective))
    if objective is Objective.DISTORTION:
        task = replace(task, ties=False)
    with small_steps(data):
        assert_all_are_emitted(case, task)


@settings(max_examples=100)
@given(st.data())
def test_a_layer_that_carries_the_targets_closes_the_search_below_it(data):
    case = data.draw(cases(lossless=True).filter(lambda case: case.stage.targets))
    task = data.draw(tasks(case, kind=kernel.REFINE_EMIT_OR_CLOSE, allowed=LOSSLESS))
    closing = [layer for layer in case.layers if carries_targets(case.stage, layer)]
    values = [value for layer in closing if counts(value := worth(case.stage, task, layer), task)]
    with small_steps(data):
        search, handed_over = case.search(task)
    assert (search.best is not None) == bool(values)
    if values:
        assert search.cut == min(values)
        assert carries_targets(case.stage, case.layer(search.best))
    final = min(values, default=task.cut)
    for layer in case.layers:
        value = worth(case.stage, task, layer)
        if value is not None and layer not in closing and (final is None or value < final):
            assert set(layer) in map(set, handed_over)


def test_layers_of_different_masses_can_tie_exactly():
    uniform = JointTable.of_labelled_inputs(cube(3), cube(3), None, variables=["a", "b", "c"])
    stage = Stage(uniform, sufficient=False, readout=Readout.ANY)
    anything = Allowance(equivocation=LogForm(Fraction(3)))
    task = Task(
        objective=Objective.ENTROPY,
        kind=kernel.REFINE_EMIT,
        size=3,
        rest=LogForm(),
        cut=LogForm(Fraction(2)),
        allowed=anything,
        ties=True,
    )

    def masses(task):
        search = LayerSearch(stage, search_tables(stage, symmetries=False), task, lambda _: False)
        layers = [
            tuple(bits_of(column, 8) for column in columns[:3]) for batch in search for columns in batch
        ]
        return {tuple(sorted(map(len, partition_of(layer).blocks()))) for layer in layers}

    assert masses(task) - masses(replace(task, ties=False)) == {(1, 1, 1, 1, 4), (2, 2, 2, 2)}


def test_counts_beyond_a_machine_word_are_named_by_masks():
    def stage(mass):
        law = {(code, str(int(code == (1, 1)))): mass for code in cube(2)}
        law[(0, 0), "0"] += 1
        table = JointTable.of(variables=["a", "b"], targets=["y"], law=law)
        return Stage(table, sufficient=True, readout=Readout.ANY)

    assert has_mass_keys(stage(2**59))
    assert not has_mass_keys(stage(2**60))
