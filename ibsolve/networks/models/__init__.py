"""Architectures of the papers, with seeded weights and named layers."""

from ibsolve.networks.models.fully_connected import Activation, fully_connected

__all__ = ["Activation", "fully_connected"]
