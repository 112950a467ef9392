"""Makes tail_cases.json: expected values at 50 digits for arguments that are doubles exactly.

Needs mpmath (1.3.0 was used). Run it without arguments, for about three minutes; it reads gaussian_posterior.json and
writes tail_cases.json beside itself.
"""

import json
import pathlib

import mpmath
from mpmath import mp, mpf

HERE = pathlib.Path(__file__).parent
DIGITS = 50
SMALLEST = mpf("1e-300")
mp.dps = DIGITS


def text(value):
    return mpmath.nstr(value, 25)


# Normal


def survival(x):
    return mpmath.erfc(x / mpmath.sqrt(2)) / 2


def normal_cases():
    for x in [0.0, 1e-300, 1e-8, 0.3, 0.5, 1.0, 1.9, 2.5, 4.99, 5.01, 8.0, 13.7, 20.3, 26.1, 31.9, 36.6, 37.04]:
        for signed in {x, -x}:
            yield {"f": "density", "x": signed, "value": text(mpmath.npdf(mpf(signed)))}
            yield {"f": "cdf", "x": signed, "value": text(survival(-mpf(signed)))}
            yield {"f": "survival", "x": signed, "value": text(survival(mpf(signed)))}
            # Near 0 the logarithm of a number just below 1 needs its complement.
            with mp.workdps(700):
                yield {"f": "log_survival", "x": signed, "value": text(mpmath.log(survival(mpf(signed))))}
    for x in [38.6, 120.5, 1e6, 1e100]:
        log_tail = -mpf(x) ** 2 / 2 - mpmath.log(mpf(x) * mpmath.sqrt(2 * mpmath.pi))
        series = mpmath.nsum(lambda k: (-1) ** int(k) * mpmath.fac2(2 * k - 1) / mpf(x) ** (2 * k), [0, 20])
        yield {"f": "log_survival", "x": x, "value": text(log_tail + mpmath.log(series))}
    probabilities = [1e-300, 2.5e-290, 3e-200, 1e-100, 1e-50, 1.3e-11, 1.4e-11, 1e-9, 1e-4, 0.0249, 0.025, 0.0749,
                     0.0751, 0.2, 0.4999, 0.5 - 2**-40, 0.5 + 2**-52, 0.500001, 0.6, 0.8, 0.9249, 0.9251, 0.975,
                     0.999, 1 - 2**-30, 1 - 2**-53]
    for p in probabilities:
        # From the tail that is small; the other is a rounding away from 1.
        tail = mpf(min(p, 1 - p))
        start = mpmath.sqrt(-2 * mpmath.log(tail)) if tail < 0.1 else mpf("0.1")
        root = mpmath.findroot(lambda x: mpmath.log(survival(x)) - mpmath.log(tail), start)
        yield {"f": "quantile", "x": p, "value": text(-root if p < 0.5 else root)}


def loss(t):
    with mp.workdps(DIGITS + 40):
        t = mpf(t)
        return mpmath.npdf(t) - t * survival(t)


def loss_cases():
    for t in [0.0, 1.0, 4.999, 5.0, 10.0, 25.0, 29.9, 30.1, 35.0]:
        for signed in {t, -t}:
            yield {"t": signed, "value": text(loss(signed))}


# Gamma and chi-square


def gamma_tails(shape, x):
    """Both tails, from the positive series of the lower one; the digits are raised until the upper one has 50."""
    with mp.workdps(DIGITS + 400):
        shape, x = mpf(shape), mpf(x)
        log_factor = shape * mpmath.log(x) - x - mpmath.loggamma(shape + 1)
        # Fixed point, as every term is positive.
        bits = mp.prec + 64
        term = total = 1 << bits
        numerator, divisor = mpmath.libmp.to_fixed(x._mpf_, bits), mpmath.libmp.to_fixed((shape + 1)._mpf_, bits)
        one = 1 << bits
        while term:
            term = term * numerator // divisor
            total += term
            divisor += one
        lower = mpmath.exp(log_factor) * (mpf(total) / one)
        return lower, 1 - lower


def gamma_tails_check(shape, x):
    """The same by an independent route."""
    upper = mpmath.gammainc(shape, x, mpmath.inf, regularized=True)
    return mpmath.gammainc(shape, 0, x, regularized=True), upper


