"""Single comparisons as a Python script does them with SciPy; `bench-peer comparisons` is measured against it.

    comparisons_peer.py

Prints name and nanoseconds of one comparison: the medians of 7 rounds, with inputs that change from one to the next.
"""

import statistics
import time

import numpy as np
from scipy import optimize, special, stats

NODES, WEIGHTS = np.polynomial.legendre.leggauss(200)


def gaussian(number):
    """P(win), interval and expected losses of the lift of two proportions."""
    (n0, k0), (n1, k1) = (48_700, 4100 + number % 100), (51_300, 4500 + number % 70)
    m0, m1 = k0 / n0, k1 / n1
    lift = (m1 - m0) / m0
    se = np.sqrt(m1 * (1 - m1) / n1 / m0**2 + m0 * (1 - m0) / n0 * m1**2 / m0**4)
    z = lift / se
    density = se * stats.norm.pdf(z)
    stats.norm.ppf(0.975)
    return stats.norm.cdf(z), density + lift * stats.norm.cdf(z), density - lift * stats.norm.sf(z)


def grid(arms):
    """Nodes and weights over ten standard deviations around all arms."""
    means = [a / (a + b) for a, b in arms]
    deviations = [np.sqrt(m * (1 - m) / (a + b + 1)) for m, (a, b) in zip(means, arms)]
    low = max(0, min(m - 10 * s for m, s in zip(means, deviations)))
    high = min(1, max(m + 10 * s for m, s in zip(means, deviations)))
    half = (high - low) / 2
    return low + half * (NODES + 1), half * WEIGHTS, low


def density(x, a, b):
    return np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - special.betaln(a, b))


def exact(number):
    """P(win), expected losses and the interval of the lift of two Beta posteriors, by Gauss-Legendre quadrature."""
    control = (1 + 410 + number % 100, 1 + 4870 - 410 - number % 100)
    treatment = (1 + 450 + number % 70, 1 + 5130 - 450 - number % 70)
    x, weights, _ = grid([control, treatment])
    below = [special.betainc(*arm, x) for arm in (control, treatment)]
    win = weights @ (density(x, *treatment) * below[0])
    losses = weights @ ((1 - below[0]) * below[1]), weights @ ((1 - below[1]) * below[0])
    base = weights * density(x, *control)

    def miss(ratio, level):
        return base @ special.betainc(*treatment, np.minimum(1, ratio * x)) - level

    ends = [optimize.brentq(miss, 0.3, 3, args=(level,), xtol=1e-10) - 1 for level in (0.025, 0.975)]
    return win, losses, ends


def best_of_three(number):
    """The probability of each of three Beta posteriors to be the best, and its expected loss."""
    conversions = [410 + number % 100, 450 + number % 70, 430 + number % 90]
    arms = [(1 + k, 1 + 5000 - k) for k in conversions]
    x, weights, low = grid(arms)
    below = [special.betainc(*arm, x) for arm in arms]
    every = np.prod(below, axis=0)
    probabilities = [weights @ (density(x, *arm) * every / own) for arm, own in zip(arms, below)]
    largest = low + weights @ (1 - every)
    return probabilities, [largest - a / (a + b) for a, b in arms]


def nanoseconds(compare, size):
    rounds = []
    for _ in range(7):
        begin = time.perf_counter_ns()
        for number in range(size):
            compare(number)
        rounds.append((time.perf_counter_ns() - begin) / size)
    return statistics.median(rounds)


if __name__ == "__main__":
    for compare, size in ((gaussian, 200), (exact, 50), (best_of_three, 100)):
        print(compare.__name__, nanoseconds(compare, size))
