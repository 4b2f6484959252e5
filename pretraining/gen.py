"""Procedural images, made in batches on the device: no image of anybody is read.

A batch holds P products of K variants each. What belongs to a product (formula, frequencies, palette,
shapes) is drawn once and repeated with a little jitter; what is a realisation (noise, positions) is
shared by the variants of one half of the products ("parts": the same layout) and drawn again for each
variant of the others ("textures": the same statistics). Which formulas are combined is drawn for a
batch as a whole, on the host, so that the device never waits.
"""
import math
import random

import torch
import torch.nn.functional as F


class Draw:
    def __init__(self, products, variants, size, device, seed):
        self.P, self.K, self.S, self.dev = products, variants, size, device
        self.B = products * variants
        self.g = torch.Generator(device).manual_seed(seed)
        self.r = random.Random(seed)  # choices for a whole batch
        self.shared = self.rep(torch.rand(products, device=device, generator=self.g) < 0.5)
        t = (torch.arange(size, device=device) + 0.5) / size * 2 - 1
        self.y0, self.x0 = torch.meshgrid(t, t, indexing="ij")
        f = torch.fft.fftfreq(size, device=device) * size
        g = torch.fft.rfftfreq(size, device=device) * size
        self.fy, self.fx = torch.meshgrid(f, g, indexing="ij")

    def rep(self, v):
        return v.repeat_interleave(self.K, 0)

    def rand(self, *shape):
        return torch.rand(*shape, device=self.dev, generator=self.g)

    def randn(self, *shape):
        return torch.randn(*shape, device=self.dev, generator=self.g)

    def u(self, lo, hi, *shape, jit=0.01):
        """Uniform for each product, jittered for each variant."""
        base = self.rep(lo + (hi - lo) * self.rand(self.P, *shape))
        return base + jit * (hi - lo) * self.randn(self.B, *shape) if jit else base

    def logu(self, lo, hi, *shape, jit=0.01):
        return torch.exp(self.u(math.log(lo), math.log(hi), *shape, jit=jit))

    def flag(self, p, *shape):
        return self.rep(self.rand(self.P, *shape) < p)

    def ints(self, lo, hi, *shape):
        return self.rep(torch.randint(lo, hi + 1, (self.P, *shape), device=self.dev, generator=self.g))

    def layout(self, *shape, normal=False, jit=0.01):
        """A realisation: shared by a product's variants, or each variant's own."""
        f = self.randn if normal else self.rand
        own, common = f(self.B, *shape), self.rep(f(self.P, *shape))
        if jit:
            common = common + jit * self.randn(self.B, *shape)
        return torch.where(self.shared.view(-1, *[1] * len(shape)), common, own)


def v3(v):
    return v.view(-1, 1, 1)


def unit(f):
    """Any field to [0, 1], by its own mean and spread."""
    f = f - f.mean((1, 2), keepdim=True)
    f = f / (f.square().mean((1, 2), keepdim=True).sqrt() + 1e-5)
    return 0.5 + 0.5 * torch.tanh(f * 0.8)


def blur(x, sigma):
    """One sigma for all; x [B, C, S, S]."""
    r = max(1, int(2.5 * sigma + 0.5))
    k = [math.exp(-i * i / (2 * sigma * sigma)) for i in range(-r, r + 1)]  # on the host: the device must not be waited for
    k = [v / sum(k) for v in k]
    p = F.pad(x, (r, r, 0, 0), mode="replicate")
    w = x.shape[-1]
    x = sum(k[i] * p[..., i:i + w] for i in range(2 * r + 1))
    p = F.pad(x, (0, 0, r, r), mode="replicate")
    h = x.shape[-2]
    return sum(k[i] * p[..., i:i + h, :] for i in range(2 * r + 1))


# ---------------------------------------------------------------- coordinates

