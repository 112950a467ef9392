"""The prior that twelve closed experiments give together, for Tests/ExperimentsTests/PriorFromProjectTests.swift.

    python3 Tests/Golden/prior_from_project.py > Tests/Golden/prior_from_project.json

Lift k/c - 1 of equal arms with its delta-method error; t² by Paule and Mandel, here by bisection; N(mean, t² + 1/sum w).
Needs NumPy.
"""

import json

import numpy

USERS, CONTROL = 10_000, 1_000
TREATMENTS = [1042, 987, 1087, 1005, 1031, 956, 1012, 1120, 1002, 979, 1058, 1017]


def variance(k):
    rate = numpy.asarray(k) / USERS
    return rate * (1 - rate) / USERS


rates = numpy.array(TREATMENTS) / USERS
base = CONTROL / USERS
lifts = rates / base - 1
squared_errors = variance(TREATMENTS) / base**2 + variance(CONTROL) * rates**2 / base**4


def weights_and_mean(between):
    weights = 1 / (between + squared_errors)
    return weights, (weights * lifts).sum() / weights.sum()


low, high = 0.0, 1.0
for _ in range(200):
    middle = (low + high) / 2
    weights, mean = weights_and_mean(middle)
    if (weights * (lifts - mean) ** 2).sum() > len(lifts) - 1:
        low = middle
    else:
        high = middle
weights, mean = weights_and_mean(low)
print(
    json.dumps(
        {
            "made_by": f"NumPy {numpy.__version__}, Tests/Golden/prior_from_project.py",
            "users": USERS,
            "control": CONTROL,
            "treatments": TREATMENTS,
            "mean": float(mean),
            "stddev": float(numpy.sqrt(low + 1 / weights.sum())),
        },
        indent=1,
    )
)
