"""Debian's curl program, unmodified, on the built library, against FTP servers over TLS: vsftpd, which wants the session of
the control connection on each data connection, pyftpdlib, and a server of our own for what these two do not do."""
import os
import shutil
import tempfile
import unittest

import certificates
import ftp_cases
import ftp_peer
import ftp_servers
import servers

SMALL = ftp_cases.SMALL
NUMBERS = ftp_cases.NUMBERS


class SecuredTest(servers.ServerTest):
    """There are an authority, and a certificate of it for the server."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sluice-certs-")
        os.chmod(cls.folder, 0o755)
        cls.ca = certificates.Authority(cls.folder)
        cls.cert, cls.key = cls.ca.issue("server", names="DNS:localhost,IP:127.0.0.1,IP:::1")
        cls.more = {"cert": cls.cert, "key": cls.key}
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(cls.folder, ignore_errors=True)


class SecuredCases(ftp_cases.FtpCases):
    """All of it with nothing in clear."""

    way = ()  # options, beside those that ask for TLS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.options = ("--cacert", cls.ca.cert, *(() if cls.server.implicit else ("--ssl-reqd",)), *cls.way)

    def test_a_certificate_that_nobody_vouches_for(self):
        url = self.server.url + "/small"
        self.fails(60, *self.who(), "--ssl-reqd", url)
        self.assertFalse([said for said in self.commands() if said.startswith("USER")])
        self.assertEqual(self.curl(*self.who(), "--ssl-reqd", "-k", url), SMALL)

    def test_data_is_protected(self):
        self.ftp("/small")
        said = self.commands()
        self.assertEqual([one for one in said if one.startswith("P") and one != "PWD"], ["PBSZ 0", "PROT P"])


class VsftpdExplicit(SecuredCases, SecuredTest):
    way = ("--tlsv1.3",)

    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Vsftpd, required=True, **cls.more)

    def test_tls_comes_before_the_name(self):
        self.ftp("/small")
        said = self.commands()
        self.assertTrue(said[0].startswith("AUTH "), said)
        self.assertEqual(said[1], f"USER {self.server.user}")

    def test_in_clear_nobody_is_let_in(self):
        self.fails(67, *self.who(), self.server.url + "/small")

    def test_which_tls_is_asked_for_first(self):
        """The server knows both."""
        self.ftp("/small")
        self.assertIn(self.commands()[0], ("AUTH SSL", "AUTH TLS"))


class VsftpdExplicitTls12(VsftpdExplicit):
    way = ("--tlsv1.2", "--tls-max", "1.2")


class VsftpdExplicitActive(VsftpdExplicit):
    way = ("-P", "-")


class VsftpdImplicit(SecuredCases, SecuredTest):
    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Vsftpd, required=True, implicit=True, **cls.more)

    def test_there_is_nothing_to_ask_for(self):
        self.ftp("/small")
        self.assertEqual(self.commands()[0], f"USER {self.server.user}")


class PyftpdExplicit(SecuredCases, SecuredTest):
    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Pyftpd, required=True, **cls.more)


class PyftpdImplicit(SecuredCases, SecuredTest):
    @classmethod
    def make_server(cls):
        return cls.start(ftp_servers.Pyftpd, required=True, implicit=True, **cls.more)


class Levels(SecuredTest):
    """How much TLS there has to be, and how it is left again."""

    def peer(self, secured=True, **more):
        one = ftp_peer.Peer({"small": SMALL, "numbers": NUMBERS}, **(self.more if secured else {}), **more)
        self.addCleanup(one.stop)
        return one

    def get(self, one, *args):
        return self.curl("--cacert", self.ca.cert, *args, one.url + "/small")

    # ---- failures ----

    def test_a_server_without_tls_is_not_told_who_one_is(self):
        for how in ("--ssl-reqd", "--ftp-ssl-control"):
            one = self.peer(secured=False)
            self.fails(64, how, one.url + "/small")
            self.assertFalse([said for said in one.commands() if said.startswith("USER")], how)

    def test_a_server_that_protects_no_data(self):
        one = self.peer(answers={"PROT": b"536 no\r\n"})
        self.fails(64, "--cacert", self.ca.cert, "--ssl-reqd", one.url + "/small")
        self.assertNotIn("RETR small", one.commands())

    def test_what_stands_behind_the_permission_is_not_taken(self):
        """It was sent in clear, by whoever."""
        one = self.peer(answers={"AUTH": b"234 go ahead\r\n331 injected\r\n230 injected\r\n"})
        done = self.run_program("-q", "-sS", "--cacert", self.ca.cert, "--ssl-reqd", one.url + "/small")
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse([said for said in one.commands() if said.startswith("USER")])

    def test_a_server_that_will_not_leave_tls(self):
        one = self.peer(answers={"CCC": b"533 no\r\n"})
        self.assertEqual(self.get(one, "--ssl-reqd", "--ftp-ssl-ccc"), SMALL)

    # ---- as much as there is ----

    def test_tls_if_there_is_any(self):
        self.assertEqual(self.get(self.peer(secured=False), "--ssl"), SMALL)
        one = self.peer()
        self.assertEqual(self.get(one, "--ssl"), SMALL)
        self.assertIn("PROT P", one.commands())

    def test_tls_for_the_dialogue_alone(self):
        one = self.peer(answers={"PROT": b"536 no\r\n"})
        self.assertEqual(self.get(one, "--ftp-ssl-control"), SMALL)
        one = self.peer()
        self.assertEqual(self.get(one, "--ftp-ssl-control"), SMALL)

    # ---- in clear again ----

    def test_the_client_ends_tls(self):
        one = self.peer()
        self.assertEqual(self.get(one, "--ssl-reqd", "--ftp-ssl-ccc-mode", "active"), SMALL)
        self.assertIn("CCC", one.commands())

    def test_the_server_ends_tls(self):
        one = self.peer(ends_tls=True)
        self.assertEqual(self.get(one, "--ssl-reqd", "--ftp-ssl-ccc-mode", "passive"), SMALL)
        self.assertIn("CCC", one.commands())

    def test_data_stays_protected(self):
        one = self.peer()
        args = ("--cacert", self.ca.cert, "--ssl-reqd", "--ftp-ssl-ccc-mode", "active")
        self.assertEqual(self.curl(*args, one.url + "/numbers"), NUMBERS)
        self.curl(*args, "-T", self.write("up", NUMBERS), one.url + "/up")
        self.assertEqual(one.files["up"], NUMBERS)


if __name__ == "__main__":
    unittest.main()
