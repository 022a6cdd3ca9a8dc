"""Debian's curl program, unmodified, on the built library, through a SOCKS 5 proxy that wants GSSAPI (RFC 1961)."""
import os
import unittest

import kerberos
import server
import servers

SMALL = b"0123456789" * 10
LEVELS = ("0", "1", "2", "3")


class SocksGssapi(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kdc = cls.start(kerberos.Kdc, ("rcmd/localhost", "sockd/localhost", "sockd/other"))
        cls.nginx = cls.start(server.Nginx)
        cls.nginx.file("small", SMALL)
        cls.url = cls.nginx.url + "/small"
        cls.with_ticket = cls.kdc.log_in("me")
        cls.without_ticket = cls.kdc.cache("nobody")
        cls.proxy = cls.start(kerberos.SocksProxy, cls.kdc, "-")

    def setUp(self):
        super().setUp()
        self.environment = {**servers.ServerTest.environment, **self.with_ticket}

    def by(self, proxy):
        return ("--socks5", f"localhost:{proxy.port}")

    def proxy_with(self, *options):
        return self.start(kerberos.SocksProxy, self.kdc, *options)

    # ---- failures ----

    def test_without_a_ticket(self):
        self.environment = {**servers.ServerTest.environment, **self.without_ticket}
        done = self.fails(97, *self.by(self.proxy), self.url)
        self.assertIn(b"GSSAPI: no security context: ", done.stderr)

    def test_it_is_not_allowed(self):
        self.fails(97, *self.by(self.proxy), "--socks5-basic", self.url)

    def test_a_service_that_the_realm_does_not_know(self):
        self.fails(97, *self.by(self.proxy), "--proxy-service-name", "nothing", self.url)
        self.fails(97, "--socks5", self.proxy.address, self.url)  # an address is no name of a service's host

    def test_a_service_with_another_key(self):
        other = self.start(kerberos.Kdc, ("rcmd/localhost",))
        self.environment = {**servers.ServerTest.environment, **other.log_in("me")}
        done = self.fails(97, *self.by(self.proxy), self.url)
        self.assertIn(b"refuses the user", done.stderr)

    def test_a_level_that_is_not_told_as_it_should_be(self):
        self.fails(97, *self.by(self.proxy), "--socks5-gssapi-nec", self.url)
        self.fails(97, *self.by(self.proxy_with("-", "nec")), self.url)

    def test_a_level_that_does_not_exist(self):
        done = self.fails(97, *self.by(self.proxy_with("4")), self.url)
        self.assertIn(b"unknown level", done.stderr)

    def test_the_proxy_cannot_connect(self):
        self.fails(97, *self.by(self.proxy), f"http://127.0.0.1:{server.free_port()}/")

    # ---- requests ----

    def test_secrecy_is_asked_for(self):
        proxy = self.proxy_with("-")
        self.assertEqual(self.curl(*self.by(proxy), self.url), SMALL)
        self.assertIn("client me@SLUICE.TEST\nlevel asked for 2\n", proxy.log())

    def test_get(self):
        for level in LEVELS:
            self.assertEqual(self.curl(*self.by(self.proxy_with(level)), self.url), SMALL, level)

    def test_a_level_that_is_told_in_clear(self):
        for level in LEVELS:
            proxy = self.proxy_with(level, "nec")
            self.assertEqual(self.curl(*self.by(proxy), "--socks5-gssapi-nec", self.url), SMALL, level)

    def test_a_service_of_another_name(self):
        for name in ("sockd", "sockd/other"):
            self.assertEqual(self.curl(*self.by(self.proxy), "--proxy-service-name", name, self.url), SMALL, name)
            self.assertEqual(self.curl(*self.by(self.proxy), "--socks5-gssapi-service", name, self.url), SMALL, name)

    def test_a_proxy_that_lets_in_others_too(self):
        proxy = self.proxy_with("-", "open")
        self.assertEqual(self.curl(*self.by(proxy), "--socks5-basic", self.url), SMALL)

    def test_large_bodies_both_ways(self):
        content = os.urandom(5_000_000)
        path = self.write("up", content)
        for level in LEVELS:
            by = self.by(self.proxy_with(level))
            self.curl(*by, "-T", path, f"{self.nginx.url}/put/{level}")
            self.assertEqual(self.curl(*by, f"{self.nginx.url}/put/{level}"), content, level)

    def test_a_connection_is_used_again(self):
        text = self.curl(*self.by(self.proxy), "-w", "%{num_connects}\n", "-o", "a", self.url, "-o", "b", self.url)
        self.assertEqual(text, b"1\n0\n")
        self.assertEqual(self.read("b"), SMALL)

    def test_a_connection_of_another_service_is_not_used_again(self):
        write = ("-w", "%{num_connects}\n", "-o", "a", self.url)
        text = self.curl(*self.by(self.proxy), "--proxy-service-name", "sockd", *write, "--next", "-sS",
                         *self.by(self.proxy), *write)
        self.assertEqual(text, b"1\n1\n")

    def test_many_at_once(self):
        text = self.curl(*self.by(self.proxy), "-Z", "--parallel-immediate", self.url + "?[1-20]")
        self.assertEqual(text, SMALL * 20)

    def test_an_http_proxy_behind_it(self):
        proxy = self.start(servers.HttpProxy)
        pre = ("--preproxy", f"socks5://localhost:{self.proxy.port}")
        for how in ((), ("-p",)):
            self.assertEqual(self.curl(*pre, "-x", "http://" + proxy.address, *how, self.url), SMALL)


if __name__ == "__main__":
    unittest.main()
