"""Arrays of numbers in files of numpy; a file that holds Python objects is refused, not unpickled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ibsolve.files.text_file import file_fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WAY_OUT = "numpy.save(file, array) writes one"


def load_array(path: str | Path) -> NDArray[Any]:
    """The array of a .npy file.

    Raises CaseFileError when the file is missing, is no such file, is cut short or holds objects.
    """
    import numpy as np

    path = Path(path)
    if path.is_dir():
        raise file_fault(path, "a .npy file", "a folder")
    try:
        # Mapped first: nothing is allocated for a size that only the header claims.
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise file_fault(path, "a file", "none") from None
    except (OSError, ValueError, EOFError) as error:
        reason = str(error) if isinstance(error, OSError) else "something else"
        raise file_fault(path, "an array of numbers in a .npy file", reason, _WAY_OUT) from None
    if not isinstance(array, np.ndarray):
        raise file_fault(path, "one array in a .npy file", "a collection of arrays", _WAY_OUT)
    return np.array(array)
