"""Debian's curl program, unmodified, on the built library, by way of proxies to FTP servers: SOCKS 5 (microsocks), tunnels
of HTTP (tinyproxy), and an HTTP proxy that speaks FTP itself (apache2)."""
import unittest

import ftp_cases
import ftp_servers
import server
import servers
from test_curl_ftps import SecuredCases, SecuredTest

SMALL = ftp_cases.SMALL
ME = f"{servers.USER}:{servers.PASSWORD}"


class Socks(ftp_cases.FtpCases, servers.ServerTest):
    @classmethod
    def make_server(cls):
        cls.options = ("--socks5", cls.start(servers.SocksProxy).address)
        return cls.start(ftp_servers.Pyftpd)

    def test_a_name_that_the_proxy_resolves(self):
        url = f"ftp://localhost:{self.server.port}/small"
        self.assertEqual(self.curl(*self.who(), "--socks5-hostname", self.options[1], url), SMALL)

    def test_data_comes_through_the_proxy(self):
        self.assertEqual(self.ftp("/small", "-w", " %{remote_port}"), SMALL + b" " + self.options[1].split(":")[1].encode())
        self.fails(7, *self.who(), "--socks5", f"127.0.0.1:{server.free_port()}", self.server.url + "/small")


class SocksTls(SecuredCases, SecuredTest):
    @classmethod
    def make_server(cls):
        cls.way = ("--socks5", cls.start(servers.SocksProxy).address)
        one = cls.start(ftp_servers.Vsftpd, required=True, **cls.more)
        one.url = one.url.replace("localhost", "127.0.0.1")  # it may have another address, and a proxy is asked for one
        return one


class Tunnel(ftp_cases.FtpCases, servers.ServerTest):
    @classmethod
    def make_server(cls):
        cls.options = ("-p", "-x", "http://" + cls.start(servers.HttpProxy, wants_user=True).address, "-U", ME)
        return cls.start(ftp_servers.Pyftpd)

    def test_a_tunnel_is_refused(self):
        self.fails(7, *self.who(), "-p", "-x", self.options[2], self.server.url + "/small")

    def test_there_is_one_for_the_dialogue_and_one_for_data(self):
        self.assertEqual(self.ftp("/small", "-w", " %{http_connect} %{num_connects}"), SMALL + b" 200 2")


class TunnelTls(SecuredCases, SecuredTest):
    """FTPS needs no asking for a tunnel: no proxy can forward it."""

    @classmethod
    def make_server(cls):
        cls.way = ("-x", "http://" + cls.start(servers.HttpProxy).address)
        return cls.start(ftp_servers.Vsftpd, required=True, implicit=True, **cls.more)


class Forwarding(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.start(ftp_servers.Pyftpd)
        cls.server.file("small", SMALL)
        cls.server.file("a/deep", b"deep\n")
        cls.proxy = "http://" + cls.start(ftp_servers.FtpProxy).address

    def get(self, path, *args):
        return self.curl("-x", self.proxy, *args, self.server.url + path)

    def test_a_file_that_is_not_there(self):
        self.assertEqual(self.get("/none", "-o", "/dev/null", "-w", "%{http_code}"), b"404")
        self.fails(22, "-f", "-x", self.proxy, self.server.url + "/none")

    def test_a_wrong_password(self):
        self.assertEqual(self.get("/small", "-u", "me:wrong", "-o", "/dev/null", "-w", "%{http_code}"), b"401")

    def test_get(self):
        self.assertEqual(self.get("/small", "-w", " %{http_code} %{num_connects}"), SMALL + b" 200 1")
        self.assertIn(b"HTTP/1.1 200 OK\r\n", self.get("/small", "-i"))
        self.assertEqual(self.get("/a/deep"), b"deep\n")

    def test_who_one_is(self):
        before = len(self.server.commands())
        self.get("/small", "-u", f"{self.server.user}:{self.server.password}")
        self.assertIn(f"USER {self.server.user}", self.server.commands()[before:])

    def test_a_proxy_of_the_environment(self):
        plain = self.environment
        self.environment = dict(plain, ftp_proxy=self.proxy)
        self.assertEqual(self.curl("-w", " %{http_code}", self.server.url + "/small"), SMALL + b" 200")
        self.environment = dict(self.environment, no_proxy="127.0.0.0/8")
        self.assertEqual(self.curl("-w", " %{http_code}", self.server.url + "/small"), SMALL + b" 226")


if __name__ == "__main__":
    unittest.main()
