"""Server push by nghttpd, taken by a program of the multi interface."""
import os
import unittest

import http2_servers
import servers


class Push(servers.ServerTest):
    program = os.environ.get("SLUICE_PUSH_CLIENT", "")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nghttpd = cls.start(http2_servers.Nghttpd)
        cls.url = "http://" + cls.nghttpd.address

    def test_what_is_pushed_comes(self):
        lines = self.ok(self.url + "/index", "/pushed").decode().splitlines()
        self.assertEqual(sorted(lines), ["/index 0 10", "/pushed 0 15000"])

    def test_what_is_denied_does_not(self):
        self.assertEqual(self.ok(self.url + "/index", "/another").decode(), "/index 0 10\n")


if __name__ == "__main__":
    unittest.main()
