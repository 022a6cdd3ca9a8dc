#!/usr/bin/python3
"""The sluice command against a scripted peer.

usage: test_tool.py SLUICE
"""
import itertools
import os
import pathlib
import pty
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import web

SLUICE = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else sys.exit(__doc__)
ROOT = pathlib.Path(__file__).resolve().parents[2]


class ToolTest(web.ProgramTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def sluice(self, *arguments, stdin=b""):
        return self.run_program(SLUICE, *arguments, stdin=stdin, cwd=self.folder)

    def request_of(self, *arguments, stdin=b"", code=0):
        """What the command with these arguments sends."""
        peer = self.peer(web.answer())
        self.assert_exit(self.sluice(*arguments, peer.url(), stdin=stdin), code)
        return peer.requests[0]


class Usage(ToolTest):
    def assert_usage(self, *arguments, says):
        done = self.sluice(*arguments)
        self.assert_exit(done, 2)
        self.assertIn(says, done.stderr.decode())
        self.assertEqual(done.stdout, b"")

    def test_wrong_usage_is_2_and_says_why(self):
        self.assert_usage(says="no URL")
        self.assert_usage("--no-such-thing", "http://127.0.0.1/", says="--no-such-thing: no such option")
        self.assert_usage("-sq", "http://127.0.0.1/", says="-sq: no such option")
        self.assert_usage("-o", says="needs an argument")
        self.assert_usage("--output", says="needs an argument")
        self.assert_usage("-m", "soon", "http://127.0.0.1/", says="max-time: not a number")
        self.assert_usage("-m", "nan", "http://127.0.0.1/", says="not a number")
        self.assert_usage("-m", "-1", "http://127.0.0.1/", says="not a number")
        self.assert_usage("-m", "1e99", "http://127.0.0.1/", says="not a number")
        self.assert_usage("-o", "a", "-o", "b", "http://127.0.0.1/", says="more of them than URLs")
        self.assert_usage("-d", "a", "-I", "http://127.0.0.1/", says="only one of them")

    def test_help_names_every_option(self):
        done = self.sluice("--help")
        self.assert_exit(done, 0)
        for option in ("-o, --output FILE", "-O, --remote-name", "--gate-log FILE", "-4, --ipv4", "--connect-to"):
            self.assertIn(option, done.stdout.decode())

    def test_the_manual_page_has_the_options_of_the_help_in_its_order(self):
        page = (ROOT / "docs/sluice.1").read_text().replace("\\-", "-").split(".SH OPTIONS")[1].split(".SH")[0]
        tags = [line for before, line in itertools.pairwise(page.splitlines()) if before == ".TP"]
        words = [re.sub(r'^\.B[RI]?|\\f[RI]|["," ]+', " ", tag).split() for tag in tags]
        help_text = self.sluice("--help").stdout.decode()
        shown = re.findall(r"^  (-.,)? *(--[\w.-]+) ([A-Z:]*) ", help_text, re.M)
        self.assertEqual(words, [[word.rstrip(",") for word in option if word] for option in shown])

    def test_version(self):
        done = self.sluice("--version")
        self.assert_exit(done, 0)
        self.assertRegex(done.stdout.decode(), r"^sluice .*\d+\.\d+\.\d+")


class Output(ToolTest):
    def test_standard_output(self):
        done = self.sluice(self.peer(web.answer(b"a\0b")).url())
        self.assert_exit(done, 0)
        self.assertEqual((done.stdout, done.stderr), (b"a\0b", b""))

    def test_the_nth_output_is_the_nth_urls(self):
        first, second = self.peer(web.answer(b"1")), self.peer(web.answer(b"2"))
        third = self.peer(web.answer(b"3"))
        done = self.sluice("-oone", "-O", first.url(), second.url("/a/two?x=/y"), third.url())
        self.assert_exit(done, 0)
        self.assertEqual((self.folder / "one").read_bytes(), b"1")
        self.assertEqual((self.folder / "two").read_bytes(), b"2")
        self.assertEqual(done.stdout, b"3")

    def test_a_name_that_is_none(self):
        for path in ("/", "/a/"):
            self.assert_exit(self.sluice("-O", self.peer(web.answer()).url(path)), 23)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_empty_answer_makes_an_empty_file(self):
        self.assert_exit(self.sluice("-o", "empty", self.peer(web.answer(b"")).url()), 0)
        self.assertEqual((self.folder / "empty").read_bytes(), b"")

    def test_a_failed_transfer_makes_no_file(self):
        self.assert_exit(self.sluice("-s", "-o", "none", f"http://127.0.0.1:{web.free_port()}/"), 7)
        self.assertFalse((self.folder / "none").exists())

    def test_a_file_that_cannot_be_written(self):
        done = self.sluice("-o", "no/such/folder", self.peer(web.answer()).url())
        self.assert_exit(done, 23)
        self.assertIn("no/such/folder: No such file", done.stderr.decode())

    def test_a_full_disk(self):
        done = self.sluice("-o", "/dev/full", self.peer(web.answer()).url())
        self.assert_exit(done, 23)
        self.assertIn("No space left", done.stderr.decode())

    def test_headers(self):
        peer = self.peer(web.answer(b"body", headers=["X-Mark: 1"]))
        done = self.sluice("-i", peer.url())
        self.assertRegex(done.stdout.decode(), r"(?s)\AHTTP/1.1 200 OK\r\n.*X-Mark: 1\r\n.*\r\nbody\Z")
        done = self.sluice("-I", peer.url())
        self.assert_exit(done, 0)
        self.assertTrue(peer.requests[1].startswith(b"HEAD "))
        self.assertTrue(done.stdout.endswith(b"\r\n\r\n"))


class Failure(ToolTest):
    def test_exit_codes(self):
        dead = f"http://127.0.0.1:{web.free_port()}/"
        for code, arguments in (
            (1, ["nosuchscheme://127.0.0.1/"]),
            (3, ["http://[::1/"]),
            (7, [dead]),
            (22, ["-f", self.peer(web.answer(status="404 Not Found")).url()]),
            (52, [self.peer(b"").url()]),
            (18, [self.peer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").url()]),
        ):
            with self.subTest(code=code):
                self.assert_exit(self.sluice(*arguments), code)

    def test_the_last_url_decides(self):
        dead, alive = f"http://127.0.0.1:{web.free_port()}/", self.peer(web.answer())
        self.assert_exit(self.sluice(dead, alive.url()), 0)
        self.assert_exit(self.sluice(alive.url(), dead), 7)

    def test_a_404_without_fail_is_an_answer(self):
        done = self.sluice(self.peer(web.answer(b"sorry", "404 Not Found")).url())
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, b"sorry")

    def test_errors_are_told_unless_silent(self):
        dead = f"http://127.0.0.1:{web.free_port()}/"
        self.assertTrue(self.sluice(dead).stderr.startswith(b"sluice: (7) "))
        self.assertEqual(self.sluice("-s", dead).stderr, b"")
        self.assertTrue(self.sluice("-sS", dead).stderr.startswith(b"sluice: (7) "))

    def test_time_out(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            began = time.monotonic()
            done = self.sluice("-m", "0.3", f"http://127.0.0.1:{listener.getsockname()[1]}/")
            self.assert_exit(done, 28)
            self.assertGreaterEqual(time.monotonic() - began, 0.29)
            self.assertLess(time.monotonic() - began, 10)


class Request(ToolTest):
    def test_plain(self):
        self.assertTrue(self.request_of().startswith(b"GET /file HTTP/1.1\r\n"))

    def test_method_headers_range_and_agent(self):
        request = self.request_of("-X", "PURGE", "-H", "X-A: 1", "-H", "Accept:", "-r", "2-5", "-A", "me/1")
        self.assertTrue(request.startswith(b"PURGE /file HTTP/1.1\r\n"))
        for line in (b"X-A: 1", b"Range: bytes=2-5", b"User-Agent: me/1"):
            self.assertIn(b"\r\n" + line + b"\r\n", request)
        self.assertNotIn(b"Accept", request)

    def test_http_1_0(self):
        self.assertTrue(self.request_of("--http1.0").startswith(b"GET /file HTTP/1.0\r\n"))
        self.assertTrue(self.request_of("-0").startswith(b"GET /file HTTP/1.0\r\n"))

    def test_data(self):
        (self.folder / "data").write_bytes(b"c=\r\n3\0")
        request = self.request_of("-d", "a=1", "--data-raw", "@b", "-d", "@data")
        self.assertTrue(request.startswith(b"POST /file HTTP/1.1\r\n"))
        self.assertIn(b"\r\nContent-Length: 10\r\n", request)
        self.assertTrue(request.endswith(b"\r\n\r\na=1&@b&c=3"))

    def test_data_as_it_is(self):
        (self.folder / "data").write_bytes(b"\r\n\0\xff")
        self.assertTrue(self.request_of("--data-binary", "@data").endswith(b"\r\n\r\n\r\n\0\xff"))
        self.assertTrue(self.request_of("--data-binary", "@-", stdin=b"x\n").endswith(b"\r\n\r\nx\n"))

    def test_empty_data_is_a_post(self):
        request = self.request_of("-d", "")
        self.assertTrue(request.startswith(b"POST "))
        self.assertIn(b"\r\nContent-Length: 0\r\n", request)

    def test_data_that_cannot_be_read(self):
        done = self.sluice("-d", "@missing", "http://127.0.0.1/")
        self.assert_exit(done, 26)
        self.assertIn("missing: No such file", done.stderr.decode())

    def test_upload(self):
        (self.folder / "up").write_bytes(b"0123456789" * 1000)
        request = self.request_of("-T", "up")
        self.assertTrue(request.startswith(b"PUT /file HTTP/1.1\r\n"))
        self.assertIn(b"\r\nContent-Length: 10000\r\n", request)
        self.assertTrue(request.endswith(b"\r\n\r\n" + b"0123456789" * 1000))

    def test_upload_from_standard_input(self):
        request = self.request_of("-T", "-", stdin=b"hello")
        self.assertIn(b"\r\nTransfer-Encoding: chunked\r\n", request)
        self.assertTrue(request.endswith(b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n"))

    def test_upload_that_cannot_be_read(self):
        self.assert_exit(self.sluice("-T", "missing", "http://127.0.0.1/"), 26)


class Way(ToolTest):
    """Options that say where the connection goes."""

    def test_resolve(self):
        peer = self.peer(web.answer())
        url = f"http://name.invalid:{peer.port}/"
        self.assert_exit(self.sluice("--resolve", f"name.invalid:{peer.port}:127.0.0.1", url), 0)
        self.assertIn(f"\r\nHost: name.invalid:{peer.port}\r\n".encode(), peer.requests[0])

    def test_connect_to(self):
        peer = self.peer(web.answer())
        done = self.sluice("--connect-to", f"name.invalid:80:127.0.0.1:{peer.port}", "http://name.invalid/")
        self.assert_exit(done, 0)
        self.assertIn(b"\r\nHost: name.invalid\r\n", peer.requests[0])

    def test_unix_socket(self):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.folder / "peer"))
        listener.listen()
        peer = self.peer(web.answer(), listener)
        done = self.sluice("--gate-log", "log", "--unix-socket", "peer", "http://name.invalid/")
        self.assert_exit(done, 0)
        self.assertIn(b"\r\nHost: name.invalid\r\n", peer.requests[0])
        self.assertIn("allowed   unix:peer\n", (self.folder / "log").read_text())

    def test_interface(self):
        self.request_of("--interface", "127.0.0.1")
        self.assert_exit(self.sluice("--interface", "nosuch0", "http://127.0.0.1:1/"), 45)

    def test_ipv6_only(self):
        self.assert_exit(self.sluice("-6", "--resolve", "name.invalid:1:127.0.0.1", "http://name.invalid:1/"), 6)


class GateLog(ToolTest):
    def rows(self):
        return [line.split(None, 4) for line in (self.folder / "log").read_text().splitlines()]

    def test_a_socket_from_open_to_close(self):
        peer = self.peer(web.answer())
        self.assert_exit(self.sluice("--gate-log", "log", peer.url()), 0)
        head, *rows = self.rows()
        self.assertEqual(head, ["ms", "event", "fd", "verdict", "address"])
        address, fd = f"127.0.0.1:{peer.port}", rows[0][2]
        self.assertEqual([row[1:] for row in rows], [["open", fd, "allowed", address], ["setup", fd, "allowed", address],
                                                     ["close", fd, "-", address]])
        times = [float(row[0]) for row in rows]
        self.assertEqual(times, sorted(times))

    def test_a_refused_connection_is_closed_too(self):
        port = web.free_port()
        self.assert_exit(self.sluice("-s", "--gate-log", "log", f"http://127.0.0.1:{port}/"), 7)
        self.assertEqual([row[1] for row in self.rows()[1:]], ["open", "setup", "close"])

    def test_on_standard_output(self):
        done = self.sluice("--gate-log", "-", "-o", "file", self.peer(web.answer()).url())
        self.assertIn(b"allowed", done.stdout)
        self.assertEqual((self.folder / "file").read_bytes(), b"hello\n")

    def test_a_log_that_cannot_be_written(self):
        self.assert_exit(self.sluice("--gate-log", "no/such", self.peer(web.answer()).url()), 23)
        self.assert_exit(self.sluice("--gate-log", "/dev/full", self.peer(web.answer()).url()), 23)


class Progress(ToolTest):
    def on_terminal(self, *arguments):
        """What the command writes to a terminal that is its standard error."""
        ours, theirs = pty.openpty()
        done = subprocess.Popen([SLUICE, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        seen = b""
        try:
            while piece := os.read(ours, 4096):
                seen += piece
        except OSError:
            pass  # how Linux tells that the other end is closed
        os.close(ours)
        self.assertEqual(done.wait(60), 0)
        return seen

    def test_a_bar_on_a_terminal_only(self):
        url = self.peer(web.answer(b"x" * 100000)).url()
        self.assertIn(b"100% 97.7 KiB", self.on_terminal("-o", "file", url))
        self.assertEqual(self.on_terminal("-s", "-o", "file", url), b"")
        self.assertEqual(self.sluice("-o", "file", url).stderr, b"")

    def test_verbose(self):
        done = self.sluice("-v", self.peer(web.answer()).url())
        self.assertIn(b"> GET /file HTTP/1.1", done.stderr)
        self.assertIn(b"< HTTP/1.1 200 OK", done.stderr)


class Policy(ToolTest):
    def check(self, *addresses, code, says=""):
        done = self.sluice("policy", "check", *addresses)
        self.assert_exit(done, code)
        self.assertEqual(done.stdout.decode(), says)
        return done.stderr.decode()

    def test_wrong_usage_is_2(self):
        self.assertIn("no address", self.check(code=2))
        for text in ("localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "fe80::1%lo", "10.0.0.0/8", ""):
            self.assertIn(f"{text}: no IPv4 or IPv6 address", self.check(text, code=2))
        self.check("10.0.0.1", "x", code=2, says="10.0.0.1: denied: 10.0.0.1 is in 10.0.0.0/8 (private use, RFC 1918)\n")

    def test_what_is_denied_is_1(self):
        says = "::ffff:10.0.0.1 has 10.0.0.1 in it (IPv4-mapped), which is in 10.0.0.0/8 (private use, RFC 1918)"
        self.check("::ffff:10.0.0.1", "8.8.8.8", code=1,
                   says=f"::ffff:10.0.0.1: denied: {says}\n8.8.8.8: passes: 8.8.8.8 is in no rule\n")

    def test_what_passes_is_0(self):
        says = "2620:fe::fe is in 2000::/3 (global unicast, RFC 4291)"
        self.assertEqual(self.check("2620:fe::fe", code=0, says=f"2620:fe::fe: passes: {says}\n"), "")


if __name__ == "__main__":
    unittest.main()