def coords(d, warp=True):
    """Turned, shifted, perhaps polar, perhaps warped coordinates for each image."""
    # half of the products lie along the axes, as cloth and machined parts do
    a = torch.where(d.flag(0.5), d.u(-math.pi, math.pi, jit=0.002), d.ints(0, 3) * (math.pi / 2) + 0.01 * d.randn(d.B))
    sx, sy = d.logu(0.7, 1.4), d.logu(0.7, 1.4)
    tx, ty = (d.layout(2) - 0.5).unbind(1)
    c, s = torch.cos(a), torch.sin(a)
    x0, y0 = d.x0[None], d.y0[None]
    x = v3(c * sx) * x0 + v3(s * sx) * y0 + v3(tx)
    y = v3(-s * sy) * x0 + v3(c * sy) * y0 + v3(ty)
    if warp:
        k = d.r.random()
        if k < 0.3:
            n = f_noise(d, a_lo=2.0, a_hi=3.5, raw=True)
            m = f_noise(d, a_lo=2.0, a_hi=3.5, raw=True)
            w = v3(d.logu(0.005, 0.2))
            x, y = x + w * n, y + w * m
        elif k < 0.45:
            w, f = v3(d.logu(0.01, 0.15)), v3(d.logu(2, 12))
            x, y = x + w * torch.sin(f * y), y + w * torch.cos(f * x)
        elif k < 0.6:  # polar: rings and spokes
            r = torch.sqrt(x * x + y * y + 1e-4)
            t = torch.atan2(y, x) / math.pi
            n = v3(d.ints(1, 6).float())
            x, y = r, t * n
    return x, y


# ---------------------------------------------------------------- fields, [B, S, S] in [0, 1]

def f_noise(d, a_lo=0.0, a_hi=3.0, raw=False):
    """Colored noise 1/f^a, its spectrum squeezed along an axis, for some passed through a band."""
    ang = d.u(0, math.pi)
    c, s = v3(torch.cos(ang)), v3(torch.sin(ang))
    e = v3(torch.where(d.flag(0.5), torch.ones(d.B, device=d.dev), d.logu(0.03, 1)))
    fx, fy = d.fx[None], d.fy[None]
    p, q = c * fx + s * fy, -s * fx + c * fy
    k = torch.sqrt(p * p + (q * e) ** 2 + 0.5)
    amp = k ** -v3(d.u(a_lo, a_hi))
    if not raw:
        lk = torch.log(k)
        band = torch.exp(-((lk - v3(d.u(math.log(2), math.log(d.S * 0.35)))) / v3(d.u(0.1, 0.6))) ** 2)
        amp = torch.where(v3(d.flag(0.45)), band, amp)
    z = torch.fft.rfft2(d.layout(d.S, d.S, normal=True, jit=0.03))
    f = torch.fft.irfft2(z * amp, s=(d.S, d.S))
    f = f - f.mean((1, 2), keepdim=True)
    f = f / (f.square().mean((1, 2), keepdim=True).sqrt() + 1e-5)
    if raw:
        return f
    return 0.5 + 0.5 * torch.tanh(f * v3(d.logu(0.5, 6)))  # sharp ones look like reaction and diffusion


def wave(d, t):
    """A periodic profile: sine, square-like, saw-like or thin lines."""
    s = torch.sin(t)
    k = v3(d.logu(0.6, 8))
    a = torch.tanh(k * (s + v3(d.u(-0.7, 0.7)))) * 0.5 + 0.5
    b = torch.remainder(t / (2 * math.pi), 1.0)
    c = torch.exp(-(1 - s) * v3(d.logu(2, 40)))
    i = d.r.random()
    return a if i < 0.5 else (b if i < 0.65 else c)


def f_waves(d):
    x, y = coords(d)
    t = x * v3(d.logu(4, 120)) + 2 * math.pi * v3(d.layout())
    f = wave(d, t)
    if d.r.random() < 0.5:
        a = v3(d.u(0.3, 2.8))
        g = wave(d, (x * torch.cos(a) + y * torch.sin(a)) * v3(d.logu(4, 120)))
        m = d.r.random()
        f = f * g if m < 0.35 else (0.5 * (f + g) if m < 0.7 else torch.maximum(f, g))
    if d.r.random() < 0.4:  # beaten by a slow field: gabor mixtures, uneven cloth
        f = f * f_noise(d, 1.5, 3)
    return f


def hashed(i, j, k):
    t = torch.sin(i * 12.9898 + j * 78.233 + k * 37.719) * 43758.5453
    return t - torch.floor(t)


