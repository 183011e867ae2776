"""Row 4: data that experiments train on, made or read without a download."""

from ibsolve.datasets.digits import digits
from ibsolve.datasets.mnist import mnist
from ibsolve.datasets.samples import Samples
from ibsolve.datasets.spiral import spiral
from ibsolve.datasets.szt import szt

__all__ = ["Samples", "digits", "mnist", "spiral", "szt"]
