"""Row 7: torch — solved networks as modules and back, ensembles trained against proofs, noisy networks."""

from ibsolve.errors import MissingExtraError

try:
    import torch as _torch  # noqa: F401 — everything here needs it
except ImportError as error:
    raise MissingExtraError("networks need torch: pip install 'ibsolve[torch]'") from error

from ibsolve.networks.device import chosen_device

__all__ = ["chosen_device"]
