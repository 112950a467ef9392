"""Makes bandit_cases.json: expected values of what is computed from epochs whose shares followed the data.

Needs mpmath (1.3.0 was used), NumPy (2.4.6) and SciPy (1.17.1). Run it without arguments, for about three minutes; it
writes bandit_cases.json beside itself. Everything is computed another way than in the program: batched least squares in
50 digits from the sums, the adaptive means from the scores of single users, the joint effects by SciPy's matrix roots,
the probabilities by nested quadrature (up to four arms) and by ten million draws (all).
"""

import json
import pathlib

import mpmath
import numpy
import scipy.integrate
import scipy.linalg
import scipy.stats
from mpmath import mp, mpf

HERE = pathlib.Path(__file__).parent
mp.dps = 50
DRAWS = 10_000_000
NEEDED = 25


def text(value):
    return mpmath.nstr(mpf(value), 25)


# --- Epochs, as [n, sum, sum of squares] per arm ---------------------------------------------------------------------

def proportions(shares, counts):
    return {"shares": shares, "arms": [[n, k, k] for n, k in counts]}


def draw(random, shares, users, means, is_share=True):
    """Users of an epoch by their arms and values."""
    arms = random.choice(len(shares), users, p=numpy.array(shares) / sum(shares))
    if is_share:
        values = (random.random(users) < numpy.array(means)[arms]).astype(float)
    else:
        values = random.exponential(numpy.array(means)[arms])
    return arms, values


def summed(shares, arms, values):
    rows = []
    for arm in range(len(shares)):
        own = values[arms == arm]
        rows.append([len(own), float(own.sum()), float((own * own).sum())])
    return {"shares": shares, "arms": rows}


def simulated(seed, all_shares, users, all_means, is_share=True):
    random = numpy.random.default_rng(seed)
    people = [draw(random, shares, users, means, is_share) for shares, means in zip(all_shares, all_means)]
    return [summed(shares, *drawn) for shares, drawn in zip(all_shares, people)], people


def groups_of(epochs, is_thin):
    """Runs of one allocation; within a run thin epochs swallow the next, and a last thin one the one before."""
    runs = []
    for place, epoch in enumerate(epochs):
        share = numpy.array(epoch["shares"]) / sum(epoch["shares"])
        if runs and numpy.allclose(runs[-1][0], share, atol=1e-13, rtol=0):
            runs[-1][1].append(place)
        else:
            runs.append((share, [place]))
    found = []
    for _, places in runs:
        parts, rest = [], []
        for place in places:
            rest = rest + [place]
            if not is_thin(total(epochs, rest)):
                parts.append(rest)
                rest = []
        if rest and parts:
            parts[-1] = parts[-1] + rest
        elif rest:
            parts.append(rest)
        found += parts
    return found


def total(epochs, places):
    arms = [[sum(column) for column in zip(*rows)] for rows in zip(*(epochs[p]["arms"] for p in places))]
    return [[int(n), mpf(s), mpf(q)] for n, s, q in arms]


def pooled_variance(arms):
    df = sum(n for n, _, _ in arms) - len(arms)
    return mpmath.fsum(q - s * s / n for n, s, q in arms) / df if df > 0 else mpf(0)


def is_thin(arms):
    """Too little to compare these arms: one without users, too few together, or no spread."""
    users = [n for n, _, _ in arms]
    return len(arms) < 2 or min(users) == 0 or sum(users) < NEEDED or pooled_variance(arms) <= mpf("1e-30")


# --- Batched least squares -------------------------------------------------------------------------------------------

