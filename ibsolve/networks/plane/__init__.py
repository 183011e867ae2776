"""Information planes of any torch model: what its layers tell, measured while it trains, leaving no trace."""

from ibsolve.networks.plane.callback import PlaneCallback
from ibsolve.networks.plane.layers import TrackedLayer
from ibsolve.networks.plane.probe import Probe
from ibsolve.networks.plane.schedule import Schedule
from ibsolve.networks.plane.tracker import Tracker

__all__ = ["PlaneCallback", "Probe", "Schedule", "TrackedLayer", "Tracker"]
