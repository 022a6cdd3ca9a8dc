# Thin: CMake and Ninja do the work, and the configurations stand in CMakePresets.json.
PREFIX ?= /usr/local
export URL

.PHONY: all setup build run test test-clients bench lint fuzz install clean

all: build

# The Debian packages that are missing.
setup:
	@scripts/setup

build: setup
	@cmake --preset release
	@cmake --build --preset release --target product

# Fetch a file through the gate: from a server of its own, or `make run URL=http://...`.
run: build
	@scripts/run

# Every configuration and every test. The last lines are ctest's.
test: setup
	@scripts/test

# Debian's own programs, unmodified, on the built library; installs them. The last lines are ctest's.
test-clients:
	@scripts/test-clients

# Against the system's libcurl, or the one in REFERENCE=DIR, and against bare system calls. Prints Markdown.
bench: build
	@cmake --build --preset release --target bench_client bench_floor bench_h2
	@REFERENCE="$(REFERENCE)" /usr/bin/python3 bench/run.py
	@REFERENCE="$(REFERENCE)" /usr/bin/python3 bench/run_h2.py
	@REFERENCE="$(REFERENCE)" /usr/bin/python3 bench/run_ftp.py

# Formatting, layers, clang-tidy: what `make test` checks, too.
lint: build
	@cmake --build --preset release
	@ctest --preset release -L lint

# The codecs' fuzz targets under libFuzzer; SECONDS for each.
fuzz: setup
	@scripts/fuzz $(SECONDS)

install: build
	@cmake --install build --prefix "$(PREFIX)"

clean:
	@rm -rf build
