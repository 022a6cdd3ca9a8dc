#!/usr/bin/python3
"""Check that a shared library exports what the public headers declare, under its version, and nothing else.

usage: check_exports.py INCLUDE_FOLDER LIBRARY VERSION_NODE
"""
import pathlib
import re
import subprocess
import sys

DECLARATION = re.compile(r"\bCURL_EXTERN\b[^;(]*?\b((?:curl|sluice)_\w+)\s*\(")
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def declared_names(folder):
    names = set()
    for header in pathlib.Path(folder).rglob("*.h"):
        names.update(DECLARATION.findall(COMMENT.sub("", header.read_text())))
    return names


def exported_symbols(library):
    """Name to version, as in {"curl_free": "CURL_OPENSSL_4"}; the version nodes themselves are left out."""
    command = ["nm", "--dynamic", "--defined-only", "--with-symbol-versions", library]
    rows = (line.split() for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines())
    symbols = (row[2].partition("@") for row in rows if row[1] != "A")
    return {name: version.lstrip("@") for name, _, version in symbols}


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    folder, library, node = sys.argv[1:]
    declared, exported = declared_names(folder), exported_symbols(library)
    faults = [f"declared, not exported: {name}" for name in sorted(declared - exported.keys())]
    faults += [f"exported, not declared: {name}" for name in sorted(exported.keys() - declared)]
    faults += [f"version {v or '(none)'}: {name}" for name, v in sorted(exported.items()) if v != node]
    print(*faults, sep="\n")
    print(f"{library}: {len(declared)} declared, {len(exported)} exported, {len(faults)} faults")
    sys.exit(1 if faults or not declared else 0)


main()
