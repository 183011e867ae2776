"""What a classifier says, as layers of their own."""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn


def with_decision(model: nn.Sequential) -> nn.Sequential:
    """The children of a model that gives logits, then "softmax" and "decision"; to be tracked, not trained.

    Nothing is copied: as the model is trained, so is this. softmax: the probabilities of the classes in
    float64, in which fewer of them tie. decision: the class of the largest, shape (N, 1).

    >>> seen = with_decision(nn.Sequential(OrderedDict(output=nn.Linear(3, 2))))
    >>> list(dict(seen.named_children())), seen(torch.zeros(5, 3)).shape
    (['output', 'softmax', 'decision'], torch.Size([5, 1]))
    """
    return nn.Sequential(OrderedDict(model.named_children(), softmax=_Softmax(), decision=_Decision()))


class _Softmax(nn.Module):
    def forward(self, outputs: Tensor) -> Tensor:
        return torch.softmax(outputs.double(), dim=1)


class _Decision(nn.Module):
    def forward(self, probabilities: Tensor) -> Tensor:
        return probabilities.argmax(dim=1, keepdim=True).double()
