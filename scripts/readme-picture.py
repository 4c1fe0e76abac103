"""Makes docs/before-after.jpg: details of the samples, enlarged by a bicubic filter and by the program.

    python scripts/readme-picture.py PROGRAM

Needs ffmpeg, and the packages of samples/generate/requirements.txt. `make picture` sees to both.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
SCALE = 4
CLIP_FRAME = 14
DETAIL_WIDTH, DETAIL_HEIGHT = 122, 62
# (sample, left, top) of each detail, in the sample's pixels.
DETAILS = (("clip", 14, 22), ("2-drawing", 70, 2), ("1-page", 2, 30))
GAP, CAPTION_HEIGHT = 8, 40


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True)


def upscale_samples(program: str, scratch: Path) -> None:
    """Writes NAME.png and NAME-x4.png to `scratch` for a frame of the clip and for the images."""
    clip = ROOT / "samples" / "clip.mp4"
    upscaled = scratch / "clip.nut"
    run(program, "-q", "-y", "-i", clip, "-o", upscaled, "--frames", CLIP_FRAME + 1)
    for source, target in ((clip, "clip.png"), (upscaled, "clip-x4.png")):
        frame = f"select=eq(n\\,{CLIP_FRAME}),scale=in_color_matrix=bt709:flags=accurate_rnd"
        run("ffmpeg", "-v", "error", "-i", source, "-vf", frame, "-frames:v", 1, scratch / target)
    for image in sorted((ROOT / "samples" / "images").glob("*.png")):
        Image.open(image).save(scratch / image.name)
        run(program, "-q", "-y", "-i", image, "-o", scratch / f"{image.stem}-x4.png")


def detail(path: Path, left: int, top: int, scale: int) -> Image.Image:
    """The detail at (left, top) of the sample, from a file that is `scale` times the sample."""
    box = (left, top, left + DETAIL_WIDTH, top + DETAIL_HEIGHT)
    return Image.open(path).convert("RGB").crop(tuple(scale * edge for edge in box))


def main(program: str) -> None:
    width, height = DETAIL_WIDTH * SCALE, DETAIL_HEIGHT * SCALE
    picture = Image.new(
        "RGB", (2 * width + GAP, CAPTION_HEIGHT + len(DETAILS) * (height + GAP) - GAP), "white"
    )
    pen = ImageDraw.Draw(picture)
    for column, caption in enumerate(("input, enlarged 4x (bicubic)", "rlfn-video, 4x")):
        middle = (column * (width + GAP) + width // 2, CAPTION_HEIGHT // 2)
        pen.text(middle, caption, "black", ImageFont.load_default(22), anchor="mm")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        upscale_samples(program, scratch)
        for row, (sample, left, top) in enumerate(DETAILS):
            y = CAPTION_HEIGHT + row * (height + GAP)
            before = detail(scratch / f"{sample}.png", left, top, 1)
            picture.paste(before.resize((width, height), Image.Resampling.BICUBIC), (0, y))
            after = detail(scratch / f"{sample}-x4.png", left, top, SCALE)
            picture.paste(after, (width + GAP, y))
    target = ROOT / "docs" / "before-after.jpg"
    picture.save(target, quality=95, subsampling=0, optimize=True)
    print(f"{target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
