"""Debian's R with its curl package: one transfer, many in a pool, downloads, and connections."""
import hashlib
import os

import client
import echo

PRELUDE = 'library(curl)\nurl <- commandArgs(TRUE)[1]\n'


class R(client.SecuredTest):
    program = "/usr/bin/Rscript"
    # R puts folders of its own before LD_LIBRARY_PATH, unless they are given.
    environment = {"R_LD_LIBRARY_PATH": f"{client.LIBRARY}:/usr/lib/R/lib"}

    def r(self, url, text):
        return self.ok("--vanilla", self.script("script.R", PRELUDE + text), url).decode()

    def test_it_is_our_library_that_runs(self):
        self.assertEqual(self.r("", "cat(curl_version()$version)"), "8.22.0")

    # ---- failures ----

    def test_an_error_is_a_condition_with_the_text(self):
        said = self.r("http://nowhere.invalid/", "tryCatch(curl_fetch_memory(url), error = function(e) cat(conditionMessage(e)))")
        self.assertIn("nowhere.invalid", said)
        said = self.r(self.url("/none"), "tryCatch(curl_download(url, 'got'), error = function(e) cat(conditionMessage(e)))")
        self.assertIn("404", said)
        self.assertFalse(os.path.exists(self.path("got")))

    # ---- https ----

    def test_a_stranger_is_refused(self):
        script = 'tryCatch(curl_fetch_memory(url, new_handle({})), error = function(e) cat(conditionMessage(e)))'
        self.assertIn("SSL certificate problem: unable to get local issuer certificate",
                      self.r(self.secured.url + "/hello", script.format("")))
        other = self.secured.url.replace("localhost", "other.example") + "/hello"
        options = f"cainfo = '{self.ca.cert}', connect_to = '::localhost:'"
        self.assertIn("SSL certificate problem", self.r(other, script.format(options)))

    def test_an_authority_of_ones_own(self):
        said = self.r(self.secured.url + "/hello", f"""
            h <- new_handle(cainfo = "{self.ca.cert}")
            cat(rawToChar(curl_fetch_memory(url, h)$content))
            curl_download(url, "got", handle = h)
            con <- curl(url, handle = new_handle(cainfo = "{self.ca.cert}")); cat(readLines(con), ""); close(con)
            cat(rawToChar(curl_fetch_memory(url, new_handle(ssl_verifypeer = FALSE))$content))""")
        self.assertEqual(said, "hello\nhello hello\n")
        self.assertEqual(self.read("got"), b"hello\n")

    def test_a_certificate_of_the_clients(self):
        cert, key = self.ca.issue("r-user")
        self.assertIn("CN=r-user", self.r(self.secured.url + "/who", f"""
            h <- new_handle(cainfo = "{self.ca.cert}", sslcert = "{cert}", sslkey = "{key}")
            cat(rawToChar(curl_fetch_memory(url, h)$content))"""))

    def test_the_certificates_of_a_peer(self):
        said = self.r(self.secured.url + "/hello", f"""
            h <- new_handle(cainfo = "{self.ca.cert}", certinfo = TRUE)
            invisible(curl_fetch_memory(url, h))
            cat(handle_data(h)$status_code)""")
        self.assertEqual(said, "200")

    def test_a_pool_over_https(self):
        said = self.r(self.secured.url + "/large", f"""
            pool <- new_pool(total_con = 8, host_con = 4); sizes <- integer()
            for(i in 1:20) multi_add(new_handle(url = url, cainfo = "{self.ca.cert}"), pool = pool,
                                     done = function(r) sizes <<- c(sizes, length(r$content)), fail = stop)
            out <- multi_run(pool = pool)
            cat(out$success, out$error, all(sizes == 2e6))""")
        self.assertEqual(said, "20 0 TRUE")

    # ---- one transfer ----

    def test_fetch_memory(self):
        said = self.r(self.url("/hello"), """
            r <- curl_fetch_memory(url)
            cat(r$status_code, r$url, r$type, rawToChar(r$content), parse_headers(r$headers)[1], r$times["total"] > 0)""")
        self.assertEqual(said, f"200 {self.url('/hello')} application/octet-stream hello\n HTTP/1.1 200 OK TRUE")

    def test_fetch_disk_and_stream_and_download(self):
        said = self.r(self.url("/large"), """
            r <- curl_fetch_disk(url, "disk")
            size <- 0
            s <- curl_fetch_stream(url, function(x) size <<- size + length(x))
            d <- curl_download(url, "download")
            cat(r$status_code, size)""")
        self.assertEqual(said, "200 2e+06")
        with open(os.path.join(self.nginx.root, "large"), "rb") as f:
            digest = hashlib.sha256(f.read()).digest()
        for name in ("disk", "download"):
            self.assertEqual(hashlib.sha256(self.read(name)).digest(), digest)

    def test_a_connection_is_read_by_lines(self):
        said = self.r(self.url("/hello"), 'con <- curl(url); cat(readLines(con)); close(con)')
        self.assertEqual(said, "hello")

    def test_a_connection_that_is_not_blocking(self):
        said = self.r(self.url("/large"), """
            con <- curl(url, open = "rb"); size <- 0
            while(length(x <- readBin(con, raw(), 50000))) size <- size + length(x)
            close(con)
            cat(size == 2e6)""")
        self.assertEqual(said, "TRUE")

    def test_handle_options_and_headers(self):
        e = echo.Echoed(self.r(self.echo_url(), """
            h <- new_handle(useragent = "me", copypostfields = "a=b", customrequest = "PATCH")
            handle_setheaders(h, "X-A" = "1", "Content-Type" = "text/x")
            cat(rawToChar(curl_fetch_memory(url, h)$content))"""))
        self.assertEqual((e.method, e.body, e.headers["user-agent"], e.headers["x-a"], e.headers["content-type"]),
                         ("PATCH", b"a=b", "me", "1", "text/x"))

    def test_upload(self):
        self.write("up", b"from R")
        said = self.r(self.url("/put/r"), 'cat(curl_upload("up", url, verbose = FALSE)$status_code)')
        self.assertRegex(said, r"201$")
        with open(os.path.join(self.nginx.root, "put/r"), "rb") as f:
            self.assertEqual(f.read(), b"from R")

    def test_handle_data_and_escape(self):
        said = self.r(self.url("/hello"), """
            h <- new_handle()
            r <- curl_fetch_memory(url, h)
            cat(handle_data(h)$status_code, curl_escape("a b/"), curl_unescape("%41"), nslookup("localhost")[1] != "")""")
        self.assertEqual(said, "200 a%20b%2F A TRUE")

    # ---- many ----

    def test_a_pool(self):
        said = self.r(self.echo_url(), """
            pool <- new_pool(total_con = 20, host_con = 6)
            targets <- character()
            for(i in 1:60) multi_add(new_handle(url = paste0(url, "?", i)), pool = pool,
                                     done = function(r) targets <<- c(targets, rawToChar(r$content)), fail = stop)
            out <- multi_run(pool = pool)
            cat(out$success, out$error, out$pending, length(unique(targets)))""")
        self.assertEqual(said, "60 0 0 60")

    def test_a_pool_with_a_failure_and_a_cancelled_one(self):
        said = self.r(self.url("/hello"), """
            pool <- new_pool(); good <- 0; bad <- ""
            curl_fetch_multi(url, function(r) good <<- good + 1, pool = pool)
            curl_fetch_multi("http://nowhere.invalid/", function(r) stop(), function(e) bad <<- e, pool = pool)
            h <- new_handle(url = url)
            invisible(multi_add(h, done = function(r) stop("cancelled"), pool = pool))
            invisible(multi_cancel(h))
            out <- multi_run(pool = pool)
            cat(good, out$error, grepl("nowhere", bad))""")
        self.assertEqual(said, "1 1 TRUE")

    def test_multi_download(self):
        for i in range(30):
            self.nginx.file(f"r{i}", f"{i}\n".encode() * 1000)
        said = self.r(self.url("/r"), """
            out <- multi_download(paste0(url, 0:29), paste0("r", 0:29), progress = FALSE)
            cat(all(out$success), all(out$status_code == 200))""")
        self.assertEqual(said, "TRUE TRUE")
        for i in range(30):
            self.assertEqual(self.read(f"r{i}"), f"{i}\n".encode() * 1000)

    def test_a_form(self):
        self.write("f.txt", b"from a file")
        body = echo.Echoed(self.r(self.echo_url(), """
            h <- new_handle()
            handle_setform(h, a = "b", f = form_file("f.txt", "text/x"), d = form_data("bytes", "text/y"))
            cat(rawToChar(curl_fetch_memory(url, h)$content))""")).body
        for part in (b'name="a"\r\n\r\nb\r\n', b'filename="f.txt"\r\nContent-Type: text/x\r\n\r\nfrom a file\r\n',
                     b'name="d"\r\nContent-Type: text/y\r\n\r\nbytes\r\n'):
            self.assertIn(part, body)


if __name__ == "__main__":
    client.main()
