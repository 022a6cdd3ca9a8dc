#!/usr/bin/python3
"""Make docs/compatibility.md, or check that it is what would be made.

usage: compatibility.py ROOT STATES ARCHIVE [--write]

STATES is the program that tells the states of options and infos, ARCHIVE the api layer's. A function is not built if it
stands in unbuilt.c. Which feature something waits for follows from its name, by the patterns below.
"""
import difflib
import fnmatch
import pathlib
import subprocess
import sys

# The first pattern that fits tells the feature.
FEATURES = [
    ("MIME and forms", "MIME* HTTPPOST curl_mime_* curl_form*"),
    ("header API", "curl_easy_*header"),
    ("raw connections", "CONNECT_ONLY curl_easy_recv curl_easy_send curl_easy_upkeep UPKEEP_INTERVAL_MS"),
    ("event loops of the program's own", "SOCKETFUNCTION SOCKETDATA TIMERFUNCTION TIMERDATA curl_multi_assign curl_multi_socket*"),
    ("notifications", "NOTIFY* curl_multi_notify_*"),
    ("limits of connections", "MAX_*_CONNECTIONS NETWORK_CHANGED"),
    ("speed limits", "MAX_*_SPEED_LARGE"),
    ("time conditions", "FILETIME* TIMECONDITION TIMEVALUE*"),
    ("HTTP/2 and HTTP/3", "PIPEWAIT STREAM_WEIGHT PUSH* MAX_CONCURRENT_STREAMS curl_pushheader_*"),
    ("WebSocket", "WS_OPTIONS curl_ws_*"),
    ("a resolver with servers of its own", "DNS_* RESOLVER_START_*"),
    ("proxies that speak TLS", "PROXY_SSL* PROXY_TLS* PROXY_CA* PROXY_CRLFILE PROXY_ISSUERCERT* PROXY_PINNEDPUBLICKEY PROXY_KEYPASSWD PROXY_EARLYDATA*"),
    ("FTP by an HTTP proxy", "PROXY_TRANSFER_MODE"),
    ("TLS", "*SSL* *TLS* CA* CRLFILE CERTINFO ECH ISSUERCERT* PINNEDPUBLICKEY KEYPASSWD EARLYDATA_* curl_easy_ssls_*"),
    ("SSH", "SSH_* NEW_FILE_PERMS NEW_DIRECTORY_PERMS"),
    ("FTP", "FTP* QUOTE POSTQUOTE PREQUOTE DIRLISTONLY APPEND TRANSFERTEXT WILDCARDMATCH CHUNK_* FNMATCH_* ACCEPTTIMEOUT_MS "
            "SERVER_RESPONSE_TIMEOUT* USE_SSL"),
    ("mail", "MAIL_* UPLOAD_FLAGS LOGIN_OPTIONS SASL_*"),
    ("TFTP, TELNET, RTSP", "TFTP_* TELNETOPTIONS RTSP_* INTERLEAVE*"),
    ("character conversion", "CONV_*"),
    ("details of HTTP", "HTTP200ALIASES CRLF TRAILER* IOCTL*"),
    ("details of connections", "TCP_FASTOPEN ADDRESS_SCOPE"),
    ("shared connections", "CONNECT"),
]
# Their manual pages say that they have no function any more.
DEPRECATED = {"CURLMOPT_PIPELINING", "CURLMOPT_MAX_PIPELINE_LENGTH", "CURLMOPT_CONTENT_LENGTH_PENALTY_SIZE",
              "CURLMOPT_CHUNK_LENGTH_PENALTY_SIZE", "CURLMOPT_PIPELINING_SITE_BL", "CURLMOPT_PIPELINING_SERVER_BL"}
# Shims: not built as long as what they stand on is not.
SHIMS = {"curl_formadd": "curl_mime_init", "curl_formfree": "curl_mime_init", "curl_formget": "curl_mime_init",
         "curl_multi_socket": "curl_multi_socket_action", "curl_multi_socket_all": "curl_multi_socket_action"}

