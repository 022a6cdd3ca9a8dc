"""Debian's curl program, unmodified, on the built library, through a SOCKS 5 proxy (microsocks) to nginx."""
import os
import unittest

import server
import servers

SMALL = b"0123456789" * 10
ME = f"{servers.USER}:{servers.PASSWORD}"


class SocksProxy(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nginx = cls.start(server.Nginx)
        cls.nginx.file("small", SMALL)
        cls.url = cls.nginx.url + "/small"
        cls.open = cls.start(servers.SocksProxy).address
        cls.closed = cls.start(servers.SocksProxy, wants_user=True).address

    # ---- failures ----

    def test_nobody_listens(self):
        self.fails(7, "--socks5", f"127.0.0.1:{server.free_port()}", self.url)

    def test_a_proxy_wants_to_know_who(self):
        self.fails(97, "--socks5", self.closed, self.url)
        self.fails(97, "--socks5", self.closed, "-U", f"{servers.USER}:wrong", self.url)

    def test_the_proxy_cannot_connect(self):
        self.fails(97, "--socks5", self.open, f"http://127.0.0.1:{server.free_port()}/")

    def test_the_proxy_cannot_resolve(self):
        self.fails(97, "--socks5-hostname", self.open, "http://nowhere.invalid/")

    # ---- requests ----

    def test_an_address(self):
        self.assertEqual(self.curl("--socks5", self.open, self.url), SMALL)

    def test_a_name_that_is_resolved_here(self):
        host = f"example.test:{self.nginx.port}"
        self.assertEqual(self.curl("--socks5", self.open, "--resolve", host + ":127.0.0.1", f"http://{host}/small"), SMALL)

    def test_a_name_that_is_resolved_there(self):
        url = f"http://localhost:{self.nginx.port}/small"
        self.assertEqual(self.curl("--socks5-hostname", self.open, url), SMALL)

    def test_a_name_and_a_password(self):
        self.assertEqual(self.curl("--socks5", self.closed, "-U", ME, self.url), SMALL)
        self.assertEqual(self.curl("-x", f"socks5h://{ME}@{self.closed}", self.url), SMALL)

    def test_put(self):
        content = os.urandom(200_000)
        self.curl("--socks5", self.open, "-T", self.write("up", content), self.nginx.url + "/put/file")
        self.assertEqual(self.curl(self.nginx.url + "/put/file"), content)

    def test_a_connection_is_used_again(self):
        text = self.curl("--socks5", self.open, "-w", "%{num_connects}\n", "-o", "a", self.url, "-o", "b", self.url)
        self.assertEqual(text, b"1\n0\n")

    def test_an_http_proxy_behind_it(self):
        proxy = self.start(servers.HttpProxy)
        text = self.curl("--preproxy", "socks5://" + self.open, "-x", "http://" + proxy.address, self.url)
        self.assertEqual(text, SMALL)


if __name__ == "__main__":
    unittest.main()
