"""Debian's curl program, unmodified, on the built library, with Negotiate (Kerberos) against apache2."""
import os
import unittest

import kerberos
import server
import servers

SMALL = b"0123456789" * 10
ME = f"{servers.USER}:{servers.PASSWORD}"
NEGOTIATE = ("--negotiate", "-u", ":")


class Negotiate(servers.ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kdc = cls.start(kerberos.Kdc)
        cls.apache = cls.start(kerberos.Apache, cls.kdc)
        cls.url = f"http://localhost:{cls.apache.port}"
        cls.with_ticket = cls.kdc.log_in("me")
        cls.without_ticket = cls.kdc.cache("nobody")

    def setUp(self):
        super().setUp()
        self.environment = {**servers.ServerTest.environment, **self.with_ticket}

    def lose_ticket(self):
        self.environment = {**servers.ServerTest.environment, **self.without_ticket}

    def status(self, *args):
        return self.curl("-o", "/dev/null", "-w", "%{http_code} %{num_connects}\n", *args)

    def rounds(self, *args):
        """How many requests were sent, how many of them with a token, and how many were refused."""
        log = self.ok("-q", "-sv", "--stderr", "-", "-o", "/dev/null", *args).decode(errors="replace").split("\n")
        return tuple(sum(line.startswith(start) for line in log)
                     for start in ("> Host: ", "> Authorization: Negotiate Y", "< HTTP/1.1 401"))

    # ---- failures ----

    def test_without_a_ticket_nobody_is_let_in(self):
        self.lose_ticket()
        self.assertEqual(self.status(*NEGOTIATE, self.url + "/negotiate/small"), b"401 1\n")
        self.assertEqual(self.rounds(*NEGOTIATE, self.url + "/negotiate/small"), (1, 0, 1))

    def test_a_ticket_is_not_shown_to_who_does_not_ask(self):
        self.assertEqual(self.status(self.url + "/negotiate/small"), b"401 1\n")
        self.assertEqual(self.rounds("--basic", "-u", ME, self.url + "/negotiate/small"), (1, 0, 1))

    def test_a_service_that_the_realm_does_not_know(self):
        self.assertEqual(self.rounds(*NEGOTIATE, "--service-name", "nothing", self.url + "/negotiate/small"), (1, 0, 1))
        url = f"http://elsewhere.test:{self.apache.port}"
        text = self.status(*NEGOTIATE, "--resolve", url[7:] + ":127.0.0.1", url + "/negotiate/small")
        self.assertEqual(text, b"401 1\n")

    def test_a_service_with_another_key(self):
        other = self.start(kerberos.Kdc)
        ticket = other.log_in("me")
        self.environment = {**servers.ServerTest.environment, **ticket}
        self.assertEqual(self.rounds(*NEGOTIATE, self.url + "/negotiate/small"), (1, 1, 1))

    def test_nobody_answers_for_the_realm(self):
        config = self.path("krb5.conf")
        with open(self.with_ticket["KRB5_CONFIG"], encoding="ascii") as f:
            text = f.read().replace(f":{self.kdc.port}", f":{server.free_port()}")
        self.write("krb5.conf", text.encode())
        self.environment = {**self.environment, "KRB5_CONFIG": config, "KRB5CCNAME": self.kdc.log_in("fresh")["KRB5CCNAME"]}
        self.assertEqual(self.status(*NEGOTIATE, self.url + "/negotiate/small"), b"401 1\n")

    # ---- with a ticket ----

    def test_get(self):
        self.assertEqual(self.curl(*NEGOTIATE, self.url + "/negotiate/small"), SMALL)
        self.assertEqual(self.rounds(*NEGOTIATE, self.url + "/negotiate/small"), (1, 1, 0))

    def test_the_server_knows_who(self):
        self.assertEqual(self.curl(*NEGOTIATE, self.url + "/negotiate/cgi/echo"), b"GET me -\n")

    def test_the_best_is_chosen(self):
        self.assertEqual(self.rounds("--anyauth", "-u", ":", self.url + "/negotiate/small"), (2, 1, 1))
        self.assertEqual(self.rounds("--anyauth", "-u", ME, self.url + "/either/small"), (2, 1, 1))

    def test_post(self):
        text = self.curl(*NEGOTIATE, "-d", "a=b", self.url + "/negotiate/cgi/echo")
        self.assertEqual(text, b"POST me 3\na=b")

    def test_a_large_post(self):
        content = os.urandom(2 << 20)
        path = self.write("large", content)
        for how in (NEGOTIATE, ("--anyauth", "-u", ":")):
            text = self.curl(*how, "--data-binary", "@" + path, self.url + "/negotiate/cgi/echo")
            self.assertEqual(text, b"POST me %d\n" % len(content) + content)

    def test_an_upload_that_cannot_be_rewound(self):
        content = os.urandom(300_000)
        url = self.url + "/negotiate/cgi/echo"
        upload = ("-T", "-", "-H", "Expect:", url)
        self.assertEqual(self.curl(*NEGOTIATE, *upload, stdin=content), b"PUT me -\n" + content)
        self.curl(*NEGOTIATE, "-o", "/dev/null", self.url + "/negotiate/small", "--next", "-sS", *NEGOTIATE, "-o", "got",
                  *upload, stdin=content)
        self.assertEqual(self.read("got"), b"PUT me -\n" + content)

    # ---- several requests ----

    def test_a_token_with_each_request(self):
        urls = [self.url + "/negotiate/small"] * 3
        self.assertEqual(self.status(*NEGOTIATE, *urls, "-o", "b", "-o", "c"), b"200 1\n200 0\n200 0\n")
        self.assertEqual(self.rounds(*NEGOTIATE, *urls, "-o", "b", "-o", "c"), (3, 3, 0))

    def test_a_connection_that_stays_let_in(self):
        urls = [self.url + "/bound/small"] * 3
        self.assertEqual(self.status(*NEGOTIATE, *urls, "-o", "b", "-o", "c"), b"200 1\n200 0\n200 0\n")
        self.assertEqual(self.rounds(*NEGOTIATE, *urls, "-o", "b", "-o", "c"), (3, 1, 0))

    def test_a_connection_that_was_let_in_is_for_nobody_else(self):
        url = self.url + "/bound/small"
        text = self.status(*NEGOTIATE, url, "--next", "-w", "%{http_code} %{num_connects}\n", "-o", "b", url)
        self.assertEqual(text, b"200 1\n401 1\n")

    def test_a_redirect(self):
        self.assertEqual(self.curl("-L", *NEGOTIATE, self.url + "/back/negotiate/small"), SMALL)

    # ---- without a ticket, by other means ----

    def test_basic_in_its_place(self):
        self.lose_ticket()
        self.assertEqual(self.curl("--anyauth", "-u", ME, self.url + "/either/cgi/echo"), b"GET me -\n")
        text = self.curl("--anyauth", "-u", ME, "-d", "a=b", self.url + "/either/cgi/echo")
        self.assertEqual(text, b"POST me 3\na=b")
        self.assertEqual(self.status("--anyauth", "-u", f"{servers.USER}:wrong", self.url + "/either/small"), b"401 1\n")

    def test_digest_in_its_place(self):
        self.lose_ticket()
        self.assertEqual(self.curl("--anyauth", "-u", ME, self.url + "/digest/small"), SMALL)
        self.assertEqual(self.curl("--anyauth", "-u", ME, "-d", "a=b", self.url + "/digest/cgi/echo"), b"POST me 3\na=b")


if __name__ == "__main__":
    unittest.main()
