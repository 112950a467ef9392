"""Makes prior_cases.json: two proportions with a normal prior on the lift.

Needs mpmath (1.3.0 was used). Run it without arguments, for some minutes; it writes prior_cases.json beside itself.
With x the rate of the control and r that of the treatment over it, both flat before the data but for the normal prior
of r - 1, the joint density is integrated over ln x and w = ln r, in 30 digits, by Gauss-Legendre on panels from each
maximum to where the density is e^-60 of it. Nothing is shared with the code under test but the definitions.
"""

import json
import pathlib

import mpmath
from mpmath import mp, mpf

HERE = pathlib.Path(__file__).parent
mp.dps = 30
NODES = mpmath.calculus.quadrature.GaussLegendre(mp).calc_nodes(4, 110)
DEPTH = 60
PANELS = 5
GOLDEN = (mpmath.sqrt(5) - 1) / 2


def maximum(function, lower, upper):
    """Where a function with one maximum has it, by golden section."""
    a, b = upper - GOLDEN * (upper - lower), lower + GOLDEN * (upper - lower)
    fa, fb = function(a), function(b)
    for _ in range(70):
        if fa < fb:
            lower, a, fa = a, b, fb
            b = lower + GOLDEN * (upper - lower)
            fb = function(b)
        else:
            upper, b, fb = b, a, fa
            a = upper - GOLDEN * (upper - lower)
            fa = function(a)
    return (lower + upper) / 2


def reach(function, place, top, end):
    """The place towards `end` where a function has fallen by DEPTH from its maximum."""
    inside, outside = place, end
    if top - function(end) <= DEPTH:
        return end
    for _ in range(60):
        middle = (inside + outside) / 2
        if top - function(middle) > DEPTH:
            outside = middle
        else:
            inside = middle
        if abs(outside - inside) < abs(outside - place) / 8:
            break
    return outside


def panels(function, lower, upper, extra=()):
    place = maximum(function, lower, upper)
    top = function(place)
    first, last = reach(function, place, top, lower), reach(function, place, top, upper)
    ends = [first + (place - first) * i / PANELS for i in range(PANELS)]
    ends += [place + (last - place) * i / PANELS for i in range(PANELS + 1)]
    return sorted(set(ends + [e for e in extra if first < e < last])), top


def integral(function, lower, upper):
    half = (upper - lower) / 2
    sums = None
    for node, weight in NODES:
        values = [half * weight * v for v in function(lower + half * (1 + node))]
        sums = values if sums is None else [s + v for s, v in zip(sums, values)]
    return sums


def total(function, ends):
    parts = [integral(function, lower, upper) for lower, upper in zip(ends, ends[1:])]
    return [sum(part) for part in zip(*parts)]


def slice_at(control, treatment, w):
    """The logarithm of the density at w without the prior and but for a constant, and the mean of x there."""
    (k, n), (m, l) = control, treatment
    r = mpmath.exp(w)
    limit = min(mpf(0), -w)

    def log(u):
        x = mpmath.exp(u)
        if u >= limit:
            return -mp.inf
        # The likelihood x^k (1-x)^(n-k) (rx)^m (1-rx)^(l-m), times dx dr = x r du dw.
        return (k + m + 1) * u + (m + 1) * w + (n - k) * mpmath.log1p(-x) + (l - m) * mpmath.log1p(-r * x)

    ends, top = panels(log, limit - 60, limit)
    mass, first = total(lambda u: [mpmath.exp(log(u) - top), mpmath.exp(log(u) - top + u)], ends)
    return top + mpmath.log(mass), first / mass


