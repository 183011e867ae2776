"""Paired samples from files, and what is refused in them."""

import sys

import numpy as np
import pytest

from ibsolve.errors import CaseFileError, MissingExtraError
from ibsolve.files import load_samples

CSV = "a,b,kind\n1.5,2,cat\n-0.5,3,dog\n"


@pytest.fixture
def csv_file(tmp_path):
    path = tmp_path / "samples.csv"
    path.write_text(CSV)
    return path


def test_columns_are_numbers_unless_declared_labels(csv_file):
    found = load_samples(csv_file, ["a", "b", "kind"], labels=["kind"])
    assert found["a"].tolist() == [1.5, -0.5]
    assert found["b"].dtype == np.int64
    assert found["kind"].tolist() == ["cat", "dog"]


def test_whole_numbers_declared_labels_stay_whole(csv_file):
    assert load_samples(csv_file, ["b"], labels=["b"])["b"].dtype == np.int64


def test_whole_numbers_that_int64_lacks_are_numbers_or_labels_all_the_same(tmp_path):
    path = tmp_path / "samples.csv"
    path.write_text("a\n10000000000000000000000000\n20000000000000000000000000\n")
    assert load_samples(path, ["a"])["a"].tolist() == [1e25, 2e25]
    assert len(set(load_samples(path, ["a"], labels=["a"])["a"].tolist())) == 2


def test_labels_that_python_reads_as_one_number_are_two(tmp_path):
    path = tmp_path / "samples.csv"
    path.write_text("a\n1_0\n10\n")
    assert load_samples(path, ["a"], labels=["a"])["a"].tolist() == ["1_0", "10"]


def test_text_that_is_not_declared_is_a_fault_of_its_line(csv_file):
    expected = r"samples.csv, line 2: expected a number in column kind, found 'cat' \(--labels kind declares"
    with pytest.raises(CaseFileError, match=expected):
        load_samples(csv_file, ["kind"])


def test_arrays_come_as_they_are(tmp_path):
    path = tmp_path / "samples.npz"
    np.savez(path, X=np.ones((3, 2), dtype=np.float32), label=np.array(["a", "b", "a"]))
    found = load_samples(path, ["X", "label"])
    assert (found["X"].dtype, found["X"].shape) == (np.float32, (3, 2))
    assert found["label"].tolist() == ["a", "b", "a"]


def test_an_unknown_name_is_refused_with_those_there_are(csv_file):
    with pytest.raises(
        CaseFileError, match=r"expected one of a, b, kind, found 'kinds' \(did you mean \"kind\"\?\)"
    ):
        load_samples(csv_file, ["kinds", "c"])


def test_python_objects_are_refused_and_not_unpickled(tmp_path):
    path = tmp_path / "samples.npz"
    np.savez(path, X=np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(
        CaseFileError, match=r"expected arrays of numbers or text in an \.npz file, found something"
    ):
        load_samples(path, ["X"])


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_what_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "samples.npz"
    path.write_bytes(content)
    with pytest.raises(CaseFileError, match=r"expected arrays of numbers or text in an \.npz file"):
        load_samples(path, ["X"])


def test_an_array_of_a_huge_size_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "samples.npz"
    np.savez_compressed(path, X=np.zeros(4096))
    monkeypatch.setattr("ibsolve.files.samples.ARRAY_LIMIT", 2**10)
    with pytest.raises(CaseFileError, match=r"samples.npz: X: expected at most 0 GiB, found 32896 bytes"):
        load_samples(path, ["X"])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.csv", "expected a file, found none"),
        ("folder.csv", "expected a file, found a folder"),
        ("samples.txt", r"expected a file ending in \.npz, \.csv, \.parquet, found '\.txt'"),
    ],
)
def test_a_path_that_is_no_such_file_is_refused(tmp_path, name, message):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CaseFileError, match=message):
        load_samples(tmp_path / name, ["X"])


def test_a_csv_file_without_rows_is_refused(tmp_path):
    path = tmp_path / "samples.csv"
    path.write_text("a,b\n")
    with pytest.raises(CaseFileError, match="expected one row or more below the header, found none"):
        load_samples(path, ["a"])


def test_parquet_needs_pyarrow(tmp_path, monkeypatch):
    path = tmp_path / "samples.parquet"
    path.write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        MissingExtraError, match=r"reading \.parquet needs pyarrow: pip install 'ibsolve\[parquet\]'"
    ):
        load_samples(path, ["X"])


def test_parquet_columns_are_read(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "samples.parquet"
    columns = {"a": [1.5, 2.5], "kind": ["x", "y"], "gaps": [None, "y"]}
    parquet.write_table(pyarrow.table(columns), path)
    found = load_samples(path, ["a", "kind"])
    assert found["a"].tolist() == [1.5, 2.5]
    assert found["kind"].tolist() == ["x", "y"]
    with pytest.raises(CaseFileError, match="gaps: expected a value in every row, found 1 without one"):
        load_samples(path, ["gaps"])
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(CaseFileError, match=r"expected columns in a \.parquet file"):
        load_samples(path, ["a"])
