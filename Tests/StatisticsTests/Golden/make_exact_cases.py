"""Makes exact_cases.json: two proportions with the interval of their lift, and the places of several arms.

Needs SciPy and NumPy (1.17.1 and 2.4.6 were used). Run it without arguments, for under a minute; it
writes exact_cases.json beside itself. Integrals are Gauss-Legendre between quantiles, on the plain axis, so nothing is
shared with the code under test but the definitions.
"""

import json
import pathlib

import numpy
import scipy
from scipy import optimize, stats

HERE = pathlib.Path(__file__).parent
NODES, WEIGHTS = numpy.polynomial.legendre.leggauss(60)
LEVELS = [1e-17, 1e-14, 1e-11, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.15, 0.3, 0.5]


def cuts(arm):
    return [arm.ppf(p) for p in LEVELS] + [arm.isf(p) for p in LEVELS]


def panels(points):
    points = numpy.unique(points)
    for lower, upper in zip(points, points[1:]):
        half = (upper - lower) / 2
        yield lower + half * (1 + NODES), half * WEIGHTS


def integral(function, points):
    return sum(float(numpy.sum(weights * function(nodes))) for nodes, weights in panels(points))


def beta(k, n):
    return stats.beta(1 + k, 1 + n - k)


def ratio_below(a, b, r):
    """P(p_b/p_a <= r)."""
    points = [x for x in cuts(a) + [c / r for c in cuts(b)] + [1 / r] if a.ppf(1e-17) <= x <= a.isf(1e-17)]
    inside = integral(lambda x: a.pdf(x) * b.cdf(numpy.minimum(1, r * x)), points + [a.ppf(1e-17), a.isf(1e-17)])
    return inside


def ratio_above(a, b, r):
    points = [x for x in cuts(a) + [c / r for c in cuts(b)] + [1 / r] if a.ppf(1e-17) <= x <= a.isf(1e-17)]
    return integral(lambda x: a.pdf(x) * b.sf(numpy.minimum(1, r * x)), points + [a.ppf(1e-17), a.isf(1e-17)])


def lift(a, b, p, tail):
    centre = float(numpy.log(b.mean() / a.mean()))
    side = ratio_below if tail == "lower" else ratio_above
    sign = 1 if tail == "lower" else -1
    root = optimize.brentq(lambda w: sign * (side(a, b, float(numpy.exp(w))) - p), centre - 30, centre + 30,
                           xtol=1e-15, rtol=1e-15)
    return float(numpy.expm1(root))


def comparisons():
    arms = [((5, 200), (12, 200)), ((2, 50), (6, 50)), ((42, 104), (500, 1009)), ((100, 200), (120, 200)),
            ((0, 1), (0, 1)), ((1, 1), (1, 1)), ((0, 1), (1, 1)), ((0, 30), (4, 25)), ((30, 30), (20, 25)),
            ((20, 25), (30, 30)), ((1000, 10000), (1040, 10100)), ((3, 400), (90000, 9000000)),
            ((90000, 9000000), (3, 400)), ((5000000, 10000000), (5003000, 10000000)), ((0, 10000000), (2, 10000000)),
            ((999, 1000), (10000, 10000)), ((70, 100), (7000000, 10000000)), ((21, 1000), (21, 1000))]
    for control, treatment in arms:
        a, b = beta(*control), beta(*treatment)
        points = [x for x in cuts(a) + cuts(b)]
        for alpha in (0.05, 0.001, 1e-5):
            yield {
                "control": control, "treatment": treatment, "alpha": alpha,
                "p_win": integral(lambda x: b.pdf(x) * a.cdf(x), points),
                "p_lose": integral(lambda x: a.pdf(x) * b.cdf(x), points),
                "loss_control": integral(lambda x: a.cdf(x) * b.sf(x), points),
                "loss_treatment": integral(lambda x: b.cdf(x) * a.sf(x), points),
                "lower": lift(a, b, alpha / 2, "lower"), "upper": lift(a, b, alpha / 2, "upper"),
            }


def places(arms, extra=()):
    points = [x for arm in arms for x in cuts(arm)] + list(extra)
    first, second, losses, inverse_first, inverse_losses = [], [], [], [], []
    for i, arm in enumerate(arms):
        others = [other for j, other in enumerate(arms) if j != i]

        def product(x, but=None):
            values = [other.cdf(x) for j, other in enumerate(others) if j != but]
            return numpy.prod(values, axis=0) if values else numpy.ones_like(x)

        def above(x):
            return numpy.prod([other.sf(x) for other in others], axis=0)

        first.append(integral(lambda x: arm.pdf(x) * product(x), points))
        second.append(integral(
            lambda x: arm.pdf(x) * sum(o.sf(x) * product(x, j) for j, o in enumerate(others)), points))
        losses.append(integral(lambda x: arm.cdf(x) * -numpy.expm1(
            sum(numpy.log1p(-numpy.minimum(o.sf(x), 1 - 1e-16)) for o in others)), points))
        inverse_first.append(integral(lambda x: arm.pdf(x) * above(x), points))
        inverse_losses.append(integral(lambda x: arm.sf(x) * -numpy.expm1(
            sum(numpy.log1p(-numpy.minimum(o.cdf(x), 1 - 1e-16)) for o in others)), points))
    return {"first": first, "second": second, "losses": losses, "inverse_first": inverse_first,
            "inverse_losses": inverse_losses}


def proportions():
    for arms in [[(26, 361), (30, 394)], [(10, 100), (12, 100), (15, 100)], [(0, 5), (3, 4000), (80000, 90000000)],
                 [(0, 40), (0, 40), (1, 40), (2, 40)], [(9, 10), (10, 10), (995, 1000), (99400, 100000)]]:
        yield {"arms": arms} | places([beta(*arm) for arm in arms])


def means():
    for arms in [[(1000, 10.0, 100.0), (1000, 10.3, 110.0), (1000, 10.2, 90.0)],
                 [(20, 5.0, 4.0), (10, 5.5, 9.0), (15, 4.0, 1.0), (1000000, 5.2, 25.0)],
                 [(50, 0.0, 1e-6), (50, 1e-4, 1.0), (50, 5e-4, 1e-6)],
                 [(5, 1.0, 2.0), (4, 1.5, 2.0), (6, 0.5, 1e-3)],
                 [(12, -3.0, 1.0), (12, -2.5, 2.0)], [(3, 1.0, 2.0), (3, 1.5, 3.0), (40, 0.8, 2.0)]]:
        curves = [stats.t(n - 1, mean, (variance / n) ** 0.5) for n, mean, variance in arms]
        # The tails are powers: panels that double from where the quantiles end.
        far = [mean + sign * (variance / n) ** 0.5 * 2.0**i for n, mean, variance in arms for i in range(3, 48)
               for sign in (-1, 1)]
        yield {"arms": arms} | places(curves, far)


def main():
    sections = {"comparisons": list(comparisons()), "proportions": list(proportions()), "means": list(means())}
    head = (f'"made_by": "make_exact_cases.py, SciPy {scipy.__version__}, NumPy {numpy.__version__}",\n'
            '"tolerance": "absolute 1e-10, of a lift relative to 1 + lift"')
    parts = [head] + [
        f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in sections.items()
    ]
    (HERE / "exact_cases.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
