"""Folded weights to ONNX and float16, checked: python export.py WEIGHTS.npz OUT_PREFIX"""
import sys

import numpy as np
import onnxruntime
import torch

from trunk import Folded, onnx_bytes

w = {k: v.astype(np.float32) for k, v in np.load(sys.argv[1]).items()}
out = sys.argv[2]
np.savez(out + ".npz", **w)
np.savez(out + "-f16.npz", **{k: v.astype(np.float16) for k, v in w.items()})
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
