"""Debian's curl program on ws: and wss: URLs, which the library that it was built for did not know."""
import os
import shutil
import tempfile
import unittest

import certificates
import servers
from test_websocket import WebSockets

SAID = b"one" + b"fragmented" + b"z" * 300000 + b"last" + b"\x03\xe8"


class WebSocket(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cls.plain = cls.start(WebSockets)
        cls.secure = cls.start(WebSockets, *cls.ca.issue("server"))
        cls.proxy = cls.start(servers.HttpProxy)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_a_path_that_is_no_websocket(self):
        self.fails(22, self.plain.url("/none"))

    def test_http_gets_no_websocket(self):
        self.assertIn(b"426", self.curl("-i", f"http://{self.plain.address}/say"))

    def test_messages(self):
        self.assertEqual(self.curl(self.plain.url("/say")), SAID)

    def test_messages_over_tls(self):
        self.assertEqual(self.curl("--cacert", self.ca.cert, self.secure.url("/say")), SAID)

    def test_through_a_proxy(self):
        self.assertEqual(self.curl("-x", f"http://{self.proxy.address}", self.plain.url("/say")), SAID)

    def test_an_upload(self):
        done = self.run_program("-q", "-sS", "-T", "-", "-m", "2", self.plain.url("/echo"), stdin=b"hello")
        self.assertEqual(done.stdout, b"hello")


if __name__ == "__main__":
    unittest.main()
