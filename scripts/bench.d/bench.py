"""Measures the program beside a peer doing the same work, in one run on one machine, and prints the ratios.

    bench.py EXPERIMENT BENCH_PEER

EXPERIMENT is the program. BENCH_PEER is a bare Hummingbird server: `BENCH_PEER PORT FILE` keeps the last body sent to
POST /experiment in the SQLite file FILE (same pragmas, one commit a request) and returns it from GET /experiment;
`BENCH_PEER comparisons` prints the nanoseconds of single comparisons. Run with a Python that has SciPy: the scripts
that `experiment analyze` and the comparisons are measured against run on the same one. Needs wrk. Writes only to a
temporary folder.
"""

import contextlib
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

ANALYZE_RUNS = 15
START_RUNS = 5
WRK_ROUNDS = 3
WRK_SECONDS = 5
WRK_CONNECTIONS = 32
MANY_EXPERIMENTS = 3000
MANY_PROJECTS = 300
PAGE_RUNS = 20

COMMAND_LIMIT = 60
START_LIMIT = 20
CREATE_LIMIT = 300

SLUG = "e-mail-campaign"
UPSERT_SLUG = "upserted"
CONTROL = "No E-Mail"
TREATMENTS = ["Mens E-Mail", "Womens E-Mail"]

# Kevin Hillstrom's MineThatData E-Mail Analytics challenge (2008).
INPUT_DATA = {
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
    }
}

FIELDS = {
    "hypothesis": "An e-mail brings customers back to the shop",
    "primaryMetricEvent": "visit",
    "controlVariant": CONTROL,
    "treatmentVariant": ",".join(TREATMENTS),
    "minimumSample": "1000",
    "observationStart": "2008-03-01",
    "observationEnd": "2008-03-14",
    "metricDefinitions": json.dumps({"conversion": {"kind": "proportion"}, "spend": {"kind": "sum"}}),
    "inputData": json.dumps(INPUT_DATA),
}

# A different body each time, since a write that changes nothing might be spared.
UPSERT_SCRIPT = """
local count = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
    count = count + 1
    local body = string.format('{"slug":"%s","hypothesis":"An e-mail brings customers back, take %%09d"}', count)
    return wrk.format(nil, nil, nil, body)
end
""" % UPSERT_SLUG


class Failure(Exception):
    """A measurement that could not be made, in one sentence."""


def progress(text):
    print(text, file=sys.stderr, flush=True)


# --- processes -------------------------------------------------------------------------------------------------------


def run(arguments):
    """Runs a program to its end and returns its standard output."""
    try:
        done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_LIMIT)
    except subprocess.TimeoutExpired:
        raise Failure(f"'{' '.join(arguments[:3])} ...' took longer than {COMMAND_LIMIT} s") from None
    if done.returncode != 0:
        message = done.stderr.decode(errors="replace").strip()
        raise Failure(f"'{' '.join(arguments[:3])} ...' ended with {done.returncode}: {message}")
    return done.stdout.decode()


def measure(arguments, limit=COMMAND_LIMIT):
    """Wall milliseconds and peak resident megabytes of one whole process."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    timer = threading.Timer(limit, process.kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = (time.perf_counter() - begin) * 1000
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"'{' '.join(arguments[:3])} ...' ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return wall, usage.ru_maxrss * unit / 1e6


class Server:
    """A server on a free port of the loopback address, stopped at the end of the `with` block."""

    def __init__(self, arguments, ready, log):
        self.port = free_port()
        self.arguments = [argument.replace("{port}", str(self.port)) for argument in arguments]
        self.ready = ready
        self.log = log

    def __enter__(self):
        begin = time.perf_counter()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.wait_until_ready(begin)
        except BaseException:
            self.stop()
            raise
        self.start_ms = (time.perf_counter() - begin) * 1000
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_until_ready(self, begin):
        while True:
            if self.process.poll() is not None or time.perf_counter() - begin > START_LIMIT:
                tail = Path(self.log).read_text(errors="replace").strip()[-500:]
                raise Failure(f"'{' '.join(self.arguments[:2])} ...' did not come up within {START_LIMIT} s: {tail}")
            try:
                request(self.port, "GET", self.ready)
                return
            except ConnectionError:
                time.sleep(0.0005)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE).group(1)) * 1024 / 1e6

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def request(port, method, path, body=None, connection=None):
    """Status and body of one answer; over a connection of its own unless one is given."""
    used = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=START_LIMIT)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    used.request(method, path, body=body, headers=headers)
    response = used.getresponse()
    content = response.read()
    if connection is None:
        used.close()
    return response.status, content


def expect_success(status, content, what):
    if not 200 <= status < 300:
        raise Failure(f"{what} answered {status}: {content[:300].decode(errors='replace')}")
    return content


# --- a. the analysis, as a whole process -----------------------------------------------------------------------------


def make_workspace(experiment, path):
    """A workspace with the e-mail experiment in it, made by the program itself; returns the project's id."""
    project = create_project(experiment, path, "Bench")
    fields = [part for field, value in FIELDS.items() for part in (f"--{field}", value)]
    run([experiment, "upsert-experiment", project, SLUG, *fields, "--workspace", path])
    return project


