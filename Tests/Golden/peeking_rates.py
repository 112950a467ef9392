"""How often an experiment without effect is adopted when someone looks every day.

    python3 Tests/Golden/peeking_rates.py > Tests/Golden/peeking_rates.json

Needs numpy and scipy. The same number of users comes every day to both arms, and there are so many of them that the
estimate after k days, in standard errors, is a sum of k normal numbers over the root of k. Under a flat prior P(win) is
then its distribution function, and P(win) >= .95 is a bound on it. The rate after k looks is the share of experiments
that reach the bound at one of them.

`PeekingRates` holds the rates by numerical integration, against which the simulation is checked: Armitage, McPherson and Rowe (1969), Repeated
Significance Tests on Accumulating Data, https://doi.org/10.2307/2343787.
"""

import json

import numpy
import scipy
from scipy import stats

SEED = 20260301
RUNS = 1_000_000
LOOKS = 28
THRESHOLD = 0.95
BOUND = stats.norm.isf(1 - THRESHOLD)


def simulated():
    """Share of runs at or above the bound at one of the first k looks, for k = 1 ... LOOKS."""
    generator = numpy.random.default_rng(SEED)
    total = numpy.zeros(RUNS)
    reached = numpy.zeros(RUNS, dtype=bool)
    rates = []
    for look in range(1, LOOKS + 1):
        total += generator.standard_normal(RUNS)
        reached |= total >= BOUND * look**0.5
        rates.append(int(reached.sum()) / RUNS)
    return rates


def integrated():
    """The same by Gauss-Legendre quadrature of the sum's density among the experiments still below the bound."""
    nodes, weights = numpy.polynomial.legendre.leggauss(400)
    points, mass = numpy.zeros(1), numpy.ones(1)
    rates = []
    for look in range(1, LOOKS + 1):
        upper, lower = BOUND * look**0.5, -9 * look**0.5
        below = float(mass @ stats.norm.cdf(upper - points))
        rates.append(1 - below)
        new = (upper - lower) / 2 * nodes + (upper + lower) / 2
        density = stats.norm.pdf(new[:, None] - points[None, :]) @ mass
        points, mass = new, density * weights * (upper - lower) / 2
    return rates


def main():
    rates, exact = simulated(), integrated()
    assert abs(exact[0] - (1 - THRESHOLD)) < 1e-12
    for rate, true in zip(rates, exact):
        assert abs(rate - true) < 4 * (true * (1 - true) / RUNS) ** 0.5, (rate, true)
    print(
        json.dumps(
            {
                "made_by": f"peeking_rates.py, numpy {numpy.__version__}, scipy {scipy.__version__}",
                "seed": SEED,
                "runs": RUNS,
                "threshold": THRESHOLD,
                "rates": [
                    {"looks": look, "rate": rate, "integrated": round(true, 8)}
                    for look, (rate, true) in enumerate(zip(rates, exact), start=1)
                ],
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
