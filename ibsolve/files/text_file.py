"""Text files: read whole within a limit, written so that a crash never leaves half a file."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from ibsolve.errors import CaseFileError, Fault, shown

SIZE_LIMIT = 16 * 2**20
"""Most bytes read from one file, unless said otherwise."""


def read_text(path: Path, *, limit: int = SIZE_LIMIT) -> str:
    """The content of a UTF-8 file; a byte-order mark is dropped, line ends are kept.

    limit: most bytes.
    Raises CaseFileError when the file is missing, is no file, cannot be read, is empty, exceeds
    the limit or is not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return decoded(content, source=str(path), limit=limit)


def read_standard_input() -> str:
    """What standard input holds, under the rules of `read_text`."""
    source = "<stdin>"
    if sys.stdin is None:
        raise file_fault(source, "text", "a closed standard input")
    try:
        content = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise file_fault(source, "text", _reason(error)) from None
    return decoded(content, source=source)


def decoded(content: bytes, *, source: str, limit: int = SIZE_LIMIT) -> str:
    """The text of bytes in UTF-8, at most `limit` of them and not all blank."""
    if len(content) > limit:
        raise file_fault(source, f"at most {limit // 2**20} MiB", "more")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise file_fault(
            f"{source}, line {line}",
            "text in UTF-8",
            f"the byte 0x{content[error.start]:02x}",
            "save the file as UTF-8",
        ) from None
    if not text.strip():
        raise file_fault(source, "text", "an empty file")
    return text


def check_writable(path: str | Path) -> None:
    """Raise CaseFileError unless a file can be written at the path: before long work, not after it."""
    target = Path(path)
    try:
        if target.is_dir():
            raise file_fault(target, "the path of a file to write", "a folder")
        if not target.parent.is_dir():
            raise file_fault(target, "a folder to write in", f"no folder {target.parent}", "create it first")
        target.exists()
    except (OSError, ValueError) as error:
        if isinstance(error, CaseFileError):
            raise
        raise file_fault(shown(str(target)), "a path that can be written", _reason(error)) from None
    if not os.access(target.parent, os.W_OK):
        raise file_fault(target, "a folder that can be written in", "no permission")


def write_atomically(path: str | Path, content: str | bytes) -> None:
    """Write a file so that at every moment its path holds the old content or the new one.

    Text is written as UTF-8. The content goes to a file beside the target, is forced to disk, and
    then takes the target's name; a link is followed, and a device such as /dev/stdout is written to
    as it is.
    Raises CaseFileError when the folder is missing or not writable, or when path is a folder.
    """
    check_writable(path)
    target = Path(path).resolve()
    data = content.encode() if isinstance(content, str) else content
    beside: Path | None = None
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        beside = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(_permissions(target))
        beside.replace(target)
    except (OSError, ValueError) as error:
        raise file_fault(target, "a file that can be written", _reason(error)) from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def file_fault(where: str | Path, expected: str, found: str, remedy: str | None = None) -> CaseFileError:
    """The error of a file with one fault."""
    return CaseFileError(Fault(where=str(where), expected=expected, found=found, remedy=remedy))


def _permissions(target: Path) -> int:
    """The mode of the file that is replaced, or what a plain `open` would have given a new one."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unreadable(path: Path, error: OSError | ValueError) -> CaseFileError:
    if isinstance(error, FileNotFoundError):
        return file_fault(path, "a file", "none")
    if isinstance(error, IsADirectoryError):
        return file_fault(path, "a file", "a folder")
    return file_fault(path, "a readable file", _reason(error))


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
