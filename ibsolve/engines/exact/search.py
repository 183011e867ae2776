"""The exact search: layer above layer, each one a smaller problem of the same kind.

Once a layer is chosen, all that matters to the layers above is the joint law of its codes and the
target. So the search for them starts from that table, in canonical form, and is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ibsolve.engines.allowance import Allowance, equivocation
from ibsolve.engines.annealing import annealed_networks
from ibsolve.engines.canonical import as_column
from ibsolve.engines.evidence import counting_bound
from ibsolve.engines.exact import kernel
from ibsolve.engines.exact.columns import are_neuron_columns, layer_sizes
from ibsolve.engines.exact.layer_search import LayerSearch, Objective, Task
from ibsolve.engines.exact.reduction import Reduction, Reductions
from ibsolve.engines.exact.stage import Stage
from ibsolve.engines.exact.tables import Tables, has_mass_keys, search_tables
from ibsolve.engines.floor import layer_floor
from ibsolve.engines.interface import LayerCodes
from ibsolve.engines.needed_neurons import layer_size
from ibsolve.information import LogForm, exact_entropy
from ibsolve.problem import Problem, Readout

_TABULATED_ABOVE = 8
"""As _TABULATED_POINTS for the many small stages above the first layer."""

_PAUSES_BEFORE_HEURISTIC = 10
_RESTARTS = 6

_REMEMBERED = 100_000
"""Most stages remembered at a time, some 500 MB."""

Columns = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Layers above a stage, each as the outputs of its neurons on the stage's points, and their cost."""

    layers: tuple[Columns, ...]
    cost: LogForm


@dataclass(frozen=True, slots=True)
class _Refuted:
    """What is known of a stage without a plan: every plan costs at least this much; None: there is none."""

    least: LogForm | None