def chi_square_cases():
    for df in [0.2, 0.5, 1, 2, 3, 5.5, 19, 20, 21, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 2e7]:
        # Wilson and Hilferty's cube spreads the arguments over both tails.
        spread = (2 / (9 * df)) ** 0.5
        standard = [-36.5, -30, -12, -5, -2, -0.5, -0.01, 0, 0.01, 0.5, 2, 5, 12, 30, 36.5]
        arguments = [df * (1 - spread**2 + z * spread) ** 3 for z in standard]
        arguments += [df, 1.0, 1e-3, 1360.0, 1373.0] if df < 100 else [df]
        for x in sorted({float(f"{x:.12g}") for x in arguments if x > 0}):
            lower, upper = gamma_tails(mpf(df) / 2, mpf(x) / 2)
            if df <= 1e4:
                check = gamma_tails_check(mpf(df) / 2, mpf(x) / 2)
                for value, other in [(lower, check[0]), (upper, check[1])]:
                    assert value < SMALLEST or abs(value / other - 1) < mpf("1e-25"), (df, x)
            for name, value in [("cdf", lower), ("survival", upper)]:
                if value >= SMALLEST:
                    yield {"f": name, "x": x, "df": df, "value": text(value)}
    # The largest shape allowed, where the series and the fraction are longest.
    for df, x in [(2e10, 2e10), (2e10, 2e10 - 3e5), (2e10, 2e10 + 3e5), (2e10, 2e10 - 5e6), (2e10, 2e10 + 5e6)]:
        lower, upper = gamma_tails(mpf(df) / 2, mpf(x) / 2)
        yield {"f": "cdf", "x": x, "df": df, "value": text(lower)}
        yield {"f": "survival", "x": x, "df": df, "value": text(upper)}


def gamma_part_cases():
    for shape in [1e-3, 0.1, 0.5, 1.0, 3.7, 9.99, 10.0, 25.5, 1e3, 1e7]:
        a = mpf(shape)
        with mp.workdps(DIGITS + 40):
            error = mpmath.loggamma(a + 1) - (a + 0.5) * mpmath.log(a) + a - mpmath.log(2 * mpmath.pi) / 2
        yield {"f": "stirling_error", "x": shape, "value": text(error)}
        for factor in [1e-6, 0.3, 0.34, 0.9, 1 - 1e-7, 1 + 1e-7, 1.1, 2.9, 3.1, 50.0]:
            x = float(shape * factor)
            with mp.workdps(DIGITS + 40):
                value = mpf(x) - a - a * mpmath.log(mpf(x) / a)
            yield {"f": "half_deviance", "x": x, "shape": shape, "value": text(value)}


# Moments and the posterior


def moments(arm):
    n = mpf(arm["n"])
    if "k" in arm:
        share = mpf(arm["k"]) / n
        return n, share, share * (1 - share)
    total, squares = mpf(arm["sum"]), mpf(arm["sum_squares"])
    return n, total / n, (squares - total**2 / n) / (n - 1)


def ratio_moments(arm):
    n = mpf(arm["n"])
    x, xx, y, yy, xy = (mpf(arm[key]) for key in ["num_sum", "num_sum_squares", "den_sum", "den_sum_squares",
                                                  "num_den_sum"])
    ratio = x / y
    bracket = (xx - x**2 / n) - 2 * ratio * (xy - x * y / n) + ratio**2 * (yy - y**2 / n)
    return n, ratio, bracket / (n - 1) / (y / n) ** 2


def moments_cases():
    values = {"small": [0, 0, 3, 1, 7], "level": [10**6 + (i * 37) % 101 for i in range(1000)],
              "negative": [-(10**5) - (i * 7) % 13 for i in range(500)]}
    for name, users in values.items():
        arm = {"n": len(users), "sum": float(sum(users)), "sum_squares": float(sum(u * u for u in users))}
        _, mean, variance = moments(arm)
        yield {"name": name, "arm": arm, "mean": text(mean), "variance": text(variance)}
    pairs = {"revenue per order": [((i * 37) % 101 / 4, 1 + i % 5) for i in range(400)],
             "nearly proportional": [(3 * (1000 + i % 17) + (i % 3 - 1) / 8, 1000 + i % 17) for i in range(400)]}
    for name, users in pairs.items():
        arm = {"n": len(users), "num_sum": float(sum(x for x, _ in users)),
               "num_sum_squares": float(sum(x * x for x, _ in users)), "den_sum": float(sum(y for _, y in users)),
               "den_sum_squares": float(sum(y * y for _, y in users)),
               "num_den_sum": float(sum(x * y for x, y in users))}
        _, mean, variance = ratio_moments(arm)
        yield {"name": name, "arm": arm, "mean": text(mean), "variance": text(variance)}