def contrast(name, epochs, control, treatment, alpha=0.05):
    def thin(arms):
        return is_thin([arms[control], arms[treatment]])

    weighted, weights, base, base_variance, left_out, batches = [], [], [], [], [], 0
    for places in groups_of(epochs, thin):
        arms = total(epochs, places)
        if thin(arms):
            left_out += places
            continue
        pair = [arms[control], arms[treatment]]
        sigma = mpmath.sqrt(pooled_variance(pair))
        (n0, s0, _), (n1, s1, _) = pair
        w = mpmath.sqrt(mpf(n1) * n0 / (n1 + n0))
        batches += 1
        weighted.append(w * (s1 / n1 - s0 / n0) / sigma)
        weights.append(w / sigma)
        base.append(w / sigma * s0 / n0)
        base_variance.append((w / sigma) ** 2 * sigma ** 2 / n0)
    whole = mpmath.fsum(weights)
    difference, error = mpmath.fsum(weighted) / whole, mpmath.sqrt(batches) / whole
    z = -mpmath.sqrt(2) * mpmath.erfinv(mpf(alpha) - 1)
    return {"name": name, "epochs": epochs, "control": control, "treatment": treatment, "alpha": alpha,
            "difference": text(difference), "error": text(error), "lower": text(difference - z * error),
            "upper": text(difference + z * error), "p": text(mpmath.erfc(abs(difference / error) / mpmath.sqrt(2))),
            "base": text(mpmath.fsum(base) / whole),
            "base_variance": text(mpmath.fsum(base_variance) / whole ** 2), "batches": batches, "left_out": left_out}


def contrasts():
    half = [0.5, 0.5]
    steady = [proportions(half, [(1000, 100), (1010, 120)]), proportions([0.3, 0.7], [(310, 40), (690, 99)]),
              proportions([0.1, 0.9], [(95, 8), (905, 80)])]
    yield contrast("three epochs", steady, 0, 1)
    yield contrast("the other way round", steady, 1, 0)
    yield contrast("a level of its own", steady, 0, 1, alpha=0.2)
    yield contrast("one epoch", steady[:1], 0, 1)
    yield contrast("joined with the next", [proportions(half, [(10, 2), (14, 3)]), *steady], 0, 1)
    yield contrast("joined with the one before", [*steady, proportions([0.1, 0.9], [(0, 0), (90, 9)])], 0, 1)
    yield contrast("thin ones joined with each other",
                   [steady[0], *[proportions([0.2, 0.8], [(2, 1), (8, 1 + i)]) for i in range(4)], steady[1]], 0, 1)
    yield contrast("left out", [steady[0], proportions([0.02, 0.98], [(0, 0), (490, 30)]), steady[1]], 0, 1)
    yield contrast("few, left out", [steady[0], proportions([0.2, 0.8], [(4, 1), (20, 3)]), steady[1]], 0, 1)
    yield contrast("few of a poor arm", [steady[0], proportions([0.02, 0.98], [(1, 0), (490, 30)]), steady[1]], 0, 1)
    yield contrast("no spread, left out", [steady[0], proportions([0.4, 0.6], [(40, 0), (60, 0)]), steady[1]], 0, 1)
    yield contrast("no spread, joined", [steady[0], proportions(half, [(40, 0), (60, 0)]), steady[1]], 0, 1)
    yield contrast("an arm without users", [steady[0], proportions([1, 0], [(40, 4), (0, 0)])], 0, 1)
    three, _ = simulated(7, [[1, 1, 1], [0.2, 0.3, 0.5], [0.05, 0.15, 0.8]], 900, [[0.1, 0.12, 0.14]] * 3)
    for control, treatment in [(0, 2), (1, 2), (0, 1)]:
        yield contrast(f"arms {control} and {treatment} of three", three, control, treatment)
    means, _ = simulated(8, [half, [0.8, 0.2], [0.4, 0.6]], 300, [[20, 22]] * 3, is_share=False)
    yield contrast("means", means, 0, 1)
    drift, _ = simulated(9, [half] + [[0.2, 0.8]] * 3 + [[0.9, 0.1]] * 2, 700,
                         [[r, 1.2 * r] for r in (0.15, 0.13, 0.11, 0.09, 0.07, 0.05)])
    yield contrast("a falling base rate", drift, 0, 1)


