"""Debian's git, whose remote helper asks for libcurl-gnutls: over the dumb protocol and the smart one."""
import os
import shutil
import tempfile

import cgi_server
import client
import server

IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]


class Git(client.SecuredTest):
    program = "/usr/bin/git"

    @classmethod
    def setUpClass(cls):
        cls.repositories = tempfile.mkdtemp(prefix="sluice-git-")
        cls.smart = cgi_server.GitServer(cls.repositories)
        super().setUpClass()

    @classmethod
    def forwarded(cls):
        return (("/smart.git", cls.smart.url), ("/private.git", cls.smart.url))

    @classmethod
    def tearDownClass(cls):
        cls.smart.stop()
        shutil.rmtree(cls.repositories)
        super().tearDownClass()

    def git(self, *args, **more):
        return self.ok(*IDENTITY, *args, **more).decode()

    def commit(self, folder, name, content):
        self.write(os.path.join(folder, name), content)
        self.git("-C", folder, "add", name)
        self.git("-C", folder, "commit", "-q", "-m", name)

    def make_repository(self, where):
        """A bare one with three commits, a tag, and a file that does not compress."""
        self.git("init", "-q", "source")
        for i in range(3):
            self.commit("source", f"file{i}", os.urandom(200_000))
        self.git("-C", "source", "tag", "v1")
        self.git("clone", "-q", "--bare", "source", where)
        self.git("-C", where, "config", "http.receivepack", "true")
        self.git("-C", where, "update-server-info")
        return self.head("source")

    def head(self, folder):
        return self.git("-C", folder, "rev-parse", "HEAD").strip()

    def test_it_is_our_library_that_runs(self):
        done = self.run_program("ls-remote", self.url("/none"), LD_DEBUG="libs")
        self.assertTrue(f"calling init: {client.LIBRARY}/libcurl-gnutls.so.4".encode() in done.stderr)

    # ---- failures ----

    def test_what_is_not_there(self):
        self.assertIn(b"not found", self.fails(128, "clone", "-q", self.url("/none.git"), "x").stderr)
        nobody = f"http://127.0.0.1:{server.free_port()}/x.git"
        self.assertIn(b"Failed to connect", self.fails(128, "clone", "-q", nobody, "x").stderr)
        self.fails(128, "clone", "-q", f"{self.smart.url}/none.git", "x")

    # ---- the dumb protocol: files ----

    def test_dumb_clone_and_fetch(self):
        where = os.path.join(self.nginx.root, "dumb.git")
        head = self.make_repository(where)
        self.git("clone", "-q", self.url("/dumb.git"), "clone")
        self.assertEqual(self.head("clone"), head)
        self.git("-C", "clone", "fsck", "--strict")
        self.assertEqual(self.git("ls-remote", "--tags", self.url("/dumb.git")).split(), [head, "refs/tags/v1"])
        # What comes later are loose objects, which are fetched one by one.
        self.commit("source", "more", b"more\n")
        self.git("-C", "source", "push", "-q", where, "HEAD:main")
        self.git("-C", where, "update-server-info")
        self.git("-C", "clone", "pull", "-q")
        self.assertEqual(self.head("clone"), self.head("source"))

    # ---- the smart protocol ----

    def test_smart_clone_fetch_and_push(self):
        head = self.make_repository(os.path.join(self.repositories, "smart.git"))
        url = f"{self.smart.url}/smart.git"
        self.git("clone", "-q", url, "clone")
        self.assertEqual(self.head("clone"), head)
        self.git("-C", "clone", "fsck", "--strict")
        self.git("clone", "-q", "--depth", "1", url, "shallow")
        self.assertEqual(self.git("-C", "shallow", "rev-list", "--count", "HEAD").strip(), "1")
        # More than http.postBuffer: the push goes out chunked.
        self.commit("clone", "large", os.urandom(3_000_000))
        self.git("-C", "clone", "push", "-q")
        self.git("-C", "shallow", "pull", "-q")
        self.assertEqual(self.head("shallow"), self.head("clone"))
        self.assertIn("POST /smart.git/git-receive-pack", self.smart.server.seen)

    # ---- https ----

    def test_it_is_gnutls_that_runs(self):
        done = self.run_program("ls-remote", self.secured.url + "/none", LD_DEBUG="libs")
        self.assertIn(b"calling init: /lib/x86_64-linux-gnu/libgnutls.so", done.stderr)
        self.assertNotIn(b"libssl.so", done.stderr)

    def test_clone_fetch_and_push_over_https(self):
        head = self.make_repository(os.path.join(self.repositories, "private.git"))
        url, trusting = f"{self.secured.url}/private.git", {"GIT_SSL_CAINFO": self.ca.cert}
        self.git("clone", "-q", url, "clone", **trusting)
        self.assertEqual(self.head("clone"), head)
        self.git("-C", "clone", "fsck", "--strict")
        # More than http.postBuffer: the push goes out chunked.
        self.commit("clone", "large", os.urandom(3_000_000))
        self.git("-C", "clone", "push", "-q", **trusting)
        self.git("clone", "-q", url, "again", **trusting)
        self.assertEqual(self.head("again"), self.head("clone"))

    def test_a_server_that_nobody_vouches_for(self):
        url = f"{self.secured.url}/private.git"
        done = self.fails(128, "ls-remote", url)
        self.assertIn(b"certificate", done.stderr)
        self.assertIn(b"localhost", done.stderr)
        other = f"other.example:{self.secured.port}"
        done = self.fails(128, "-c", f"http.curloptResolve={other}:127.0.0.1", "ls-remote", f"https://{other}/private.git",
                          GIT_SSL_CAINFO=self.ca.cert)
        self.assertIn(b"certificate problem", done.stderr)

    def test_a_client_certificate_of_git(self):
        cert, key = self.ca.issue("git", extensions="basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n")
        done = self.run_program("ls-remote", self.secured.url + "/who", GIT_SSL_CAINFO=self.ca.cert, GIT_SSL_CERT=cert,
                                GIT_SSL_KEY=key, GIT_CURL_VERBOSE="1")
        self.assertIn(b"404", done.stderr)
        self.assertNotIn(b"certificate problem", done.stderr)

    def test_the_versions_of_the_protocol(self):
        head = self.make_repository(os.path.join(self.repositories, "versions.git"))
        for version in "0", "1", "2":
            folder = "clone" + version
            self.git("-c", f"protocol.version={version}", "clone", "-q", f"{self.smart.url}/versions.git", folder)
            self.assertEqual(self.head(folder), head)

    def test_many_references(self):
        where = os.path.join(self.repositories, "many.git")
        head = self.make_repository(where)
        lines = "".join(f"create refs/heads/b{i} {head}\n" for i in range(2000))
        self.git("-C", where, "update-ref", "--stdin", stdin=lines.encode())
        self.git("clone", "-q", f"{self.smart.url}/many.git", "clone")
        self.assertEqual(len(self.git("-C", "clone", "branch", "-r").splitlines()), 2002)


if __name__ == "__main__":
    client.main()
