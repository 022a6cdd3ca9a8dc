"""Debian's curl program, unmodified, on the built library, against nginx."""
import os
import socket
import unittest

import command
import large
import server


class Curl(command.CommandTest):
    program = "/usr/bin/curl"
    environment = {"LD_LIBRARY_PATH": os.environ.get("SLUICE_LIB", "")}

    def curl(self, *args, **more):
        return self.ok("-q", "-sS", *args, **more)

    def url(self, path):
        return self.nginx.url + path

    def test_it_is_our_library_that_runs(self):
        self.assertIn(b"sluice", self.curl("--version"))

    # ---- failures ----

    def test_nobody_listens(self):
        self.fails(7, "-q", "-sS", f"http://127.0.0.1:{server.free_port()}/")

    def test_a_host_that_does_not_exist(self):
        self.fails(6, "-q", "-sS", "http://nowhere.invalid/")

    def test_an_unknown_scheme(self):
        self.fails(1, "-q", "-sS", "nonsense://127.0.0.1/")

    def test_fail_on_404(self):
        done = self.fails(22, "-q", "-sS", "-f", self.url("/none"))
        self.assertIn(b"404", done.stderr)

    def test_an_output_that_cannot_be_written(self):
        self.fails(23, "-q", "-sS", "-o", "/dev/full", self.url("/small"))

    # ---- requests ----

    def test_get(self):
        self.assertEqual(self.curl(self.url("/small")), b"0123456789" * 10)

    def test_get_by_name(self):
        self.assertEqual(self.curl(f"http://localhost:{self.nginx.port}/small"), b"0123456789" * 10)

    def test_head(self):
        head = self.curl("-I", self.url("/small"))
        self.assertTrue(head.startswith(b"HTTP/1.1 200 OK\r\n"))
        self.assertIn(b"Content-Length: 100\r\n", head)
        self.assertTrue(head.endswith(b"\r\n\r\n"))

    def test_headers_and_body(self):
        both = self.curl("-i", self.url("/small"))
        self.assertTrue(both.startswith(b"HTTP/1.1 200 OK\r\n"))
        self.assertTrue(both.endswith(b"\r\n\r\n" + b"0123456789" * 10))

    def test_post(self):
        head = self.curl("-i", "-d", "a=b", self.url("/echo"))
        self.assertIn(b"X-Method: POST\r\n", head)
        self.assertIn(b"X-Length: 3\r\n", head)

    def test_post_a_large_file(self):
        path = self.write("large", b"p" * 3_000_000)
        head = self.curl("-i", "--data-binary", "@" + path, self.url("/echo"))
        self.assertIn(b"X-Length: 3000000\r\n", head)

    def test_a_method_of_ones_own(self):
        self.assertIn(b"X-Method: PURGE\r\n", self.curl("-i", "-X", "PURGE", self.url("/echo")))

    def test_put_and_delete(self):
        content = os.urandom(200_000)
        self.curl("-T", self.write("up", content), self.url("/put/file"))
        self.assertEqual(self.curl(self.url("/put/file")), content)
        self.curl("-X", "DELETE", self.url("/put/file"))
        self.fails(22, "-q", "-sS", "-f", self.url("/put/file"))

    def test_put_of_more_than_a_mib_waits_for_100(self):
        content = os.urandom(3 << 20)
        self.curl("-T", self.write("up", content), self.url("/put/large"))
        self.assertEqual(self.curl(self.url("/put/large")), content)

    def test_put_from_standard_input_is_chunked(self):
        content = os.urandom(100_000)
        self.curl("-T", "-", self.url("/put/stdin"), stdin=content)
        self.assertEqual(self.curl(self.url("/put/stdin")), content)

    def test_range(self):
        self.assertEqual(self.curl("-r", "10-14", self.url("/small")), b"01234")
        self.assertEqual(self.curl("-r", "-3", self.url("/small")), b"789")

    def test_resume(self):
        self.write("part", b"0123456789" * 3)
        self.curl("-C", "-", "-o", "part", self.url("/small"))
        self.assertEqual(self.read("part"), b"0123456789" * 10)

    def test_resume_of_what_is_complete(self):
        self.write("part", b"0123456789" * 10)
        self.curl("-C", "-", "-o", "part", self.url("/small"))
        self.assertEqual(self.read("part"), b"0123456789" * 10)

    def test_write_out(self):
        text = self.curl("-o", "/dev/null", "-w",
                         "%{http_code} %{size_download} %{content_type} %{num_connects} %{remote_ip} %{url_effective}",
                         self.url("/small"))
        self.assertEqual(text.decode(), f"200 100 application/octet-stream 1 127.0.0.1 {self.url('/small')}")

    def test_two_urls(self):
        self.curl("-o", "a", self.url("/small"), "-o", "b", self.url("/echo"))
        self.assertEqual(self.read("a"), b"0123456789" * 10)
        self.assertEqual(self.read("b"), b"ok\n")

    def test_transfers_one_after_the_other_share_a_connection(self):
        text = self.curl("-w", "%{num_connects}\n", "-o", "a", self.url("/small"), "-o", "b", self.url("/small"))
        self.assertEqual(text, b"1\n0\n")

    def test_transfers_of_one_multi_share_a_connection(self):
        text = self.curl("-Z", "--parallel-max", "1", "-w", "%{num_connects}\n", "-o", "a", self.url("/small"),
                         "-o", "b", self.url("/small"))
        self.assertEqual(text, b"1\n0\n")

    def test_verbose(self):
        done = self.run_program("-q", "-sS", "-v", self.url("/small"))
        self.assertIn(b"> GET /small HTTP/1.1\r\n", done.stderr)
        self.assertIn(b"< HTTP/1.1 200 OK\r\n", done.stderr)

    def test_dump_header_and_user_agent(self):
        self.curl("-D", "head", "-A", "test", "-o", "body", self.url("/small"))
        self.assertIn(b"Content-Length: 100\r\n", self.read("head"))

    def test_max_time(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.fails(28, "-q", "-sS", "-m", "0.2", f"http://127.0.0.1:{silent.getsockname()[1]}/")

    # ---- many and much ----

    def test_a_hundred_in_parallel(self):
        args = ["-Z", "--parallel-max", "100"]
        for i in range(100):
            self.nginx.file(f"many{i}", f"file {i}\n".encode() * (i + 1))
            args += ["-o", f"out{i}", self.url(f"/many{i}")]
        self.curl(*args)
        for i in range(100):
            self.assertEqual(self.read(f"out{i}"), f"file {i}\n".encode() * (i + 1))

    def test_a_gib(self):
        digest = large.make(os.path.join(self.nginx.root, "gib"), 1 << 30)
        self.curl("-o", "gib", self.url("/gib"), timeout=300)
        self.assertEqual(os.path.getsize(self.path("gib")), 1 << 30)
        self.assertEqual(large.sha256(self.path("gib")), digest)
        os.unlink(os.path.join(self.nginx.root, "gib"))


if __name__ == "__main__":
    unittest.main()
