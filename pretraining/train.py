"""Pretrains the trunk on procedural images only.

    python train.py --out OUT --steps 9000 --limit 540 [--data data.npz] [--resume W.pt]

Three losses: whole images (InfoNCE between two strong views of a product), patches (InfoNCE between the same
places of two views, layers 2 and 3), and `hunt`: episodes in which a damaged image of a product is compared with
whole ones by exactly what PatchCore does (nearest distance of joined layers 2 and 3); damaged patches must be farther
from their nearest neighbor than any whole one. Images are made on the device, a few in every step, and kept in a
ring. Same seed and steps: the same batches (not the same bits: atomic sums).
"""
import argparse
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import damage
import evaluate as ev
import gen
from trunk import Folded, Heads, Trunk, fold, normalize, patches

ap = argparse.ArgumentParser()
ap.add_argument("--out", default=".")
ap.add_argument("--name", default="run")
ap.add_argument("--seed", type=int, default=0)
ap.add_argument("--steps", type=int, default=1000)
ap.add_argument("--limit", type=float, default=1e9, help="seconds of training after which it cools down at once")
ap.add_argument("--pairs", type=int, default=448, help="products in the contrastive part (two views each)")
ap.add_argument("--episodes", type=int, default=96, help="products in the hunt (4 + 1 + 1 views each)")
ap.add_argument("--crop", type=int, default=128)
ap.add_argument("--canvas", type=int, default=160)
ap.add_argument("--ring", type=int, default=640, help="chunks of 64 products of 4 variants that are kept")
ap.add_argument("--warm", type=int, default=80, help="chunks made before the first step")
ap.add_argument("--every", type=int, default=4, help="a new chunk every so many steps")
ap.add_argument("--lr", type=float, default=2e-3)
ap.add_argument("--lr-floor", type=float, default=0.0)
ap.add_argument("--wd", type=float, default=0.05)
ap.add_argument("--w-image", type=float, default=1.0)
ap.add_argument("--w-dense", type=float, default=0.5)
ap.add_argument("--w-hunt", type=float, default=0.5)
ap.add_argument("--temp", type=float, default=0.15)
ap.add_argument("--compile", type=int, default=1)
ap.add_argument("--resume")
ap.add_argument("--save-full", help="where to keep model, heads and optimizer for the next part")
ap.add_argument("--data", help="images for the evaluation at the end")
ap.add_argument("--size", type=int, default=224)
ap.add_argument("--profile", type=int, default=0, help="from this step on, 30 steps with a clock between their parts")
ap.add_argument("--norms", type=int, default=0, help="print the losses' own gradient norms every so many steps")
ap.add_argument("--no-test", action="store_true")
ap.add_argument("--eval-limit", type=int)
a = ap.parse_args()

dev = "cuda" if torch.cuda.is_available() else "cpu"
cuda = dev == "cuda"
torch.manual_seed(a.seed)
torch.backends.cuda.matmul.allow_tf32 = True
torch.backends.cudnn.allow_tf32 = True
torch.backends.cudnn.benchmark = True
os.makedirs(a.out, exist_ok=True)
HALF = torch.float16 if cuda else torch.float32
C, K = 64, 4  # products in a chunk, variants of a product
if not cuda:
    C = 8
N = a.ring
log = open(os.path.join(a.out, a.name + ".log"), "a")
t0 = time.time()


def say(*s):
    s = " ".join(str(v) for v in s)
    print(f"[{a.name} {time.time() - t0:6.1f}]", s, flush=True)
    log.write(f"{time.time() - t0:.1f} {s}\n")
    log.flush()


# ------------------------------------------------------------------ the ring of images
ring = torch.zeros(N * C * K, 3, a.canvas, a.canvas, dtype=torch.uint8, device=dev)
made = 0
base = 0  # chunks made before a resume are not in the ring


def make_chunk():
    global made
    with torch.no_grad():
        x = gen.make(C, K, a.canvas, dev, a.seed * 1000003 + made)
        ring.view(N, C * K, 3, a.canvas, a.canvas)[(made - base) % N] = x.flatten(0, 1)
    made += 1


rng = torch.Generator(dev).manual_seed(a.seed + 7)


def rand(*s):
    return torch.rand(*s, device=dev, generator=rng)


def uni(lo, hi, *s):
    return lo + (hi - lo) * rand(*s)


