"""Makes sequential_cases.json: expected values of the always-valid methods, for arguments that are doubles exactly.

Needs mpmath (1.3.0 was used), NumPy (2.4.6) and SciPy (1.17.1). Run it without arguments, for about a minute; it writes
sequential_cases.json beside itself and prints the points of GaussHermite.swift. The published cases come from
confseq (test/uniform_boundaries_unittest.cpp at 70b1ef30), Optimizely's ssrm (ssrm_test/test_ssrm_test.py) and
GrowthBook's engine (packages/stats/tests/frequentist/test_tests.py at 8f1db445); they are in the tests.
"""

import itertools
import json
import pathlib

import mpmath
import numpy
from mpmath import mp, mpf
from scipy.stats import false_discovery_control

HERE = pathlib.Path(__file__).parent
mp.dps = 50


def text(value):
    return mpmath.nstr(value, 25)


# The asymptotic sequence


def rho(alpha, planned):
    level = -2 * mpmath.log(mpf(alpha))
    return planned / (level + mpmath.log(1 + level))


def multiplier(users, alpha, planned):
    r = rho(alpha, planned)
    return mpmath.sqrt((users + r) / users * mpmath.log((users + r) / (r * mpf(alpha) ** 2)))


def multiplier_cases():
    for users, alpha, planned in itertools.product(
            [1, 1000, 10_000, 100_000, 10**9], [0.5, 0.05, 0.01, 1e-12], [1, 2000, 10_000, 10**8]):
        yield {"users": users, "alpha": alpha, "planned": planned, "value": text(multiplier(users, alpha, planned))}


def roots(m0, v0, m1, v1, b):
    """Fieller's quadratic as in the textbook; none if it is unbounded."""
    a, c, q = m0**2 - b**2 * v0, m1**2 - b**2 * v1, m0 * m1
    if a <= 0:
        return None
    s = mpmath.sqrt(q * q - a * c)
    return [text((q - s) / a - 1), text((q + s) / a - 1)]


ARMS = [
    ((1000, 0.1, 0.09), (1000, 0.12, 0.1056)), ((5000, 0.01, 0.0099), (5200, 0.0101, 0.00999)),
    ((150, 0.05, 0.0475), (140, 0.2, 0.16)), ((3000, 0.4656, 17.2477), (3461, 0.7, 38.43)),
    ((100_000, 12.5, 900.0), (100_003, 12.1, 850.0)), ((10_000_000, 0.3, 0.21), (10_000_000, 0.3000001, 0.21)),
    ((400, 5.0, 0.0), (400, 5.01, 0.3)), ((400, 5.0, 0.3), (400, 5.01, 0.0)), ((500, 2.0, 1.0), (500, -1.0, 4.0)),
    ((500, 2.0, 1.0), (500, 2.0, 1.0)), ((200, 1e-150, 1e-300), (200, 2e-150, 1e-300)),
    ((200, 1e150, 1e300), (200, 9e149, 1e300)), ((1000, 1.0, 1e-8), (1000, 1.0 + 1e-9, 1e-8)),
]


def comparison_cases():
    for (control, treatment), planned in itertools.product(ARMS, [1000, 10_000]):
        (n0, m0, s0), (n1, m1, s1) = [(n, mpf(m), mpf(s)) for n, m, s in (control, treatment)]
        v0, v1, users = s0 / n0, s1 / n1, n0 + n1
        b = multiplier(users, 0.05, planned)
        difference, error = m1 - m0, mpmath.sqrt(v0 + v1)
        r = rho(0.05, planned)
        log_evidence = (difference / error) ** 2 * users / (2 * (users + r)) - mpmath.log(1 + users / r) / 2
        yield {
            "control": list(control), "treatment": list(treatment), "planned": planned,
            "error": text(error), "lower": text(difference - b * error), "upper": text(difference + b * error),
            "log_evidence": text(log_evidence), "p": text(min(mpf(1), mpmath.exp(-log_evidence))),
            "lift": roots(m0, v0, m1, v1, b)}


# Counts


