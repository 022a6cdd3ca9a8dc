"""A server, a folder, and a command that transfers: what the tests of curl and of sluice have in common."""
import os
import shutil
import subprocess
import tempfile
import unittest

import server


class CommandTest(unittest.TestCase):
    """A subclass says which program it is."""

    program = None
    environment = {}
    access_log = False

    @classmethod
    def setUpClass(cls):
        cls.nginx = server.Nginx(access_log=cls.access_log)
        cls.nginx.file("small", b"0123456789" * 10)

    @classmethod
    def tearDownClass(cls):
        cls.nginx.stop()

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="sluice-e2e-")

    def tearDown(self):
        shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def write(self, name, content):
        with open(self.path(name), "wb") as f:
            f.write(content)
        return self.path(name)

    def run_program(self, *args, stdin=b"", timeout=60):
        """The finished process, whatever its code."""
        env = dict(os.environ)
        for name in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
            env.pop(name, None)
        env.update(self.environment)
        return subprocess.run([self.program, *args], input=stdin, capture_output=True, timeout=timeout, cwd=self.dir,
                              env=env, check=False)

    def ok(self, *args, **more):
        """What it wrote; it has succeeded."""
        done = self.run_program(*args, **more)
        self.assertEqual(done.returncode, 0, f"{args}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def fails(self, code, *args, **more):
        done = self.run_program(*args, **more)
        self.assertEqual(done.returncode, code, f"{args}: {done.stderr.decode(errors='replace')}")
        return done
