#!/usr/bin/python3
"""Check which libraries a shared library brings along, itself and through others.

usage: check_needed.py LIBRARY NEEDED ABSENT...

NEEDED has to be there, none of ABSENT may be; each is how a name begins, as in "libssl.".
"""
import subprocess
import sys


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    library, needed, *absent = sys.argv[1:]
    lines = subprocess.run(["ldd", library], check=True, capture_output=True, text=True).stdout.splitlines()
    names = [line.split()[0] for line in lines]
    faults = [f"not needed: {needed}"] * (not any(name.startswith(needed) for name in names))
    faults += [f"needed: {name}" for name in names if name.startswith(tuple(absent))]
    print(*faults, sep="\n")
    print(f"{library}: {len(names)} libraries, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
