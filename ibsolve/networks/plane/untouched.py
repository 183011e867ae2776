"""A model in eval mode for a while, and not a bit of it or of any random stream changed afterwards."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from ibsolve.networks.noise import GaussianNoise

_STREAMS = {
    torch.Generator: ("get_state", "set_state"),
    np.random.RandomState: ("get_state", "set_state"),
    random.Random: ("getstate", "setstate"),
    np.random.Generator: ("", ""),
}
"""Kinds of generators, and their methods that read and set the state."""
_HOLDERS = {list, tuple, dict, OrderedDict}


@contextmanager
def untouched(model: nn.Module, seed: int) -> Iterator[None]:
    """The model in eval mode without gradients, its `GaussianNoise` on, for the block alone.

    After the block, or an exception in it, all is as before: the mode of each module; buffers, the same
    tensors with the same entries; the streams of torch on the processor and on the CUDA devices of the
    model, of numpy and Python; generators of all three that modules hold, in lists and dictionaries too.
    Noise inside the block is drawn by generators of its own, of this seed.
    """
    modules = list(model.modules())
    devices = _cuda_devices(model)
    with (
        _kept_streams(modules, devices),
        _kept_buffers(modules),
        _eval_mode(modules),
        _noise_of_its_own(modules, devices, seed),
        torch.no_grad(),
    ):
        yield


@contextmanager
def _eval_mode(modules: Sequence[nn.Module]) -> Iterator[None]:
    modes = [module.training for module in modules]
    try:
        for module, mode in zip(modules, modes, strict=True):
            # Not by eval(), which a model may have made do more.
            if mode:
                _set_mode(module, mode=False)
        yield
    finally:
        for module, mode in zip(modules, modes, strict=True):
            if module.training != mode:
                _set_mode(module, mode=mode)


def _set_mode(module: nn.Module, *, mode: bool) -> None:
    if type(module).__setattr__ is nn.Module.__setattr__:
        # Torch would first look for a parameter, a module and a buffer of the name.
        object.__setattr__(module, "training", mode)
    else:
        module.training = mode


@contextmanager
def _kept_buffers(modules: Sequence[nn.Module]) -> Iterator[None]:
    held = [module._buffers for module in modules]  # noqa: SLF001 - modules may put another tensor there
    before = [dict(each) for each in held]
    buffers = {id(buffer): buffer for each in before for buffer in each.values() if buffer is not None}
    # Torch counts the changes in place, so that only what was changed is written back.
    contents = [(buffer, buffer._version, buffer.clone()) for buffer in buffers.values()]  # noqa: SLF001
    try:
        yield
    finally:
        for now, then in zip(held, before, strict=True):
            if now.keys() != then.keys() or any(now[name] is not each for name, each in then.items()):
                now.clear()
                now.update(then)
        for buffer, version, content in contents:
            if buffer._version != version:  # noqa: SLF001
                with torch.no_grad():
                    buffer.copy_(content)


@contextmanager
def _kept_streams(modules: Sequence[nn.Module], devices: Sequence[torch.device]) -> Iterator[None]:
    restored = [_restoring(each) for each in _generators(modules)]
    of_numpy, of_python = np.random.get_state(), random.getstate()  # noqa: NPY002 - the global stream is meant
    of_torch = torch.get_rng_state()
    of_cuda = [torch.cuda.get_rng_state(device) for device in devices]
    try:
        yield
    finally:
        torch.set_rng_state(of_torch)
        for device, state in zip(devices, of_cuda, strict=True):
            torch.cuda.set_rng_state(state, device)
        np.random.set_state(of_numpy)  # noqa: NPY002
        random.setstate(of_python)
        for restore in restored:
            restore()


@contextmanager
def _noise_of_its_own(
    modules: Sequence[nn.Module], devices: Sequence[torch.device], seed: int
) -> Iterator[None]:
    noises = [module for module in modules if isinstance(module, GaussianNoise)]
    were = [(noise.generator, noise.noisy_at_test) for noise in noises]
    own: dict[Any, torch.Generator] = {}
    try:
        if noises:
            # What has no generator draws from the streams that are kept.
            torch.random.default_generator.manual_seed(seed)
        for device in devices if noises else ():
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed)
        for noise in noises:
            noise.noisy_at_test = True
            if noise.generator is not None:
                device = noise.generator.device
                if device not in own:
                    own[device] = torch.Generator(device).manual_seed(seed)
                noise.generator = own[device]
        yield
    finally:
        for noise, (generator, noisy_at_test) in zip(noises, were, strict=True):
            noise.generator, noise.noisy_at_test = generator, noisy_at_test


def _generators(modules: Sequence[nn.Module]) -> list[Any]:
    """Those that modules hold, also in lists, tuples and dictionaries, each once."""
    found: dict[int, Any] = {}
    seen: set[int] = set()
    waiting: list[Any] = [vars(module) for module in modules]
    while waiting:
        held = waiting.pop()
        # Torch asks more of isinstance than of the type, for each of many entries.
        for each in held.values() if isinstance(held, dict) else held:
            kind = type(each)
            if kind in _STREAMS:
                found[id(each)] = each
            elif kind in _HOLDERS and each and id(each) not in seen:
                seen.add(id(each))
                waiting.append(each)
    return list(found.values())


def _restoring(generator: Any) -> Callable[[], object]:
    """What sets a generator back to its present state."""
    if isinstance(generator, np.random.Generator):
        numbers, state = generator.bit_generator, generator.bit_generator.state
        return lambda: setattr(numbers, "state", state)
    get, put = _STREAMS[type(generator)]
    return partial(getattr(generator, put), getattr(generator, get)())


def _cuda_devices(model: nn.Module) -> list[torch.device]:
    if not torch.cuda.is_initialized():
        return []
    tensors = (*model.parameters(), *model.buffers())
    return sorted({each.device for each in tensors if each.device.type == "cuda"}, key=str)