def f_lattice(d):
    """A motif repeated on a lattice: weave, perforation, bricks, knurls, cells."""
    x, y = coords(d)
    n = v3(d.logu(1.5, 18))
    m = v3(d.logu(0.5, 2)) * n
    u, v = x * n, y * m
    j = torch.floor(v)
    u = u + v3(torch.where(d.flag(0.5), d.u(0, 1, jit=0), torch.zeros(d.B, device=d.dev))) * torch.remainder(j, 2)
    i = torch.floor(u)
    seed = v3(d.layout(jit=0) * 10)
    irregular = v3(torch.where(d.flag(0.5), torch.zeros(d.B, device=d.dev), d.u(0.05, 0.5)))
    h1, h2, h3 = hashed(i, j, seed), hashed(i, j, seed + 1.7), hashed(i, j, seed + 3.1)
    p = u - i - 0.5 + irregular * (h1 - 0.5) * 0.5
    q = v - j - 0.5 + irregular * (h2 - 0.5) * 0.5
    size = v3(d.u(0.15, 0.48)) * (1 - irregular * h3)
    kind = d.r.random()
    ap, aq = p.abs(), q.abs() * v3(d.logu(0.6, 1.6))
    if kind < 0.35:
        e = v3(d.logu(0.8, 8))
        r = ((ap + 1e-3) ** e + (aq + 1e-3) ** e) ** (1 / e)
    elif kind < 0.5:
        r = torch.minimum(ap, aq) * 2
    elif kind < 0.65:
        r = (torch.sqrt(ap * ap + aq * aq) - 0.3).abs() * 2
    elif kind < 0.85:  # weave: threads over and under
        over = torch.remainder(i + j, 2)
        f = torch.where(over > 0.5, torch.cos(math.pi * p), torch.cos(math.pi * q))
        tw = torch.sin((u + v) * v3(d.logu(3, 40))) * v3(d.u(0, 0.3))
        return (f + tw + irregular * (h1 - 0.5)).clamp(0, 1)
    else:
        a = v3(d.u(0, math.pi)) + irregular * h1 * 6
        r = (p * torch.cos(a) + q * torch.sin(a)).abs() * 2 + torch.relu(torch.sqrt(p * p + q * q) - 0.4) * 4
    f = torch.sigmoid((size - r) * v3(d.logu(6, 60)))
    return f * (1 - irregular * 0.8 * h2)


def f_voronoi(d, n=None):
    n = n or d.r.choice([6, 12, 24, 48])
    x, y = (d.x0[None].expand(d.B, -1, -1), d.y0[None].expand(d.B, -1, -1))
    if d.r.random() < 0.4:
        w = v3(d.logu(0.01, 0.15))
        x, y = x + w * f_noise(d, 1.5, 3, raw=True), y + w * f_noise(d, 1.5, 3, raw=True)
    c = d.layout(n, 2, jit=0.004) * 2.4 - 1.2
    val = d.layout(n, jit=0.01)
    e = v3(d.logu(0.5, 2))
    f1 = torch.full_like(x, 9.0)
    f2 = torch.full_like(x, 9.0)
    best = torch.zeros_like(x)
    manhattan = d.r.random() < 0.2
    for k in range(n):
        dx, dy = (x - v3(c[:, k, 0])).abs() * e, (y - v3(c[:, k, 1])).abs()
        r = dx + dy if manhattan else torch.sqrt(dx * dx + dy * dy)
        near = r < f1
        f2 = torch.minimum(f2, torch.maximum(f1, r))
        best = torch.where(near, v3(val[:, k]), best)
        f1 = torch.minimum(f1, r)
    m = d.r.random()
    sharp = v3(d.logu(4, 80))
    if m < 0.3:
        return (f1 * math.sqrt(n) * 0.8).clamp(0, 1)
    if m < 0.6:
        return 1 - torch.exp(-(f2 - f1) * sharp)
    return best * (1 - torch.exp(-(f2 - f1) * sharp)) if m < 0.8 else best


