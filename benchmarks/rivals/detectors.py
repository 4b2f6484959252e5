"""PatchCore and PaDiM of anomalib with a given ResNet-18, as an application would call them, image by image."""

import resource
import statistics
import time

import numpy as np
import torch
from anomalib.models.image.padim.torch_model import PadimModel
from anomalib.models.image.patchcore.torch_model import PatchcoreModel
from PIL import Image
from sklearn.metrics import roc_auc_score
from torch import nn

SIDE = 224
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


class Block(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1)
        self.relu = nn.ReLU()
        self.downsample = (
            nn.Sequential(nn.Conv2d(channels_in, channels, 1, stride)) if stride > 1 else nn.Identity()
        )

    def forward(self, x):
        return self.relu(self.conv2(self.relu(self.conv1(x))) + self.downsample(x))


class Trunk(nn.Module):
    """A ResNet-18 to its third stage, batch normalization folded into the convolutions."""

    def __init__(self, weights):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(Block(64, 64, 1), Block(64, 64, 1))
        self.layer2 = nn.Sequential(Block(64, 128, 2), Block(128, 128, 1))
        self.layer3 = nn.Sequential(Block(128, 256, 2), Block(256, 256, 1))
        arrays = np.load(weights)
        self.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})

    def forward(self, x):
        return self.layer3(self.layer2(self.layer1(self.maxpool(self.relu(self.conv1(x))))))


def read(file):
    image = Image.open(file).convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    pixels = (np.asarray(image, np.float32) / 255 - MEAN) / DEVIATION
    return torch.from_numpy(pixels.transpose(2, 0, 1).copy())[None]


def measure(kind, weights, product):
    """Seconds to fit, milliseconds per image, AUROC and peak memory; product: a folder with train/good and test."""
    torch.manual_seed(1)
    trunk = Trunk(weights)
    if kind == "patchcore":
        model = PatchcoreModel(layers=["layer2", "layer3"], backbone=trunk, pre_trained=False)
    else:
        model = PadimModel(backbone=trunk, layers=["layer1", "layer2", "layer3"], pre_trained=False, n_features=100)
    start = time.perf_counter()
    model.train()
    with torch.no_grad():
        for file in sorted((product / "train" / "good").iterdir()):
            model(read(file))
        if kind == "patchcore":
            model.subsample_embedding(0.1)
        else:
            model.fit()
    fit = time.perf_counter() - start

    model.eval()
    scores, labels, times = [], [], []
    with torch.no_grad():
        for file in sorted(file for file in (product / "test").rglob("*") if file.is_file()):
            start = time.perf_counter()
            scores.append(float(model(read(file)).pred_score))
            times.append((time.perf_counter() - start) * 1e3)
            labels.append(file.parent.name != "good")
    return {
        "fit, s": fit,
        "detect, ms": statistics.median(times),
        "AUROC": roc_auc_score(labels, scores),
        "peak, MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
