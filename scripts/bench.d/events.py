"""Measures events: import, collecting, and how many clients share a commit.

    events.py EXPERIMENT

EXPERIMENT is the program. Needs NumPy and wrk. Writes about 3 GB to a temporary folder.
"""

import json
import multiprocessing
import re
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

from bench import Failure, Table, create_project, expect_success, measure, progress, request, run, serve

SEED = 20260301
USERS = 1_000_000
EVENTS = 10_000_000
FURTHER = 10_000
LIMIT = 600
WRK_SECONDS = 5

START = 1_772_323_200_000  # 2026-03-01
DAY = 86_400_000
NAMES = ("view", "click", "paid", "error")
SLUG = "button"
FIELDS = {
    "primaryMetricEvent": "paid",
    "guardrailEvents": json.dumps(["error"]),
    "controlVariant": "blue",
    "treatmentVariant": "green",
    "minimumSample": "1000",
    "observationStart": "2026-03-01",
    "metricDefinitions": json.dumps(
        {"revenue": {"kind": "sum", "event": "paid"}, "view": {"kind": "count", "window_hours": 72}}
    ),
}


def write_exposures(path):
    random = numpy.random.default_rng(SEED)
    at = START + random.integers(0, 7 * DAY, USERS)
    with open(path, "w") as file:
        file.write("user_key,flag_key,variant,timestamp\n")
        lines = ("user-%07d,button,%s,%d\n" % (user, ("blue", "green")[user & 1], time) for user, time in enumerate(at))
        file.writelines(lines)


def write_events(path, count, seed):
    random = numpy.random.default_rng(seed)
    with open(path, "w") as file:
        file.write("user_key,event_name,timestamp,value\n")
        for begin in range(0, count, 1_000_000):
            size = min(1_000_000, count - begin)
            user = random.integers(0, USERS, size)
            name = random.choice(4, size, p=(0.6, 0.25, 0.1, 0.05))
            at = START + random.integers(0, 14 * DAY, size)
            value = random.gamma(2, 20, size)
            file.writelines(
                "user-%07d,%s,%d,%s\n" % (u, NAMES[n], t, "%.2f" % v if n == 2 else "")
                for u, n, t, v in zip(user.tolist(), name.tolist(), at.tolist(), value.tolist())
            )


def apart(write, *arguments):
    """Calls in a process of its own: a program that is started later counts its parent's memory as its own."""
    process = multiprocessing.Process(target=write, args=arguments)
    process.start()
    process.join()
    if process.exitcode != 0:
        raise Failure(f"{write.__name__} ended with {process.exitcode}")


def bench_collecting(table, experiment, folder):
    workspace = str(folder / "events.sqlite")
    project = create_project(experiment, workspace, "Bench")
    fields = [part for field, value in FIELDS.items() for part in (f"--{field}", value)]
    run([experiment, "upsert-experiment", project, SLUG, *fields, "--workspace", workspace])
    files = {"exposures": folder / "exposures.csv", "events": folder / "events.csv", "further": folder / "further.csv"}
    progress(f"events: writing {EVENTS} events of {USERS} users (seed {SEED}) ...")
    apart(write_exposures, files["exposures"])
    apart(write_events, files["events"], EVENTS, SEED + 1)
    apart(write_events, files["further"], FURTHER, SEED + 2)

    def timed(what, *arguments):
        progress(f"events: {what} ...")
        wall, memory = measure([experiment, *arguments, "--workspace", workspace], limit=LIMIT)
        table.note(f"{what}: {wall / 1000:.2f} s, {memory:.0f} MB")
        return wall / 1000, memory

    seconds, first = timed("import of the exposures", "import", str(files["exposures"]), "--kind", "exposures")
    table.add("import of exposures, rows/s", USERS / seconds, None, None, "", None)
    seconds, second = timed("import of the events, to the index", "import", str(files["events"]), "--kind", "events")
    rate = EVENTS / seconds
    table.add("import of events, rows/s to the index", rate, None, None, ">= 200000", rate >= 200_000)
    seconds, third = timed("first collect", "collect", project, SLUG)
    table.add("first collect of 4 metrics, s", seconds, None, None, "", None)
    _, fourth = timed(f"import of {FURTHER} further events", "import", str(files["further"]), "--kind", "events")
    seconds, fifth = timed("collect after them", "collect", project, SLUG)
    table.add(f"collect after {FURTHER} further events, s", seconds, None, None, "< 1", seconds < 1)
    peak = max(first, second, third, fourth, fifth)
    table.add("peak memory of these, MB", peak, None, None, "< 300", peak < 300)
    table.note(f"events: the file has {Path(workspace).stat().st_size / 1e6:.0f} MB")
    for path in files.values():
        path.unlink()


