"""Arrays in .npy files, and what is no such file."""

import numpy as np
import pytest

from ibsolve.errors import CaseFileError
from ibsolve.files import load_array


def test_an_array_comes_back_as_it_was_saved(tmp_path):
    array = np.arange(6.0).reshape(2, 3)
    np.save(tmp_path / "array.npy", array)
    assert np.array_equal(load_array(tmp_path / "array.npy"), array)
    assert np.array_equal(load_array(str(tmp_path / "array.npy")), array)


def test_the_array_outlives_its_file(tmp_path):
    path = tmp_path / "array.npy"
    np.save(path, np.ones(3))
    array = load_array(path)
    path.write_bytes(b"")
    assert array.tolist() == [1, 1, 1]


def saved(path, array):
    np.save(path, array, allow_pickle=True)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda _: b"", "expected an array of numbers in a .npy file, found something else"),
        (lambda _: b"4,2,1\n", "expected an array of numbers in a .npy file, found something else"),
        (lambda path: saved(path, np.ones(100))[:-8], "expected an array of numbers in a .npy file"),
        (lambda path: saved(path, np.array([{}])), "expected an array of numbers in a .npy file"),
        (lambda path: saved(path, np.ones(100))[:40], "expected an array of numbers in a .npy file"),
    ],
    ids=["empty", "text", "cut short", "objects", "half a header"],
)
def test_another_file_is_refused_with_the_way_out(content, message, tmp_path):
    path = tmp_path / "array.npy"
    path.write_bytes(content(tmp_path / "saved.npy"))
    with pytest.raises(CaseFileError, match=rf"array\.npy: {message}.*numpy\.save"):
        load_array(path)


def test_a_header_that_claims_more_than_memory_is_refused_and_nothing_allocated(tmp_path):
    path = tmp_path / "array.npy"
    content = saved(tmp_path / "saved.npy", np.ones(10))
    path.write_bytes(content.replace(b"(10,), }            ", b"(9999999999999,), } ", 1))
    with pytest.raises(CaseFileError, match="expected an array of numbers"):
        load_array(path)


def test_a_collection_of_arrays_is_refused(tmp_path):
    np.savez(tmp_path / "arrays.npz", a=np.ones(2))
    with pytest.raises(
        CaseFileError, match=r"expected one array in a \.npy file, found a collection of arrays"
    ):
        load_array(tmp_path / "arrays.npz")


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(CaseFileError, match=r"expected a \.npy file, found a folder"):
        load_array(tmp_path)
    with pytest.raises(CaseFileError, match="expected a file, found none"):
        load_array(tmp_path / "none.npy")
