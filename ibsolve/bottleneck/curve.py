"""The information bottleneck by iteration: encoders along the curve, each a local optimum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ibsolve.arguments import LARGEST, Arguments, Floats, real_array
from ibsolve.bottleneck.agglomerative import Agglomeration
from ibsolve.bottleneck.estimate import entropy_of_steps, rate_on_hull
from ibsolve.bottleneck.joint import Joint, entropy, read_joint
from ibsolve.bottleneck.lagrangian import Lagrangian, Settled, x_ln_x
from ibsolve.errors import shown

_SHORTFALL = 1e-3
"""By how much the last point of an automatic grid may miss I(X;Y), bits."""
_GAIN = 1e-9
"""A Lagrangian that is lower by no more, bits, may owe it to updates that ended early."""
_ROUNDING = 1e-12
"""Entropies and informations that differ by no more are equal, bits."""
_INEQUALITY = 1e-9
"""By how much rounding may break an inequality between informations, bits."""
_ROUGH = 1e-3
"""The residual at which starts are compared; only the best of them is followed further."""
_SEEN = 1e-6
"""Share of I(X;Y) by which a point between two others must lie off their chord to be kept."""
_MOST_POINTS = 1000
"""Points at which an automatic grid is finished whatever its steps."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BottleneckCurve:
    """Points of the curve, sorted by information, as arrays of shape (n,); built by `bottleneck_curve`.

    beta: β. entropy: H(T), bits. rate: I(X;T), bits. information: I(T;Y), bits. iterations: updates
    made for the point from all its starts. residual: the expected total variation between p(t|x) and
    its update, from 0 to 1; is_converged: whether that is within the tolerance. encoders: p(t|x), shape
    (rows of p_xy, clusters), the heaviest cluster first; rows of p_xy of probability zero are zeros.
    alpha: α. I_XY: I(X;Y), bits. sufficient_entropy: H(T*), bits, with T* the classes of equal p(y|x).

    Every encoder exists, so what is read off it is an upper estimate of the least rate or entropy at
    its information. Encoders are local optima: nothing here is a lower bound, converged or not.
    """

    alpha: float
    I_XY: float
    sufficient_entropy: float
    beta: Floats
    entropy: Floats
    rate: Floats
    information: Floats
    iterations: NDArray[np.int_]
    residual: Floats
    is_converged: NDArray[np.bool_]
    encoders: tuple[Floats, ...]

    def __post_init__(self) -> None:
        arguments = Arguments()
        if not (self.information <= np.minimum(self.rate, self.I_XY) + _INEQUALITY).all():
            expected = "I(T;Y) <= I(X;T) and I(T;Y) <= I(X;Y)"
            arguments.faults.add("information", expected=expected, found=shown(self.information))
        if not (self.rate <= self.entropy + _INEQUALITY).all():
            arguments.faults.add("rate", expected="I(X;T) <= H(T)", found=shown(self.rate))
        arguments.check()

    @property
    def claim(self) -> str:
        """What the values are: never "lower bound", whatever the residuals."""
        return "upper estimate"

    def rate_estimate(self, epsilon: ArrayLike) -> Floats:
        """An upper estimate of R_IB(ε) = min I(X;T) over T with I(X;Y) − I(T;Y) <= ε, bits.

        epsilon: bits >= 0, any shape, which the result has. It is the lower convex hull of the points,
        of a constant T and of T*: time-sharing two encoders attains every point between them.
        Raises ProblemError for other values.

        >>> curve = bottleneck_curve([[0.25, 0], [0.25, 0.25], [0, 0.25]])
        >>> curve.rate_estimate([0, 0.2, 1]).round(2)
        array([1.5, 0.7, 0. ])
        """
        return rate_on_hull(epsilon, loss=self._loss, rate=self._with_ends(self.rate))

    def entropy_estimate(self, epsilon: ArrayLike) -> Floats:
        """An upper estimate of the least H(T) of a deterministic T with I(X;Y) − I(T;Y) <= ε, bits.

        epsilon: bits >= 0, any shape, which the result has. It is the least among the points, a constant
        T and T*; deterministic encoders cannot be mixed, so there is no hull. The points have the least
        Lagrangian of some β: partitions between two of them, such as those of `agglomerate`, can be lower.
        Raises ProblemError for other values, and where α > 0, whose encoders are not deterministic.

        >>> curve = bottleneck_curve([[0.25, 0], [0.25, 0.25], [0, 0.25]], alpha=0)
        >>> curve.entropy_estimate([0, 1])
        array([1.5, 0. ])
        """
        arguments = Arguments()
        if self.alpha > 0:
            arguments.faults.add(
                "alpha",
                expected="deterministic encoders, those of alpha = 0",
                found=f"{self.alpha:g}",
                remedy="compute the curve with alpha=0",
            )
        arguments.check()
        return entropy_of_steps(epsilon, loss=self._loss, entropy=self._with_ends(self.entropy))

    @property
    def _loss(self) -> Floats:
        """I(X;Y) − I(T;Y) of the points, of a constant T and of T*."""
        return np.append(self.I_XY - self.information, [self.I_XY, 0.0])

    def _with_ends(self, values: Floats) -> Floats:
        """Rates or entropies of the points, of a constant T and of T*, whose rate is its entropy."""
        return np.append(values, [0.0, self.sufficient_entropy])


