#!/usr/bin/python3
"""Measure HTTP/2 with the built library and a reference library against one nginx, in clear; print Markdown.

usage: bench/run_h2.py [--build DIR] [--reference DIR] [--rounds N] [--quick]

As bench/run.py does it, which has the words for it.
"""
import argparse
import json
import os
import statistics
import sys

sys.dont_write_bytecode = True
import run  # noqa: E402
import server  # noqa: E402

GIB = run.GIB
UPLOAD = 256 << 20
LISTEN = "listen 127.0.0.1:{port} backlog=16384;"
HTTP2 = "listen 127.0.0.1:{port} http2 backlog=16384;\n    http2_max_concurrent_streams 1000;"
TARGETS = {"1 GiB body": 0.6, "100 streams": 0.7, "1000 streams, 10 connections": 0.7, "memory of 1000": 0.6}
BODIES = ("body", "upload")


class Bench(run.Bench):
    def __init__(self, args):
        self.client = os.path.join(args.build, "bench", "bench_h2")
        self.libraries = {"ours": os.path.join(args.build, "lib"), "reference": args.reference}
        self.rounds = args.rounds
        self.nginx = server.Nginx(config=server.CONFIG.replace(LISTEN, HTTP2))
        self.zeros("gib", GIB)

    def once(self, who, mode, path, *numbers):
        url = self.nginx.url + path
        return json.loads(self.call(who, [self.client, mode, url, *map(str, numbers)]))

    def measure(self, mode, path, *numbers):
        """{who: the run with the median CPU}; times are microseconds for each request, or for each MiB."""
        runs = {"ours": [], "reference": []}
        for _ in range(self.rounds):
            for who, list_ in runs.items():
                got = self.once(who, mode, path, *numbers)
                unit = 1e6 * (1 << 20 if mode in BODIES else 1) / got["count"]
                list_.append({"user": got["user"] * unit, "sys": got["sys"] * unit, "wall": got["wall"] * unit,
                              "cpu": (got["user"] + got["sys"]) * unit, "peak": got["peak_kb"] / 1024})
        return {who: sorted(list_, key=lambda one: one["cpu"])[(len(list_) - 1) // 2] for who, list_ in runs.items()}

    def held(self, number):
        return {who: statistics.median(self.once(who, "held", "/100", number)["kb"] for _ in range(self.rounds))
                for who in ("ours", "reference")}


def verdict(name, ratio):
    if name not in TARGETS:
        return f"{ratio:.2f}"
    return f"{ratio:.2f} (≤ {TARGETS[name]}{'' if ratio <= TARGETS[name] else ', MISSED'})"


def modes(scale):
    yield "sequential", ("sequential", "/100", 20000 // scale)
    yield "100 streams", ("streams", "/100", 100000 // scale, 100)
    yield "1000 streams, 10 connections", ("spread", "/100", 100000 // scale, 1000)
    yield "1 GiB body", ("body", "/gib", GIB)
    yield "upload", ("upload", "/put/up", UPLOAD)


def report(bench, scale):
    rows, flat = [], {}
    for name, what in modes(scale):
        got = bench.measure(*what)
        ours, ref = got["ours"], got["reference"]
        flat[name] = ours["cpu"]
        rows.append([name, run.cell(ours), run.cell(ref), verdict(name, ours["cpu"] / ref["cpu"]),
                     f"{ours['wall'] / ref['wall']:.2f}", f"{ours['peak']:.1f} / {ref['peak']:.1f}"])
    print("HTTP/2: CPU in µs for each request (for bodies: each MiB), as user + system time:\n")
    run.table(["mode", "ours", "reference", "ours / reference", "wall: ours / reference", "peak MiB: ours / reference"], rows)
    print(f"Ours, 1,000 streams over 10 connections / 100 over one: "
          f"{flat['1000 streams, 10 connections'] / flat['100 streams']:.2f}.\n")
    held = bench.held(1000)
    print(f"Memory of 1,000 streams that each hold 100 bytes: ours {held['ours']:.0f} KiB, reference "
          f"{held['reference']:.0f} KiB: {verdict('memory of 1000', held['ours'] / held['reference'])}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default=os.path.join(run.HERE, "..", "build"))
    parser.add_argument("--reference", default=os.environ.get("REFERENCE", ""))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    bench = Bench(args)
    try:
        report(bench, 10 if args.quick else 1)
    finally:
        bench.nginx.stop()


if __name__ == "__main__":
    main()
