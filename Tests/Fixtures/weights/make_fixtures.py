"""Writes the weight files beside it with PyTorch and safetensors themselves, and prints their test vectors.

    pip install torch numpy safetensors packaging && python make_fixtures.py

A network of 4 channels (6 inside its one block, attention 8, scale 2) whose tensors have every stored form
that the reader takes: three types, a transposed view, a view into another tensor's storage, an offset.
"""
import hashlib
import pathlib

import torch
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).parent
CHANNELS, MIDDLE, ATTENTION, SCALE = 4, 6, 8, 2
LAYERS = {
    "conv_1": (3, CHANNELS, 3),
    "block_1.c1_r": (CHANNELS, MIDDLE, 3),
    "block_1.c2_r": (MIDDLE, MIDDLE, 3),
    "block_1.c3_r": (MIDDLE, CHANNELS, 3),
    "block_1.c5": (CHANNELS, CHANNELS, 1),
    "block_1.esa.conv1": (CHANNELS, ATTENTION, 1),
    "block_1.esa.conv_f": (ATTENTION, ATTENTION, 1),
    "block_1.esa.conv2": (ATTENTION, ATTENTION, 3),
    "block_1.esa.conv3": (ATTENTION, ATTENTION, 3),
    "block_1.esa.conv4": (ATTENTION, CHANNELS, 1),
    "conv_2": (CHANNELS, CHANNELS, 3),
    "upsampler.0": (CHANNELS, 3 * SCALE * SCALE, 3),
}


def tensors():
    torch.manual_seed(20260101)
    types = (torch.float32, torch.float16, torch.bfloat16)
    state = {}
    for index, (name, (inputs, outputs, kernel)) in enumerate(LAYERS.items()):
        state[name + ".weight"] = torch.randn(outputs, inputs, kernel, kernel).to(types[index % 3])
        state[name + ".bias"] = torch.randn(outputs).to(types[(index + 1) % 3])
    state["conv_2.weight"] = state["conv_2.weight"].permute(3, 2, 1, 0).contiguous().permute(3, 2, 1, 0)
    state["conv_2.bias"] = state["block_1.c5.weight"].flatten()[1:11:3]
    return state


def digest(state):
    sha = hashlib.sha256()
    for name in sorted(state):
        sha.update(state[name].float().contiguous().numpy().astype("<f4").tobytes())
    return sha.hexdigest()


state = tensors()
torch.save(state, FOLDER / "mixed.pth")
save_file({name: tensor.clone().contiguous() for name, tensor in state.items()}, FOLDER / "mixed.safetensors",
          metadata={"made": "by the safetensors library"})
print("values", digest(state))
for path in sorted(FOLDER.glob("mixed.*")):
    print(path.name, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
