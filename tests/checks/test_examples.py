#!/usr/bin/python3
"""The example programs, run.

usage: test_examples.py FOLDER_OF_PROGRAMS
"""
import pathlib
import sys
import unittest

import web

FOLDER = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else sys.exit(__doc__)
ROOT = pathlib.Path(__file__).resolve().parents[2]


class ExampleTest(web.ProgramTest):
    def example(self, name, *arguments):
        return self.run_program(FOLDER / name, *arguments)


class LoopbackOnly(ExampleTest):
    def test_this_machine_is_reached(self):
        done = self.example("loopback_only", self.peer(web.answer()).url())
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, b"hello\n")

    def test_another_is_not(self):
        self.assert_exit(self.example("loopback_only", "http://192.0.2.1/"), 7)
        self.assert_exit(self.example("loopback_only", "http://[2001:db8::1]/"), 7)


class BlockList(ExampleTest):
    def test_what_is_not_listed_is_reached(self):
        done = self.example("block_list", self.peer(web.answer()).url(), "10.0.0.0/8", "127.0.0.128/25", "::1/128")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, b"hello\n")

    def test_what_is_listed_is_not(self):
        peer = self.peer(web.answer())
        for prefix in ("127.0.0.1/32", "127.0.0.0/25", "0.0.0.0/0", "::ffff:127.0.0.0/104", "::/0"):
            with self.subTest(prefix):
                self.assert_exit(self.example("block_list", peer.url(), "192.0.2.0/24", prefix), 7)
        self.assertEqual(peer.requests, [])

    def test_other_spellings_of_a_listed_address(self):
        peer = self.peer(web.answer())
        for host in ("127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "localhost"):
            with self.subTest(host):
                done = self.example("block_list", f"http://{host}:{peer.port}/", "127.0.0.0/8", "::1/128")
                self.assert_exit(done, 7)
        self.assertEqual(peer.requests, [])

    def test_what_is_no_prefix(self):
        for prefix in ("127.0.0.1", "127.0.0.1/33", "::/129", "/8", "10.0.0.0/", "10.0.0.0/8x", "host/8"):
            with self.subTest(prefix):
                self.assert_exit(self.example("block_list", "http://127.0.0.1/", prefix), 2)


class FetchForStrangers(ExampleTest):
    def test_nothing_of_this_network_is_reached(self):
        peer = self.peer(web.answer())
        for host in ("127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "localhost", "[::1]", "0"):
            with self.subTest(host):
                done = self.example("fetch_for_strangers", f"http://{host}:{peer.port}/")
                self.assert_exit(done, 7)
                self.assertIn(b"The policy denies", done.stderr)
        self.assertEqual(peer.requests, [])

    def test_no_other_scheme_is_served(self):
        done = self.example("fetch_for_strangers", "file:///etc/passwd")
        self.assert_exit(done, 7)
        self.assertEqual(done.stdout, b"")


class SuppliedSocket(ExampleTest):
    def test_the_request_goes_over_the_socket(self):
        peer = self.peer(web.answer())
        done = self.example("supplied_socket", "127.0.0.1", peer.port, "http://192.0.2.1/file")
        self.assert_exit(done, 0)
        self.assertEqual(done.stdout, b"hello\n")
        self.assertIn(b"\r\nHost: 192.0.2.1\r\n", peer.requests[0])

    def test_it_is_closed_once_through_the_callback(self):
        done = self.example("supplied_socket", "127.0.0.1", self.peer(web.answer()).port, "http://192.0.2.1/")
        self.assertEqual(done.stderr.count(b"closed descriptor"), 1)

    def test_nobody_there(self):
        self.assert_exit(self.example("supplied_socket", "127.0.0.1", web.free_port(), "http://192.0.2.1/"), 7)


class WebSocketEcho(ExampleTest):
    """More of it is in tests/e2e."""

    def test_an_http_server(self):
        done = self.example("websocket_echo", self.peer(web.answer()).url().replace("http", "ws"), "hello")
        self.assert_exit(done, 22)
        self.assertIn(b"status 200", done.stderr)

    def test_nobody_there(self):
        self.assert_exit(self.example("websocket_echo", f"ws://127.0.0.1:{web.free_port()}/", "hello"), 7)


class All(unittest.TestCase):
    def test_each_example_is_tested(self):
        tested = {"fetch_for_strangers", "loopback_only", "block_list", "supplied_socket", "websocket_echo"}
        self.assertEqual({path.stem for path in (ROOT / "examples").glob("*.c")}, tested)

    def test_the_readme_shows_one_of_them(self):
        shown = (ROOT / "README.md").read_text().split("```c\n")[1].split("```")[0]
        self.assertEqual(shown, (ROOT / "examples/loopback_only.c").read_text())


if __name__ == "__main__":
    unittest.main()
