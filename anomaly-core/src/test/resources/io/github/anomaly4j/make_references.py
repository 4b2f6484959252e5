"""Writes references.properties: what scikit-image, PyTorch, TorchMetrics and SciPy give for drawn numbers.

Not run by the build. With Python 3.11, in this folder:

    pip install numpy==2.4.6 scipy==1.17.1 scikit-image==0.26.0 torch torchmetrics==1.9.0
    python make_references.py
"""

from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np
import torch
from scipy import optimize, special, stats
from skimage.metrics import structural_similarity
from torch.nn.functional import binary_cross_entropy
from torchmetrics.functional.image import structural_similarity_index_measure

GAMMAS = (0, 1, 2, 3.5)
DICE = 0.4


def ssim(rng, channels, height, width):
    a = rng.integers(0, 257, (channels, height, width)) / 256
    b = np.round(0.7 * 256 * a + 0.3 * rng.integers(0, 257, a.shape)) / 256
    mean, full = structural_similarity(a, b, data_range=1.0, channel_axis=0, gaussian_weights=True, sigma=1.5,
                                       use_sample_covariance=False, full=True)
    return {"channels": channels, "height": height, "width": width, "a": a.ravel(), "b": b.ravel(), "mean": mean,
            "map": full[:, 5:-5, 5:-5].mean(axis=0).ravel()}


def restoration(rng, channels, height, width):
    wanted = torch.tensor(rng.integers(0, 65, (1, channels, height, width)) / 64)
    logits = torch.tensor(rng.integers(-192, 193, wanted.shape) / 64, requires_grad=True)
    given = torch.sigmoid(logits)
    # Without the windows that are not wholly inside the image.
    full = structural_similarity_index_measure(given, wanted, sigma=1.5, data_range=1.0, return_full_image=True)[1]
    similarity = full[..., 5:-5, 5:-5].mean()
    squares = torch.nn.functional.mse_loss(given, wanted)
    (0.7 * (1 - similarity) + 1.3 * squares).backward()
    return {"height": height, "width": width, "wanted": wanted.numpy().ravel(), "logits": logits.detach().numpy().ravel(),
            "terms": np.array([1 - similarity.item(), squares.item()]), "gradient": logits.grad.numpy().ravel()}


def mask(rng, height, width, gamma):
    wanted = torch.tensor(rng.integers(0, 17, height * width) / 16)
    logits = torch.tensor(rng.integers(-192, 193, height * width) / 64, requires_grad=True)
    given = torch.sigmoid(logits)
    # Cross-entropy less the entropy of the label is the divergence.
    divergence = binary_cross_entropy(given, wanted, reduction="none") - binary_cross_entropy(wanted, wanted, reduction="none")
    focal = ((given - wanted).abs() ** gamma * divergence).mean()
    dice = 1 - (2 * (given * wanted).sum() + 1) / ((given ** 2).sum() + (wanted ** 2).sum() + 1)
    loss = focal + DICE * dice
    loss.backward()
    return {"height": height, "width": width, "gamma": gamma, "wanted": wanted.numpy(), "logits": logits.detach().numpy(),
            "value": loss.item(), "gradient": logits.grad.numpy()}


def quantile(rng, normals, rate, confidence):
    scores = rng.normal(0, 1, normals)
    rank = ceil((normals + 1) * (1 - Fraction(str(rate))))
    return {"scores": scores, "rate": rate, "confidence": confidence, "threshold": np.sort(scores)[rank - 1],
            "bound": stats.beta.ppf(confidence, normals + 1 - rank, rank)}


def tail(rng, normals, rate):
    scores = rng.normal(0, 1, normals)
    deviation = scores.std(ddof=1) * np.sqrt(1 + 1 / normals)
    above = scores.max() + 1
    return {"scores": scores, "rate": rate, "above": above,
            "threshold": max(scores.max(), scores.mean() + stats.t.ppf(1 - rate, normals - 1) * deviation),
            "rateAbove": stats.t.sf((above - scores.mean()) / deviation, normals - 1)}


def fusion(severity):
    places = np.array([-30, -8, -2, -0.5, 0, 0.3, 1, 2.5, 7, 30])
    ratio = stats.skewnorm.logpdf(places, severity, scale=np.sqrt(1 + severity ** 2)) - stats.norm.logpdf(places)
    return {"severity": severity, "places": places, "scores": np.arcsinh(ratio)}


def erfc():
    x = np.concatenate([np.linspace(0, 5, 21), [10, 30, 100, 1e4]])
    return {"x": x, "value": np.log(special.erfcx(x))}


