"""IDX files, the format of MNIST: a header of sizes, then one byte a number, packed by gzip or not."""

from __future__ import annotations

import gzip
import zlib
from io import BufferedIOBase
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ibsolve.errors import CaseFileError, Fault

SIZE_LIMIT = 2**30
"""Most numbers of one file."""

_UNSIGNED_BYTES = 0x08
_CHUNK = 2**20


def read_idx(path: Path, *, dimensions: int) -> NDArray[np.uint8]:
    """The numbers of an IDX file of unsigned bytes. dimensions: of the array, 3 for images, 1 for labels.

    A path that ends in .gz is unpacked. What the header claims is compared with the size of the file, or
    with the bytes that come out of it, before an array of that size is made.
    Raises CaseFileError for a file that is missing, cannot be read, is of another format, is cut short or
    goes on after its end.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            sizes = _sizes(path, stream.read(4 + 4 * dimensions), dimensions)
            expected = prod(sizes)
            content = _at_most(stream, expected + 1)
    except FileNotFoundError:
        raise _fault(path, "an IDX file", "none") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _fault(path, "a whole file packed by gzip", str(error)) from None
    except OSError as error:
        raise _fault(path, "a readable file", error.strerror or str(error)) from None
    if len(content) != expected:
        found = "more" if len(content) > expected else f"{len(content)}"
        raise _fault(path, f"{expected} bytes after the header, for {_times(sizes)}", found)
    return np.frombuffer(content, dtype=np.uint8).reshape(sizes)


def _sizes(path: Path, header: bytes, dimensions: int) -> tuple[int, ...]:
    magic = bytes([0, 0, _UNSIGNED_BYTES, dimensions])
    if header[:4] != magic or len(header) < 4 + 4 * dimensions:
        expected = (
            f"an IDX file of {dimensions} dimension{'s' * (dimensions > 1)}, which begins {magic.hex(' ')}"
        )
        raise _fault(path, expected, header[:4].hex(" ") or "an empty file")
    sizes = tuple(int.from_bytes(header[at : at + 4]) for at in range(4, len(header), 4))
    if not 0 < prod(sizes) <= SIZE_LIMIT:
        raise _fault(path, f"from 1 to {SIZE_LIMIT} numbers", _times(sizes))
    return sizes


def _at_most(stream: BufferedIOBase, count: int) -> bytearray:
    """The next bytes, no more than `count`; memory grows with what is there, not with what is claimed."""
    content = bytearray()
    while chunk := stream.read(min(_CHUNK, count - len(content))):
        content += chunk
    return content


def _times(sizes: tuple[int, ...]) -> str:
    return " × ".join(map(str, sizes))


def _fault(path: Path, expected: str, found: str) -> CaseFileError:
    return CaseFileError(Fault(where=str(path), expected=expected, found=found))
