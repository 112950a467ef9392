"""Known answers for the simulation: coverage by enumeration of all outcomes, intervals of shares, peeking.

    python3 Tests/Golden/simulation_cases.py > Tests/Golden/simulation_cases.json
"""

import json

import numpy
import scipy
from scipy import integrate, stats


def gaussian(n, k0, k1, lift):
    """Whether the delta-method interval covers; None without a base or a variance."""
    m0, m1 = k0 / n, k1 / n
    if m0 == 0:
        return None
    variance = m1 * (1 - m1) / n / m0**2 + m0 * (1 - m0) / n * m1**2 / m0**4
    if variance == 0:
        return None
    return abs(m1 / m0 - 1 - lift) <= stats.norm.isf(0.025) * variance**0.5


def fieller(n, k0, k1, lift):
    """Whether the contrast m1 - (1 + lift) m0 lies within t standard errors of 0; None without a variance."""
    m0, m1 = k0 / n, k1 / n
    v0, v1 = m0 * (1 - m0) / n, m1 * (1 - m1) / n
    if v0 + v1 == 0:
        return None
    df = (v0 + v1) ** 2 / (v0**2 / (n - 1) + v1**2 / (n - 1))
    t = stats.t.isf(0.025, df)
    if m0 <= t * v0**0.5:
        return True  # unbounded
    return abs(m1 - (1 + lift) * m0) <= t * (v1 + (1 + lift) ** 2 * v0) ** 0.5


def exact(n, k0, k1, lift):
    """Whether the posterior probability of a lift below the true one lies between 0.025 and 0.975."""
    control, treatment = stats.beta(1 + k0, 1 + n - k0), stats.beta(1 + k1, 1 + n - k1)
    below, _ = integrate.quad(
        lambda x: control.pdf(x) * treatment.cdf((1 + lift) * x), 0, 1, points=[control.mean()], epsabs=1e-10,
        limit=200)
    return 0.025 <= below <= 0.975


def coverage(method, n, rate, lift):
    covering = computable = 0.0
    for k0 in range(n + 1):
        for k1 in range(n + 1):
            weight = stats.binom.pmf(k0, n, rate) * stats.binom.pmf(k1, n, rate * (1 + lift))
            if weight < 1e-12:
                continue
            covers = method(n, k0, k1, lift)
            if covers is not None:
                computable += weight
                covering += weight * covers
    return {"computable": computable, "covering": covering / computable}


def peeking(runs=1_000_000):
    """How often a running mean of 28 normal days ever has a one-sided p-value of at most 0.05."""
    generator = numpy.random.default_rng(20261123)
    total = numpy.zeros(runs)
    ever = numpy.zeros(runs, dtype=bool)
    answer = {}
    for look in range(1, 29):
        total += generator.standard_normal(runs)
        ever |= total / look**0.5 >= stats.norm.isf(0.05)
        if look in (7, 14, 28):
            answer[str(look)] = float(ever.mean())
    return answer


methods = {"gaussian": gaussian, "exact": exact, "fieller": fieller}
cells = [(12, 0.3, 0.25), (30, 0.1, 0.0)]
print(json.dumps({
    "made_by": f"simulation_cases.py, scipy {scipy.__version__}, numpy {numpy.__version__}",
    "coverage": [
        {"n": n, "rate": rate, "lift": lift, "method": name, **coverage(method, n, rate, lift)}
        for n, rate, lift in cells for name, method in methods.items()
    ],
    "wilson": [
        {"count": k, "of": n, "lower": interval.low, "upper": interval.high}
        for k, n in [(0, 100), (3, 100), (50, 100), (100, 100), (3801, 4000), (38_012, 40_000)]
        for interval in [stats.binomtest(k, n).proportion_ci(method="wilson")]
    ],
    "binomial": [
        {"n": n, "p": p, "pmf": {str(k): float(stats.binom.pmf(k, n, p)) for k in ks}}
        for n, p in [(10, 0.3), (300, 0.005), (50, 0.97), (1000, 0.2), (10_000, 0.05)]
        for ks in [[k for k in range(n + 1) if stats.binom.pmf(k, n, p) > 1e-9]]
    ],
    "p_win_peeking": peeking(),
}, indent=1))