def case(control, treatment, mean, deviation, alpha):
    mean, deviation = mpf(mean), mpf(deviation)
    known = {}

    def at(w):
        if w not in known:
            log, share = slice_at(control, treatment, w)
            known[w] = (log - ((mpmath.expm1(w) - mean) / deviation) ** 2 / 2, share)
        return known[w]

    centre = mpmath.log(mpf(treatment[0] + 1) / (treatment[1] + 2) * (control[1] + 2) / (control[0] + 1))
    believed = mpmath.log1p(mean)
    ends, top = panels(lambda w: at(w)[0], min(centre, believed) - 30, max(centre, believed) + 30, [mpf(0)])

    def parts(w):
        log, share = at(w)
        q = mpmath.exp(log - top)
        lift = mpmath.expm1(w)
        return [q, q if w > 0 else 0, q if w < 0 else 0, q * share, q * share * (1 + lift),
                q * share * max(lift, 0), q * share * max(-lift, 0)]

    mass, win, lose, x, y, gain, loss = total(parts, ends)

    def quantile(p):
        below = mpf(0)
        for lower, upper in zip(ends, ends[1:]):
            here = integral(lambda w: [mpmath.exp(at(w)[0] - top)], lower, upper)[0]
            if below + here >= p * mass:
                break
            below += here
        w = (lower + upper) / 2
        for _ in range(40):
            error = below + integral(lambda v: [mpmath.exp(at(v)[0] - top)], lower, w)[0] - p * mass
            step = error / mpmath.exp(at(w)[0] - top)
            w = min(max(w - step, (lower + w) / 2), (upper + w) / 2)
            if abs(step) < mpf(10) ** -14:
                return mpmath.expm1(w)
        raise ArithmeticError("no quantile")

    return {
        "control": control, "treatment": treatment, "prior_mean": float(mean), "prior_deviation": float(deviation),
        "alpha": alpha, "p_win": float(win / mass), "p_lose": float(lose / mass), "loss_control": float(gain / mass),
        "loss_treatment": float(loss / mass), "control_mean": float(x / mass), "treatment_mean": float(y / mass),
        "lower": float(quantile(mpf(alpha) / 2)), "upper": float(quantile(1 - mpf(alpha) / 2)),
    }


def cases():
    yield case((5, 200), (12, 200), 0, 0.3, 0.05)
    yield case((2, 50), (6, 50), 0, 1, 0.05)
    yield case((41, 487), (67, 513), 0, 0.3, 0.001)
    yield case((41, 487), (67, 513), 0.05, 0.01, 0.05)
    yield case((0, 10), (10, 10), 0, 1, 0.05)
    yield case((10, 10), (0, 10), 0, 1, 0.05)
    yield case((0, 10), (0, 10), 0, 0.1, 0.05)
    yield case((10, 10), (10, 10), 0, 0.1, 0.05)
    yield case((0, 300), (3, 300), 0, 0.3, 0.05)
    yield case((0, 1000000), (4, 1000000), 0, 0.1, 0.05)
    yield case((999990, 1000000), (1000000, 1000000), 0, 0.01, 0.05)
    yield case((3000, 1000000), (3100, 1000000), 0, 0.1, 0.05)
    yield case((300000, 1000000), (330000, 1000000), 0, 0.01, 0.05)
    yield case((500, 10000), (590, 10000), 0, 0.03, 0.05)
    yield case((500, 10000), (300, 10000), 0.2, 0.1, 1e-5)
    yield case((100, 1000), (100, 1000), 1.5, 0.25, 0.05)
    yield case((20, 1000), (1, 1000), 0, 0.15, 0.05)
    yield case((3, 400), (90000, 9000000), 0, 0.02, 0.05)
    yield case((1000, 10000), (1040, 10100), -0.1, 0.0001, 0.05)


def main():
    head = (f'"made_by": "make_prior_cases.py, mpmath {mpmath.__version__}",\n'
            '"tolerance": "absolute 1e-9, of a lift relative to 1 + lift"')
    lines = []
    for made in cases():
        lines.append(json.dumps(made))
        print(lines[-1], flush=True)
    body = ",\n".join(lines)
    (HERE / "prior_cases.json").write_text(f'{{\n{head},\n"comparisons": [\n{body}\n]\n}}\n')


if __name__ == "__main__":
    main()