def create_project(experiment, path, name):
    return json.loads(run([experiment, "create-project", name, "--workspace", path, "--format", "json"]))["id"]


def fresh_copy(workspace, path):
    """One file without a log beside it, already on the disk: otherwise the first commit would pay for the copying."""
    for old in Path(path).parent.glob(Path(path).name + "*"):
        old.unlink()
    with contextlib.closing(sqlite3.connect(workspace)) as source, contextlib.closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    for name in [path, str(Path(path).parent)]:
        descriptor = os.open(name, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def check_same_numbers(ours, theirs):
    """The two must have done the same work, or their times say nothing."""

    def numbers(result):
        sections = [result["primary_metric"], *result.get("secondary", [])]
        found = {("srm",): result["srm"]["chi2_p_value"]}
        for section in sections:
            for row in section["rows"]:
                for key in ["rel_delta", "ci_lower", "ci_upper", "p_win", "risk_ctrl", "risk_trt"]:
                    if key in row:
                        found[section["event"], row["variant"], key] = row[key]
        return found

    left, right = numbers(ours), numbers(theirs)
    different = left.keys() ^ right.keys()
    different |= {key for key in left.keys() & right.keys() if abs(left[key] - right[key]) > 1e-9}
    if different:
        named = ", ".join(" / ".join(key) for key in sorted(different)[:5])
        raise Failure(f"`experiment analyze` and the SciPy script disagree, so comparing their times is void: {named}")


def bench_analyze(table, experiment, folder):
    progress(f"analyze: {ANALYZE_RUNS} runs of each, alternating, each on a fresh copy of the file ...")
    workspace, copy = str(folder / "analyze.sqlite"), str(folder / "copy.sqlite")
    project = make_workspace(experiment, workspace)
    script = str(Path(__file__).with_name("analyze_peer.py"))
    ours = [experiment, "analyze", project, SLUG, "--workspace", copy, "--format", "json"]
    theirs = [sys.executable, script, copy, project, SLUG]

    # The first run of each warms the disk's cache and is not counted.
    answers = []
    for command in (ours, theirs):
        fresh_copy(workspace, copy)
        answers.append(json.loads(run(command)))
    check_same_numbers(*answers)

    measured = {"ours": [], "theirs": []}
    for _ in range(ANALYZE_RUNS):
        for name, command in (("ours", ours), ("theirs", theirs)):
            fresh_copy(workspace, copy)
            measured[name].append(measure(command))
    wall = {name: statistics.median(run[0] for run in runs) for name, runs in measured.items()}
    peak = {name: statistics.median(run[1] for run in runs) for name, runs in measured.items()}
    imports = statistics.median(measure([sys.executable, "-c", "from scipy import stats"])[0] for _ in range(5))
    floor = measure(["true"])[1]

    ratio = wall["theirs"] / wall["ours"]
    memory_ratio = peak["theirs"] / peak["ours"]
    table.add("analyze, whole process, ms", wall["ours"], wall["theirs"], ratio, "<= 40", wall["ours"] <= 40)
    table.add("  times as fast as the SciPy script", None, None, ratio, "ratio >= 20", ratio >= 20)
    table.add("  peak memory, MB", peak["ours"], peak["theirs"], memory_ratio, "<= 40", peak["ours"] <= 40)
    table.note(f"analyze: of the SciPy script's {wall['theirs']:.0f} ms, {imports:.0f} ms are Python's start and imports")
    table.note(f"analyze: a peak below {floor:.0f} MB cannot be told from this driver's own")


# --- b. the server, alone --------------------------------------------------------------------------------------------


def serve(experiment, workspace, folder):
    arguments = [experiment, "serve", "--workspace", workspace, "--port", "{port}"]
    return Server(arguments, ready="/health", log=folder / "serve.log")


def bench_start(table, experiment, folder):
    progress(f"server: {START_RUNS} starts ...")
    workspace = str(folder / "start.sqlite")
    make_workspace(experiment, workspace)
    starts, idle = [], []
    for _ in range(START_RUNS):
        with serve(experiment, workspace, folder) as server:
            starts.append(server.start_ms)
            time.sleep(1)
            idle.append(server.resident_mb())
    start, memory = statistics.median(starts), statistics.median(idle)
    table.add("server, start to first answer, ms", start, None, None, "<= 100", start <= 100)
    table.add("server, idle memory, MB", memory, None, None, "<= 60", memory <= 60)


# --- c. the server under load, beside a bare one ---------------------------------------------------------------------


def wrk(url, script=None):
    """Requests a second."""
    arguments = ["wrk", "-c", str(WRK_CONNECTIONS), "-t", "2", "-d", f"{WRK_SECONDS}s"]
    output = run([*arguments, *(["-s", script] if script else []), url])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if refused:
        raise Failure(f"{refused.group(1)} requests to {url} were refused under load, so its rate says nothing")
    broken = re.search(r"Socket errors: (.*)", output)
    if broken:
        raise Failure(f"connections to {url} broke under load ({broken.group(1)}), so its rate says nothing")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


def bench_load(table, experiment, peer, folder):
    progress(f"load: {WRK_ROUNDS} rounds of {WRK_SECONDS} s each, alternating ...")
    workspace = str(folder / "load.sqlite")
    project = make_workspace(experiment, workspace)
    run([experiment, "analyze", project, SLUG, "--workspace", workspace])
    script = folder / "upsert.lua"
    script.write_text(UPSERT_SCRIPT)

    path = f"/api/projects/{urllib.parse.quote(project)}/experiment"
    get = f"{path}?{urllib.parse.urlencode({'slug': SLUG})}"
    peer_arguments = [peer, "{port}", str(folder / "peer.sqlite")]
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(serve(experiment, workspace, folder))
        bare = stack.enter_context(Server(peer_arguments, ready="/experiment", log=folder / "peer.log"))

        # Both return the same bytes from GET: the bare server is given ours to keep.
        body = expect_success(*request(ours.port, "GET", get), "GET experiment")
        expect_success(*request(bare.port, "POST", "/experiment", body), "the bare server's POST")
        bare_body = expect_success(*request(bare.port, "GET", "/experiment"), "the bare server's GET")
        if bare_body != body:
            table.note(f"GET: the bodies differ, {len(body)} bytes from ours and {len(bare_body)} from the bare server")

        for what, our_url, bare_url, lua in (
            ("GET experiment, requests/s", ours.url(get), bare.url("/experiment"), None),
            ("POST upsert, requests/s", ours.url(path), bare.url("/experiment"), str(script)),
        ):
            rates = [(wrk(our_url, lua), wrk(bare_url, lua)) for _ in range(WRK_ROUNDS)]
            our_rate, bare_rate = (statistics.median(column) for column in zip(*rates))
            ratio = bare_rate / our_rate
            table.add(what, our_rate, bare_rate, ratio, "ratio <= 2", ratio <= 2)


# --- d. pages with many experiments ----------------------------------------------------------------------------------


def bench_pages(table, experiment, folder):
    progress(f"pages: creating {MANY_PROJECTS} projects and {MANY_EXPERIMENTS} experiments ...")
    workspace = str(folder / "pages.sqlite")
    project = make_workspace(experiment, workspace)
    run([experiment, "analyze", project, SLUG, "--workspace", workspace])
    with serve(experiment, workspace, folder) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=START_LIMIT)
        create_many(server, connection, project)
        base = f"/projects/{urllib.parse.quote(project)}"
        tabs = ["results", "health", "over-time", "data", "history", "report"]
        pages = {"projects": "/projects", "project": base, "new experiment": f"{base}/new-experiment"}
        pages["overview"] = f"{base}/experiments/{SLUG}"
        pages |= {tab: f"{base}/experiments/{SLUG}/{tab}" for tab in tabs}
        for what, path in pages.items():
            times = []
            for _ in range(PAGE_RUNS):
                begin = time.perf_counter()
                content = expect_success(*request(server.port, "GET", path, None, connection), f"GET {path}")
                times.append((time.perf_counter() - begin) * 1000)
            median, size = statistics.median(times), len(content) / 1000
            is_light = median <= 50 and size < 100
            table.add(f"page '{what}', {MANY_EXPERIMENTS} experiments, ms", median, None, None, "<= 50", is_light)
            table.note(f"page '{what}': {size:.0f} kB (below 100)")
        connection.close()


