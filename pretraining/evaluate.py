"""PatchCore-like evaluation of a trunk on the packed images, on the GPU.

python evaluate.py DATA.npz WEIGHTS.npz [--size 224]   (folded weights; --out scores)
Two rules, both fixed beforehand:
  plain   nearest distance in the bank of all training patches of the class; the map's maximum
  spaced  bank of 16,000 random patches; distance over the mean distance of the nearest bank patch to its own 5
          neighbors; map smoothed by 0.8 cells; mean of the highest 3 %
`syn` is the choice's measure: held-out training normals against copies with cut-and-paste damage, never a test image.
"""
import argparse
import concurrent.futures
import io
import json

import numpy as np
import torch
import torch.nn.functional as F

import damage
from trunk import Folded, normalize, patches

HARD = ("magnetic_tile", "screw", "solar_mono", "solar_poly")
MORE = ("aitex", "coffeepod", "pillqc")


def mirror(i, n):
    f = np.mod(i, 2 * n)
    return np.where(f < n, f, 2 * n - 1 - f)


def load(path, size, limit=None):
    from PIL import Image
    z = np.load(path)
    ends, blob = z["ends"], z["blob"]
    keep = np.arange(len(ends))
    if limit:
        keep = np.concatenate([np.nonzero((z["cls"] == c) & (z["test"] == t) & (z["label"] == l))[0][:limit]
                               for c in range(len(z["names"])) for t, l in ((0, 0), (1, 0), (1, 1))])

    def one(i):
        im = Image.open(io.BytesIO(blob[ends[i - 1] if i else 0:ends[i]].tobytes())).convert("RGB")
        s = min(size / im.width, size / im.height)
        w, h = max(1, min(size, round(im.width * s))), max(1, min(size, round(im.height * s)))
        a = np.asarray(im.resize((w, h), Image.BILINEAR))  # antialiased when it shrinks
        x0, y0 = (size - w) // 2, (size - h) // 2
        rows, cols = mirror(np.arange(size) - y0, h), mirror(np.arange(size) - x0, w)
        return a[rows][:, cols], (x0, y0, w, h)

    with concurrent.futures.ThreadPoolExecutor(16) as ex:
        res = list(ex.map(one, keep))
    imgs = torch.from_numpy(np.stack([r[0] for r in res])).permute(0, 3, 1, 2).contiguous()
    g = size // 8
    c = (np.arange(g) + 0.5) * 8
    inside = np.stack([((c >= y0) & (c <= y0 + h))[:, None] & ((c >= x0) & (c <= x0 + w))[None] for _, (x0, y0, w, h) in res])
    return dict(imgs=imgs, inside=torch.from_numpy(inside), cls=z["cls"][keep], test=z["test"][keep], label=z["label"][keep],
                names=[str(n) for n in z["names"]])


@torch.no_grad()
def features(model, imgs, device, batch=128):
    """uint8 or float [N, 3, s, s] to [N, h, w, 384] float32."""
    out = []
    for b in imgs.split(batch):
        b = b.to(device)
        b = b.float() / 255 if b.dtype == torch.uint8 else b.float()
        out.append(patches(*model(normalize(b))).permute(0, 2, 3, 1))
    return torch.cat(out)


def nearest(q, bank, k=1, chunk=4096):
    """Distances to the k nearest of the bank and their places."""
    b2 = bank.square().sum(1)
    ds, ix = [], []
    for c in q.split(chunk):
        d, i = None, None
        best = None
        for o in range(0, len(bank), 65536):
            m = b2[o:o + 65536][None] - 2 * c @ bank[o:o + 65536].T
            if k == 1:
                v, j = m.min(1, keepdim=True)
            else:
                v, j = m.topk(min(k, m.shape[1]), 1, largest=False)
            j = j + o
            if d is None:
                d, i = v, j
            else:
                v, j = torch.cat([d, v], 1), torch.cat([i, j], 1)
                d, o2 = v.topk(k, 1, largest=False)
                i = j.gather(1, o2)
        ds.append((d + c.square().sum(1, keepdim=True)).clamp(min=0).sqrt())
        ix.append(i)
    return torch.cat(ds), torch.cat(ix)


def auroc(s, y):
    s, y = np.asarray(s, np.float64), np.asarray(y, bool)
    u, inv = np.unique(s, return_inverse=True)
    n = np.bincount(inv, minlength=len(u))
    rank = (np.cumsum(n) - (n - 1) / 2)[inv]
    p, q = y.sum(), (~y).sum()
    return float((rank[y].sum() - p * (p + 1) / 2) / max(1, p * q))


