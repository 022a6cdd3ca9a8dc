#!/usr/bin/python3
"""Check that built ELF files have what the compiler and the linker can do against attacks.

usage: check_hardening.py FILE...
"""
import re
import subprocess
import sys


def readelf(option, path):
    command = ["readelf", "--wide", option, path]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def undefined_names(path):
    rows = (line.split() for line in readelf("--dyn-syms", path).splitlines())
    return {row[7].split("@")[0] for row in rows if len(row) > 7 and row[6] == "UND"}


def faults_of(path):
    header = readelf("--file-header", path)
    segments = readelf("--program-headers", path)
    dynamic = readelf("--dynamic", path)
    wanted = undefined_names(path)
    is_program = "INTERP" in segments
    stack = re.search(r"GNU_STACK.*", segments)
    checks = {
        "position independent": re.search(r"Type:\s+DYN", header) and (not is_program or "PIE" in dynamic),
        "RELRO": "GNU_RELRO" in segments,
        "BIND_NOW": re.search(r"\((FLAGS|FLAGS_1)\).*\b(BIND_NOW|NOW)\b", dynamic),
        "no executable stack": stack and "E" not in stack.group(0).split()[-2],
        "no text relocations": "TEXTREL" not in dynamic,
        "stack protector": "__stack_chk_fail" in wanted,
        "_FORTIFY_SOURCE": any(re.fullmatch(r"__\w+_chk", name) for name in wanted),
    }
    return [name for name, good in checks.items() if not good]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    bad = False
    for path in sys.argv[1:]:
        faults = faults_of(path)
        bad |= bool(faults)
        print(f"{path}: {'lacks ' + ', '.join(faults) if faults else 'hardened'}")
    sys.exit(1 if bad else 0)


main()
