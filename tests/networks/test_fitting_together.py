"""Networks trained together: each as if it were trained by itself, whatever its companions are."""

import pytest
import torch

from ibsolve.datasets import szt
from ibsolve.errors import ProblemError, TrainingError
from ibsolve.networks import orthonormality_steps
from ibsolve.networks.fitting import fit
from ibsolve.networks.fitting_together import fit_together
from ibsolve.networks.models import fully_connected

PARTS = [szt().split(0.2, seed=seed) for seed in range(3)]
TRAINS, TESTS = zip(*PARTS, strict=True)
KINDS = [("tanh", 0.05, 0.01), ("relu", None, 0.0), ("linear", 0.02, 0.02)]


def models():
    return [
        fully_connected((12, 4, 6, 2), kind, beta=beta, seed=seed, noise_seed=seed)
        for seed, (kind, beta, _) in enumerate(KINDS)
    ]


def together(networks, **changes):
    settings = {"epochs": 2, "learning_rate": 0.1, "batch": 1000, "seeds": [0, 1, 2]} | changes
    return fit_together(networks, TRAINS, tests=TESTS, **settings)


@pytest.mark.parametrize(("optimiser", "rate"), [("sgd", 0.1), ("adam", 0.001)])
def test_each_is_trained_as_by_itself(optimiser, rate):
    """Also with a layer wider than the one below, whose columns are drawn to orthonormal ones."""
    joint = models()
    alphas = [alpha for *_, alpha in KINDS]
    histories = together(joint, optimiser=optimiser, learning_rate=rate, alphas=alphas)
    for seed, single in enumerate(models()):
        alpha = alphas[seed]
        history = fit(
            single,
            TRAINS[seed],
            test=TESTS[seed],
            epochs=2,
            learning_rate=rate,
            optimiser=optimiser,
            batch=1000,
            seed=seed,
            after_step=(lambda model, alpha=alpha: orthonormality_steps(model, alpha)) if alpha else None,
        )
        for found, expected in zip(joint[seed].parameters(), single.parameters(), strict=True):
            torch.testing.assert_close(found, expected, rtol=0, atol=2e-5)
        assert histories[seed].test_loss == pytest.approx(history.test_loss, abs=1e-5)
        assert histories[seed].train_accuracy == pytest.approx(history.train_accuracy, abs=2e-3)


def test_models_have_the_weights_of_the_time_when_they_are_measured():
    seen = {}
    networks = models()
    together(
        networks,
        measured=[0, 2],
        at_epoch=lambda epoch: seen.update({epoch: networks[0].output.linear.weight.detach().clone()}),
    )
    assert list(seen) == [0, 2]
    assert (seen[0] == models()[0].output.linear.weight).all()
    assert (seen[2] == networks[0].output.linear.weight).all()
    assert (seen[0] != seen[2]).any()


def test_what_does_not_fit_together_is_refused():
    networks = models()
    with pytest.raises(ProblemError, match="seeds: expected one for each of 3 models, found 1"):
        together(networks, seeds=[0])
    networks[1] = fully_connected((12, 5, 6, 2))
    with pytest.raises(ProblemError, match="models: expected one or more, all of the same widths, found 2"):
        together(networks)
    with pytest.raises(ProblemError, match='optimiser: expected "sgd" or "adam", found \'gd\''):
        together(models(), optimiser="gd")


def test_a_loss_that_is_no_number_names_its_network():
    with pytest.raises(TrainingError, match=r"the loss of network \d is (nan|inf) at epoch [1-9]"):
        together(models(), learning_rate=1e30)
