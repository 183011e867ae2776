"""Estimators by their names: which one is chosen, and what is refused."""

import numpy as np
import pytest

from ibsolve.errors import ProblemError
from ibsolve.estimators import KSG, Labels, entropy, estimator_by_name, mutual_information

NUMBERS = np.random.default_rng(0).normal(size=60)
LABELS = Labels((NUMBERS > 0).astype(int))
CLASSES = Labels(np.arange(60) % 3)


@pytest.mark.parametrize(
    ("x", "y", "chosen"),
    [
        (NUMBERS, NUMBERS[::-1], "ksg"),
        (LABELS, CLASSES, "plug-in"),
        (LABELS, NUMBERS, "ross"),
        ((NUMBERS, CLASSES), NUMBERS[::-1], "mixed-ksg"),
        (LABELS, (NUMBERS, CLASSES), "mixed-ksg"),
        ((LABELS, CLASSES), CLASSES, "plug-in"),
    ],
)
def test_auto_takes_what_x_and_y_are_made_of(x, y, chosen):
    assert mutual_information(x, y).estimator == chosen


def test_the_entropy_of_two_labels_is_that_of_their_pairs():
    assert entropy((CLASSES, CLASSES)).value == pytest.approx(np.log(3))
    assert entropy(NUMBERS).estimator == "kozachenko-leonenko"


def test_a_parameter_that_an_estimator_lacks_is_refused_whatever_it_is_called():
    with pytest.raises(ProblemError, match=r"parameters among k, variant, jitter, confidence, found name"):
        estimator_by_name("ksg", name="mine")


def test_an_estimator_that_is_given_itself_takes_no_more_parameters():
    with pytest.raises(ProblemError, match="no further parameters with an estimator that is given itself"):
        mutual_information(NUMBERS, NUMBERS, estimator=KSG(), k=3)
    with pytest.raises(ProblemError, match="a name, or an estimator of the quantity, found <class"):
        mutual_information(NUMBERS, NUMBERS, estimator=KSG)


def test_a_seed_may_be_an_integer_of_numpy():
    parameters = {"estimator": "ksg", "jitter": 1e-9}
    of_numpy, of_python = (
        mutual_information(NUMBERS, NUMBERS[::-1], rng=seed, **parameters) for seed in (np.int64(3), 3)
    )
    assert of_numpy.value == of_python.value
