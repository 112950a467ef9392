"""Makes summary_cases.json: what NumPy and SciPy compute from single users, beside the sums that we are given.

Needs numpy (2.4.6 was used) and scipy (1.17.1). Run it without arguments; it writes summary_cases.json beside itself.
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(20240607)


def sums(values):
    """Users, sums and the lower triangle of the sums of products, as exact integers where the values are."""
    products = values.T @ values
    triangle = [float(products[i, j]) for i in range(len(products)) for j in range(i + 1)]
    return {"n": len(values), "sums": [float(s) for s in values.sum(axis=0)], "products": triangle}


def users(n, lift=0.0, centre=0.0, scale=20):
    """Outcomes with a covariate, in whole numbers so that their sums are exact."""
    before = random.poisson(scale, n)
    after = random.poisson(0.7 * before + 0.3 * scale * (1 + lift)) + centre
    return np.stack([after, before], axis=1).astype(float)


def summary_case(parts):
    together = np.concatenate(parts)
    return {
        "parts": [sums(part) for part in parts],
        "n": len(together),
        "means": list(together.mean(axis=0)),
        "variances": list(together.var(axis=0, ddof=1)),
    }


def adjustment_case(control, treatment):
    both = np.concatenate([control, treatment])
    covariance = np.cov(both.T)
    theta = covariance[0, 1] / covariance[1, 1]
    centre = both[:, 1].mean()
    adjusted = [arm[:, 0] - theta * (arm[:, 1] - centre) for arm in (control, treatment)]
    errors = [arm.var(ddof=1) / len(arm) for arm in adjusted]
    plain = [arm[:, 0].var(ddof=1) / len(arm) for arm in (control, treatment)]
    base = control[:, 0].mean()
    effect = adjusted[1].mean() - adjusted[0].mean()
    # The delta method on single users: D - r b, with the control's part as one variable.
    lift = effect / base
    one = adjusted[0] + lift * control[:, 0]
    error = np.sqrt(one.var(ddof=1) / len(one) + errors[1]) / base
    # Fieller's set: the lifts r at which D - r b is exactly 1.96 standard errors from 0.
    covariance_of_base = -np.cov(adjusted[0], control[:, 0])[0, 1] / len(control)
    k = 1.96**2
    ends = np.roots([
        base**2 - k * plain[0],
        -2 * (effect * base - k * covariance_of_base),
        effect**2 - k * sum(errors),
    ])
    return {
        "control": sums(control), "treatment": sums(treatment), "theta": theta,
        "means": [arm.mean() for arm in adjusted], "difference": effect, "standard_error": np.sqrt(sum(errors)),
        "variance_share": sum(errors) / sum(plain), "lift": lift, "lift_error": error,
        "lift_set": sorted(float(end) for end in ends),
    }


def welch_case(control, treatment, alpha):
    test = stats.ttest_ind(treatment, control, equal_var=False)
    interval = test.confidence_interval(1 - alpha)
    greater = stats.ttest_ind(treatment, control, equal_var=False, alternative="greater")
    return {
        "control": sums(control[:, None]), "treatment": sums(treatment[:, None]), "alpha": alpha,
        "difference": treatment.mean() - control.mean(), "df": test.df, "p": test.pvalue,
        "p_increase": greater.pvalue, "interval": [interval.low, interval.high],
    }


def whole(values):
    return np.round(values).astype(float)


cases = {
    "made_by": f"numpy {np.__version__}, scipy {scipy.__version__}",
    "summaries": [
        summary_case([users(40), users(7), users(300)]),
        summary_case([users(2), users(1)]),
        summary_case([users(1000, centre=1e6), users(500, centre=1e6 + 40)]),
    ],
    "adjustments": [
        adjustment_case(users(400), users(350, 0.1)),
        adjustment_case(users(30), users(4000, 0.5)),
        adjustment_case(users(1000, scale=2), users(1000, -0.4, scale=2)),
        adjustment_case(
            np.stack([whole(random.exponential(50, 200)), whole(random.normal(10, 3, 200))], axis=1),
            np.stack([whole(random.exponential(70, 220)), whole(random.normal(10, 3, 220))], axis=1)),
    ],
    "welch": [
        welch_case(whole(random.normal(100, 15, 12)), whole(random.normal(110, 40, 9)), 0.05),
        welch_case(whole(random.normal(100, 15, 2)), whole(random.normal(130, 2, 2)), 0.1),
        welch_case(whole(random.exponential(30, 5000)), whole(random.exponential(33, 200)), 0.01),
        welch_case(whole(random.normal(5000, 3, 80)), whole(random.normal(5040, 3, 80)), 0.05),
    ],
}
(HERE / "summary_cases.json").write_text(json.dumps(cases, indent=1) + "\n")
