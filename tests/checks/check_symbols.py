#!/usr/bin/python3
"""Reject calls that a layer must not make, by the undefined symbols of its archive.

usage: check_symbols.py ARCHIVE_FOLDER
"""
import pathlib
import re
import subprocess
import sys

# A library does not end its program, print, or use what is not safe with threads or bounds.
NOWHERE = {
    "abort", "exit", "_exit", "system", "printf", "puts", "putchar", "gets", "sprintf", "vsprintf", "strcpy", "strcat",
    "strtok", "gmtime", "localtime", "ctime", "asctime", "strerror", "inet_ntoa", "inet_addr", "gethostbyname", "rand",
    "srand", "random", "signal", "alarm", "setlocale", "perror",
}
# Memory goes through the hooks of curl_global_init_mem(3), which base/mem.c has.
ONLY_BASE = {"malloc", "calloc", "realloc", "reallocarray", "free", "strdup", "strndup", "asprintf", "vasprintf"}
# The layers without IO, clock, environment, locale or threads.
PURE = ("codec", "store")
NOT_PURE = re.compile(
    r"time|clock\w*|gettimeofday|mktime|localtime_r|getenv|secure_getenv|fopen|fdopen|fread|fwrite|fputs|fprintf|open|"
    r"openat|read|write|close|socket|connect|bind|accept\d?|send\w*|recv\w*|poll|select|epoll_\w+|getaddrinfo|"
    r"getnameinfo|if_\w+|pthread_\w+|getrandom|nanosleep|sleep|usleep|strcasecmp|strncasecmp|tolower|toupper|"
    r"__ctype_\w+|strtod"
)


def undefined_names(archive):
    """The names that each object of the archive asks of others; a fortified call counts as the plain one."""
    command = ["nm", "--undefined-only", "--print-file-name", str(archive)]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        where, name = line.split()[0], line.split()[-1]
        name = re.sub(r"^__isoc\d+_", "", name.split("@")[0])
        yield where.split(":")[-2], re.sub(r"^__(\w+)_chk$", r"\1", name)


def faults_of(archive):
    layer = archive.stem.removeprefix("libsluice_")
    for where, name in undefined_names(archive):
        if name in NOWHERE:
            yield f"{layer}/{where}: {name} is for no layer"
        elif name in ONLY_BASE and layer != "base":
            yield f"{layer}/{where}: {name} is for base only"
        elif layer in PURE and NOT_PURE.fullmatch(name):
            yield f"{layer}/{where}: {name} is not for a pure layer"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    archives = sorted(pathlib.Path(sys.argv[1]).glob("libsluice_*.a"))
    faults = [fault for archive in archives for fault in faults_of(archive)]
    print(*faults, sep="\n")
    print(f"{len(archives)} archives, {len(faults)} faults")
    sys.exit(1 if faults or not archives else 0)


main()
