"""Many small networks trained at once, by products in batches: one alone spends its time on calls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ibsolve.arguments import Arguments
from ibsolve.datasets import Samples
from ibsolve.descent.adam import adam_direction
from ibsolve.descent.threads import one_thread
from ibsolve.errors import TrainingError, shown
from ibsolve.networks.fitting import ADAM_LEAST_SLOPE, ADAM_MEMORIES, History, Optimiser


def fit_together(
    models: Sequence[nn.Sequential],
    trains: Sequence[Samples],
    *,
    tests: Sequence[Samples],
    epochs: int,
    optimiser: str = Optimiser.SGD,
    learning_rate: float,
    batch: int,
    seeds: Sequence[int],
    alphas: Sequence[float] | None = None,
    measured: Collection[int] = (),
    at_epoch: Callable[[int], object] = lambda _: None,
    history_every: int = 1,
    report: Callable[[str], object] = lambda _: None,
) -> tuple[History, ...]:
    """Train K networks of `fully_connected`, in place and each by itself; their histories.

    Each ends as `fit` with the cross entropy would train it, but for the order of sums of floats, and draws
    its noise from its own generator. Activations and noise may differ, widths may not.
    trains, tests, seeds: of each network; all parts of one size. alphas: α ≥ 0 of each network's step
    W ← W − α(WWᵀ − I)W after each step of descent, of `orthonormality_step`; None for none.
    measured: epochs at which the models are given their weights and `at_epoch` is called; they have them
    after the last one too. Other arguments as for `fit`; optimiser: "sgd" or "adam".
    Raises ProblemError with every fault found, TrainingError naming network and epoch where a loss is no
    number.
    """
    arguments = Arguments()
    epochs = arguments.count("epochs", epochs)
    history_every = arguments.count("history_every", history_every)
    kind = arguments.choice("optimiser", optimiser, Optimiser)
    learning_rate = arguments.number("learning_rate", learning_rate, above=0)
    batch = arguments.count("batch", batch)
    if kind is Optimiser.GD:
        arguments.faults.add("optimiser", expected='"sgd" or "adam"', found=repr(str(kind)))
    given_each = {"trains": trains, "tests": tests, "seeds": seeds}
    _check_members(arguments, models, given_each if alphas is None else {**given_each, "alphas": alphas})
    arguments.check()

    stack = _Stack(models)
    alpha = torch.zeros(len(models)) if alphas is None else torch.tensor(alphas, dtype=torch.float32)
    inputs, labels = _stacked(trains)
    tested = _stacked(tests)
    orders = [torch.Generator().manual_seed(seed) for seed in seeds]
    members = torch.arange(len(models))[:, None]
    mean, square = stack.flat.new_zeros(2, *stack.flat.shape)
    count, steps = inputs.shape[1], 0
    rows: list[Any] = []

    def look(epoch: int) -> None:
        if epoch % history_every == 0 or epoch == epochs:
            found = np.stack([*stack.evaluated(inputs, labels), *stack.evaluated(*tested)])
            _check_finite("loss", found[0], epoch)
            _check_finite("test loss", found[2], epoch)
            rows.append((epoch, found))
            report(f"epoch {epoch} of {epochs}, {len(models)} networks, mean loss {found[0].mean():.4f}")
        if epoch in measured or epoch == epochs:
            stack.give_back()
        if epoch in measured:
            at_epoch(epoch)

    with one_thread():
        look(0)
        for epoch in range(1, epochs + 1):
            chosen = torch.stack([torch.randperm(count, generator=order) for order in orders])
            given, known = inputs[members, chosen], labels[members, chosen]
            for start in range(0, count, batch):
                part = slice(start, start + batch)
                slope = stack.slope(given[:, part], known[:, part])
                steps += 1
                if kind is Optimiser.ADAM:
                    slope = adam_direction(
                        slope, mean, square, steps, memories=ADAM_MEMORIES, least_slope=ADAM_LEAST_SLOPE
                    )
                stack.flat.sub_(slope, alpha=learning_rate)
                if alphas is not None:
                    stack.draw_to_orthonormal(alpha)
            look(epoch)
    return tuple(_history(rows, network) for network in range(len(models)))


class _Stack:
    """The weights of K networks in one tensor, shape (K, P), which those of each layer are views of."""

    def __init__(self, models: Sequence[nn.Sequential]) -> None:
        self._models = models
        layers = [list(model) for model in models]
        shapes = [layer.linear.weight.shape for layer in layers[0]]
        sizes = [size for rows, columns in shapes for size in (rows * columns, rows)]
        self.flat = torch.cat(
            [torch.nn.utils.parameters_to_vector(model.parameters()).detach()[None] for model in models]
        )
        self._leaves: list[Tensor] = []
        for place, part in enumerate(self.flat.split(sizes, dim=1)):
            rows, columns = shapes[place // 2]
            # Transposed, as what is multiplied with.
            shaped = part.view(-1, rows, columns).transpose(1, 2) if place % 2 == 0 else part[:, None]
            self._leaves.append(shaped.detach().requires_grad_())
        self._noises = [[getattr(layer, "noise", None) for layer in of_one[:-1]] for of_one in layers]
        self._runs = [_runs([of_one[place] for of_one in layers]) for place in range(len(shapes))]

    def outputs(self, inputs: Tensor, *, is_noisy: bool) -> Tensor:
        """Shape (K, n, classes)."""
        layer = inputs
        for place in range(len(self._runs)):
            weight, bias = self._leaves[2 * place : 2 * place + 2]
            sums = torch.baddbmm(bias, layer, weight)
            parts = [
                sums[run] if function is None else function(sums[run]) for run, function in self._runs[place]
            ]
            layer = parts[0] if len(parts) == 1 else torch.cat(parts)
            if is_noisy and place + 1 < len(self._runs):
                layer = layer + self._noise(place, layer)
        return layer

    def slope(self, inputs: Tensor, labels: Tensor) -> Tensor:
        """Of each network's mean cross entropy, shape (K, P)."""
        outputs = self.outputs(inputs, is_noisy=True)
        total = functional.cross_entropy(outputs.flatten(0, 1), labels.flatten(), reduction="sum")
        slopes = torch.autograd.grad(total, self._leaves)
        flat = [
            (each.transpose(1, 2) if place % 2 == 0 else each).flatten(1) for place, each in enumerate(slopes)
        ]
        return torch.cat(flat, dim=1).div_(inputs.shape[1])

    def evaluated(self, inputs: Tensor, labels: Tensor) -> tuple[Any, Any]:
        """Loss and accuracy of each network without noise, shape (K,)."""
        with torch.no_grad():
            outputs = self.outputs(inputs, is_noisy=False)
            losses = functional.cross_entropy(outputs.transpose(1, 2), labels, reduction="none").mean(dim=1)
            return losses.numpy(), (outputs.argmax(dim=2) == labels).double().mean(dim=1).numpy()

    def draw_to_orthonormal(self, alpha: Tensor) -> None:
        """The step of `orthonormality_step` for all layers of all networks."""
        with torch.no_grad():
            for weight in self._leaves[::2]:
                below, width = weight.shape[1:]
                gram = weight.transpose(1, 2) @ weight if width <= below else weight @ weight.transpose(1, 2)
                gram.diagonal(dim1=1, dim2=2).sub_(1)
                gram *= alpha[:, None, None]
                weight.sub_(weight @ gram if width <= below else gram @ weight)

    def give_back(self) -> None:
        """Write the weights into the models."""
        for model, flat in zip(self._models, self.flat, strict=True):
            torch.nn.utils.vector_to_parameters(flat.clone(), model.parameters())

    def _noise(self, place: int, layer: Tensor) -> Tensor:
        noise = torch.zeros_like(layer)
        for of_one, of_all in zip(self._noises, noise, strict=True):
            found = of_one[place]
            if found is not None:
                of_all.normal_(generator=found.generator).mul_(found.beta)
        return noise


