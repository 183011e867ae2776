"""NPN classes: functions that agree up to Negated inputs, Permuted inputs and a Negated output.

What threshold networks can do is the same for all functions of a class.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from ibsolve.errors import Fault, LimitError, ProblemError, shown
from ibsolve.threshold.cube_symmetries import cube_symmetries, moved

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

NPN_LIMIT = 4
"""Most variables for which all NPN classes are listed."""


def npn_canonical(function: int, variables: int) -> int:
    """The smallest bitmask in the NPN class of a function.

    function: bitmask, bit i is the output on the i-th code of `cube(variables)`.
    Raises ProblemError for a bitmask of another cube, LimitError above SYMMETRY_LIMIT variables.

    >>> f"{npn_canonical(0b1110, 2):04b}"
    '0001'
    """
    return int(_npn_class(function, variables).min())


def npn_class_size(function: int, variables: int) -> int:
    """How many functions are in the NPN class of a function; arguments as for `npn_canonical`.

    >>> npn_class_size(0b1110, 2), npn_class_size(0b0110, 2)
    (8, 2)
    """
    import numpy as np

    return len(np.unique(_npn_class(function, variables)))


@cache
def npn_table(variables: int) -> NDArray[np.uint16]:
    """The canonical form of every function of `variables` inputs, shape (2^2^variables,); read-only.

    Raises LimitError above NPN_LIMIT variables.

    >>> npn_table(1).tolist()
    [0, 1, 1, 0]
    """
    import numpy as np

    if variables > NPN_LIMIT:
        raise LimitError(
            Fault(
                where="variables",
                expected=f"at most {NPN_LIMIT} to list all NPN classes",
                found=str(variables),
                remedy="ask for the canonical form of single functions: npn_canonical()",
            )
        )
    table = np.zeros(2**2**variables, dtype=np.uint16)
    is_open = np.ones(len(table), dtype=bool)
    function = 0
    # In ascending order the first function of a class to be met is its smallest.
    while is_open[function]:
        members = _npn_class(function, variables)
        table[members], is_open[members] = function, False
        function = int(is_open.argmax())
    table.setflags(write=False)
    return table


@cache
def npn_classes(variables: int) -> Mapping[int, int]:
    """The NPN classes of all functions of `variables` inputs: smallest member to number of members.

    In ascending order; there are 1, 2, 4, 14, 222 for 0 … 4 variables (OEIS A000370).
    Raises LimitError above NPN_LIMIT variables.

    >>> dict(npn_classes(2))
    {0: 2, 1: 8, 3: 4, 6: 2}
    """
    import numpy as np

    smallest, sizes = np.unique(npn_table(variables), return_counts=True)
    return MappingProxyType(dict(zip(smallest.tolist(), sizes.tolist(), strict=True)))


def _npn_class(function: int, variables: int) -> NDArray[np.uint64]:
    """The images of a function under all symmetries and their complements, with repetitions."""
    import numpy as np

    symmetries = cube_symmetries(variables)
    everything = (1 << 2**variables) - 1
    if not 0 <= function <= everything:
        raise ProblemError(
            Fault(
                where="function",
                expected=f"a bitmask of the {2**variables} codes of {variables} variables",
                found=shown(function),
            )
        )
    images = moved(np.array(function, dtype=np.uint64), symmetries)
    return np.concatenate([images, images ^ np.uint64(everything)])
