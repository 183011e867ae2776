"""Noisy networks (paper 001, Section 2): T_l = f_l(T_{l−1}) + Z_l with Z_l ~ N(0, β²I) for l < L."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy

import torch
from torch import Tensor, nn

from ibsolve.arguments import Arguments
from ibsolve.errors import shown
from ibsolve.networks.activation import ScaledSigmoid, Sign, Step, StraightThroughStep
from ibsolve.networks.members import children, is_plain, members


class GaussianNoise(nn.Module):
    """Adds independent N(0, β²) to every entry while training, and nothing in eval mode unless asked.

    beta: β > 0. generator: a torch.Generator on the device of the entries; None for torch's own.
    noisy_at_test: whether eval mode is noisy too, as T_l is where I(X;T_l) is measured.
    Raises ProblemError with every fault found.

    >>> noise = GaussianNoise(0.1, generator=torch.Generator().manual_seed(0))
    >>> noise(torch.zeros(3)), noise.eval()(torch.zeros(3))
    (tensor([ 0.1541, -0.0293, -0.2179]), tensor([0., 0., 0.]))
    """

    def __init__(
        self, beta: float, *, generator: torch.Generator | None = None, noisy_at_test: bool = False
    ) -> None:
        super().__init__()
        arguments = Arguments()
        self.beta = arguments.number("beta", beta, above=0)
        if generator is not None and not isinstance(generator, torch.Generator):
            arguments.faults.add(
                "generator",
                expected="a torch.Generator or None",
                found=shown(generator),
                remedy="torch.Generator().manual_seed(seed) makes one",
            )
        arguments.check()
        self.generator = generator
        self.noisy_at_test = noisy_at_test

    @property
    def is_active(self) -> bool:
        """Whether noise is added in the present mode."""
        return bool(self.training or self.noisy_at_test)

    def forward(self, values: Tensor) -> Tensor:
        if not self.is_active:
            return values
        noise = torch.randn(values.shape, generator=self.generator, device=values.device, dtype=values.dtype)
        return values + self.beta * noise

    def extra_repr(self) -> str:
        return f"beta={self.beta:g}" + ", noisy_at_test=True" * self.noisy_at_test


def noisy(
    model: nn.Sequential,
    beta: float,
    *,
    generator: torch.Generator | None = None,
    noisy_at_test: bool = False,
) -> nn.Sequential:
    """A copy of the model with `GaussianNoise` after the activation of every layer but the last.

    model: nn.Sequential, nested or not, of two layers or more. A layer is a Linear or convolution with
    all up to the next one; where it has no activation, the noise comes at its end. Parameters keep
    their names, so states can be loaded either way. Other arguments as for `GaussianNoise`; one
    generator serves all layers.
    Raises ProblemError with every fault found.

    >>> model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Tanh())
    >>> [type(module).__name__ for module in noisy(model, 0.1)]
    ['Linear', 'Tanh', 'GaussianNoise', 'Linear', 'Tanh']
    """
    arguments = Arguments()
    if is_plain(model, nn.Sequential):
        ends = _noisy_ends(arguments, model)
    else:
        arguments.faults.add("model", expected="an nn.Sequential", found=shown(model))
    with arguments.faults.gathered():
        GaussianNoise(beta, generator=generator)
    arguments.check()

    def noise() -> GaussianNoise:
        return GaussianNoise(beta, generator=generator, noisy_at_test=noisy_at_test)

    return _with_noise(deepcopy(model), ends, noise)


_ACTIVATIONS = (ScaledSigmoid, Sign, Step, StraightThroughStep)
_LAYERS = (nn.Linear, nn.modules.conv._ConvNd)  # noqa: SLF001 — torch has no other name for them all


def _noisy_ends(arguments: Arguments, model: nn.Sequential) -> list[str]:
    """The paths of the modules that noise is to follow, one for every layer but the last."""
    ends: list[str] = []
    activated = False
    for path, module in model.named_modules():
        if is_plain(module, nn.Sequential) and (module._forward_hooks or module._forward_pre_hooks):  # noqa: SLF001
            arguments.faults.add(
                f"model, module {path or 'itself'}",
                expected="no hooks on nn.Sequential, which is built anew",
                found="hooks",
                remedy="register them on the noisy model",
            )
    for path, module in members(model):
        if isinstance(module, _LAYERS):
            ends.append(path)
            activated = False
        elif any(isinstance(part, (*_LAYERS, GaussianNoise)) for part in module.modules()):
            arguments.faults.add(
                f"model, module {path}",
                expected="no noise yet, and layers in nn.Sequential alone",
                found=type(module).__name__,
            )
        elif ends and not activated:
            # Pooling, say, follows the noise; a layer without activation has it at its end.
            ends[-1] = path
            activated = _is_activation(module)
    if len(ends) < 2:
        arguments.faults.add(
            "model",
            expected="two layers or more, for the last is without noise",
            found=f"{len(ends)}",
            remedy="put GaussianNoise(beta) where noise is wanted",
        )
    return ends[:-1]


def _is_activation(module: nn.Module) -> bool:
    return isinstance(module, _ACTIVATIONS) or type(module).__module__ == nn.modules.activation.__name__


def _with_noise(
    container: nn.Sequential, ends: list[str], noise: Callable[[], GaussianNoise], prefix: str = ""
) -> nn.Sequential:
    """The same modules under the same names, with noise after those at the paths."""
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    for name, module in children(container):
        nested = is_plain(module, nn.Sequential)
        parts[name] = _with_noise(module, ends, noise, f"{prefix}{name}.") if nested else module
        if prefix + name in ends:
            parts[f"noise_after_{name}"] = noise().train(container.training)
    rebuilt = nn.Sequential(parts)
    # Of this container alone: its modules may be in another mode.
    rebuilt.training = container.training
    return rebuilt
