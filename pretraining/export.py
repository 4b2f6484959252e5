"""Folded weights to ONNX and float16, checked: python export.py WEIGHTS.npz OUT_PREFIX"""
import sys

import numpy as np
import onnxruntime
import torch

from trunk import Folded, onnx_bytes

w = {k: v.astype(np.float32) for k, v in np.load(sys.argv[1]).items()}
out = sys.argv[2]
np.savez(out + ".npz", **w)
with open(out + ".f16", "wb") as f:  # in the order of the library's TrunkLayers, kernels as [height, width, in, out]
    names = ["conv1"]
    for layer in (1, 2, 3):
        for block in (0, 1):
            names += [f"layer{layer}.{block}.conv1", f"layer{layer}.{block}.conv2"]
            if layer > 1 and block == 0:
                names.append(f"layer{layer}.{block}.downsample.0")
    for name in names:
        f.write(w[name + ".weight"].transpose(2, 3, 1, 0).astype("<f2").tobytes())
        f.write(w[name + ".bias"].astype("<f2").tobytes())
open(out + ".onnx", "wb").write(onnx_bytes(w))
s = onnxruntime.SessionOptions()
s.intra_op_num_threads = 1
x = np.random.RandomState(0).randn(2, 3, 224, 192).astype(np.float32)
o = onnxruntime.InferenceSession(out + ".onnx", s, providers=["CPUExecutionProvider"]).run(["layer2", "layer3"], {"input": x})
for tag, f in (("float32", w), ("float16 weights", {k: v.astype(np.float16) for k, v in w.items()})):
    with torch.no_grad():
        t = Folded(f, "cpu")(torch.from_numpy(x))
    print(tag, [float(np.abs(a - b.numpy()).max() / np.abs(a).max()) for a, b in zip(o, t)], [a.shape for a in o])
print("float16 largest weight", max(np.abs(v).max() for v in w.values()), "parameters", sum(v.size for v in w.values()))