def products(n, group):
    """n products in groups of one chunk (alike, hence hard to tell apart)."""
    have = min(made - base, N)
    g = n // group
    chunk = torch.randint(0, have, (g, 1), device=dev, generator=rng)
    inside = torch.argsort(rand(g, C), 1)[:, :group]
    return (chunk * C + inside).flatten()


def affine(scale, aspect, angle, cx, cy, flip):
    """Crop coordinates to canvas coordinates: [n, 2, 3]."""
    sx, sy = scale * torch.sqrt(aspect), scale / torch.sqrt(aspect)
    c, s = torch.cos(angle), torch.sin(angle)
    m = torch.stack([sx * c * flip, -sy * s, cx, sx * s * flip, sy * c, cy], 1)
    return m.view(-1, 2, 3)


def cut(index, theta):
    x = ring[index].to(HALF) / 255
    g = F.affine_grid(theta, (len(index), 3, a.crop, a.crop), align_corners=False).to(HALF)
    return F.grid_sample(x, g, mode="bilinear", padding_mode="reflection", align_corners=False)


def strong_color(x, p):
    """Strong photometric changes, p [n, 24] uniform numbers."""
    n = x.shape[0]
    q = lambda i: p[:, i].view(n, 1, 1, 1)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * (0.55 + 0.9 * q(0)) + mean * (0.6 + 0.8 * q(1)) + 0.1 * (q(2) - 0.5)
    gray = x.mean(1, keepdim=True)
    sat = torch.where(q(3) < 0.2, torch.zeros_like(q(3)), 0.3 + 1.3 * q(4))
    x = gray + (x - gray) * sat
    hue = torch.where(q(5) < 0.15, (q(6) - 0.5) * 6.28, (q(6) - 0.5) * 0.8)
    c, s = torch.cos(hue), torch.sin(hue) * 0.57735
    k = (1 - c) / 3
    r, g, b = x[:, :1], x[:, 1:2], x[:, 2:3]
    x = torch.cat([r * (c + k) + g * (k - s) + b * (k + s), r * (k + s) + g * (c + k) + b * (k - s),
                   r * (k - s) + g * (k + s) + b * (c + k)], 1)
    x = torch.where(q(7) < 0.05, 1 - x, x)
    x = x.clamp(0.001, 1)
    return x ** torch.exp((q(8) - 0.5) * 0.9 * (q(9) < 0.5))


def erase(x, p, noise):
    n, _, h, w = x.shape
    ii = (torch.arange(w, device=x.device) + 0.5) / w
    for k in range(2):
        q = lambda i: p[:, 10 + 7 * k + i].view(n, 1, 1, 1)
        sx, sy = 0.05 + 0.2 * q(0), 0.05 + 0.2 * q(1)
        m = ((ii.view(1, 1, 1, w) - q(2)).abs() < sx) & ((ii.view(1, 1, h, 1) - q(3)).abs() < sy) & (q(4) < 0.25)
        x = torch.where(m, torch.where(q(5) < 0.5, noise, q(6)), x)
    return x


def strong_views(index, theta):
    n = len(index)
    x = cut(index, theta)
    p = rand(n, 24).to(HALF)
    other = x.roll(2, 0)
    lam = torch.where(rand(n) < 0.2, uni(0, 0.35, n), torch.zeros(n, device=dev)).to(HALF).view(n, 1, 1, 1)
    x = torch.lerp(x, other, lam)
    x = strong_color(x, p)
    # blur for one part (the order of products is random), noise for all
    b = n // 4
    x = torch.cat([gen.blur(x[:b], 0.7 + 1.5 * float(torch.rand(1))), x[b:]])
    noise = torch.randn(n, 1, a.crop, a.crop, device=dev, dtype=HALF)
    sg = torch.where(rand(n) < 0.5, uni(0, 0.06, n), torch.zeros(n, device=dev)).to(HALF).view(n, 1, 1, 1)
    x = x + noise * sg
    return erase(x, p, 0.5 + 0.3 * noise).clamp(0, 1)


