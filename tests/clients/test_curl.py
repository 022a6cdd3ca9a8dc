"""Debian's curl: its command set over plain HTTP, one row for what one option does."""
import os
import socket
import time

import client
import echo
import server

FORM = "application/x-www-form-urlencoded"


def header(name, value):
    return lambda e: e.headers.get(name) == value


def no_header(name):
    return lambda e: name not in e.headers


def body(value):
    return lambda e: e.body == value


def method(value):
    return lambda e: e.method == value


def target(value):
    return lambda e: e.target == value


# What the request is like: the options, and what is true of it. FILE has the bytes "a b\r\nc&d\n".
REQUESTS = [
    ([], method("GET")),
    ([], header("user-agent", "curl/7.88.1")),
    ([], header("accept", "*/*")),
    (["-A", "me/1"], header("user-agent", "me/1")),
    (["-A", ""], no_header("user-agent")),
    (["-e", "http://before/"], header("referer", "http://before/")),
    (["-H", "X-A: 1", "-H", "X-B: 2"], lambda e: (e.headers["x-a"], e.headers["x-b"]) == ("1", "2")),
    (["-H", "Accept:"], no_header("accept")),
    (["-H", "X-Empty;"], header("x-empty", "")),
    (["-H", "Host: other"], header("host", "other")),
    (["-H", "@HEADERS"], lambda e: (e.headers["x-c"], e.headers["x-d"]) == ("3", "4")),
    (["-b", "a=b; c=d"], header("cookie", "a=b; c=d")),
    (["-0"], lambda e: e.version == "HTTP/1.0"),
    (["--http1.1"], lambda e: e.version == "HTTP/1.1"),
    (["-X", "PATCH"], method("PATCH")),
    (["-r", "1-2"], header("range", "bytes=1-2")),
    (["--request-target", "*", "-X", "OPTIONS"], lambda e: (e.method, e.target) == ("OPTIONS", "*")),
    (["-d", "a=1", "-d", "b=2"], body(b"a=1&b=2")),
    (["-d", "a"], header("content-type", FORM)),
    (["-d", "a"], header("content-length", "1")),
    (["-d", ""], lambda e: (e.method, e.headers["content-length"]) == ("POST", "0")),
    (["-d", "@FILE"], body(b"a bc&d")),
    (["--data-ascii", "@FILE"], body(b"a bc&d")),
    (["--data-binary", "@FILE"], body(b"a b\r\nc&d\n")),
    (["--data-raw", "@FILE"], body(b"@FILE")),
    (["--data-urlencode", "n=a b&c"], body(b"n=a+b%26c")),
    (["--data-urlencode", "n@FILE"], body(b"n=a+b%0D%0Ac%26d%0A")),
    (["-d", "a", "-H", "Content-Type: text/x"], header("content-type", "text/x")),
    (["-d", "a", "-H", "Transfer-Encoding: chunked"], lambda e: (e.headers.get("content-length"), e.body) == (None, b"a")),
    (["--json", '{"a":1}'], lambda e: (e.body, e.headers["content-type"], e.headers["accept"]) ==
     (b'{"a":1}', "application/json", "application/json")),
    (["-G", "-d", "a=1", "--data-urlencode", "b= "], lambda e: (e.method, e.target) == ("GET", "/echo?a=1&b=+")),
    (["--url-query", "q= "], target("/echo?q=+")),
    (["-X", "PUT", "-d", "a"], lambda e: (e.method, e.body) == ("PUT", b"a")),
    (["-T", "FILE"], lambda e: (e.method, e.body, e.headers["content-length"]) == ("PUT", b"a b\r\nc&d\n", "9")),
    (["-T", "FILE", "-X", "POST"], lambda e: (e.method, e.body) == ("POST", b"a b\r\nc&d\n")),
    (["-T", "FILE", "-H", "Expect: 100-continue"], body(b"a b\r\nc&d\n")),
    (["-T", "FILE", "-H", "Transfer-Encoding: chunked"], lambda e: (e.headers.get("content-length"), e.body) ==
     (None, b"a b\r\nc&d\n")),
    (["-T", "FILE", "-C", "4"], lambda e: (e.body, e.headers["content-range"]) == (b"\nc&d\n", "bytes 4-8/9")),
    # What changes nothing on the wire, and must be taken.
    (["--basic"], method("GET")),
    (["--no-keepalive"], method("GET")),
    (["--keepalive-time", "5"], method("GET")),
    (["--tcp-nodelay"], method("GET")),
    (["--no-tcp-nodelay"], method("GET")),
    (["--no-buffer"], method("GET")),
    (["--raw"], method("GET")),
    (["--max-redirs", "3"], method("GET")),
    (["--noproxy", "*"], method("GET")),
    (["--no-sessionid"], method("GET")),
    (["--happy-eyeballs-timeout-ms", "50"], method("GET")),
    (["--expect100-timeout", "0.2"], method("GET")),
    (["--disable-epsv"], method("GET")),
    (["--proto", "=http"], method("GET")),
    (["--proto-redir", "=http"], method("GET")),
    (["--ipv4"], method("GET")),
    (["--interface", "127.0.0.1"], method("GET")),
    (["--local-port", "20000-29999"], method("GET")),
    (["--connect-timeout", "5"], method("GET")),
    (["-m", "5"], method("GET")),
    (["-y", "5", "-Y", "1"], method("GET")),
    (["--globoff"], method("GET")),
]

