"""The example of a detached WebSocket against python3-websockets, in clear and over TLS."""
import os
import shutil
import tempfile
import unittest

import certificates
import command
import servers

HERE = os.path.dirname(os.path.abspath(__file__))


class WebSockets(servers.Server):
    name = "websockets"

    def __init__(self, *certificate):
        self.certificate = certificate
        super().__init__()

    def arguments(self):
        return ["/usr/bin/python3", os.path.join(HERE, "websocket_server.py"), str(self.port), *self.certificate]

    def url(self, path):
        return f"{'wss' if self.certificate else 'ws'}://localhost:{self.port}{path}"


class Echo(command.CommandTest):
    program = os.environ.get("SLUICE_EXAMPLES", ".") + "/websocket_echo"

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cls.plain = WebSockets()
        cls.secure = WebSockets(*cls.ca.issue("server"))

    @classmethod
    def tearDownClass(cls):
        cls.plain.stop()
        cls.secure.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_a_path_that_is_no_websocket(self):
        done = self.fails(22, self.plain.url("/none"), "hello")
        self.assertIn(b"403", done.stderr)

    def test_a_server_that_is_not_trusted(self):
        self.fails(60, self.secure.url("/echo"), "hello")

    def test_echo(self):
        for message in ("hello", "", "z" * 125, "z" * 126, "z" * 65536, "z" * 100000):
            with self.subTest(len(message)):
                self.assertEqual(self.ok(self.plain.url("/echo"), message), message.encode())

    def test_echo_over_tls(self):
        for message in ("hello", "z" * 100000):
            with self.subTest(len(message)):
                self.assertEqual(self.ok(self.secure.url("/echo"), message, self.ca.cert), message.encode())

    def test_pings_are_answered(self):
        self.assertEqual(self.ok(self.plain.url("/pings"), "50"), b"50 pongs")
        self.assertEqual(self.ok(self.secure.url("/pings"), "50", self.ca.cert), b"50 pongs")

    def test_the_first_message_of_many(self):
        self.assertEqual(self.ok(self.plain.url("/say"), "go on"), b"one")


if __name__ == "__main__":
    unittest.main()
