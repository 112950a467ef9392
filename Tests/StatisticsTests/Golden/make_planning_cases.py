"""Makes planning_cases.json: expected values of planning and of priors from history.

Needs mpmath (1.3.0 was used) and SciPy (1.17.1). Run it without arguments, for a few seconds; it writes
planning_cases.json beside itself. Everything is computed another way than in the program: users by a root of the
power, effects by a root in the effect, assurances by quadrature of the power over the prior, the variance between
experiments by Brent's method in SciPy and again by mpmath.
"""

import itertools
import json
import math
import pathlib

import mpmath
from mpmath import mp, mpf
from scipy.optimize import brentq

HERE = pathlib.Path(__file__).parent
mp.dps = 50


def text(value):
    return mpmath.nstr(value, 25)


def survival(x):
    return mpmath.erfc(x / mpmath.sqrt(2)) / 2


def quantile(p):
    # To the argument as a double, as the program sees it.
    return mpmath.sqrt(2) * mpmath.erfinv(2 * mpf(p) - 1)


def bisect(f, low, high):
    """The root of a function that rises from below 0 at low to above 0 at high."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return (low + high) / 2


# The precision of a comparison


def unit_variance(metric, difference, share, effect):
    """The squared standard error with one user, from the two arms' variances."""
    share, effect = mpf(share), mpf(effect)
    base = mpf(metric.get("rate", metric.get("mean")))
    treated = base * (1 + effect) if difference == "relative" else base + effect
    if "rate" in metric:
        v0, v1 = base * (1 - base), treated * (1 - treated)
    else:
        v0 = v1 = mpf(metric["deviation"]) ** 2
    v0, v1 = v0 / share, v1 / (1 - share)
    return v1 / base**2 + v0 * treated**2 / base**4 if difference == "relative" else v0 + v1


METRICS = [
    ({"rate": 0.05}, "absolute", 0.5, [0.005, -0.005, 0.3]),
    ({"rate": 0.05}, "relative", 0.5, [0.1, -0.1]),
    ({"rate": 0.9}, "absolute", 0.25, [0.02, -0.3]),
    ({"rate": 0.9}, "relative", 0.25, [0.02, -0.02]),
    ({"rate": 1e-4}, "absolute", 0.9, [1e-5]),
    ({"mean": 12.3, "deviation": 40.0}, "absolute", 0.5, [1.23, -0.01]),
    ({"mean": 12.3, "deviation": 40.0}, "relative", 0.8, [0.1, -0.25]),
]

PRECISION = [(metric, difference, share, effect) for metric, difference, share, effects in METRICS for effect in effects]


def comparisons():
    for metric, difference, share, effect in PRECISION:
        yield {"metric": metric, "difference": difference, "share": share, "effect": effect,
               "value": text(unit_variance(metric, difference, share, effect))}


# Tests


def multiplier(users, alpha, reading):
    if reading == "once":
        return -quantile(mpf(alpha) / 2)
    planned = users if reading == "at_plan" else mpf(reading)
    level = -2 * mpmath.log(mpf(alpha))
    rho = planned / (level + mpmath.log(1 + level))
    return mpmath.sqrt((users + rho) / users * mpmath.log((users + rho) / (rho * mpf(alpha) ** 2)))


READINGS = ["once", "at_plan", 5000, 1_000_000]


