#!/usr/bin/env python3
"""How the network fares on PQ-coded pictures (docs/FIDELITY.md): PSNR over bicubic, as sRGB and as PQ.

    scripts/measure-pq.py PROGRAM FOLDER

FOLDER holds pictures to be shrunk four times and brought back. Each is measured in its own code values, once as it is
and once with its light in PQ (SMPTE ST 2084, white at 203 cd/m2). Needs numpy, Pillow and ffmpeg.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image


def pq(srgb: np.ndarray) -> np.ndarray:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    power = (linear * 203 / 10000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def resized(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    planes = [Image.fromarray(picture[..., c]).resize((width, height), Image.Resampling.BICUBIC) for c in range(3)]
    return np.clip(np.stack([np.asarray(plane) for plane in planes], axis=-1), 0, 1)


def upscaled(program: str, picture: np.ndarray, folder: Path) -> np.ndarray:
    height, width = picture.shape[:2]
    small, large = folder / "small.png", folder / "large.png"
    raw = np.round(picture * 65535).astype("<u2").tobytes()
    size = ["-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", f"{width}x{height}"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *size, "-i", "-", small], input=raw, check=True)
    subprocess.run([program, "-q", "-y", "-i", small, "-o", large], check=True)
    command = ["ffmpeg", "-v", "error", "-i", large, "-f", "rawvideo", "-pix_fmt", "rgb48le", "-"]
    pixels = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, dtype="<u2")
    return pixels.reshape(4 * height, 4 * width, 3).astype(np.float32) / 65535


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(-10 * np.log10(np.mean((a[4:-4, 4:-4] - b[4:-4, 4:-4]) ** 2)))


def main(program: str, pictures: list[Path]) -> None:
    gains = {"sRGB": [], "PQ": []}
    with tempfile.TemporaryDirectory() as folder:
        for path in pictures:
            srgb = np.asarray(Image.open(path).convert("RGB"), dtype=np.float32) / 255
            height, width = (side // 4 * 4 for side in srgb.shape[:2])
            for name, picture in (("sRGB", srgb), ("PQ", pq(srgb).astype(np.float32))):
                whole = np.ascontiguousarray(picture[:height, :width])
                small = resized(whole, width // 4, height // 4)
                network, bicubic = upscaled(program, small, Path(folder)), resized(small, width, height)
                gains[name].append(psnr(network, whole) - psnr(bicubic, whole))
                print(f"{path.stem:12} {name:4} network {psnr(network, whole):.2f} bicubic {psnr(bicubic, whole):.2f} dB")
    for name, values in gains.items():
        print(f"mean gain over bicubic, {name}: {np.mean(values):.2f} dB")


if __name__ == "__main__":
    main(sys.argv[1], sorted(Path(sys.argv[2]).glob("*.png")))