def f_ifs(d):
    """An iterated function system of 2 to 4 affine maps, drawn as the density of its points."""
    n = d.r.choice([2, 3, 3, 4])
    a, b = d.u(-math.pi, math.pi, n, jit=0.004), d.u(-math.pi, math.pi, n, jit=0.004)
    s1 = d.u(0.35, 0.95, n, jit=0.004)
    s2 = s1 * d.u(0.3, 1.0, n, jit=0.004)
    s2 = torch.where(d.flag(0.3, n), -s2, s2)
    ca, sa, cb, sb = torch.cos(a), torch.sin(a), torch.cos(b), torch.sin(b)
    M = torch.stack([ca * s1 * cb - sa * s2 * sb, -ca * s1 * sb - sa * s2 * cb,
                     sa * s1 * cb + ca * s2 * sb, -sa * s1 * sb + ca * s2 * cb,
                     d.u(-1, 1, n, jit=0.01), d.u(-1, 1, n, jit=0.01)], -1)  # [B, n, 6]
    chains = 1024
    w = (s1 * s2.abs()) + 0.05
    pick = torch.multinomial(w / w.sum(1, keepdim=True), chains * 70, replacement=True, generator=d.g)
    pick = pick.view(d.B, 70, chains)
    x = torch.zeros(d.B, chains, device=d.dev)
    y = torch.zeros_like(x)
    xs, ys = [], []
    for t in range(70):
        m = torch.gather(M, 1, pick[:, t, :, None].expand(-1, -1, 6))
        x, y = m[..., 0] * x + m[..., 1] * y + m[..., 4], m[..., 2] * x + m[..., 3] * y + m[..., 5]
        if t >= 10:
            xs.append(x)
            ys.append(y)
    x, y = torch.cat(xs, 1), torch.cat(ys, 1)
    # framed by the product's own mean and spread, so that variants keep their place
    def frame(v):
        mu = v.mean(1, keepdim=True)
        sd = v.std(1, keepdim=True)
        return (v - mu) / (sd + 1e-4)
    zoom = d.logu(0.3, 0.7)[:, None]
    px = ((frame(x) * zoom + 1) / 2 * d.S).long()
    py = ((frame(y) * zoom + 1) / 2 * d.S).long()
    ok = (px >= 0) & (px < d.S) & (py >= 0) & (py < d.S)
    idx = py.clamp(0, d.S - 1) * d.S + px.clamp(0, d.S - 1)
    img = torch.zeros(d.B, d.S * d.S, device=d.dev)
    img.scatter_add_(1, idx, ok.float())
    img = torch.log1p(img.view(d.B, d.S, d.S))
    if d.r.random() < 0.5:
        img = blur(img[:, None], d.r.uniform(0.6, 2.0))[:, 0]
    img = img / (img.amax((1, 2), keepdim=True) + 1e-4)
    return img ** v3(d.u(0.4, 1.0))


def shape_q(d, x, y, k, p, star):
    """Below 1 inside a shape: superellipse or star."""
    ax, ay = x.abs() + 1e-4, y.abs() + 1e-4
    q = (ax ** p + ay ** p) ** (1 / p)
    if star is not None:
        q = q * (1 + star[0] * torch.cos(star[1] * torch.atan2(y, x)))
    return q


def f_leaves(d, n=None):
    """Dead leaves: shapes of power-law sizes over one another."""
    n = n or d.r.choice([20, 40, 70])
    c = d.layout(n, 2, jit=0.004) * 2.6 - 1.3
    size = 0.04 * (d.layout(n, jit=0).clamp(0.002, 1)) ** (-1 / d.u(1.2, 3.0)[:, None])
    size = size.clamp(max=1.0) * d.logu(0.6, 2.5)[:, None]
    asp = torch.exp((d.layout(n, normal=True) * d.u(0, 0.8)[:, None]))
    ang = torch.where(d.flag(0.3)[:, None], torch.zeros(1, device=d.dev), d.layout(n) * math.pi * 2)
    val = d.layout(n, jit=0.005)
    slope = d.layout(n, normal=True, jit=0.005) * d.u(0, 0.4)[:, None]
    p = v3(d.logu(0.9, 8))
    star = (v3(d.u(0.1, 0.6)), v3(d.ints(2, 7).float())) if d.r.random() < 0.3 else None
    ca, sa = torch.cos(ang), torch.sin(ang)
    f = v3(val[:, 0]).expand(d.B, d.S, d.S)
    soft = d.r.choice([1.0, 1.0, 0.3])
    edge = v3(d.u(0, 0.5)) if d.r.random() < 0.4 else None
    for k in range(n):
        dx, dy = d.x0[None] - v3(c[:, k, 0]), d.y0[None] - v3(c[:, k, 1])
        s = v3(size[:, k])
        x = (v3(ca[:, k]) * dx + v3(sa[:, k]) * dy) / (s * v3(asp[:, k]))
        y = (-v3(sa[:, k]) * dx + v3(ca[:, k]) * dy) / s
        q = shape_q(d, x, y, k, p, star)
        m = ((1 - q) * s * (d.S * 0.5 * soft)).clamp(0, 1)
        g = v3(val[:, k]) + v3(slope[:, k]) * x
        if edge is not None:
            g = g - edge * (q > 0.85)
        f = torch.lerp(f, g, m)
    return f.clamp(0, 1)


