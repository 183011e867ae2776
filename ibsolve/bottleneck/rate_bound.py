"""The least I(X;T) that a stochastic encoder p(t|x) with I(X;Y|T) <= ε can have, between proved bounds.

R(ε) = min I(X;T), the lower bound being a point of the dual. Let α be a potential for each x, λ >= 0 and

    Z(s) = Σ_x p(x) exp(α_x − λ D(p(y|x)‖s))    for laws s of Y.

If Z(s) <= 1 for every mixture s of the rows p(y|x), then R(ε) >= Σ_x p(x) α_x − λε. For let T be any
encoder with I(X;Y|T) <= ε, q_t = p(x|t) and r_t = p(y|t), which is such a mixture. By Jensen

    D(q_t‖p) + λ Σ_x q_t(x) D(p(y|x)‖r_t) − Σ_x q_t(x) α_x = −Σ_x q_t(x) ln(p(x) e^(α_x − λD_x) / q_t(x))
                                                         >= −ln Z(r_t) >= 0,

and the mean over t is I(X;T) + λ I(X;Y|T) − Σ_x p(x) α_x >= 0. The best of these bounds is R(ε) itself:
it is the rate–distortion function of the distortion D(p(y|x)‖s) (Witsenhausen and Wyner 1975;
Berger 1971, theorem 2.5.3, for the dual).

A point of the dual is found on finitely many predictions s, to which those at which Z exceeds 1 are
added until none are left (`rate_dual`); that Z is no larger than some e^c anywhere is proved by branch and
bound over all mixtures (`simplex_cells`), and c is taken off every potential. The encoder that goes with
the point is the upper bound. Where iterations of Blahut–Arimoto end is an upper bound only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Any

import numpy as np

from ibsolve.arguments import Arguments, Floats
from ibsolve.bottleneck.joint import Joint, entropy, read_joint
from ibsolve.bottleneck.rate_dual import DualPoint, ascent, divergences, entropies, solved_dual
from ibsolve.bottleneck.simplex_cells import search_cells

_BIT = log(2)
_ROUNDS = 60
_ASCENT_STEPS = 30
_SLACKS = 10.0 ** np.arange(4)
"""Times the tolerance: by how much a sum may exceed the largest one known, where rounding has its say."""
_ROUNDING = 1e-13
"""Nats taken off a lower bound for each unit of the multiplier and of the largest potential."""
_AIM = 0.99
"""The share of the tolerance that is worked to, so that rounding does not exceed the rest."""
_FINEST, _COARSEST = 1e-7, 1.0
"""Bits: nearer bounds are not worked for, and none further apart are asked of the search."""
_SPARED = 1e-9
"""The share of ε that is left for rounding when weights of posteriors are chosen."""
_LEAST = 1e-300
_NOWHERE = -700.0
"""ln Z where Z is 0 in floats."""
_PADDING = 1e-14
"""By how much the simplex that mixtures are looked for in is larger than need be."""
_POSTERIOR_DIGITS = 3


class RateEvidence(StrEnum):
    """Why no encoder has less than the lower bound."""

    CLOSED_FORM = "closed form"
    DUAL = "dual certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateWork:
    """What a bound took: points of the dual solved, predictions s in the last, cells bounded."""

    rounds: int
    predictions: int
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RateBound:
    """lower <= R(ε) <= upper, in bits; `rate_bound` builds it.

    encoder: p(t|x), shape (|X|, |T|), with I(X;Y|T) <= ε and I(X;T) = upper.
    potentials, multiplier: what proves the lower bound. With a the potentials in bits, shape (|X|,), and
    λ the multiplier, Σ_x p(x) 2^(a_x − λ D(p(y|x)‖s)) <= 1 for every law s of Y, D in bits, so that
    R(ε) >= Σ_x p(x) a_x − λε for every ε. None for ε = 0, where the slope of R need not be finite, unless
    Y is a function of X.
    """

    epsilon: float
    lower: float
    upper: float
    encoder: Floats
    potentials: Floats | None
    multiplier: float | None
    evidence: RateEvidence
    work: RateWork

    def __post_init__(self) -> None:
        assert 0 <= self.lower <= self.upper, "the bounds contradict each other"

    @property
    def gap(self) -> float:
        """Bits between the bounds."""
        return self.upper - self.lower


def rate_bound(
    p_xy: Any,
    epsilon: float,
    *,
    tolerance: float = 1e-4,
    most_cells: int = 1_000_000,
    stops: Callable[[], bool] = lambda: False,
) -> RateBound:
    """Bounds in bits on the least I(X;T) over all encoders p(t|x) with I(X;Y|T) <= ε.

    p_xy: the joint law, shape (|X|, |Y|), or a JointTable. epsilon: bits of I(X;Y) that may be lost, >= 0.
    tolerance: the gap in bits at which to stop, > 0; below 1e-7 it counts as 1e-7. most_cells: the work
    that the proof may take, >= 1. Where that does not suffice (|Y| and the number of distinct rows
    p(y|x) both above five or so), or floats do not (rows that differ by less than 1e-5 or so), the
    bounds are further apart, and as true.
    Raises ProblemError with every fault found.
    Source: paper 000, eq. (20) with any encoder. Closed forms: 0 for ε >= I(X;Y); H(T*) for ε = 0, T* the
    classes of equal p(y|x); H(Y) − ε where Y is a function of X. Never below I(X;Y) − ε.

    Two fair bits, and Y = 1 with probability (x1 + x2)/2:

    >>> law = [[0.25, 0], [0.125, 0.125], [0.125, 0.125], [0, 0.25]]
    >>> found = rate_bound(law, 0.25)
    >>> round(found.lower, 3), round(found.upper, 3), found.gap <= 1e-4
    (0.561, 0.561, True)
    """
    arguments = Arguments()
    joint = read_joint(arguments, p_xy)
    loss = arguments.number("epsilon", epsilon, at_least=0)
    tolerance = arguments.number("tolerance", tolerance, above=0)
    most_cells = arguments.count("most_cells", most_cells)
    arguments.check()
    return _closed_form(joint, loss) or _by_duality(
        joint, loss, tolerance=tolerance, most_cells=most_cells, stops=stops
    )


def _closed_form(joint: Joint, loss: float) -> RateBound | None:
    classes = joint.classes
    identity = np.eye(int(classes.max()) + 1)
    nothing = RateWork(rounds=0, predictions=0, cells=0)
    potentials: Floats | None
    multiplier: float | None
    if loss >= joint.I_XY:
        rate, multiplier, potentials = 0.0, 0.0, np.zeros(len(joint.law))
        encoder = np.ones((len(identity), 1))
    elif ((joint.law > 0).sum(axis=1) == 1).all():
        rate, multiplier = joint.H_Y - loss, 1.0
        potentials = -np.log2(joint.p_y)[joint.law.argmax(axis=1)]
        encoder = _time_shared(identity, np.ones((len(identity), 1)), loss / joint.H_Y)
    elif loss == 0:
        rate, multiplier, potentials = Joint.of(joint.merged(classes)).H_X, None, None
        encoder = identity
    else:
        return None
    return RateBound(
        epsilon=loss,
        lower=rate,
        upper=rate,
        encoder=_on_all_rows(joint, encoder[classes]),
        potentials=None if potentials is None else _spread(joint, potentials),
        multiplier=multiplier,
        evidence=RateEvidence.CLOSED_FORM,
        work=nothing,
    )


def _by_duality(
    joint: Joint,
    loss: float,
    *,
    tolerance: float,
    most_cells: int,
    stops: Callable[[], bool] = lambda: False,
) -> RateBound:
    """The bounds for 0 < ε < I(X;Y)."""
    classes = joint.classes
    bounds = _Bounds(Joint.of(joint.merged(classes)), loss, stops)
    p_x, channel = bounds.joint.p_x, bounds.joint.p_y_given_x
    wanted = _AIM * min(max(tolerance, _FINEST), _COARSEST) * _BIT
    predictions = np.vstack([channel, bounds.joint.p_y])
    start, gap = DualPoint.start(len(p_x)), max(0.1, wanted / 4)
    rounds = 0
    while rounds < _ROUNDS and not stops():
        rounds += 1
        point, answers = solved_dual(p_x, channel, predictions, loss=loss * _BIT, gap=gap, start=start)
        bounds.take_encoder(answers)
        found, heights, posteriors = _ascended(p_x, channel, point, predictions)
        slack = bounds.dual_value(point) - bounds.upper * _BIT + wanted
        if heights.max(initial=_NOWHERE) + wanted / 8 < slack:
            above = bounds.prove(point, target=slack, most_cells=most_cells)
            if not len(above):
                break
            found, heights, posteriors = _ascended(p_x, channel, point, np.vstack([found, above]))
        excess = max(0.0, float(heights.max(initial=_NOWHERE)))
        gap = max(wanted / 4, min(gap, excess) / 3)
        # One prediction for each of the posteriors that differ.
        new = np.flatnonzero(heights > min(gap, excess / 10))
        new = new[np.unique(posteriors[new].round(_POSTERIOR_DIGITS), axis=0, return_index=True)[1]]
        predictions = np.vstack([predictions, found[new]])
        start = point.shifted(excess + gap, max(10.0, min(point.t, 0.3 / max(excess, gap))))
    else:
        # Rounding keeps the two sides further apart than the tolerance: what the last point proves.
        for slack in wanted * _SLACKS:
            if stops():
                break
            found, heights, _ = _ascended(p_x, channel, point, found)
            if not len(found):
                break  # Z is 0 in floats at all of them: nothing more can be proved with these multipliers
            found = bounds.prove(point, target=float(heights.max()) + slack, most_cells=most_cells)
            if not len(found):
                break
    bounds.take_encoder(_fewer_answers(bounds.joint, bounds.encoder, loss))
    return RateBound(
        epsilon=loss,
        lower=max(0.0, min(bounds.lower, bounds.upper)),
        upper=bounds.upper,
        encoder=_on_all_rows(joint, bounds.encoder[classes]),
        potentials=_spread(joint, bounds.potentials[classes] / _BIT),
        multiplier=bounds.multiplier,
        evidence=RateEvidence.DUAL,
        work=RateWork(rounds=rounds, predictions=len(predictions), cells=bounds.cells),
    )


class _Bounds:
    """The best bounds so far, in bits, with what attains or proves them (potentials in nats)."""

    def __init__(self, joint: Joint, loss: float, stops: Callable[[], bool]) -> None:
        self._stops = stops
        self.joint = joint
        self.loss = loss
        self.encoder, self.upper = np.eye(len(joint.law)), joint.H_X
        # By λ = 1 and these potentials: Z(s) <= Σ_x p(x) Σ_y p(y|x) s_y/p(y) = 1.
        self.lower, self.multiplier = max(0.0, joint.I_XY - loss), 1.0
        self.potentials = divergences(joint.p_y_given_x, joint.p_y[None])[:, 0]
        self.cells = 0

    def take_encoder(self, encoder: Floats) -> None:
        """Keep the encoder, made to lose ε exactly, if it is better."""
        encoder = _losing(self.joint, encoder, self.loss)
        rate = _information(self.joint.p_x[:, None] * encoder)
        if rate < self.upper:
            self.encoder, self.upper = encoder, rate

    def dual_value(self, point: DualPoint) -> float:
        """What the point proves if Z <= 1, nats, less what rounding can amount to."""
        return point.value(self.joint.p_x, self.loss * _BIT) - _margin(point)

    def prove(self, point: DualPoint, *, target: float, most_cells: int) -> Floats:
        """Keep what the point proves, if that is better; the predictions at which ln Z > target."""
        channel = self.joint.p_y_given_x
        search = search_cells(
            np.log(self.joint.p_x) + point.potentials + point.multiplier * entropies(channel),
            point.multiplier * channel,
            _corners(channel),
            target=target,
            most_cells=max(1, most_cells - self.cells),
            stops=self._stops,
        )
        self.cells += search.cells
        lower = (self.dual_value(point) - search.bound) / _BIT
        if lower > self.lower:
            self.lower, self.multiplier = lower, point.multiplier
            self.potentials = point.potentials - search.bound - _margin(point)
        return search.above


def _margin(point: DualPoint) -> float:
    return _ROUNDING * (1 + point.multiplier + float(np.abs(point.potentials).max()))


def _ascended(
    p_x: Floats, channel: Floats, point: DualPoint, predictions: Floats
) -> tuple[Floats, Floats, Floats]:
    """Higher predictions, ln Z at each, and the posterior p(x|t) of each, shape (J, n)."""
    predictions, terms = ascent(p_x, channel, point, predictions, steps=_ASCENT_STEPS)
    sums = np.maximum(terms.sum(axis=0), np.finfo(float).tiny)
    return predictions, np.log(sums), (terms / sums).T


def _corners(channel: Floats) -> Floats:
    """The corners of a simplex that holds all mixtures of the rows, shape (m, |Y|)."""
    rows, letters = channel.shape
    if rows <= letters:
        return channel
    least = channel.min(axis=0)
    return np.asarray(least + (1 - least.sum() + _PADDING) * np.eye(letters))


def _losing(joint: Joint, encoder: Floats, loss: float) -> Floats:
    """The encoder, shared in time with X itself or with nothing so that I(X;Y|T) = ε."""
    lost = joint.I_XY - _information(joint.law.T @ encoder)
    if lost > loss:
        return _time_shared(encoder, np.eye(len(encoder)), 1 - loss / lost)
    if lost < loss < joint.I_XY:
        return _time_shared(encoder, np.ones((len(encoder), 1)), (loss - lost) / (joint.I_XY - lost))
    return encoder


def _fewer_answers(joint: Joint, encoder: Floats, loss: float) -> Floats:
    """The best encoder with the posteriors of this one, those of X itself and none other.

    A vertex of the linear program over their weights has no more answers than there are x, and one.
    """
    from scipy.optimize import linprog

    candidates = np.hstack([encoder, np.eye(len(encoder))])
    weights = joint.p_x @ candidates
    ratios = candidates[:, weights > _LEAST] / weights[weights > _LEAST]
    posteriors = joint.p_x[:, None] * ratios
    distances = divergences(joint.p_y_given_x, posteriors.T @ joint.p_y_given_x)
    found = linprog(
        (posteriors * np.log(np.where(ratios > 0, ratios, 1))).sum(axis=0),
        A_eq=ratios,
        b_eq=np.ones(len(ratios)),
        # A little less than ε, so that rounding does not call for X itself to be mixed in.
        A_ub=(posteriors * distances).sum(axis=0)[None] / (loss * _BIT),
        b_ub=[1 - _SPARED],
        options={"primal_feasibility_tolerance": _SPARED / 10},
    )
    if not found.success:
        # An ε near the smallest of floats is beyond the solver; the encoder is none the worse.
        return encoder
    answers = ratios[:, found.x > 0] * found.x[found.x > 0]
    return np.asarray(answers / answers.sum(axis=1, keepdims=True))


def _time_shared(encoder: Floats, other: Floats, share: float) -> Floats:
    """The other encoder with that probability; T tells which of the two it is from."""
    return np.hstack([(1 - share) * encoder, share * other])


def _information(law: Floats) -> float:
    """The mutual information of a joint law, bits."""
    return max(0.0, entropy(law.sum(axis=0)) + entropy(law.sum(axis=1)) - entropy(law))


def _on_all_rows(joint: Joint, encoder: Floats) -> Floats:
    """The encoder on every row of p_xy: what has no probability is given p(t)."""
    complete = np.tile(joint.p_x @ encoder, (joint.rows, 1))
    complete[joint.support] = encoder
    return complete


def _spread(joint: Joint, values: Floats) -> Floats:
    """A value for every row of p_xy, 0 where it has no probability."""
    complete = np.zeros(joint.rows)
    complete[joint.support] = values
    return complete