def posterior(inputs, difference):
    (n0, m0, s0), (n1, m1, s1) = moments(inputs["control"]), moments(inputs["treatment"])
    v0, v1 = s0 / n0, s1 / n1
    unit = mpf(1) if difference == "relative" else m0
    lift, variance = (m1 - m0) / m0, v1 / m0**2 + v0 * m1**2 / m0**4
    effect, squared = (lift, variance) if difference == "relative" else (m1 - m0, v0 + v1)
    if inputs["prior"]:
        mean, tau = mpf(inputs["prior"]["mean"]) * unit, mpf(inputs["prior"]["stddev"]) * unit
        precision = 1 / squared + 1 / tau**2
        effect, squared = (effect / squared + mean / tau**2) / precision, 1 / precision
    error = mpmath.sqrt(squared)
    t = effect / error
    margin = mpmath.sqrt(2) * mpmath.erfinv(mpf(1) - mpf(0.05)) * error
    win, lose, gain, lost = survival(-t), survival(t), error * loss(-t), error * loss(t)
    if inputs["inverse"]:
        win, lose, gain, lost = lose, win, lost, gain
    observed = [n0, n1]
    statistic = sum((o - (n0 + n1) / 2) ** 2 for o in observed) / ((n0 + n1) / 2)
    return {"inputs": inputs, "difference": difference, "effect": text(effect), "se": text(error),
            "lower": text(effect - margin), "upper": text(effect + margin), "p_win": text(win), "p_lose": text(lose),
            "risk_ctrl": text(gain), "risk_trt": text(lost),
            "srm_p": text(mpmath.erfc(mpmath.sqrt(statistic / 2)))}


def posterior_cases():
    reference = json.loads((HERE / "gaussian_posterior.json").read_text())["cases"]
    for case in reference:
        yield posterior(case["inputs"], "relative")
        yield posterior(case["inputs"], "absolute")


def strata_cases():
    tables = [[([510, 490], [0.5, 0.5])], [([30, 40, 30], [1.0, 1.0, 1.0])],
              [([5100, 4900], [0.5, 0.5]), ([900, 120], [0.875, 0.125])],
              [([2**52 + 10**8, 2**52 - 10**8], [0.5, 0.5])],
              [([1000 + i for i in range(50)], [1.0] * 50)],
              [([700, 0, 300], [0.75, 0.0, 0.25]), ([10, 20, 30], [1.0, 2.0, 3.0])]]
    for strata in tables:
        statistic, df = mpf(0), 0
        for observed, weights in strata:
            total, weight = mpf(sum(observed)), sum(mpf(w) for w in weights)
            pairs = [(mpf(o), total * mpf(w) / weight) for o, w in zip(observed, weights) if w > 0]
            statistic += sum((o - e) ** 2 / e for o, e in pairs)
            df += len(pairs) - 1
        yield {"strata": [{"observed": o, "weights": w} for o, w in strata], "statistic": text(statistic), "df": df,
               "p": text(mpmath.gammainc(mpf(df) / 2, statistic / 2, mpmath.inf, regularized=True))}


sections = {
    "normal": normal_cases, "loss": loss_cases, "chi_square": chi_square_cases, "gamma_parts": gamma_part_cases,
    "moments": moments_cases, "posterior": posterior_cases, "strata": strata_cases,
}
header = json.dumps(f"make_tail_cases.py, mpmath {mpmath.__version__}, {DIGITS} digits")
body = ",\n".join(
    f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases()) + "\n]" for name, cases in sections.items()
)
(HERE / "tail_cases.json").write_text(f'{{\n"made_by": {header},\n{body}\n}}\n')
