"""A server that answers with what it was asked, as JSON; and a few answers that nginx does not give."""
import http.server
import json
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        pass

    def handle_expect_100(self):
        self.server.expected_100 += 1
        return super().handle_expect_100()

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer(self):
        body = self.read_body()
        path = self.path.split("?")[0]
        special = self.server.special.get(path)
        if special:
            return special(self, body)
        echo = {
            "method": self.command, "target": self.path, "version": self.request_version,
            "headers": [[name.lower(), value] for name, value in self.headers.items()],
            "body": body.decode("latin-1"),
        }
        return self.send(200, json.dumps(echo).encode() + b"\n", [("Content-Type", "application/json"),
                                                                 ("X-Echo", "yes")])

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class Echo:
    """`special` has the paths that are answered otherwise: a function of the handler and the body."""

    def __init__(self, special=None, handler=Handler):
        self.server = Server(("127.0.0.1", 0), handler)
        self.server.special = special or {}
        self.server.expected_100 = 0
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Echoed:
    """An echo, read."""

    def __init__(self, text):
        self.all = json.loads(text)
        self.method, self.target, self.version = self.all["method"], self.all["target"], self.all["version"]
        self.body = self.all["body"].encode("latin-1")
        self.headers = dict(self.all["headers"])
