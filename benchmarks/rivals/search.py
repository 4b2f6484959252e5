"""Exact nearest neighbors of 784 patches among 10,000, each of 160 numbers: scikit-learn and FAISS."""

import statistics
import time

import faiss
import numpy as np
from sklearn.neighbors import NearestNeighbors

QUERIES, POINTS, NUMBERS = 784, 10_000, 160
CLUSTERS, LATENT, SPREAD, NOISE = 2_000, 40, 0.3, 0.05
WARM_UP, RUNS = 3, 15


def points(random, centers, projection, count):
    latent = centers[random.integers(CLUSTERS, size=count)] + SPREAD * random.standard_normal((count, LATENT))
    values = latent @ projection / np.sqrt(LATENT) + NOISE * random.standard_normal((count, NUMBERS))
    return values.astype(np.float32)


def measure(kind, threads):
    """Milliseconds; the points are drawn as in the library's SearchBenchmark."""
    random = np.random.default_rng(1)
    centers = random.standard_normal((CLUSTERS, LATENT))
    projection = random.standard_normal((LATENT, NUMBERS))
    bank = points(random, centers, projection, POINTS)
    queries = points(random, centers, projection, QUERIES)
    if kind == "faiss":
        faiss.omp_set_num_threads(threads)
        index = faiss.IndexFlatL2(NUMBERS)
        index.add(bank)
        find = lambda: index.search(queries, 1)  # noqa: E731
    else:
        index = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(bank)
        find = lambda: index.kneighbors(queries)  # noqa: E731
    times = []
    for run in range(WARM_UP + RUNS):
        start = time.perf_counter()
        find()
        if run >= WARM_UP:
            times.append((time.perf_counter() - start) * 1e3)
    return {"search, ms": statistics.median(times)}
