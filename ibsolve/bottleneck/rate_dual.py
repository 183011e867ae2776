"""The dual of the rate function on finitely many predictions, by a barrier method.

With predictions s_1, …, s_J and divergences D_xj = D(p(y|x)‖s_j) in nats:

    maximise  Σ_x p_x α_x − λε   where   Z_j = Σ_x p_x exp(α_x − λ D_xj) <= 1 for every j,  λ >= 0.

This is the concave dual of least I(X;J) over p(j|x) with E D_XJ <= ε. The point of the central path
at t maximises t(Σ p α − λε) + Σ_j ln(1 − Z_j) + min(1, ε) ln λ and has the multipliers ν_j = 1/(t(1 − Z_j));
there p(j|x) = ν_j exp(α_x − λ D_xj) is the encoder that goes with it, and the two values are at most
(J + 1)/t apart. (With the last term not scaled by ε, λ would grow as 1/ε where ε is small.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ibsolve.arguments import Floats

_GROWTH = 10.0
_CENTRED = 1e-2
_WELL_CENTRED = 1e-10
"""Squared Newton decrement at the end of the path: the rows of the encoder then sum to 1."""
_NEWTON_STEPS = 60
_SHORTEST_STEP = 1e-10
_RIDGE = 1e-13
_LARGEST_EXPONENT = 600.0
_LEAST = 1e-30
"""Predictions below are raised to it, which keeps divergences finite and changes no sum of 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DualPoint:
    """Potentials α (nats, shape (n,)) and the multiplier λ, with the t they are central for."""

    potentials: Floats
    multiplier: float
    t: float

    @classmethod
    def start(cls, classes: int) -> DualPoint:
        """A point that is feasible whatever the predictions."""
        return cls(potentials=np.full(classes, -0.1), multiplier=1.0, t=10.0)

    def shifted(self, nats: float, t: float) -> DualPoint:
        """Every ln Z lowered by as much, for a path that begins again at t."""
        return DualPoint(potentials=self.potentials - nats, multiplier=self.multiplier, t=t)

    def value(self, p_x: Floats, loss: float) -> float:
        """Σ p α − λε, nats."""
        return float(p_x @ self.potentials) - self.multiplier * loss

    def terms(self, p_x: Floats, divergences: Floats) -> Floats:
        """p_x exp(α_x − λ D_xj), shape (n, J)."""
        exponents = self.potentials[:, None] - self.multiplier * divergences
        return np.asarray(p_x[:, None] * np.exp(np.minimum(exponents, _LARGEST_EXPONENT)))


def divergences(channel: Floats, predictions: Floats) -> Floats:
    """D(p(y|x)‖s_j), nats, shape (n, J). channel: shape (n, k). predictions: shape (J, k)."""
    return np.maximum(-entropies(channel)[:, None] - channel @ np.log(np.maximum(predictions, _LEAST)).T, 0)


def entropies(channel: Floats) -> Floats:
    """H(Y|X = x), nats, shape (n,)."""
    return np.asarray(-(channel * np.log(np.where(channel > 0, channel, 1))).sum(axis=1))


def ascent(
    p_x: Floats, channel: Floats, point: DualPoint, predictions: Floats, *, steps: int
) -> tuple[Floats, Floats]:
    """Predictions from which Z is no smaller, and the terms of Z there, shapes (J, k) and (n, J).

    Each step is s ← Σ_x c_x p(y|x) / Σ_x c_x with the terms c of Z(s): that of Blahut and Arimoto.
    """
    terms = point.terms(p_x, divergences(channel, predictions))
    for _ in range(steps):
        sums = terms.sum(axis=0)
        alive = sums > 0
        predictions = (terms[:, alive] / sums[alive]).T @ channel
        terms = point.terms(p_x, divergences(channel, predictions))
    return predictions, terms


def solved_dual(
    p_x: Floats, channel: Floats, predictions: Floats, *, loss: float, gap: float, start: DualPoint
) -> tuple[DualPoint, Floats]:
    """The dual solved to within `gap` nats, and the encoder p(j|x) that goes with it, shape (n, J).

    loss: ε > 0, nats. predictions: the rows of the channel among them, so that a smaller loss than
    ε can be had. start: Z_j < 1 at every prediction.
    """
    distances = divergences(channel, predictions)
    last = (len(predictions) + 1) / gap
    point = start
    while True:
        final = point.t >= last
        point = _centred(p_x, distances, loss, point, _WELL_CENTRED if final else _CENTRED)
        if final:
            break
        point = point.shifted(0.0, min(last, point.t * _GROWTH))
    terms = point.terms(p_x, distances)
    shares = terms / (1 - terms.sum(axis=0))
    return point, shares / shares.sum(axis=1, keepdims=True)


def _centred(p_x: Floats, distances: Floats, loss: float, point: DualPoint, enough: float) -> DualPoint:
    """The point of the central path at the t of the given one, by damped Newton steps."""
    n, t, kept = len(p_x), point.t, min(1.0, loss)
    diagonal = np.arange(n)

    def barrier(at: DualPoint, sums: Floats) -> float:
        return -t * at.value(p_x, loss) - float(np.log1p(-sums).sum() + kept * np.log(at.multiplier))

    terms = point.terms(p_x, distances)
    height = barrier(point, terms.sum(axis=0))
    for _ in range(_NEWTON_STEPS):
        weights = 1 / (1 - terms.sum(axis=0))
        slopes = distances * terms
        pull = slopes @ weights
        gradient = np.append(terms @ weights - t * p_x, t * loss - pull.sum() - kept / point.multiplier)
        normals = np.vstack([terms, -slopes.sum(axis=0)]) * weights
        hessian = normals @ normals.T
        hessian[diagonal, diagonal] += terms @ weights
        hessian[:n, n] -= pull
        hessian[n, :n] -= pull
        hessian[n, n] += (
            float(((distances * slopes).sum(axis=0) * weights).sum()) + kept / point.multiplier**2
        )
        scale = 1 / np.sqrt(np.diag(hessian))
        scaled = hessian * scale[:, None] * scale + _RIDGE * np.eye(n + 1)
        step = -scale * np.linalg.solve(scaled, scale * gradient)
        decrement = float(-gradient @ step)
        if decrement < enough:
            break
        length = 1.0
        while length > _SHORTEST_STEP:
            moved = DualPoint(
                potentials=point.potentials + length * step[:n],
                multiplier=point.multiplier + length * float(step[n]),
                t=t,
            )
            if moved.multiplier > 0:
                tried = moved.terms(p_x, distances)
                sums = tried.sum(axis=0)
                # What rounding does to the height must not stop the last steps.
                allowed = height - 0.1 * length * decrement + 1e-9 * abs(height)
                if sums.max() < 1 and (reached := barrier(moved, sums)) <= allowed:
                    point, terms, height = moved, tried, reached
                    break
            length /= 2
        else:
            break
    return point