def f_strokes(d, n=None):
    """Straight lines of some width: scratches, traces of a board, fibers, bars."""
    n = n or d.r.choice([3, 8, 20, 40])
    c = d.layout(n, 2, jit=0.004) * 2.2 - 1.1
    manhattan = d.flag(0.4)[:, None]
    a = d.layout(n, jit=0.005) * math.pi * 2
    a = torch.where(manhattan, torch.round(a / (math.pi / 4)) * (math.pi / 4), a)
    a = torch.where(d.flag(0.2)[:, None], d.u(0, math.pi, 1) + 0.1 * a, a)
    half = torch.exp(d.layout(n, normal=True) * 0.6) * d.logu(0.08, 0.8)[:, None]
    w = torch.exp(d.layout(n, normal=True) * 0.3) * d.logu(0.008, 0.12)[:, None]
    val = torch.where(d.flag(0.5)[:, None], torch.ones(1, device=d.dev), d.layout(n))
    ca, sa = torch.cos(a), torch.sin(a)
    bend = d.layout(n, normal=True) * torch.where(d.flag(0.5), d.u(0, 0.8), torch.zeros(d.B, device=d.dev))[:, None]
    f = torch.zeros(d.B, d.S, d.S, device=d.dev)
    for k in range(n):
        dx, dy = d.x0[None] - v3(c[:, k, 0]), d.y0[None] - v3(c[:, k, 1])
        t = v3(ca[:, k]) * dx + v3(sa[:, k]) * dy
        o = -v3(sa[:, k]) * dx + v3(ca[:, k]) * dy + v3(bend[:, k]) * t * t
        r = torch.maximum(o.abs(), torch.relu(t.abs() - v3(half[:, k])))
        m = ((v3(w[:, k]) - r) * (d.S * 0.5) + 0.5).clamp(0, 1)
        f = torch.lerp(f, v3(val[:, k]).expand_as(f), m)
    return f


def f_spots(d):
    """Sparse dots of a few sizes: grain, dust, speckle."""
    z = d.layout(d.S, d.S, jit=0)
    dens = v3(d.logu(0.001, 0.15))
    imp = torch.where(z < dens, z / dens, torch.zeros(1, device=d.dev))
    k2 = (d.fx ** 2 + d.fy ** 2)[None]
    sg = v3(d.logu(0.006, 0.05))
    amp = torch.exp(-k2 * (sg * math.pi) ** 2 * 0.5)
    if d.r.random() < 0.4:
        amp = amp - torch.exp(-k2 * (sg * math.pi) ** 2 * 1.5)
    f = torch.fft.irfft2(torch.fft.rfft2(imp) * amp, s=(d.S, d.S))
    f = f / (f.abs().amax((1, 2), keepdim=True) + 1e-5)
    return (f * v3(d.logu(1, 6))).clamp(-1, 1).abs()


