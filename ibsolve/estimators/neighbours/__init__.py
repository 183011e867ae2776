"""Nearest neighbours of samples, and how many others lie as near in x or in y alone."""

from ibsolve.estimators.neighbours.joint_balls import JointBalls, Shape, joint_balls
from ibsolve.estimators.neighbours.nearest import Norm, nearest_others
from ibsolve.estimators.neighbours.placing import FAR, placed

__all__ = ["FAR", "JointBalls", "Norm", "Shape", "joint_balls", "nearest_others", "placed"]
