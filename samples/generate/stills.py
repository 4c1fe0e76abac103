"""The folder of stills: print, a technical drawing, a wall with ivy, a tree at dusk, paving."""

import math

import numpy as np
from PIL import ImageDraw

import canvas

HEIGHT, WIDTH = 150 * canvas.SUPERSAMPLING, 200 * canvas.SUPERSAMPLING


def page() -> np.ndarray:
    """A printed page: lettering from 24 down to 7 pixels, rules, a small table."""
    fibres = canvas.fractal_noise(HEIGHT, WIDTH, 31)[..., None]
    paper = np.array([0.96, 0.94, 0.88]) + 0.012 * fibres
    image, pen = canvas.layer(HEIGHT, WIDTH)
    ink, red = (28, 26, 30, 255), (150, 34, 30, 255)
    pen.text((80, 50), "The Tide Table", ink, canvas.font(178))
    pen.line([(80, 262), (WIDTH - 80, 262)], red, 8)
    lines = (
        "Twice a day the water leaves the bay, and twice",
        "it comes back. Fishermen read the hours from",
        "a card: high water at 05:42, low at 11:58.",
    )
    for row, line in enumerate(lines):
        pen.text((80, 292 + 80 * row), line, ink, canvas.font(62))
    table = (
        ("day", "high", "low", "m"),
        ("Mon", "05:42", "11:58", "4.1"),
        ("Tue", "06:31", "12:47", "4.4"),
        ("Wed", "07:18", "13:33", "4.6"),
        ("Thu", "08:04", "14:20", "4.5"),
    )
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            place = (110 + 230 * column, 570 + 92 * row)
            pen.text(place, cell, red if row == 0 else ink, canvas.font(72))
        pen.line([(90, 658 + 92 * row), (960, 658 + 92 * row)], (120, 116, 110, 255), 4)
    wave = [(1010 + 4 * i, 800 + 150 * math.sin(i / 21)) for i in range(130)]
    pen.line(wave, (30, 80, 140, 255), 10, joint="curve")
    for tick in range(14):
        pen.line([(1010 + 40 * tick, 960), (1010 + 40 * tick, 985 if tick % 4 else 1010)], ink, 4)
    pen.line([(1010, 960), (1530, 960)], ink, 5)
    small = "Printed for the harbour office; corrections to the master, pier 4."
    pen.text((80, 1080), small, ink, canvas.font(48))
    return canvas.paste(paper, image)


def drawing() -> np.ndarray:
    """A blueprint: gear wheels, rays that narrow to nothing, hatching, circles two pixels apart."""
    paper = canvas.fractal_noise(HEIGHT, WIDTH, 41)[..., None]
    blue = np.array([0.10, 0.25, 0.48]) * (1 + 0.03 * paper)
    image, pen = canvas.layer(HEIGHT, WIDTH)
    white, faint = (236, 242, 248, 255), (120, 150, 190, 255)
    for x in range(0, WIDTH, 100):
        pen.line([(x, 0), (x, HEIGHT)], faint, 2)
    for y in range(0, HEIGHT, 100):
        pen.line([(0, y), (WIDTH, y)], faint, 2)
    _gear(pen, (480, 430), 300, 30, white)
    _gear(pen, (938, 580), 170, 17, white)
    for ray in range(0, 360, 10):
        pen.pieslice([1060, 50, 1520, 510], ray, ray + 5, white)
    for ring in range(14):
        radius = 16 + ring * 16
        pen.ellipse([1290 - radius, 820 - radius, 1290 + radius, 820 + radius], None, white, 5)
    for step in range(34):
        x = 100 + 26 * step
        rise = min(160, 980 - x)
        pen.line([(x, 1090), (x + rise, 1090 - rise)], white, 4)
    pen.rectangle([100, 930, 980, 1090], None, white, 7)
    pen.line([(100, 840), (980, 840)], white, 4)
    for end in (100, 980):
        pen.line([(end, 810), (end, 870)], white, 4)
    pen.text((540, 868), "110.0 ± 0.05", white, canvas.font(62), anchor="mm")
    pen.text((1290, 1110), "RLFN-4  gear train", white, canvas.font(66), anchor="mm")
    return canvas.paste(blue, image)


