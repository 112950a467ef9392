"""The analysis of one experiment as a Python and SciPy script does it; `experiment analyze` is measured against it.

    analyze_peer.py FILE PROJECT_ID SLUG

Reads the experiment from the SQLite file, computes the Gaussian posterior of every metric and the sample ratio check,
writes `analysisResult` back, commits, and prints it.
"""

import json
import sqlite3
import sys
from datetime import datetime, timezone

import numpy as np
from scipy import stats

COLUMNS = (
    "primaryMetricEvent guardrailEvents controlVariant treatmentVariant minimumSample observationStart observationEnd "
    "priorProper priorMean priorStddev inputData"
).split()


def is_proportion(data):
    return "k" in data


def moments(data):
    """Mean and variance of the mean of one variant."""
    n = data["n"]
    if is_proportion(data):
        mean = data["k"] / n
        variance = mean * (1 - mean)
    elif "sum" in data:
        mean = data["sum"] / n
        variance = (data["sum_squares"] - data["sum"] ** 2 / n) / (n - 1)
    else:
        mean = data["mean"]
        variance = data.get("std", data.get("stddev")) ** 2
    return mean, variance / n


def posterior(control, treatment, inverse, prior):
    """Mean and standard deviation of the lift, its interval, P(better) and the two expected losses."""
    m0, v0 = moments(control)
    m1, v1 = moments(treatment)
    if m0 <= 0 or v0 + v1 <= 0:
        keys = ["rel_delta", "se", "absolute_delta", "ci_lower", "ci_upper", "p", "risk_ctrl", "risk_trt"]
        return dict.fromkeys(keys)
    lift = (m1 - m0) / m0
    se = np.sqrt(v1 / m0**2 + v0 * m1**2 / m0**4)
    mu, sigma = lift, se
    if prior:
        precision = 1 / se**2 + 1 / prior["stddev"] ** 2
        mu = (lift / se**2 + prior["mean"] / prior["stddev"] ** 2) / precision
        sigma = np.sqrt(1 / precision)
    z = mu / sigma
    density = sigma * stats.norm.pdf(z)
    gain = density + mu * stats.norm.cdf(z)
    loss = density - mu * stats.norm.sf(z)
    half = stats.norm.ppf(0.975) * sigma
    return {
        "rel_delta": mu,
        "se": sigma,
        "absolute_delta": m1 - m0,
        "ci_lower": mu - half,
        "ci_upper": mu + half,
        "p": stats.norm.sf(z) if inverse else stats.norm.cdf(z),
        "risk_ctrl": loss if inverse else gain,
        "risk_trt": gain if inverse else loss,
    }


def section(event, variants, control, treatments, prior, guardrail):
    inverse = bool(variants.get("inverse", False))
    proportion = is_proportion(variants[control])
    rows = []
    for name in [control, *treatments]:
        data = variants[name]
        mean, _ = moments(data)
        row = {"variant": name, "n": data["n"], "is_control": name == control}
        row.update({"conversions": data["k"], "rate": mean} if proportion else {"mean": mean})
        if name != control:
            result = posterior(variants[control], data, inverse, prior)
            p_better = result.pop("p")
            row.update(result)
            if guardrail:
                row["p_harm"] = None if p_better is None else 1 - p_better
            else:
                row["p_win"] = p_better
        rows.append(row)
    answer = {"event": event, "metric_type": "proportion" if proportion else "continuous"}
    if inverse:
        answer["inverse"] = True
    answer.update(rows=rows, verdict=verdict(rows[1:], len(rows), guardrail))
    return answer


def verdict(treatments, variants, guardrail):
    words = [guardrail_word(row["p_harm"]) if guardrail else primary_word(row["p_win"], variants) for row in treatments]
    if len(words) == 1:
        return words[0]
    return "; ".join(f"{row['variant']}: {word}" for row, word in zip(treatments, words))


def primary_word(p_win, variants):
    if p_win is None:
        return "no data"
    if p_win >= (0.95 if variants == 2 else 1 - 0.05 / variants):
        return "strong signal → adopt treatment"
    if p_win >= 0.80:
        return "leaning treatment"
    if p_win <= 0.05:
        return "treatment appears harmful"
    if p_win <= 0.20:
        return "leaning control"
    return "inconclusive"


def guardrail_word(p_harm):
    if p_harm is None:
        return "no data"
    if p_harm < 0.1:
        return "guardrail healthy"
    if p_harm < 0.3:
        return "guardrail borderline — monitor"
    return "guardrail ALARM — possible regression"


def analyze(experiment, slug, now):
    control = experiment["controlVariant"] or "control"
    treatments = (experiment["treatmentVariant"] or "treatment").replace(" | ", ",").split(",")
    treatments = [name.strip() for name in treatments]
    primary = experiment["primaryMetricEvent"]
    guardrails = json.loads(experiment["guardrailEvents"] or "[]")
    minimum = experiment["minimumSample"] or 1000
    metrics = json.loads(experiment["inputData"])
    metrics = metrics.get("metrics", metrics)

    prior = None
    if experiment["priorProper"]:
        mean, stddev = experiment["priorMean"], experiment["priorStddev"]
        prior = {"mean": 0 if mean is None else mean, "stddev": 0.3 if stddev is None else stddev}

    observed = {name: metrics[primary][name]["n"] for name in [control, *treatments]}
    p_value = float(stats.chisquare(list(observed.values())).pvalue)
    secondary = [name for name in metrics if name != primary and name not in guardrails]

    def sections(names, guardrail):
        return [section(name, metrics[name], control, treatments, prior, guardrail) for name in names]

    return {
        "type": "bayesian",
        "experiment": slug,
        "computed_at": now,
        "window": {
            "start": (experiment["observationStart"] or "?")[:10],
            "end": (experiment["observationEnd"] or "open")[:10],
        },
        "control": control,
        "treatments": treatments,
        "prior": f"proper (mean={prior['mean']:.3g}, stddev={prior['stddev']:.3g})"
        if prior
        else "flat/improper (data-only)",
        "srm": {"chi2_p_value": p_value, "ok": p_value >= 0.01, "observed": observed},
        "primary_metric": sections([primary], guardrail=False)[0],
        "guardrails": sections(guardrails, guardrail=True),
        "secondary": sections(secondary, guardrail=False),
        "sample_check": {
            "minimum_per_variant": minimum,
            "ok": min(observed.values()) >= minimum,
            "variants": observed,
        },
    }


def main():
    path, project, slug = sys.argv[1:]
    database = sqlite3.connect(path)
    # The same promise as the program's: what is committed survives a power cut.
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    row = database.execute(
        f"SELECT {', '.join(COLUMNS)} FROM Experiment WHERE projectId = ? AND slug = ?", (project, slug)
    ).fetchone()
    if row is None:
        sys.exit(f"analyze_peer.py: no experiment {slug!r} in project {project!r}")

    now = datetime.now(timezone.utc)
    computed_at = now.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    result = analyze(dict(zip(COLUMNS, row)), slug, computed_at)
    text = json.dumps(result, ensure_ascii=False, allow_nan=False)
    with database:
        database.execute(
            "UPDATE Experiment SET analysisResult = ?, updatedAt = ? WHERE projectId = ? AND slug = ?",
            (text, now.isoformat(timespec="milliseconds"), project, slug),
        )
    database.close()
    print(text)


if __name__ == "__main__":
    main()
