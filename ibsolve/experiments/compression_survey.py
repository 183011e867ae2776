"""Paper 002 as a tool: which of the three phases a grid of networks shows to each estimator, and to what end.

Cells are data × architecture × activation × optimiser × estimator. What they say is printed beside the marks
of the review's Table I.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from ibsolve.datasets import Samples, digits, szt
from ibsolve.experiments.kept_results import KeptResults
from ibsolve.experiments.probing import logarithmic_times, probe_of
from ibsolve.experiments.review_table import TABLE, Surveyed
from ibsolve.experiments.trained_plane import (
    ADAPTED,
    BINS,
    DECISION_RULE,
    HASHING,
    KDE,
    METHODS,
    OF_ONE,
    PERCENTILES,
    RENYI,
    RULES,
    RULES_TEXT,
    SZT_HIDDEN,
    TEN_BINS,
    Setting,
    TrainedPlane,
    mark,
    trained_plane,
)
from ibsolve.report.chart import Chart, Panel, Series, Style
from ibsolve.report.reproduction import Check, Report, Reproduction, ResultTable
from ibsolve.studies.information_plane import Change, Phases, phases
from ibsolve.studies.rank_correlation import RankCorrelation, rank_correlation

SURVEYED = (BINS, PERCENTILES, KDE, ADAPTED, RENYI, TEN_BINS, DECISION_RULE)
"""Estimators of both runs; the full one adds hashing."""

ACTIVATIONS = ("tanh", "relu")
OPTIMISERS = ("sgd", "gd", "adam")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is run. epochs: by data and optimiser."""

    seeds: int
    times: int
    inputs: int
    widths: dict[str, tuple[tuple[int, ...], ...]]
    epochs: dict[tuple[str, str], int]
    methods: tuple[str, ...]


