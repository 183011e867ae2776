"""Augmentation: translations move pixels, angles turn them as in scipy, draws depend on the seed alone."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from ibsolve.errors import ProblemError
from ibsolve.networks.augmentation import Augmentation

SHAPE = (9, 13)


def blob(height=0.0, width=0.0):
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return np.exp(-((rows - 4 - height) ** 2) / 5 - (columns - 6 - width) ** 2 / 11)


def changed(image, augmentation, *, count=1, seed=0):
    images = torch.as_tensor(np.tile(image.ravel(), (count, 1)))
    found = augmentation(images, torch.Generator().manual_seed(seed)).numpy()
    return found.reshape(count, *image.shape)


def test_translations_move_whole_pixels_and_reach_every_place():
    image = np.zeros(SHAPE)
    image[4, 6] = 1
    found = changed(image, Augmentation(image_shape=SHAPE, shift=2, rotation=0, shear=0), count=400)
    places = {tuple(np.argwhere(each > 0.999)[0] - (4, 6)) for each in found}
    assert places == {(row, column) for row in range(-2, 3) for column in range(-2, 3)}
    assert np.allclose(found.sum(axis=(1, 2)), 1)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("angles", [(10, 0), (0, 10), (10, 10)])
def test_angles_agree_with_an_affine_map_of_scipy(angles, seed):
    rotation, shear = angles
    image = blob(0.7, -1.3)
    found = changed(
        image, Augmentation(image_shape=SHAPE, shift=1, rotation=rotation, shear=shear), seed=seed
    )
    drawn = torch.rand(1, 4, generator=torch.Generator().manual_seed(seed)).double().numpy()[0]
    moved = np.floor(drawn[[1, 0]] * 3) - 1
    turn, lean = np.radians(rotation * (2 * drawn[2] - 1)), np.tan(np.radians(shear * (2 * drawn[3] - 1)))
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    map_of_rows = turned @ np.array([[1, 0], [lean, 1]])
    centre = np.array([4, 6])
    offset = centre + moved - map_of_rows @ centre
    # Beyond the last pixel scipy takes its zeros at once, torch at a distance of one.
    expected = ndimage.affine_transform(image, map_of_rows, offset, order=1, mode="grid-constant")
    assert np.allclose(found[0], expected, atol=1e-5)


def test_angles_stay_within_their_range():
    column = np.zeros((21, 21))
    column[:, 10] = 1
    for kind in ({"rotation": 10, "shear": 0}, {"rotation": 0, "shear": 10}):
        found = changed(column, Augmentation(image_shape=(21, 21), shift=0, **kind), count=300)
        places = (found * np.arange(21)).sum(axis=2) / found.sum(axis=2)
        slopes = (places[:, 14] - places[:, 6]) / 8
        assert np.abs(slopes).max() <= np.tan(np.radians(10)) + 1e-6
        assert slopes.max() > 0.15
        assert slopes.min() < -0.15


def test_nothing_to_do_returns_the_images():
    image = blob()
    assert np.allclose(changed(image, Augmentation(image_shape=SHAPE, shift=0, rotation=0, shear=0)), image)


def test_draws_are_those_of_the_generator_and_leave_the_global_stream():
    before = torch.get_rng_state()
    augmentation = Augmentation(image_shape=SHAPE)
    first, again, other = (changed(blob(), augmentation, seed=seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert not np.allclose(first, other)
    assert torch.equal(before, torch.get_rng_state())


def test_translations_scale_with_the_image():
    shifts = [Augmentation(image_shape=shape).shift for shape in ((28, 28), (8, 8), (14, 28), (56, 56))]
    assert shifts == [2, 1, 1, 4]


def test_what_is_no_augmentation_is_refused():
    with pytest.raises(
        ProblemError, match=r"(?s)shift: .*>= 0, found -1.*rotation: .*< 90.*shear: .*found -1"
    ):
        Augmentation(shift=-1, rotation=90, shear=-1)
    with pytest.raises(ProblemError, match=r"image_shape: expected \(height, width\), found 1"):
        Augmentation(image_shape=(8,))