def pair_views(n):
    prod = products(n, 4)
    va = torch.randint(0, K, (n,), device=dev, generator=rng)
    same = rand(n) < 0.5
    vb = torch.where(same, va, torch.randint(0, K, (n,), device=dev, generator=rng))
    same = va == vb
    th = []
    for v in range(2):
        s = uni(0.4, 1.0, n)
        c = (1.1 - s).clamp(min=0)
        th.append(affine(s, torch.exp(uni(-0.25, 0.25, n)), uni(-0.3, 0.3, n), uni(-1, 1, n) * c, uni(-1, 1, n) * c,
                         torch.where(rand(n) < 0.5, 1.0, -1.0)))
    x = strong_views(torch.cat([prod * K + va, prod * K + vb]), torch.cat(th))
    # the same places in both
    m = 12
    pa = uni(-0.9, 0.9, n, m, 2)
    A, B = th
    canvas = torch.einsum("nij,nmj->nmi", A[:, :, :2], pa) + A[:, None, :, 2]
    (p, q), (r, t) = B[:, 0, :2].unbind(1), B[:, 1, :2].unbind(1)
    inverse = torch.stack([t, -q, -r, p], 1).view(n, 2, 2) / (p * t - q * r).view(n, 1, 1)
    pb = torch.einsum("nij,nmj->nmi", inverse, canvas - B[:, None, :, 2])
    valid = (pb.abs().amax(-1) < 0.93) & same[:, None] & (canvas.abs().amax(-1) < 0.98)
    return x, pa, pb, valid


def episode_views(n):
    """[n * 6]: four whole ones of three variants, then of the fourth a whole and a damaged one."""
    prod = products(n, 2)
    v = torch.argsort(rand(n, K), 1)
    v = torch.cat([v[:, :3], v[:, :1], v[:, 3:], v[:, 3:]], 1)  # [n, 6]
    s = uni(0.5, 0.95, n, 1) * torch.exp(uni(-0.04, 0.04, n, 6))
    room = (1 - s).clamp(min=0)
    cx = uni(-1, 1, n, 1) * room + uni(-0.06, 0.06, n, 6)
    cy = uni(-1, 1, n, 1) * room + uni(-0.06, 0.06, n, 6)
    turn = (rand(n, 1) < 0.2).float()
    ang = uni(-0.07, 0.07, n, 6) * (rand(n, 1) < 0.6) + turn * uni(-math.pi, math.pi, n, 6)
    cx, cy = torch.where(turn > 0, cx * 0.3, cx), torch.where(turn > 0, cy * 0.3, cy)
    flip = torch.where(rand(n, 1) < 0.5, 1.0, -1.0).expand(n, 6)
    th = affine(s.flatten(), torch.ones(n * 6, device=dev), ang.flatten(), cx.flatten(), cy.flatten(), flip.flatten())
    x = cut((prod[:, None] * K + v).flatten(), th).view(n, 6, 3, a.crop, a.crop)
    bad = damage.harm(x[:, 5], rng)
    gain = uni(0.92, 1.08, n, 6, 1, 1, 1).to(HALF)
    off = uni(-0.025, 0.025, n, 6, 1, 1, 1).to(HALF)
    light = (uni(-0.08, 0.08, n, 6, 1, 1, 1) * torch.linspace(-1, 1, a.crop, device=dev)).to(HALF)
    hurt, whole = damage.cells(x[:, 5], bad)
    x = torch.cat([x[:, :5], bad[:, None]], 1)
    x = x * (gain + light) + off
    sg = (uni(0, 0.02, n, 6, 1, 1, 1) * (rand(n, 1, 1, 1, 1) < 0.5)).to(HALF)
    x = (x + sg * torch.randn(n, 6, 1, a.crop, a.crop, device=dev, dtype=HALF)).clamp(0, 1)
    return x.flatten(0, 1), hurt, whole


# ------------------------------------------------------------------ losses
def info_nce(za, zb, temp, mask=None, weight=None):
    logits = za @ zb.T / temp
    if mask is not None:
        logits = logits.masked_fill(mask, -1e4)
    t = torch.arange(len(za), device=za.device)
    if weight is None:
        return 0.5 * (F.cross_entropy(logits, t) + F.cross_entropy(logits.T, t)), logits
    l = 0.5 * (F.cross_entropy(logits, t, reduction="none") + F.cross_entropy(logits.T, t, reduction="none"))
    return (l * weight).sum() / weight.sum().clamp(min=1), logits


def dense_loss(f, pa, pb, valid, n):
    f = f.float()
    fa = F.grid_sample(f[:n], pa[:, :, None], align_corners=False)[..., 0].transpose(1, 2)
    fb = F.grid_sample(f[n:], pb[:, :, None].clamp(-1, 1), align_corners=False)[..., 0].transpose(1, 2)
    fa, fb = F.normalize(fa.flatten(0, 1), dim=1), F.normalize(fb.flatten(0, 1), dim=1)
    m = pa.shape[1]
    pic = torch.arange(n, device=f.device).repeat_interleave(m)
    mask = (pic[:, None] == pic[None]) & ~torch.eye(n * m, dtype=torch.bool, device=f.device)
    return info_nce(fa, fb, 0.2, mask, valid.flatten().float())[0]


