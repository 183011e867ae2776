"""Why widths are infeasible, and how much distortion would make them feasible."""

from __future__ import annotations

from dataclasses import dataclass

from ibsolve.problem import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What stands between a problem and a feasible network of its widths, with readout "any".

    least_epsilon: the least distortion I(X;Y|X_ν) of any network, bits, rounded; least_epsilon_exact:
    in closed form. is_proved: false where the search for it was cut short, so that there may be less.
    network: one with that distortion. obstacle: what the output layer would have to do above its
    hidden layers, where one can be named.
    """

    least_epsilon: float
    least_epsilon_exact: str
    is_proved: bool
    network: Network
    obstacle: str | None
