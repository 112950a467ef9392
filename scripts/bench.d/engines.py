"""Measures `experiment collect` on the real engines: one statement for four metrics beside one statement for each.

    engines.py EXPERIMENT [USERS EVENTS]

EXPERIMENT is the program. The same seeded rows go into PostgreSQL, ClickHouse and DuckDB, which run on free loopback
ports in a temporary folder; `duckdb` must be on the PATH. Run with a Python that has NumPy. Both sides are the built
program: `collect` of an experiment with four metrics, and of four experiments with one metric each, in alternation. The
numbers that they store must be equal.

Two sets of metrics: `shop`, as shops have them, three of one event and one of another; and `apart`, where each metric
is made of an event of its own, so that nothing is shared but the exposures. The tables of PostgreSQL have an index by
the event's name, which favours a statement for each metric.
"""

import contextlib
import http.client
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import numpy

import bench
from bench import Failure, Table, create_project, free_port, measure, progress, request, run

USERS = 1_000_000
EVENTS = 10_000_000
ROUNDS = 3
SEED = 20260101
COLLECT_LIMIT = 900
LOAD_LIMIT = 900
CHUNK = 500_000

DAYS = 21
START = numpy.datetime64("2026-01-01T00:00:00", "s")
EVENT_NAMES = ["visit", "cart", "purchase", "refund"]
FLAG = "checkout"

METRICS = {
    "shop": {
        "purchase": {"kind": "proportion"},
        "revenue": {"kind": "sum", "event": "purchase"},
        "order_value": {"kind": "average", "event": "purchase"},
        "visit": {"kind": "count"},
    },
    "apart": {
        "visit": {"kind": "proportion"},
        "cart": {"kind": "count"},
        "purchase": {"kind": "sum"},
        "refund": {"kind": "average"},
    },
}


# --- rows ------------------------------------------------------------------------------------------------------------


