"""The CNN of paper 001, Appendix B.3: Table 1, cosine similarities, clustering, distances."""

from ibsolve.experiments.cnn.reproducing import run

__all__ = ["run"]
