"""The exact engine: a search over sets of neurons, with exact comparison, for up to 64 support inputs."""

from __future__ import annotations

from ibsolve.compiled import announced_compilation
from ibsolve.engines.allowance import Allowance
from ibsolve.engines.exact.counting import Count
from ibsolve.engines.exact.layer_search import Objective
from ibsolve.engines.exact.search import Plan, Search, plan_of
from ibsolve.engines.interface import AbstractEngine, Answer, LayerCodes, Limits
from ibsolve.engines.needed_neurons import layer_size
from ibsolve.errors import Fault, LimitError
from ibsolve.information import LogForm, exact_entropy, exact_total_entropy
from ibsolve.problem import Code, Problem, Readout
from ibsolve.solution import Status
from ibsolve.threshold import DICHOTOMY_LIMIT, MASK_LIMIT, dichotomy_bound

POINT_LIMIT = 64
"""Most support inputs: a set of them is one machine word."""

HIDDEN_LIMIT = MASK_LIMIT
"""Most neurons of a hidden layer that can tell its codes apart: what stands above is tabulated."""

OUTPUT_LIMIT = 10
"""Most neurons of an output layer that is searched."""

_ROUNDING = 1e-9

_FEWER_INPUTS = "give a law on fewer inputs"


class Exact(AbstractEngine):
    """Neurons as bitmasks, chosen one by one; layers above a layer as a smaller problem, remembered."""

    name = "exact"

    def check_capability(self, problem: Problem) -> None:
        points, variables = len(problem.table.inputs), len(problem.table.variables)
        if points > POINT_LIMIT:
            _refuse(f"at most {POINT_LIMIT} support inputs", str(points), _FEWER_INPUTS)
        most = dichotomy_bound(points, variables)
        if _lists_dichotomies(problem) and variables > MASK_LIMIT and most > DICHOTOMY_LIMIT:
            _refuse(
                f"at most {MASK_LIMIT} variables, or at most {DICHOTOMY_LIMIT} separable dichotomies",
                f"{points} support inputs of {variables} variables, up to {most} dichotomies",
                _FEWER_INPUTS,
            )
        for number, width in enumerate(problem.widths, start=1):
            is_last = number == problem.depth
            limit = OUTPUT_LIMIT if is_last else HIDDEN_LIMIT
            needed = layer_size(points, width)
            if needed > limit and not (is_last and problem.readout is Readout.EQUAL):
                _refuse(
                    f"at most {limit} neurons in {'the output' if is_last else 'a hidden'} layer",
                    f"{width} in layer {number} of widths {list(problem.widths)}",
                    "use narrower layers",
                )
            points = min(points, 2**width)

    def answer(self, problem: Problem, limits: Limits, hint: LayerCodes | None = None) -> Answer:
        inputs = exact_entropy(problem.table.input_counts) * problem.depth

        def pause(search: Search) -> bool:
            cost = search.cost_in_hand
            limits.tell(
                objective=None if cost is None else float(inputs - cost),
                bound=float(inputs) - search.least_cost,
                nodes=search.nodes,
            )
            return limits.reached

        incumbent = None if hint is None else plan_of(hint, exact_total_entropy(problem.table, hint))
        with announced_compilation(limits.say):
            search = Search(problem, pause, seed=limits.seed, incumbent=incumbent)
            plan = search.run()
        work = {"nodes": search.nodes}
        bound = float(inputs) - search.least_cost + _ROUNDING
        if search.stopped:
            found = Status.UNKNOWN if plan is None else Status.FEASIBLE
        else:
            found = Status.INFEASIBLE if plan is None else Status.OPTIMAL
        codes = None if plan is None else _codes(plan, problem)
        return Answer(status=found, codes=codes, bound=bound, work=work)


def optima(problem: Problem, cost: LogForm, limits: Limits) -> int | None:
    """The number of distinct tuples of partitions with the least Σ H(X_i), cost, in bits.

    None where the limits are reached, or there are more than a million.
    """
    with announced_compilation(limits.say):
        return Count(problem, cost, lambda: limits.reached).number()


def least_equivocation(problem: Problem, limits: Limits) -> tuple[LayerCodes, bool]:
    """The codes of a network of the problem's widths with the least H(Y|X_ν), whatever epsilon is.

    The second value is false where the limits were reached before this was proved.
    """
    with announced_compilation(limits.say):
        search = Search(problem, lambda _: limits.reached, objective=Objective.DISTORTION)
        plan = search.run()
    assert plan is not None, "constant neurons are always realisable"
    return _codes(plan, problem), not search.stopped


def _lists_dichotomies(problem: Problem) -> bool:
    """Whether layer 1 is searched: not where it must be the targets themselves."""
    lossless = problem.epsilon == 0 and problem.widths[-1] == 1
    return problem.depth > 1 or not (lossless or problem.readout is Readout.EQUAL)


def cheapest_below(problem: Problem, distortion: LogForm, limits: Limits) -> tuple[LayerCodes | None, bool]:
    """The codes of the best network whose distortion is strictly below a value, in bits; None if none is.

    The epsilon of the problem is not looked at, the readout is "any". The second value
    is false where the limits were reached before the best was proved to be it.
    """
    if distortion <= 0:
        return None, True
    with announced_compilation(limits.say):
        # What loses nothing is quickly found, and a network to beat.
        lossless = Search(problem.revised(epsilon=0), lambda _: limits.reached, seed=limits.seed)
        incumbent = lossless.run()
        search = Search(
            problem,
            lambda _: limits.reached,
            allowed=Allowance.below(problem.table, distortion),
            incumbent=incumbent,
        )
        plan = search.run()
    return None if plan is None else _codes(plan, problem), not search.stopped


def _codes(plan: Plan, problem: Problem) -> LayerCodes:
    """The code of every support input at each layer; neurons that are not needed are 0."""
    points = range(len(problem.table.inputs))

    def code(columns: tuple[int, ...], width: int, point: int) -> Code:
        bits = [column >> point & 1 for column in columns]
        return tuple(bits + [0] * (width - len(bits)))

    return tuple(
        tuple(code(columns, width, point) for point in points)
        for columns, width in zip(plan.layers, problem.widths, strict=True)
    )


def _refuse(expected: str, found: str, remedy: str) -> None:
    raise LimitError(Fault(where="engine exact", expected=expected, found=found, remedy=remedy))
