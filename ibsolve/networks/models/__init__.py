"""Architectures of the papers, with seeded weights and named layers."""

from ibsolve.networks.models.autoencoder import autoencoder
from ibsolve.networks.models.convolutional import convolutional
from ibsolve.networks.models.decision import with_decision
from ibsolve.networks.models.fully_connected import Activation, fully_connected

__all__ = ["Activation", "autoencoder", "convolutional", "fully_connected", "with_decision"]