def smooth(m, sigma=0.8):
    k = torch.exp(-torch.arange(-2, 3, device=m.device).float().square() / (2 * sigma * sigma))
    k = k / k.sum()
    m = F.pad(m[:, None], (2, 2, 2, 2), mode="replicate")
    m = F.conv2d(F.conv2d(m, k.view(1, 1, 1, 5)), k.view(1, 1, 5, 1))
    return m[:, 0]


def top(m, inside, share):
    m = m.masked_fill(~inside, -1e9).flatten(1)
    n = (inside.flatten(1).sum(1).float() * share).long().clamp(min=1)
    v = m.sort(1, descending=True).values
    w = torch.arange(v.shape[1], device=v.device)[None] < n[:, None]
    return (v * w).sum(1) / n


def class_scores(train, train_in, test, test_in, seed=0, full=True):
    """Scores of the test images by both rules."""
    bank = train[train_in]
    mu = bank.mean(0)
    bank = bank - mu
    g = torch.Generator(device=bank.device).manual_seed(seed)
    q = (test - mu).flatten(0, 2)
    h, w = test.shape[1:3]
    out = {}
    if full:
        d, _ = nearest(q, bank)
        out["plain"] = top(d.view(-1, h, w), test_in, 1e-9)
    small = bank[torch.randperm(len(bank), device=bank.device, generator=g)[:16000]]
    own, _ = nearest(small, small, k=6)
    spacing = own[:, 1:].mean(1).clamp(min=1e-6)
    spacing = spacing.clamp(min=float(spacing.median()) * 0.1)
    d, i = nearest(q, small)
    out["spaced"] = top(smooth((d[:, 0] / spacing[i[:, 0]]).view(-1, h, w)), test_in, 0.03)
    return {k: v.cpu().numpy() for k, v in out.items()}


def evaluate(model, data, device, syn=True, full=True, test=True, copies=3, seed=0):
    model.eval()
    inside = data["inside"].to(device)
    res = {"plain": {}, "spaced": {}, "syn_plain": {}, "syn_spaced": {}}
    for c, name in enumerate(data["names"]):
        tr = np.nonzero((data["cls"] == c) & ~data["test"])[0]
        te = np.nonzero((data["cls"] == c) & data["test"])[0]
        ft = features(model, data["imgs"][tr], device)
        it = inside[torch.from_numpy(tr).to(device)]
        if test:
            fe = features(model, data["imgs"][te], device)
            s = class_scores(ft, it, fe, inside[torch.from_numpy(te).to(device)], seed, full)
            for k, v in s.items():
                res[k][name] = auroc(v, data["label"][te])
            del fe
        if syn:
            n = min(24, len(tr) // 4)
            held = np.linspace(0, len(tr) - 1, n).round().astype(int)
            rest = np.setdiff1d(np.arange(len(tr)), held)
            x = data["imgs"][tr[held]].float() / 255
            bad = torch.cat([damage.cutpaste(x, 1000 + k) for k in range(copies)])
            fq = torch.cat([ft[torch.from_numpy(held).to(device)], features(model, bad, device)])
            iq = it[torch.from_numpy(held).to(device)].repeat(1 + copies, 1, 1)
            r = torch.from_numpy(rest).to(device)
            s = class_scores(ft[r], it[r], fq, iq, seed, full)
            y = np.arange(n * (1 + copies)) >= n
            for k, v in s.items():
                res["syn_" + k][name] = auroc(v, y)
        del ft
    out = {}
    for k, v in res.items():
        if v:
            p12 = [a for n, a in v.items() if n not in MORE]
            out[k] = dict(mean=float(np.mean(p12)), hard=float(np.mean([v[n] for n in HARD if n in v] or [0])),
                          all=float(np.mean(list(v.values()))), **v)
    return out


def line(tag, res):
    rows = []
    for k, v in res.items():
        papers = [a for n, a in v.items() if n.startswith("paper")]
        rows.append(f"{tag:>16} {k:>10} mean {v['mean']:.4f} hard {v['hard']:.4f} (tile {v['magnetic_tile']:.3f} screw {v['screw']:.3f} "
                    f"mono {v['solar_mono']:.3f} poly {v['solar_poly']:.3f}) papers {np.mean(papers):.4f} min {min(papers):.3f} | "
                    f"coffee {v['coffeepod']:.3f} pill {v['pillqc']:.3f} aitex {v['aitex']:.3f} | all15 {v['all']:.4f}")
    return "\n".join(rows)


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("data")
    ap.add_argument("weights", nargs="+")
    ap.add_argument("--size", type=int, default=224)
    ap.add_argument("--limit", type=int)
    ap.add_argument("--out")
    a = ap.parse_args()
    dev = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = True
    data = load(a.data, a.size, a.limit)
    for f in a.weights:
        r = evaluate(Folded(dict(np.load(f)), dev), data, dev)
        print(line(f.split("/")[-1][:16], r), flush=True)
        if a.out:
            json.dump(r, open(a.out, "a"))
