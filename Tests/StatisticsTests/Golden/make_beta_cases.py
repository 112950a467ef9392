"""Makes beta_cases.json: expected values at 50 digits for arguments that are doubles exactly.

Needs mpmath (1.3.0 was used). Run it without arguments, for about three minutes; it writes beta_cases.json beside itself.
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


def fraction(a, b, x):
    """I_x(a, b) by the fraction of DLMF 8.17.22, bottom up with enough levels, for x up to about the mean."""
    with mp.workdps(DIGITS + 20):
        a, b, x = mpf(a), mpf(b), mpf(x)
        front = mpmath.exp(a * mpmath.log(x) + b * mpmath.log1p(-x) - mpmath.log(a) - mpmath.loggamma(a)
                           - mpmath.loggamma(b) + mpmath.loggamma(a + b))
        levels = 400 + int(20 * mpmath.sqrt(max(a, b)))
        f = mpf(1)
        for level in range(levels, 0, -1):
            m = level // 2
            if level % 2 == 0:
                d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            else:
                d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            f = 1 + d / f
        return front / f


def beta_tails(a, b, x):
    x = mpf(x)
    if x <= mpf(a) / (mpf(a) + mpf(b)):
        cdf = fraction(a, b, x)
        with mp.workdps(DIGITS + 20):
            return cdf, 1 - cdf
    with mp.workdps(DIGITS + 20):
        survival = fraction(b, a, 1 - x)
        return 1 - survival, survival


def density(a, b, x):
    with mp.workdps(DIGITS + 20):
        a, b, x = mpf(a), mpf(b), mpf(x)
        return mpmath.exp((a - 1) * mpmath.log(x) + (b - 1) * mpmath.log1p(-x) - mpmath.loggamma(a)
                          - mpmath.loggamma(b) + mpmath.loggamma(a + b))


def beta_cases():
    shapes = [(0.35, 0.35), (0.01, 2.0), (2.0, 0.01), (0.5, 30.0), (40.0, 0.5), (1.0, 1.0), (1.0, 1e7), (1e7, 1.0),
              (12.0, 189.0), (9.3, 5.1), (1e4, 3e4), (1e7, 1e7), (3e3, 1e7), (1e7, 0.4), (25.0, 1.0), (1e6, 20.5)]
    for a, b in shapes:
        mean = a / (a + b)
        deviation = (mean * (1 - mean) / (a + b + 1)) ** 0.5
        points = {mean + z * deviation for z in (-36, -20, -8, -2, -0.3, 0.3, 2, 8, 20, 36)}
        points |= {1e-300, 1e-20, 1e-9, 0.01, 0.5, 0.99, 1 - 2**-40}
        for x in sorted(points):
            if not 0 < x < 1:
                continue
            cdf, survival = beta_tails(a, b, x)
            for f, value in (("cdf", cdf), ("survival", survival), ("density", density(a, b, x))):
                if value >= SMALLEST:
                    yield {"f": f, "x": x, "a": a, "b": b, "value": text(value)}


def beta_quantiles():
    for a, b in [(0.35, 0.35), (0.5, 30.0), (1.0, 50.0), (12.0, 189.0), (9.3, 5.1), (250.0, 1.0), (1e4, 3e4)]:
        for p in [1e-300, 1e-100, 1e-10, 0.025, 0.3, 0.8, 0.975]:
            low, high = mpf(-2500), mpf(200)
            for _ in range(190):
                middle = (low + high) / 2
                x = 1 / (1 + mpmath.exp(-middle))
                if beta_tails(a, b, x)[0] < mpf(p):
                    low = middle
                else:
                    high = middle
            x = 1 / (1 + mpmath.exp(-low))
            if x >= SMALLEST:
                yield {"f": "quantile", "x": p, "a": a, "b": b, "value": text(x)}


def student_density(t, df):
    with mp.workdps(DIGITS + 20):
        t, df = mpf(t), mpf(df)
        return mpmath.exp(mpmath.loggamma((df + 1) / 2) - mpmath.loggamma(df / 2) - mpmath.log(mpmath.pi * df) / 2
                          - (df + 1) / 2 * mpmath.log1p(t * t / df))


def student_survival(t, df):
    """By quadrature of the density in steps that follow its scale, for the quadrature stops at an absolute error."""
    with mp.workdps(DIGITS + 20):
        t, df = mpf(t), mpf(df)
        if t < 0:
            return 1 - student_survival(-t, df)
        if df <= 300:
            return mpmath.betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
        step = 1 / (1 + t)
        peak = student_density(t, df)
        return peak * mpmath.quad(lambda u: student_density(u, df) / peak, [t + i * step for i in range(0, 160, 4)])


def student_cases():
    for df in [0.1, 0.5, 1.0, 2.0, 4.7, 30.0, 39.0, 41.0, 250.0, 2e4, 1e7, 1e12, 1e15]:
        for t in [-30.0, -6.0, -1.0, -0.2, 1e-200, 1e-9, 0.01, 0.7, 0.999, 1.0, 1.001, 1.7, 3.3, 9.0, 25.5, 36.9, 1e3,
                  1e8, 1e60, 1e150]:
            if df > 300 and t > 37:
                continue
            for f, value in (("survival", student_survival(t, df)), ("density", student_density(t, df))):
                if value >= SMALLEST:
                    yield {"f": f, "x": t, "df": df, "value": text(value)}


def student_quantiles():
    for df in [0.5, 1.0, 2.0, 4.7, 30.0, 250.0]:
        for p in [1e-300, 1e-100, 1e-10, 0.005, 0.2499, 0.2501, 0.49, 0.5 - 2**-40]:
            low, high = mpf(-100), mpf(1500)
            for _ in range(190):
                middle = (low + high) / 2
                if student_survival(mpmath.exp(middle), df) > mpf(p):
                    low = middle
                else:
                    high = middle
            if low < 700:
                yield {"f": "quantile", "x": p, "df": df, "value": text(-mpmath.exp(low))}


def main():
    sections = {
        "beta": list(beta_cases()),
        "beta_quantile": list(beta_quantiles()),
        "student": list(student_cases()),
        "student_quantile": list(student_quantiles()),
    }
    head = f'"made_by": "make_beta_cases.py, mpmath {mpmath.__version__}, {DIGITS} digits"'
    parts = [head] + [
        f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in sections.items()
    ]
    (HERE / "beta_cases.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
