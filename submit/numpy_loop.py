#!/usr/bin/env python3
"""Runs a second of a plain NumPy loop, to compare `submit/widesweep bench` with.

usage: numpy_loop.py [--seconds S] WIDTH...

A network 64-w-40-10 (ReLU, softmax) on data of Digits' shape: 1438 calibration and 359 test samples.
Layer 2 is pruned as target W2 with p 0.3 and alpha 0.9. Counted is what a run needs of its own:
  - a uniform for every weight, and the weights that they give,
  - Psi over the calibration samples, through their second moments,
  - logits and softmax of the test samples, the squared errors of both, accuracy and cross-entropy.
Not counted, because a run shares it with others: the dense network's outputs, second moments, and
which weights are offered. Data and weights are random numbers: times do not depend on their values.
In float64, on one thread. Prints a line per width: the width and the median of five rates.
"""

import os

# Read when NumPy loads its BLAS, so before the import.
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import platform
import statistics
import time

import numpy as np

UNITS_OF_LAYER_2 = 40
CLASSES = 10
CALIBRATION_SAMPLES = 1438
TEST_SAMPLES = 359
KEEP_PROBABILITY = 0.3
ALPHA = 0.9
RATES = 5


def softmax(logits):
    """Probabilities, and the logarithm of what divides them: one row per sample."""
    largest = logits.max(axis=1, keepdims=True)
    exponentials = np.exp(logits - largest)
    sums = exponentials.sum(axis=1, keepdims=True)
    return exponentials / sums, np.log(sums[:, 0]) + largest[:, 0]


def runs_per_second(width, seconds):
    random = np.random.default_rng(0)
    weights = random.standard_normal((UNITS_OF_LAYER_2, width)) / np.sqrt(width)
    last_weights = random.standard_normal((CLASSES, UNITS_OF_LAYER_2))
    calibration = np.maximum(random.standard_normal((CALIBRATION_SAMPLES, width)), 0)
    test = np.maximum(random.standard_normal((TEST_SAMPLES, width)), 0)
    labels = random.integers(0, CLASSES, TEST_SAMPLES)
    rows = np.arange(TEST_SAMPLES)

    def logits_of(layer_2):
        return np.maximum(test @ layer_2.T, 0) @ last_weights.T

    # What all runs share.
    second_moments = calibration.T @ calibration / CALIBRATION_SAMPLES
    dense_logits = logits_of(weights)
    dense_outputs, _ = softmax(dense_logits)
    scores = (weights**2 * second_moments.diagonal()).ravel()
    offered = np.zeros(weights.size, bool)
    offered[np.argsort(scores, kind="stable")[: int(ALPHA * weights.size)]] = True
    offered = offered.reshape(weights.shape)
    kept = weights / KEEP_PROBABILITY

    def run():
        uniforms = random.random(weights.shape)
        drawn = np.where(offered, np.where(uniforms < KEEP_PROBABILITY, kept, 0), weights)
        difference = weights - drawn
        psi = np.einsum("ij,ij->", difference @ second_moments, difference)
        logits = logits_of(drawn)
        outputs, log_sums = softmax(logits)
        return (
            psi,
            ((logits - dense_logits) ** 2).sum() / TEST_SAMPLES,
            ((outputs - dense_outputs) ** 2).sum() / TEST_SAMPLES,
            (outputs.argmax(axis=1) == labels).mean(),
            (log_sums - logits[rows, labels]).mean(),
        )

    def rate():
        start = time.perf_counter()
        runs = 0
        while runs == 0 or time.perf_counter() - start < seconds:
            run()
            runs += 1
        return runs / (time.perf_counter() - start)

    rate()  # warms up
    return statistics.median(rate() for _ in range(RATES))


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return number


def main():
    parser = argparse.ArgumentParser(description="Runs a second of a plain NumPy loop.")
    parser.add_argument("--seconds", type=float, default=1, help="time for each of the five rates (default: 1)")
    parser.add_argument("widths", type=positive, nargs="+", metavar="WIDTH")
    arguments = parser.parse_args()
    print(f"# NumPy {np.__version__}, Python {platform.python_version()}", flush=True)
    for width in arguments.widths:
        print(f"{width} {runs_per_second(width, arguments.seconds):.1f}", flush=True)


if __name__ == "__main__":
    main()
