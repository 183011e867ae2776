"""Where tensors live: CUDA where there is one, else the processor."""

from __future__ import annotations

import re

import torch

from ibsolve.errors import Fault, ProblemError, shown

_NAME = re.compile(r"auto|cpu|cuda(:[0-9]{1,3})?")


def chosen_device(name: str) -> torch.device:
    """The device of a name: "auto" is CUDA where torch finds it and else the CPU.

    name: "auto", "cpu", "cuda" or "cuda:0", "cuda:1", ….
    Raises ProblemError for another name, and for a CUDA device that is not there: never a silent
    change of device.

    >>> chosen_device("cpu")
    device(type='cpu')
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        expected = '"auto", "cpu", "cuda" or "cuda:0"'
        raise ProblemError(Fault(where="device", expected=expected, found=shown(name)))
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(name)
    there = torch.cuda.device_count()
    if device.type == "cuda" and (device.index or 0) >= there:
        raise ProblemError(
            Fault(
                where="device",
                expected=f'"cpu" or one of {there} CUDA devices'
                if there
                else '"cpu", as torch finds no CUDA',
                found=shown(name),
                remedy='"auto" takes CUDA only where it is there',
            )
        )
    return device
