"""Gram matrices of Gaussian kernels with a unit diagonal, made in strips where the samples lie.

A kernel is kept as features u with K_ij = exp(−‖u_i − u_j‖²), so that a product of kernels is the kernel
of the features side by side: no product of many matrices that could underflow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ENTRIES_AT_ONCE = {"cpu": 2**16, "cuda": 2**25}
_LEAST_EXPONENT = -350.0
"""Powers below vanish beside the diagonal, and their products would be slow to compute with: denormals."""
_LARGEST_NORM = 1e4
"""Of ‖u‖², up to which distances by way of inner products are exact to 1e-11."""
_LARGEST_ENTRY = 1e50
"""Of u, up to which ‖u‖² is computed at all."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kernel:
    """A Gaussian kernel on N samples, where there are labels times 1 for equal ones and 0 for others.

    features: float64 of shape (N, d), numpy or torch. codes: labels, shape (N,), or None.
    """

    features: Any
    codes: NDArray[np.int64] | None = None

    @property
    def n(self) -> int:
        """Samples."""
        return len(self.features)


def lower_gram(kernel: Kernel) -> Any:
    """K of the kernel, shape (N, N), on the device of the features; entries above its diagonal may be 0.

    >>> lower_gram(Kernel(features=np.array([[0.0], [1.0]])))[1].round(4).tolist()
    [0.3679, 1.0]
    """
    n = kernel.n
    # What lies in fresh memory may be no number, and products of it warn.
    gram = np.zeros((n, n)) if isinstance(kernel.features, np.ndarray) else kernel.features.new_zeros((n, n))
    strips = _Strips(kernel)
    for start, stop in _spans(kernel):
        strips.fill(gram[start:stop, :stop], start, stop)
    gram.reshape(-1)[:: n + 1] = 1.0
    return gram


def square_traces(*kernels: Kernel) -> list[float]:
    """N² tr A² for the Gram matrix of each kernel, then for the elementwise product of all, none held whole.

    kernels: one or two, on one device; A = K/N.

    >>> [round(each, 4) for each in square_traces(Kernel(features=np.array([[0.0], [1.0]])))]
    [2.2707, 2.2707]
    """
    first = kernels[0]
    strips = [_Strips(each, power=2.0) for each in kernels]
    spans = list(_spans(first))
    buffers = [_empty(each, (spans[0][1], first.n)) for each in kernels]
    sums = np.zeros(len(kernels) + 1)
    for start, stop in spans:
        views = [buffer[: stop - start, :stop] for buffer in buffers]
        for strip, view in zip(strips, views, strict=True):
            strip.fill(view, start, stop)
        sums[:-1] += [_mirrored_sum(view, start) for view in views]
        product = views[0]
        for other in views[1:]:
            product *= other
        sums[-1] += _mirrored_sum(product, start)
    return [float(each) for each in sums]


def _mirrored_sum(strip: Any, start: int) -> float:
    """Of a strip, where entries left of its square on the diagonal stand for their mirror images too."""
    return 2 * float(strip.sum()) - float(strip[:, start:].sum())


class _Strips:
    """Rows of K to a power, elementwise, up to the diagonal."""

    def __init__(self, kernel: Kernel, power: float = 1.0) -> None:
        self._codes = kernel.codes
        # Centred, as large means would cost digits.
        self._features = (kernel.features - kernel.features.mean(0)) * power**0.5
        self._is_near = float(abs(self._features).max()) <= _LARGEST_ENTRY
        if self._is_near:
            norms = (self._features * self._features).sum(1)[:, None]
            self._is_near = float(norms.max()) <= _LARGEST_NORM
            ones = norms * 0 + 1
            # One product of matrices gives 2⟨u_i, u_j⟩ − ‖u_i‖² − ‖u_j‖².
            self._left = _side_by_side(2 * self._features, -norms, -ones)
            self._right = _side_by_side(self._features, ones, norms)

    def fill(self, out: Any, start: int, stop: int) -> None:
        """Write rows start … stop of the first `stop` columns."""
        if isinstance(out, np.ndarray):
            self._fill_array(out, start, stop)
        else:
            self._fill_tensor(out, start, stop)
        if self._codes is not None:
            out *= _alike(self._codes[start:stop, None] == self._codes[:stop], out)

    def _fill_array(self, out: Any, start: int, stop: int) -> None:
        if self._is_near:
            np.matmul(self._left[start:stop], self._right[:stop].T, out=out)
        else:
            from scipy.spatial.distance import cdist

            np.negative(cdist(self._features[start:stop], self._features[:stop], "sqeuclidean"), out=out)
        np.clip(out, _LEAST_EXPONENT, 0.0, out=out)
        np.exp(out, out=out)

    def _fill_tensor(self, out: Any, start: int, stop: int) -> None:
        if self._is_near:
            out.copy_(self._left[start:stop] @ self._right[:stop].T)
        else:
            import torch

            mode = "donot_use_mm_for_euclid_dist"
            distances = torch.cdist(self._features[start:stop], self._features[:stop], compute_mode=mode)
            out.copy_(distances.square_().neg_())
        out.clamp_(_LEAST_EXPONENT, 0.0).exp_()


def _spans(kernel: Kernel) -> Iterator[tuple[int, int]]:
    """The rows of one strip after another."""
    n, features = kernel.n, kernel.features
    step = max(1, _ENTRIES_AT_ONCE["cpu" if isinstance(features, np.ndarray) else features.device.type] // n)
    return ((start, min(start + step, n)) for start in range(0, n, step))


def _empty(kernel: Kernel, shape: tuple[int, int]) -> Any:
    is_array = isinstance(kernel.features, np.ndarray)
    return np.empty(shape) if is_array else kernel.features.new_empty(shape)


def _side_by_side(*parts: Any) -> Any:
    if isinstance(parts[0], np.ndarray):
        return np.hstack(parts)
    import torch

    return torch.hstack(parts)


def _alike(mask: NDArray[np.bool_], out: Any) -> Any:
    if isinstance(out, np.ndarray):
        return mask
    import torch

    return torch.as_tensor(mask, device=out.device)