def f_blocks(d):
    """A small random image enlarged: codes, pixel art, mosaics, shadings."""
    n = d.r.choice([3, 5, 8, 13, 21])
    z = d.layout(1, n, n, jit=0.02)
    if d.r.random() < 0.5:
        z = torch.sigmoid((z - 0.5) * 40)
    if d.r.random() < 0.4:
        z = torch.maximum(z, z.flip(-1))
    mode = d.r.choice(["nearest", "nearest", "bilinear", "bicubic"])
    f = F.interpolate(z, size=(d.S, d.S), mode=mode)[:, 0]
    return f.clamp(0, 1)


def f_cppn(d):
    """A random network of coordinates."""
    x, y = coords(d, warp=False)
    feats = [x, y, torch.sqrt(x * x + y * y + 1e-4), torch.sin(x * v3(d.logu(2, 40))), torch.sin(y * v3(d.logu(2, 40))),
             f_noise(d, 1.0, 3.0, raw=True) * v3(d.u(0, 0.6)), torch.ones_like(x)]
    h = torch.stack(feats, 1).flatten(2)
    for layer in range(d.r.choice([2, 3])):
        w = d.u(-1, 1, 12, h.shape[1], jit=0.004) * (1.8 * math.sqrt(3 / h.shape[1]))
        h = torch.bmm(w, h)
        h = [torch.tanh, torch.sin, lambda t: torch.exp(-t * t), torch.abs][d.r.randrange(4)](h * 1.5)
    w = d.u(-1, 1, 1, h.shape[1], jit=0.004)
    return unit(torch.bmm(w, h)[:, 0].view(d.B, d.S, d.S))


def f_radial(d):
    """Rings, spokes and spirals about a center: turned and round parts."""
    cx, cy = (d.layout(2, jit=0.02) * 0.8 - 0.4).unbind(1)
    x, y = d.x0[None] - v3(cx), d.y0[None] - v3(cy)
    r = torch.sqrt(x * x + y * y * v3(d.logu(0.7, 1.4)) + 1e-4)
    t = torch.atan2(y, x)
    n = torch.where(d.flag(0.5), torch.zeros(d.B, device=d.dev), d.ints(1, 24).float())
    f = wave(d, v3(d.logu(3, 90)) * r + v3(n) * t + 6.28 * v3(d.layout()))
    if d.r.random() < 0.4:
        f = f * (r < v3(d.u(0.4, 1.2)))
    return f


def object_mask(d):
    """A part: one to five shapes joined or cut, near the middle; the mask and a rounded height."""
    n = d.r.choice([1, 1, 2, 3, 5])
    ang = d.layout(jit=0.01) * 2 * math.pi
    ang = torch.where(d.flag(0.5), ang * 0.02, ang)
    cx, cy = (d.layout(2, jit=0.02) * 0.3 - 0.15).unbind(1)
    dx, dy = d.x0[None] - v3(cx), d.y0[None] - v3(cy)
    x = v3(torch.cos(ang)) * dx + v3(torch.sin(ang)) * dy
    y = -v3(torch.sin(ang)) * dx + v3(torch.cos(ang)) * dy
    sdf = None
    for k in range(n):
        s = v3(d.u(0.35, 0.9) if k == 0 else d.u(0.1, 0.5))
        a = v3(d.logu(0.3, 1))
        ox = v3(d.u(-0.5, 0.5) if k else torch.zeros(d.B, device=d.dev))
        oy = v3(d.u(-0.5, 0.5) if k else torch.zeros(d.B, device=d.dev))
        p = v3(d.logu(1.2, 8))
        star = (v3(d.u(0.05, 0.4)), v3(d.ints(2, 9).float())) if d.r.random() < 0.25 else None
        q = (1 - shape_q(d, (x - ox) / s, (y - oy) / (s * a), k, p, star)) * s * a
        if k == 0:
            sdf = q
        else:
            cut = v3(d.flag(0.4))
            sdf = torch.where(cut, torch.minimum(sdf, -q), torch.maximum(sdf, q))
    mask = (sdf * d.S * 0.5 + 0.5).clamp(0, 1)
    bevel = v3(d.u(0.03, 0.3))
    t = (sdf / bevel).clamp(0, 1)
    return mask, torch.sqrt((1 - (1 - t) ** 2).clamp(min=1e-4)) * bevel, (x, y)