def tests():
    settings = itertools.cycle([(0.05, 0.8), (0.01, 0.95), (0.2, 0.3), (0.05, 0.06)])
    for (metric, difference, share, effect), reading in itertools.product(PRECISION, READINGS):
        alpha, wanted = next(settings)

        def distance(users, effect=effect):
            variance = unit_variance(metric, difference, share, effect)
            return abs(effect) / mpmath.sqrt(variance / users) - multiplier(users, alpha, reading) - quantile(wanted)

        # In logarithms, over all sizes from one user.
        users = mpmath.exp(bisect(lambda log: distance(mpmath.exp(log)), mpf(0), mpf(60)))
        # Sizes that find less than is wanted, and some that find nothing that a rate allows.
        half = mpf(12 if wanted == 0.95 else int(users / 2) + 100)
        edge = multiplier(half, alpha, reading)
        z = abs(effect) / mpmath.sqrt(unit_variance(metric, difference, share, effect) / half)
        sign = 1 if effect > 0 else -1
        base = metric.get("rate", 0)
        room = (1 - base if sign > 0 else base) / (base if difference == "relative" else 1) if base else mpf(10) ** 6
        detectable = None
        if distance(half, sign * mpf(room) * (1 - mpf(10) ** -12)) > 0:
            detectable = text(sign * bisect(
                lambda size: size / mpmath.sqrt(unit_variance(metric, difference, share, sign * size) / half)
                - edge - quantile(wanted), mpf(0), mpf(room)))
        yield {"metric": metric, "difference": difference, "share": share, "effect": effect, "reading": reading,
               "alpha": alpha, "wanted": wanted, "needed": text(users), "users": int(half),
               "power": text(survival(edge - z) + survival(edge + z)), "detectable": detectable}


# Posteriors


def win(effect, error, prior, point):
    """P(posterior mean over its deviation is at least point | effect), from the posterior written out."""
    if prior is None:
        return survival(point - effect / error)
    mean, deviation = map(mpf, prior)
    precision = 1 / error**2 + 1 / deviation**2
    # The posterior mean is (estimate/error² + mean/deviation²)/precision, the estimate N(effect, error²).
    edge = (point / mpmath.sqrt(precision) * precision - mean / deviation**2) * error**2
    return survival((edge - effect) / error)


def assurance(error, prior, point):
    mean, deviation = map(mpf, prior)
    marks = [mean + k * deviation for k in (-14, -6, -3, -1, 0, 1, 3, 6, 14)]
    return mpmath.quad(
        lambda x: win(x, error, prior, point) * mpmath.npdf(x, mean, deviation), sorted(marks))


def posteriors():
    effects = [0.1, 0.02, 0.5]
    priors = [None, (0.0, 0.3), (0.05, 0.1), (-0.02, 0.05), (0.08, 0.05), (0.01, 0.01)]
    for effect, prior, (threshold, wanted) in itertools.product(effects, priors, [(0.95, 0.8), (0.99, 0.5), (0.9, 0.95)]):
        point = quantile(threshold)
        if prior and mpf(prior[0]) / mpf(prior[1]) >= point:
            continue
        unit = mpf(400)
        needed = mpmath.exp(bisect(
            lambda log: win(mpf(effect), mpmath.sqrt(unit / mpmath.exp(log)), prior, point) - wanted, mpf(0), mpf(50)))
        error = 0.04
        case = {"effect": effect, "prior": prior, "threshold": threshold, "wanted": wanted, "needed": text(needed),
                "error": error, "power": text(win(mpf(effect), mpf(error), prior, point))}
        if prior:
            lead = mpf(prior[0]) / mpf(prior[1])
            case["assurance"] = text(assurance(mpf(error), prior, point))
            case["largest"] = text(survival(-lead))
        yield case


def closed_assurance(error, prior, point):
    """The formula of methods.md as it stands there."""
    mean, variance = mpf(prior[0]), mpf(prior[1]) ** 2
    deviation = mpmath.sqrt(variance * error**2 / (variance + error**2))
    return survival((point * deviation - mean) / (variance / mpmath.sqrt(variance + error**2)))


def assurances():
    for prior, threshold, part in itertools.product(
            [(0.0, 0.3), (0.05, 0.1), (-0.02, 0.05), (0.08, 0.05), (-0.3, 0.1)], [0.95, 0.99], [0.999, 0.9, 0.3, 0.01]):
        point = quantile(threshold)
        lead = mpf(prior[0]) / mpf(prior[1])
        if lead >= point:
            continue
        wanted = float(part * survival(-lead))
        unit = mpf(400)
        needed = mpmath.exp(bisect(
            lambda log: closed_assurance(mpmath.sqrt(unit / mpmath.exp(log)), prior, point) - mpf(wanted),
            mpf(-60), mpf(80)))
        if needed > 1e-9:
            yield {"prior": prior, "threshold": threshold, "wanted": wanted, "needed": text(needed)}


