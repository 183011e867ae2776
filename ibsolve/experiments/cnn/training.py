"""Networks that start from the same weights and see the same images in the same order, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from ibsolve.arguments import Floats
from ibsolve.datasets import Samples, digits, mnist
from ibsolve.errors import MissingExtraError
from ibsolve.experiments.cnn.rows import BATCH, LAYERS, Row, Schedule
from ibsolve.networks.augmentation import Augmentation
from ibsolve.networks.fitting import fit
from ibsolve.networks.models import convolutional

TEST_SHARE = 0.25
"""Of digits, which have no test set of their own."""

Activations = Mapping[str, Floats]
"""By layer: shape (N, units), in eval mode."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Data:
    """What a replication is trained and tested on."""

    train: Samples
    test: Samples

    @property
    def is_mnist(self) -> bool:
        """Whether these are the data of the paper."""
        return self.train.name == "MNIST"


def data_for(seed: int, *, is_mnist_wanted: bool) -> Data:
    """MNIST where it is wanted and the user has it, else digits, split by the seed."""
    if is_mnist_wanted:
        try:
            return Data(train=mnist(train=True), test=mnist(train=False))
        except MissingExtraError:
            pass
    train, test = digits().split(TEST_SHARE, seed=seed)
    return Data(train=train, test=test)


def trained(
    row: Row,
    data: Data,
    schedule: Schedule,
    *,
    seed: int,
    device: torch.device,
    at_epoch: Callable[[int, nn.Module], object] = lambda _epoch, _model: None,
    report: Callable[[str], object] = lambda _: None,
) -> nn.Module:
    """The network of a row, trained. Weights, order and changes of images depend on the seed alone."""
    shape = data.train.image_shape
    assert shape is not None, "both data sets are of images"
    model = convolutional(shape, data.train.classes, noise=row.beta, dropout=row.dropout, seed=seed)
    model.to(device)
    fit(
        model,
        data.train,
        epochs=schedule.epochs,
        learning_rate=schedule.first_rate,
        learning_rate_at=schedule.rate,
        batch=BATCH,
        seed=seed,
        history_every=schedule.epochs,
        augment=Augmentation(image_shape=shape),
        at_epoch=lambda epoch: at_epoch(epoch, model),
        report=lambda line: report(f"seed {seed}, {row.label}: {line}"),
    )
    return model


def activations(model: nn.Module, inputs: Floats) -> Activations:
    """The outputs of the paper's Layers 1 to 4; the network is left in the mode that it was in."""
    was_training = model.training
    model.eval()
    weights = next(model.parameters())
    values = torch.as_tensor(inputs, dtype=weights.dtype, device=weights.device)
    found = {}
    with torch.no_grad():
        for name, layer in model.named_children():
            values = layer(values)
            if name in LAYERS:
                found[name] = values.flatten(1).double().cpu().numpy()
    model.train(was_training)
    return found


def error_rate(found: Activations, test: Samples) -> float:
    """The share of samples whose largest output is not that of the label."""
    return float((found["layer4"].argmax(axis=1) != test.labels).mean())
