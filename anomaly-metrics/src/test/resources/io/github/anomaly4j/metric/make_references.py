"""Writes references.properties: what scikit-learn, NumPy and anomalib give for drawn scores.

Not run by the build. With Python 3.11, in this folder:

    pip install numpy==2.4.6 scikit-learn==1.9.1 scikit-image==0.26.0 anomalib==2.7.0
    python make_references.py

AUPRO is computed twice: by anomalib, in single precision, and below as Bergmann et al. (CVPR 2020) define it,
threshold by threshold over the regions that scikit-image labels.
"""

from pathlib import Path

import numpy as np
import torch
from anomalib.metrics.aupro import _AUPRO
from skimage.measure import label
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

RATES = (0, 0.02, 0.05, 0.1, 0.33, 1)
LIMITS = (0.05, 0.3, 1)


def image_case(rng, normal, defective, digits):
    scores = np.round(np.concatenate([rng.normal(0, 1, normal), rng.normal(1, 1.5, defective)]), digits)
    truth = np.repeat([0, 1], [normal, defective])
    order = rng.permutation(len(scores))
    scores, truth = scores[order], truth[order]
    false, true, thresholds = roc_curve(truth, scores, drop_intermediate=False)
    precision, recall, cuts = precision_recall_curve(truth, scores)
    f1 = 2 * precision[:-1] * recall[:-1] / np.maximum(precision[:-1] + recall[:-1], 1e-300)
    best = {rate: true[false == rate].max() for rate in np.unique(false)}
    return {
        "scores": scores,
        "anomalous": "".join(map(str, truth)),
        "auroc": roc_auc_score(truth, scores),
        "averagePrecision": average_precision_score(truth, scores),
        "f1": f1.max(),
        "f1Threshold": cuts[f1 > f1.max() - 1e-12].max(),
        "falsePositiveRates": false,
        "truePositiveRates": true,
        "thresholds": thresholds,
        "detectionRates": np.interp(RATES, list(best.keys()), list(best.values())),
    }


def overlap_area(maps, masks, limit):
    labels = [label(mask, connectivity=2) for mask in masks]
    regions = [scores[found == k] for scores, found in zip(maps, labels) for k in range(1, found.max() + 1)]
    rates, overlaps = [0.0], [0.0]
    for threshold in np.unique(maps)[::-1]:
        rates.append((maps[masks == 0] >= threshold).mean())
        overlaps.append(np.mean([(region >= threshold).mean() for region in regions]))
    end = np.searchsorted(rates, limit)
    share = (limit - rates[end - 1]) / (rates[end] - rates[end - 1])
    height = overlaps[end - 1] + share * (overlaps[end] - overlaps[end - 1])
    return np.trapezoid(overlaps[:end] + [height], rates[:end] + [limit]) / limit


def aupro(maps, masks, limit):
    metric = _AUPRO(fpr_limit=limit)
    metric.update(torch.tensor(maps), torch.tensor(masks))
    return float(metric.compute())


def pixel_case(rng, images, height, width, digits):
    masks = np.zeros((images, height, width), dtype=np.int64)
    for image in range(1, images):
        for _ in range(3):
            y, x = rng.integers(height), rng.integers(width)
            masks[image, y:y + rng.integers(1, 5), x:x + rng.integers(1, 4)] = 1
    maps = np.round(rng.normal(0, 1, masks.shape) + masks, digits).astype(np.float32)
    return {
        "images": images,
        "height": height,
        "width": width,
        "scores": maps.ravel(),
        "defective": "".join(map(str, masks.ravel())),
        "regions": sum(label(mask, connectivity=2).max() for mask in masks),
        "auroc": roc_auc_score(masks.ravel(), maps.ravel()),
        "aupro": np.array([overlap_area(maps, masks, limit) for limit in LIMITS]),
        "anomalib": np.array([aupro(maps, masks, limit) for limit in LIMITS]),
    }


def text(value):
    if isinstance(value, np.ndarray):
        return " ".join(map(text, value))
    return value if isinstance(value, str) else f"{float(value):.17g}"


def main():
    rng = np.random.default_rng(1)
    # Digits: few of them make ties.
    images = [image_case(rng, *case) for case in
              ((1, 1, 3), (14, 12, 2), (30, 5, 1), (5, 30, 1), (60, 40, 0), (200, 20, 3), (40, 40, 15))]
    pixels = [pixel_case(rng, *case) for case in ((3, 7, 9, 0), (2, 12, 10, 1), (4, 9, 14, 3))]
    lines = ["# By make_references.py."]
    lines += [f"rates={text(np.array(RATES))}", f"limits={text(np.array(LIMITS))}"]
    for kind, cases in (("image", images), ("pixel", pixels)):
        lines.append(f"{kind}.cases={len(cases)}")
        lines += [f"{kind}.{i}.{key}={text(value)}" for i, case in enumerate(cases) for key, value in case.items()]
    Path(__file__).with_name("references.properties").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