# --- commits that clients share --------------------------------------------------------------------------------------

TRACK_SCRIPT = """
local count = 0
local thread = 0
function setup(t) t:set("number", thread) thread = thread + 1 end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
    count = count + 1
    local body = string.format('[{"user":{"keyId":"u%d"},"metrics":[{"eventName":"e","timestamp":1772323200000,' ..
        '"id":"RUN-%d-%d"}]}]', count % 1000, number, count)
    return wrk.format(nil, nil, nil, body)
end
"""


def commits(path):
    """The commits in a write-ahead log, and the salt that tells whether it began anew meanwhile."""
    log = Path(path + "-wal").read_bytes()
    page, salt = struct.unpack(">I", log[8:12])[0], log[16:24]
    count = 0
    for place in range(32, len(log) - page - 23, 24 + page):
        if log[place + 8 : place + 16] != salt:
            break
        if struct.unpack(">I", log[place + 4 : place + 8])[0] != 0:
            count += 1
    return count, salt


def bench_commits(table, experiment, folder):
    workspace = str(folder / "track.sqlite")
    create_project(experiment, workspace, "Track")
    with serve(experiment, workspace, folder) as server:
        for connections in (32, 256):
            progress(f"events: /track with {connections} connections for {WRK_SECONDS} s ...")
            # A reader keeps the log from beginning anew, so that all commits can be counted in it.
            reader = sqlite3.connect(workspace, isolation_level=None)
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM Project").fetchone()
            expect_success(*request(server.port, "POST", "/api/projects", '{"name":"P"}'), "POST projects")
            script = folder / "track.lua"
            script.write_text(TRACK_SCRIPT.replace("RUN", str(connections)))
            before, salt = commits(workspace)
            output = run(
                ["wrk", "-t", "2", "-c", str(connections), "-d", f"{WRK_SECONDS}s", "-s", str(script)]
                + [server.url("/api/track")]
            )
            after, same_salt = commits(workspace)
            reader.close()
            if salt != same_salt:
                raise Failure("the write-ahead log began anew while its commits were counted")
            if "Non-2xx" in output:
                raise Failure(f"/track was refused under load: {output}")
            requests = int(re.search(r"(\d+) requests in", output).group(1))
            per_thousand = 1000 * (after - before) / requests
            table.add(f"/track, {connections} connections, requests/s", requests / WRK_SECONDS, None, None, "", None)
            table.add("  commits per 1000 of them", per_thousand, None, None, "", None)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: events.py EXPERIMENT")
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda received, _: sys.exit(128 + received))
    table = Table()
    failures = []
    with tempfile.TemporaryDirectory(prefix="experiment-bench.") as name:
        # In this order: the second reads a long log, and programs started after it would count that memory as theirs.
        for part in (bench_collecting, bench_commits):
            try:
                part(table, sys.argv[1], Path(name))
            except Failure as failure:
                failures.append(str(failure))
    table.show()
    if failures:
        sys.exit("\n".join(f"bench: {failure}" for failure in failures))


if __name__ == "__main__":
    main()
