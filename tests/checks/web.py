"""What the tests of programs share: a scripted HTTP peer on loopback, and a way to run a program against it."""
import socket
import subprocess
import threading
import unittest


class Peer:
    """Answers one request a connection with the bytes given, closes, and keeps what it was sent."""

    def __init__(self, answer, listener=None):
        self.answer = answer
        self.requests = []
        self.listener = listener or socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    @property
    def port(self):
        return self.listener.getsockname()[1]

    def url(self, path="/file"):
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.requests.append(read_request(connection))
                connection.sendall(self.answer)

    def close(self):
        # Wakes accept(2), which close alone does not.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        self.listener.close()


def read_request(connection):
    """A whole request: the head, and a body as long as it says, whole or in chunks."""
    connection.settimeout(10)
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    chunked = b"transfer-encoding: chunked" in lines
    if b"expect: 100-continue" in lines:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    while not body.endswith(b"0\r\n\r\n") if chunked else len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body=b"hello\n", status="200 OK", headers=()):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def free_port():
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class ProgramTest(unittest.TestCase):
    def peer(self, *arguments, **named):
        peer = Peer(*arguments, **named)
        self.addCleanup(peer.close)
        return peer

    def run_program(self, program, *arguments, stdin=b"", cwd=None):
        return subprocess.run([program, *map(str, arguments)], input=stdin, cwd=cwd, capture_output=True, timeout=60)

    def assert_exit(self, done, code):
        self.assertEqual(done.returncode, code, done.stderr.decode(errors="replace"))
