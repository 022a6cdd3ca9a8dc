"""Debian's cmake: file(DOWNLOAD) and file(UPLOAD)."""
import hashlib
import os
import socket

import client
import echo
import server


class CMake(client.ClientTest):
    program = "/usr/bin/cmake"

    def cmake(self, text, **variables):
        """Run a script; it says nothing but its messages."""
        self.script("script.cmake", text)
        return self.run_program(*(f"-D{name}={value}" for name, value in variables.items()), "-P", "script.cmake")

    def says(self, text, **variables):
        done = self.cmake(text, **variables)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stderr.decode() + done.stdout.decode()

    # ---- failures ----

    def test_a_failure_is_its_curl_code_and_text(self):
        said = self.says("file(DOWNLOAD ${URL} got STATUS status)\nmessage(\"${status}\")",
                         URL=f"http://127.0.0.1:{server.free_port()}/")
        self.assertRegex(said, "^7;.")

    def test_a_missing_file(self):
        said = self.says("file(DOWNLOAD ${URL} got STATUS status)\nmessage(\"${status}\")", URL=self.url("/none"))
        self.assertRegex(said, "^22;.")

    def test_a_failure_without_status_ends_the_script(self):
        done = self.cmake("file(DOWNLOAD ${URL} got EXPECTED_HASH SHA256=" + "0" * 64 + ")", URL=self.url("/hello"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"actual hash", done.stderr)

    def test_time_out(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            for what in ("TIMEOUT", "INACTIVITY_TIMEOUT"):
                said = self.says(f"file(DOWNLOAD ${{URL}} got {what} 1 STATUS status)\nmessage(\"${{status}}\")",
                                 URL=f"http://127.0.0.1:{silent.getsockname()[1]}/")
                self.assertRegex(said, "^28;.")

    # ---- what works ----

    def test_download(self):
        self.says("file(DOWNLOAD ${URL} got)", URL=self.url("/hello"))
        self.assertEqual(self.read("got"), b"hello\n")

    def test_a_large_one_with_hash_and_progress(self):
        with open(os.path.join(self.nginx.root, "large"), "rb") as f:
            content = f.read()
        said = self.says("file(DOWNLOAD ${URL} got EXPECTED_HASH SHA256=${HASH} SHOW_PROGRESS STATUS status)\n"
                         "message(\"${status}\")", URL=self.url("/large"), HASH=hashlib.sha256(content).hexdigest())
        self.assertIn("[download 100% complete]", said)
        self.assertIn('0;"No error"', said)
        self.assertEqual(self.read("got"), content)

    def test_log_and_headers(self):
        said = self.says("file(DOWNLOAD ${URL} got HTTPHEADER \"X-A: 1\" HTTPHEADER \"X-B: 2\" LOG log)\n"
                         "message(\"${log}\")", URL=self.echo_url())
        self.assertIn("X-Echo: yes", said)
        headers = echo.Echoed(self.read("got")).headers
        self.assertEqual((headers["x-a"], headers["x-b"]), ("1", "2"))
        self.assertTrue(headers["user-agent"].startswith("curl/"))

    def test_a_range(self):
        self.says("file(DOWNLOAD ${URL} got RANGE_START 1 RANGE_END 3)", URL=self.url("/hello"))
        self.assertEqual(self.read("got"), b"ell")

    def test_upload(self):
        content = os.urandom(2_000_000)
        self.write("up", content)
        said = self.says("file(UPLOAD up ${URL} STATUS status SHOW_PROGRESS)\nmessage(\"${status}\")",
                         URL=self.url("/put/up"))
        self.assertIn('0;"No error"', said)
        self.assertIn("[upload 100% complete]", said)
        with open(os.path.join(self.nginx.root, "put/up"), "rb") as f:
            self.assertEqual(f.read(), content)

    def test_a_project_that_fetches_its_source(self):
        source = self.path("source")
        os.mkdir(source)
        with open(os.path.join(source, "CMakeLists.txt"), "w", encoding="ascii") as f:
            f.write("cmake_minimum_required(VERSION 3.23)\nproject(fetched NONE)\nmessage(STATUS \"it is here\")\n")
        archive = os.path.join(self.nginx.root, "source.tar.gz")
        self.ok("-E", "chdir", source, "/usr/bin/cmake", "-E", "tar", "czf", archive, "CMakeLists.txt")
        os.chmod(archive, 0o644)
        project = self.path("project")
        os.mkdir(project)
        with open(os.path.join(project, "CMakeLists.txt"), "w", encoding="ascii") as f:
            f.write("cmake_minimum_required(VERSION 3.23)\nproject(fetches NONE)\ninclude(FetchContent)\n"
                    f"FetchContent_Declare(fetched URL {self.url('/source.tar.gz')})\nFetchContent_MakeAvailable(fetched)\n")
        self.assertIn(b"it is here", self.ok("-G", "Ninja", "-S", project, "-B", self.path("build")))


if __name__ == "__main__":
    client.main()
