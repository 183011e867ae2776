"""Counting samples that fall into the same cells.

counting: codes of rows and cells of pairs, in N·d steps · kernel: the compiled passes
"""

from __future__ import annotations

from ibsolve.estimators.cells.counting import Cells, binned_rows, cells_of, codes_of_rows

__all__ = ["Cells", "binned_rows", "cells_of", "codes_of_rows"]
