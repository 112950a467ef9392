"""Makes trend_cases.json: expected values of the line through the lifts of a holdout.

Needs mpmath (1.3.0 was used) and NumPy (2.4.6). Run it without arguments, for a second; it writes trend_cases.json
beside itself. The line is fitted another way than in the program: by the normal equations in mpmath, without centring,
and again by NumPy's polyfit with unscaled covariance, which must agree.
"""

import json
import pathlib

import mpmath
import numpy
from mpmath import mp, mpf

HERE = pathlib.Path(__file__).parent
mp.dps = 50

# Per checkpoint: mid-window day, lift, standard error.
SERIES = {
    "the page's example": [[15, 0.124, 0.018], [45, 0.078, 0.019], [75, 0.042, 0.021]],
    "two checkpoints": [[15, 0.08, 0.02], [45, 0.05, 0.03]],
    "a constant lift": [[15, 0.1, 0.02], [45, 0.1, 0.02], [75, 0.1, 0.02]],
    "a lift that grows": [[7, 0.01, 0.012], [21, 0.03, 0.011], [35, 0.046, 0.013], [49, 0.07, 0.012]],
    "twelve checkpoints": [[15 + 30 * i, 0.09 - 0.004 * i + 0.01 * (-1) ** i, 0.02 + 0.002 * i] for i in range(12)],
    "unequal errors": [[15, 0.3, 0.5], [45, 0.05, 0.001], [75, 0.06, 0.04]],
    "one error far below the other": [[15, 0.2, 0.3], [45, 0.1, 3e-9]],
    "a loss": [[15, -0.06, 0.02], [45, -0.05, 0.02], [75, -0.07, 0.025]],
    "far in the tail": [[15, 0.5, 0.02], [45, 0.48, 0.03], [75, 0.51, 0.025]],
    "windows of one day": [[0.5, 0.2, 0.05], [1.5, 0.1, 0.05], [2.5, 0.12, 0.05]],
    "not in order": [[75, 0.042, 0.021], [15, 0.124, 0.018], [45, 0.078, 0.019]],
    "tiny units": [[15, 1.2e-160, 2e-161], [45, 0.8e-160, 3e-161], [75, 1.4e-160, 2e-161]],
}
ALPHAS = [0.05, 0.01, 0.3]


def text(value):
    return mpmath.nstr(value, 25)


def fit(series):
    """Intercept, slope and their covariance from the normal equations."""
    weights = [1 / mpf(error) ** 2 for _, _, error in series]
    days = [mpf(day) for day, _, _ in series]
    lifts = [mpf(lift) for _, lift, _ in series]
    normal = mp.matrix(2, 2)
    normal[0, 0] = mpmath.fsum(weights)
    normal[0, 1] = normal[1, 0] = mpmath.fsum(w * t for w, t in zip(weights, days))
    normal[1, 1] = mpmath.fsum(w * t * t for w, t in zip(weights, days))
    right = mp.matrix([mpmath.fsum(w * y for w, y in zip(weights, lifts)),
                       mpmath.fsum(w * t * y for w, t, y in zip(weights, days, lifts))])
    covariance = normal ** -1
    intercept, slope = covariance * right
    return intercept, slope, covariance, right[0] / normal[0, 0], normal[0, 0]


def check_with_numpy(name, series, slope, error):
    days, lifts, errors = (numpy.array(column) for column in zip(*series))
    if len(series) < 3 or errors.min() < 1e-6 * errors.max() or errors.max() < 1e-100:
        return
    line, covariance = numpy.polyfit(days, lifts, 1, w=1 / errors, cov="unscaled")
    assert abs(line[0] - slope) <= 1e-9 * error, (name, line[0], slope)
    assert abs(covariance[0, 0] ** 0.5 / error - 1) <= 1e-9, (name, covariance[0, 0] ** 0.5, error)


def cases():
    for name, series in SERIES.items():
        for alpha in ALPHAS if name == "the page's example" else ALPHAS[:1]:
            intercept, slope, covariance, pooled, total = fit(series)
            error = mpmath.sqrt(covariance[1, 1])
            check_with_numpy(name, series, float(slope), float(error))
            margin = -mpmath.sqrt(2) * mpmath.erfinv(mpf(alpha) - 1) * error
            t = pooled * mpmath.sqrt(total)
            yield {"name": name, "checkpoints": series, "alpha": alpha,
                   "slope": text(slope), "slope_error": text(error),
                   "lower": text(slope - margin), "upper": text(slope + margin),
                   "pooled": text(pooled), "pooled_error": text(1 / mpmath.sqrt(total)),
                   "win": text(mpmath.erfc(-t / mpmath.sqrt(2)) / 2),
                   "lose": text(mpmath.erfc(t / mpmath.sqrt(2)) / 2),
                   "first_on_line": text(intercept + slope * mpf(series[0][0]))}


def main():
    lines = ["{", '"made_by": "make_trend_cases.py, mpmath 1.3.0, 50 digits, NumPy 2.4.6",', '"trends": [',
             ",\n".join(json.dumps(case) for case in cases()), "]", "}"]
    (HERE / "trend_cases.json").write_text("\n".join(lines) + "\n")


main()
