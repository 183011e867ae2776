"""Information planes as tables: estimates of layers over the time of a training, and what they show."""

from ibsolve.studies.information_plane.phases import (
    Change,
    PhaseRules,
    Phases,
    compression,
    fitting,
    overfitting,
    phases,
)
from ibsolve.studies.information_plane.plane import InformationPlane
from ibsolve.studies.information_plane.point import Axis, Clock, Curve, PlanePoint

__all__ = [
    "Axis",
    "Change",
    "Clock",
    "Curve",
    "InformationPlane",
    "PhaseRules",
    "Phases",
    "PlanePoint",
    "compression",
    "fitting",
    "overfitting",
    "phases",
]
