"""nginx for one test: its own folder, a free port on the loopback, ended by pid."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

CONFIG = """
daemon off;
{user}
worker_processes 1;
pid {dir}/nginx.pid;
error_log {dir}/error.log warn;
events {{ worker_connections 16000; }}
worker_rlimit_nofile 20000;
http {{
  access_log {access_log};
  client_body_temp_path {dir}/body;
  proxy_temp_path {dir}/proxy;
  fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi;
  scgi_temp_path {dir}/scgi;
  client_max_body_size 0;
  sendfile on;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  default_type application/octet-stream;
  server {{
    listen 127.0.0.1:{port} backlog=16384;
    root {dir}/root;
    location /put/ {{ dav_methods PUT DELETE; create_full_put_path on; }}
    location = /echo {{ add_header X-Method $request_method; add_header X-Length $http_content_length; return 200 "ok\\n"; }}
    location = /100 {{ return 200 "{hundred}"; }}
    location = /redirect {{ return 302 /small; }}
    location = /status/503 {{ return 503; }}
    location = /close {{ keepalive_timeout 0; return 200 "closed\\n"; }}
  }}
}}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Nginx:
    """Files under `root` are served; PUT and DELETE work under /put/."""

    def __init__(self, access_log=False, config=CONFIG):
        self.dir = tempfile.mkdtemp(prefix="sluice-nginx-")
        os.chmod(self.dir, 0o755)
        self.root = os.path.join(self.dir, "root")
        os.makedirs(os.path.join(self.root, "put"))
        self.access_log = os.path.join(self.dir, "access.log")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        text = config.format(dir=self.dir, hundred="x" * 100, port=self.port,
                             user="user nobody nogroup;" if os.getuid() == 0 else "",
                             access_log=self.access_log if access_log else "off")
        path = os.path.join(self.dir, "nginx.conf")
        with open(path, "w", encoding="ascii") as f:
            f.write(text)
        if os.getuid() == 0:
            shutil.chown(os.path.join(self.root, "put"), "nobody", "nogroup")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-e", os.path.join(self.dir, "error.log"), "-c", path])
        self._wait()

    def _wait(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        raise RuntimeError("nginx does not start: " + self.errors())

    def errors(self):
        try:
            with open(os.path.join(self.dir, "error.log"), encoding="utf-8") as f:
                return f.read()
        except OSError:
            return ""

    def file(self, name, content):
        """Write a file that is served as /NAME; returns its path."""
        path = os.path.join(self.root, name)
        with open(path, "wb") as f:
            f.write(content)
        os.chmod(path, 0o644)
        return path

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)