def _runs(layers: list[Any]) -> list[tuple[slice, Any]]:
    """Networks next to each other whose layer has the same activation, which each network's could do."""
    functions = [getattr(layer, "activation", None) for layer in layers]
    runs, start = [], 0
    for _, equal in groupby(functions, key=type):
        of_run = list(equal)
        runs.append((slice(start, start + len(of_run)), of_run[0]))
        start += len(of_run)
    return runs


def _stacked(samples: Sequence[Samples]) -> tuple[Tensor, Tensor]:
    inputs = torch.tensor(np.stack([each.inputs for each in samples]), dtype=torch.float32)
    return inputs, torch.tensor(np.stack([each.labels for each in samples]))


def _check_members(arguments: Arguments, models: Any, given: Mapping[str, Any]) -> None:
    """Add a fault for networks that are not of one architecture, and for what of each does not fit them."""
    for place, model in enumerate(arguments.items("models", models)):
        if not _is_fully_connected(model):
            expected = "a network of fully_connected"
            arguments.faults.add(f"models[{place}]", expected=expected, found=shown(model))
    listed = {name: arguments.items(name, each) for name, each in given.items()}
    _check_numbers(arguments, listed)
    if arguments.faults.has("models"):
        return
    for name, members in listed.items():
        if members and len(members) != len(models):
            expected = f"one for each of {len(models)} models"
            arguments.faults.add(name, expected=expected, found=f"{len(members)}")
    shapes = {tuple(tuple(each.shape) for each in model.parameters()) for model in models}
    if len(shapes) == 1:
        for name in ("trains", "tests"):
            _check_samples(arguments, name, listed[name], models[0])
    else:
        arguments.faults.add(
            "models", expected="one or more, all of the same widths", found=f"{len(shapes)} kinds"
        )