def dirichlet(counts, shares, prior):
    total, prior_total = sum(counts), sum(prior)
    value = mpmath.loggamma(prior_total) - mpmath.loggamma(prior_total + total)
    for count, share, a in zip(counts, shares, prior):
        value += mpmath.loggamma(a + count) - mpmath.loggamma(a) - count * mpmath.log(share)
    return value


def hermite_points():
    guesses, _ = numpy.polynomial.hermite_e.hermegauss(41)

    def last_two(x):
        previous, value = mpf(1), x
        for k in range(1, 41):
            previous, value = value, x * value - k * previous
        return previous, value

    points = []
    for guess in guesses:
        x = mpf(float(guess)) if abs(guess) > 1e-6 else mpf(0)
        for _ in range(8):
            previous, value = last_two(x)
            x -= value / (41 * previous)
        points.append((x, mpmath.factorial(40) / (41 * last_two(x)[0] ** 2)))
    return points


POINTS = hermite_points()


def sample_ratio(strata):
    shares = [[mpf(w) / sum(map(mpf, weights)) for w in weights] for _, weights in strata]
    by_concentration = []
    for c in [100, 1000, 10_000]:
        log_value = mpf(0)
        for (counts, _), theta in zip(strata, shares):
            kept = [(s, t) for s, t in zip(counts, theta) if t > 0]
            log_value += dirichlet([s for s, _ in kept], [t for _, t in kept], [c * t for _, t in kept])
        by_concentration.append(mpmath.exp(log_value))
    evidence = sum(by_concentration) / 3
    if len(strata) == 1:
        return mpmath.log(evidence)
    tilted = mpf(0)
    arms = len(strata[0][0])
    for arm in range(arms):
        for z, weight in POINTS:
            factor = mpf(0)
            for (counts, _), theta in zip(strata, shares):
                raised = [t * mpmath.exp(z / 20 if k == arm else 0) for k, t in enumerate(theta)]
                for count, t, r in zip(counts, theta, raised):
                    if t > 0:
                        factor += count * mpmath.log(r / sum(raised) / t)
            tilted += weight * mpmath.exp(factor) / arms
    return mpmath.log((tilted + evidence) / 2)


STRATA = [
    [([44_700, 45_489], [0.5, 0.5])],
    [([821_588, 815_482], [1, 1])],
    [([166_080, 171_180, 166_300], [1, 1, 1])],
    [([1, 0], [0.5, 0.5])],
    [([5_000_000, 5_010_000], [1, 1])],
    [([1000, 0, 900], [0.5, 0, 0.5])],
    [([10, 10_000_000], [1e-6, 1])],
    [([3, 0], [1e-9, 1])],
    [([44_700, 45_489], [0.5, 0.5]), ([100, 100], [0.5, 0.5])],
    [([5000, 5000], [1, 1]), ([9100, 900], [0.9, 0.1]), ([2000, 7900], [0.2, 0.8])],
    [([5150, 5000], [1, 1]), ([9200, 900], [0.9, 0.1]), ([2150, 7900], [0.2, 0.8])],
    [([900, 500, 500], [2, 1, 1]), ([1000, 0, 990], [1, 0, 1]), ([500, 0, 0], [1, 0, 0])],
    [([3_000_000, 3_003_000], [1, 1]), ([4_000_000, 1_000_000], [0.8, 0.2])],
]


def sample_ratio_cases():
    for strata in STRATA:
        value = sample_ratio(strata)
        yield {"strata": [{"observed": counts, "weights": weights} for counts, weights in strata],
               "log_evidence": text(value), "p": text(min(mpf(1), mpmath.exp(-value)))}


# Proportions


def concentration(alpha, tuning):
    level = -2 * mpmath.log(mpf(alpha))
    return max(tuning / (level + mpmath.log(1 + level)) - 1, mpf("0.001"))


def evidence_against(p, n, k, c):
    return dirichlet([k, n - k], [p, 1 - p], [c * p, c * (1 - p)])


def bisect(low, high, is_low):
    """In logarithms first, as a bound may be many orders of magnitude below the observed proportion."""
    while high / low > 2:
        middle = mpmath.sqrt(low * high)
        low, high = (middle, high) if is_low(middle) else (low, middle)
    for _ in range(110):
        middle = (low + high) / 2
        low, high = (middle, high) if is_low(middle) else (low, middle)
    return low


