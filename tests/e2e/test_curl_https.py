"""Debian's curl program, unmodified, on the built library, over TLS: nginx, and openssl with certificates of every bad
kind."""
import os
import shutil
import subprocess
import tempfile
import unittest

import certificates
import secured
import server
import servers

NOT_VERIFIED = 60


class OpenSSL(servers.Server):
    """openssl s_server with this certificate."""

    name = "openssl"

    def __init__(self, cert, key, *more):
        self.with_arguments = ["-cert", cert, "-key", key, *more]
        super().__init__()

    def arguments(self):
        return ["/usr/bin/openssl", "s_server", "-accept", self.address, "-www", *self.with_arguments]


class Https(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cls.cert, cls.key = cls.ca.issue("server")
        cls.nginx = cls.start(secured.Secured, cls.cert, cls.key, cls.ca.cert)
        cls.nginx.file("small", b"0123456789" * 10)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def get(self, *args):
        return self.curl("--cacert", self.ca.cert, *args)

    # ---- nginx ----

    def test_a_file_comes(self):
        self.assertEqual(self.get(f"{self.nginx.url}/small"), b"0123456789" * 10)

    def test_nobody_trusts_this_authority_by_itself(self):
        done = self.fails(NOT_VERIFIED, f"{self.nginx.url}/small")
        self.assertIn(b"localhost", done.stderr)

    def test_another_name_is_refused(self):
        port = self.nginx.port
        self.fails(NOT_VERIFIED, "--cacert", self.ca.cert, "--resolve", f"other.test:{port}:127.0.0.1", f"https://other.test:{port}/small")

    def test_an_address_is_verified(self):
        self.get(f"https://127.0.0.1:{self.nginx.port}/small")
        self.fails(NOT_VERIFIED, "--cacert", self.ca.cert, f"https://127.0.0.2:{self.nginx.port}/small",
                   "--connect-to", f"::127.0.0.1:{self.nginx.port}")

    def test_insecure_takes_anybody(self):
        self.curl("-k", f"{self.nginx.url}/small")

    def test_versions(self):
        for option, name in (("--tls-max", "TLSv1.2"), ("--tlsv1.3", "TLSv1.3")):
            args = [option, "1.2"] if option == "--tls-max" else [option]
            self.assertIn(name.encode(), self.get(*args, f"{self.nginx.url}/tls"))

    def test_several_files_take_one_connection(self):
        out = self.get("-w", "%{num_connects}", *[f"{self.nginx.url}/tls"] * 3)
        self.assertEqual(out.count(b"TLSv1.3 . localhost"), 3)
        self.assertEqual([b"localhost1", b"localhost0", b"localhost0"], [b"localhost" + x[:1] for x in out.split(b"localhost")[1:]])

    def test_a_client_shows_who_it_is(self):
        cert, key = self.ca.issue("client", extensions="basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n")
        self.assertEqual(self.get("--cert", cert, "--key", key, f"{self.nginx.url}/who"), b"CN=client")
        self.assertEqual(self.get(f"{self.nginx.url}/who"), b"")

    @unittest.skipUnless(os.environ.get("SLUICE_TLS") == "gnutls", "OpenSSL needs a provider for it")
    def test_a_key_that_stays_in_its_token(self):
        cert, key = self.ca.issue("token", extensions="basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n")
        os.mkdir(self.path("tokens"))
        settings = self.write("softhsm2.conf", f"directories.tokendir = {self.path('tokens')}\n".encode())
        self.environment = {**self.environment, "SOFTHSM2_CONF": settings}

        def run(*args):
            subprocess.run(args, env={**os.environ, "SOFTHSM2_CONF": settings}, check=True, capture_output=True)

        run("softhsm2-util", "--init-token", "--free", "--label", "sluice", "--pin", "1234", "--so-pin", "1234")
        for kind, path in ("privkey", key), ("certificate", cert):
            run("p11tool", "--login", "--set-pin=1234", "--write", f"--load-{kind}", path, "--label", "me", "pkcs11:token=sluice")
        uri = "pkcs11:token=sluice;object=me"
        self.assertEqual(self.get("--cert", f"{uri};type=cert", "--key", f"{uri};type=private?pin-value=1234",
                                  f"{self.nginx.url}/who"), b"CN=token")
        self.fails(58, "--cacert", self.ca.cert, "--cert", f"{uri};type=cert", "--key", f"{uri};type=private?pin-value=9",
                   f"{self.nginx.url}/who")
        self.fails(58, "--cacert", self.ca.cert, "--cert", "pkcs11:token=none;type=cert", f"{self.nginx.url}/who")

    def test_large_bodies_both_ways(self):
        content = os.urandom(20 << 20)
        path = self.write("large", content)
        self.get("-T", path, f"{self.nginx.url}/put/large")
        self.get("-o", "back", f"{self.nginx.url}/put/large")
        self.assertEqual(self.read("back"), content)

    def test_many_at_once(self):
        out = self.get("-Z", "--parallel-immediate", *[f"{self.nginx.url}/small"] * 30)
        self.assertEqual(len(out), 3000)

    def test_a_redirect_from_http(self):
        self.assertEqual(self.get("-L", f"{self.nginx.url}/redirect"), b"0123456789" * 10)

    def test_times(self):
        connected, secured = self.get("-o", "/dev/null", "-w", "%{time_connect} %{time_appconnect}", f"{self.nginx.url}/small").split()
        self.assertGreater(float(secured), float(connected))

    # ---- proxies ----

    def test_through_a_tunnel(self):
        proxy = self.start(servers.HttpProxy)
        self.get("-x", proxy.address, f"{self.nginx.url}/small")
        self.fails(NOT_VERIFIED, "-x", proxy.address, f"{self.nginx.url}/small")

    def test_through_socks(self):
        proxy = self.start(servers.SocksProxy)
        self.get("--socks5-hostname", proxy.address, f"{self.nginx.url}/small")

    def test_a_proxy_that_speaks_tls_forwards(self):
        # nginx takes the absolute form, as any server has to (RFC 9112, section 3.2.2)
        proxy = ["-x", self.nginx.url, "--proxy-cacert", self.ca.cert]
        self.assertEqual(self.curl(*proxy, "--noproxy", "", "http://origin.test/small"), b"0123456789" * 10)
        self.fails(NOT_VERIFIED, "-x", self.nginx.url, "--noproxy", "", "http://origin.test/small")

    # ---- bad certificates ----

    def refuse(self, cert, key, *args, code=NOT_VERIFIED, server_args=()):
        peer = self.start(OpenSSL, cert, key, *server_args)
        self.fails(code, "--cacert", self.ca.cert, *args, f"https://localhost:{peer.port}/")
        return peer

    def test_a_good_one(self):
        peer = self.start(OpenSSL, self.cert, self.key)
        self.assertIn(b"s_server", self.get(f"https://localhost:{peer.port}/"))

    def test_expired(self):
        self.refuse(*self.ca.issue("expired", end="20210101000000Z"))

    def test_not_yet_valid(self):
        self.refuse(*self.ca.issue("early", start="20480101000000Z"))

    def test_wrong_name(self):
        self.refuse(*self.ca.issue("wrong", names="DNS:localhost.test,DNS:ocalhost"))

    def test_self_signed(self):
        other = certificates.Authority(self.folder, "localhost")
        peer = self.refuse(other.cert, other.key)
        self.assertIn(b"s_server", self.curl("-k", f"https://localhost:{peer.port}/"))

    def test_of_another_authority(self):
        self.refuse(*certificates.Authority(self.folder, "another").issue("server"))

    def test_revoked(self):
        cert, key = self.ca.issue("revoked")
        peer = self.start(OpenSSL, cert, key)
        before = self.ca.revocations()
        self.get("--crlfile", before, f"https://localhost:{peer.port}/")
        self.ca.revoke(cert)
        self.fails(NOT_VERIFIED, "--cacert", self.ca.cert, "--crlfile", self.ca.revocations(), f"https://localhost:{peer.port}/")

    def test_weak_key(self):
        cert, key = self.ca.issue("weak", key="rsa:1024")
        self.refuse(cert, key, server_args=("-cipher", "DEFAULT@SECLEVEL=0"))

    def test_wrong_usage(self):
        self.refuse(*self.ca.issue("usage", extensions="basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost\n"
                                                       "extendedKeyUsage=clientAuth\n"))

    def test_scenario_42_a_nul_in_the_name(self):
        # DNS:localhost\0.evil.test, in DER
        name = b"localhost\0.evil.test"
        der = bytes([0x30, len(name) + 2, 0x82, len(name)]) + name
        self.refuse(*self.ca.issue("nul", extensions="basicConstraints=CA:FALSE\nsubjectAltName=DER:" + der.hex(":") + "\n"))

    def test_missing_intermediate(self):
        middle = certificates.Authority(self.folder, "middle", self.ca)
        cert, key = middle.issue("leaf")
        self.refuse(cert, key)
        peer = self.start(OpenSSL, cert, key, "-cert_chain", middle.cert)
        self.get(f"https://localhost:{peer.port}/")

    def test_an_issuer_that_is_no_authority(self):
        false = certificates.Authority(self.folder, "false")
        false.cert, false.key = self.cert, self.key
        cert, key = false.issue("leaf")
        self.refuse(cert, key, server_args=("-cert_chain", self.cert))

    def test_what_is_no_tls(self):
        plain = server.Nginx()
        self.addCleanup(plain.stop)
        self.fails(35, "-k", f"https://127.0.0.1:{plain.port}/")


if __name__ == "__main__":
    unittest.main()