def create_many(server, connection, first):
    """Projects, and experiments of which the first project has a third."""
    begin = time.perf_counter()

    def create(path, body):
        if time.perf_counter() - begin > CREATE_LIMIT:
            raise Failure(f"creating {MANY_EXPERIMENTS} experiments took longer than {CREATE_LIMIT} s")
        return expect_success(*request(server.port, "POST", path, json.dumps(body), connection), f"POST {path}")

    names = [f"Release decision {number:03}" for number in range(1, MANY_PROJECTS)]
    projects = [json.loads(create("/api/projects", {"name": name}))["id"] for name in names]
    for number in range(MANY_EXPERIMENTS):
        project = first if number % 3 == 0 else projects[number % len(projects)]
        body = {"slug": f"experiment-{number:04}", "hypothesis": f"Idea {number} is better"}
        create(f"/api/projects/{urllib.parse.quote(project)}/experiment", body)


# --- e., f. the rest -------------------------------------------------------------------------------------------------


def bench_comparisons(table, peer):
    progress("single comparisons ...")
    ours = nanoseconds_by_name(run([peer, "comparisons"]))
    theirs = nanoseconds_by_name(run([sys.executable, str(Path(__file__).with_name("comparisons_peer.py"))]))
    for name, what, most in (
        ("gaussian", "one Gaussian comparison, µs", 1),
        ("exact", "one exact comparison with losses and interval, µs", 50),
        ("best_of_three", "P(best) of three arms with losses, µs", 200),
    ):
        mine, other = ours[name] / 1000, theirs[name] / 1000
        table.add(what, mine, other, other / mine, f"<= {most}", mine <= most)


