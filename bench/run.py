#!/usr/bin/python3
"""Measure the built library, a reference library and bare system calls against one nginx; print Markdown.

usage: bench/run.py [--build DIR] [--reference DIR] [--rounds N] [--quick] [--only NAMES]

CPU is this process's user and system time around the measured phase, after a warm-up. The three are measured in turns,
and the median of the rounds is told. REFERENCE in the environment is the same as --reference; without either it is the
system's library.
"""
import argparse
import collections
import fnmatch
import json
import os
import platform
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "e2e"))
sys.dont_write_bytecode = True
import certificates  # noqa: E402
import server  # noqa: E402

GIB = 1 << 30
DECODED = 128 << 20  # bytes that come out of the gzip body
CHUNKED = 256 << 20

Case = collections.namedtuple("Case", "name mode count more target scheme", defaults=(None, None, "http"))
# One row a measurement. `mode` and `more` are the client's, `count` is of requests or bytes, `target` the most that ours may
# cost as a part of the reference. Of `scheme` there are those of SCHEMES.
CASES = (
    Case("sequential", "sequential", 20000, None, 0.7),
    Case("parallel 100", "parallel", 60000, 100, 0.8),
    Case("parallel 1000", "parallel", 60000, 1000, 0.45),
    Case("parallel 4000", "parallel", 60000, 4000, 0.25),
    Case("parallel 10000", "parallel", 60000, 10000, 0.25),
    Case("event loop 1000", "event_loop", 60000, 1000, 0.45),
    Case("event loop 10000", "event_loop", 60000, 10000, 0.25),
    Case("new handle each", "fresh", 4000),
    Case("500 for 6 connections", "limited", 20000, 500),
    Case("add and remove beside 1000", "churn", 20000, 1000),
    Case("1 GiB body", "body", GIB, None, 1.0),
    Case("chunked body", "chunked", CHUNKED, None, 1.0),
    Case("gzip body", "decoded", DECODED, None, 1.0),
    Case("cookies", "cookies", 20000, None, 1.0),
    Case("cookies beside 10000", "cookies", 20000, 10000, 1.0),
    Case("redirect chain", "redirects", 4000, None, 1.0),
    Case("https sequential", "sequential", 20000, None, 0.8, "https"),
    Case("https new handle each", "fresh", 400, None, 0.1, "https"),
    Case("https 1 GiB body", "body", GIB, None, 0.9, "https"),
)
TARGETS = {case.name: case.target for case in CASES if case.target} | {"idle handle": 0.5}
# What stands in the environment of a client of that scheme.
SCHEMES = {"http": {}, "https": {"BENCH_HTTP": "2"}}  # CURL_HTTP_VERSION_1_1
FLOOR_MODES = ("sequential", "parallel", "body")
BODIES = ("body", "chunked", "decoded")  # their costs are told for each MiB
FIXED = ("body", "chunked", "decoded")  # --quick does not shorten them
# What is asked for.
PATHS = {"body": "/gib", "chunked": "/chunked", "decoded": "/text.gz", "cookies": "/cookies", "redirects": "/hop/1"}
# What server-side includes go over has no length that is known before.
LOCATIONS = """    location = /chunked {{ ssi on; ssi_types *; }}
    location = /text.gz {{ add_header Content-Encoding gzip; }}
    location = /cookies {{
      if ($http_cookie !~ "^([a-z]+=value; ){{3}}[a-z]+=value$") {{ return 400; }}
      return 200 "{hundred}";
    }}
    location = /hop/10 {{ return 200 "{hundred}"; }}
""" + "".join(f"    location = /hop/{n} {{{{ return 302 /hop/{n + 1}; }}}}\n" for n in range(1, 10))


def words(size):
    """Text that compresses as text does: in a window of 32 KiB nothing but words comes again."""
    source = random.Random(1)
    known = ["".join(source.choices("etaoinshrdlu", k=source.randint(2, 9))) for _ in range(4000)]
    return " ".join(source.choices(known, k=1 << 20)).encode()[:size].ljust(size)