def hunt_loss(f2, f3, hurt, whole, n):
    f = patches(f2, f3)
    c, h, w = f.shape[1:]
    f = f.flatten(2).transpose(1, 2).reshape(n, 6, h * w, c)
    bank, q = f[:, :4].flatten(1, 2), f[:, 4:].flatten(1, 2)
    mu = bank.mean((0, 1)).detach()
    bank, q = bank - mu, q - mu
    d = q.square().sum(2)[:, :, None] + bank.square().sum(2)[:, None] - 2 * torch.bmm(q, bank.transpose(1, 2))
    scale = bank.square().sum(2).mean().detach()
    d = d.amin(2).clamp(min=0) + 1e-3 * scale
    l = 0.5 * torch.log(d).view(n, 2, h * w)
    clean, dam = l[:, 0], l[:, 1]
    hurt, whole = hurt.flatten(1), whole.flatten(1)
    # the highest of the whole ones, softly: of the clean image, and of what is whole in the damaged one
    both = torch.cat([clean, dam.masked_fill(~whole, -1e4)], 1)
    beta = 10.0
    high = torch.logsumexp(beta * both, 1) / beta - math.log(8) / beta
    high_clean = torch.logsumexp(beta * clean, 1) / beta - math.log(8) / beta
    s = 5.0
    has = hurt.any(1)
    pix = (F.softplus(s * (high[:, None] - dam) ) * hurt).sum(1) / hurt.sum(1).clamp(min=1)
    top = torch.logsumexp(beta * dam.masked_fill(~hurt, -1e4), 1) / beta
    img = F.softplus(s * (high_clean - top) + 1)
    wins = (dam.masked_fill(~hurt, -1e4).amax(1) > clean.amax(1)) & has
    loss = ((0.5 * pix + img) * has).sum() / has.sum().clamp(min=1)
    return loss, wins.sum() / has.sum().clamp(min=1)


# ------------------------------------------------------------------ the model
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.heads = Trunk(), Heads()

    def forward(self, x, pairs):
        l2, l3 = self.trunk(x)
        if not pairs:
            return l2, l3, None, None, None
        return l2, l3, *self.heads(l2[:2 * pairs], l3[:2 * pairs])


net = Net().to(dev)
if cuda:
    net = net.to(memory_format=torch.channels_last)
decay = [p for p in net.parameters() if p.ndim > 1]
plain = [p for p in net.parameters() if p.ndim <= 1]
opt = torch.optim.AdamW([dict(params=decay, weight_decay=a.wd), dict(params=plain, weight_decay=0)], lr=a.lr,
                        betas=(0.9, 0.98), fused=cuda)
first = 0
if a.resume:
    ck = torch.load(a.resume, map_location=dev)
    net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in ck["net"].items()})
    if "opt" in ck:
        opt.load_state_dict(ck["opt"])
    made = base = ck.get("made", 0)
    first = ck.get("step", 0)
    say("resumed at step", first)
run = torch.compile(net) if a.compile and cuda else net
if a.compile and cuda:
    strong_color = torch.compile(strong_color)
    erase = torch.compile(erase)

torch.manual_seed(a.seed + first)
rng.manual_seed(a.seed + 7 + first)
for _ in range(a.warm):
    make_chunk()
if cuda:
    torch.cuda.synchronize()
say(f"{a.warm} chunks of {C * K} in the ring")


def save(step, full=False):
    np.savez(os.path.join(a.out, a.name + ".npz"), **fold(net.trunk))
    if full:  # without the optimizer, in half precision: small enough to carry to the next machine
        torch.save(dict(net={k: v.half() if v.is_floating_point() else v for k, v in net.state_dict().items()}, made=made),
                   os.path.join(a.out, a.name + ".pt"))
    if full and a.save_full:
        torch.save(dict(net=net.state_dict(), opt=opt.state_dict(), step=step, made=made), a.save_full)


clocks = {}
mark = [0.0]


def tick(name):
    if a.profile and step >= a.profile:
        if cuda:
            torch.cuda.synchronize()
        now = time.time()
        if name:
            clocks[name] = clocks.get(name, 0) + now - mark[0]
        mark[0] = now


