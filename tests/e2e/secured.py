"""nginx over TLS, with a certificate of the test's own authority."""
import server

LISTEN = "listen 127.0.0.1:{port} backlog=16384;"
SECURED = """listen 127.0.0.1:{{port}} ssl;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    ssl_client_certificate {ca};
    ssl_verify_client optional;
    ssl_session_cache shared:e2e:1m;
    location = /who {{{{ return 200 "$ssl_client_s_dn"; }}}}
    location = /tls {{{{ return 200 "$ssl_protocol $ssl_session_reused $ssl_server_name"; }}}}
    {more}"""


class Secured(server.Nginx):
    """`more`: further lines of the server's configuration."""

    def __init__(self, cert, key, ca, more=""):
        lines = SECURED.format(cert=cert, key=key, ca=ca, more=more.replace("{", "{{").replace("}", "}}"))
        super().__init__(config=server.CONFIG.replace(LISTEN, lines))
        self.url = f"https://localhost:{self.port}"


def forward(path, url):
    """The line that hands requests below `path` on, in pieces as they come."""
    return f"location {path} {{ proxy_pass {url}; proxy_request_buffering off; proxy_http_version 1.1; }}"