FIELDS = [(f_noise, 5), (f_waves, 4), (f_lattice, 5), (f_voronoi, 2), (f_ifs, 1.5), (f_leaves, 2), (f_strokes, 2),
          (f_spots, 2), (f_blocks, 1.5), (f_cppn, 2), (f_radial, 1.5)]
NAMES = [f.__name__ for f, _ in FIELDS]


def field(d, allow=None):
    fs = [(f, w) for f, w in FIELDS if allow is None or f in allow]
    f = d.r.choices([f for f, _ in fs], [w for _, w in fs])[0](d)
    if d.r.random() < 0.25:
        m = d.r.random()
        if m < 0.4:
            f = 1 - f
        elif m < 0.7:
            f = (f + v3(d.u(0.05, 0.4)) * (f_noise(d) - 0.5)).clamp(0, 1)
        else:
            f = torch.remainder(f * v3(d.u(1, 4)), 1.0)
    return f


def colors(d, n):
    """n colors around a base: limited palettes, many of them nearly gray."""
    base = d.u(0.05, 0.95, 1, 1, jit=0.01)
    tint = d.u(-1, 1, 1, 3, jit=0.01) * torch.where(d.flag(0.5), d.u(0, 0.15), d.u(0, 0.6)).view(-1, 1, 1)
    spread = d.logu(0.08, 0.9).view(-1, 1, 1)
    light = d.u(-1, 1, n, 1, jit=0.01) * spread
    hue = d.u(-1, 1, n, 3, jit=0.01) * spread * torch.where(d.flag(0.5), d.u(0, 0.2), d.u(0, 1)).view(-1, 1, 1)
    return (base + tint + light + hue).clamp(0, 1)  # [B, n, 3]


def colorise(d, f):
    n = d.r.choice([2, 2, 2, 3, 4, 6])
    c = colors(d, n)
    if n == 2:
        return torch.lerp(c[:, 0, :, None, None], c[:, 1, :, None, None], f[:, None])
    t = f * (n - 1)
    out = 0
    for k in range(n):
        w = torch.relu(1 - (t - k).abs())
        out = out + w[:, None] * c[:, k, :, None, None]
    return out


def shade(d, img, height):
    """Light from a side over a height field."""
    gx = F.pad(height[:, :, 2:] - height[:, :, :-2], (1, 1))
    gy = F.pad(height[:, 2:] - height[:, :-2], (0, 0, 1, 1))
    k = v3(d.logu(0.15, 4)) * (d.S / 4)
    a = v3(d.u(0, 2 * math.pi))
    gx, gy = gx * k, gy * k
    n = torch.rsqrt(1 + gx * gx + gy * gy)
    e = v3(d.u(0.2, 1.2))
    lam = (torch.sin(e) - torch.cos(e) * (gx * torch.cos(a) + gy * torch.sin(a))) * n
    lam = lam.clamp(0, 2)
    amb = v3(d.u(0.2, 0.7))
    img = img * (amb + (1 - amb) * lam)[:, None]
    if d.r.random() < 0.5:
        img = img + (v3(d.u(0, 0.7)) * lam.clamp(0, 1) ** v3(d.logu(4, 40)))[:, None]
    return img