def _gear(
    pen: ImageDraw.ImageDraw,
    centre: tuple[int, int],
    radius: int,
    teeth: int,
    colour: tuple[int, ...],
) -> None:
    outline = []
    for step in range(teeth * 4 + 1):
        angle = 2 * math.pi * (step - 0.5) / (teeth * 4)
        reach = radius if step % 4 in (1, 2) else radius * 0.88
        outline.append((centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)))
    pen.line(outline, colour, 7)
    for share in (0.78, 0.3, 0.16):
        r = radius * share
        pen.ellipse([centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r], None, colour, 6)
    for spoke in range(5):
        angle = 2 * math.pi * spoke / 5
        for offset in (-0.05, 0.05):
            ends = []
            for reach, turn in ((0.3, angle + offset * 2.6), (0.78, angle + offset)):
                x = centre[0] + radius * reach * math.cos(turn)
                ends.append((x, centre[1] + radius * reach * math.sin(turn)))
            pen.line(ends, colour, 6)


def wall() -> np.ndarray:
    """Bricks of uneven colour in rough mortar, half under ivy."""
    rng = np.random.default_rng(51)
    grain = canvas.fractal_noise(HEIGHT, WIDTH, 52, slope=1.0)
    stains = canvas.fractal_noise(HEIGHT, WIDTH, 53, slope=2.0)
    colour = np.ones((HEIGHT, WIDTH, 3)) * [0.66, 0.62, 0.56]
    cover = np.zeros((HEIGHT, WIDTH))
    for row in range(13):
        for column in range(-1, 9):
            left = column * 200 + (row % 2) * 100 + int(rng.integers(-4, 5))
            top = row * 96 + int(rng.integers(-3, 4))
            box = np.s_[max(0, top) : max(0, top + 82), max(0, left) : max(0, left + 186)]
            tone = np.array([0.58, 0.27, 0.19]) * rng.uniform(0.7, 1.25)
            colour[box], cover[box] = tone + rng.uniform(-0.04, 0.04, 3), 1
    edge = cover - np.roll(cover, (7, 7), (0, 1))
    picture = colour * (1 + 0.07 * grain + 0.07 * stains + 0.30 * edge)[..., None]
    image, pen = canvas.layer(HEIGHT, WIDTH)
    for _ in range(16):
        x, y = rng.uniform(0.45, 1.05) * WIDTH, HEIGHT + 20.0
        heading = rng.uniform(-2.2, -1.2)
        for _ in range(int(rng.integers(18, 44))):
            heading += rng.normal(0, 0.22) - 0.04 * (heading + 1.6)
            next_x, next_y = x + 34 * math.cos(heading), y + 34 * math.sin(heading)
            pen.line([(x, y), (next_x, next_y)], (64, 48, 30, 255), 7)
            x, y = next_x, next_y
            _leaf(pen, x, y, heading + rng.choice([-1, 1]) * rng.uniform(0.6, 1.4), rng)
    return canvas.paste(picture, image)


def _leaf(
    pen: ImageDraw.ImageDraw, x: float, y: float, heading: float, rng: np.random.Generator
) -> None:
    size, green = rng.uniform(34, 66), rng.uniform(0.55, 1.15)
    fill = (int(52 * green), int(104 * green), int(40 * green), 255)
    lobes = ((0, 0), (0.35, -0.55), (0.5, -0.28), (1.1, 0), (0.5, 0.28), (0.35, 0.55))
    cos, sin = math.cos(heading) * size, math.sin(heading) * size
    outline = [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in lobes]
    pen.polygon([(px + 7, py + 9) for px, py in outline], fill=(24, 20, 16, 150))
    pen.polygon(outline, fill=fill)
    pen.line([outline[0], outline[3]], (150, 176, 110, 255), 4)
    for tip in (1, 5):
        pen.line([outline[0], outline[tip]], (118, 150, 84, 255), 3)


def tree() -> np.ndarray:
    """A bare tree before the evening sky: twigs of a third of a pixel, snow on the ground."""
    y = np.linspace(0, 1, HEIGHT)[:, None] * np.ones((1, WIDTH))
    sky = canvas.ramp(
        y,
        (0, (0.13, 0.17, 0.36)),
        (0.45, (0.55, 0.38, 0.52)),
        (0.72, (0.98, 0.62, 0.36)),
        (1, (1, 0.8, 0.5)),
    )
    clouds = canvas.fractal_noise(HEIGHT, WIDTH, 61, slope=1.8, stretch=3)
    cover = canvas.smoothstep(0.3, 2.0, clouds) * 0.8
    picture = canvas.mix(sky, np.array([0.40, 0.22, 0.34]), cover)
    rows = np.arange(HEIGHT)[:, None]
    ground = HEIGHT * 0.86 + 30 * canvas.fractal_noise(8, WIDTH, 62, slope=2.2)[3]
    crust = canvas.fractal_noise(HEIGHT, WIDTH, 63, slope=1.2, stretch=4)
    snow = np.array([0.62, 0.62, 0.80]) * (1 + 0.10 * crust[..., None])
    picture = canvas.mix(picture, snow, (rows > ground).astype(float))
    image, pen = canvas.layer(HEIGHT, WIDTH)
    rng = np.random.default_rng(64)
    _branch(pen, rng, (760, HEIGHT * 0.9), -math.pi / 2, 250, 56)
    for post in range(12):
        x = 60 + 140 * post
        pen.line([(x, 960), (x + 6, 1080)], (40, 30, 34, 255), 14)
    for wire in (978, 1012):
        pen.line([(0, wire), (WIDTH, wire + 12)], (40, 30, 34, 255), 4)
    return canvas.paste(picture, image)