def bounds(n, k, alpha, tuning):
    c, threshold = concentration(alpha, tuning), -mpmath.log(mpf(alpha))

    def lowest(k):
        if k < 2:
            return mpf(0)
        return bisect(mpf("1e-300"), mpf(k) / n, lambda p: evidence_against(p, n, k, c) >= threshold)

    # The upper bound is the complement of the lower one of the others.
    lower, upper = lowest(k), 1 - lowest(n - k)
    return lower, upper


COUNTS = [(1, 0), (1, 1), (2, 1), (50, 0), (50, 1), (50, 2), (50, 5), (50, 25), (50, 48), (50, 49), (50, 50), (90, 30),
          (400, 4), (4000, 4), (1_000_000, 4), (1_000_000, 300_000), (10**7, 10**7 - 3)]


def proportion_cases():
    for (n, k), (alpha, tuning) in itertools.product(COUNTS, [(0.025, 100), (0.05, 5000), (0.01, 1)]):
        with mp.workdps(40):
            lower, upper = bounds(n, k, alpha, tuning)
            yield {"n": n, "k": k, "alpha": alpha, "tuning": tuning, "lower": text(lower), "upper": text(upper)}


def proportion_comparison_cases():
    pairs = [((90, 2), (90, 30)), ((90, 30), (90, 2)), ((400, 4), (400, 30)), ((50, 0), (50, 40)),
             ((50, 40), (50, 0)), ((300, 3), (310, 4)), ((80, 78), (80, 40)), ((2000, 3), (2000, 60))]
    for control, treatment in pairs:
        c = concentration(0.025, 100)
        low, high = sorted([control, treatment], key=lambda arm: mpf(arm[1]) / arm[0])
        start = max(mpf(low[1]) / low[0], mpf("1e-60"))
        meeting = bisect(start, mpf(high[1]) / high[0],
                         lambda p: evidence_against(p, *low, c) < evidence_against(p, *high, c))
        p = 2 * mpmath.exp(-evidence_against(meeting, *low, c))
        (l0, u0), (l1, u1) = bounds(*control, 0.025, 100), bounds(*treatment, 0.025, 100)
        yield {"control": control, "treatment": treatment, "p": text(min(mpf(1), p)),
               "smallest": text(l1 / u0 - 1), "largest": text(u1 / l0 - 1) if l0 > 0 else None}


# Several comparisons


def holm_by_closure(p):
    """Holm's test is the closed test of Bonferroni's: the largest p-value of any set that holds the hypothesis."""
    sets = [s for size in range(1, len(p) + 1) for s in itertools.combinations(range(len(p)), size)]
    return [max(min(1.0, len(s) * min(p[j] for j in s)) for s in sets if i in s) for i in range(len(p))]


def multiple_cases():
    # Hochberg and Benjamini's own fifteen p-values, then ties, ends and no order.
    for p in [[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
               0.7590, 1.0], [0.01, 0.04, 0.03], [0.03, 0.03, 0.03], [0.5, 0.01, 0.01, 1.0, 0.0], [0.2], [1.0, 1.0],
              [0.04, 0.041, 0.042, 0.043, 0.044], [1e-300, 1e-20, 0.9]]:
        yield {"p": p, "holm": holm_by_closure(p) if len(p) < 12 else None,
               "bh": [float(v) for v in false_discovery_control(p)]}


def main():
    sections = {
        "multipliers": multiplier_cases(), "comparisons": comparison_cases(), "sample_ratios": sample_ratio_cases(),
        "proportions": proportion_cases(), "proportion_comparisons": proportion_comparison_cases(),
        "multiple": multiple_cases()}
    lines = ['"made_by": "make_sequential_cases.py, mpmath 1.3.0, 50 digits (proportions 40), SciPy 1.17.1"']
    for name, cases in sections.items():
        lines.append(f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]")
    (HERE / "sequential_cases.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    for z, weight in POINTS[20:]:
        print(f"({mpmath.nstr(abs(z), 19)}, {mpmath.nstr(mpmath.log(weight), 19)}),")


if __name__ == "__main__":
    main()