def make(products, variants, size, device, seed):
    """uint8 [products, variants, 3, size, size]."""
    d = Draw(products, variants, size, device, seed)
    r = d.r
    img = colorise(d, field(d))
    height = None
    style = r.random()
    if style < 0.35:  # layers of texture
        for _ in range(r.choice([0, 1, 1, 2])):
            m = field(d)
            if r.random() < 0.6:
                m = torch.sigmoid((m - v3(d.u(0.2, 0.8))) * v3(d.logu(4, 60)))
            fg = colorise(d, field(d))
            k = r.random()
            m = (m * v3(d.u(0.3, 1)))[:, None]
            img = torch.lerp(img, fg, m) if k < 0.6 else (img * (1 - m + m * fg * 1.5) if k < 0.8 else img + (fg - 0.5) * m)
    elif style < 0.8:  # a part on a ground, or on a plain ground
        if r.random() < 0.6:
            img = img * v3(d.u(0, 0.25))[:, None] + colors(d, 1)[:, 0, :, None, None] * 0.8
        for i in range(r.choice([1, 1, 2])):
            mask, h, _ = object_mask(d)
            fg = colorise(d, field(d))
            if r.random() < 0.5:
                fg = fg * v3(d.u(0.05, 0.6))[:, None] + colors(d, 1)[:, 0, :, None, None] * 0.7
            if r.random() < 0.6:
                hh = h + (field(d) * v3(d.logu(0.005, 0.1)) if r.random() < 0.5 else 0)
                fg = shade(d, fg, hh)
            if r.random() < 0.3:  # a shadow
                sh = torch.roll(mask, (r.randint(2, 8), r.randint(-8, 8)), (1, 2))
                img = img * (1 - 0.5 * blur(sh[:, None], r.uniform(1, 4)))
            img = torch.lerp(img, fg, mask[:, None])
            if r.random() < 0.4:  # a print or a line on it
                m = (field(d, allow=(f_strokes, f_blocks, f_lattice, f_radial, f_voronoi, f_waves)) * mask)[:, None]
                img = torch.lerp(img, colors(d, 1)[:, 0, :, None, None].expand_as(img), m * v3(d.u(0.2, 0.9))[:, None])
    else:  # relief: one material, light makes the image
        img = img * v3(d.u(0, 0.3))[:, None] + colors(d, 1)[:, 0, :, None, None] * 0.8
        height = field(d) * v3(d.logu(0.01, 0.2))
        if r.random() < 0.5:
            height = height + field(d) * v3(d.logu(0.01, 0.2))
        img = shade(d, img, height)
    # two products seen through one another, seldom
    if r.random() < 0.1:
        img = torch.lerp(img, img.roll(variants, 0), v3(d.u(0, 0.5))[:, None])
    # uneven light
    if r.random() < 0.5:
        gx, gy = d.randn(d.B, 2).unbind(1)
        s = d.u(0, 0.25)
        img = img * (1 + v3(gx * s)[:, None] * d.x0 + v3(gy * s)[:, None] * d.y0)
    # focus and grain
    k = r.random()
    if k < 0.3:
        img = blur(img, r.uniform(0.5, 1.6))
    elif k < 0.4:
        img = img + (img - blur(img, 1.0)) * r.uniform(0.3, 1.2)
    # contrast and brightness drawn again, since sums and products drift
    mu = img.mean((1, 2, 3), keepdim=True)
    sd = img.std((1, 2, 3), keepdim=True) + 0.02
    target = d.logu(0.04, 0.3).view(-1, 1, 1, 1)
    gain = torch.where(d.flag(0.6).view(-1, 1, 1, 1), torch.ones_like(sd), (target / sd).clamp(0.3, 4))
    img = (img - mu) * gain + mu.clamp(0.1, 0.9)
    gray = d.flag(0.4).view(-1, 1, 1, 1)
    img = torch.where(gray, img.mean(1, keepdim=True), img)
    sg = torch.where(d.flag(0.5), d.logu(0.003, 0.05), torch.zeros(d.B, device=device)).view(-1, 1, 1, 1)
    noise = d.randn(d.B, 1, d.S, d.S) if r.random() < 0.6 else d.randn(d.B, 3, d.S, d.S)
    img = img + noise * sg
    img = torch.nan_to_num(img, 0.5, 1.0, 0.0)
    return (img.clamp(0, 1) * 255 + 0.5).to(torch.uint8).view(products, variants, 3, size, size)


if __name__ == "__main__":  # a sheet of examples: python gen.py OUT.png
    import sys
    import time
    from PIL import Image
    torch.set_num_threads(1)
    rows = []
    for s in range(int(sys.argv[2]) if len(sys.argv) > 2 else 24):
        t = time.time()
        x = make(4, 3, 96, "cpu", int(sys.argv[3] if len(sys.argv) > 3 else 0) + s)
        rows.append(x.flatten(0, 1).permute(2, 0, 3, 1).flatten(1, 2))
        print(s, round(time.time() - t, 2), flush=True)
    n = len(rows) // 2
    sheet = torch.cat([torch.cat(rows[:n], 0), torch.cat(rows[n:2 * n], 0)], 1)
    Image.fromarray(sheet.numpy()).save(sys.argv[1])