QUICK = Size(
    seeds=2,
    times=9,
    inputs=256,
    widths={"szt": (SZT_HIDDEN,), "digits": ((20, 20, 20),)},
    epochs={
        ("szt", "sgd"): 120,
        ("szt", "gd"): 1000,
        ("szt", "adam"): 150,
        ("digits", "sgd"): 40,
        ("digits", "gd"): 400,
        ("digits", "adam"): 40,
    },
    methods=SURVEYED,
)
FULL = Size(
    seeds=5,
    times=30,
    inputs=512,
    widths={"szt": (SZT_HIDDEN, (20, 20, 20)), "digits": ((20, 20, 20), (64, 32))},
    epochs={
        ("szt", "sgd"): 400,
        ("szt", "gd"): 6000,
        ("szt", "adam"): 600,
        ("digits", "sgd"): 300,
        ("digits", "gd"): 3000,
        ("digits", "adam"): 300,
    },
    methods=(*SURVEYED, HASHING),
)
RATES = {"sgd": 0.1, "gd": 0.5, "adam": 0.005}
KEPT = "networks.json"
"""What is kept of each network, in the folder of the run."""
BATCHES = {("szt", "sgd"): 64, ("szt", "adam"): 256, ("digits", "sgd"): 32, ("digits", "adam"): 64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which cells run a row of Table I."""

    data: tuple[str, ...]
    activations: tuple[str, ...]
    optimisers: tuple[str, ...]
    methods: tuple[str, ...]

    def has(self, verdict: Verdict) -> bool:
        """Whether it is one of them."""
        return (
            verdict.network.data in self.data
            and verdict.network.activation in self.activations
            and verdict.network.optimiser in self.optimisers
            and verdict.method in self.methods
        )


_BOTH = ("szt", "digits")
COVERAGE = {
    "[8], [9]": Coverage(data=_BOTH, activations=ACTIVATIONS, optimisers=("sgd",), methods=(DECISION_RULE,)),
    "[5]": Coverage(
        data=("szt",), activations=ACTIVATIONS, optimisers=("adam",), methods=(PERCENTILES, ADAPTED)
    ),
    "[10]": Coverage(data=("digits",), activations=ACTIVATIONS, optimisers=OPTIMISERS, methods=(TEN_BINS,)),
    "[13]": Coverage(data=("digits",), activations=("relu",), optimisers=("adam",), methods=(KDE,)),
    "[6]": Coverage(data=_BOTH, activations=ACTIVATIONS, optimisers=("sgd",), methods=(BINS,)),
    "[16]": Coverage(data=("digits",), activations=ACTIVATIONS, optimisers=("adam",), methods=(HASHING,)),
    "[3]": Coverage(data=("szt",), activations=("tanh",), optimisers=("sgd",), methods=(BINS,)),
    "[4]": Coverage(data=_BOTH, activations=ACTIVATIONS, optimisers=("sgd", "gd"), methods=(BINS, KDE)),
    "[7]": Coverage(data=_BOTH, activations=ACTIVATIONS, optimisers=("sgd",), methods=(BINS,)),
    "[18]": Coverage(data=("digits",), activations=ACTIVATIONS, optimisers=("sgd",), methods=(RENYI,)),
}
"""By the references of the row; the others have a reason in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network of the grid and its training. widths: of the hidden layers."""

    data: str
    widths: tuple[int, ...]
    activation: str
    optimiser: str
    seed: int

    @property
    def layers(self) -> str:
        """The widths in a row."""
        return "-".join(map(str, self.widths))

    @property
    def title(self) -> str:
        """Which one it is."""
        return f"{self.data}, {self.layers}, {self.activation}, {self.optimiser}, seed {self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one estimator sees in one network.

    on_train, on_test: of the layers judged, which are the hidden ones, or the one that the method is for; of
    the test probe, overfitting too.
    """

    network: Network
    method: str
    test_accuracy: float
    on_train: tuple[Phases, ...]
    on_test: tuple[Phases, ...]

    @property
    def fits(self) -> bool:
        """Whether I(T;Y) of training data rises in a layer."""
        return any(each.fitting.counts for each in self.on_train)

    @property
    def compresses(self) -> bool:
        """Whether I(X;T) of training data falls in a layer."""
        return any(each.compression.counts for each in self.on_train)

    @property
    def overfits(self) -> bool:
        """Whether I(T;Y) of test data rises and falls in a layer."""
        return any(each.overfitting is not None and each.overfitting.counts for each in self.on_test)

    @property
    def amount(self) -> float:
        """The fall of I(X;T) of the last layer judged, training data, nats."""
        return self.on_train[-1].compression.amount


def run(*, quick: bool, seed: int, report: Report, folder: Path | None = None) -> Reproduction:
    """The whole grid. quick: one architecture for each data set and two seeds; full: two and five.

    folder: where the verdicts on each network are kept as soon as it is trained, in networks.json; those that
    are there already are not trained again. Raises CaseFileError for a file of other settings.
    """
    size = QUICK if quick else FULL
    verdicts = _networks_seen(size, seed=seed, report=report, folder=folder)
    networks = tuple(dict.fromkeys(each.network for each in verdicts))
    return Reproduction(
        name="compression-survey",
        setting=_setting(size, networks, seed),
        tables=(_review(verdicts, size), _left_out(size), _correlations(verdicts, size), _cells(verdicts)),
        checks=_checks(verdicts),
        charts={"compression-survey": _chart(verdicts)},
    )


def _networks_seen(size: Size, *, seed: int, report: Report, folder: Path | None) -> list[Verdict]:
    """The verdict of each method on each network of the grid."""
    networks = [
        Network(data=data, widths=widths, activation=activation, optimiser=optimiser, seed=run_seed)
        for data in size.widths
        for widths in size.widths[data]
        for activation, optimiser, run_seed in product(
            ACTIVATIONS, OPTIMISERS, range(seed, seed + size.seeds)
        )
    ]
    samples = {"szt": szt().split(0.2, seed=seed), "digits": digits().split(0.3, seed=seed)}
    kept = KeptResults(
        None if folder is None else folder / KEPT,
        settings={
            "seed": str(seed),
            "size": str(size),
            "rates and batches": f"{RATES}, {BATCHES}",
            **{f"method {name}": str(METHODS[name]) for name in size.methods},
            "rules": str(RULES),
            "versions": ", ".join(f"{name} {version(name)}" for name in ("ibsolve", "numpy", "torch")),
        },
    )
    verdicts: list[Verdict] = []
    for place, network in enumerate(networks, start=1):
        report(f"network {place} of {len(networks)}: {network.title}")
        verdicts += kept.result(
            network.title, partial(_judged, size, network, samples), read=partial(_verdicts, network)
        )
    return verdicts


def _judged(
    size: Size, network: Network, samples: dict[str, tuple[Samples, Samples]]
) -> list[dict[str, Any]]:
    """Train; the verdict of each method as an object of JSON types, without its network."""
    trained = _trained(size, network, *samples[network.data])
    found = [_seen(trained, method, network) for method in size.methods]
    return [{name: each for name, each in asdict(verdict).items() if name != "network"} for verdict in found]


def _verdicts(network: Network, found: list[dict[str, Any]]) -> list[Verdict]:
    """Back from the objects."""
    return [_verdict(network, each) for each in found]


def _verdict(network: Network, found: dict[str, Any]) -> Verdict:
    on_train, on_test = (
        tuple(Phases(**{phase: Change(**change) for phase, change in each.items()}) for each in found[name])
        for name in ("on_train", "on_test")
    )
    return Verdict(
        network=network,
        method=found["method"],
        test_accuracy=found["test_accuracy"],
        on_train=on_train,
        on_test=on_test,
    )


def _trained(size: Size, network: Network, train: Samples, test: Samples) -> TrainedPlane:
    epochs = size.epochs[network.data, network.optimiser]
    return trained_plane(
        Setting(
            widths=network.widths,
            activation=network.activation,
            optimiser=network.optimiser,
            learning_rate=RATES[network.optimiser],
            epochs=epochs,
            batch=BATCHES.get((network.data, network.optimiser)),
        ),
        train,
        test,
        methods=size.methods,
        probes={"train": probe_of(train, size.inputs), "test": probe_of(test, size.inputs)},
        times=logarithmic_times(epochs, size.times),
        seed=network.seed,
    )


def _seen(trained: TrainedPlane, method: str, network: Network) -> Verdict:
    judged = [OF_ONE[method]] if method in OF_ONE else trained.hidden
    on_train, on_test = (
        tuple(
            phases(trained.plane, layer, method=method, probe=probe, test="test", rules=RULES)
            for layer in judged
        )
        for probe in ("train", "test")
    )
    return Verdict(
        network=network,
        method=method,
        test_accuracy=float(trained.test_accuracy[-1]),
        on_train=on_train,
        on_test=on_test,
    )


def _setting(size: Size, networks: Sequence[Network], seed: int) -> tuple[str, ...]:
    layers = ", ".join(dict.fromkeys(each.layers for each in networks))
    epochs = ", ".join(f"{data} {name} {count}" for (data, name), count in size.epochs.items())
    return (
        (
            f"{len(networks)} networks: SZT and scikit-learn's digits × layers {layers} × tanh and ReLU × "
            f"SGD, full-batch descent and Adam × {size.seeds} seeds from {seed}; {len(size.methods)} "
            "estimators."
        ),
        f"Epochs: {epochs}.",
        f"{size.inputs} training and {size.inputs} test inputs are measured at about {size.times} times.",
        (
            f"{RULES_TEXT}. A network shows a phase where a hidden layer does; for ten bins the softmax, "
            "for the decision rule what it says. ✓: all networks, ~: some, ×: none."
        ),
    )


def _review(verdicts: Sequence[Verdict], size: Size) -> ResultTable:
    return ResultTable(
        title="Table I of paper 002, and the cells that run its rows: compression (COMP ours) and ρ of its "
        "amount with test accuracy",
        headings=(
            "row",
            "network",
            "activation",
            "training",
            "data",
            "estimator",
            "COMP",
            "GEN",
            "ours",
            "ρ ours",
        ),
        rows=tuple(_review_row(row, verdicts, size) for row in TABLE),
    )


def _review_row(row: Surveyed, verdicts: Sequence[Verdict], size: Size) -> tuple[str, ...]:
    printed = (
        row.references,
        row.architecture,
        row.activation,
        row.training,
        row.data,
        row.estimator,
        str(row.comp),
        "" if row.gen is None else str(row.gen),
    )
    if _reason(row, size):
        return (*printed, "not run", "")
    covered = COVERAGE[row.references]
    of_row = [verdict for verdict in verdicts if covered.has(verdict)]
    return (*printed, mark([each.compresses for each in of_row]), _shown(_correlation(of_row)))


def _reason(row: Surveyed, size: Size) -> str:
    """Why a row is not run; empty where it is."""
    if row.reason or set(COVERAGE[row.references].methods) & set(size.methods):
        return row.reason
    return "hashing takes longer than the quick survey may: it is in the full one"


def _left_out(size: Size) -> ResultTable:
    return ResultTable(
        title="Rows that are not run",
        headings=("row", "reason"),
        rows=tuple((row.references, _reason(row, size)) for row in TABLE if _reason(row, size)),
    )


def _correlations(verdicts: Sequence[Verdict], size: Size) -> ResultTable:
    return ResultTable(
        title="Spearman's ρ of the fall of I(X;T) in the last hidden layer (or the softmax) with test "
        "accuracy, over all networks of a data set",
        headings=("estimator", *_BOTH),
        rows=tuple(
            (
                method,
                *(
                    _shown(
                        _correlation([v for v in verdicts if v.method == method and v.network.data == data])
                    )
                    for data in _BOTH
                ),
            )
            for method in size.methods
        ),
    )


def _correlation(verdicts: Sequence[Verdict]) -> RankCorrelation | None:
    return rank_correlation([each.amount for each in verdicts], [each.test_accuracy for each in verdicts])


def _shown(found: RankCorrelation | None) -> str:
    return "-" if found is None else f"{found.rho:+.2f} (p = {found.p_value:.2g}, n = {found.pairs})"


def _cells(verdicts: Sequence[Verdict]) -> ResultTable:
    cells: dict[tuple[str, str, str, str, str], list[Verdict]] = {}
    for each in verdicts:
        of = each.network
        key = (of.data, of.layers, of.activation, of.optimiser, each.method)
        cells.setdefault(key, []).append(each)

    def phase(of_cell: Iterable[Verdict], sees: Callable[[Phases], bool], *, is_test: bool) -> str:
        return mark([any(map(sees, each.on_test if is_test else each.on_train)) for each in of_cell])

    return ResultTable(
        title="All cells: fitting and compression on training and test data, overfitting on test data",
        headings=(
            "data",
            "layers",
            "activation",
            "optimiser",
            "estimator",
            "accuracy",
            "fit",
            "fit, test",
            "comp",
            "comp, test",
            "overfit",
            "fall, nats",
        ),
        rows=tuple(
            (
                *key,
                f"{np.mean([each.test_accuracy for each in of_cell]):.3f}",
                phase(of_cell, lambda of: of.fitting.counts, is_test=False),
                phase(of_cell, lambda of: of.fitting.counts, is_test=True),
                phase(of_cell, lambda of: of.compression.counts, is_test=False),
                phase(of_cell, lambda of: of.compression.counts, is_test=True),
                mark([each.overfits for each in of_cell]),
                f"{np.mean([each.amount for each in of_cell]):.2f}",
            )
            for key, of_cell in cells.items()
        ),
    )


def _checks(verdicts: Sequence[Verdict]) -> tuple[Check, ...]:
    def of(method: str, **wanted: str) -> list[Verdict]:
        return [
            each
            for each in verdicts
            if each.method == method
            and all(getattr(each.network, name) == value for name, value in wanted.items())
        ]

    def counted(some: Sequence[Verdict]) -> str:
        return f"{sum(each.compresses for each in some)} of {len(some)} networks"

    tanh = {each: of(data="szt", activation="tanh", optimiser=each, method=BINS) for each in OPTIMISERS}
    relu = of(data="szt", activation="relu", method=BINS)
    relu_kde = of(activation="relu", method=KDE)
    all_tanh = [each for some in tanh.values() for each in some]
    fitting = np.mean([each.fits for each in verdicts])
    seen: dict[Network, set[bool]] = {}
    for each in verdicts:
        if each.method not in OF_ONE:
            seen.setdefault(each.network, set()).add(each.compresses)
    disputed = sum(len(each) > 1 for each in seen.values())
    decided = of(method=DECISION_RULE, optimiser="sgd")
    softmax = _correlation(of(method=TEN_BINS, data="digits"))
    return (
        Check(
            claim="tanh, SGD, SZT, fixed bins: compression, [3]",
            expected="all networks",
            found=counted(tanh["sgd"]),
            is_met=all(each.compresses for each in tanh["sgd"]),
        ),
        Check(
            claim="and without SGD's noise, by full-batch descent, [4], and with Adam, [5]",
            expected="some networks of both",
            found=f"{counted(tanh['gd'])} and {counted(tanh['adam'])}",
            is_met=all(any(each.compresses for each in tanh[name]) for name in ("gd", "adam")),
        ),
        Check(
            claim="ReLU, SZT, fixed bins: less than with tanh, [4], [6], [7]",
            expected="a smaller share of networks",
            found=f"{counted(relu)}; tanh {counted(all_tanh)}",
            is_met=bool(
                np.mean([each.compresses for each in relu]) < np.mean([each.compresses for each in all_tanh])
            ),
        ),
        Check(
            claim="ReLU, KDE with σ² = 0.1: no compression, [4]",
            expected="no network",
            found=counted(relu_kde),
            is_met=not any(each.compresses for each in relu_kde),
            reason="with --quick, both seen are of full-batch descent, whose ReLU networks end at a mean "
            "accuracy of 0.72: trainings that went wrong",
        ),
        Check(
            claim="the majority observes a fitting phase (Sec. IV, 1)",
            expected="in more than half of networks × estimators",
            found=f"in {fitting:.0%}",
            is_met=bool(fitting > 1 / 2),
        ),
        Check(
            claim="planes of different estimators are not comparable (Sec. II)",
            expected="estimators disagree on compression in more than half of the networks",
            found=f"in {disputed} of {len(seen)}",
            is_met=disputed > len(seen) / 2,
        ),
        Check(
            claim="the decision rule sees no compression, [8], [9]",
            expected="no network",
            found=counted(decided),
            is_met=not any(each.compresses for each in decided),
            reason="their bound on H(Ŷ) is from below and rises; above it, a network that first says all "
            "classes alike may say them unevenly before it learns them",
        ),
        Check(
            claim="compression of the softmax goes with accuracy, [5], [10] (digits)",
            expected="ρ > 0, p < 0.05",
            found=_shown(softmax),
            is_met=softmax is not None and softmax.rho > 0 and softmax.p_value < 0.05,
            reason="twelve networks of the quick run leave a ρ below 0.58 to chance",
        ),
    )


def _chart(verdicts: Sequence[Verdict]) -> Chart:
    panels = []
    for data, method in product(_BOTH, (BINS, ADAPTED, TEN_BINS)):
        series = []
        for activation in ACTIVATIONS:
            some = [
                each
                for each in verdicts
                if (each.network.data, each.network.activation, each.method) == (data, activation, method)
            ]
            series.append(
                Series(
                    label=activation,
                    x=np.array([each.amount for each in some]),
                    y=np.array([each.test_accuracy for each in some]),
                    style=Style.POINTS,
                )
            )
        panels.append(
            Panel(
                title=f"{data}: {method}",
                x_label="fall of I(X;T) from its peak, nats",
                y_label="test accuracy",
                series=tuple(series),
            )
        )
    return Chart(title="Compression and accuracy of all networks", panels=tuple(panels), columns=3)
