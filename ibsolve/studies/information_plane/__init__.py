"""Information planes as tables: estimates of layers over the time of a training, and what they show."""

from ibsolve.studies.information_plane.plane import InformationPlane
from ibsolve.studies.information_plane.point import Axis, Clock, Curve, PlanePoint

__all__ = ["Axis", "Clock", "Curve", "InformationPlane", "PlanePoint"]
