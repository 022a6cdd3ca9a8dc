#!/usr/bin/python3
"""Measure FTP with the built library and a reference library against one vsftpd; print Markdown.

usage: bench/run_ftp.py [--build DIR] [--reference DIR] [--rounds N] [--quick]

As bench/run.py does it, which has the words for it. The small files are all got by one handle over one control connection,
each over a data connection of its own.
"""
import argparse
import os
import platform
import sys

sys.dont_write_bytecode = True
import run  # noqa: E402
import ftp_servers  # noqa: E402

FILES = 1000
TARGETS = {"1 GiB download": 1.0, "1000 small files": 0.8}


class Bench(run.Bench):
    def __init__(self, args):
        self.client = os.path.join(args.build, "bench", "bench_client")
        self.libraries = {"ours": os.path.join(args.build, "lib"), "reference": args.reference}
        self.rounds = args.rounds
        self.ftp = ftp_servers.Vsftpd()
        for i in range(FILES):
            self.ftp.file(f"file{i}", b"x" * 100)
        self.zeros("gib", run.GIB)

    def root(self):
        return self.ftp.root()

    def command(self, who, mode, number, more=None):
        url = self.ftp.url.replace("//", f"//{self.ftp.user}:{self.ftp.password}@")
        return [self.client, mode, url + ("/gib" if mode == "body" else "/file"), str(number)]


def modes(scale):
    yield "1 GiB download", ("body", run.GIB)
    yield "1000 small files", ("files", 10 * FILES // scale)


def report(bench, scale):
    rows = []
    for name, what in modes(scale):
        got = bench.measure(*what)
        ours, ref = got["ours"], got["reference"]
        rows.append([name, run.cell(ours), run.cell(ref), run.verdict(name, ours["cpu"] / ref["cpu"], TARGETS),
                     f"{ours['wall'] / ref['wall']:.2f}", f"{ours['peak']:.1f} / {ref['peak']:.1f}"])
    print("FTP: CPU in µs for each file (for the GiB: each MiB), as user + system time:\n")
    run.table(["mode", "ours", "reference", "ours / reference", "wall: ours / reference", "peak MiB: ours / reference"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", default=os.path.join(run.HERE, "..", "build"))
    parser.add_argument("--reference", default=os.environ.get("REFERENCE", ""))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the files")
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    bench = Bench(args)
    try:
        print(f"Ours: {bench.version('ours')}; reference: {bench.version('reference')}; "
              f"{os.cpu_count()} cores, Linux {platform.release()}; median of {args.rounds} rounds in turns.\n")
        report(bench, 10 if args.quick else 1)
    finally:
        bench.ftp.stop()


if __name__ == "__main__":
    main()