def tiles(rng, counts, levels, heavy, alike):
    """The model that BlockMaxima describes, fitted to the scores of tiles, and solved by root finding."""
    usual, most, least = 22, 0.25, -0.3
    images = [np.round(levels * rng.standard_normal()
                       + np.repeat(rng.pareto(5, n) if heavy else rng.standard_normal(n), alike)[:n], 6) for n in counts]
    medians = np.array([np.median(image) for image in images])
    center = np.median(medians)
    variance = sum(((image - image.mean()) ** 2).sum() for image in images) / sum(n - 1 for n in counts)
    # A median of normally distributed values varies pi / 2 times as much as their mean.
    noise = np.pi / 2 * variance / np.array(counts)
    real = max(0, ((medians - center) ** 2).sum() / (len(counts) - 1) - noise.mean())
    level = center + real / (real + noise) * (medians - center)
    own = np.sort(np.concatenate([image - of for image, of in zip(images, level)]))
    count = min(len(own) - 1, max(8, ceil(0.1 * len(own))))
    tail = own[-count - 1]
    excess = own[-count:] - tail
    above = count / (len(own) + 1)
    first = excess.mean()
    second = (excess[::-1] * np.arange(count)).mean() / (count - 1)
    shape = np.clip(2 - first / (first - 2 * second) + 1 / np.sqrt(count), least, most) if count >= 8 else 0
    scale = first * (1 - shape)
    end = min(excess[-1], -0.8 * scale / shape) if shape < 0 else excess[-1]
    steps = own[(len(own) - count - 1) * np.arange(64) // 63]
    lowest = (1 - above) / 65

    def log_below(part):
        if part >= tail:
            inside = min(part - tail, end)
            beyond = (part - tail - inside) / (scale + shape * end)
            return np.log1p(-above * np.exp(stats.genpareto.logsf(inside, shape, scale=scale) - beyond))
        if part <= steps[0]:
            return np.log(lowest) - (steps[0] - part) / scale
        return np.log(np.interp(part, steps, np.linspace(lowest, 1 - above, 64)))

    sums = -sum(log_below(image.max() - of) * len(image) for image, of in zip(images, level))
    clusters = np.clip(len(images) / sums, 0.05, 1)

    def below(score, number):
        return np.mean([np.exp(clusters * number * log_below(score - of)) for of in level])

    def solved(share, number):
        return optimize.brentq(lambda score: below(score, number) - share, -50, 500, xtol=1e-12)

    rates = np.array([0.9, 0.5, 0.1, 0.02, 0.001])
    scores = np.array([solved(1 - rate, usual) for rate in rates])
    return {"counts": np.array(counts), "scores": np.concatenate(images), "levels": level, "tail": tail, "above": above,
            "scale": scale, "shape": shape, "end": end, "clusters": clusters, "rates": rates, "exceeded": scores,
            "at3": np.array([solved(1 - rate, 3) for rate in rates]),
            "at256": np.array([solved(1 - rate, 256) for rate in rates])}


def text(value):
    return " ".join(map(text, value)) if isinstance(value, np.ndarray) else f"{float(value):.17g}"


def main():
    rng = np.random.default_rng(1)
    kinds = {
        "ssim": [ssim(rng, *shape) for shape in ((1, 11, 11), (1, 16, 13), (3, 12, 20))],
        "restoration": [restoration(rng, *shape) for shape in ((1, 11, 11), (2, 12, 14))],
        "mask": [mask(rng, 9, 7, gamma) for gamma in GAMMAS],
        "quantile": [quantile(rng, *case) for case in (
            (4, 0.2, 0.95), (4, 0.5, 0.5), (19, 0.05, 0.95), (20, 0.1, 0.9), (49, 0.02, 0.95), (100, 0.07, 0.99),
            (999, 0.001, 0.95), (1000, 0.02, 0.95))],
        "tail": [tail(rng, *case) for case in ((2, 0.02), (4, 0.02), (8, 0.1), (30, 0.005))],
        "fusion": [fusion(severity) for severity in (1, 3, 10)],
        "erfc": [erfc()],
        "tiles": [tiles(rng, *case) for case in (
            ([22] * 20, 0.5, False, 1), ([5, 9, 7, 30, 12, 8, 6, 14], 0, True, 1), ([24, 20] * 6, 0.3, False, 4),
            ([2, 3, 2], 1, False, 1))],
    }
    lines = ["# By make_references.py."]
    for kind, cases in kinds.items():
        lines.append(f"{kind}.cases={len(cases)}")
        lines += [f"{kind}.{i}.{key}={text(value)}" for i, case in enumerate(cases) for key, value in case.items()]
    Path(__file__).with_name("references.properties").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
