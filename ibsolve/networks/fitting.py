"""One loop that trains any module on samples, the same way for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, nan
from typing import Any
from warnings import catch_warnings, filterwarnings

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ibsolve.arguments import Arguments, Floats
from ibsolve.datasets import Samples
from ibsolve.descent.adam import adam_direction
from ibsolve.descent.threads import one_thread
from ibsolve.errors import Fault, IbsolveError, ProblemError, TrainingError, cause, shown

LossFunction = Callable[[Tensor, Tensor, Tensor], Tensor]
"""Of outputs, inputs and labels: the mean over the samples."""

ADAM_MEMORIES, ADAM_LEAST_SLOPE = (0.9, 0.999), 1e-8
"""As torch has them."""

_EVALUATED = 8192
"""Samples at once where losses are evaluated."""


class LossName(StrEnum):
    """What is made small, the mean over samples.

    CROSS_ENTROPY: in nats, of outputs that are logits. SQUARE: squared distance per output from the
    label's unit vector, or for one output from the label. RECONSTRUCTION: that from the input.
    """

    CROSS_ENTROPY = "cross-entropy"
    SQUARE = "square"
    RECONSTRUCTION = "reconstruction"


class Optimiser(StrEnum):
    """How weights are moved. GD: plain descent on all samples at once."""

    SGD = "sgd"
    ADAM = "adam"
    GD = "gd"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """Losses and accuracies at epochs, all of shape (n,), in eval mode: without noise and dropout.

    epochs: done when they were evaluated, 0 before training. Accuracies are shares of samples whose
    largest output is that of the label (for one output: which rounds to it), NaN for a reconstruction
    and for outputs that are no tensor of shape (n, C); those of the test are NaN without test samples.
    is_complete: False where training was stopped.
    """

    epochs: NDArray[np.int64]
    train_loss: Floats
    test_loss: Floats
    train_accuracy: Floats
    test_accuracy: Floats
    is_complete: bool = True


def fit(
    model: nn.Module,
    train: Samples,
    *,
    test: Samples | None = None,
    epochs: int,
    loss: str | LossFunction = LossName.CROSS_ENTROPY,
    optimiser: str = Optimiser.SGD,
    learning_rate: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    batch: int | None = None,
    seed: int = 0,
    history_every: int = 1,
    after_step: Callable[[nn.Module], object] | None = None,
    at_epoch: Callable[[int], object] | None = None,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
    learning_rate_at: Callable[[int], float] | None = None,
    stops: Callable[[], bool] = lambda: False,
    report: Callable[[str], object] = lambda _: None,
) -> History:
    """Train the model in place; its losses and accuracies over the epochs.

    train, test: inputs go in as they are, shape (batch, d), in the type and on the device of the weights.
    loss: one of `LossName`, or a function of outputs, inputs and labels. momentum: of SGD, in [0, 1).
    weight_decay: what is added to the slope is this times the weight, >= 0. batch: samples a step, None for
    all; the last of an epoch may be smaller. seed: of the order of samples and of all that draws from torch's
    global stream, which is left as it was. history_every: epochs between two evaluations; 0 and the last
    are always among them.
    after_step: called with the model after each step. at_epoch: called with 0 before training and with k
    after epoch k. augment: changes the inputs of each batch. learning_rate_at: of epochs 0, 1, …, in place of
    `learning_rate`. stops: asked after each epoch. report: told the epoch and loss now and then.
    Raises ProblemError with every fault found, also where model, loss and samples do not go together, before
    a step is taken; TrainingError naming the epoch where a loss, of train or test, is no number.

    >>> from ibsolve.datasets import szt
    >>> from ibsolve.networks.models import fully_connected
    >>> history = fit(fully_connected((12, 10, 2)), szt(), epochs=20, learning_rate=0.1, batch=256)
    >>> bool(history.train_loss[-1] < history.train_loss[0])
    True
    """
    arguments = Arguments()
    _check_kinds(
        arguments,
        model,
        {"train": train} if test is None else {"train": train, "test": test},
        {
            "after_step": after_step,
            "at_epoch": at_epoch,
            "augment": augment,
            "learning_rate_at": learning_rate_at,
            "stops": stops,
            "report": report,
        },
    )
    epochs = arguments.count("epochs", epochs)
    history_every = arguments.count("history_every", history_every)
    kind = arguments.choice("optimiser", optimiser, Optimiser)
    judge = _Judge.of(arguments, loss)
    learning_rate = arguments.number("learning_rate", learning_rate, above=0)
    momentum = arguments.number("momentum", momentum, at_least=0, below=1)
    weight_decay = arguments.number("weight_decay", weight_decay, at_least=0)
    seed = arguments.seed("seed", seed)
    size = None if batch is None else arguments.count("batch", batch)
    _check_optimiser(arguments, kind, batch, momentum)
    is_module = isinstance(model, nn.Module)
    parameters = [each for each in model.parameters() if each.requires_grad] if is_module else []
    if is_module and not parameters:
        arguments.faults.add("model", expected="a parameter to train", found=shown(model))
    arguments.check()

    descent = _Descent(parameters, kind, momentum, weight_decay)
    inputs, labels = _tensors(train, parameters[0])
    judged = {"loss": (inputs, labels)}
    if test is not None:
        judged["test loss"] = _tensors(test, parameters[0])
    order = torch.Generator().manual_seed(seed)
    rows: list[tuple[float, ...]] = []

    def evaluate(epoch: int) -> None:
        found = {}
        for which, part in judged.items():
            found[which] = _evaluated(model, judge, *part)
            _check_finite(which, found[which][0], epoch)
        rows.append((epoch, *found["loss"], *found.get("test loss", (nan, nan))))
        report(f"epoch {epoch} of {epochs}, loss {found['loss'][0]:.4f}")

    is_complete = True
    with one_thread(), _own_stream(parameters[0].device, seed), _mode(model, is_training=True):
        with _shapes_told():
            evaluate(0)
        if at_epoch is not None:
            at_epoch(0)
        for epoch in range(1, epochs + 1):
            rate = learning_rate if learning_rate_at is None else _rate(learning_rate_at, epoch - 1)
            value = _epoch(
                model=model,
                judge=judge,
                inputs=inputs,
                labels=labels,
                size=size or len(train),
                order=order,
                augment=augment,
                descent=descent,
                rate=rate,
                after_step=after_step,
            )
            _check_finite("loss", float(value), epoch)
            if epoch % history_every == 0 or epoch == epochs:
                evaluate(epoch)
            if at_epoch is not None:
                at_epoch(epoch)
            if epoch < epochs and stops():
                is_complete = False
                break
    columns = np.array(rows).T
    return History(
        epochs=columns[0].astype(np.int64),
        train_loss=columns[1],
        train_accuracy=columns[2],
        test_loss=columns[3],
        test_accuracy=columns[4],
        is_complete=is_complete,
    )


def _epoch(
    *,
    model: nn.Module,
    judge: _Judge,
    inputs: Tensor,
    labels: Tensor,
    size: int,
    order: torch.Generator,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None,
    descent: _Descent,
    rate: float,
    after_step: Callable[[nn.Module], object] | None,
) -> Tensor:
    """One pass over the samples; the loss of its last batch."""
    count = len(inputs)
    if size < count:
        chosen = torch.randperm(count, generator=order).to(inputs.device)
        inputs, labels = inputs[chosen], labels[chosen]
    value = inputs.new_zeros(())
    for start in range(0, count, size):
        given = inputs[start : start + size]
        if augment is not None:
            given = _augmented(augment, given, order)
        value = judge.loss(_outputs(model, given), given, labels[start : start + size])
        if not value.requires_grad:
            expected = "one that the parameters of the model change"
            raise ProblemError(Fault(where="loss", expected=expected, found="one that none changes"))
        slopes = torch.autograd.grad(value, descent.parameters, materialize_grads=True)
        descent.step(slopes, rate)
        if after_step is not None:
            after_step(model)
    return value.detach()


class _Descent:
    """Moves parameters against a slope; all of them at once, so that small networks lose no time."""

    def __init__(self, parameters: list[Any], kind: Optimiser, momentum: float, weight_decay: float) -> None:
        self.parameters = parameters
        self._kind, self._momentum, self._weight_decay = kind, momentum, weight_decay
        self._sizes = [each.numel() for each in parameters]
        self._mean, self._square = parameters[0].new_zeros(2, sum(self._sizes))
        self._steps = 0

    def step(self, slopes: tuple[Tensor, ...], rate: float) -> None:
        with torch.no_grad():
            for each, part in zip(self.parameters, self._directions(slopes), strict=True):
                each.sub_(part, alpha=rate)

    def _directions(self, slopes: tuple[Tensor, ...]) -> list[Tensor] | tuple[Tensor, ...]:
        if self._kind is not Optimiser.ADAM and not self._momentum and not self._weight_decay:
            return slopes
        self._steps += 1
        parts = self._direction(_flat(slopes)).split(self._sizes)
        return [part.view_as(each) for each, part in zip(self.parameters, parts, strict=True)]

    def _direction(self, slope: Tensor) -> Tensor:
        if self._weight_decay:
            slope = slope + self._weight_decay * _flat(self.parameters)
        if self._kind is Optimiser.ADAM:
            return adam_direction(
                slope,
                self._mean,
                self._square,
                self._steps,
                memories=ADAM_MEMORIES,
                least_slope=ADAM_LEAST_SLOPE,
            )
        return self._mean.mul_(self._momentum).add_(slope)


def _flat(tensors: tuple[Tensor, ...] | list[Any]) -> Tensor:
    return torch.cat([each.detach().reshape(-1) for each in tensors])


def _rate(learning_rate_at: Callable[[int], float], epoch: int) -> float:
    arguments = Arguments()
    rate = arguments.number(f"learning_rate_at({epoch})", learning_rate_at(epoch), at_least=0)
    arguments.check()
    return rate


def _check_kinds(
    arguments: Arguments, model: Any, samples: dict[str, Any], functions: dict[str, Any]
) -> None:
    if not isinstance(model, nn.Module):
        arguments.faults.add("model", expected="an nn.Module", found=shown(model))
    for name, each in samples.items():
        if not isinstance(each, Samples):
            arguments.faults.add(name, expected="Samples", found=shown(each))
    for name, function in functions.items():
        if function is not None and not callable(function):
            arguments.faults.add(name, expected="a function", found=shown(function))
    read = [each for each in samples.values() if isinstance(each, Samples)]
    if len({each.dimension for each in read}) > 1:
        arguments.faults.add(
            "test",
            expected=f"inputs of the d = {read[0].dimension} of train",
            found=f"d = {read[1].dimension}",
        )


def _check_optimiser(arguments: Arguments, kind: Optimiser, batch: int | None, momentum: float) -> None:
    if kind is Optimiser.GD and (batch is not None or momentum):
        arguments.faults.add(
            "optimiser",
            expected='"gd" without batch and momentum',
            found=f"batch = {batch}, momentum = {momentum:g}",
            remedy='"sgd" takes both',
        )
    if kind is Optimiser.ADAM and momentum:
        arguments.faults.add("momentum", expected='0 with "adam", which has its own', found=f"{momentum:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """The loss. name: None for a function that was given."""

    name: LossName | None
    function: LossFunction

    @classmethod
    def of(cls, arguments: Arguments, loss: str | LossFunction) -> _Judge:
        if callable(loss):
            return cls(name=None, function=loss)
        name = arguments.choice("loss", loss, LossName)
        function = {
            LossName.CROSS_ENTROPY: lambda outputs, _, labels: functional.cross_entropy(outputs, labels),
            LossName.SQUARE: lambda outputs, _, labels: functional.mse_loss(outputs, _unit(labels, outputs)),
            LossName.RECONSTRUCTION: lambda outputs, inputs, _: functional.mse_loss(outputs, inputs),
        }[name]
        return cls(name=name, function=function)

    def loss(self, outputs: Any, inputs: Tensor, labels: Tensor) -> Tensor:
        """Raises ProblemError where a function that was given fails or gives no number."""
        if self.name is not None:
            return self.function(outputs, inputs, labels)
        expected = "a function of outputs, inputs and labels, that gives a tensor of one number"
        try:
            value: Any = self.function(outputs, inputs, labels)
        except Exception as error:
            raise ProblemError(Fault(where="loss", expected=expected, found=cause(error))) from error
        if not isinstance(value, Tensor) or value.numel() != 1:
            raise ProblemError(Fault(where="loss", expected=expected, found=_shape(value)))
        return value.reshape(())

    def check(self, outputs: Any, inputs: Tensor, labels: Tensor) -> None:
        """Raise ProblemError for outputs that the loss by this name is not made for."""
        if self.name is None:
            return
        if self.name is LossName.RECONSTRUCTION:
            fits = isinstance(outputs, Tensor) and outputs.shape == inputs.shape
            expected = f"outputs of shape {tuple(inputs.shape)}, as the inputs"
        else:
            count, largest = len(inputs), int(labels.max())
            is_square = self.name is LossName.SQUARE
            expected = f"outputs of shape ({count}, C) with C > {largest}, the largest label"
            expected += ", or C = 1" * is_square
            fits = isinstance(outputs, Tensor) and outputs.ndim == 2 and len(outputs) == count
            fits = fits and (outputs.shape[1] > largest or (is_square and outputs.shape[1] == 1))
        if not fits:
            raise ProblemError(Fault(where="model", expected=expected, found=_shape(outputs)))

    def accuracy_of(self, outputs: Any) -> bool:
        """Whether such outputs are for classes."""
        return self.name is not LossName.RECONSTRUCTION and isinstance(outputs, Tensor) and outputs.ndim == 2


def _shape(value: Any) -> str:
    if isinstance(value, Tensor):
        return f"shape {tuple(value.shape)}"
    return f"a {type(value).__name__}" if isinstance(value, tuple | list | dict) else shown(value)


def _outputs(model: nn.Module, inputs: Tensor) -> Any:
    """What the model gives; what it raises is told as its own."""
    try:
        return model(inputs)
    except IbsolveError:
        raise
    except Exception as error:
        expected = f"one that takes inputs of shape {tuple(inputs.shape)} and {inputs.dtype}"
        raise ProblemError(Fault(where="model", expected=expected, found=cause(error))) from error


def _augmented(
    augment: Callable[[Tensor, torch.Generator], Tensor], inputs: Tensor, order: torch.Generator
) -> Tensor:
    found: Any = augment(inputs, order)
    if not isinstance(found, Tensor) or len(found) != len(inputs):
        expected = f"a tensor of {len(inputs)} inputs"
        raise ProblemError(Fault(where="augment", expected=expected, found=_shape(found)))
    return found


@contextmanager
def _shapes_told() -> Iterator[None]:
    """What torch only warns of, outputs and targets stretched to one shape, is an error in the block."""
    with catch_warnings():
        filterwarnings("error", message="Using a target size")
        yield


def _unit(labels: Tensor, outputs: Tensor) -> Tensor:
    width = outputs.shape[1]
    return (labels[:, None] if width == 1 else functional.one_hot(labels, width)).to(outputs.dtype)


def _tensors(samples: Samples, like: Tensor) -> tuple[Tensor, Tensor]:
    inputs = torch.as_tensor(samples.inputs, dtype=like.dtype, device=like.device)
    return inputs, torch.as_tensor(samples.labels, device=like.device)


def _evaluated(model: nn.Module, judge: _Judge, inputs: Tensor, labels: Tensor) -> tuple[float, float]:
    """Loss and accuracy in eval mode."""
    total, right = 0.0, 0.0
    with torch.no_grad(), _mode(model, is_training=False):
        for given, known in zip(inputs.split(_EVALUATED), labels.split(_EVALUATED), strict=True):
            outputs = _outputs(model, given)
            judge.check(outputs, given, known)
            total += float(judge.loss(outputs, given, known)) * len(given)
            if judge.accuracy_of(outputs):
                said = outputs.argmax(dim=1) if outputs.shape[1] > 1 else outputs[:, 0].round()
                right += int((said == known).sum())
            else:
                right = nan
    return total / len(inputs), right / len(inputs)


def _check_finite(which: str, loss: float, epoch: int) -> None:
    if not isfinite(loss):
        raise TrainingError(
            f"the {which} is {loss} at epoch {epoch}: try a smaller learning_rate, or inputs of smaller range"
        )


@contextmanager
def _mode(model: nn.Module, *, is_training: bool) -> Iterator[None]:
    """Every module in the mode inside the block, each in its own after it."""
    before = [(module, module.training) for module in model.modules()]
    model.train(is_training)
    try:
        yield
    finally:
        for module, was_training in before:
            module.training = was_training


@contextmanager
def _own_stream(device: torch.device, seed: int) -> Iterator[None]:
    """The global stream of torch, seeded inside the block, and as it was after it."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield
