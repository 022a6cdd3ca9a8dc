#!/usr/bin/python3
"""The checkers reject what they are there to reject.

usage: test_checkers.py
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def run(checker, *arguments):
    command = [sys.executable, str(HERE / checker), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


class Temporary(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    def compile(self, path, text, *flags):
        source = self.write(path + ".c", text)
        subprocess.run(["gcc", *flags, str(source), "-o", str(self.root / path)], check=True)
        return self.root / path

    def assert_rejected(self, done, *words):
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stdout)


class Layers(Temporary):
    def setUp(self):
        super().setUp()
        self.write("src/CMakeLists.txt", "set(SLUICE_LAYERS base codec store os stream proto api)\n")
        for header in ("base/mem.h", "codec/url/url.h", "codec/http1/head.h", "os/socket.h", "proto/http/http.h",
                       "api/easy.h"):
            self.write(f"src/{header}", "#include <stddef.h>\n")

    def check(self, path, *includes):
        self.write(path, "".join(f"#include {name}\n" for name in includes))
        return run("check_layers.py", self.root)

    def test_what_follows_the_order_passes(self):
        done = self.check("src/proto/http/http.c", '"proto/http/http.h"', '"codec/url/url.h"', '"codec/http1/head.h"',
                          '"base/mem.h"', "<curl/curl.h>", "<string.h>")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_later_layer(self):
        self.assert_rejected(self.check("src/os/socket.c", '"api/easy.h"'), "os/socket.c", "os stands before api")

    def test_a_header_counts_too(self):
        self.assert_rejected(self.check("src/base/list.h", '"codec/url/url.h"'), "base stands before codec")

    def test_a_path_without_its_layer(self):
        self.assert_rejected(self.check("src/os/socket.c", '"socket.h"'), "layer/file.h")

    def test_a_path_that_goes_up(self):
        self.assert_rejected(self.check("src/base/a.c", '"../api/easy.h"'), "layer/file.h")

    def test_a_space_after_the_hash(self):
        self.assert_rejected(self.check("src/base/a.c", '  "api/easy.h"'.strip()), "base stands before api")
        self.write("src/base/a.c", '  #  include   "api/easy.h"\n')
        self.assert_rejected(run("check_layers.py", self.root), "base stands before api")

    def test_two_codecs(self):
        self.assert_rejected(self.check("src/codec/url/url.c", '"codec/http1/head.h"'), "do not include each other")

    def test_two_protocols(self):
        self.write("src/proto/ftp/ftp.h", "")
        self.assert_rejected(self.check("src/proto/ftp/ftp.c", '"proto/http/http.h"'), "do not include each other")

    def test_a_pure_layer_and_the_system(self):
        for header in ("<sys/socket.h>", "<unistd.h>", "<pthread.h>", "<stdatomic.h>"):
            self.assert_rejected(self.check("src/codec/url/url.c", header), "codec is pure")
        self.write("src/codec/url/url.c", "")
        self.assert_rejected(self.check("src/store/jar.c", "<fcntl.h>"), "store is pure")

    def test_a_library_has_one_place(self):
        self.assertEqual(self.check("src/codec/url/idn.c", "<idn2.h>").returncode, 0)
        self.assert_rejected(self.check("src/codec/url/url.c", "<idn2.h>"), "only src/codec/url/idn.c")
        self.assert_rejected(self.check("src/api/easy.c", "<idn2.h>"), "only src/codec/url/idn.c")

    def test_a_pure_layer_and_os(self):
        self.assert_rejected(self.check("src/store/jar.c", '"os/socket.h"'), "store stands before os")

    def test_system_calls_outside_os(self):
        self.assert_rejected(self.check("src/stream/gate.c", "<sys/epoll.h>"), "system calls are made in os")

    def test_the_command_uses_public_headers(self):
        for path in ("tool/main.c", "examples/a.c", "tests/api/test_a.c"):
            self.assert_rejected(self.check(path, '"base/mem.h"'), path, "only public headers")
            self.assert_rejected(self.check(path, "<base/mem.h>"), path, "only public headers")
            self.assert_rejected(self.check(path, '"../src/base/mem.h"'), path, "only public headers")
            self.write(path, "#include <curl/curl.h>\n")

    def test_a_unit_test_of_a_lower_layer(self):
        self.assert_rejected(self.check("tests/unit/base/test_mem.c", '"os/socket.h"'), "base stands before os")

    def test_a_folder_that_is_no_layer(self):
        self.assert_rejected(self.check("src/util/a.c", "<stddef.h>"), "is in no layer")

    def test_nothing_to_check_is_no_success(self):
        empty = self.root / "empty"
        (empty / "src").mkdir(parents=True)
        (empty / "src/CMakeLists.txt").write_text("set(SLUICE_LAYERS base)\n")
        self.assertEqual(run("check_layers.py", empty).returncode, 1)


class Hardening(Temporary):
    TEXT = "#include <stdio.h>\nint main(int c, char **v) { char b[9]; snprintf(b, c, \"%s\", *v); puts(b); return 0; }\n"
    GOOD = ("-O2", "-pie", "-fPIE", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro,-z,now")

    def check(self, *flags):
        return run("check_hardening.py", self.compile("program", self.TEXT, *flags))

    def test_a_hardened_program_passes(self):
        self.assertEqual(self.check(*self.GOOD).returncode, 0)

    def test_each_thing_that_may_be_missing(self):
        for flags, what in ((("-no-pie", "-fno-PIE"), "position independent"), (("-Wl,-z,norelro",), "RELRO"),
                            (("-Wl,-z,lazy",), "BIND_NOW"), (("-Wl,-z,execstack",), "no executable stack"),
                            (("-fno-stack-protector",), "stack protector"),
                            (("-U_FORTIFY_SOURCE",), "_FORTIFY_SOURCE")):
            with self.subTest(what):
                self.assert_rejected(self.check(*self.GOOD, *flags), what)


class Exports(Temporary):
    MAP = 'NODE { global: curl_*; local: *; };\n'

    def check(self, source, header, node="NODE"):
        self.write("include/a.h", header)
        script = self.write("script.map", self.MAP)
        library = self.compile("library.so", source, "-shared", "-fPIC", f"-Wl,--version-script={script}")
        return run("check_exports.py", self.root / "include", library, node)

    def test_the_declared_ones_pass(self):
        done = self.check("int curl_a(void) { return 0; }", "CURL_EXTERN int curl_a(void);\n/* CURL_EXTERN int curl_b(); */\n")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_more_and_less_than_declared(self):
        done = self.check("int curl_b(void) { return 0; }", "CURL_EXTERN int curl_a(void);\n")
        self.assert_rejected(done, "declared, not exported: curl_a", "exported, not declared: curl_b")

    def test_another_version(self):
        done = self.check("int curl_a(void) { return 0; }", "CURL_EXTERN int curl_a(void);\n", "OTHER")
        self.assert_rejected(done, "version NODE: curl_a")


class Symbols(Temporary):
    def check(self, layer, body):
        text = f"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <time.h>\n{body}\n"
        self.compile("a.o", text, "-c", "-O2", "-D_FORTIFY_SOURCE=2")
        subprocess.run(["ar", "rcs", f"libsluice_{layer}.a", "a.o"], cwd=self.root, check=True)
        return run("check_symbols.py", self.root)

    def test_what_a_layer_may_call_passes(self):
        self.assertEqual(self.check("os", "long f(void) { return time(0); }").returncode, 0)

    def test_memory_that_passes_by_the_hooks(self):
        self.assert_rejected(self.check("os", "void *f(void) { return malloc(9); }"), "malloc is for base only")

    def test_the_clock_in_a_codec(self):
        self.assert_rejected(self.check("codec", "long f(void) { return time(0); }"), "time is not for a pure layer")

    def test_a_fortified_call_is_known(self):
        done = self.check("api", "char b[4]; void f(const char *s) { strcpy(b, s); }")
        self.assert_rejected(done, "strcpy is for no layer")


if __name__ == "__main__":
    unittest.main()