def bottleneck_curve(
    p_xy: Any,
    *,
    alpha: float = 1.0,
    betas: ArrayLike | None = None,
    restarts: int = 1,
    clusters: int | None = None,
    seed: int = 0,
    tolerance: float = 1e-5,
    max_iterations: int = 10_000,
    largest_step: float = 0.05,
    drop_dominated: bool = False,
    stops: Callable[[], bool] = lambda: False,
) -> BottleneckCurve:
    """Encoders p(t|x) that minimise H(T) − α H(T|X) − β I(T;Y) locally, for a range of β.

    p_xy: the joint law, shape (|X|, |Y|), entries >= 0 that sum to 1 within 1e-9, or the table of a
    problem. alpha: 1 for the information bottleneck, 0 for the deterministic one, or between.
    betas: β >= 0, shape (n,), one point each. Without them β = 1, where a constant T is best, one β at
    which I(T;Y) is within 1e-3 bit of what the clusters can tell, and between neighbours the β at which
    both have the same Lagrangian, as long as a lower one is found there and I(T;Y) differs by more than
    largest_step times I(X;Y), or H(T) − α H(T|X) by more than largest_step times H(T*).
    Starts at each β: the encoder of the next larger β met before, at first T = T* or the greedy
    partition of as many blocks as there may be clusters; the best greedy partition; a constant T;
    and `restarts` random ones, drawn from the seed. The lowest Lagrangian is kept, and encoders of
    other β are tried where theirs is lower still.
    tolerance: the residual at which updates end. max_iterations: updates after which a start is given
    up, give or take two. drop_dominated: leave out points that another matches in I(T;Y) and undercuts
    in H(T) − α H(T|X), and all but one of equal points.
    stops: asked between points; once it says so no more are looked for.
    Raises ProblemError with every fault found.
    Source: Tishby, Pereira and Bialek 1999 (arXiv:physics/0004057), the self-consistent equations and
    their iteration; Strouse and Schwab 2017 (arXiv:1604.00268) for α < 1.

    >>> curve = bottleneck_curve([[0.45, 0.05], [0.05, 0.45]], betas=[1, 2, 1e6])
    >>> curve.rate.round(4), curve.information.round(4)
    (array([0.    , 0.6964, 1.    ]), array([0.    , 0.4072, 0.531 ]))
    """
    arguments = Arguments()
    joint = read_joint(arguments, p_xy)
    alpha = arguments.number("alpha", alpha, at_least=0, at_most=1)
    chosen = None if betas is None else _read_betas(arguments, betas)
    restarts = arguments.count("restarts", restarts, at_least=0)
    most = len(joint.law) if clusters is None else arguments.count("clusters", clusters)
    seed = arguments.seed("seed", seed)
    tolerance = arguments.number("tolerance", tolerance, above=0)
    max_iterations = arguments.count("max_iterations", max_iterations)
    largest_step = arguments.number("largest_step", largest_step, above=0, at_most=1)
    arguments.check()
    # Points of equal p(y|x) share every update, so that nothing is lost by taking them as one.
    source = Joint.of(joint.merged(joint.classes))
    search = _Search(
        source=source,
        alpha=alpha,
        greedy=Agglomeration.of(source),
        clusters=min(most, len(source.law)),
        restarts=restarts,
        rng=np.random.default_rng(seed),
        tolerance=tolerance,
        max_iterations=max_iterations,
        stops=stops,
    )
    points = search.grid(largest_step) if chosen is None else search.sweep(chosen)
    points = sorted(search.exchanged(points), key=lambda point: (point.information, point.beta))
    if drop_dominated:
        points = _undominated(points)
    return BottleneckCurve(
        alpha=alpha,
        I_XY=source.I_XY,
        sufficient_entropy=source.H_X,
        beta=np.array([point.beta for point in points]),
        entropy=np.array([point.entropy for point in points]),
        rate=np.array([point.rate for point in points]),
        information=np.array([point.information for point in points]),
        iterations=np.array([point.iterations for point in points]),
        residual=np.array([point.residual for point in points]),
        is_converged=np.array([point.residual <= tolerance for point in points]),
        encoders=tuple(_of_rows(point.encoder, joint) for point in points),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Point:
    """An encoder of the classes, kept for one β."""

    source: Joint
    alpha: float
    beta: float
    encoder: Floats
    iterations: int
    residual: float

    @cached_property
    def entropy(self) -> float:
        return entropy(self.source.p_x @ self.encoder)

    @cached_property
    def rate(self) -> float:
        conditional = -float(self.source.p_x @ x_ln_x(self.encoder).sum(axis=1)) / float(np.log(2))
        return min(max(self.entropy - conditional, 0.0), self.entropy)

    @cached_property
    def information(self) -> float:
        lost = entropy(self.encoder.T @ self.source.law) - self.entropy
        return min(max(self.source.H_Y - lost, 0.0), self.source.I_XY)

    @property
    def cost(self) -> float:
        """H(T) − α H(T|X), bits."""
        return self.entropy - self.alpha * (self.entropy - self.rate)

    def lagrangian(self, beta: float) -> float:
        """Its value at any β, bits."""
        return self.cost - beta * self.information

    def undercuts(self, other: _Point, beta: float) -> bool:
        """Whether its Lagrangian at β is lower by more than rounding and unfinished updates explain."""
        return self.lagrangian(beta) < other.lagrangian(beta) - _GAIN - _ROUNDING * beta


@dataclass(frozen=True, kw_only=True, eq=False)
class _Search:
    """Finds encoders of one source at one α. greedy: its partitions, of which the last `clusters` count."""

    source: Joint
    alpha: float
    greedy: Agglomeration
    clusters: int
    restarts: int
    rng: np.random.Generator
    tolerance: float
    max_iterations: int
    stops: Callable[[], bool]

    def sweep(self, betas: Floats) -> list[_Point]:
        """A point for each β, each from the next larger one."""
        points: list[_Point] = []
        for beta in np.sort(betas)[::-1]:
            start = points[-1].encoder if points else self._greedy_encoder(-self.clusters)
            points.append(self._best(float(beta), start))
        return points

    def grid(self, largest_step: float) -> list[_Point]:
        """Points close to each other from no information to nearly all."""
        constant = self._point(1.0, self._constant, iterations=0)
        finest = self._finest(min(_SHORTFALL, largest_step * self.source.I_XY))
        points = [constant, finest]
        gaps = [(constant, finest)]
        while gaps and len(points) < _MOST_POINTS and not self.stops():
            left, right = gaps.pop()
            told, paid = right.information - left.information, right.cost - left.cost
            is_close = told <= largest_step * self.source.I_XY and paid <= largest_step * self.source.H_X
            if is_close or told <= _ROUNDING:
                continue
            beta = max(0.0, paid / told)
            between = self._best(beta, right.encoder)
            if between.lagrangian(beta) < right.lagrangian(beta) - _SEEN * self.source.I_XY:
                points.append(between)
                gaps += [(left, between), (between, right)]
        return points

    def exchanged(self, points: list[_Point]) -> list[_Point]:
        """The points, each from the encoder of another one where that has the lower Lagrangian."""
        points = list(points)
        has_changed = True
        while has_changed and not self.stops():
            has_changed = False
            for place, point in enumerate(points):
                giver = min(points, key=partial(_Point.lagrangian, beta=point.beta))
                if giver.undercuts(point, point.beta):
                    settled = self._settled(point.beta, giver.encoder, tolerance=self.tolerance)
                    iterations = point.iterations + settled.iterations
                    found = self._point(point.beta, settled, iterations=iterations)
                    if found.undercuts(point, point.beta):
                        points[place], has_changed = found, True
        return points

    def _finest(self, shortfall: float) -> _Point:
        """The finest partition, at a β large enough for it to tell nearly all it can."""
        start = self._greedy_encoder(-self.clusters)
        enough = self.greedy.information[-self.clusters] - max(shortfall, _ROUNDING)
        beta = 2.0
        while True:
            # One update costs little and tells most β that are too small.
            lagrangian = self._lagrangian(beta)
            updated = lagrangian.update(lagrangian.decoder(start)).encoder
            once = self._point(beta, Settled(encoder=updated, iterations=1, residual=1.0), iterations=1)
            if once.information >= enough:
                point = self._best(beta, start)
                if point.information >= enough:
                    return point
            beta *= 2

    def _best(self, beta: float, start: Floats) -> _Point:
        """The lowest Lagrangian from a start, from greedy merging, from chance and of a constant T."""
        lagrangian = self._lagrangian(beta)
        # H(T|X) = 0: partitions are deterministic.
        values = (self.greedy.entropy - beta * self.greedy.information)[-self.clusters :]
        starts = [start, self._greedy_encoder(int(values.argmin()) - self.clusters)]
        most = min(self.clusters, 2 * start.shape[1])
        for _ in range(self.restarts if most > 1 else 0):
            count = int(self.rng.integers(2, most, endpoint=True))
            centres = self.rng.choice(len(self.source.law), size=count, replace=False)
            starts.append(lagrangian.update(self.source.p_y_given_x[centres] / count).encoder)
        rough = [self._settled(beta, encoder, tolerance=max(self.tolerance, _ROUGH)) for encoder in starts]
        best = min([self._constant, *rough], key=lambda settled: lagrangian.value(settled.encoder))
        settled = self._settled(beta, best.encoder, tolerance=self.tolerance)
        iterations = settled.iterations + sum(each.iterations for each in rough)
        return self._point(beta, settled, iterations=iterations)

    @cached_property
    def _constant(self) -> Settled:
        """A constant T is its own update at every β."""
        return Settled(encoder=np.ones((len(self.source.law), 1)), iterations=0, residual=0.0)

    def _greedy_encoder(self, place: int) -> Floats:
        blocks = self.greedy.partitions[place]
        return np.asarray(np.eye(int(blocks.max()) + 1)[blocks])

    def _lagrangian(self, beta: float) -> Lagrangian:
        return Lagrangian(joint=self.source, alpha=self.alpha, beta=beta)

    def _settled(self, beta: float, encoder: Floats, *, tolerance: float) -> Settled:
        return self._lagrangian(beta).settled(
            encoder, tolerance=tolerance, max_iterations=self.max_iterations
        )

    def _point(self, beta: float, settled: Settled, *, iterations: int) -> _Point:
        heaviest_first = np.argsort(-(self.source.p_x @ settled.encoder), kind="stable")
        return _Point(
            source=self.source,
            alpha=self.alpha,
            beta=beta,
            encoder=settled.encoder[:, heaviest_first],
            iterations=iterations,
            residual=settled.residual,
        )


def _undominated(points: list[_Point]) -> list[_Point]:
    """Points sorted by information of which none has a cost that one with no less information matches."""
    kept: list[_Point] = []
    for point in reversed(points):
        if not kept or point.cost < kept[-1].cost - _ROUNDING:
            kept.append(point)
    return kept[::-1]


def _of_rows(encoder: Floats, joint: Joint) -> Floats:
    """p(t|x) for every row of p_xy, zeros where its probability is zero."""
    rows = np.zeros((joint.rows, encoder.shape[1]))
    rows[joint.support] = encoder[joint.classes]
    return rows


def _read_betas(arguments: Arguments, betas: ArrayLike) -> Floats:
    array = real_array(betas)
    if array is None or array.ndim != 1 or not array.size or not ((array >= 0) & (array <= LARGEST)).all():
        expected = f"one number or more, >= 0 and <= {LARGEST:g}, shape (n,)"
        arguments.faults.add("betas", expected=expected, found=shown(betas))
        return np.ones(1)
    return array
