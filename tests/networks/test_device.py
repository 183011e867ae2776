"""Which device a name means, and that none is exchanged for another in silence."""

import pytest
import torch

from ibsolve.errors import ProblemError
from ibsolve.networks import chosen_device


def test_auto_takes_cuda_only_where_it_is_there():
    assert chosen_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_a_device_that_is_there_is_taken(device):
    assert chosen_device(device).type == device


@pytest.mark.parametrize("name", ["cuda", "cuda:0"])
def test_cuda_is_refused_where_there_is_none(name, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    with pytest.raises(
        ProblemError, match=f"device: expected \"cpu\", as torch finds no CUDA, found '{name}'"
    ):
        chosen_device(name)


@pytest.mark.parametrize("name", ["gpu", "", "CPU", "cuda:", "cpu\n", None, 0])
def test_other_names_are_refused(name):
    with pytest.raises(ProblemError, match='device: expected "auto", "cpu", "cuda" or "cuda:0", found'):
        chosen_device(name)
