"""What only the real Lightning shows; skipped where it is not installed."""

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from ibsolve.estimators import Binning
from ibsolve.networks import PlaneCallback, Probe, Schedule

lightning = pytest.importorskip("lightning.pytorch")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of Lightning are its own

INPUTS = torch.randn(50, 3, generator=torch.Generator().manual_seed(1))
LABELS = (INPUTS[:, 0] > 0).long()
STEPS = 5  # an epoch has, in batches of 10


class Classifier(lightning.LightningModule):
    def __init__(self, fails_at=None):
        super().__init__()
        self.net = nn.Sequential(
            nn.BatchNorm1d(3), nn.Linear(3, 4), nn.Tanh(), nn.Dropout(0.1), nn.Linear(4, 2)
        )
        self.fails_at = fails_at

    def forward(self, inputs):
        return self.net(inputs)

    def loss(self, batch):
        inputs, labels = batch
        return nn.functional.cross_entropy(self(inputs), labels)

    def training_step(self, batch, _):
        if self.trainer.global_step == self.fails_at:
            raise ArithmeticError
        return self.loss(batch)

    def validation_step(self, batch, _):
        self.log("loss", self.loss(batch))

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.1, momentum=0.9)


def callback_of(clock, times=range(99)):
    return PlaneCallback(
        probes=Probe(INPUTS, LABELS),
        layers=["net.2", "net.4"],
        methods={"bins": Binning(bins=5, range=(-2, 2))},
        schedule=Schedule.at(times),
        clock=clock,
    )


def trained(*callbacks, epochs=2, fails_at=None, resumed=None, **options):
    """A network after its training; a sanity check of the validation comes first."""
    lightning.seed_everything(0, verbose=False)
    model = Classifier(fails_at)
    loader = DataLoader(TensorDataset(INPUTS, LABELS), batch_size=10, shuffle=True)
    trainer = lightning.Trainer(
        accelerator="cpu",
        max_epochs=epochs,
        callbacks=list(callbacks),
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        **{"enable_checkpointing": False, **options},
    )
    trainer.fit(model, loader, DataLoader(TensorDataset(INPUTS, LABELS), batch_size=25), ckpt_path=resumed)
    return model


@pytest.mark.parametrize(("clock", "times"), [("epoch", (0, 1, 2)), ("step", (0, 3, 10))])
def test_a_trainer_measures_and_its_weights_are_the_same_bit_for_bit(clock, times):
    callback = callback_of(clock, times)
    tracked, plain = trained(callback), trained()
    assert callback.plane.times == times
    for name, values in plain.state_dict().items():
        assert torch.equal(values, tracked.state_dict()[name])


@pytest.mark.parametrize(("clock", "an_epoch"), [("epoch", 1), ("step", STEPS)])
def test_a_fit_goes_on_from_a_checkpoint_with_its_plane(tmp_path, clock, an_epoch):
    saving = lightning.callbacks.ModelCheckpoint(dirpath=tmp_path, filename="last")
    first, second = callback_of(clock), callback_of(clock)
    trained(first, saving, enable_checkpointing=True)
    trained(second, epochs=3, resumed=tmp_path / "last.ckpt")
    assert first.plane.times == tuple(range(2 * an_epoch + 1))
    assert second.plane.times == tuple(range(3 * an_epoch + 1))
    assert second.plane.points[: len(first.plane.points)] == first.plane.points


def test_what_was_measured_before_an_exception_is_there():
    callback = callback_of("step")
    with pytest.raises(ArithmeticError):
        trained(callback, fails_at=7)
    assert callback.plane.times == tuple(range(8))


def test_two_callbacks_and_accumulated_gradients():
    epochs, steps = callback_of("epoch"), callback_of("step")
    trained(epochs, steps, accumulate_grad_batches=2)
    assert epochs.plane.times == (0, 1, 2)
    assert steps.plane.times == tuple(range(2 * 3 + 1))
