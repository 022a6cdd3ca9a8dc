"""nghttpx as a proxy that speaks HTTP/2 over TLS, with tinyproxy behind it, and nginx as the origin."""
import os
import shutil
import tempfile
import unittest

import certificates
import http2_servers
import secured
import servers

LARGE = bytes(range(256)) * 4096 * 20


class Proxy(servers.ServerTest):
    program = os.environ.get("SLUICE_PROXY_CLIENT", "")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cert, key = cls.ca.issue("server")
        cls.nginx = cls.start(secured.Secured, cert, key, cls.ca.cert)
        cls.nginx.file("small", b"0123456789")
        cls.nginx.file("large", LARGE)
        open_proxy = cls.start(servers.HttpProxy)
        closed_proxy = cls.start(servers.HttpProxy, wants_user=True)
        cls.open = cls.start(http2_servers.NghttpxProxy, open_proxy.port, cert, key)
        cls.closed = cls.start(http2_servers.NghttpxProxy, closed_proxy.port, cert, key)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def fetch(self, url, *more, proxy=None, login=""):
        """The bodies, and a row of numbers for each of the two requests."""
        done = self.run_program(f"https://localhost:{(proxy or self.open).port}", self.ca.cert, login, url, *more)
        lines = [line.split() for line in done.stderr.decode().splitlines()]
        self.assertEqual(done.returncode, 0, f"{done.stderr}\n{self.logs()}")
        return done.stdout, [[int(n) for n in line] for line in lines]

    def test_tls_goes_through_a_stream(self):
        body, rows = self.fetch(f"{self.nginx.url}/small")
        self.assertEqual(body, b"0123456789" * 2)
        self.assertEqual([row[0] for row in rows], [200, 0])
        self.assertEqual([row[3] for row in rows], [1, 0])
        self.assertIn("CONNECT", self.open.log())
        self.assertIn("HTTP/2", self.open.log())

    def test_much_comes(self):
        body, _ = self.fetch(f"{self.nginx.url}/large")
        self.assertEqual(body, LARGE * 2)

    def test_much_is_taken(self):
        _, rows = self.fetch(f"{self.nginx.url}/put/h2", str(20 << 20))
        self.assertIn(rows[0][1], (201, 204))
        self.assertEqual(rows[1][1], 204)
        self.assertEqual(os.path.getsize(os.path.join(self.nginx.root, "put", "h2")), 20 << 20)

    def test_credentials_are_asked_for(self):
        login = f"{servers.USER}:{servers.PASSWORD}"
        body, rows = self.fetch(f"{self.nginx.url}/small", proxy=self.closed, login=login)
        self.assertEqual(body, b"0123456789" * 2)
        self.assertEqual(rows[0][0], 200)


if __name__ == "__main__":
    unittest.main()
