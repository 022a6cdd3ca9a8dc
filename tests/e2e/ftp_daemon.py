"""An FTP server by python3-pyftpdlib: ftp_daemon.py OPTIONS

OPTIONS is JSON: `address`, `port`, `root`, `user` and `password` of who may do everything there, and where they are wanted
`cert` and `key` (TLS is offered), `implicit` (and there from the start), `required` (and nothing goes without it),
`refused` (commands that it does not know), `told_address` (in answers to PASV). Anonymous users may read. What is said is
logged to standard error.
"""
import json
import logging
import sys

from pyftpdlib import authorizers, handlers, servers


class SecuredData(handlers.TLS_DTPHandler):
    """pyftpdlib takes a client that begins TLS before the server has answered for one that has gone."""

    def readable(self):
        return self._ssl_accepting or super().readable()


class Secured(handlers.TLS_FTPHandler):
    """`implicit`: TLS comes first, and data connections have it unless PROT says otherwise."""

    dtp_handler = SecuredData
    implicit = False

    def handle(self):
        if self.implicit:
            self.secure_connection(self.ssl_context)
            self._pbsz = self._prot = True
        super().handle()


def handler_of(options):
    if "cert" in options:
        handler = Secured
        handler.certfile, handler.keyfile = options["cert"], options["key"]
        handler.implicit = options.get("implicit", False)
        handler.tls_control_required = handler.tls_data_required = options.get("required", False)
    else:
        handler = handlers.FTPHandler
    handler.proto_cmds = {k: v for k, v in handler.proto_cmds.items() if k not in options.get("refused", ())}
    handler.masquerade_address = options.get("told_address")
    handler.authorizer = authorizers.DummyAuthorizer()
    handler.authorizer.add_anonymous(options["root"])
    handler.authorizer.add_user(options["user"], options["password"], options["root"], perm="elradfmwMT")
    handler.auth_failed_timeout = 0
    handler.log_prefix = "%(remote_port)s"
    return handler


def main():
    options = json.loads(sys.argv[1])
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(message)s")
    server = servers.FTPServer((options["address"], options["port"]), handler_of(options))
    server.max_cons = 512
    server.serve_forever()


main()
