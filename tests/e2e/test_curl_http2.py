"""Debian's curl program, unmodified, on the built library, over HTTP/2: nginx, apache2, nghttpd and nghttpx."""
import os
import shutil
import tempfile
import unittest

import certificates
import http2_servers
import large
import server
import servers

SMALL = b"0123456789" * 10
LARGE = 100 << 20
ME = f"{servers.USER}:{servers.PASSWORD}"
VERSION = ("-o", "/dev/null", "-w", "%{http_version} %{http_code}")


class Http2(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cls.cert, cls.key = cls.ca.issue("server")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder, ignore_errors=True)


class NginxTest:
    """What holds in clear and over TLS. A subclass has `nginx` and says how curl is called."""

    args = ()

    def get(self, *args, **more):
        return self.curl(*self.args, *args, **more)

    def url(self, path):
        return self.nginx.url + path

    def test_get(self):
        self.assertEqual(self.get(self.url("/small")), SMALL)
        self.assertEqual(self.get(*VERSION, self.url("/small")), b"2 200")

    def test_a_missing_file(self):
        self.assertEqual(self.get(*VERSION, self.url("/none")), b"2 404")
        self.fails(22, *self.args, "-f", self.url("/none"))

    def test_head_and_header_lines(self):
        head = self.get("-I", self.url("/small"))
        self.assertTrue(head.startswith(b"HTTP/2 200 \r\nserver: nginx"), head)
        self.assertIn(b"\r\ncontent-length: 100\r\n", head)
        self.assertTrue(head.endswith(b"\r\n\r\n"))

    def test_post(self):
        head = self.get("-i", "-d", "a=b", self.url("/echo"))
        self.assertIn(b"x-method: POST\r\n", head)
        self.assertIn(b"x-length: 3\r\n", head)

    def test_put_of_known_and_unknown_size(self):
        content = os.urandom(300_000)
        self.get("-T", self.write("up", content), self.url("/put/known"))
        self.get("-T", "-", self.url("/put/unknown"), stdin=content)
        self.assertEqual(self.get(self.url("/put/known")), content)
        self.assertEqual(self.get(self.url("/put/unknown")), content)

    def test_ranges_and_resume(self):
        self.assertEqual(self.get("-r", "10-14", self.url("/small")), b"01234")
        self.write("part", SMALL[:30])
        self.get("-C", "-", "-o", "part", self.url("/small"))
        self.assertEqual(self.read("part"), SMALL)

    def test_a_redirect(self):
        text = self.get("-L", "-w", " %{num_redirects} %{num_connects}", self.url("/redirect"))
        self.assertEqual(text, SMALL + b" 1 1")

    def test_a_hundred_at_once_on_one_connection(self):
        args = ["-Z", "--parallel-max", "100", "-w", "%{num_connects}\n"]
        for i in range(100):
            self.nginx.file(f"many{i}", f"file {i}\n".encode() * (i + 1) * 50)
            args += ["-o", f"out{i}", self.url(f"/many{i}")]
        text = self.get(*args)
        self.assertEqual(sum(int(line) for line in text.split()), 1)
        for i in range(100):
            self.assertEqual(self.read(f"out{i}"), f"file {i}\n".encode() * (i + 1) * 50)

    def test_a_thousand(self):
        text = self.get("-Z", "--parallel-max", "300", "-o", "out#1", "-w", "%{http_code}\n", self.url("/small?[1-1000]"))
        self.assertEqual(text, b"200\n" * 1000)
        for i in (1, 500, 1000):
            self.assertEqual(self.read(f"out{i}"), SMALL)

    def test_a_hundred_mib_both_ways(self):
        digest = large.make(self.path("up"), LARGE)
        self.get("-T", self.path("up"), self.url("/put/large"), timeout=300)
        self.get("-o", "down", self.url("/put/large"), timeout=300)
        self.assertEqual(large.sha256(self.path("down")), digest)

    def test_many_uploads_and_downloads_at_once(self):
        content = [os.urandom(1 << 20) for _ in range(10)]
        args = ["-Z"]
        for i, one in enumerate(content):
            self.nginx.file(f"big{i}", one)
            args += ["-T", self.write(f"up{i}", one), self.url(f"/put/side{i}")]
            args += ["--next", *self.args, "-sS", "-o", f"down{i}", self.url(f"/big{i}"), "--next", *self.args, "-sS"]
        self.get(*args[:-len(self.args) - 2])
        for i, one in enumerate(content):
            self.assertEqual(self.read(f"down{i}"), one)
            self.assertEqual(self.get(self.url(f"/put/side{i}")), one)


