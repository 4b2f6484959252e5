"""Synthetic damage in batches. `harm` is what training uses; `cutpaste` is another, for validation."""
import math

import torch
import torch.nn.functional as F

from gen import blur


def grid(n, s, dev, dtype):
    t = (torch.arange(s, device=dev, dtype=dtype) + 0.5) / s * 2 - 1
    y, x = torch.meshgrid(t, t, indexing="ij")
    return x.expand(n, s, s), y.expand(n, s, s)


def harm(x, g):
    """x [n, 3, s, s] in [0, 1], g a generator. Returns damaged images."""
    n, _, s, _ = x.shape
    dev, dt = x.device, x.dtype

    def u(lo, hi, *shape):
        return (lo + (hi - lo) * torch.rand(n, *shape, device=dev, generator=g)).to(dt)

    def lu(lo, hi):
        return torch.exp(u(math.log(lo), math.log(hi)))

    def v(t):
        return t.view(-1, 1, 1)

    px, py = grid(n, s, dev, dt)
    cx, cy, a = u(-0.85, 0.85), u(-0.85, 0.85), u(0, 2 * math.pi)
    dx, dy = px - v(cx), py - v(cy)
    p, q = v(torch.cos(a)) * dx + v(torch.sin(a)) * dy, -v(torch.sin(a)) * dx + v(torch.cos(a)) * dy
    noise = torch.randn(n, 1, s // 8, s // 8, device=dev, generator=g).to(dt)
    noise = F.interpolate(noise, size=(s, s), mode="bicubic")[:, 0]
    # where: blobs, ragged blobs, scratches, a few spots
    size = lu(0.03, 0.4)
    asp = lu(0.2, 1)
    e = v(lu(1.2, 8))
    r = (((p / v(size)).abs() + 1e-3) ** e + ((q / v(size * asp)).abs() + 1e-3) ** e) ** (1 / e)
    blob = ((1 - r) * v(size * asp) * (s * 0.5) + 0.5).clamp(0, 1)
    ragged = ((1 - r + 0.5 * noise) * v(size) * (s * 0.4)).clamp(0, 1) * (r < 2)
    o = q + v(u(-0.6, 0.6)) * p * p + 0.02 * noise
    d = torch.maximum(o.abs(), torch.relu(p.abs() - v(lu(0.08, 0.8))))
    scratch = ((v(lu(0.008, 0.05)) - d) * (s * 0.5) + 0.5).clamp(0, 1)
    spots = torch.zeros_like(px)
    for _ in range(3):
        rr = torch.sqrt((dx - v(u(-0.3, 0.3))) ** 2 + (dy - v(u(-0.3, 0.3))) ** 2)
        spots = torch.maximum(spots, ((v(lu(0.015, 0.08)) - rr) * (s * 0.5) + 0.5).clamp(0, 1))
    kind = v(torch.rand(n, device=dev, generator=g))
    m = torch.where(kind < 0.35, blob, torch.where(kind < 0.6, ragged, torch.where(kind < 0.85, scratch, spots)))
    m = m[:, None]
    soft = blur(m, 1.5)
    m = torch.where(v(u(0, 1))[:, None] < 0.4, soft, m)
    # what: from elsewhere, from another product, lighter or darker, one color, blurred, rough, warped, missing
    th = torch.zeros(n, 2, 3, device=dev, dtype=dt)
    ra = torch.where(u(0, 1) < 0.5, u(-0.5, 0.5), u(-math.pi, math.pi))
    th[:, 0, 0], th[:, 0, 1], th[:, 1, 0], th[:, 1, 1] = torch.cos(ra), torch.sin(ra), -torch.sin(ra), torch.cos(ra)
    th[:, :, 2] = u(-0.8, 0.8, 2)
    els = F.grid_sample(x, F.affine_grid(th, x.shape, align_corners=False), padding_mode="reflection", align_corners=False)
    other = x.roll(1, 0).flip(-1)
    light = x * u(0.3, 1.7, 1, 1, 1) + u(-0.25, 0.25, 1, 1, 1) + u(-0.1, 0.1, 3, 1, 1)
    flat = u(0, 1, 1, 1, 1) + u(-0.2, 0.2, 3, 1, 1) + torch.zeros_like(x)
    low = blur(x, 2.5)
    fine = torch.randn(n, 1, s, s, device=dev, generator=g).to(dt)
    rough = x + u(0.05, 0.35, 1, 1, 1) * torch.where(v(u(0, 1))[:, None] < 0.5, fine, noise[:, None])
    w = torch.exp(-(dx * dx + dy * dy) / (2 * v(size).clamp(min=0.06) ** 2)) * v(lu(0.04, 0.3))
    wx, wy = px + w * v(torch.cos(a)), py + w * v(torch.sin(a))
    warp = F.grid_sample(x, torch.stack([wx, wy], -1), padding_mode="reflection", align_corners=False)
    gone = F.interpolate(F.avg_pool2d(x, s // 8, s // 8), size=(s, s), mode="bilinear")
    k = v(torch.rand(n, device=dev, generator=g))[:, None]
    c = torch.where(k < 0.28, els, torch.where(k < 0.4, other, torch.where(k < 0.58, light, torch.where(
        k < 0.68, flat, torch.where(k < 0.74, low, torch.where(k < 0.81, rough, gone))))))
    alpha = u(0.35, 1, 1, 1, 1)
    y = torch.lerp(x, c, m * alpha)
    y = torch.where(k > 0.9, warp, y)
    return y.clamp(0, 1)


def cells(x, y, cell=8):
    """How much a cell changed, and whether it counts as damaged or as whole: bool [n, h, w] twice."""
    diff = (x - y).abs().amax(1, keepdim=True)
    d = F.avg_pool2d(diff, cell)
    gray = x.mean(1, keepdim=True)
    mu = F.avg_pool2d(gray, cell)
    sd = (F.avg_pool2d(gray * gray, cell) - mu * mu).clamp(min=0).sqrt()
    bad = d > 0.012 + 0.12 * sd
    near = F.max_pool2d((d > 0.002).to(d.dtype), 5, 1, 2) > 0
    return bad[:, 0], ~near[:, 0]


def cutpaste(x, seed):
    """Validation: a patch or a scar cut from the same image, jittered and pasted; a line; a dull spot."""
    g = torch.Generator().manual_seed(seed)
    n, _, s, _ = x.shape
    y = x.clone()
    for i in range(n):
        r = lambda lo, hi: lo + (hi - lo) * float(torch.rand(1, generator=g))
        kind = int(r(0, 4))
        if kind < 2:
            area, ratio = (r(0.002, 0.03), math.exp(r(-1, 1))) if kind == 0 else (r(0.001, 0.006), math.exp(r(1.5, 3)))
            h, w = int((area / ratio) ** 0.5 * s) + 2, int((area * ratio) ** 0.5 * s) + 2
            if r(0, 1) < 0.5:
                h, w = w, h
            h, w = min(h, s // 2), min(w, s // 2)
            a, b, c, d = int(r(0, s - h)), int(r(0, s - w)), int(r(s * 0.1, s * 0.9 - h)), int(r(s * 0.1, s * 0.9 - w))
            p = x[i, :, a:a + h, b:b + w] * r(0.75, 1.25) + r(-0.05, 0.05)
            y[i, :, c:c + h, d:d + w] = p.flip(-1) if r(0, 1) < 0.5 else p
        else:
            t = (torch.arange(s, dtype=x.dtype) + 0.5).to(x.device)
            cx, cy, an = r(s * 0.2, s * 0.8), r(s * 0.2, s * 0.8), r(0, math.pi)
            dx, dy = t[None] - cx, t[:, None] - cy
            p, q = math.cos(an) * dx + math.sin(an) * dy, -math.sin(an) * dx + math.cos(an) * dy
            if kind == 2:
                m = ((r(0.7, 2.0) - torch.maximum(q.abs(), (p.abs() - r(6, 40)))) + 0.5).clamp(0, 1)
            else:
                m = torch.exp(-((p / r(3, 14)) ** 2 + (q / r(3, 14)) ** 2))
            sign = 1 if r(0, 1) < 0.5 else -1
            y[i] = x[i] + sign * r(0.08, 0.35) * m
    return y.clamp(0, 1)
