#!/usr/bin/python3
"""Check that each header compiles alone: the library's own as they are built, the public ones as plain C89 and as C++.

usage: check_headers.py ROOT
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

LIBRARY = ["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-DBUILDING_LIBCURL", "-Isrc", "-xc"]
PUBLIC = [
    ["gcc", "-std=c89", "-pedantic", "-Wno-long-long", "-xc"],
    ["clang", "-std=c89", "-pedantic", "-Wno-long-long", "-xc"],
    ["g++", "-std=c++98", "-pedantic", "-Wno-long-long", "-xc++"],
]


def compile_alone(root, command, header):
    """The first thing that the compiler says against a file that includes nothing but the header; empty where all is well."""
    folder = "include" if header.is_relative_to(root / "include") else "src"
    text = f"#include <{header.relative_to(root / folder)}>\nextern int not_empty;\n"
    full = command + ["-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-Iinclude", "-"]
    done = subprocess.run(full, input=text, cwd=root, capture_output=True, text=True)
    if not done.returncode:
        return ""
    first = next((line for line in done.stderr.splitlines() if "error:" in line), done.stderr)
    return f"{header.relative_to(root)} ({command[0]}): {first}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[1]).resolve()
    jobs = [(LIBRARY, header) for header in sorted((root / "src").rglob("*.h"))]
    # The parts of <curl/curl.h> need not stand alone: programs include that, which includes them.
    entries = [root / "include/curl/curl.h", *sorted((root / "include").glob("sluice/*.h"))]
    jobs += [(command, header) for header in entries for command in PUBLIC]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [f for f in pool.map(lambda job: compile_alone(root, *job), jobs) if f]
    print(*faults, sep="\n")
    print(f"{len(jobs)} compilations, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