def _check_numbers(arguments: Arguments, listed: Mapping[str, list[Any]]) -> None:
    for place, seed in enumerate(listed["seeds"]):
        arguments.seed(f"seeds[{place}]", seed)
    for place, alpha in enumerate(listed.get("alphas", ())):
        arguments.number(f"alphas[{place}]", alpha, at_least=0)


def _is_fully_connected(model: Any) -> bool:
    linear = (
        [getattr(layer, "linear", None) for layer in model] if isinstance(model, nn.Sequential) else [None]
    )
    return all(isinstance(each, nn.Linear) and each.bias is not None for each in linear) and (
        len(list(model.parameters())) == 2 * len(linear) > 0
    )


def _check_samples(arguments: Arguments, name: str, parts: list[Any], model: Any) -> None:
    dimension, outputs = model[0].linear.in_features, model[-1].linear.out_features
    for place, part in enumerate(parts):
        where = f"{name}[{place}]"
        if not isinstance(part, Samples):
            arguments.faults.add(where, expected="Samples", found=shown(part))
        elif part.dimension != dimension:
            expected = f"inputs of the d = {dimension} of the models"
            arguments.faults.add(where, expected=expected, found=f"d = {part.dimension}")
        elif part.labels.max() >= outputs:
            expected = f"labels below the {outputs} outputs of the models"
            arguments.faults.add(where, expected=expected, found=f"{part.labels.max()}")
    sizes = {len(part) for part in parts if isinstance(part, Samples)}
    if len(sizes) > 1:
        arguments.faults.add(name, expected="parts of one size", found=f"{sorted(sizes)}")


def _check_finite(which: str, losses: Any, epoch: int) -> None:
    for network, loss in enumerate(losses):
        if not np.isfinite(loss):
            raise TrainingError(
                f"the {which} of network {network} is {loss} at epoch {epoch}: try a smaller learning_rate"
            )


def _history(rows: list[Any], network: int) -> History:
    found = np.array([values[:, network] for _, values in rows], dtype=float).T
    return History(
        epochs=np.array([epoch for epoch, _ in rows]),
        train_loss=found[0],
        train_accuracy=found[1],
        test_loss=found[2],
        test_accuracy=found[3],
    )