net.train()
train_start = time.time()
sums, count = None, 0
last = time.time()
step = first
while step < a.steps:
    spent = time.time() - train_start
    done = max(step / a.steps, spent / a.limit * (1 - first / a.steps) + first / a.steps)
    if done >= 1:
        break
    warm = min(1.0, (step - first + 1) / 300)
    lr = a.lr * warm * (a.lr_floor + (1 - a.lr_floor) * 0.5 * (1 + math.cos(math.pi * done)))
    for gr in opt.param_groups:
        gr["lr"] = lr
    tick(None)
    if step % a.every == 0:
        make_chunk()
    tick("chunk")
    with torch.no_grad():
        parts = []
        if a.pairs:
            x, pa, pb, valid = pair_views(a.pairs)
            parts.append(x)
        tick("pair views")
        if a.episodes:
            e, hurt, whole = episode_views(a.episodes)
            parts.append(e)
        tick("episode views")
        x = normalize(torch.cat(parts))
        if cuda:
            x = x.contiguous(memory_format=torch.channels_last)
    with torch.autocast(dev, dtype=torch.bfloat16, enabled=cuda):
        l2, l3, z, d2, d3 = run(x, a.pairs)
    tick("forward")
    n = a.pairs
    zero = torch.zeros((), device=dev)
    img, dn, hu, acc, win = zero, zero, zero, zero, zero
    if n:
        z = F.normalize(z.float(), dim=1)
        img, logits = info_nce(z[:n], z[n:], a.temp)
        acc = (logits.argmax(1) == torch.arange(n, device=dev)).float().mean()
        dn = dense_loss(d2, pa, pb, valid, n) + dense_loss(d3, pa, pb, valid, n)
    if a.episodes:
        hu, win = hunt_loss(l2[2 * n:], l3[2 * n:], hurt, whole, a.episodes)
    loss = a.w_image * img + a.w_dense * dn + a.w_hunt * hu
    tick("losses")
    if a.norms and step % a.norms == 0:
        ps = list(net.trunk.parameters())
        ns = []
        for part in (img, dn, hu):
            gs = torch.autograd.grad(part, ps, retain_graph=True, allow_unused=True) if part.requires_grad else []
            ns.append(float(torch.stack([g.norm() for g in gs if g is not None] or [zero]).norm()))
        say("gradient norms of image, dense, hunt: " + " ".join(f"{v:.3f}" for v in ns))
    opt.zero_grad(set_to_none=True)
    loss.backward()
    gn = torch.nn.utils.clip_grad_norm_(net.parameters(), 3.0, foreach=True)
    tick("backward")
    opt.step()
    tick("optimizer")
    step += 1
    if a.profile and step == a.profile + 30:
        say(" ".join(f"{k} {v / 30 * 1000:.1f} ms," for k, v in clocks.items()))
        a.profile = 0
    v = torch.stack([loss.detach(), img.detach(), dn.detach(), hu.detach(), acc, win, gn])
    sums = v if sums is None else sums + v
    count += 1
    if step in (first + 2, first + 20) or step % (200 if cuda else 5) == 0:
        m = (sums / count).tolist()
        dt = time.time() - last
        say(f"step {step} lr {lr:.5f} loss {m[0]:.3f} image {m[1]:.3f} (acc {m[4]:.3f}) dense {m[2]:.3f} hunt {m[3]:.3f} "
            f"(wins {m[5]:.3f}) grad {m[6]:.2f} | {count / dt:.2f} steps/s {count * len(x) / dt:.0f} views/s made {made}")
        sums, count, last = None, 0, time.time()
    if step % 2000 == 0:
        save(step)
save(step, full=True)
say(f"trained {step - first} steps in {time.time() - train_start:.1f} s, memory {torch.cuda.max_memory_allocated() / 2 ** 30 if cuda else 0:.1f} GiB")
if a.data:
    del ring
    t = time.time()
    data = ev.load(a.data, a.size, a.eval_limit)
    r = ev.evaluate(Folded(fold(net.trunk), dev), data, dev, test=not a.no_test)
    print(ev.line(a.name, r), flush=True)
    log.write(ev.line(a.name, r) + "\n")
    json.dump(r, open(os.path.join(a.out, a.name + ".json"), "w"))
    say(f"evaluation {time.time() - t:.1f} s")
