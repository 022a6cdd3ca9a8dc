"""What the tests of programs have in common: nginx, the echo server, and an environment without the user's own settings."""
import os
import shutil
import subprocess
import tempfile
import unittest

import certificates
import command
import echo
import secured

LIBRARY = os.environ["SLUICE_LIB"]


class ClientTest(command.CommandTest):
    """A subclass says which program it is. The echo server may have answers of the test's own."""

    special = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nginx.file("hello", b"hello\n")
        cls.nginx.file("large", b"".join(i.to_bytes(4, "big") for i in range(500_000)))
        cls.echo = echo.Echo(cls.special)

    @classmethod
    def tearDownClass(cls):
        cls.echo.stop()
        super().tearDownClass()

    def url(self, path):
        return self.nginx.url + path

    def echo_url(self, path="/echo"):
        return self.echo.url + path

    def clean_environment(self):
        """Nothing of the user's: neither configuration files nor certificates nor proxies."""
        return {"PATH": "/usr/bin:/bin", "HOME": self.dir, "LANG": "C.UTF-8", "LD_LIBRARY_PATH": LIBRARY,
                **self.environment}

    def run_program(self, *args, stdin=b"", timeout=60, **more):
        return subprocess.run([self.program, *map(str, args)], input=stdin, capture_output=True, timeout=timeout,
                              cwd=self.dir, env={**self.clean_environment(), **more}, check=False)

    def script(self, name, text):
        return self.write(name, text.encode())


class SecuredTest(ClientTest):
    """The same files over https, by the test's own authority, and what `forwarded` says besides: pairs of path and URL."""

    @classmethod
    def forwarded(cls):
        return ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cls.secured = secured.Secured(*cls.ca.issue("server"), cls.ca.cert,
                                      "\n".join(secured.forward(*pair) for pair in cls.forwarded()))
        cls.secured.file("hello", b"hello\n")
        cls.secured.file("large", b"".join(i.to_bytes(4, "big") for i in range(500_000)))

    @classmethod
    def tearDownClass(cls):
        cls.secured.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)
        super().tearDownClass()


main = unittest.main