HEAD = """# Compatibility

Every function, option and info of libcurl 8.22, and what it does here. This file is generated from the tables of the
library: `cmake --build build --target compatibility` writes it, and a test compares it.

- **works**: as its manual page says.
- **works, in part**: some values are refused with `CURLE_NOT_BUILT_IN`.
- **accepted, moot**: it qualifies a feature that is refused itself, so that there is nothing that it could change.
- **no function**: accepted; by its page it has no function any more, or here there is nothing that it could act on.
- **refused**: the value that means "off" is accepted; others are refused with `CURLE_NOT_BUILT_IN`,
  `CURLM_UNKNOWN_OPTION` or `CURLSHE_NOT_BUILT_IN`.
- **constant**: an info that has one answer until the feature is there.
- **not built**: a function that says so when it is called.
"""
TEXTS = {
    "works": "works", "partly": "works, in part", "nothing": "no function",
    "moot": "accepted, moot; waits for {}", "refused": "refused; waits for {}", "constant": "constant; waits for {}",
    "unbuilt": "not built; waits for {}",
}


def feature_of(name):
    for feature, patterns in FEATURES:
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns.split()):
            return feature
    sys.exit(f"compatibility.py: {name} is not built, and no pattern tells its feature")


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def states_of(program):
    """By kind, as in {"info": {"1048577": "works"}}."""
    states = {}
    for line in output_of(program).splitlines():
        kind, name, state = line.split()
        states.setdefault(kind, {})[name] = state
    return states


def constants_of(root, prefix, without=()):
    """Value to name."""
    rows = (line.split("\t") for line in (root / "tests/data/abi-constants.tsv").read_text().splitlines() if line[0] != "#")
    return {value: name for name, value in rows if name.startswith(prefix) and name not in without}


def section(title, rows):
    """`rows` has (what is shown, what tells the feature, state)."""
    lines = [f"\n## {title}\n", "| | |", "|---|---|"]
    lines += [f"| `{shown}` | {TEXTS[state].format(feature_of(name)) if '{' in TEXTS[state] else TEXTS[state]} |"
              for shown, name, state in sorted(rows)]
    return "\n".join(lines) + "\n"


def functions(root, archive):
    unbuilt, here = set(), None
    for line in output_of("nm", "--defined-only", archive).splitlines():
        here = line[:-1] if line.endswith(":") else here
        if here == "unbuilt.c.o" and " T curl_" in line:
            unbuilt.add(line.split()[-1])
    names = (root / "src/api/exports.txt").read_text().split()
    return [(name, name, "unbuilt" if SHIMS.get(name, name) in unbuilt else "works") for name in names]


def infos(root, states):
    names = constants_of(root, "CURLINFO_")
    return [(names[number], names[number].removeprefix("CURLINFO_"), state) for number, state in states.items()]


def multi_options(root, states):
    names = constants_of(root, "CURLMOPT_", ("CURLMOPT_LASTENTRY",))
    return [(name, name.removeprefix("CURLMOPT_"), "nothing" if name in DEPRECATED else states.get(number, "refused"))
            for number, name in names.items()]


def shared_data(root, states):
    names = constants_of(root, "CURL_LOCK_DATA_", ("CURL_LOCK_DATA_NONE", "CURL_LOCK_DATA_SHARE", "CURL_LOCK_DATA_LAST"))
    return [(name, name.removeprefix("CURL_LOCK_DATA_"), states.get(number, "refused")) for number, name in names.items()]


def own_or_libcurls(name):
    own = name.removeprefix("SLUICE_")
    return f"SLUICEOPT_{own}" if own != name else f"CURLOPT_{name}"


def make(root, program, archive):
    states = states_of(program)
    options = [(own_or_libcurls(name), name, state) for name, state in states["option"].items()]
    return HEAD + "".join((
        section("Functions", functions(root, archive)),
        section("Options of an easy handle", options),
        section("Infos", infos(root, states["info"])),
        section("Options of a multi handle", multi_options(root, states["multi"])),
        section("What a share handle shares", shared_data(root, states["share"])),
    ))


def main():
    if len(sys.argv) not in (4, 5) or sys.argv[4:] not in ([], ["--write"]):
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[1])
    made = make(root, sys.argv[2], sys.argv[3])
    target = root / "docs/compatibility.md"
    if sys.argv[4:]:
        target.write_text(made)
        return
    kept = target.read_text() if target.exists() else ""
    sys.stdout.writelines(difflib.unified_diff(kept.splitlines(True), made.splitlines(True), "docs/compatibility.md", "made"))
    sys.exit(kept != made and "docs/compatibility.md is old: cmake --build build --target compatibility")


main()
