"""The Lagrangian H(T) − α H(T|X) − β I(T;Y) of an encoder p(t|x), and what lowers it.

α = 1 is the information bottleneck (Tishby, Pereira and Bialek 1999, arXiv:physics/0004057), α = 0
the deterministic one (Strouse and Schwab 2017, arXiv:1604.00268), who also have the family between.
The update

    p(t|x) ∝ exp((ln p(t) − β KL(p(y|x) ‖ p(y|t))) / α)    (at α = 0 the t of largest exponent)

and p(t), p(y|t) of the encoder found minimise in turn one function of both, which is the Lagrangian
where they belong together: so no update raises it. All of it is nats; β has no unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ibsolve.arguments import Floats
from ibsolve.bottleneck.joint import Joint

_LOG_OF_ZERO = -1e30
"""A finite stand-in: times a probability of zero it is zero, times any other it rules a cluster out."""
_ROUNDING = 1e-14
"""Differences of no more, relative to 1 + β nats, are none."""
_VANISHED = 1e-200
"""Mass below which the law p(y|t) of a cluster is lost to underflow."""
_ALIKE = 1e-5
"""Clusters are put together where that loses about so little of I(T;Y), nats, or less."""
_SHORTEST_REACH = 4.0
"""How many steps ahead an extrapolation may always go."""
_GROWTH = 4.0
"""By how much the longest extrapolation grows after one that helped and shrinks after one that did not."""
_CYCLES = 8
"""Extrapolations between two looks for clusters that are alike."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Update:
    """The best encoder, shape (n, k), for a given p(t, y), and the Lagrangian with the two apart.

    bound: no more than the Lagrangian of any encoder with that p(t, y), no less than that of `encoder`.
    """

    encoder: Floats
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """Where updates ended.

    residual: the expected total variation between the encoder and its update, from 0 to 1.
    """

    encoder: Floats
    iterations: int
    residual: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Lagrangian:
    """The Lagrangian at one α in [0, 1] and one β >= 0; encoders have the shape (n, clusters)."""

    joint: Joint
    alpha: float
    beta: float

    @cached_property
    def _log_p_y(self) -> Floats:
        return np.asarray(np.log(self.joint.p_y))

    @property
    def _rounding(self) -> float:
        return _ROUNDING * (1 + self.beta)

    def decoder(self, encoder: Floats) -> Floats:
        """p(t, y), shape (clusters, k)."""
        return encoder.T @ self.joint.law

    def shares(self, encoder: Floats) -> Floats:
        """What each cluster adds to the Lagrangian, which is their sum, shape (clusters,)."""
        conditional = self.joint.p_x @ x_ln_x(encoder)
        return self._hard_shares(self.decoder(encoder)) + self.alpha * conditional

    def value(self, encoder: Floats) -> float:
        """The Lagrangian, nats."""
        return float(self.shares(encoder).sum())

    def update(self, decoder: Floats) -> Update:
        """The encoder that is best for p(t, y); ties at α = 0 go to the lowest t."""
        mass = decoder.sum(axis=1)
        log_mass = np.log(mass)
        # The entropy of p(y|x) is left out of KL: it is the same for every t.
        exponents = self.joint.p_y_given_x @ (_log(decoder) - log_mass[:, None]).T
        exponents *= self.beta
        exponents += log_mass
        largest = exponents.max(axis=1)
        constant = self.beta * (self.joint.H_Y * np.log(2))
        if self.alpha == 0:
            encoder = np.zeros_like(exponents)
            encoder[np.arange(len(encoder)), exponents.argmax(axis=1)] = 1
            return Update(encoder=encoder, bound=float(-self.joint.p_x @ largest) - constant)
        exponents -= largest[:, None]
        with np.errstate(over="ignore"):
            exponents /= self.alpha
        encoder = np.exp(exponents, out=exponents)
        total = encoder.sum(axis=1)
        encoder /= total[:, None]
        bound = float(-self.joint.p_x @ (self.alpha * np.log(total) + largest)) - constant
        return Update(encoder=encoder, bound=bound)

    def settled(self, encoder: Floats, *, tolerance: float, max_iterations: int) -> Settled:
        """Updates from an encoder until the residual is within the tolerance or the limit is passed.

        The updates converge slowly where clusters are about to become one. So they are extrapolated
        (Varadhan and Roland 2008, scheme S3, on ln p(t, y)) where that keeps the bound falling, and
        clusters that have become alike are put together where that does not raise the Lagrangian.
        At α = 0 there is neither; there single x are moved, which ends in far fewer local optima.
        """
        iterations = 0
        reach = _SHORTEST_REACH
        encoder = self._attained(encoder)
        while True:
            for _ in range(_CYCLES):
                before = self.decoder(encoder)
                encoder = self._attained(self.update(before).encoder)
                once = self.decoder(encoder)
                second = self.update(once)
                iterations += 2
                residual = float(self.joint.p_x @ np.abs(second.encoder - encoder).sum(axis=1)) / 2
                if residual <= tolerance or iterations >= max_iterations:
                    break
                encoder = self._attained(second.encoder)
                twice = self.decoder(encoder)
                if self.alpha > 0 and before.shape == twice.shape:
                    length, ahead = _extrapolated(before, once, twice, reach=reach)
                    third = self.update(ahead)
                    iterations += 1
                    if third.bound <= second.bound:
                        encoder = self._attained(third.encoder)
                        reach = max(reach, _GROWTH * length)
                    else:
                        reach = max(_SHORTEST_REACH, length / _GROWTH)
            if iterations >= max_iterations:
                return Settled(encoder=encoder, iterations=iterations, residual=residual)
            changed = self.merged(encoder) if self.alpha > 0 else self.moved(encoder)
            if residual <= tolerance and changed is encoder:
                return Settled(encoder=encoder, iterations=iterations, residual=residual)
            encoder = changed

    def merged(self, encoder: Floats) -> Floats:
        """The encoder with clusters of like p(y|t) put together where the Lagrangian does not rise."""
        while encoder.shape[1] > 1:
            decoder = self.decoder(encoder)
            mass = decoder.sum(axis=1)
            # KL of near laws is half the squared distance of p(y|t)/√p(y).
            places = decoder / mass[:, None] / np.sqrt(self.joint.p_y)
            lengths = (places**2).sum(axis=1)
            gaps = lengths[:, None] + lengths - 2 * places @ places.T
            np.fill_diagonal(gaps, np.inf)
            nearest = gaps.argmin(axis=1)
            clusters = np.arange(len(mass))
            mutual = clusters[(nearest[nearest] == clusters) & (clusters < nearest)]
            first, second = mutual, nearest[mutual]
            together = encoder[:, first] + encoder[:, second]
            shares = self.shares(encoder)
            is_alike = np.minimum(mass[first], mass[second]) * gaps[first, second] / 2 <= _ALIKE
            is_alike &= self.shares(together) <= shares[first] + shares[second] + self._rounding
            if not is_alike.any():
                break
            encoder = encoder.copy()
            encoder[:, first[is_alike]] = together[:, is_alike]
            encoder = np.delete(encoder, second[is_alike], axis=1)
        return encoder

    def moved(self, encoder: Floats) -> Floats:
        """A deterministic encoder with one x after another moved to where the Lagrangian is least.

        An update weighs clusters as if x were not to change them; this takes the change into account.
        """
        law, decoder, clusters = self.joint.law, self.decoder(encoder), encoder.argmax(axis=1)
        members = encoder.sum(axis=0)
        shares = self._hard_shares(decoder)

        def left(x: np.int_) -> Floats:
            """What is left of the cluster of x: exactly nothing of a single x, whatever rounding leaves."""
            own = clusters[x]
            return np.maximum(decoder[own] - law[x], 0) if members[own] > 1 else np.zeros_like(law[x])

        every = np.arange(len(law))
        kept = self._hard_shares(np.array([left(x) for x in every]))
        costs = self._hard_shares(decoder + law[:, None]) - shares
        costs[every, clusters] = shares[clusters] - kept
        gains = costs[every, clusters] - costs.min(axis=1)
        has_moved = False
        for x in np.flatnonzero(gains > self._rounding):
            own, rest = clusters[x], left(x)
            joined, share = self._hard_shares(decoder + law[x]), self._hard_shares(rest)
            cost = joined - shares
            cost[own] = shares[own] - share
            best = int(cost.argmin())
            if cost[best] < cost[own] - self._rounding:
                decoder[own], shares[own] = rest, share
                decoder[best] += law[x]
                shares[best] = joined[best]
                members[[own, best]] += -1, 1
                clusters[x] = best
                has_moved = True
        return self._attained(np.eye(len(decoder))[clusters]) if has_moved else encoder

    def _hard_shares(self, decoder: Floats) -> Floats:
        """What clusters that single x go to as a whole add to the Lagrangian."""
        surprise = x_ln_x(decoder.sum(axis=-1))
        information = x_ln_x(decoder).sum(axis=-1) - decoder @ self._log_p_y - surprise
        return np.asarray(-surprise - self.beta * information)

    def _attained(self, encoder: Floats) -> Floats:
        """The encoder without clusters that no x goes to."""
        is_attained = self.joint.p_x @ encoder > _VANISHED
        return encoder if is_attained.all() else encoder[:, is_attained]


def _extrapolated(before: Floats, once: Floats, twice: Floats, *, reach: float) -> tuple[float, Floats]:
    """How far three successive p(t, y) lead, within the reach, and the p(t, y) there."""
    start, middle, end = _log(before), _log(once), _log(twice)
    step = middle - start
    bend = end - middle - step
    straight, bent = float((twice * step**2).sum()), float((twice * bend**2).sum())
    length = min(reach, max(1.0, np.sqrt(straight / bent) if bent > 0 else 1.0))
    exponents = start + 2 * length * step + length**2 * bend
    ahead = np.exp(exponents - exponents.max())
    ahead = np.maximum(ahead, np.finfo(float).tiny * (twice > 0))
    return length, ahead / ahead.sum()


def x_ln_x(array: Floats) -> Floats:
    """The products x ln x, 0 at 0."""
    return np.asarray(array * np.log(array, where=array > 0, out=np.zeros_like(array)))


def _log(array: Floats) -> Floats:
    return np.asarray(np.log(array, where=array > 0, out=np.full_like(array, _LOG_OF_ZERO)))