# What --write-out tells of "GET /hello": the variable, and a pattern for what it says.
WRITTEN_OUT = {
    "content_type": "application/octet-stream", "errormsg": "", "exitcode": "0", "http_code": "200",
    "http_version": r"1\.1", "local_ip": r"127\.0\.0\.1", "local_port": r"\d+", "method": "GET", "num_connects": "1",
    "num_headers": r"\d+", "num_redirects": "0", "proxy_ssl_verify_result": "0", "redirect_url": "", "referer": "",
    "remote_ip": r"127\.0\.0\.1", "remote_port": "PORT", "response_code": "200", "scheme": "[Hh][Tt][Tt][Pp]",
    "size_download": "6", "size_header": r"[1-9]\d\d", "size_request": r"\d\d", "size_upload": "0",
    "speed_download": r"\d+", "speed_upload": "0", "ssl_verify_result": "0", "time_appconnect": r"0\.0+",
    "time_connect": r"0\.\d+", "time_namelookup": r"0\.\d+", "time_pretransfer": r"0\.\d+",
    "time_redirect": r"0\.0+", "time_starttransfer": r"0\.\d+", "time_total": r"0\.\d+", "url": "http.*/hello",
    "url_effective": "http.*/hello", "urlnum": "0", "http_connect": "000", "ftp_entry_path": "",
}

# What fails, and with which exit code. NOBODY is a port that nobody listens on, SILENT one that never answers.
FAILURES = [
    (1, ["nonsense://127.0.0.1/"]),
    (3, ["http://127.0.0.1:99999/"]),
    (3, ["http://[::1/"]),
    (6, ["http://nowhere.invalid/"]),
    (7, ["NOBODY"]),
    (7, ["--unix-socket", "none", "http://localhost/"]),
    (18, ["/short"]),
    (22, ["-f", "/none"]),
    (22, ["--fail-with-body", "/none"]),
    (22, ["--fail-early", "-f", "/none", "/hello"]),
    (23, ["-o", "/dev/full", "/hello"]),
    (26, ["-T", "none", "/put/x"]),
    (28, ["-m", "0.2", "SILENT"]),
    (28, ["-y", "1", "-Y", "1000", "-m", "20", "SILENT"]),
    (45, ["--interface", "203.0.113.1", "/hello"]),
    (52, ["/nothing"]),
    (56, ["/bad-chunk"]),
    (63, ["--max-filesize", "5", "/hello"]),
    (1, ["/http09"]),
    (1, ["/bad-status"]),
]