def write_rows(folder, users, events):
    """Two CSV files with a header: every user exposed once, events before and after it, whole seconds in UTC."""
    random = numpy.random.default_rng(SEED)
    seconds = DAYS * 86400

    def texts(times):
        return [text.replace("T", " ") for text in numpy.datetime_as_string(START + times).tolist()]

    with open(folder / "exposures.csv", "w") as file:
        file.write("user_key,flag_key,variant,timestamp\n")
        for first in range(0, users, CHUNK):
            count = min(CHUNK, users - first)
            arms = random.integers(0, 2, count).tolist()
            times = texts(random.integers(0, seconds * 2 // 3, count))
            file.writelines(
                f"user-{first + index:08},{FLAG},{'treatment' if arm else 'control'},{at}\n"
                for index, (arm, at) in enumerate(zip(arms, times))
            )
    with open(folder / "events.csv", "w") as file:
        file.write("user_key,event_name,timestamp,value\n")
        for first in range(0, events, CHUNK):
            count = min(CHUNK, events - first)
            keys = random.integers(0, users, count).tolist()
            names = random.integers(0, len(EVENT_NAMES), count).tolist()
            times = texts(random.integers(0, seconds, count))
            values = random.integers(1, 20000, count).tolist()
            file.writelines(
                f"user-{key:08},{EVENT_NAMES[name]},{at},{cents / 100}\n"
                for key, name, at, cents in zip(keys, names, times, values)
            )


def load(command, script=None, rows=None):
    """Runs a program that reads a script, or a file of rows."""
    with open(rows, "rb") if rows else tempfile.TemporaryFile() as file:
        if script:
            file.write(script.encode())
            file.seek(0)
        done = subprocess.run(command, stdin=file, capture_output=True, timeout=LOAD_LIMIT)
    if done.returncode != 0:
        raise Failure(f"{command[0]} could not load the rows: {done.stderr.decode(errors='replace').strip()[:500]}")


# --- engines ---------------------------------------------------------------------------------------------------------


def unprivileged(folder):
    """What makes a command run as nobody where we are root: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return []
    os.chown(folder, 65534, 65534)
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@contextlib.contextmanager
def postgres(folder, rows):
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs:
        raise Failure("there is no PostgreSQL in /usr/lib/postgresql")
    home = folder / "postgres"
    home.mkdir()
    user = unprivileged(home)
    port = str(free_port())
    data = str(home / "data")
    run([*user, str(programs[-1] / "initdb"), "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"])
    settings = [
        "listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "timezone=UTC", "shared_buffers=256MB",
        "max_wal_size=8GB",
    ]
    command = [*user, str(programs[-1] / "postgres"), "-D", data, *(part for one in settings for part in ("-c", one))]
    psql = [str(programs[-1] / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", port, "-U", "bench"]
    with started(command, home, signal.SIGINT):
        wait_until(lambda: subprocess.run([*psql, "-d", "postgres", "-c", "SELECT 1"], capture_output=True).returncode == 0)
        psql += ["-d", "postgres"]
        load(psql, """
            CREATE TABLE flag_evaluations (user_key text, flag_key text, variant text, evaluated_at timestamptz);
            CREATE TABLE analytics_events (user_key text, event_name text, fired_at timestamptz, value double precision);
            """)
        for table, name in (("flag_evaluations", "exposures"), ("analytics_events", "events")):
            load([*psql, "-c", f"COPY {table} FROM STDIN (FORMAT csv, HEADER)"], rows=rows / f"{name}.csv")
        load(psql, """
            CREATE INDEX ON flag_evaluations (flag_key, evaluated_at);
            CREATE INDEX ON analytics_events (event_name, fired_at);
            VACUUM ANALYZE;
            """)
        yield ["--kind", "postgres", "--url", f"127.0.0.1:{port}", "--user", "bench", "--database", "postgres"]


CLICKHOUSE = """<yandex>
    <logger><level>warning</level><console>1</console></logger>
    <listen_host>127.0.0.1</listen_host>
    <http_port>{http}</http_port><tcp_port>{tcp}</tcp_port><interserver_http_port>{peer}</interserver_http_port>
    <path>{home}/data/</path><tmp_path>{home}/tmp/</tmp_path><user_files_path>{home}/files/</user_files_path>
    <format_schema_path>{home}/format/</format_schema_path>
    <users_config>users.xml</users_config><default_profile>default</default_profile>
    <default_database>default</default_database><timezone>UTC</timezone><mark_cache_size>67108864</mark_cache_size>
</yandex>"""
CLICKHOUSE_USERS = """<yandex>
    <profiles><default></default></profiles><quotas><default></default></quotas>
    <users><default><password></password><networks><ip>127.0.0.1</ip></networks>
        <profile>default</profile><quota>default</quota></default></users>
</yandex>"""


@contextlib.contextmanager
def clickhouse(folder, rows):
    program = shutil.which("clickhouse-server", path=os.environ["PATH"] + ":/usr/sbin")
    if not program:
        raise Failure("there is no clickhouse-server")
    home = folder / "clickhouse"
    for name in ("data", "tmp", "files", "format"):
        (home / name).mkdir(parents=True)
    port = free_port()
    (home / "config.xml").write_text(CLICKHOUSE.format(home=home, http=port, tcp=free_port(), peer=free_port()))
    (home / "users.xml").write_text(CLICKHOUSE_USERS)

    def ask(statement, body=b""):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LOAD_LIMIT)
        connection.request("POST", "/?query=" + urllib.parse.quote(statement), body=body)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        if response.status != 200:
            raise Failure(f"ClickHouse answered: {content[:300].decode(errors='replace')}")

    with started([program, f"--config-file={home}/config.xml"], home, signal.SIGKILL):
        wait_until(lambda: answers(port))
        ask(
            "CREATE TABLE flag_evaluations (flag_key String, user_key String, variant String, timestamp DateTime) "
            "ENGINE = MergeTree ORDER BY (flag_key, timestamp)"
        )
        ask(
            "CREATE TABLE metric_events (event_name String, user_key String, numeric_value Nullable(Float64), "
            "timestamp DateTime) ENGINE = MergeTree ORDER BY (event_name, timestamp)"
        )
        for insert, name in (
            ("INSERT INTO flag_evaluations (user_key, flag_key, variant, timestamp)", "exposures"),
            ("INSERT INTO metric_events (user_key, event_name, timestamp, numeric_value)", "events"),
        ):
            with open(rows / f"{name}.csv", "rb") as file:
                file.readline()
                ask(f"{insert} FORMAT CSV", file)
        yield ["--kind", "clickhouse", "--url", f"http://127.0.0.1:{port}", "--database", "default"]


@contextlib.contextmanager
def duckdb(folder, rows):
    program = shutil.which("duckdb")
    if not program:
        raise Failure("there is no duckdb on the PATH")
    home = folder / "duckdb"
    home.mkdir()
    for name in ("exposures", "events"):
        load([program], f"COPY (FROM read_csv('{rows}/{name}.csv', header = true)) TO '{home}/{name}.parquet';")
    yield ["--kind", "duckdb", "--path", str(home), "--options", json.dumps({"program": program})]


@contextlib.contextmanager
def started(command, home, end):
    with open(home / "log", "wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")
    try:
        yield
    finally:
        process.send_signal(end)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port):
    try:
        return request(port, "GET", "/ping")[0] == 200
    except OSError:
        return False


def wait_until(ready):
    begin = time.perf_counter()
    while not ready():
        if time.perf_counter() - begin > 60:
            raise Failure("an engine was not ready within a minute")
        time.sleep(0.05)


# --- measuring -------------------------------------------------------------------------------------------------------


def bench_engine(table, experiment, folder, name, engine, rows):
    progress(f"{name}: loading ...")
    with engine(folder, rows) as source:
        workspace = str(folder / f"{name}.sqlite")
        project = create_project(experiment, workspace, name)
        run([experiment, "sources", "add", project, "engine", *source, "--workspace", workspace])
        for title, metrics in METRICS.items():
            progress(f"{name}: {ROUNDS} rounds of the metrics '{title}' ...")
            together = add_experiment(experiment, workspace, project, title, metrics)
            alone = [
                add_experiment(experiment, workspace, project, f"{title}-{number}", {metric: metrics[metric]})
                for number, metric in enumerate(metrics)
            ]
            check_same_numbers(experiment, workspace, project, together, alone)
            times = []
            for _ in range(ROUNDS):
                one = collect_time(experiment, workspace, project, together)
                times.append((one, sum(collect_time(experiment, workspace, project, slug) for slug in alone)))
            one, four = (statistics.median(column) for column in zip(*times))
            is_budget = name == "PostgreSQL" and title == "shop"
            ratio = four / one
            table.add(
                f"{name}, metrics '{title}', s", one, four, ratio, "ratio >= 2" if is_budget else "",
                ratio >= 2 if is_budget else None)


def add_experiment(experiment, workspace, project, slug, metrics):
    slug = slug.replace("_", "-")
    fields = {
        "primaryMetricEvent": next(iter(metrics)),
        "controlVariant": "control",
        "treatmentVariant": "treatment",
        "minimumSample": "1000",
        "observationStart": str(START),
        "observationEnd": str(START + DAYS * 86400),
        "metricDefinitions": json.dumps(metrics),
        "dataSource": json.dumps({"source": "engine", "flagKey": FLAG}),
    }
    parts = [part for field, value in fields.items() for part in (f"--{field}", value)]
    run([experiment, "upsert-experiment", project, slug, *parts, "--workspace", workspace])
    return slug


def collect(experiment, workspace, project, slug):
    return [experiment, "collect", project, slug, "--workspace", workspace, "--format", "json"]


def collect_time(experiment, workspace, project, slug):
    return measure(collect(experiment, workspace, project, slug))[0] / 1000


def check_same_numbers(experiment, workspace, project, together, alone):
    """Both sides must have done the same work, or their times say nothing. It warms the caches too."""

    def numbers(slug):
        answer = json.loads(run(collect(experiment, workspace, project, slug)))
        return json.loads(answer["snapshot"]["inputData"])["metrics"]

    def flat(metrics):
        return {
            (metric, variant, field): value
            for metric, variants in metrics.items()
            for variant, sums in variants.items() if isinstance(sums, dict)
            for field, value in sums.items()
        }

    left = flat(numbers(together))
    right = {}
    for slug in alone:
        right.update(flat(numbers(slug)))
    if left.keys() != right.keys() or any(abs(left[key] - right[key]) > 1e-12 * abs(right[key]) for key in left):
        raise Failure("one statement and one for each metric count differently, so comparing their times is void")
    if not all(sums for sums in left.values()):
        raise Failure("a metric came to nothing, so its time says nothing")


def main():
    if len(sys.argv) not in (2, 4):
        sys.exit("usage: engines.py EXPERIMENT [USERS EVENTS]")
    experiment = sys.argv[1]
    users, events = map(int, sys.argv[2:]) if len(sys.argv) == 4 else (USERS, EVENTS)
    bench.COMMAND_LIMIT = COLLECT_LIMIT
    # A stopped run must still stop its engines: make a signal an exception that passes through every `with`.
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda received, _: sys.exit(128 + received))

    table = Table()
    failures = []
    with tempfile.TemporaryDirectory(prefix="experiment-bench.") as name:
        folder = Path(name)
        folder.chmod(0o755)
        progress(f"engines: writing {events} events of {users} users ...")
        write_rows(folder, users, events)
        for title, engine in (("PostgreSQL", postgres), ("ClickHouse", clickhouse), ("DuckDB", duckdb)):
            # One engine that is not there must not cost the others.
            try:
                bench_engine(table, experiment, folder, title, engine, folder)
            except Failure as failure:
                failures.append(f"{title}: {failure}")
            except (OSError, ValueError, KeyError, subprocess.SubprocessError, http.client.HTTPException) as error:
                failures.append(f"{title}: an answer was not what was expected ({type(error).__name__}: {error})")

    print(f"{platform.machine()}, {os.cpu_count()} cores; {events} events, {users} users; medians of {ROUNDS}, whole `experiment collect`")
    print("ours: one statement for four metrics; peer: one statement for each, added up; ratio: peer / ours")
    print()
    table.show()
    if failures:
        sys.exit("\n".join(f"bench: {failure}" for failure in failures))


if __name__ == "__main__":
    main()
