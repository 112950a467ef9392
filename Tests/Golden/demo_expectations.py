"""Computes what the demo must print, with tools that share nothing with the program.

    python3 Tests/Golden/demo_expectations.py > Tests/Golden/demo_expectations.json

Needs numpy, scipy and mpmath. Two public experiments, as aggregate counts:

* E-mail: Kevin Hillstrom, "MineThatData E-Mail Analytics And Data Mining Challenge" (2008). 64 000 customers, two
  campaigns and a group without e-mail; visit, conversion and spend in the two weeks after.
* Gate: Cookie Cats, a mobile game whose first gate stood at level 30 or 40; 90 189 players, back after 1 and 7 days.

The posterior is the Gaussian one on the lift r = m1/m0 - 1 under a flat prior, N(r, se^2) with
se^2 = v1/m0^2 + v0 m1^2/m0^4 and v = s^2/n. The losses are E max(+-lift, 0) in closed form. In double precision their
two terms cancel where the evidence is strong, so the losses come from mpmath with 60 digits; SciPy must agree to 1e-12.
"""

import json
import platform
import sys
from fractions import Fraction

import mpmath
import numpy
import scipy
from scipy import stats

mpmath.mp.dps = 60

ALPHA = 0.05

EXPERIMENTS = {
    "e-mail-campaign": {
        "control": "No E-Mail",
        "primary": "visit",
        "guardrails": [],
        "metrics": {
            "visit": {
                "No E-Mail": {"n": 21306, "k": 2262},
                "Mens E-Mail": {"n": 21307, "k": 3894},
                "Womens E-Mail": {"n": 21387, "k": 3238},
            },
            "conversion": {
                "No E-Mail": {"n": 21306, "k": 122},
                "Mens E-Mail": {"n": 21307, "k": 267},
                "Womens E-Mail": {"n": 21387, "k": 189},
            },
            "spend": {
                "No E-Mail": {"n": 21306, "sum": 13908.33, "sum_squares": 2870050.3621},
                "Mens E-Mail": {"n": 21307, "sum": 30311.69, "sum_squares": 6759024.4973},
                "Womens E-Mail": {"n": 21387, "sum": 23038.11, "sum_squares": 4911446.5763},
            },
        },
    },
    "cookie-cats-gate": {
        "control": "gate_30",
        "primary": "retention_7",
        "guardrails": ["retention_1"],
        "metrics": {
            "retention_7": {"gate_30": {"n": 44700, "k": 8502}, "gate_40": {"n": 45489, "k": 8279}},
            "retention_1": {"gate_30": {"n": 44700, "k": 20034}, "gate_40": {"n": 45489, "k": 20119}},
        },
    },
}


def mean_and_variance_of_mean(data):
    """Exact sums first, one rounding last: sum_squares - sum^2/n would otherwise lose digits."""
    n = data["n"]
    if "k" in data:
        mean = Fraction(data["k"], n)
        variance = mean * (1 - mean)
    else:
        total, squares = Fraction(str(data["sum"])), Fraction(str(data["sum_squares"]))
        mean = total / n
        variance = (squares - total * total / n) / (n - 1)
    return numpy.float64(float(mean)), numpy.float64(float(variance / n))


def losses(mu, sigma):
    """What choosing the control, and the treatment, is expected to cost, in units of lift."""
    exact_mu, exact_sigma = mpmath.mpf(float(mu)), mpmath.mpf(float(sigma))
    x = exact_mu / exact_sigma
    density = mpmath.npdf(x)
    control = exact_sigma * (density + x * mpmath.ncdf(x))
    treatment = exact_sigma * (density - x * mpmath.ncdf(-x))

    z = mu / sigma
    in_double = (
        sigma * stats.norm.pdf(z) + mu * stats.norm.cdf(z),
        sigma * stats.norm.pdf(z) - mu * stats.norm.sf(z),
    )
    assert numpy.allclose(in_double, (float(control), float(treatment)), rtol=0, atol=1e-12)
    return float(control), float(treatment)


def describe(data):
    mean, _ = mean_and_variance_of_mean(data)
    if "k" in data:
        return {"n": data["n"], "conversions": data["k"], "rate": float(mean)}
    return {"n": data["n"], "sum": data["sum"], "sum_squares": data["sum_squares"], "mean": float(mean)}


def compare(control, treatment):
    m0, v0 = mean_and_variance_of_mean(control)
    m1, v1 = mean_and_variance_of_mean(treatment)
    lift = (m1 - m0) / m0
    se = numpy.sqrt(v1 / m0**2 + v0 * m1**2 / m0**4)
    z = stats.norm.ppf(1 - ALPHA / 2)
    risk_control, risk_treatment = losses(lift, se)
    return {
        "rel_delta": float(lift),
        "se": float(se),
        "ci_lower": float(lift - z * se),
        "ci_upper": float(lift + z * se),
        "p_win": float(stats.norm.cdf(lift / se)),
        "p_harm": float(stats.norm.sf(lift / se)),
        "risk_ctrl": risk_control,
        "risk_trt": risk_treatment,
        "absolute_delta": float(m1 - m0),
    }


def sample_ratio(primary):
    observed = {variant: data["n"] for variant, data in primary.items()}
    test = stats.chisquare(list(observed.values()))
    share = sum(observed.values()) / len(observed)
    return {
        "chi2_p_value": float(test.pvalue),
        "chi2_statistic": float(test.statistic),
        "df": len(observed) - 1,
        "observed": observed,
        "expected": {variant: share for variant in observed},
    }


def expectations(experiment):
    control = experiment["control"]
    metrics = {}
    for metric, variants in experiment["metrics"].items():
        metrics[metric] = {variant: describe(data) for variant, data in variants.items()}
        for variant in variants:
            if variant != control:
                metrics[metric][variant].update(compare(variants[control], variants[variant]))
    primary = experiment["metrics"][experiment["primary"]]
    return {
        "control": control,
        "primary": experiment["primary"],
        "guardrails": experiment["guardrails"],
        "srm": sample_ratio(primary),
        # One treatment: 95 %. Several: the 5 % are shared by all variants.
        "win_threshold": 0.95 if len(primary) == 2 else 1 - 0.05 / len(primary),
        "metrics": metrics,
    }


def main():
    made_by = (
        f"demo_expectations.py with Python {platform.python_version()}, NumPy {numpy.__version__}, "
        f"SciPy {scipy.__version__}, mpmath {mpmath.__version__} (the risks: 60 digits, then rounded to double)"
    )
    result = {
        "made_by": made_by,
        "experiments": {slug: expectations(experiment) for slug, experiment in EXPERIMENTS.items()},
    }
    json.dump(result, sys.stdout, indent=2, allow_nan=False)
    print()


if __name__ == "__main__":
    main()
