"""Debian's curl program, unmodified, on the built library: forms, against a server that gives back what it got."""
import http.server
import os
import re
import threading
import unittest

import command

BOUNDARY = re.compile(rb"-{24}[0-9A-Za-z]{22}")


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def read_chunks(self):
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def do_POST(self):
        if self.headers["Transfer-Encoding"] == "chunked":
            body, framing = self.read_chunks(), "chunked"
        else:
            body, framing = self.rfile.read(int(self.headers["Content-Length"])), "length"
        self.send_response(200)
        self.send_header("X-Framing", framing)
        self.send_header("X-Type", self.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Forms(command.CommandTest):
    program = "/usr/bin/curl"
    environment = {"LD_LIBRARY_PATH": os.environ.get("SLUICE_LIB", "")}

    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        cls.url = f"http://127.0.0.1:{cls.server.server_address[1]}/"
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def post(self, *args, **more):
        """The body that arrived, its boundaries by number, and how it was framed."""
        text = self.ok("-q", "-sS", "-i", *args, self.url, **more)
        while text.startswith(b"HTTP/1.1 100"):
            text = text.split(b"\r\n\r\n", 1)[1]
        head, body = text.split(b"\r\n\r\n", 1)
        names = []
        for found in BOUNDARY.findall(head + body):
            if found not in names:
                names.append(found)
        for number, name in enumerate(names):
            body = body.replace(name, b"B%d" % number)
        return body, re.search(rb"X-Framing: (\w+)", head).group(1)

    def field(self, name, content, more=b"", boundary=b"B0"):
        return b"--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n" % (boundary, name, more, content)

    def test_it_is_our_library_that_runs(self):
        self.assertIn(b"sluice", self.ok("-q", "--version"))

    def test_a_file_that_is_missing(self):
        self.fails(26, "-q", "-sS", "-F", "moo=@boo", self.url)

    def test_fields_and_a_file(self):
        self.write("a.txt", b"hello\n")
        body, framing = self.post("-F", "name=daniel", "-F", "file=@a.txt", "-F", "html= <b>;type=text/html")
        self.assertEqual(framing, b"length")
        self.assertEqual(body, self.field(b"name", b"daniel")
                         + self.field(b"file", b"hello\n", b"; filename=\"a.txt\"\r\nContent-Type: text/plain")
                         + self.field(b"html", b"<b>", b"\r\nContent-Type: text/html") + b"--B0--\r\n")

    def test_a_file_as_a_field(self):
        self.write("a.txt", b"hello\n")
        self.assertEqual(self.post("-F", "text=<a.txt")[0], self.field(b"text", b"hello\n") + b"--B0--\r\n")

    def test_standard_input(self):
        body, _ = self.post("-F", "up=@-;filename=in.pdf", stdin=b"line\n" * 1000)
        self.assertEqual(body, self.field(b"up", b"line\n" * 1000,
                                          b"; filename=\"in.pdf\"\r\nContent-Type: application/pdf") + b"--B0--\r\n")

    def test_a_pipe_is_chunked(self):
        os.mkfifo(self.path("pipe"))
        writer = threading.Thread(target=self.write, args=("pipe", b"through"))
        writer.start()
        body, framing = self.post("-F", "up=@pipe")
        writer.join()
        self.assertEqual(framing, b"chunked")
        self.assertIn(b"\r\n\r\nthrough\r\n--B0--\r\n", body)

    def test_several_files_in_one_field(self):
        self.write("a.txt", b"A")
        self.write("b.gif", b"B")
        body, _ = self.post("-F", "files=@a.txt,b.gif;encoder=base64")
        self.assertEqual(body, self.field(
            b"files", b"--B1\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nA\r\n"
            b"--B1\r\nContent-Disposition: attachment; filename=\"b.gif\"\r\nContent-Type: image/gif\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\nQg==\r\n--B1--\r\n",
            b"\r\nContent-Type: multipart/mixed; boundary=B1") + b"--B0--\r\n")

    def test_quoted_printable(self):
        body, framing = self.post("-F", "a=caf\u00e9=;encoder=quoted-printable")
        self.assertEqual(framing, b"chunked")
        self.assertIn(b"\r\n\r\ncaf=C3=A9=3D\r\n", body)

    def test_names_are_escaped(self):
        self.assertIn(b"filename=\"a%22b\"", self.post("-F", "x=y;filename=\"a\\\"b\"")[0])
        self.assertIn(b"filename=\"a\\\"b\"", self.post("--form-escape", "-F", "x=y;filename=\"a\\\"b\"")[0])

    def test_headers_of_a_part(self):
        self.assertEqual(self.post("-F", "x=y;headers=\"X-A: b\"")[0],
                         self.field(b"x", b"y", b"\r\nX-A: b") + b"--B0--\r\n")

    def test_a_large_file(self):
        content = os.urandom(3 << 20)
        self.write("large", content)
        body, framing = self.post("-F", "up=@large")
        self.assertEqual(framing, b"length")
        self.assertIn(content, body)


if __name__ == "__main__":
    unittest.main()
