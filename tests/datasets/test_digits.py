"""scikit-learn's digits as samples, and what is said without scikit-learn."""

import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits

from ibsolve.datasets import digits
from ibsolve.errors import MissingExtraError


def test_the_digits_are_those_of_scikit_learn():
    data, source = digits(), load_digits()
    assert (data.inputs * 16 == source.data).all()
    assert (data.labels == source.target).all()
    assert np.bincount(data.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (data.classes, data.image_shape) == (10, (8, 8))


def test_without_scikit_learn_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(MissingExtraError, match=r"digits need scikit-learn: pip install 'ibsolve\[data\]'"):
        digits()
