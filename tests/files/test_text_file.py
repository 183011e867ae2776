"""Reading and writing text files."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ibsolve.errors import CaseFileError
from ibsolve.files import load_case, write_atomically
from ibsolve.files.text_file import SIZE_LIMIT


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CaseFileError, match=r"nothing.toml: expected a file, found none"):
        load_case(tmp_path / "nothing.toml")


def test_a_folder_is_no_case(tmp_path):
    with pytest.raises(CaseFileError, match=r"expected a file, found a folder"):
        load_case(tmp_path)


def test_a_path_with_a_null_byte_is_refused():
    with pytest.raises(CaseFileError, match=r"expected a readable file, found embedded null byte"):
        load_case("a\0.toml")


def test_a_file_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * (SIZE_LIMIT + 1))
    with pytest.raises(CaseFileError, match=r"expected at most 16 MiB, found more"):
        load_case(path)


def test_a_byte_order_mark_is_dropped(tmp_path):
    path = tmp_path / "marked.csv"
    path.write_bytes(b"\xef\xbb\xbfa,y\r\n0,1\r\n1,0\r\n")
    assert load_case(path, widths=[1]).table.variables == ("a",)


def test_a_text_is_written_as_it_is(tmp_path):
    write_atomically(tmp_path / "new.txt", "é\n")
    assert (tmp_path / "new.txt").read_bytes() == "é\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["new.txt"]


def test_a_write_that_fails_leaves_the_old_content_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "kept.txt"
    path.write_text("old", encoding="utf-8")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        CaseFileError, match=r"kept.txt: expected a file that can be written, found No space left"
    ):
        write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept.txt"]


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path):
    path = tmp_path / "private.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    write_atomically(path, "new")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(CaseFileError, match=r"expected a folder to write in, found no folder .*absent"):
        write_atomically(tmp_path / "absent" / "file.txt", "text")


def test_a_folder_is_not_overwritten(tmp_path):
    with pytest.raises(CaseFileError, match=r"expected the path of a file to write, found a folder"):
        write_atomically(tmp_path, "text")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_in_is_refused(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(
        CaseFileError, match=r"expected a folder that can be written in, found Permission denied"
    ):
        write_atomically(Path(closed) / "file.txt", "text")


KILLED = """
import os, signal, sys
from ibsolve.files import write_atomically
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(sys.argv[1], "new")
"""


def test_killed_while_writing_the_old_file_is_intact(tmp_path):
    target = tmp_path / "solutions.json"
    target.write_text("old")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert target.read_text() == "old"
