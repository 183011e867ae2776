"""The handwritten digits that scikit-learn ships: small images, no download."""

from __future__ import annotations

import numpy as np

from ibsolve.datasets.samples import Samples
from ibsolve.errors import MissingExtraError


def digits() -> Samples:
    """1797 images of 8 × 8 pixels within [0, 1], in the classes 0 … 9, about 180 of each.

    Pixels are the 0 … 16 of scikit-learn's `load_digits`, divided by 16.
    Raises MissingExtraError without scikit-learn.
    Source: the test set of UCI's "Optical Recognition of Handwritten Digits".

    >>> data = digits()
    >>> data.inputs.shape, data.image_shape, float(data.inputs.max())
    ((1797, 64), (8, 8), 1.0)
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise MissingExtraError("digits need scikit-learn: pip install 'ibsolve[data]'") from error
    inputs, labels = load_digits(return_X_y=True)
    return Samples(
        inputs=inputs / 16, labels=labels.astype(np.int64), classes=10, name="digits", image_shape=(8, 8)
    )
