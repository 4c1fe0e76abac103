"""The clip's scene: a sailing boat crosses a bay, past a signpost and reeds in the wind.

Text, rigging, wave glints and grass are hard to upscale; the camera pans so that everything moves.
"""

import math

import numpy as np
from PIL import Image, ImageDraw

import canvas

HEIGHT, WIDTH = 108 * canvas.SUPERSAMPLING, 192 * canvas.SUPERSAMPLING
HORIZON = int(HEIGHT * 0.50)
PAN_PER_SECOND = 80
MARGIN = 400


class Harbour:
    """The parts that do not change are drawn once; `frame(seconds)` adds those that move."""

    def __init__(self) -> None:
        self.wide = WIDTH + MARGIN
        self.backdrop = self._sky_and_mountains()
        self.waves = self._wave_trains()
        self.post = self._signpost()
        rng = np.random.default_rng(7)
        self.reeds = [
            (
                rng.uniform(0.62, 1.25) * WIDTH,
                rng.uniform(180, 400),
                rng.uniform(-60, 60),
                rng.uniform(0, 6.28),
                int(rng.integers(0, 4)),
            )
            for _ in range(110)
        ]

    def frame(self, seconds: float) -> np.ndarray:
        """The picture at a time, (HEIGHT, WIDTH, 3), 0-1."""
        pan = int(PAN_PER_SECOND * seconds)
        picture = np.empty((HEIGHT, WIDTH, 3), dtype=np.float32)
        picture[:HORIZON] = self.backdrop[:, pan : pan + WIDTH]
        picture[HORIZON:] = self._sea(seconds, pan)
        boat = self._boat(seconds, pan)
        picture = canvas.paste(picture, self._reflection(boat, seconds))
        picture = canvas.paste(picture, boat)
        picture = canvas.paste(picture, self._gulls(seconds))
        shift = -int(PAN_PER_SECOND * 1.6 * seconds)
        picture = canvas.paste(picture, self._shifted(self.post, shift))
        return canvas.paste(picture, self._reed_layer(seconds, shift))

    def _sky_and_mountains(self) -> np.ndarray:
        y = np.linspace(0, 1, HORIZON)[:, None] * np.ones((1, self.wide))
        sky = canvas.ramp(
            y, (0, (0.24, 0.42, 0.70)), (0.6, (0.62, 0.74, 0.88)), (1, (0.97, 0.86, 0.70))
        )
        clouds = canvas.fractal_noise(HORIZON, self.wide, seed=1, slope=1.7, stretch=0.45)
        white = np.array([1.0, 0.97, 0.93])
        picture = canvas.mix(sky, white, canvas.smoothstep(0.2, 2.2, clouds) * 0.9)
        rows = np.arange(HORIZON)[:, None]
        for seed, base, rise, rock, haze in (
            (11, 0.62, 0.16, (0.36, 0.38, 0.47), 0.45),
            (12, 0.80, 0.11, (0.25, 0.29, 0.28), 0.15),
        ):
            ridge = canvas.fractal_noise(8, self.wide, seed, slope=1.6)[4]
            top = HORIZON * (base - rise * ridge / np.abs(ridge).max())
            relief = canvas.fractal_noise(HORIZON, self.wide, seed + 20, slope=1.5)
            light = (relief - np.roll(relief, (3, 5), (0, 1))) * 1.6
            colour = np.array(rock) * (1 + 0.8 * light[..., None])
            if seed == 11:
                height = 1 - (rows - top) / (0.2 * HORIZON)
                snow = canvas.smoothstep(0.2, 0.6, height + 0.35 * relief)
                white = np.array([0.93, 0.95, 1.0]) * (1 + 0.25 * light[..., None])
                colour = canvas.mix(colour, white, snow)
            colour = colour * (1 - haze) + haze * np.array([0.75, 0.80, 0.88])
            picture = canvas.mix(picture, colour, (rows >= top).astype(float))
        return np.clip(picture, 0, 1).astype(np.float32)

    @staticmethod
    def _wave_trains() -> list[tuple[float, float, float, float]]:
        rng = np.random.default_rng(3)
        trains = []
        for _ in range(36):
            wavelength = 0.05 * 2.0 ** rng.uniform(0, 5.5)
            angle = rng.normal(1.2, 0.6)
            k = 2 * math.pi / wavelength
            trains.append((k * math.cos(angle), k * math.sin(angle), k, rng.uniform(0, 6.28)))
        return trains

    def _sea(self, seconds: float, pan: int) -> np.ndarray:
        below = (np.arange(HEIGHT - HORIZON, dtype=np.float32) + 4)[:, None]
        depth = 700 / below
        across = (np.arange(WIDTH, dtype=np.float32)[None, :] + pan - WIDTH / 2) * depth / 500
        slope = np.zeros((HEIGHT - HORIZON, WIDTH), dtype=np.float32)
        for kx, kz, k, phase in self.waves:
            # Waves shorter than the sample's pixels would only alias.
            fade = np.exp(-((k * depth * depth / 700 * 1.5) ** 2))
            turn = kx * across + kz * depth - math.sqrt(9.8 * k) * seconds + phase
            slope += fade * np.cos(turn) * 0.13
        nearness = canvas.smoothstep(0, HEIGHT - HORIZON, below)
        facing = np.clip(0.62 - 0.35 * nearness + 0.75 * slope, 0, 1)
        colour = canvas.ramp(
            facing, (0, (0.03, 0.15, 0.22)), (0.5, (0.20, 0.42, 0.52)), (1, (0.86, 0.86, 0.80))
        )
        glint = canvas.smoothstep(0.62, 0.95, slope)
        return canvas.mix(colour, np.array([1.0, 0.95, 0.82]), glint).astype(np.float32)

    def _boat(self, seconds: float, pan: int) -> Image.Image:
        image, pen = canvas.layer(HEIGHT, WIDTH)
        x, y = 640 + 130 * seconds - pan * 0.4, HORIZON + 95 + 5 * math.sin(2.6 * seconds)
        lean = 0.05 * math.sin(1.9 * seconds) + 0.06

        def at(right: float, up: float) -> tuple[float, float]:
            return x + right + lean * up, y - up + lean * right * 0.5

        mast, boom = at(0, 450), at(-170, 62)
        mainsail = [at(-8, 440), at(-8, 66), at(-165, 66), at(-90, 240)]
        pen.polygon(mainsail, fill=(247, 243, 232, 255))
        pen.polygon([at(10, 400), at(10, 60), at(150, 40)], fill=(214, 70, 52, 255))
        for step in range(1, 7):
            share = step / 7
            seam = [at(-8, 66 + 374 * share), at(-165 + 150 * share, 66 + 330 * share)]
            pen.line(seam, (196, 190, 176, 255), 3)
            seam = [at(10, 60 + 340 * share), at(150 - 140 * share, 40 + 360 * share)]
            pen.line(seam, (170, 48, 36, 255), 3)
        self._sail_number(image, at(-70, 150), lean)
        pen.line([at(0, 20), mast], (74, 52, 36, 255), 9)
        pen.line([at(0, 62), boom], (74, 52, 36, 255), 7)
        for right in (-200, -178, 196, 184):
            pen.line([mast, at(right, 24)], (50, 50, 56, 255), 3)
        hull = [at(-210, 26), at(215, 36), at(160, -30), at(-180, -30)]
        pen.polygon(hull, fill=(38, 58, 96, 255))
        pen.line([at(-207, 18), at(204, 27)], (240, 240, 236, 255), 7)
        for port in range(5):
            px, py = at(-110 + port * 48, -2)
            pen.ellipse([px - 8, py - 8, px + 8, py + 8], (236, 214, 150, 255))
        ripple = []
        for right in range(0, 78, 6):
            ripple.append(at(right, 424 + 6 * math.sin(right / 12 - 9 * seconds)))
        under = [(px, py + 34) for px, py in reversed(ripple)]
        pen.polygon([*ripple, *under], fill=(236, 178, 44, 255))
        return image

    @staticmethod
    def _sail_number(image: Image.Image, centre: tuple[float, float], lean: float) -> None:
        text, pen = canvas.layer(200, 200)
        pen.text((100, 100), "R46", (30, 52, 96, 255), canvas.font(62), anchor="mm")
        text = text.rotate(-math.degrees(lean), Image.Resampling.BICUBIC)
        image.alpha_composite(text, (int(centre[0]) - 100, int(centre[1]) - 100))

    @staticmethod
    def _reflection(boat: Image.Image, seconds: float) -> Image.Image:
        waterline = HORIZON + 122
        rows = np.asarray(boat)[:waterline][::-1][: HEIGHT - waterline]
        mirrored = np.zeros((HEIGHT, WIDTH, 4), dtype=np.uint8)
        for i, row in enumerate(rows):
            sway = (2 + i * 0.10) * math.sin(i * 0.16 - 7 * seconds)
            sway += (1 + i * 0.05) * math.sin(i * 0.41 + 4 * seconds)
            mirrored[waterline + i] = np.roll(row, int(sway), axis=0)
        fade = np.linspace(0.55, 0, HEIGHT - waterline)[:, None]
        mirrored[waterline:, :, 3] = (mirrored[waterline:, :, 3] * fade).astype(np.uint8)
        mirrored[waterline:, :, :3] = (mirrored[waterline:, :, :3] * 0.7).astype(np.uint8)
        return Image.fromarray(mirrored)

    @staticmethod
    def _gulls(seconds: float) -> Image.Image:
        image, pen = canvas.layer(HEIGHT, WIDTH)
        for index, (x, y, size) in enumerate(((980, 120, 46), (1120, 190, 34), (860, 210, 28))):
            x -= 130 * seconds * (1 + 0.1 * index)
            y += 12 * math.sin(3 * seconds + index)
            beat = 0.5 * math.sin(9 * seconds + 2 * index)
            for side in (-1, 1):
                joint = (x + side * size * 0.55, y - size * (0.35 + beat * 0.5))
                tip = (x + side * size * 1.2, y - size * beat)
                pen.line([(x, y), joint, tip], (52, 54, 62, 255), max(4, size // 5), joint="curve")
        return image

    @staticmethod
    def _signpost() -> Image.Image:
        image, pen = canvas.layer(HEIGHT, WIDTH + 2 * MARGIN)
        left, top, right, bottom = 130, 500, 700, 726
        grain = canvas.fractal_noise(HEIGHT, WIDTH + 2 * MARGIN, seed=5, slope=1.1, stretch=14)
        for post in (left + 70, right - 70):
            pen.rectangle([post - 22, top - 30, post + 22, HEIGHT], (112, 82, 56, 255))
        pen.rectangle([left, top, right, bottom], (178, 138, 92, 255), (84, 60, 40, 255), 8)
        for plank in range(1, 4):
            y = top + plank * (bottom - top) // 4
            pen.line([(left, y), (right, y)], (120, 90, 60, 255), 4)
        rgba = np.array(image)
        shade = 1 + 0.09 * np.clip(grain, -2, 2)[..., None]
        rgba[..., :3] = np.clip(rgba[..., :3] * shade, 0, 255).astype(np.uint8)
        image = Image.fromarray(rgba)
        pen = ImageDraw.Draw(image)
        middle, ink = (left + right) // 2, (44, 28, 18, 255)
        pen.text((middle, top + 68), "RLFN HARBOUR", ink, canvas.font(70), anchor="mm")
        pen.line([(left + 40, top + 116), (right - 40, top + 116)], ink, 4)
        times = "ferries at 9:30, 12:45, 18:20"
        pen.text((middle, top + 164), times, ink, canvas.font(41), anchor="mm")
        return image

    @staticmethod
    def _shifted(image: Image.Image, shift: int) -> Image.Image:
        return image.crop((-shift, 0, WIDTH - shift, HEIGHT))

    def _reed_layer(self, seconds: float, shift: int) -> Image.Image:
        image, pen = canvas.layer(HEIGHT, WIDTH)
        greens = ((58, 92, 40), (92, 124, 52), (132, 142, 66), (44, 70, 36))
        for foot, tall, bend, phase, green in self.reeds:
            sway = bend + 45 * math.sin(2.4 * seconds + phase)
            sway += 18 * math.sin(5.1 * seconds + 2 * phase)
            points = []
            for step in range(13):
                t = step / 12
                points.append((foot + shift + sway * t * t, HEIGHT + 20 - tall * t))
            for step in range(12):
                thickness = max(3, int(15 * (1 - step / 12)))
                pen.line(points[step : step + 2], (*greens[green], 255), thickness)
            if green == 2:
                px, py = points[-1]
                pen.rounded_rectangle([px - 11, py - 30, px + 11, py + 46], 11, (96, 58, 34, 255))
        return image