class NginxInClear(NginxTest, Http2):
    args = ("--http2-prior-knowledge",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nginx = cls.start(http2_servers.NginxInClear)
        cls.nginx.file("small", SMALL)


class NginxOverTls(NginxTest, Http2):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nginx = cls.start(http2_servers.NginxOverTls, cls.cert, cls.key, cls.ca.cert)
        cls.nginx.file("small", SMALL)
        cls.args = ("--http2", "--cacert", cls.ca.cert)

    def test_without_asking_it_is_http_2_and_with_asking_http_1(self):
        self.assertEqual(self.curl("--cacert", self.ca.cert, *VERSION, self.url("/small")), b"2 200")
        self.assertEqual(self.get("--http1.1", *VERSION, self.url("/small")), b"1.1 200")
        self.assertEqual(self.get("--no-alpn", *VERSION, self.url("/small")), b"1.1 200")

    def test_through_a_tunnel(self):
        proxy = self.start(servers.HttpProxy)
        self.assertEqual(self.get("-p", "-x", proxy.address, *VERSION, self.url("/small")), b"2 200")


class Apache(Http2):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.apache = cls.start(http2_servers.Apache)
        cls.secured = cls.start(http2_servers.Apache, cls.cert, cls.key)
        cls.url = "http://" + cls.apache.address
        cls.over_tls = f"https://localhost:{cls.secured.port}"

    def get(self, *args, **more):
        return self.curl("--http2", "--cacert", self.ca.cert, *args, **more)

    def test_an_upgrade_from_http_1(self):
        self.assertEqual(self.get(*VERSION, self.url + "/plain/small"), b"2 200")
        self.assertEqual(self.get(self.url + "/plain/small"), SMALL)
        both = self.get("-i", self.url + "/plain/small")
        self.assertTrue(both.startswith(b"HTTP/1.1 101 Switching Protocols\r\n"), both)
        self.assertIn(b"\r\n\r\nHTTP/2 200 \r\n", both)

    def test_after_an_upgrade_the_connection_goes_on(self):
        url = self.url + "/plain/small"
        text = self.get("-w", "%{http_version} %{num_connects}\n", "-o", "a", url, "-o", "b", url, "-o", "c", url)
        self.assertEqual(text, b"2 1\n2 0\n2 0\n")

    def test_prior_knowledge(self):
        self.assertEqual(self.curl("--http2-prior-knowledge", *VERSION, self.url + "/plain/small"), b"2 200")

    def test_over_tls(self):
        self.assertEqual(self.get(*VERSION, self.over_tls + "/plain/small"), b"2 200")
        self.assertEqual(self.get(self.over_tls + "/plain/small"), SMALL)

    def test_credentials(self):
        for how in ("--basic", "--digest", "--anyauth"):
            path = "/basic/small" if how == "--basic" else "/digest/small"
            text = self.get(how, "-u", ME, "-w", " %{http_version} %{num_connects}", self.over_tls + path)
            self.assertEqual(text, SMALL + b" 2 1", how)

    def test_bodies_with_credentials(self):
        content = b"u" * 200_000
        up = self.write("up", content)
        text = self.get("--digest", "-u", ME, "-T", up, self.over_tls + "/digest/cgi/echo")
        self.assertEqual(text, b"PUT me 200000\n" + content)

    def test_a_coding(self):
        self.secured.file("text.txt", b"compress me " * 1000)
        self.assertEqual(self.get("--compressed", self.over_tls + "/gzip/text.txt"), b"compress me " * 1000)

    def test_parallel_uploads(self):
        args = ["-Z"]
        for i in range(20):
            args += ["-T", self.write(f"up{i}", f"{i}".encode() * 1000), "-o", f"out{i}", self.over_tls + "/plain/cgi/echo"]
        self.get(*[a.replace("/plain/cgi", "/cgi") for a in args])
        for i in range(20):
            self.assertTrue(self.read(f"out{i}").endswith(f"{i}".encode() * 1000))


class Nghttp2(Http2):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nghttpd = cls.start(http2_servers.Nghttpd)
        cls.nginx = cls.start(server.Nginx)
        cls.nginx.file("small", SMALL)
        cls.nghttpx = cls.start(http2_servers.Nghttpx, cls.nginx.port)
        cls.args = ("--http2-prior-knowledge",)

    def test_nghttpd(self):
        url = f"http://{self.nghttpd.address}/pushed"
        self.assertEqual(self.curl(*self.args, url), b"what is pushed\n" * 1000)
        text = self.curl(*self.args, "-Z", "-w", "%{num_connects}\n", *("-o", "/dev/null", url) * 50)
        self.assertEqual(sum(int(line) for line in text.split()), 1)

    def test_a_push_that_nobody_takes_does_no_harm(self):
        url = f"http://{self.nghttpd.address}/index"
        self.assertEqual(self.curl(*self.args, url, url), b"the index\n" * 2)

    def test_nghttpx(self):
        url = f"http://{self.nghttpx.address}"
        self.assertEqual(self.curl(*self.args, url + "/small"), SMALL)
        head = self.curl(*self.args, "-i", "-d", "a=b", url + "/echo")
        self.assertTrue(head.startswith(b"HTTP/2 200 \r\n"))
        self.assertIn(b"x-method: POST\r\n", head)

    def test_an_upgrade_at_nghttpx(self):
        self.assertEqual(self.curl("--http2", *VERSION, f"http://{self.nghttpx.address}/small"), b"2 200")

    def test_a_hundred_mib_both_ways_through_nghttpx(self):
        url = f"http://{self.nghttpx.address}/put/large"
        digest = large.make(self.path("up"), LARGE)
        self.curl(*self.args, "-T", self.path("up"), url, timeout=300)
        self.curl(*self.args, "-o", "down", url, timeout=300)
        self.assertEqual(large.sha256(self.path("down")), digest)


if __name__ == "__main__":
    unittest.main()
