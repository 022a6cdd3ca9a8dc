#!/usr/bin/python3
"""Measure the built library, a reference library and bare system calls against one nginx; print Markdown.

usage: bench/run.py [--build DIR] [--reference DIR] [--rounds N] [--quick]

CPU is this process's user and system time around the measured phase, after a warm-up. The three are measured in turns,
and the median of the rounds is told. REFERENCE in the environment is the same as --reference; without either it is the
system's library.
"""
import argparse
import json
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "e2e"))
sys.dont_write_bytecode = True
import server  # noqa: E402

GIB = 1 << 30
DECODED = 128 << 20  # bytes that come out of the gzip body
CHUNKED = 256 << 20
PARALLEL = (100, 1000, 4000, 10000)
LOOPS = (1000, 10000)
# The most that ours may cost, as a part of the reference.
TARGETS = {"sequential": 0.7, "parallel 100": 0.8, "parallel 1000": 0.45, "parallel 4000": 0.25, "parallel 10000": 0.25,
           "event loop 1000": 0.45, "event loop 10000": 0.25, "1 GiB body": 1.0, "chunked body": 1.0, "gzip body": 1.0,
           "cookies": 1.0, "cookies beside 10000": 1.0, "redirect chain": 1.0, "idle handle": 0.5, "peak memory": 0.6}
FLOOR_MODES = ("sequential", "parallel", "body")
BODIES = ("body", "chunked", "decoded")  # their costs are told for each MiB
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


class Bench:
    def __init__(self, args):
        self.client = os.path.join(args.build, "bench", "bench_client")
        self.floor = os.path.join(args.build, "bench", "bench_floor")
        self.libraries = {"ours": os.path.join(args.build, "lib"), "reference": args.reference}
        self.rounds = args.rounds
        self.scale = 10 if args.quick else 1
        self.nginx = server.Nginx(config=server.CONFIG.replace("    location = /100 ", LOCATIONS + "    location = /100 "))
        self.zeros("gib", GIB)
        self.zeros("chunked", CHUNKED)
        self.nginx.file("text.gz", gzip(words(4 << 20), DECODED >> 22))

    def root(self):
        """Where what is asked for stands."""
        return self.nginx.root

    def zeros(self, name, size):
        with open(os.path.join(self.root(), name), "wb") as f:
            f.truncate(size)
        os.chmod(f.name, 0o644)
        # Into the page cache, so that the first to ask does not wait for it.
        with open(f.name, "rb") as f:
            while f.read(1 << 20):
                pass

    def environment(self, who):
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        if self.libraries.get(who):
            env["LD_LIBRARY_PATH"] = self.libraries[who]
        return env

    def call(self, who, command):
        done = subprocess.run(command, env=self.environment(who), capture_output=True, text=True, check=False,
                              timeout=600)
        if done.returncode:
            sys.exit(f"{who}: {' '.join(command)}: {done.stderr.strip() or done.returncode}")
        return done.stdout

    def version(self, who):
        return self.call(who, [self.client, "version"]).split()[0]

    def command(self, who, mode, number, more=None):
        path = PATHS.get(mode, "/100")
        if who == "floor":
            extra = path if mode == "body" else more
            return [self.floor, mode, str(self.nginx.port), str(number)] + ([str(extra)] if extra else [])
        mode = "body" if mode == "chunked" else mode
        return [self.client, mode, self.nginx.url + path, str(number)] + ([str(more)] if more else [])

    def measure(self, mode, number, more=None):
        """{who: the run with the median CPU}; times are microseconds for each request, or for each MiB."""
        runs = {who: [] for who in ("ours", "reference", "floor") if who != "floor" or mode in FLOOR_MODES}
        for _ in range(self.rounds):
            for who, list_ in runs.items():
                run = json.loads(self.call(who, self.command(who, mode, number, more)))
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


def verdict(name, ratio, targets=None):
    most = (targets or TARGETS).get(name)
    if most is None:
        return f"{ratio:.2f}"
    return f"{ratio:.2f} (≤ {most}{'' if ratio <= most else ', MISSED'})"


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def modes(bench):
    scale = bench.scale
    yield "sequential", ("sequential", 20000 // scale, None)
    for n in PARALLEL:
        yield f"parallel {n}", ("parallel", max(60000 // scale, n), n)
    for n in LOOPS:
        yield f"event loop {n}", ("event_loop", max(60000 // scale, n), n)
    yield "new handle each", ("fresh", 4000 // scale, None)
    yield "500 for 6 connections", ("limited", 20000 // scale, 500)
    yield "add and remove beside 1000", ("churn", 20000 // scale, 1000)
    yield "1 GiB body", ("body", GIB, None)
    yield "chunked body", ("chunked", CHUNKED, None)
    yield "gzip body", ("decoded", DECODED, None)
    yield "cookies", ("cookies", 20000 // scale, None)
    yield "cookies beside 10000", ("cookies", 20000 // scale, 10000)
    yield "redirect chain", ("redirects", 4000 // scale, None)


def cell(run):
    return f"{run['cpu']:.2f} ({run['user']:.2f} + {run['sys']:.2f})" if run else "-"


def report_cpu(bench):
    rows, memory, user, cpu = [], [], {}, {}
    for name, what in modes(bench):
        got = bench.measure(*what)
        ours, ref, floor = got["ours"], got["reference"], got.get("floor")
        rows.append([name, cell(ours), cell(ref), cell(floor), verdict(name, ours["cpu"] / ref["cpu"]),
                     f"{ours['cpu'] / floor['cpu']:.2f}" if floor else "-", f"{ours['wall'] / ref['wall']:.2f}"])
        memory.append([name, f"{ours['peak']:.1f}", f"{ref['peak']:.1f}", f"{floor['peak']:.1f}" if floor else "-",
                       f"{ours['peak'] / ref['peak']:.2f}"])
        user[name], cpu[name] = ours["user"], ours["cpu"]
    print("CPU in µs for each request (for bodies: each MiB), as user + system time:\n")
    table(["mode", "ours", "reference", "floor", "ours / reference", "ours / floor", "wall: ours / reference"], rows)
    flat = [us for name, us in user.items() if name.startswith("parallel")]
    ratio = f"{max(flat) / min(flat):.2f}" if min(flat) else "not to be told (too short a run)"
    print(f"User time of ours alone, parallel: at most {max(flat):.2f} µs for each request (target: < 5), largest / "
          f"smallest {ratio} (target: ≤ 1.5).\n")
    print("CPU of ours for a request with four cookies: beside 10,000 of other domains / beside none "
          f"{cpu['cookies beside 10000'] / cpu['cookies']:.2f}.\n")
    print("Peak memory in MiB (target at 1,000 and above: ≤ 0.6):\n")
    table(["mode", "ours", "reference", "floor", "ours / reference"], memory)


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
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    bench = Bench(args)
    try:
        print(f"Ours: {bench.version('ours')}; reference: {bench.version('reference')}; "
              f"{os.cpu_count()} cores, Linux {platform.release()}; median of {args.rounds} rounds in turns.\n")
        report_cpu(bench)
        report_syscalls(bench)
        report_idle(bench)
    finally:
        bench.nginx.stop()


if __name__ == "__main__":
    main()
