"""Much data, many transfers, and servers that go away, over FTP."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import certificates
import ftp_servers
import ftp_stalling
import large
import servers

LARGE = int(os.environ.get("SLUICE_LARGE", str(1 << 30)))
MEDIUM = 8 << 20
AT_ONCE = 50


class Bulk(servers.ServerTest):
    program = os.environ.get("SLUICE_FTP_CLIENT", "")
    environment = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cls.cert, cls.key = cls.ca.issue("server", names="DNS:localhost,IP:127.0.0.1,IP:::1")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def serve(self, make, **more):
        """A server for this test only."""
        one = make(**more)
        self.addCleanup(one.stop)
        return one

    def options(self, one, *more):
        return [*more, "-u", f"{one.user}:{one.password}", *(["-c", self.ca.cert] if one.cert else [])]

    def transfer(self, one, *jobs, options=()):
        """All jobs (verb, URL, file) go well. What the client has said."""
        args = [word for job in jobs for word in job]
        done = self.run_program(*self.options(one, *options), *args, timeout=300)
        self.assertEqual(done.returncode, 0, f"{done.stdout.decode()}\n{done.stderr.decode()}\n{one.log()}")
        return done.stdout

    def there_and_back(self, one, size, *options):
        digest = large.make(self.path("here"), size)
        self.transfer(one, ("put", f"{one.url}/up/file", self.path("here")), options=options)
        self.assertEqual(large.sha256(one.root("up/file")), digest)
        self.transfer(one, ("get", f"{one.url}/up/file", self.path("back")), options=options)
        self.assertEqual(large.sha256(self.path("back")), digest)

    # ---- much ----

    def test_a_large_file_with_vsftpd(self):
        self.there_and_back(self.serve(ftp_servers.Vsftpd), LARGE)

    def test_a_large_file_with_pyftpdlib(self):
        self.there_and_back(self.serve(ftp_servers.Pyftpd), LARGE)

    def test_a_large_file_over_tls(self):
        self.there_and_back(self.serve(ftp_servers.Vsftpd, cert=self.cert, key=self.key, required=True), LARGE)

    def test_every_way(self):
        for make, host in ((ftp_servers.Vsftpd, "127.0.0.1"), (ftp_servers.Pyftpd, "127.0.0.1"), (ftp_servers.Pyftpd, "::1")):
            for tls in ({}, {"cert": self.cert, "key": self.key, "required": True}):
                one = self.serve(make, **tls, **({"address": host} if host == "::1" else {}))
                for options in ((), ("-a", "-")):
                    with self.subTest(server=one.name, host=host, tls=bool(tls), options=options):
                        self.there_and_back(one, MEDIUM, *options)
                        self.assertIn("EPRT" if options else "EPSV", [c.split()[0] for c in one.commands()])

    # ---- many ----

    def many(self, one, *options):
        jobs, digests = [], {}
        for i in range(AT_ONCE // 2):
            digests[self.path(f"get{i}")] = large.make(one.file(f"file{i}", b""), 1 << 20)
            jobs.append(("get", f"{one.url}/file{i}", self.path(f"get{i}")))
            digests[one.root(f"up/put{i}")] = large.make(self.path(f"put{i}"), 1 << 20)
            jobs.append(("put", f"{one.url}/up/put{i}", self.path(f"put{i}")))
        said = self.transfer(one, *jobs, options=options)
        for path, digest in digests.items():
            self.assertEqual(large.sha256(path), digest)
        tell(f"{one.name}, {AT_ONCE} at once{' over TLS' if one.cert else ''}: at most {longest(said)} us in one call")

    def test_many_at_once_with_vsftpd(self):
        self.many(self.serve(ftp_servers.Vsftpd))

    def test_many_at_once_with_pyftpdlib(self):
        self.many(self.serve(ftp_servers.Pyftpd))

    # pyftpdlib forgets connections when others end that it has made itself: it unregisters their number once more.
    def test_many_at_once_that_are_connected_to(self):
        self.many(self.serve(ftp_servers.Vsftpd), "-a", "-")

    def test_many_at_once_over_tls(self):
        self.many(self.serve(ftp_servers.Vsftpd, cert=self.cert, key=self.key, required=True))

    def stall(self, stages, *options):
        """Those that are kept waiting somewhere go on only when all others are done: no call may wait for them."""
        others = ftp_stalling.Others(AT_ONCE - len(stages))
        peers = [ftp_stalling.Stalling(others, stage) for stage in (*stages, None)]
        for one in peers:
            self.addCleanup(one.stop)
        urls = [f"{one.url}/file" for one in peers] + [f"{peers[-1].url}/file"] * (AT_ONCE - len(peers))
        jobs = [word for i, url in enumerate(urls) for word in ("get", url, self.path(str(i)))]
        done = self.run_program(*options, *jobs, timeout=120)
        self.assertEqual(done.returncode, 0, f"{done.stdout.decode()}\n{done.stderr.decode()}")
        for i in range(AT_ONCE):
            self.assertEqual(self.read(str(i)), ftp_stalling.CONTENT)
        tell(f"{AT_ONCE} at once, {len(stages)} of them kept waiting: at most {longest(done.stdout)} us in one call")

    def test_who_is_kept_waiting_holds_up_nobody_else(self):
        self.stall([stage for stage in ftp_stalling.STAGES if stage != "EPRT"])

    def test_who_is_connected_to_and_kept_waiting_holds_up_nobody_else(self):
        self.stall([stage for stage in ftp_stalling.STAGES if stage != "EPSV"], "-a", "-")

    # ---- gone in the middle ----

    def break_off(self, one, *job):
        """The server is killed when a part of the file has passed, and is there again then."""
        client = subprocess.Popen([self.program, *self.options(one, "-w", str(1 << 20)), *job], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        self.addCleanup(client.stdout.close)
        self.assertEqual(client.stdout.readline(), b"reached\n")
        one.kill()
        client.communicate(b"\n", timeout=60)
        self.assertEqual(client.returncode, 1)
        one.run()

    def resume_get(self, one):
        digest = large.make(one.file("file", b""), 64 << 20)
        job = "get", f"{one.url}/file", self.path("file")
        self.break_off(one, *job)
        self.assertLessEqual(1 << 20, os.path.getsize(self.path("file")))
        self.assertGreater(64 << 20, os.path.getsize(self.path("file")))
        self.transfer(one, job, options=["-r"])
        self.assertEqual(large.sha256(self.path("file")), digest)

    def resume_put(self, one):
        digest = large.make(self.path("file"), 64 << 20)
        job = "put", f"{one.url}/up/file", self.path("file")
        self.break_off(one, *job)
        kept = os.path.getsize(one.root("up/file"))  # none, where it was killed before it had written
        self.assertGreater(64 << 20, kept)
        self.transfer(one, job, options=["-r"])
        self.assertEqual(large.sha256(one.root("up/file")), digest)
        self.assertEqual([c.split()[0] for c in one.commands() if c[:4] in ("STOR", "APPE")],
                         ["STOR", "APPE" if kept else "STOR"])

    def test_a_download_goes_on_after_vsftpd_was_killed(self):
        self.resume_get(self.serve(ftp_servers.Vsftpd))

    def test_a_download_goes_on_after_pyftpdlib_was_killed(self):
        self.resume_get(self.serve(ftp_servers.Pyftpd))

    def test_a_download_over_tls_goes_on_after_the_server_was_killed(self):
        self.resume_get(self.serve(ftp_servers.Pyftpd, cert=self.cert, key=self.key, required=True))

    def test_an_upload_goes_on_after_vsftpd_was_killed(self):
        self.resume_put(self.serve(ftp_servers.Vsftpd))

    def test_an_upload_goes_on_after_pyftpdlib_was_killed(self):
        self.resume_put(self.serve(ftp_servers.Pyftpd))


def longest(said):
    """The longest time in one call, in microseconds."""
    return int(re.search(rb"^longest (\d+)$", said, re.M).group(1))


def tell(text):
    print(text, file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
