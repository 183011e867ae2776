"""Row 4: closed forms — Gaussian capacity, bounds for noisy networks, the plane of autoencoders."""

from ibsolve.theory.autoencoder import AutoencoderPlane, Pattern, PredictedLayer, autoencoder_plane
from ibsolve.theory.capacity import (
    Activation,
    Binds,
    Capacity,
    LimitingWidth,
    Meaning,
    OperatingPoint,
    ParallelCapacity,
    convolutional,
    fully_connected,
    multilayer,
    parallel,
    series,
    shared_block,
)
from ibsolve.theory.contraction import Contraction, contraction
from ibsolve.theory.first_layer import first_layer_information
from ibsolve.theory.gaussian_pair import gaussian_pair_information, joint_gaussian_information
from ibsolve.theory.information_loss import TargetInterval, information_loss_bound, target_interval
from ibsolve.theory.mixture_information import mixture_information
from ibsolve.theory.noisy import (
    BiasBound,
    bias_bound,
    entropy_risk_bound,
    information_risk_bound,
    log_samples_of_bias,
    monte_carlo_mse_bound,
    noise_entropy,
    printed_monte_carlo_mse_bound,
    sample_propagation_risk_bound,
    second_moment_monte_carlo_mse_bound,
    subgaussian_entropy_risk_bound,
)
from ibsolve.theory.noisy_layers import NoisyLayer, NoisyPoint, noisy_layers
from ibsolve.theory.reach import Reach, least_budget, least_width, reach
from ibsolve.theory.relu import relu_bias, relu_gap_bound
from ibsolve.theory.unit import Unit
from ibsolve.theory.waterfilling import (
    WaterFilling,
    maximising_weights,
    water_filling,
)

__all__ = [
    "Activation",
    "AutoencoderPlane",
    "BiasBound",
    "Binds",
    "Capacity",
    "Contraction",
    "LimitingWidth",
    "Meaning",
    "NoisyLayer",
    "NoisyPoint",
    "OperatingPoint",
    "ParallelCapacity",
    "Pattern",
    "PredictedLayer",
    "Reach",
    "TargetInterval",
    "Unit",
    "WaterFilling",
    "autoencoder_plane",
    "bias_bound",
    "contraction",
    "convolutional",
    "entropy_risk_bound",
    "first_layer_information",
    "fully_connected",
    "gaussian_pair_information",
    "information_loss_bound",
    "information_risk_bound",
    "joint_gaussian_information",
    "least_budget",
    "least_width",
    "log_samples_of_bias",
    "maximising_weights",
    "mixture_information",
    "monte_carlo_mse_bound",
    "multilayer",
    "noise_entropy",
    "noisy_layers",
    "parallel",
    "printed_monte_carlo_mse_bound",
    "reach",
    "relu_bias",
    "relu_gap_bound",
    "sample_propagation_risk_bound",
    "second_moment_monte_carlo_mse_bound",
    "series",
    "shared_block",
    "subgaussian_entropy_risk_bound",
    "target_interval",
    "water_filling",
]
