"""Debian's curl program, unmodified, on the built library, through an HTTP proxy (tinyproxy) to nginx."""
import os
import unittest

import server
import servers

SMALL = b"0123456789" * 10
ME = f"{servers.USER}:{servers.PASSWORD}"


class HttpProxy(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nginx = cls.start(server.Nginx)
        cls.nginx.file("small", SMALL)
        cls.url = cls.nginx.url + "/small"
        cls.open = "http://" + cls.start(servers.HttpProxy).address
        cls.closed = "http://" + cls.start(servers.HttpProxy, wants_user=True).address

    # ---- failures ----

    def test_nobody_listens(self):
        self.fails(7, "-x", f"http://127.0.0.1:{server.free_port()}", self.url)

    def test_a_proxy_that_does_not_exist(self):
        self.fails(5, "-x", "http://nowhere.invalid:1", self.url)

    def test_a_proxy_wants_to_know_who(self):
        text = self.curl("-x", self.closed, "-o", "/dev/null", "-w", "%{http_code}", self.url)
        self.assertEqual(text, b"407")
        text = self.curl("-x", self.closed, "-U", f"{servers.USER}:wrong", "-o", "/dev/null", "-w", "%{http_code}",
                         self.url)
        self.assertIn(text, (b"401", b"407"))

    def test_a_tunnel_is_refused(self):
        done = self.fails(7, "-p", "-x", self.closed, self.url)
        self.assertIn(b"407", done.stderr)

    # ---- requests ----

    def test_get(self):
        self.assertEqual(self.curl("-x", self.open, self.url), SMALL)

    def test_get_with_a_name(self):
        self.assertEqual(self.curl("-x", self.closed, "-U", ME, self.url), SMALL)
        self.assertEqual(self.curl("-x", self.closed.replace("//", f"//{ME}@"), self.url), SMALL)

    def test_put(self):
        content = os.urandom(200_000)
        self.curl("-x", self.open, "-T", self.write("up", content), self.nginx.url + "/put/file")
        self.assertEqual(self.curl(self.nginx.url + "/put/file"), content)

    def test_a_tunnel(self):
        text = self.curl("-p", "-x", self.open, "-w", " %{http_connect} %{http_code}", self.url)
        self.assertEqual(text, SMALL + b" 200 200")

    def test_a_tunnel_with_a_name(self):
        self.assertEqual(self.curl("-p", "-x", self.closed, "-U", ME, self.url), SMALL)

    def test_a_tunnel_is_used_again(self):
        text = self.curl("-p", "-x", self.open, "-w", "%{num_connects}\n", "-o", "a", self.url, "-o", "b", self.url)
        self.assertEqual(text, b"1\n0\n")

    def test_a_proxy_of_the_environment(self):
        plain = self.environment
        self.environment = dict(plain, http_proxy=f"http://127.0.0.1:{server.free_port()}")
        self.fails(7, self.url)
        self.environment = dict(self.environment, no_proxy="127.0.0.0/8")
        self.assertEqual(self.curl(self.url), SMALL)
        self.environment = dict(plain, http_proxy=self.open)
        self.assertEqual(self.curl("-w", " %{remote_port}", self.url), SMALL + b" " + self.open.split(":")[-1].encode())


if __name__ == "__main__":
    unittest.main()
