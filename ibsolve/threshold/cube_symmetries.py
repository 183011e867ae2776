"""The symmetries of the cube {0,1}^m: permutations and flips of its coordinates.

They are the hyperoctahedral group B_m of 2^m·m! elements (mathematics.md 1.3); none of them makes
a separable dichotomy inseparable.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

from ibsolve.errors import Fault, LimitError
from ibsolve.problem import cube

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SYMMETRY_LIMIT = 6
"""Most variables for which all symmetries of the cube are listed: a function of 6 fills 64 bits."""


@cache
def cube_symmetries(variables: int) -> NDArray[np.uint8]:
    """All symmetries of {0,1}^variables, the identity first, as permutations of its codes.

    Entry [g, i] is the number of the code that symmetry g puts in the place of code i; shape
    (2^m·m!, 2^m), read-only.
    Raises LimitError above SYMMETRY_LIMIT variables.

    >>> cube_symmetries(1).tolist()
    [[0, 1], [1, 0]]
    """
    import numpy as np

    if variables > SYMMETRY_LIMIT:
        raise LimitError(
            Fault(
                where="variables",
                expected=f"at most {SYMMETRY_LIMIT} to list all symmetries of the cube",
                found=str(variables),
            )
        )
    codes = np.array(cube(variables), dtype=np.uint8).reshape(2**variables, variables)
    place = np.uint8(1) << np.arange(variables, dtype=np.uint8)[::-1]
    orders = np.array(list(permutations(range(variables))), dtype=int).reshape(
        math.factorial(variables), variables
    )
    permuted = codes[:, orders].transpose(1, 0, 2) @ place
    # Flipping coordinates of a code is adding, without carry, the number of another.
    flips = np.arange(2**variables, dtype=np.uint8)
    images = (permuted[:, None, :] ^ flips[:, None]).reshape(-1, 2**variables).astype(np.uint8)
    images.setflags(write=False)
    return images


def moved(
    functions: NDArray[np.unsignedinteger], symmetries: NDArray[np.integer]
) -> NDArray[np.unsignedinteger]:
    """Functions of the cube after symmetries: the output on code i is the former one on symmetry[i].

    functions: bitmasks, any shape that broadcasts against symmetries.shape[:-1]. symmetries: rows of
    `cube_symmetries`, shape (…, 2^m). The result has the broadcast shape and the type of `functions`.

    >>> import numpy as np
    >>> moved(np.array([0b0010, 0b1000], dtype=np.uint8), cube_symmetries(2)[1]).tolist()
    [1, 4]
    """
    import numpy as np

    kind = functions.dtype.type
    images = np.zeros(np.broadcast_shapes(functions.shape, symmetries.shape[:-1]), dtype=functions.dtype)
    for i in range(symmetries.shape[-1]):
        images |= (functions >> symmetries[..., i].astype(kind) & kind(1)) << kind(i)
    return images
