"""What R_IB(ε) cannot be below for three x: supporting planes of the dual, tested on the simplex."""

from itertools import product

import numpy as np
from scipy.optimize import minimize
from scipy.special import entr, rel_entr, softmax


def least_rate(p_xy, epsilon, *, beta, encoder):
    """A lower bound on R_IB(ε), bits, from the plane that an encoder at β suggests.

    The rate is the mean of D(q‖p) over the laws q = p(x|t), whose mean is p(x), and the mean of H(Y|q)
    is at most H(Y|X) + ε. A plane that lies below D(q‖p) + β H(Y|q) for every q bounds it; it is
    lowered by what the worst q of a fine grid, polished by a local search, exceeds it by.
    """
    p_x = p_xy.sum(axis=1)
    channel = p_xy / p_x[:, None]
    mass = p_x @ encoder
    decoder = (encoder.T @ p_xy) / mass[:, None]
    divergence = rel_entr(channel[:, None, :], decoder[None]).sum(axis=2)
    plane = beta * entr(channel).sum(axis=1) - np.log(np.exp(-beta * divergence) @ mass)

    def above(q):
        return rel_entr(q, p_x).sum(axis=-1) + beta * entr(q @ channel).sum(axis=-1) - q @ plane

    steps = np.arange(121) / 120
    grid = np.array([(a, b, 1 - a - b) for a, b in product(steps, steps) if a + b <= 1 + 1e-12])
    grid = np.maximum(grid, 0)
    heights = above(grid)
    nearest = [grid[place] for place in heights.argsort()[:3]]
    polished = [
        minimize(lambda z: above(softmax(z)), np.log(q + 1e-9), method="Nelder-Mead", tol=1e-12).fun
        for q in nearest
    ]
    lowest = min(heights.min(), *polished)
    conditional = p_x @ entr(channel).sum(axis=1)
    return (plane @ p_x + lowest - beta * conditional) / np.log(2) - beta * epsilon
