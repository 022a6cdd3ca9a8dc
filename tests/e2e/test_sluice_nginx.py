"""The sluice command against nginx."""
import os
import unittest

import command
import large
import server


class Sluice(command.CommandTest):
    program = os.environ.get("SLUICE_TOOL", "sluice")

    def url(self, path):
        return self.nginx.url + path

    # ---- failures ----

    def test_nobody_listens(self):
        done = self.fails(7, "-sS", f"http://127.0.0.1:{server.free_port()}/")
        self.assertTrue(done.stderr)

    def test_a_host_that_does_not_exist(self):
        self.fails(6, "-sS", "http://nowhere.invalid/")

    def test_fail_on_404(self):
        done = self.fails(22, "-sS", "-f", self.url("/none"))
        self.assertIn(b"404", done.stderr)

    def test_an_output_that_cannot_be_written(self):
        self.fails(23, "-sS", "-o", "/dev/full", self.url("/small"))

    def test_an_unknown_option(self):
        self.assertNotEqual(self.run_program("--nonsense", self.url("/small")).returncode, 0)

    # ---- requests ----

    def test_get(self):
        self.assertEqual(self.ok("-s", self.url("/small")), b"0123456789" * 10)

    def test_head(self):
        head = self.ok("-sI", self.url("/small"))
        self.assertTrue(head.startswith(b"HTTP/1.1 200 OK\r\n"))
        self.assertIn(b"Content-Length: 100\r\n", head)

    def test_headers_and_body(self):
        both = self.ok("-si", self.url("/small"))
        self.assertTrue(both.endswith(b"\r\n\r\n" + b"0123456789" * 10))

    def test_post(self):
        head = self.ok("-si", "-d", "a=b", self.url("/echo"))
        self.assertIn(b"X-Method: POST\r\n", head)
        self.assertIn(b"X-Length: 3\r\n", head)

    def test_put(self):
        content = os.urandom(3 << 20)
        self.ok("-s", "-T", self.write("up", content), self.url("/put/file"))
        self.assertEqual(self.ok("-s", self.url("/put/file")), content)

    def test_put_from_standard_input(self):
        content = os.urandom(100_000)
        self.ok("-s", "-T", "-", self.url("/put/stdin"), stdin=content)
        self.assertEqual(self.ok("-s", self.url("/put/stdin")), content)

    def test_range(self):
        self.assertEqual(self.ok("-s", "-r", "10-14", self.url("/small")), b"01234")

    def test_remote_name(self):
        self.ok("-s", "-O", self.url("/small"))
        self.assertEqual(self.read("small"), b"0123456789" * 10)

    def test_resolve(self):
        host = f"example.test:{self.nginx.port}"
        self.assertEqual(self.ok("-s", "--resolve", host + ":127.0.0.1", f"http://{host}/small"), b"0123456789" * 10)

    def test_the_gate_log_tells_of_each_socket(self):
        self.ok("-s", "--gate-log", "log", "-o", "a", self.url("/small"), "-o", "b", self.url("/small"))
        log = self.read("log").decode()
        self.assertIn("127.0.0.1", log)
        self.assertIn(str(self.nginx.port), log)

    def test_a_gib(self):
        digest = large.make(os.path.join(self.nginx.root, "gib"), 1 << 30)
        self.ok("-s", "-o", "gib", self.url("/gib"), timeout=300)
        self.assertEqual(large.sha256(self.path("gib")), digest)
        os.unlink(os.path.join(self.nginx.root, "gib"))


if __name__ == "__main__":
    unittest.main()
