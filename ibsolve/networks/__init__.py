"""Row 7: torch — solved networks as modules and back, ensembles trained against proofs, noisy networks."""

from ibsolve.errors import MissingExtraError

try:
    import torch as _torch  # noqa: F401 — everything here needs it
except ImportError as error:
    raise MissingExtraError("networks need torch: pip install 'ibsolve[torch]'") from error

from ibsolve.networks.activation import ScaledSigmoid, Sign, Step, StraightThroughStep
from ibsolve.networks.capacity import TrainedCapacity, trained_capacity
from ibsolve.networks.capacity_crosscheck import crosscheck_capacity
from ibsolve.networks.conversion import Surrogate, to_torch
from ibsolve.networks.crosscheck import Crosscheck, crosscheck
from ibsolve.networks.device import chosen_device
from ibsolve.networks.ensemble import Ensemble
from ibsolve.networks.gaussian_information import gaussian_information
from ibsolve.networks.hardening import hardened_codes
from ibsolve.networks.noise import GaussianNoise, noisy
from ibsolve.networks.onnx_file import to_onnx
from ibsolve.networks.orthonormality import (
    orthonormality_error,
    orthonormality_step,
    orthonormality_steps,
)
from ibsolve.networks.plane import PlaneCallback, Probe, Schedule, TrackedLayer, Tracker
from ibsolve.networks.reading import from_torch
from ibsolve.networks.relu_information import relu_information
from ibsolve.networks.training import Gradient, Loss, TrainedEnsemble, train

__all__ = [
    "Crosscheck",
    "Ensemble",
    "GaussianNoise",
    "Gradient",
    "Loss",
    "PlaneCallback",
    "Probe",
    "ScaledSigmoid",
    "Schedule",
    "Sign",
    "Step",
    "StraightThroughStep",
    "Surrogate",
    "TrackedLayer",
    "Tracker",
    "TrainedCapacity",
    "TrainedEnsemble",
    "chosen_device",
    "crosscheck",
    "crosscheck_capacity",
    "from_torch",
    "gaussian_information",
    "hardened_codes",
    "noisy",
    "orthonormality_error",
    "orthonormality_step",
    "orthonormality_steps",
    "relu_information",
    "to_onnx",
    "to_torch",
    "train",
    "trained_capacity",
]