# Priors from history

# Tuberculosis cases and others, vaccinated and not, in the 13 trials of the BCG vaccine: Colditz et al. (1994), JAMA
# 271, 698-702, as in R's metadat::dat.bcg.
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]


def log_risk_ratios():
    for a, b, c, d in BCG:
        yield math.log(a / (a + b) / (c / (c + d))), math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


HISTORIES = {
    "BCG vaccine": list(log_risk_ratios()),
    "no more spread than chance": [
        (0.01, 0.03), (0.02, 0.03), (-0.01, 0.02), (0.0, 0.04), (0.015, 0.05), (0.005, 0.02), (0.03, 0.03),
        (-0.02, 0.03), (0.01, 0.02), (0.012, 0.03)],
    "twelve tests": [
        (0.042, 0.021), (-0.013, 0.018), (0.087, 0.035), (0.005, 0.012), (0.031, 0.026), (-0.044, 0.031),
        (0.012, 0.015), (0.120, 0.048), (0.002, 0.009), (-0.021, 0.022), (0.058, 0.027), (0.017, 0.019)],
    "one precise": [(0.3, 1e-6)] + [(0.01 * i, 0.05 + 0.01 * abs(i)) for i in range(-5, 6)],
    "far apart": [(10.0 ** (i / 2), 1e-3 * (abs(i) + 1)) for i in range(-8, 8)],
    "all equal": [(0.05, 0.01 * (i + 1)) for i in range(10)],
}


def centre(history, between):
    weights = [1 / (between + mpf(error) ** 2) for _, error in history]
    total = mpmath.fsum(weights)
    return mpmath.fsum(w * mpf(y) for w, (y, _) in zip(weights, history)) / total, total


def surplus(history, between):
    mean, _ = centre(history, between)
    return mpmath.fsum(
        (mpf(y) - mean) ** 2 / (between + mpf(error) ** 2) for y, error in history) - (len(history) - 1)


def histories():
    for name, history in HISTORIES.items():
        between = mpf(0)
        if surplus(history, mpf(0)) > 0:
            high = mpf(2) * max(abs(y) for y, _ in history) ** 2 * len(history)
            between = bisect(lambda t: -surplus(history, t), mpf(0), high)
            rough = brentq(lambda t: float(surplus(history, mpf(t))), 0, float(high), xtol=1e-16, rtol=1e-13)
            assert abs(rough - between) <= 1e-9 * between, (name, rough, between)
        mean, total = centre(history, between)
        variance = between + 1 / total
        first, error = map(mpf, history[0])
        precision = 1 / error**2 + 1 / variance
        yield {"name": name, "history": history, "between": text(between), "mean": text(mean),
               "error_of_mean": text(1 / mpmath.sqrt(total)), "deviation": text(mpmath.sqrt(variance)),
               "shrunk_mean": text((first / error**2 + mean / variance) / precision),
               "shrunk_deviation": text(1 / mpmath.sqrt(precision))}


def main():
    sections = {"comparisons": comparisons(), "tests": tests(), "posteriors": posteriors(),
                "assurances": assurances(), "histories": histories()}
    lines = ["{", '"made_by": "make_planning_cases.py, mpmath 1.3.0, 50 digits, SciPy 1.17.1",']
    for number, (name, cases) in enumerate(sections.items()):
        lines.append(f'"{name}": [')
        lines.append(",\n".join(json.dumps(case) for case in cases))
        lines.append("]," if number < len(sections) - 1 else "]")
    lines.append("}")
    (HERE / "planning_cases.json").write_text("\n".join(lines) + "\n")


main()
