"""`git http-backend` behind a small HTTP server: what the smart protocol needs of a web server."""
import os
import subprocess

import echo


class Handler(echo.Handler):
    """`server.repositories` is the folder; `server.seen` collects "METHOD TARGET"."""

    def answer(self):
        body = self.read_body()
        path, _, query = self.path.partition("?")
        self.server.seen.append(f"{self.command} {self.path}")
        environment = {
            "GIT_PROJECT_ROOT": self.server.repositories, "GIT_HTTP_EXPORT_ALL": "1", "PATH": "/usr/bin:/bin",
            "HOME": self.server.repositories, "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
            "REMOTE_USER": "tester", "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)), "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        done = subprocess.run(["/usr/bin/git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if line]
        status = next((int(value.split()[0]) for name, value in fields if name == "Status"), 200)
        self.send(status, answer, [field for field in fields if field[0] != "Status"])


class GitServer(echo.Echo):
    def __init__(self, repositories):
        super().__init__(handler=Handler)
        self.server.repositories = os.path.realpath(repositories)
        self.server.seen = []