def nanoseconds_by_name(text):
    return {name: float(value) for name, value in (line.split() for line in text.splitlines())}


def describe_binary(table, experiment):
    table.add("binary, MB", os.path.getsize(experiment) / 1e6, None, None, "", None)
    if shutil.which("ldd"):
        libraries = re.findall(r"^\s*(\S+) (?:=>|\()", run(["ldd", experiment]), re.MULTILINE)
        table.note("the binary loads " + ", ".join(Path(library).name for library in libraries))


class Table:
    HEADER = ("what", "ours", "peer", "ratio", "budget", "met")

    def __init__(self):
        self.rows = []
        self.notes = []

    def add(self, what, ours, peer, ratio, budget, met):
        verdict = "" if met is None else "yes" if met else "NO"
        self.rows.append((what, number(ours), number(peer), number(ratio), budget, verdict))

    def note(self, text):
        self.notes.append(text)

    def show(self):
        rows = [self.HEADER, *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.HEADER))]
        for row in rows:
            first, *rest = (
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths))
            )
            print("  ".join([first, *rest]).rstrip())
        print()
        for note in self.notes:
            print(note)


def number(value):
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: bench.py EXPERIMENT BENCH_PEER")
    experiment, peer = sys.argv[1:]
    # A stopped run must still stop its servers: make a signal an exception that passes through every `with`.
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda received, _: sys.exit(128 + received))

    table = Table()
    failures = []
    with tempfile.TemporaryDirectory(prefix="experiment-bench.") as name:
        folder = Path(name)
        for part in (
            lambda: bench_analyze(table, experiment, folder),
            lambda: bench_start(table, experiment, folder),
            lambda: bench_load(table, experiment, peer, folder),
            lambda: bench_pages(table, experiment, folder),
            lambda: bench_comparisons(table, peer),
            lambda: describe_binary(table, experiment),
        ):
            # One measurement that cannot be made must not cost the others.
            try:
                part()
            except Failure as failure:
                failures.append(str(failure))
            except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
                failures.append(f"an answer was not what was expected ({type(error).__name__}: {error})")

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; medians; MB = 10^6 bytes")
    print("peer: a Python and SciPy script for analyze and the comparisons, a bare Hummingbird server for GET and POST; ratio: peer / ours")
    print()
    table.show()
    if failures:
        sys.exit("\n".join(f"bench: {failure}" for failure in failures))


if __name__ == "__main__":
    main()
