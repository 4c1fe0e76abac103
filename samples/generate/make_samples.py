"""Draws the samples: ../clip.mp4, a short clip with sound, and ../images/, a folder of stills.

    python make_samples.py [FOLDER]

Needs ffmpeg, and the packages of requirements.txt. `make samples` sees to both.
"""

import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

import canvas
import harbour
import stills

FRAMES_PER_SECOND = 25
SECONDS = 2.4
SAMPLE_RATE = 44_100
LARGEST_FILE_BYTES = 200_000


def make_images(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in stills.ALL.items():
        canvas.shrink(draw()).save(folder / name, optimize=True)
        check_size(folder / name)


def make_clip(path: Path) -> None:
    scene = harbour.Harbour()
    width, height = harbour.WIDTH // canvas.SUPERSAMPLING, harbour.HEIGHT // canvas.SUPERSAMPLING
    with tempfile.TemporaryDirectory() as scratch:
        sound = Path(scratch) / "sound.wav"
        write_sound(sound)
        # Bit-exact flags and one thread: the same file wherever the same ffmpeg runs.
        command = [
            *("ffmpeg", "-v", "error", "-y"),
            *("-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}"),
            *("-framerate", str(FRAMES_PER_SECOND), "-i", "pipe:0", "-i", str(sound)),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd"),
            *("-c:v", "libx264", "-preset", "veryslow", "-crf", "16", "-pix_fmt", "yuv420p"),
            *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
            *("-color_range", "tv", "-c:a", "aac", "-b:a", "64k", "-threads", "1"),
            *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
            *("-movflags", "+faststart", "-metadata", "title=RLFN Harbour", str(path)),
        ]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
            for index in range(round(SECONDS * FRAMES_PER_SECOND)):
                picture = canvas.shrink(scene.frame(index / FRAMES_PER_SECOND))
                encoder.stdin.write(picture.tobytes())
            encoder.stdin.close()
        if encoder.returncode != 0:
            sys.exit(f"ffmpeg failed on {path}")
    check_size(path)


def write_sound(path: Path) -> None:
    """Surf that swells and ebbs, and a ship's bell struck twice."""
    count = round(SECONDS * SAMPLE_RATE)
    seconds = np.arange(count) / SAMPLE_RATE
    surf = canvas.fractal_noise(1, count, seed=81, slope=0.6)[0]
    sound = 0.05 * surf * (1.2 + np.sin(2 * np.pi * seconds / 2.4 - 1))
    for strike in (0.5, 1.1):
        since = np.clip(seconds - strike, 0, None)
        for partial, loudness in ((1, 0.5), (2.0, 0.3), (2.4, 0.25), (3.0, 0.2), (4.5, 0.1)):
            ring = np.sin(2 * np.pi * 620 * partial * since) * np.exp(-since * (2 + 1.5 * partial))
            sound += 0.4 * loudness * ring
    samples = (np.clip(sound, -1, 1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())


def check_size(path: Path) -> None:
    size = path.stat().st_size
    if size >= LARGEST_FILE_BYTES:
        sys.exit(f"{path} has {size} bytes; samples stay under {LARGEST_FILE_BYTES}")
    print(f"{path}: {size} bytes")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    make_clip(target / "clip.mp4")
    make_images(target / "images")
