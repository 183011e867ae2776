"""Row 7: torch — solved networks as modules and back, ensembles trained against proofs, noisy networks."""

from ibsolve.errors import MissingExtraError

try:
    import torch as _torch  # noqa: F401 — everything here needs it
except ImportError as error:
    raise MissingExtraError("networks need torch: pip install 'ibsolve[torch]'") from error

from ibsolve.networks.activation import ScaledSigmoid, Sign, Step, StraightThroughStep
from ibsolve.networks.conversion import Surrogate, to_torch
from ibsolve.networks.noise import GaussianNoise, noisy
from ibsolve.networks.onnx_file import to_onnx
from ibsolve.networks.orthonormality import (
    orthonormality_error,
    orthonormality_step,
    orthonormality_steps,
)
from ibsolve.networks.reading import from_torch
from ibsolve.theory import first_layer_information

__all__ = [
    "GaussianNoise",
    "ScaledSigmoid",
    "Sign",
    "Step",
    "StraightThroughStep",
    "Surrogate",
    "first_layer_information",
    "from_torch",
    "noisy",
    "orthonormality_error",
    "orthonormality_step",
    "orthonormality_steps",
    "to_onnx",
    "to_torch",
]
