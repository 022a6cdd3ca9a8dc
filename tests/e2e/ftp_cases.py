"""What Debian's curl does with any FTP server: one set of tests, for each server and way once."""
import os
import re

SMALL = b"0123456789" * 10
NUMBERS = b"".join(i.to_bytes(4, "big") for i in range(100_000))
OLD = 1_000_000_000  # a time, in seconds


class FtpCases:
    """A subclass is a servers.ServerTest, too, and says what server there is, and which options curl has besides."""

    options = ()

    @classmethod
    def make_server(cls):
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.make_server()
        for name, content in (("small", SMALL), ("empty", b""), ("numbers", NUMBERS), ("a/b/deep", b"deep\n"),
                              ("with space", b"space\n")):
            os.utime(cls.server.file(name, content), (OLD, OLD))
        for folder in ("a", "a/b"):
            os.chmod(cls.server.root(folder), 0o755)

    def setUp(self):
        super().setUp()
        self.said_before = len(self.server.commands())

    def commands(self):
        """What was said in this test, without passwords."""
        return self.server.commands()[self.said_before:]

    def logs(self):
        """Part of a failure."""
        return "\n".join(self.commands())

    def who(self):
        return ("-u", f"{self.server.user}:{self.server.password}")

    def ftp(self, path, *args, **more):
        return self.curl(*self.who(), *self.options, *args, self.server.url + path, **more)

    def ftp_fails(self, code, path, *args):
        return self.fails(code, *self.who(), *self.options, *args, self.server.url + path)

    def on_server(self, name):
        with open(self.server.root(name), "rb") as f:
            return f.read()

    # ---- failures ----

    def test_a_wrong_password(self):
        self.fails(67, *self.options, "-u", f"{self.server.user}:wrong", self.server.url + "/small")

    def test_a_file_that_is_not_there(self):
        self.ftp_fails(78, "/none")

    def test_a_folder_that_is_not_there(self):
        self.ftp_fails(9, "/none/small")
        self.ftp_fails(9, "/none/", "-T", self.write("up", b"x"))

    def test_a_command_that_is_refused(self):
        self.ftp_fails(21, "/small", "-Q", "NONSENSE")
        self.assertEqual(self.ftp("/small", "-Q", "*NONSENSE"), SMALL)

    def test_a_line_end_in_a_url_makes_no_command(self):
        self.ftp_fails(3, "/a%0d%0aDELE%20small")
        self.assertNotIn("DELE small", self.commands())

    def test_what_is_larger_than_wanted(self):
        self.ftp_fails(63, "/small", "--max-filesize", "99")
        self.assertEqual(self.ftp("/small", "--max-filesize", "100"), SMALL)

    # ---- downloads ----

    def test_get(self):
        self.assertEqual(self.ftp("/small"), SMALL)
        self.assertEqual(self.ftp("/numbers"), NUMBERS)

    def test_get_what_is_empty(self):
        self.assertEqual(self.ftp("/empty", "-w", "%{size_download}"), b"0")

    def test_get_by_each_method(self):
        for method in ("multicwd", "nocwd", "singlecwd"):
            self.assertEqual(self.ftp("/a/b/deep", "--ftp-method", method), b"deep\n", method)
        changes = [said for said in self.commands() if said.startswith("CWD")]
        self.assertEqual(changes, ["CWD a", "CWD b", "CWD a/b"])

    def test_get_a_name_with_a_space(self):
        self.assertEqual(self.ftp("/with%20space"), b"space\n")

    def test_get_from_the_root_of_the_server(self):
        self.assertEqual(self.ftp("//small"), SMALL)

    def test_a_part(self):
        self.assertEqual(self.ftp("/small", "-r", "2-5"), b"2345")
        self.assertEqual(self.ftp("/small", "-r", "95-"), b"56789")
        self.assertEqual(self.ftp("/small", "-r", "-3"), b"789")

    def test_resume(self):
        self.write("part", NUMBERS[:1234])
        self.ftp("/numbers", "-C", "-", "-o", "part")
        self.assertEqual(self.read("part"), NUMBERS)

    def test_resume_what_is_complete(self):
        self.write("part", SMALL)
        self.ftp("/small", "-C", "-", "-o", "part")
        self.assertEqual(self.read("part"), SMALL)

    def test_head(self):
        head = self.ftp("/small", "-I")
        self.assertIn(b"Content-Length: 100\r\n", head)
        self.assertIn(b"Accept-ranges: bytes\r\n", head)
        self.assertIn(b"Last-Modified: Sun, 09 Sep 2001 01:46:40 GMT\r\n", head)

    def test_the_time_of_a_file(self):
        self.ftp("/small", "-R", "-o", "out")
        self.assertEqual(os.stat(self.path("out")).st_mtime, OLD)

    def test_a_condition_of_time(self):
        self.assertEqual(self.ftp("/small", "-z", "Tue, 01 Jan 2002 00:00:00 GMT"), b"")
        self.assertEqual(self.ftp("/small", "-z", "Sat, 01 Jan 2000 00:00:00 GMT"), SMALL)

    def test_the_type_of_a_file(self):
        self.server.file("text", b"one\ntwo\n")
        self.assertEqual(self.ftp("/text;type=a"), b"one\ntwo\n")
        self.assertEqual(self.ftp("/text", "-B"), b"one\ntwo\n")
        self.assertEqual(self.ftp("/small;type=i", "-B"), SMALL)
        types = [said for said in self.commands() if said.startswith("TYPE")]
        self.assertEqual(types, ["TYPE A", "TYPE A", "TYPE I"])

    # ---- folders ----

    def test_list(self):
        lines = self.ftp("/").decode().splitlines()
        self.assertTrue(any(re.match(r"-rw-r--r--.* 100 .* small$", line) for line in lines), lines)
        self.assertTrue(any(re.match(r"drwxr-xr-x.* a$", line) for line in lines), lines)

    def test_list_names(self):
        self.assertEqual(self.ftp("/a/b/", "-l"), b"deep\n")

    def test_list_by_a_command_of_ones_own(self):
        names = self.ftp("/a/b/", "-X", "NLST").decode().splitlines()
        self.assertEqual(names, ["deep"])
        self.assertNotIn("LIST", self.commands())

    # ---- uploads ----

    def test_put(self):
        self.ftp("/up/put", "-T", self.write("put", NUMBERS))
        self.assertEqual(self.on_server("up/put"), NUMBERS)
        self.ftp("/up/", "-T", self.write("put", SMALL))
        self.assertEqual(self.on_server("up/put"), SMALL)

    def test_put_from_standard_input(self):
        self.ftp("/up/stdin", "-T", "-", stdin=NUMBERS)
        self.assertEqual(self.on_server("up/stdin"), NUMBERS)

    def test_put_what_is_empty(self):
        self.ftp("/up/empty", "-T", self.write("empty", b""))
        self.assertEqual(self.on_server("up/empty"), b"")

    def test_append(self):
        self.ftp("/up/append", "-T", self.write("one", b"one"))
        self.ftp("/up/append", "-a", "-T", self.write("two", b"two"))
        self.assertEqual(self.on_server("up/append"), b"onetwo")

    def test_resume_an_upload(self):
        self.ftp("/up/resumed", "-T", self.write("part", NUMBERS[:1234]))
        self.ftp("/up/resumed", "-C", "-", "-T", self.write("whole", NUMBERS))
        self.assertEqual(self.on_server("up/resumed"), NUMBERS)

    def test_folders_that_are_missing(self):
        self.ftp("/up/one/two/file", "--ftp-create-dirs", "-T", self.write("file", b"file"))
        self.ftp("/up/one/two/again", "--ftp-create-dirs", "-T", self.write("again", b"again"))
        self.assertEqual(self.on_server("up/one/two/file"), b"file")
        self.assertEqual(self.on_server("up/one/two/again"), b"again")
        self.assertEqual([said for said in self.commands() if said.startswith("MKD")], ["MKD one", "MKD two"])

    def test_commands_around_a_transfer(self):
        self.ftp("/up/before", "-T", self.write("file", b"file"), "-Q", "-RNFR before", "-Q", "-RNTO behind")
        self.assertEqual(self.on_server("up/behind"), b"file")
        self.ftp("/up/", "-l", "-Q", "-DELE behind")
        self.assertFalse(os.path.exists(self.server.root("up/behind")))
        self.ftp("/", "-Q", "MKD up/made", "-Q", "RMD up/made", "-Q", "+NOOP", "-o", "/dev/null")
        self.assertIn("NOOP", self.commands())

    # ---- connections ----

    def test_a_connection_is_used_again(self):
        url, always = self.server.url, (*self.who(), *self.options, "-w", "%{num_connects}\n")
        text = self.curl(*always, "-o", "a", url + "/a/b/deep", "-o", "b", url + "/a/b/deep", "-o", "c", url + "/small",
                         "--next", "-sS", *always, "-T", self.write("up", b"x"), url + "/up/last")
        self.assertEqual(self.read("b"), b"deep\n")
        self.assertEqual(self.read("c"), SMALL)
        self.assertEqual(self.on_server("up/last"), b"x")
        said = self.commands()
        self.assertEqual(sum(one.startswith("USER") for one in said), 1, said)
        self.assertEqual(said.count("CWD b"), 1, said)  # it is there already
        data = int("-P" not in self.options)  # those that the server opens are not counted
        self.assertEqual(text, b"%d\n%d\n%d\n%d\n" % (1 + data, data, data, data))

    def test_many_uploads_over_one_connection(self):
        names = [f"one{i}" for i in range(10)]
        for name in names:
            self.write(name, name.encode())
        self.ftp("/up/", "-T", "{" + ",".join(names) + "}")
        self.assertEqual([self.on_server("up/" + name).decode() for name in names], names)
        self.assertEqual(sum(said.startswith("USER") for said in self.commands()), 1)

    def test_many_in_parallel(self):
        args = []
        for i in range(20):
            self.server.file(f"many{i}", f"file {i}\n".encode() * (i + 1))
            args += ["-o", f"out{i}", self.server.url + f"/many{i}"]
        self.curl("-Z", "--parallel-max", "20", *self.who(), *self.options, *args)
        for i in range(20):
            self.assertEqual(self.read(f"out{i}"), f"file {i}\n".encode() * (i + 1))

    def test_what_is_told_of_it(self):
        text = self.ftp("/small", "-o", "/dev/null", "-w", "%{response_code} %{size_download} %{ftp_entry_path} %{scheme}")
        self.assertEqual(text.decode().lower(), "226 100 / " + self.server.url.partition(":")[0])

