"""The U-Net of the library in PyTorch, its training step and its forward pass: base width 16, depth 4, all skips."""

import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, SIZE = 4, 128
WARM_UP, RUNS = 10, 15


def two_blocks(channels_in, channels_out):
    layers = []
    for source in (channels_in, channels_out):
        layers += [
            nn.Conv2d(source, channels_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
            nn.ReLU(inplace=True),
        ]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    def __init__(self, base=16, depth=4):
        super().__init__()
        widths = [base << level for level in range(depth + 1)]
        self.down = nn.ModuleList(two_blocks(a, b) for a, b in zip([3] + widths, widths))
        self.up = nn.ModuleList(two_blocks(a + b, a) for a, b in zip(widths, widths[1:]))
        self.heads = nn.Conv2d(base, 4, 1)

    def forward(self, x):
        skips = []
        for level, blocks in enumerate(self.down):
            x = blocks(x if level == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        for level in reversed(range(len(self.up))):
            x = self.up[level](torch.cat([F.interpolate(x, scale_factor=2), skips[level]], 1))
        y = torch.sigmoid(self.heads(x))
        return y[:, :3], y[:, 3:]


def gaussian():
    at = torch.arange(11.0) - 5
    row = torch.exp(-at * at / (2 * 1.5 * 1.5))
    kernel = torch.outer(row, row)
    return (kernel / kernel.sum()).expand(3, 1, 11, 11).contiguous()


def ssim(x, y, window):
    def mean(image):
        return F.conv2d(image, window, groups=3)

    mx, my = mean(x), mean(y)
    vx, vy, cov = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    c1, c2 = 0.01**2, 0.03**2
    return (((2 * mx * my + c1) * (2 * cov + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2))).mean()


def loss(outputs, image, mask, window):
    restored, damage = outputs
    focal = F.binary_cross_entropy(damage, mask, reduction="none")
    focal = ((1 - torch.exp(-focal)) ** 2 * focal).mean()
    dice = 1 - (2 * (damage * mask).sum() + 1) / (damage.sum() + mask.sum() + 1)
    return 1 - ssim(restored, image, window) + F.mse_loss(restored, image) + focal + 0.5 * dice


def median_ms(action):
    for _ in range(WARM_UP):
        action()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def measure(form):
    """Milliseconds of a training step and of a forward pass; form: eager, channels-last or compiled."""
    torch.manual_seed(1)
    network, window = UNet(), gaussian()
    image, mask = torch.rand(BATCH, 3, SIZE, SIZE), (torch.rand(BATCH, 1, SIZE, SIZE) < 0.1).float()
    if form != "eager":
        network, image = network.to(memory_format=torch.channels_last), image.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    run = torch.compile(network) if form == "compiled" else network

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(run(image), image, mask, window).backward()
        optimizer.step()

    def forward():
        with torch.inference_mode():
            run(image)

    training = median_ms(step)
    network.eval()
    return {"training step": training, "forward": median_ms(forward)}