# --- Adaptively weighted means ---------------------------------------------------------------------------------------

def adaptive(name, seed, all_shares, users, all_means, is_share=True):
    epochs, people = simulated(seed, all_shares, users, all_means, is_share)
    arms = len(all_shares[0])
    scores, weights = [[] for _ in range(arms)], [[] for _ in range(arms)]
    for arm in range(arms):
        seen = numpy.array([])
        for shares, (chosen, values) in zip(all_shares, people):
            share = shares[arm] / sum(shares)
            mean = seen.mean() if len(seen) else 0.0
            scores[arm].append(mean + (chosen == arm) * (values - mean) / share)
            weights[arm].append(numpy.full(len(values), share ** 0.5))
            seen = numpy.concatenate([seen, values[chosen == arm]])
    h = [numpy.concatenate(w) for w in weights]
    score = [numpy.concatenate(s) for s in scores]
    value = [(h[a] * score[a]).sum() / h[a].sum() for a in range(arms)]
    errors = [((h[a] * (score[a] - value[a])) ** 2).sum() ** 0.5 / h[a].sum() for a in range(arms)]
    shared = (h[0] * h[1] * (score[0] - value[0]) * (score[1] - value[1])).sum() / h[0].sum() / h[1].sum()
    return {"name": name, "epochs": epochs, "values": [float(v) for v in value], "errors": [float(e) for e in errors],
            "difference": float(value[1] - value[0]),
            "difference_error": float((errors[1] ** 2 + errors[0] ** 2 - 2 * shared) ** 0.5)}


def adaptives():
    yield adaptive("two arms", 1, [[1, 1], [0.3, 0.7], [0.1, 0.9]], 500, [[0.1, 0.14]] * 3)
    yield adaptive("three arms", 2, [[1, 1, 1], [0.2, 0.3, 0.5], [0.01, 0.19, 0.8]], 600, [[0.1, 0.1, 0.1]] * 3)
    yield adaptive("means that drift", 3, [[1, 1], [0.4, 0.6], [0.25, 0.75]], 400,
                   [[20, 24], [15, 18], [10, 12]], is_share=False)
    yield adaptive("one epoch", 4, [[0.5, 0.5]], 300, [[0.2, 0.3]])


# --- Joint effects and the best arm ----------------------------------------------------------------------------------

def effects_of(epochs):
    count = len(epochs[0]["arms"])

    roots, seen, right, left_out = numpy.zeros((count, count)), numpy.zeros((count, count)), numpy.zeros(count), []
    for places in groups_of(epochs, is_thin):
        arms = total(epochs, places)
        usable = [i for i in range(count) if arms[i][0] > 0]
        if is_thin([arms[i] for i in usable]):
            left_out += places
            continue
        n = numpy.array([float(arms[i][0]) if i in usable else 0.0 for i in range(count)])
        means = numpy.array([float(arms[i][1] / arms[i][0]) if i in usable else 0.0 for i in range(count)])
        precision = (numpy.diag(n) - numpy.outer(n, n) / n.sum()) / float(pooled_variance([arms[i] for i in usable]))
        # A small addition along the null space makes the root well defined; it is taken off again.
        null = numpy.array([1.0 if i in usable else 0.0 for i in range(count)])
        null = numpy.outer(null, null) / len(usable) + numpy.diag([0.0 if i in usable else 1.0 for i in range(count)])
        scale = numpy.trace(precision) / count
        root = scipy.linalg.sqrtm(precision + scale * null).real - scale ** 0.5 * null
        roots += root
        seen += numpy.eye(count) - null
        right += root @ means
    inverse = numpy.linalg.pinv(roots, rcond=1e-10)
    return inverse @ right, inverse @ seen @ inverse, left_out


