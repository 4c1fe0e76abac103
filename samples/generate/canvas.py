"""What all the pictures share: noise, colour ramps, lettering, and the step from drawing to sample.

Everything is drawn SUPERSAMPLING times larger than the sample on each side and shrunk with an
antialiased bicubic filter, so the samples hold traces of real detail, as a camera's picture does.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SUPERSAMPLING = 8


def shrink(picture: np.ndarray) -> Image.Image:
    """A float picture (height, width, 3), 0-1, as an 8-bit image SUPERSAMPLING times smaller."""
    bytes_ = (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
    height, width = bytes_.shape[:2]
    size = (width // SUPERSAMPLING, height // SUPERSAMPLING)
    return Image.fromarray(bytes_).resize(size, Image.Resampling.BICUBIC)


def fractal_noise(
    height: int, width: int, seed: int, slope: float = 1.8, stretch: float = 1.0
) -> np.ndarray:
    """Tileable noise of mean 0, deviation 1; its spectrum falls with frequency to the power `slope`.

    `stretch` above 1 draws the features out horizontally, as in wood grain or haze.
    """
    white = np.random.default_rng(seed).standard_normal((height, width))
    fy = np.fft.fftfreq(height)[:, None] * height
    fx = np.fft.rfftfreq(width)[None, :] * width * stretch
    radius = np.hypot(fy, fx)
    radius[0, 0] = 1
    spectrum = np.fft.rfft2(white) / radius**slope
    spectrum[0, 0] = 0
    noise = np.fft.irfft2(spectrum, s=(height, width))
    return noise / noise.std()


def ramp(values: np.ndarray, *stops: tuple[float, tuple[float, float, float]]) -> np.ndarray:
    """Colours for values, interpolated between (value, colour) stops in rising order."""
    positions = [position for position, _ in stops]
    channels = [np.interp(values, positions, [colour[c] for _, colour in stops]) for c in range(3)]
    return np.stack(channels, axis=-1)


def mix(below: np.ndarray, above: np.ndarray, cover: np.ndarray) -> np.ndarray:
    """`above` laid over `below` where `cover` (height, width) is 1."""
    return below + (above - below) * cover[..., None]


def paste(picture: np.ndarray, layer: Image.Image) -> np.ndarray:
    """An RGBA layer of the same size laid over the picture."""
    rgba = np.asarray(layer, dtype=np.float32) / 255
    return mix(picture, rgba[..., :3], rgba[..., 3])


def layer(height: int, width: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty RGBA layer and the pen that draws on it."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own scalable typeface (Aileron, CC0): the same letters on every machine."""
    return ImageFont.load_default(size)


def smoothstep(low: float, high: float, values: np.ndarray) -> np.ndarray:
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
