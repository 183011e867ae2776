"""A model in eval mode for a while, and not a bit of it or of any random stream changed afterwards."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import nn

from ibsolve.networks.noise import GaussianNoise


@contextmanager
def untouched(model: nn.Module, seed: int) -> Iterator[None]:
    """The model in eval mode without gradients, its `GaussianNoise` on, for the block alone.

    After the block, or an exception in it, all is as before: the mode of each module; buffers, the same
    tensors with the same entries; the streams of torch on the processor and on the CUDA devices of the
    model, of numpy and Python; generators that modules hold. Noise inside the block is drawn by
    generators of its own, of this seed.
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
    generators = [(each, each.get_state()) for each in _generators(modules)]
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
        for generator, of_generator in generators:
            generator.set_state(of_generator)


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


def _generators(modules: Sequence[nn.Module]) -> list[torch.Generator]:
    """Those that modules hold, each once."""
    found = {
        id(held): held
        for module in modules
        for held in vars(module).values()
        # Torch asks more of isinstance than of the type, for each of many entries.
        if type(held) is torch.Generator
    }
    return list(found.values())


def _cuda_devices(model: nn.Module) -> list[torch.device]:
    if not torch.cuda.is_initialized():
        return []
    tensors = (*model.parameters(), *model.buffers())
    return sorted({each.device for each in tensors if each.device.type == "cuda"}, key=str)