def orthant(limits, matrix):
    """P(all X_j <= limit_j) of a normal vector, by nested quadrature."""
    if len(limits) == 0:
        return 1.0
    deviation = matrix[0, 0] ** 0.5
    if len(limits) == 1:
        return scipy.stats.norm.cdf(limits[0] / deviation)
    slope = matrix[1:, 0] / matrix[0, 0]
    rest = matrix[1:, 1:] - numpy.outer(slope, matrix[0, 1:])

    def slice_at(x):
        return scipy.stats.norm.pdf(x) * orthant(limits[1:] - slope * x * deviation, rest)

    top = min(limits[0] / deviation, 9)
    if top <= -9:
        return 0.0
    marks = sorted({m for m in (limits[1:] / slope / deviation) if -9 < m < top} | {0.0, -2.0, 2.0} & {
        m for m in (0.0, -2.0, 2.0) if -9 < m < top})
    return scipy.integrate.quad(slice_at, -9, top, points=marks or None, epsabs=1e-12, epsrel=1e-11, limit=200)[0]


def best_by_quadrature(means, covariance):
    count = len(means)
    result = []
    for i in range(count):
        others = [j for j in range(count) if j != i]
        turn = numpy.zeros((count - 1, count))
        for row, j in enumerate(others):
            turn[row, j], turn[row, i] = 1, -1
        result.append(orthant(-(turn @ means), turn @ covariance @ turn.T))
    return result


def by_draws(random, samples_of):
    """Shares of first and of second places, and mean losses with their standard errors."""
    count, first, second, loss, squares = None, 0, 0, 0, 0
    for _ in range(20):
        x = samples_of(random, DRAWS // 20)
        order = numpy.argsort(x, axis=1)
        count = x.shape[1]
        first = first + numpy.bincount(order[:, -1], minlength=count)
        second = second + numpy.bincount(order[:, -2], minlength=count)
        lost = x.max(axis=1)[:, None] - x
        loss, squares = loss + lost.sum(axis=0), squares + (lost * lost).sum(axis=0)
    error = ((squares / DRAWS - (loss / DRAWS) ** 2) / DRAWS) ** 0.5
    return {"draws": DRAWS, "first": (first / DRAWS).tolist(), "second": (second / DRAWS).tolist(),
            "loss": (loss / DRAWS).tolist(), "loss_error": error.tolist()}


def joint(name, epochs, seed, inverse=False):
    means, covariance, left_out = effects_of(epochs)
    signed = -means if inverse else means
    count = len(means)
    # The draws need a matrix of full rank; a common shift of all arms changes nothing.
    full = numpy.linalg.cholesky(covariance + numpy.trace(covariance) / count * numpy.ones((count, count)) / count)
    drawn = by_draws(numpy.random.default_rng(seed),
                     lambda random, size: random.standard_normal((size, count)) @ full.T + signed)
    case = {"name": name, "epochs": epochs, "inverse": inverse, "left_out": left_out,
            "effects": [float(means[i] - means[0]) for i in range(count)],
            "variances": [[float(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]) for j in range(count)]
                          for i in range(count)], "monte_carlo": drawn}
    if count <= 4:
        exact = best_by_quadrature(signed, covariance)
        assert abs(sum(exact) - 1) < 1e-9, (name, exact)
        case["best"] = exact
    return case


