"""Images moved, turned and sheared at random, each time they are used (paper 001, Appendix B.3)."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians

import torch
from torch import Tensor
from torch.nn import functional

from ibsolve.arguments import Arguments

_PAPER_SIZE, _PAPER_SHIFT = 28, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """Called with images of shape (batch, height · width), it returns as many, each changed by its own draw.

    image_shape: (height, width). shift: most pixels, >= 0, of a translation along each axis, drawn from the
    whole numbers −shift … shift; None scales the paper's 2 of 28 to the smaller side and rounds, which is 1
    for 8 × 8 pixels. rotation, shear: most degrees, in [0, 90), drawn uniformly from −rotation … rotation,
    and of the angle by which columns lean. What comes in from outside is 0; in between pixels, values are
    interpolated linearly.
    All three are one map of coordinates, so that an image is interpolated once. Draws are as many whatever
    the images are: models trained with generators of one seed see the same images.
    Raises ProblemError with every fault found.
    Source: paper 001, Appendix B.3.

    >>> moved = Augmentation(image_shape=(8, 8))
    >>> moved(torch.ones(3, 64), torch.Generator().manual_seed(0)).shape, moved.shift
    (torch.Size([3, 64]), 1)
    """

    image_shape: tuple[int, int] = (28, 28)
    shift: int | None = None
    rotation: float = 10.0
    shear: float = 10.0

    def __post_init__(self) -> None:
        arguments = Arguments()
        shape = arguments.counts("image_shape", self.image_shape)
        if len(shape) != 2:
            arguments.faults.add("image_shape", expected="(height, width)", found=str(len(shape)))
        scaled = round(_PAPER_SHIFT * min(shape, default=0) / _PAPER_SIZE)
        shift = scaled if self.shift is None else arguments.count("shift", self.shift, at_least=0)
        for name in ("rotation", "shear"):
            arguments.number(name, getattr(self, name), at_least=0, below=90)
        arguments.check()
        object.__setattr__(self, "shift", shift)

    def __call__(self, inputs: Tensor, generator: torch.Generator) -> Tensor:
        """The images changed. generator: what the draws come from."""
        assert self.shift is not None, "set when built"
        height, width = self.image_shape
        count = len(inputs)
        # On the generator's device, which is that of the order of samples.
        drawn = torch.rand(count, 4, generator=generator, device=generator.device).to(inputs)
        moves = (drawn[:, :2] * (2 * self.shift + 1)).floor().clamp(max=2 * self.shift) - self.shift
        turn = radians(self.rotation) * (2 * drawn[:, 2] - 1)
        lean = (radians(self.shear) * (2 * drawn[:, 3] - 1)).tan()
        cos, sin = turn.cos(), turn.sin()
        # From the pixels of the result to those of the image, counted from the centre: leant, then turned.
        maps = torch.stack(
            [cos, cos * lean - sin, moves[:, 0], sin, sin * lean + cos, moves[:, 1]], dim=1
        ).view(count, 2, 3)
        # grid_sample counts from −1 to 1 across the image.
        sides = inputs.new_tensor([width, height])
        scale = torch.cat([sides, sides.new_tensor([2.0])])
        maps = maps * scale / sides[:, None]
        grid = functional.affine_grid(maps, [count, 1, height, width], align_corners=False)
        images = inputs.view(count, 1, height, width)
        return functional.grid_sample(images, grid, align_corners=False).view(count, -1)
