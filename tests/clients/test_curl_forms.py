"""Debian's curl: forms, times, rates, and connections that its handles share."""
import os
import time

import client
import echo


class CurlForms(client.ClientTest):
    program = "/usr/bin/curl"

    def curl(self, *args, **more):
        return self.ok("-q", "-sS", *args, **more)

    def parts(self, *args, **more):
        """What is sent, as [(headers of the part, body)]."""
        sent = echo.Echoed(self.curl(*args, self.echo_url(), **more))
        kind, _, boundary = sent.headers["content-type"].partition("; boundary=")
        self.assertEqual((sent.method, kind), ("POST", "multipart/form-data"))
        first, *parts, last = sent.body.split(b"--" + boundary.encode())
        self.assertEqual((first, last), (b"", b"--\r\n"))
        return [tuple(part.removeprefix(b"\r\n").removesuffix(b"\r\n").split(b"\r\n\r\n", 1)) for part in parts]

    # ---- forms ----

    def test_a_form(self):
        self.write("file.txt", b"content\r\n")
        self.assertEqual(self.parts("-F", "a=b c", "-F", "f=@file.txt", "-F", "t=<file.txt", "--form-string", "s=@x"), [
            (b'Content-Disposition: form-data; name="a"', b"b c"),
            (b'Content-Disposition: form-data; name="f"; filename="file.txt"\r\nContent-Type: text/plain', b"content\r\n"),
            (b'Content-Disposition: form-data; name="t"', b"content\r\n"),
            (b'Content-Disposition: form-data; name="s"', b"@x"),
        ])

    def test_types_names_headers_and_encoders(self):
        self.write("f", b"\xffbytes")
        ((head, body),) = self.parts("-F", 'f=@f;type=image/x;filename="a\\"b";headers="X-A: 1";encoder=base64')
        self.assertEqual(head, b'Content-Disposition: form-data; name="f"; filename="a%22b"\r\nContent-Type: image/x\r\n'
                               b'Content-Transfer-Encoding: base64\r\nX-A: 1')
        self.assertEqual(body, b"/2J5dGVz")

    def test_standard_input_and_a_large_file(self):
        ((_, body),) = self.parts("-F", "f=@-", stdin=b"from stdin")
        self.assertEqual(body, b"from stdin")
        content = os.urandom(2_000_000)
        self.write("large", content)
        ((_, body),) = self.parts("-F", "f=@large")
        self.assertEqual(body, content)

    def test_several_files_in_one_part(self):
        self.write("one", b"1")
        self.write("two", b"2")
        ((head, body),) = self.parts("-F", "f=@one,two")
        self.assertIn(b"Content-Type: multipart/mixed; boundary=", head)
        self.assertIn(b'Content-Disposition: attachment; filename="one"\r\n', body)
        self.assertIn(b'Content-Disposition: attachment; filename="two"\r\n', body)

    # ---- times ----

    def test_a_time_condition(self):
        old, new = "Tue, 15 Nov 1994 12:45:26 GMT", "Tue, 15 Nov 2033 12:45:26 GMT"
        self.assertEqual(echo.Echoed(self.curl("-z", old, self.echo_url())).headers["if-modified-since"], old)
        self.assertEqual(echo.Echoed(self.curl("-z", "-" + old, self.echo_url())).headers["if-unmodified-since"], old)
        self.assertEqual(self.curl("-z", old, self.url("/hello")), b"hello\n")
        self.assertEqual(self.curl("-w", "%{http_code}", "-z", new, self.url("/hello")), b"304")

    def test_the_time_of_a_file(self):
        os.utime(os.path.join(self.nginx.root, "small"), (1_000_000_000, 1_000_000_000))
        self.curl("-R", "-o", "out", self.url("/small"))
        self.assertEqual(os.stat(self.path("out")).st_mtime, 1_000_000_000)

    # ---- rates ----

    def test_a_limit_of_the_rate(self):
        began = time.monotonic()
        self.curl("--limit-rate", "1M", "-o", "out", self.url("/large"))
        self.assertGreater(time.monotonic() - began, 0.5)
        self.assertEqual(len(self.read("out")), 2_000_000)

    # ---- connections ----

    def test_connections_are_used_again(self):
        done = self.run_program("-q", "-s", "-w", "%{stderr}%{num_connects} ", *[self.url("/hello")] * 4)
        self.assertEqual((done.stdout, done.stderr), (b"hello\n" * 4, b"1 0 0 0 "))


if __name__ == "__main__":
    client.main()
