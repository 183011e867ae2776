"""Row 7: torch — solved networks as modules and back, ensembles trained against proofs, noisy networks."""

from ibsolve.errors import MissingExtraError

try:
    import torch as _torch  # noqa: F401 — everything here needs it
except ImportError as error:
    raise MissingExtraError("networks need torch: pip install 'ibsolve[torch]'") from error

from ibsolve.networks.capacity import TrainedCapacity, trained_capacity
from ibsolve.networks.capacity_crosscheck import crosscheck_capacity
from ibsolve.networks.capacity_plan import Architecture
from ibsolve.networks.device import chosen_device
from ibsolve.networks.gaussian_information import gaussian_information
from ibsolve.networks.information_interval import InformationInterval
from ibsolve.networks.relu_information import relu_information

__all__ = [
    "Architecture",
    "InformationInterval",
    "TrainedCapacity",
    "chosen_device",
    "crosscheck_capacity",
    "gaussian_information",
    "relu_information",
    "trained_capacity",
]
