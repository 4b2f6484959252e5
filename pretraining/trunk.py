"""The trunk: a ResNet-18 up to layer 3, its heads for training, folding, saving and ONNX."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

MEAN = (0.485, 0.456, 0.406)  # only numbers to normalize by, those of OnnxBackbone.imagenetNormalization()
STD = (0.229, 0.224, 0.225)


_constants = {}


def normalize(x):
    key = (x.device, x.dtype)
    if key not in _constants:
        _constants[key] = [torch.tensor(v, device=x.device, dtype=x.dtype).view(1, 3, 1, 1) for v in (MEAN, STD)]
    m, s = _constants[key]
    return (x - m) / s


class Block(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        nn.init.constant_(self.bn2.weight, 0.3)
        self.downsample = None
        if stride != 1 or i != o:
            self.downsample = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Trunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = nn.Sequential(Block(64, 64, 1), Block(64, 64, 1))
        self.layer2 = nn.Sequential(Block(64, 128, 2), Block(128, 128, 1))
        self.layer3 = nn.Sequential(Block(128, 256, 2), Block(256, 256, 1))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        l1 = self.layer1(x)
        l2 = self.layer2(l1)
        return l2, self.layer3(l2)


def fold(trunk):
    """Batch norms into the convolutions: {torchvision's name: float32 array}."""
    out = {}

    def put(name, conv, bn):
        g = (bn.weight / torch.sqrt(bn.running_var + bn.eps)).detach().double()
        out[name + ".weight"] = (conv.weight.detach().double() * g.view(-1, 1, 1, 1)).float().cpu().numpy()
        out[name + ".bias"] = (bn.bias.detach().double() - bn.running_mean.double() * g).float().cpu().numpy()

    put("conv1", trunk.conv1, trunk.bn1)
    for l in (1, 2, 3):
        for b, block in enumerate(getattr(trunk, f"layer{l}")):
            put(f"layer{l}.{b}.conv1", block.conv1, block.bn1)
            put(f"layer{l}.{b}.conv2", block.conv2, block.bn2)
            if block.downsample is not None:
                put(f"layer{l}.{b}.downsample.0", block.downsample[0], block.downsample[1])
    return out


class Folded(nn.Module):
    """A trunk from folded weights (ours, or any other of the same form)."""

    def __init__(self, weights, device):
        super().__init__()
        self.w = {k: torch.as_tensor(np.asarray(v, np.float32)).to(device) for k, v in weights.items()}

    def conv(self, x, name, stride, pad):
        return F.conv2d(x, self.w[name + ".weight"], self.w[name + ".bias"], stride, pad)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x, "conv1", 2, 3)), 3, 2, 1)
        outs = []
        for l in (1, 2, 3):
            for b in (0, 1):
                p = f"layer{l}.{b}"
                s = 2 if l > 1 and b == 0 else 1
                y = self.conv(F.relu(self.conv(x, p + ".conv1", s, 1)), p + ".conv2", 1, 1)
                x = F.relu(y + (self.conv(x, p + ".downsample.0", s, 0) if p + ".downsample.0.weight" in self.w else x))
            outs.append(x)
        return outs[1], outs[2]


def onnx_bytes(weights):
    """The same graph and names as the reference file: input [N,3,H,W]; layer1, layer2, layer3."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    nodes, inits = [], [numpy_helper.from_array(np.asarray(v, np.float32), k) for k, v in weights.items()]

    def conv(x, name, out, stride, pad):
        k = weights[name + ".weight"].shape[2]
        nodes.append(helper.make_node("Conv", [x, name + ".weight", name + ".bias"], [out], name=name, kernel_shape=[k, k],
                                      strides=[stride, stride], pads=[pad] * 4, dilations=[1, 1], group=1))
        return out

    def relu(x, out):
        nodes.append(helper.make_node("Relu", [x], [out], name=out + "_relu"))
        return out

    x = relu(conv("input", "conv1", "conv1_out", 2, 3), "conv1_relu")
    nodes.append(helper.make_node("MaxPool", [x], ["pool"], name="maxpool", kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4))
    x = "pool"
    for l in (1, 2, 3):
        for b in (0, 1):
            p, s = f"layer{l}.{b}", 2 if l > 1 and b == 0 else 1
            y = conv(relu(conv(x, p + ".conv1", p + ".a", s, 1), p + ".b"), p + ".conv2", p + ".c", 1, 1)
            r = conv(x, p + ".downsample.0", p + ".d", s, 0) if p + ".downsample.0.weight" in weights else x
            nodes.append(helper.make_node("Add", [y, r], [p + ".e"], name=p + ".add"))
            x = relu(p + ".e", f"layer{l}" if b == 1 else p + ".f")
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, "trunk", [info("input", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        [info(f"layer{l}", TensorProto.FLOAT, ["N", c, f"H/{d}", f"W/{d}"]) for l, c, d in ((1, 64, 4), (2, 128, 8), (3, 256, 16))], inits)
    m = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="anomaly4j-trunk")
    m.ir_version = 7
    onnx.checker.check_model(m)
    return m.SerializeToString()


def patches(l2, l3):
    """What PatchCore compares: 3 x 3 means, layer 3 on layer 2's grid, joined: [N, 384, h, w]."""
    a = F.avg_pool2d(l2.float(), 3, 1, 1)
    b = F.avg_pool2d(l3.float(), 3, 1, 1)
    return torch.cat([a, F.interpolate(b, size=a.shape[-2:], mode="bilinear", align_corners=False)], 1)


class Heads(nn.Module):
    """For training only: half a layer 4 and a projector for whole images, small projectors for patches."""

    def __init__(self, dim=128, dense=64):
        super().__init__()
        self.layer4 = Block(256, 384, 2)
        self.proj = nn.Sequential(nn.Linear(384, 1024, bias=False), nn.BatchNorm1d(1024), nn.ReLU(), nn.Linear(1024, dim))
        self.d2 = nn.Sequential(nn.Conv2d(128, 256, 1, bias=False), nn.BatchNorm2d(256), nn.ReLU(), nn.Conv2d(256, dense, 1))
        self.d3 = nn.Sequential(nn.Conv2d(256, 256, 1, bias=False), nn.BatchNorm2d(256), nn.ReLU(), nn.Conv2d(256, dense, 1))

    def forward(self, l2, l3):
        return self.proj(self.layer4(l3).mean((2, 3))), self.d2(l2), self.d3(l3)