class Search:
    """One run of the exact engine on a problem.

    pause: called now and then; true ends the search. seed: of the heuristic that is asked for a network
    where the search takes long. objective: what a plan is to make small. allowed:
    what a plan may lose; the epsilon of the problem unless given. incumbent: a plan to beat.
    """

    def __init__(
        self,
        problem: Problem,
        pause: Callable[[Search], bool],
        *,
        seed: int = 0,
        objective: Objective = Objective.ENTROPY,
        allowed: Allowance | None = None,
        incumbent: Plan | None = None,
    ) -> None:
        self.stopped = False
        self.incumbent = incumbent
        self._objective = objective
        self._widths = problem.widths
        self._depth = problem.depth
        self._readout = problem.readout
        self._pause = pause
        self._seed = seed
        self._pauses = 0
        self._problem = problem
        table = problem.table
        self._is_given_epsilon = allowed is None and objective is Objective.ENTROPY
        self._allowed = allowed or Allowance.of(table, problem.epsilon)
        if objective is Objective.ENTROPY:
            self._sufficient = self._allowed.is_lossless
            floor = layer_floor(table, self._allowed, widths=problem.widths)
            self._is_refuted = floor is None or (self._sufficient and counting_bound(problem) is not None)
            self._floor = LogForm() if floor is None else floor
            self._least = self._floor * self._depth
        else:
            self._sufficient = self._is_refuted = False
            self._floor, self._least = LogForm(), equivocation(table.counts)
        self.least_cost = float(self._least)
        self._memo: dict[tuple[int, tuple[int, ...]], Plan | _Refuted] = {}
        self._reductions = Reductions(sufficient=self._sufficient, readout=self._readout)
        self._root = Stage(table, sufficient=self._sufficient, readout=self._readout)
        self._closed_nodes = 0
        self._running: list[LayerSearch] = []

    def run(self) -> Plan | None:
        """The cheapest plan, or the best in hand where `stopped`; None where none is known."""
        self.stopped = self._pause(self)
        if self._objective is Objective.DISTORTION and self.stopped:
            return self._constant_plan(self._root, 1)
        plan = None if self._is_refuted or self.stopped else self._plan(self._root, 1, None)
        if plan is not None:
            self._keep(plan)
        return self.incumbent

    @property
    def nodes(self) -> int:
        """Partial and complete layers looked at."""
        return self._closed_nodes + sum(search.nodes for search in self._running)

    @property
    def cost_in_hand(self) -> LogForm | None:
        """The cost of the best plan known, bits."""
        known = [] if self.incumbent is None else [self.incumbent.cost]
        if self._running and self._running[0].best is not None and self._running[0].cut is not None:
            known.append(self._running[0].cut)
        return min(known, default=None)

    def _keep(self, plan: Plan) -> None:
        if self.incumbent is None or plan.cost < self.incumbent.cost:
            self.incumbent = plan

    def _pulse(self, _search: LayerSearch) -> bool:
        first = self._running[0]
        open_cost = first.open_cost
        if first.size == layer_size(self._root.points, self._widths[0]) and open_cost is not None:
            # Smaller layers are done with, and what this one has still to look at is in order.
            least = open_cost + float(self._rest(1))
            in_hand = self.cost_in_hand
            self.least_cost = max(self.least_cost, least if in_hand is None else min(least, float(in_hand)))
        self.stopped = self._pause(self)
        self._pauses += 1
        if self._pauses == _PAUSES_BEFORE_HEURISTIC and self._is_given_epsilon and not self.stopped:
            self._ask_heuristic(first)
        return self.stopped

    def _ask_heuristic(self, first: LayerSearch) -> None:
        """Put networks of the heuristic in hand: a long search cuts more with a good one."""
        networks = annealed_networks(
            self._problem, seed=self._seed, restarts=_RESTARTS, stops=lambda: self._pause(self)
        )
        for codes, cost in networks:
            self._keep(plan_of(codes, cost))
            if first.cut is None or cost < first.cut:
                first.lower_cut(cost)

    def _plan(self, stage: Stage, layer: int, cut: LogForm | None) -> Plan | None:
        """The cheapest plan for the layers from `layer` on that costs less than the cut."""
        best: Plan | None = None
        constant = self._constant_plan(stage, layer)
        if constant is not None and (cut is None or constant.cost < cut):
            best, cut = constant, constant.cost
        if layer == self._depth and stage.must_output_targets(self._widths[-1]):
            return best or self._target_plan(stage, cut)
        tables = search_tables(stage) if layer == 1 else search_tables(stage, tabulated=_TABULATED_ABOVE)
        for size in layer_sizes(stage.points, self._widths[layer - 1], classes=len(stage.parts)):
            if self.stopped or (cut is not None and not self._least_from(layer) < cut):
                break
            if layer == 1 and self.incumbent is not None:
                cut = self.incumbent.cost
            plan = self._plan_of_size(stage, tables, layer, size, cut)
            if plan is not None:
                best, cut = plan, plan.cost
                if layer == 1:
                    self._keep(best)
        return best

    def _constant_plan(self, stage: Stage, layer: int) -> Plan | None:
        """Layers without information, where they keep the distortion bound."""
        layers = [(0,) * width for width in self._widths[layer - 1 :]]
        if self._objective is Objective.DISTORTION:
            return Plan(layers=tuple(layers), cost=exact_entropy(stage.table.label_counts))
        if self._sufficient:
            keeps = len(stage.parts) == 1
        else:
            keeps = self._allowed.excess(exact_entropy(stage.table.label_counts)) <= 0
        if not keeps:
            return None
        if self._readout is Readout.EQUAL:
            layers[-1] = stage.target_columns()
        return Plan(layers=tuple(layers), cost=LogForm())

    def _target_plan(self, stage: Stage, cut: LogForm | None) -> Plan | None:
        """The output layer where it must be the targets, if neurons realise them."""
        if not are_neuron_columns(stage.targets, stage.table.inputs):
            return None
        equal = self._readout is Readout.EQUAL
        layer = stage.target_columns() if equal else tuple(stage.targets)
        plan = Plan(layers=(layer,), cost=self._floor)
        return plan if cut is None or plan.cost < cut else None

    def _rest(self, layer: int) -> LogForm:
        """What the layers above `layer` cost at least."""
        return self._floor * (self._depth - layer)

    def _least_from(self, layer: int) -> LogForm:
        """What no plan for the layers from `layer` on can go below."""
        return self._rest(layer - 1) if self._objective is Objective.ENTROPY else self._least

    def _plan_of_size(
        self, stage: Stage, tables: Tables, layer: int, size: int, cut: LogForm | None
    ) -> Plan | None:
        """The cheapest plan below the cut whose first layer has `size` different neurons."""
        task = Task(
            objective=self._objective,
            kind=self._kind(stage, layer),
            size=size,
            rest=self._rest(layer),
            cut=cut,
            allowed=self._allowed,
        )
        search = LayerSearch(stage, tables, task, self._pulse)
        self._running.append(search)
        best: Plan | None = None
        for batch in search:
            for columns in batch:
                plan = self._continued(stage, layer, columns[:size], search.cut)
                if plan is not None:
                    best = plan
                    search.lower_cut(plan.cost)
                    if layer == 1:
                        self._keep(plan)
                if self.stopped:
                    break
            if self.stopped:
                break
        if search.best is not None and search.cut is not None:
            best = Plan(layers=self._closed(stage, layer, task, search.best), cost=search.cut)
        self._running.pop()
        self._closed_nodes += search.nodes
        return best

    def _kind(self, stage: Stage, layer: int) -> int:
        """What the kernel must look for at a layer; see there."""
        above = self._widths[layer:]
        if not above:
            return kernel.REFINE_BEST
        if len(above) == 1 and stage.must_output_targets(above[0]):
            return kernel.TARGETS_BEST
        if list(above) == [1] and not stage.sufficient and has_mass_keys(stage):
            return kernel.ONE_BEST
        if stage.targets and len(stage.targets) <= min(above):
            return kernel.REFINE_EMIT_OR_CLOSE
        return kernel.REFINE_EMIT

    def _closed(self, stage: Stage, layer: int, task: Task, columns: Columns) -> tuple[Columns, ...]:
        """The layers of a plan that the kernel found whole: a layer and what it knew of those above."""
        own, above = columns[: task.size], self._widths[layer:]
        if task.kind == kernel.REFINE_BEST:
            return (own,)
        if task.kind == kernel.ONE_BEST:
            return own, columns[task.size :]
        layers = [own, *(tuple(stage.targets) for _ in above)]
        if self._readout is Readout.EQUAL:
            layers[-1] = stage.target_columns()
        return tuple(layers)

    def _continued(self, stage: Stage, layer: int, columns: Columns, cut: LogForm | None) -> Plan | None:
        """The cheapest plan below the cut that begins with a given layer."""
        self.stopped = self.stopped or self._pause(self)
        if self.stopped:
            return None
        above = self._reductions.of(stage, columns)
        own = LogForm()
        if self._objective is Objective.ENTROPY:
            own = exact_entropy(above.stage.table.input_counts)
        plan = self._remembered(above, layer + 1, None if cut is None else cut - own)
        if plan is None:
            return None
        lifted = (tuple(map(above.lifted, layer_columns)) for layer_columns in plan.layers)
        return Plan(layers=(columns, *lifted), cost=own + plan.cost)

    def _remembered(self, above: Reduction, layer: int, cut: LogForm | None) -> Plan | None:
        known = self._memo.get((layer, above.key))
        if isinstance(known, Plan):
            return known if cut is None or known.cost < cut else None
        if known is not None and (known.least is None or (cut is not None and cut <= known.least)):
            return None
        plan = self._plan(above.stage, layer, cut)
        if not self.stopped:
            if len(self._memo) >= _REMEMBERED:
                self._memo.clear()
                self._reductions.forget()
            self._memo[layer, above.key] = _Refuted(cut) if plan is None else plan
        return plan


def plan_of(codes: LayerCodes, cost: LogForm) -> Plan:
    """A network, given by the codes of the support inputs at each layer, as a plan from layer 1 on.

    cost: its ΣH(X_n), bits.
    """
    return Plan(
        layers=tuple(tuple(map(as_column, zip(*layer, strict=True))) for layer in codes),
        cost=cost,
    )