def raw(answer):
    """Send these bytes and close."""
    def send(handler, body):
        handler.wfile.write(answer)
        handler.close_connection = True
    return send


def fails_first(times):
    """503 for so many requests, then the echo of nothing."""
    left = [times]

    def send(handler, body):
        left[0] -= 1
        handler.send(503 if left[0] >= 0 else 200, b"done\n", [("Retry-After", "0")])
    return send


class Curl(client.ClientTest):
    program = "/usr/bin/curl"
    special = {
        "/short": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
        "/nothing": raw(b""),
        "/bad-chunk": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
        "/bad-status": raw(b"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n"),
        "/http09": raw(b"an old answer\n"),
        "/chunked": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-T: 1\r\n\r\n"),
        "/until-close": raw(b"HTTP/1.0 200 OK\r\n\r\nuntil the end"),
        "/wrong-length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nlonger"),
        "/named": lambda h, body: h.send(200, b"named\n", [("Content-Disposition", 'attachment; filename="name"')]),
        "/early": raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    }

    def setUp(self):
        super().setUp()
        self.write("FILE", b"a b\r\nc&d\n")
        self.write("HEADERS", b"X-C: 3\nX-D: 4\n")

    def curl(self, *args, **more):
        return self.ok("-q", "-sS", *args, **more)

    def place(self, word):
        """A word that begins with a slash is a path: of the echo server if that has it, else of nginx."""
        if word.startswith("/dev/"):
            return word
        if word.split("?")[0] in self.special:
            return self.echo_url(word)
        return self.url(word) if word.startswith("/") else word

    def test_it_is_our_library_that_runs(self):
        self.assertIn(b"sluice/", self.curl("--version"))

    # ---- failures ----

    def test_exit_codes(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            names = {"NOBODY": f"http://127.0.0.1:{server.free_port()}/",
                     "SILENT": f"http://127.0.0.1:{silent.getsockname()[1]}/"}
            for code, args in FAILURES:
                with self.subTest(args):
                    done = self.fails(code, "-q", "-sS", *(names.get(word) or self.place(word) for word in args))
                    self.assertIn(b"curl: (%d)" % code, done.stderr)

    def test_fail_with_body_writes_it(self):
        self.assertIn(b"404 Not Found", self.fails(22, "-q", "-s", "--fail-with-body", self.url("/none")).stdout)

    def test_remove_on_error(self):
        self.fails(18, "-q", "-s", "--remove-on-error", "-o", "out", self.echo_url("/short"))
        self.assertFalse(os.path.exists(self.path("out")))

    # ---- requests ----

    def test_requests(self):
        for args, holds in REQUESTS:
            with self.subTest(args):
                done = echo.Echoed(self.curl(*args, self.echo_url()))
                self.assertTrue(holds(done), done.all)

    def test_head(self):
        text = self.curl("-I", self.echo_url())
        self.assertTrue(text.startswith(b"HTTP/1.1 200 OK\r\n") and text.endswith(b"\r\n\r\n"), text)

    def test_expect_100(self):
        before = self.echo.server.expected_100
        large = self.write("large", b"x" * 3_000_000)
        self.assertEqual(echo.Echoed(self.curl("-T", large, self.echo_url())).body, b"x" * 3_000_000)
        self.assertEqual(self.echo.server.expected_100, before + 1)

    def test_standard_input(self):
        self.assertEqual(echo.Echoed(self.curl("-T", "-", self.echo_url(), stdin=b"in")).body, b"in")
        self.assertEqual(echo.Echoed(self.curl("-T", ".", self.echo_url(), stdin=b"in")).body, b"in")
        self.assertEqual(echo.Echoed(self.curl("--data-binary", "@-", self.echo_url(), stdin=b"i\n")).body, b"i\n")

    def test_put_delete_and_resume(self):
        content = os.urandom(300_000)
        self.curl("-T", self.write("up", content), self.url("/put/"))
        self.assertEqual(self.curl(self.url("/put/up")), content)
        self.write("part", content[:100_000])
        self.curl("-C", "-", "-o", "part", self.url("/put/up"))
        self.assertEqual(self.read("part"), content)
        self.curl("-X", "DELETE", self.url("/put/up"))
        self.fails(22, "-q", "-s", "-f", self.url("/put/up"))

    def test_path_as_is(self):
        self.assertEqual(echo.Echoed(self.curl("--path-as-is", self.echo_url("/a/../b"))).target, "/a/../b")
        self.assertEqual(echo.Echoed(self.curl(self.echo_url("/a/../b"))).target, "/b")

    def test_options_of_each_transfer(self):
        text = self.curl("-A", "one", self.echo_url(), "--next", "-q", "-s", "-d", "x", self.echo_url())
        first, second = (echo.Echoed(line) for line in text.splitlines())
        self.assertEqual((first.method, first.headers["user-agent"]), ("GET", "one"))
        self.assertEqual((second.method, second.headers["user-agent"]), ("POST", "curl/7.88.1"))

    # ---- answers ----

    def test_bodies(self):
        self.assertEqual(self.curl(self.echo_url("/chunked")), b"abcde")
        self.assertEqual(self.curl(self.echo_url("/until-close")), b"until the end")
        self.assertEqual(self.curl(self.echo_url("/early")), b"ok")
        self.assertEqual(self.curl("--http0.9", self.echo_url("/http09")), b"an old answer\n")
        self.assertEqual(self.curl("--ignore-content-length", self.echo_url("/wrong-length")), b"longer")

    def test_all_headers_are_shown(self):
        text = self.curl("-i", self.echo_url("/early"))
        self.assertTrue(text.startswith(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"), text)
        self.curl("-D", "head", "-o", "body", self.url("/hello"))
        self.assertIn(b"Content-Length: 6\r\n", self.read("head"))
        self.assertEqual(self.read("body"), b"hello\n")

    def test_ranges(self):
        self.assertEqual(self.curl("-r", "1-3", self.url("/hello")), b"ell")
        self.assertEqual(self.curl("-r", "-2", self.url("/hello")), b"o\n")
        self.assertEqual(self.curl("-r", "3-", self.url("/hello")), b"lo\n")
        self.assertIn(b"Content-Range: bytes 4-4/6", self.curl("-r", "0-0,4-4", self.url("/hello")))

    def test_write_out(self):
        shape = "\n".join("%{" + name + "}" for name in WRITTEN_OUT)
        said = self.curl("-o", "/dev/null", "-w", shape, self.url("/hello")).decode().split("\n")
        for (name, pattern), value in zip(WRITTEN_OUT.items(), said, strict=True):
            with self.subTest(name):
                self.assertRegex(value, f"^{pattern.replace('PORT', str(self.nginx.port))}$")

    def test_write_out_of_a_failure(self):
        done = self.run_program("-q", "-s", "-w", "%{exitcode} %{errormsg}", f"http://127.0.0.1:{server.free_port()}/")
        self.assertRegex(done.stdout, b"^7 .+")

    def test_verbose_and_traces(self):
        done = self.run_program("-q", "-sS", "-v", self.url("/hello"))
        self.assertIn(b"> GET /hello HTTP/1.1\r\n", done.stderr)
        self.assertIn(b"< HTTP/1.1 200 OK\r\n", done.stderr)
        self.curl("--trace-ascii", "trace", "--trace-time", "-d", "posted", self.echo_url())
        trace = self.read("trace")
        for part in (b"=> Send header", b"=> Send data", b"posted", b"<= Recv header", b"<= Recv data"):
            self.assertIn(part, trace)

    # ---- files ----

    def test_names_of_files(self):
        self.curl("-O", self.url("/hello"))
        self.curl("--create-dirs", "--output-dir", "a/b", "-o", "c", self.url("/hello"))
        self.curl("-J", "-O", self.echo_url("/named"))
        self.curl("--remote-name-all", self.url("/small"), self.url("/large"))
        self.assertEqual((self.read("hello"), self.read("a/b/c"), self.read("name")), (b"hello\n", b"hello\n", b"named\n"))
        self.assertEqual(len(self.read("small") + self.read("large")), 2_000_100)

    def test_globs_and_a_configuration_file(self):
        for name in ("g1", "g2", "g3"):
            self.nginx.file(name, name.encode())
        self.curl("-o", "out#1", self.url("/g[1-3]"))
        self.assertEqual([self.read(f"out{i}") for i in (1, 2, 3)], [b"g1", b"g2", b"g3"])
        self.script("conf", f'url = "{self.url("/g{1,3}")}"\nsilent\n')
        self.assertEqual(self.ok("-q", "-K", "conf"), b"g1g3")

    def test_progress(self):
        done = self.run_program("-q", "-o", "out", self.url("/large"))
        self.assertRegex(done.stderr, rb"100% 1953k")
        done = self.run_program("-q", "-#", "-o", "out", self.url("/large"))
        self.assertIn(b"100.0%", done.stderr)

    # ---- connections ----

    def test_where_connections_go(self):
        port = self.nginx.port
        self.assertEqual(self.curl("--resolve", f"some.name:{port}:127.0.0.1", f"http://some.name:{port}/hello"), b"hello\n")
        self.assertEqual(self.curl("--connect-to", f"other:80:127.0.0.1:{port}", "http://other/hello"), b"hello\n")
        self.assertEqual(self.curl(f"127.0.0.1:{port}/hello"), b"hello\n")
        self.assertEqual(self.curl("--proto-default", "http", f"127.0.0.1:{port}/hello"), b"hello\n")
        said = self.curl("-o", "/dev/null", "-w", "%{local_port}", "--local-port", "21000-21999", self.url("/hello"))
        self.assertTrue(21000 <= int(said) <= 21999)

    def test_retry(self):
        self.echo.server.special["/flaky"] = fails_first(2)
        self.assertTrue(self.curl("--retry", "3", self.echo_url("/flaky")).endswith(b"done\n"))
        self.echo.server.special["/flaky"] = fails_first(2)
        done = self.fails(22, "-q", "-s", "-f", "--retry", "1", "--retry-delay", "1", self.echo_url("/flaky"))
        self.assertEqual(done.stdout, b"")
        nobody = f"http://127.0.0.1:{server.free_port()}/"
        self.fails(7, "-q", "-s", "--retry", "1", "--retry-delay", "1", "--retry-connrefused", nobody)

    def test_parallel(self):
        args = ["-Z", "--parallel-max", "40"]
        for i in range(120):
            self.nginx.file(f"many{i}", f"{i}".encode() * i)
            args += ["-o", f"many{i}", self.url(f"/many{i}")]
        self.curl(*args)
        for i in range(120):
            self.assertEqual(self.read(f"many{i}"), f"{i}".encode() * i)

    def test_parallel_immediate_and_a_failure_among_them(self):
        nobody = f"http://127.0.0.1:{server.free_port()}/"
        done = self.run_program("-q", "-s", "-Z", "--parallel-immediate", "-o", "a", self.url("/hello"), "-o", "b", nobody,
                                "-o", "c", self.url("/hello"))
        self.assertEqual(done.returncode, 7)
        self.assertEqual((self.read("a"), self.read("c")), (b"hello\n", b"hello\n"))

    def test_a_rate_of_transfers(self):
        began = time.monotonic()
        self.curl("--rate", "600/m", self.url("/hello"), self.url("/hello"), self.url("/hello"))
        self.assertGreater(time.monotonic() - began, 0.19)


if __name__ == "__main__":
    client.main()
