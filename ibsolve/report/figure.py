"""Figures as files: which kinds there are, and the bytes of one, the same every time."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings, filterwarnings

from ibsolve.errors import Fault, MissingExtraError, ProblemError, shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def check_drawable(kind: str) -> None:
    """Raise ProblemError unless a figure of this kind can be drawn, MissingExtraError without matplotlib.

    kind: "svg" or "png". To be asked before long work, not after it.
    """
    if kind not in ("svg", "png"):
        raise ProblemError(Fault(where="figure", expected="a file ending in .svg or .png", found=shown(kind)))
    try:
        import_module("matplotlib")
    except ImportError as error:
        raise MissingExtraError("drawing needs matplotlib: pip install 'ibsolve[plot]'") from error


def image(figure: Figure, *, kind: str) -> bytes:
    """The figure as a file; the same figure gives the same bytes. kind: "svg" or "png"."""
    from matplotlib import rc_context

    content = BytesIO()
    # Neither a date nor random identifiers.
    with rc_context({"svg.hashsalt": "ibsolve"}), catch_warnings():
        # A sign that the font lacks is drawn as a box.
        filterwarnings("ignore", message="Glyph")
        figure.savefig(content, format=kind, metadata={"Date": None} if kind == "svg" else None, dpi=150)
    return content.getvalue()
