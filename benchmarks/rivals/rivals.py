"""Measures the library beside what its users would pick instead, by turns, and prints one table.

python benchmarks/rivals/rivals.py --data DIR --backbone resnet18.onnx --weights resnet18.npz

Needs the packages of requirements.txt, and `mvn -B -ntp -DskipTests package` before. Each measurement is a process of
its own; both sides have the same number of threads. With --rounds 3 each is run three times, the sides taking turns.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLI = ROOT / "anomaly-cli/target/anomaly.jar"
BENCHMARKS = ROOT / "benchmarks/target/benchmarks.jar"


# PatchCore keeps a number between each two arrays of 25 MB that it frees, into whose place the next one then does not
# fit: glibc's heap grows by 25 MB a step. Arrays in mappings of their own are given back.
ARRAYS_IN_MAPPINGS = {"MALLOC_MMAP_THRESHOLD_": "4000000"}


def run(command, threads, variables=None):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), **(variables or {}))
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def python(module, arguments, threads):
    code = f"import json, torch; torch.set_num_threads({threads}); import {module}; print(json.dumps({module}.{arguments}))"
    if module == "search":
        code = f"import json, search; print(json.dumps(search.{arguments}))"
    if module == "detectors":
        code = "import pathlib; " + code
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'benchmarks/rivals')!r}); {code}"]
    variables = ARRAYS_IN_MAPPINGS if module == "detectors" else None
    return json.loads(run(command, threads, variables).splitlines()[-1])


def our_network(threads):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "jmh.json"
        include = "SpeedBenchmark.(forward|trainingStep)$"
        run(["java", "-cp", BENCHMARKS, "org.openjdk.jmh.Main", include, "-rf", "json", "-rff", file], threads)
        medians = {
            result["benchmark"].rsplit(".", 1)[1]: result["primaryMetric"]["scorePercentiles"]["50.0"]
            for result in json.loads(file.read_text())
        }
    return {"training step": medians["trainingStep"], "forward": medians["forward"]}


def our_search(threads):
    text = run(["java", "-cp", BENCHMARKS, "io.github.anomaly4j.library.SearchBenchmark", "--points", 10_000,
                "--channels", 160, "--threads", threads, "--rounds", 31], threads)
    return {"search, ms": 1000 * float(re.search(r"as we do\s+([\d.]+) s", text).group(1))}


def ours(arguments, data, product, threads):
    with tempfile.TemporaryDirectory() as folder:
        text = run(["java", "-Xmx3g", "-jar", CLI, "evaluate", "--quiet", "--threads", threads, "--data", data,
                    "--products", product, "--out", folder, *arguments], threads)
        figures = json.loads((pathlib.Path(folder) / "evaluation.json").read_text())
    seconds, memory = re.search(r"training: +(\d+) s, peak memory ([\d.]+) GiB", text).groups()
    return {
        "fit, s": float(seconds),
        "detect, ms": float(re.search(r"per image: (\d+) ms", text).group(1)),
        "AUROC": figures["mean"]["imageAuroc"],
        "peak, MiB": 1024 * float(memory),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, help="a folder of products in the layout of MVTec AD")
    parser.add_argument("--product", default="screw")
    parser.add_argument("--backbone", type=pathlib.Path, help="an ImageNet ResNet-18 as ONNX, with layer2 and layer3")
    parser.add_argument("--weights", type=pathlib.Path, help="the same weights as arrays, batch normalization folded in")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["network", "search", "detectors"])
    options = parser.parse_args()
    threads = options.threads

    sides = {}
    if options.only in (None, "network"):
        sides["ours: U-Net"] = lambda: our_network(threads)
        for form in ("eager", "channels-last", "compiled"):
            sides[f"PyTorch: {form}"] = lambda form=form: python("network", f"measure({form!r})", threads)
    if options.only in (None, "search"):
        sides["ours: exact search"] = lambda: our_search(threads)
        for kind in ("faiss", "scikit-learn"):
            sides[f"{kind}: exact search"] = lambda kind=kind: python("search", f"measure({kind!r}, {threads})", threads)
    if options.only in (None, "detectors") and options.data:
        trunk = ["--backbone", options.backbone, "--layers", "layer2,layer3"]
        product = options.data / options.product
        sides["ours: default"] = lambda: ours([], options.data, options.product, threads)
        sides["ours: ResNet-18 bank"] = lambda: ours([*trunk, "--evidence", "backbone=1"], options.data,
                                                     options.product, threads)
        sides["ours: ResNet-18 Gaussians"] = lambda: ours([*trunk, "--evidence", "gaussian=1"], options.data,
                                                          options.product, threads)
        for kind in ("patchcore", "padim"):
            call = f"measure({kind!r}, {str(options.weights)!r}, pathlib.Path({str(product)!r}))"
            sides[f"anomalib: {kind}"] = lambda call=call: python("detectors", call, threads)

    results = {name: [] for name in sides}
    for number in range(options.rounds):
        for name, measure in sides.items():
            results[name].append(measure())
            print(f"round {number + 1}, {name}: {results[name][-1]}", file=sys.stderr, flush=True)

    print(f"{threads} threads, medians of {options.rounds} rounds (lowest to highest)")
    for name, rounds in results.items():
        for figure in rounds[0]:
            values = sorted(one[figure] for one in rounds)
            print(f"{name:28s} {figure:14s} {statistics.median(values):10.3f}  ({values[0]:.3f} to {values[-1]:.3f})")


if __name__ == "__main__":
    main()