def gzip(block, times):
    """`times` the block, as one gzip member."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return b"".join([packer.compress(block) for _ in range(times)] + [packer.flush()])


# The same site once more, over TLS.
SECURED = """  ssl_certificate {cert};
  ssl_certificate_key {key};
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache shared:bench:1m;
  server {{{{
    listen 127.0.0.1:{{port}} backlog=16384;
    listen 127.0.0.1:{tls_port} ssl backlog=16384;"""


class Bench:
    def __init__(self, args):
        self.client = os.path.join(args.build, "bench", "bench_client")
        self.floor = os.path.join(args.build, "bench", "bench_floor")
        self.libraries = {"ours": os.path.join(args.build, "lib"), "reference": args.reference}
        self.rounds, self.only = args.rounds, args.only
        self.scale = 10 if args.quick else 1
        self.folder = tempfile.mkdtemp(prefix="sluice-bench-")
        self.urls, config = self.secure(server.CONFIG.replace("    location = /100 ", LOCATIONS + "    location = /100 "))
        self.nginx = server.Nginx(config=config)
        self.urls["http"] = self.nginx.url
        self.zeros("gib", GIB)
        self.zeros("chunked", CHUNKED)
        self.nginx.file("text.gz", gzip(words(4 << 20), DECODED >> 22))

    def secure(self, config):
        """({scheme: URL}, the configuration with TLS). The authority stands among all those of the system."""
        authority, port = certificates.Authority(self.folder), server.free_port()
        cert, key = authority.issue("server")
        self.bundle = os.path.join(self.folder, "bundle.pem")
        with open(self.bundle, "wb") as out:
            for path in ("/etc/ssl/certs/ca-certificates.crt", authority.cert):
                with open(path, "rb") as one:
                    out.write(one.read())
        listen = "  server {{\n    listen 127.0.0.1:{port} backlog=16384;"
        return {"https": f"https://localhost:{port}"}, config.replace(listen, SECURED.format(cert=cert, key=key, tls_port=port))

    def stop(self):
        self.nginx.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def zeros(self, name, size):
        with open(os.path.join(self.nginx.root, name), "wb") as f:
            f.truncate(size)
        os.chmod(f.name, 0o644)
        # Into the page cache, so that the first to ask does not wait for it.
        with open(f.name, "rb") as f:
            while f.read(1 << 20):
                pass

    def environment(self, who, scheme="http"):
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "BENCH_CA": self.bundle, **SCHEMES[scheme]}
        if self.libraries.get(who):
            env["LD_LIBRARY_PATH"] = self.libraries[who]
        return env

    def call(self, who, command, scheme="http"):
        done = subprocess.run(command, env=self.environment(who, scheme), capture_output=True, text=True, check=False,
                              timeout=600)
        if done.returncode:
            sys.exit(f"{who}: {' '.join(command)}: {done.stderr.strip() or done.returncode}")
        return done.stdout

    def version(self, who):
        return self.call(who, [self.client, "version"]).split()[0]

    def command(self, who, mode, number, more=None, scheme="http"):
        path = PATHS.get(mode, "/100")
        if who == "floor":
            extra = path if mode == "body" else more
            return [self.floor, mode, str(self.nginx.port), str(number)] + ([str(extra)] if extra else [])
        mode = "body" if mode == "chunked" else mode
        return [self.client, mode, self.urls[scheme] + path, str(number)] + ([str(more)] if more else [])

    def count(self, case):
        return case.count if case.mode in FIXED else max(case.count // self.scale, case.more or 0)

    def measure(self, case):
        """{who: the run with the median CPU}; times are microseconds for each request, or for each MiB."""
        mode, has_floor = case.mode, case.mode in FLOOR_MODES and case.scheme == "http"
        runs = {who: [] for who in ("ours", "reference", "floor") if who != "floor" or has_floor}
        for _ in range(self.rounds):
            for who, list_ in runs.items():
                command = self.command(who, mode, self.count(case), case.more, case.scheme)
                run = json.loads(self.call(who, command, case.scheme))
                units = run["count"] / (1 << 20) if mode in BODIES else run["count"]
                list_.append({"user": run["user"] * 1e6 / units, "sys": run["sys"] * 1e6 / units,
                              "cpu": (run["user"] + run["sys"]) * 1e6 / units, "wall": run["wall"] * 1e6 / units,
                              "peak": run["peak_kb"] / 1024})
        return {who: sorted(list_, key=lambda run: run["cpu"])[(len(list_) - 1) // 2] for who, list_ in runs.items()}

    def idle(self):
        return {who: statistics.median(
            json.loads(self.call(who, self.command(who, "idle", 10000)))["bytes"] for _ in range(self.rounds))
            for who in ("ours", "reference")}

    def syscalls(self, who, mode, number, more=None):
        """{name: calls} of a whole run."""
        with tempfile.NamedTemporaryFile("r") as out:
            self.call(who, ["strace", "-f", "-c", "-o", out.name] + self.command(who, mode, number, more))
            text = out.read()
        calls = {}
        for line in text.splitlines():
            found = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", line)
            if found and found.group(2) != "total":
                calls[found.group(2)] = int(found.group(1))
        return calls

    def syscalls_per_request(self, who, mode, more=None, few=200, many=1200):
        """The difference of two runs, so that beginning and end do not count."""
        small, large = self.syscalls(who, mode, few, more), self.syscalls(who, mode, many, more)
        per = {name: (count - small.get(name, 0)) / (many - few) for name, count in large.items()}
        return {name: count for name, count in sorted(per.items(), key=lambda item: -item[1]) if count >= 0.01}


def verdict(name, ratio):
    if name not in TARGETS:
        return f"{ratio:.2f}"
    return f"{ratio:.2f} (≤ {TARGETS[name]}{'' if ratio <= TARGETS[name] else ', MISSED'})"


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def cell(run):
    return f"{run['cpu']:.2f} ({run['user']:.2f} + {run['sys']:.2f})" if run else "-"


def report_cpu(bench):
    rows, memory, user, cpu = [], [], {}, {}
    for case in (case for case in CASES if fnmatch.fnmatch(case.name, bench.only)):
        name, got = case.name, bench.measure(case)
        ours, ref, floor = got["ours"], got["reference"], got.get("floor")
        rows.append([name, cell(ours), cell(ref), cell(floor), verdict(name, ours["cpu"] / ref["cpu"]),
                     f"{ours['cpu'] / floor['cpu']:.2f}" if floor else "-", f"{ours['wall'] / ref['wall']:.2f}"])
        memory.append([name, f"{ours['peak']:.1f}", f"{ref['peak']:.1f}", f"{floor['peak']:.1f}" if floor else "-",
                       f"{ours['peak'] / ref['peak']:.2f}"])
        user[name], cpu[name] = ours["user"], ours["cpu"]
    print("CPU in µs for each request (for bodies: each MiB), as user + system time:\n")
    table(["mode", "ours", "reference", "floor", "ours / reference", "ours / floor", "wall: ours / reference"], rows)
    report_more(user, cpu)
    print("Peak memory in MiB (target at 1,000 and above: ≤ 0.6):\n")
    table(["mode", "ours", "reference", "floor", "ours / reference"], memory)


def report_more(user, cpu):
    flat = [us for name, us in user.items() if name.startswith("parallel")]
    if not flat or "cookies beside 10000" not in cpu:
        return
    ratio = f"{max(flat) / min(flat):.2f}" if min(flat) else "not to be told (too short a run)"
    print(f"User time of ours alone, parallel: at most {max(flat):.2f} µs for each request (target: < 5), largest / "
          f"smallest {ratio} (target: ≤ 1.5).\n")
    print("CPU of ours for a request with four cookies: beside 10,000 of other domains / beside none "
          f"{cpu['cookies beside 10000'] / cpu['cookies']:.2f}.\n")


def report_syscalls(bench):
    print("System calls for each request:\n")
    rows = []
    for name, mode, more in (("sequential", "sequential", None), ("parallel 100", "parallel", 100)):
        for who in ("ours", "reference", "floor"):
            per = bench.syscalls_per_request(who, mode, more)
            rows.append([name, who, f"{sum(per.values()):.2f}", ", ".join(f"{k} {v:.2f}" for k, v in per.items())])
    table(["mode", "who", "calls", "which"], rows)


def report_idle(bench):
    got = bench.idle()
    print("Heap for each idle handle with its URL set:\n")
    table(["ours", "reference", "ours / reference"],
          [[f"{got['ours']:.0f} bytes", f"{got['reference']:.0f} bytes",
            verdict("idle handle", got["ours"] / got["reference"])]])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default=os.path.join(HERE, "..", "build"))
    parser.add_argument("--reference", default=os.environ.get("REFERENCE", ""))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    parser.add_argument("--only", default="*", help="the cases whose names match (\"https*\"), and nothing else")
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    bench = Bench(args)
    try:
        print(f"Ours: {bench.version('ours')}; reference: {bench.version('reference')}; "
              f"{os.cpu_count()} cores, Linux {platform.release()}; median of {args.rounds} rounds in turns.\n")
        report_cpu(bench)
        if args.only == "*":
            report_syscalls(bench)
            report_idle(bench)
    finally:
        bench.stop()


if __name__ == "__main__":
    main()