def joints():
    half = [1, 1]
    yield joint("two arms", [proportions(half, [(1000, 100), (1010, 120)]), proportions([0.3, 0.7], [(310, 40), (690, 99)]),
                             proportions([0.1, 0.9], [(95, 8), (905, 80)])], 11)
    shares = [[1, 1, 1], [0.2, 0.3, 0.5], [0.04, 0.16, 0.8], [0.02, 0.28, 0.7]]
    three, _ = simulated(12, shares, 900, [[0.10, 0.115, 0.12]] * 4)
    yield joint("three arms", three, 13)
    yield joint("three arms, lower is better", three, 14, inverse=True)
    four, _ = simulated(15, [[1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4], [0.01, 0.05, 0.44, 0.5], [0.01, 0.02, 0.6, 0.37]], 1200,
                        [[r, r, 1.1 * r, 1.1 * r] for r in (0.12, 0.1, 0.08, 0.06)])
    yield joint("four arms and a falling base rate", four, 16)
    means, _ = simulated(17, [[1, 1, 1, 1], [0.4, 0.3, 0.2, 0.1]], 500, [[20, 21, 22, 20]] * 2, is_share=False)
    yield joint("four arms, means", means, 18)
    random = numpy.random.default_rng(19)
    for count in (5, 6, 8, 12):
        weights = [[1.0] * count] + [list(numpy.round(random.dirichlet([1.0] * count) + 0.01, 6)) for _ in range(5)]
        many, _ = simulated(20 + count, weights, 150 * count, [list(0.1 + 0.004 * random.standard_normal(count))] * 6)
        yield joint(f"{count} arms", many, 40 + count)


def pooled():
    """Posteriors of counts and means without epochs, by draws."""
    for name, arms, seed in [("three rates", [[1000, 50], [1000, 58], [1000, 61]], 61),
                             ("an arm without a conversion", [[120, 0], [150, 4], [900, 20]], 62)]:
        drawn = by_draws(numpy.random.default_rng(seed), lambda random, size: random.beta(
            [1 + k for _, k in arms], [1 + n - k for n, k in arms], (size, len(arms))))
        yield {"name": name, "rates": arms, "monte_carlo": drawn}
    arms = [[12, 3.0, 4.0], [40, 3.4, 9.0], [400, 3.2, 2.0]]
    drawn = by_draws(numpy.random.default_rng(63), lambda random, size: numpy.stack(
        [m + (v / n) ** 0.5 * random.standard_t(n - 1, size) for n, m, v in arms], axis=1))
    yield {"name": "three means", "means": arms, "monte_carlo": drawn}


def orthants():
    """Probabilities of correlated normals, near-certain correlations among them."""
    for name, limits, matrix in [
        ("two, mild", [0.3, -0.4], [[1, 0.5], [0.5, 1]]), ("two, negative", [0.3, 0.1], [[1, -0.7], [-0.7, 1]]),
        ("two, near 1", [0.3, 0.31], [[1, 0.9995], [0.9995, 1]]), ("two, tail", [-4, -3.5], [[1, 0.8], [0.8, 1]]),
        ("two, near -1", [0.3, -0.2], [[1, -0.99], [-0.99, 1]]),
        ("three, equal", [0.0, 0.0, 0.0], [[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]),
        ("three, uneven", [0.5, -0.2, 1.1], [[1, 0.9, 0.2], [0.9, 1, 0.4], [0.2, 0.4, 1]]),
        ("three, mixed signs", [0.4, 0.8, -0.1], [[1, -0.3, 0.2], [-0.3, 1, 0.4], [0.2, 0.4, 1]]),
        ("three, high", [0.1, 0.2, 0.3], [[1, 0.97, 0.96], [0.97, 1, 0.98], [0.96, 0.98, 1]]),
    ]:
        yield {"name": name, "limits": limits, "correlations": [x for row in matrix for x in row],
               "probability": orthant(numpy.array(limits), numpy.array(matrix))}


def main():
    sections = {"contrasts": contrasts(), "adaptive_means": adaptives(), "orthants": orthants(), "effects": joints(),
                "pooled": pooled()}
    parts = [f'"{key}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for key, cases in sections.items()]
    head = '"made_by": "make_bandit_cases.py, mpmath 1.3.0, 50 digits, NumPy 2.4.6, SciPy 1.17.1, 10^7 draws"'
    (HERE / "bandit_cases.json").write_text("{\n" + ",\n".join([head, *parts]) + "\n}\n")


main()
