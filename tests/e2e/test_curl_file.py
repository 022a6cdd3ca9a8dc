"""Debian's curl program, unmodified, on the built library: files of this host."""
import os
import stat
import subprocess
import unittest

import command

TIME = 1577934245
HEAD = (b"Content-Length: 100\r\nAccept-ranges: bytes\r\n"
        b"Last-Modified: Thu, 02 Jan 2020 03:04:05 GMT\r\n\r\n")
CONTENT = b"0123456789" * 10


class Files(command.CommandTest):
    program = "/usr/bin/curl"
    environment = {"LD_LIBRARY_PATH": os.environ.get("SLUICE_LIB", "")}

    @classmethod
    def setUpClass(cls):
        pass  # there is no server

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        super().setUp()
        self.write("small", CONTENT)
        os.utime(self.path("small"), (TIME, TIME))

    def url(self, name):
        return "file://" + self.path(name)

    def get(self, *args, **more):
        return self.ok("-q", "-sS", *args, **more)

    def refused(self, code, *args):
        return self.fails(code, "-q", "-sS", *args)

    def test_what_is_not_there(self):
        self.assertIn(b"none", self.refused(37, self.url("none")).stderr)
        self.refused(23, "-T", self.path("small"), self.url("none/small"))

    def test_a_host_that_is_not_this_one(self):
        self.refused(3, "file://host" + self.path("small"))

    def test_a_full_device(self):
        self.refused(23, "-T", self.path("small"), "file:///dev/full")

    def test_a_file(self):
        self.assertEqual(self.get(self.url("small")), CONTENT)
        self.assertEqual(self.get("-i", self.url("small")), HEAD + CONTENT)
        self.assertEqual(self.get("-I", self.url("small")), HEAD)
        self.assertEqual(self.get("--proto-default", "file", self.path("small")), CONTENT)

    def test_parts_of_a_file(self):
        self.assertEqual(self.get("-r", "8-12", self.url("small")), b"89012")
        self.assertEqual(self.get("-r", "-3", self.url("small")), b"789")
        self.refused(33, "-r", "5-4", self.url("small"))
        self.write("part", CONTENT[:42])
        self.get("-C", "-", "-o", self.path("part"), self.url("small"))
        self.assertEqual(self.read("part"), CONTENT)

    def test_times(self):
        self.get("-R", "-o", self.path("copy"), self.url("small"))
        self.assertEqual(int(os.stat(self.path("copy")).st_mtime), TIME)
        self.assertEqual(self.get("-z", "2010-01-01", self.url("small")), CONTENT)

    def test_a_folder(self):
        self.assertEqual(self.get(self.url("")), b"small\n")

    def test_uploads(self):
        source = self.path("small")
        self.get("-T", source, "--create-file-mode", "0600", self.url("copy"))
        self.assertEqual(self.read("copy"), CONTENT)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("copy")).st_mode), 0o600)
        self.get("-T", "-", self.url("copy"), stdin=b"abc")
        self.assertEqual(self.read("copy"), b"abc")
        self.get("-a", "-T", "-", self.url("copy"), stdin=b"def")
        self.assertEqual(self.read("copy"), b"abcdef")
        self.get("-C", "-", "-T", source, self.url("copy"))
        self.assertEqual(self.read("copy"), b"abcdef" + CONTENT[6:])

    def test_a_pipe(self):
        os.mkfifo(self.path("pipe"))
        with subprocess.Popen(["sh", "-c", "cat small >pipe"], cwd=self.dir) as writer:
            self.assertEqual(self.get(self.url("pipe")), CONTENT)
            self.assertEqual(writer.wait(), 0)

    def test_much(self):
        with open(self.path("much"), "wb") as f:
            f.truncate(5 << 30)
            f.seek(0, os.SEEK_END)
            f.write(b"end")
        self.assertEqual(self.get("-r", f"{5 << 30}-", self.url("much")), b"end")
        self.assertEqual(int(self.get("-o", "/dev/null", "-w", "%{size_download}", self.url("much"))), (5 << 30) + 3)

    def test_many_at_a_time(self):
        args = ["-Z"]
        for i in range(20):
            args += [self.url("small"), "-o", self.path(f"copy{i}")]
        self.get(*args)
        for i in range(20):
            self.assertEqual(self.read(f"copy{i}"), CONTENT)


if __name__ == "__main__":
    unittest.main()
