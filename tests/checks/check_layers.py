#!/usr/bin/python3
"""Reject an #include against the order of the layers.

usage: check_layers.py ROOT

The order is the list SLUICE_LAYERS in src/CMakeLists.txt: a layer may include itself and those before it.
"""
import pathlib
import re
import sys

PURE = ("codec", "policy", "store")  # no IO, no clock, no handle
PURE_SYSTEM = {
    "arpa/inet.h", "assert.h", "inttypes.h", "limits.h", "netinet/in.h", "stdarg.h", "stdbool.h", "stddef.h",
    "stdint.h", "stdio.h", "stdlib.h", "string.h", "time.h",
}
# Libraries, each behind one file or folder: by how their headers' names begin.
LIBRARIES = {
    "idn2.h": "src/codec/url/idn.c", "openssl/": ("src/crypto/openssl", "src/tls/openssl"),
    "gnutls/": "src/tls/gnutls", "nettle/": "src/crypto/gnutls", "zlib.h": "src/codec/content",
    "brotli/": "src/codec/content", "zstd": "src/codec/content", "libpsl.h": "src/store/psl.c", "gssapi/": "src/os/gss.c",
    "nghttp2/": "src/codec/http2",
}
# Headers of system calls: for `os`, and for those named here.
SYSTEM_CALLS = {
    "dirent.h": (), "fcntl.h": (), "ifaddrs.h": (), "netdb.h": ("resolve",), "poll.h": (), "pthread.h": ("crypto", "tls"),
    "signal.h": (), "sys/epoll.h": (), "sys/eventfd.h": (), "sys/file.h": (), "sys/ioctl.h": (), "sys/mman.h": (),
    "sys/random.h": (), "sys/socket.h": ("base",), "sys/stat.h": (), "sys/timerfd.h": (), "sys/uio.h": (),
    "sys/wait.h": (), "threads.h": (), "unistd.h": (),
}
# Layers whose folders do not include each other.
SEPARATE = ("codec", "proto")
# Fuzz targets of other layers than codec, by how their names begin.
FUZZED = {"tls": "tls", "policy": "policy"}
# What is written for the public headers alone.
PUBLIC_ONLY = ("tool", "examples", "tests/api")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def layers_of(root):
    text = (root / "src/CMakeLists.txt").read_text()
    return re.search(r"set\(SLUICE_LAYERS ([^)]+)\)", text).group(1).split()


def includes_of(path):
    """Each include as (is it in angle brackets, name)."""
    return [(bracket == "<", name) for bracket, name in INCLUDE.findall(path.read_text(errors="replace"))]


def sources(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in (".c", ".h"))


class Checker:
    def __init__(self, root):
        self.root = root
        self.layers = layers_of(root)
        self.faults = []

    def fault(self, path, name, why):
        self.faults.append(f"{path.relative_to(self.root)}: includes {name}: {why}")

    def check_inside(self, path, layer, name):
        """An include in quotation marks, in a file that may use `layer` and what stands before it."""
        target = name.split("/")[0]
        if target not in self.layers or not (self.root / "src" / name).is_file():
            self.fault(path, name, 'is not "layer/file.h" under src/')
        elif self.layers.index(target) > self.layers.index(layer):
            self.fault(path, name, f"{layer} stands before {target} in the order")

    def check_system(self, path, layer, name):
        home = next((home for start, home in LIBRARIES.items() if name.startswith(start)), None)
        if home:
            homes = home if isinstance(home, tuple) else (home,)
            if not any(path.is_relative_to(self.root / h) for h in homes):
                self.fault(path, name, f"only {' and '.join(homes)} uses it")
        elif layer in PURE and name not in PURE_SYSTEM and not name.startswith(("curl/", "sluice/")):
            self.fault(path, name, f"{layer} is pure")
        elif layer != "os" and layer not in SYSTEM_CALLS.get(name, (layer,)):
            self.fault(path, name, "system calls are made in os")

    def check_separate(self, path, layer, name):
        own, other = path.relative_to(self.root / "src").parts, name.split("/")
        if layer not in SEPARATE or len(own) < 3 or len(other) < 3 or other[0] != layer:
            return
        if own[1] != other[1]:
            self.fault(path, name, f"folders of {layer} do not include each other")

    def check_source(self, path, layer):
        for system, name in includes_of(path):
            if system:
                self.check_system(path, layer, name)
            else:
                self.check_inside(path, layer, name)
                self.check_separate(path, layer, name)

    def check_public_only(self, path):
        for system, name in includes_of(path):
            parts = name.split("/")
            if parts[0] in (*self.layers, "src", "..") or ".." in parts:
                self.fault(path, name, "only public headers may be used here")

    def check_test(self, path, layer):
        for system, name in includes_of(path):
            if not system and name.split("/")[0] in self.layers:
                self.check_inside(path, layer, name)

    def run(self):
        seen = 0
        for layer in self.layers:
            for path in sources(self.root / "src" / layer):
                self.check_source(path, layer)
                seen += 1
            for path in sources(self.root / "tests/unit" / layer):
                self.check_test(path, layer)
        for path in sources(self.root / "tests/fuzz"):
            self.check_test(path, FUZZED.get(path.stem.split("_")[:2][-1], "codec"))
        for part in PUBLIC_ONLY:
            for path in sources(self.root / part):
                self.check_public_only(path)
        for path in sources(self.root / "src"):
            if path.relative_to(self.root / "src").parts[0] not in self.layers:
                self.faults.append(f"{path.relative_to(self.root)}: is in no layer")
        return seen


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    checker = Checker(pathlib.Path(sys.argv[1]).resolve())
    seen = checker.run()
    print(*checker.faults, sep="\n")
    print(f"{seen} sources, {len(checker.faults)} faults")
    sys.exit(1 if checker.faults or not seen else 0)


main()
