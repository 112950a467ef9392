"""Makes quantile_cases.json: ranks, order statistics and caps, and two cases of GrowthBook's statistics engine.

Needs NumPy (2.4.6 was used) and SciPy (1.17.1). Run it without arguments, for a few seconds; it writes
quantile_cases.json beside itself and prints the smallest and largest coverage of the intervals.

Ranks come from fractions of the levels as they are written, so no product is rounded. The clusters are a sample whose
users have one to nine values each; the variance of their share is NumPy's of the residuals, user by user.
"""

import json
import math
import pathlib
from fractions import Fraction

import numpy
import scipy
from scipy import stats

HERE = pathlib.Path(__file__).parent
LEVELS = ["0.01", "0.05", "0.07", "0.1", "0.25", "0.29", "0.5", "0.75", "0.9", "0.95", "0.99", "0.999"]
COUNTS = [1, 2, 10, 40, 100, 1000, 4321, 10_000, 1_000_000, 123_456_789]


def rank(share, n):
    return min(n, max(1, math.ceil(share * n)))


def rank_cases():
    for level in LEVELS:
        for n in COUNTS:
            for alpha in [0.05, 0.01]:
                share = Fraction(level)
                # The margin is irrational: the rounding of its double decides no rank here.
                margin = Fraction(float(stats.norm.isf(alpha / 2)) * math.sqrt(float(share * (1 - share)) / n))
                yield {"level": float(level), "n": n, "alpha": alpha, "lower": rank(share - margin, n),
                       "estimate": rank(share, n), "upper": rank(share + margin, n)}


def coverage(case):
    """P(x(lower) <= quantile < x(upper)) for any continuous distribution; none where an end was clamped."""
    n, p = case["n"], case["level"]
    margin = stats.norm.isf(case["alpha"] / 2) * math.sqrt(p * (1 - p) / n)
    if p - margin <= 0 or p + margin >= 1:
        return None
    return float(stats.binom.cdf(case["upper"] - 1, n, p) - stats.binom.cdf(case["lower"] - 1, n, p))


def at(ordered, ranks, key):
    return float(ordered[ranks[key] - 1])


def sample_cases():
    generator = numpy.random.default_rng(20261)
    for level, users in [(0.5, 400), (0.9, 300), (0.95, 2000)]:
        counts = generator.integers(1, 10, users)
        speed = generator.normal(5, 0.6, users)
        values = [numpy.round(numpy.exp(generator.normal(m, 0.4, c)), 3) for m, c in zip(speed, counts)]
        ordered = numpy.sort(numpy.concatenate(values))
        n = len(ordered)
        margin = stats.norm.isf(0.025) * math.sqrt(level * (1 - level) / n)
        ranks = {"lower": rank(level - margin, n), "estimate": rank(level, n), "upper": rank(level + margin, n)}
        estimate = at(ordered, ranks, "estimate")
        width = at(ordered, ranks, "upper") - at(ordered, ranks, "lower")
        squared = (width / (2 * stats.norm.isf(0.025))) ** 2 * (n - 1) / n
        below = numpy.array([numpy.sum(v <= estimate) for v in values], dtype=float)
        residuals = below - below.sum() / n * counts
        share = numpy.sum(residuals**2) / (users - 1) / (users * numpy.mean(counts) ** 2)
        yield {
            "level": level, "n": n, "ranks": ranks, "estimate": estimate, "lower": at(ordered, ranks, "lower"),
            "upper": at(ordered, ranks, "upper"), "variance": float(squared * n),
            "users": users, "below_sum": float(below.sum()), "below_sum_squares": float(numpy.sum(below**2)),
            "count_sum_squares": int(numpy.sum(counts.astype(int) ** 2)),
            "product_sum": float(numpy.sum(below * counts)),
            "clustered_variance": float(squared * n * share / (level * (1 - level) / n)),
        }


def winsorising_cases():
    generator = numpy.random.default_rng(20262)
    spend = numpy.round(numpy.where(generator.random(300) < 0.2, numpy.exp(generator.normal(3, 1.2, 300)), 0), 2)
    balance = numpy.round(generator.normal(5, 10, 101), 2)
    for name, values in [("spend", spend), ("with negative values", balance), ("one user", numpy.array([0, 0, 7.5])),
                         ("ties", numpy.array([1.0, 2, 2, 2, 2, 3]))]:
        for percentile in [0.1, 50, 90, 95, 99, 100]:
            nonzero = values[values != 0]
            cap = float(numpy.percentile(nonzero, percentile, method="inverted_cdf"))
            if cap <= 0:
                continue
            capped = numpy.minimum(values, cap)
            yield {"name": name, "percentile": percentile, "values": values.tolist(), "cap": cap,
                   "sum": math.fsum(capped), "sum_squares": math.fsum(capped**2),
                   "capped_users": int(numpy.sum(values > cap))}


ENGINE = {
    "made_by": "GrowthBook statistics engine, repo 8f1db4456915 packages/stats (python 3.11, scipy 1.14.1, numpy 1.26.4)",
    "name": "quantile_event_clustered_absolute",
    "control": {
        "n": 20000, "n_star": 20000, "level": 0.9, "estimate": 7.15, "lower": 7.1, "upper": 7.21, "users": 2500,
        "below_sum": 18000.0, "below_sum_squares": 180000.0, "count_sum": 20000.0, "count_sum_squares": 250000.0,
        "product_sum": 210000.0, "variance": 39.386849045054895},
    "treatment": {
        "n": 20500, "n_star": 20480, "level": 0.9, "estimate": 7.35, "lower": 7.28, "upper": 7.41, "users": 2520,
        "below_sum": 18450.0, "below_sum_squares": 185000.0, "count_sum": 20500.0, "count_sum_squares": 256000.0,
        "product_sum": 215500.0, "variance": 54.46909498420486},
    "difference": 0.1999999999999993, "standard_error": 0.0680174350874281,
    "interval": [0.06668421846700676, 0.3333157815329918], "p_value": 0.003279536390153659,
}


def write():
    ranks = list(rank_cases())
    covered = [c for c in (coverage(case) for case in ranks if case["alpha"] == 0.05) if c is not None]
    print(f"coverage of the 95 % interval: {min(covered):.4f} to {max(covered):.4f} in {len(covered)} cases")
    sections = {"ranks": ranks, "samples": list(sample_cases()), "winsorising": list(winsorising_cases())}
    made_by = f"make_quantile_cases.py with NumPy {numpy.__version__} and SciPy {scipy.__version__}"
    parts = [f'"made_by": {json.dumps(made_by)}', f'"engine": {json.dumps(ENGINE)}']
    for name, cases in sections.items():
        parts.append(f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]")
    (HERE / "quantile_cases.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


write()
