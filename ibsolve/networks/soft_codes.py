"""Entropies of codes that neurons have with probabilities: the solver's figures, made differentiable."""

from __future__ import annotations

import torch
from torch import Tensor

CODE_LIMIT = 10
"""Most neurons of a layer whose 2^width codes are told apart."""


def code_probabilities(activations: Tensor) -> Tensor:
    """p(c|x) of the codes of a layer whose neurons fire independently, shape (K, n, 2^m).

    activations: how likely each neuron fires, shape (K, n, m).
    """
    codes = torch.ones_like(activations[..., :1])
    for neuron in activations.unbind(dim=-1):
        fires = neuron.unsqueeze(-1)
        codes = torch.cat([codes * (1 - fires), codes * fires], dim=-1)
    return codes


def code_entropy(codes: Tensor, law: Tensor) -> Tensor:
    """H(C) of each network, bits, shape (K,). codes: p(c|x), shape (K, n, c). law: p(x), shape (n,)."""
    return _entropy(torch.einsum("n,knc->kc", law, codes))


def equivocation(codes: Tensor, joint: Tensor) -> Tensor:
    """H(Y|C) of each network, bits, shape (K,). joint: p(x, y), shape (n, y)."""
    together = torch.einsum("ny,knc->kcy", joint, codes)
    return _entropy(together.flatten(1)) - _entropy(together.sum(dim=2))


def _entropy(law: Tensor) -> Tensor:
    """Entropy of each row, bits."""
    # The least float keeps 0 log 0 and its slope finite.
    return -(law * torch.log2(law.clamp_min(torch.finfo(law.dtype).tiny))).sum(dim=1)