def _branch(
    pen: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    foot: tuple[float, float],
    heading: float,
    length: float,
    thickness: float,
) -> None:
    x, y = foot
    for _ in range(4):
        heading += rng.normal(0, 0.09)
        next_x, next_y = x + length / 4 * math.cos(heading), y + length / 4 * math.sin(heading)
        pen.line([(x, y), (next_x, next_y)], (34, 24, 30, 255), max(3, round(thickness)))
        x, y, thickness = next_x, next_y, thickness * 0.93
    if length < 26:
        return
    forks = (-0.5, 0.42) if rng.uniform() < 0.6 else (-0.62, 0.02, 0.58)
    for fork in forks:
        turn = heading + fork + rng.normal(0, 0.14)
        shorter = length * rng.uniform(0.68, 0.86)
        _branch(pen, rng, (x, y), turn, shorter, thickness * 0.68)


def paving() -> np.ndarray:
    """Paving of rough stones: cells around scattered points, each of its own colour and grain."""
    rng = np.random.default_rng(71)
    warp = 16 * canvas.fractal_noise(HEIGHT, WIDTH, 72, slope=2.2)
    yy, xx = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    yy, xx = yy + warp, xx + np.roll(warp, 300, 1)
    tone, rim = _cells(yy, xx, pitch=130, rng=rng)
    dome = np.pad(np.sqrt(np.clip(rim / 90, 0, 1)), 6, mode="edge")
    light = (dome[:-12, :-12] - dome[12:, 12:]) * 2.2
    speckle = canvas.fractal_noise(HEIGHT, WIDTH, 73, slope=0.9)
    bands = np.sin(xx / 9 + yy / 23 + 9 * tone[..., 0])
    stone = tone * (1 + 0.09 * speckle + 0.05 * bands - 0.55 * light)[..., None]
    stone = canvas.mix(stone, np.ones(3), canvas.smoothstep(0.42, 0.75, -light) * 0.35)
    joint = np.ones((HEIGHT, WIDTH, 3)) * [0.10, 0.09, 0.08]
    return canvas.mix(joint, stone, canvas.smoothstep(2, 20, rim))


def _cells(
    yy: np.ndarray, xx: np.ndarray, pitch: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """For every place the nearest point's colour, and how much farther the second nearest is."""
    down, across = HEIGHT // pitch + 3, WIDTH // pitch + 3
    grid = np.stack(np.meshgrid(np.arange(down), np.arange(across), indexing="ij"), -1)
    points = (grid - 1 + rng.uniform(0.08, 0.92, grid.shape)) * pitch
    palette = np.array(
        [
            [0.52, 0.50, 0.47],
            [0.36, 0.35, 0.37],
            [0.66, 0.58, 0.48],
            [0.46, 0.33, 0.28],
            [0.78, 0.76, 0.72],
        ]
    )
    tones = palette[rng.integers(0, 5, (down, across))] * rng.uniform(0.8, 1.15, (down, across, 1))
    first, second = np.full(yy.shape, np.inf), np.full(yy.shape, np.inf)
    owner_y, owner_x = np.zeros(yy.shape, int), np.zeros(yy.shape, int)
    cell_y, cell_x = (yy // pitch).astype(int) + 1, (xx // pitch).astype(int) + 1
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            iy, ix = np.clip(cell_y + dy, 0, down - 1), np.clip(cell_x + dx, 0, across - 1)
            distance = np.hypot(points[iy, ix, 0] - yy, points[iy, ix, 1] - xx)
            nearer = distance < first
            second = np.where(nearer, first, np.minimum(second, distance))
            first = np.where(nearer, distance, first)
            owner_y, owner_x = np.where(nearer, iy, owner_y), np.where(nearer, ix, owner_x)
    return tones[owner_y, owner_x], second - first


ALL = {
    "1-page.png": page,
    "2-drawing.png": drawing,
    "3-wall.png": wall,
    "4-tree.png": tree,
    "5-paving.png": paving,
}
