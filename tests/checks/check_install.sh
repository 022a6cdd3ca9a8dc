#!/usr/bin/env bash
# Install into a folder of its own, move it, and build a program on it in the three ways that programs know:
# pkg-config, curl-config and find_package(CURL). Each must run on the installed library, and what curl-config tells
# must be what the library says of itself.
#
# usage: check_install.sh BUILD_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$1" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
prefix=$work/moved
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib PATH=$prefix/bin:$PATH

fail() { echo "check_install: $*" >&2; exit 1; }

# $1: the way; $2: the program
check_program() {
  ldd "$2" | grep -q "libcurl.so.4 => $prefix/lib/" || fail "$1: the program runs on another library"
  "$2" >"$work/said" || fail "$1: the program does not run"
}

read -ra flags <<<"$(pkg-config --cflags --libs libcurl)"
cc "$here/installed.c" "${flags[@]}" -o "$work/by-pkg-config"
check_program pkg-config "$work/by-pkg-config"

read -ra flags <<<"$(curl-config --cflags) $(curl-config --libs)"
cc "$here/installed.c" "${flags[@]}" -o "$work/by-curl-config"
check_program curl-config "$work/by-curl-config"

mkdir "$work/project"
cat >"$work/project/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.23)
project(installed C)
set(CMAKE_FIND_PACKAGE_PREFER_CONFIG \${PREFER_CONFIG})
find_package(CURL 8.20 REQUIRED COMPONENTS HTTP IPv6)
add_executable(installed $here/installed.c)
target_link_libraries(installed PRIVATE CURL::libcurl)
END
# The package itself, and CMake's own module, which is what a plain find_package(CURL) comes to.
for prefer in ON OFF; do
  cmake -G Ninja -S "$work/project" -B "$work/cmake-$prefer" -DCMAKE_PREFIX_PATH="$prefix" -DPREFER_CONFIG=$prefer \
    >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "find_package(CURL) fails"; }
  cmake --build "$work/cmake-$prefer" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "CURL::libcurl does not build"; }
  check_program find_package "$work/cmake-$prefer/installed"
done

# $1: what is compared; $2 and $3: the two
same() { [ "$2" = "$3" ] || fail "$1: '$2' is not '$3'"; }
said() { sed -n "s/^$1: *//p" "$work/said"; }
lower_words() { tr '[:upper:]\n' '[:lower:] ' | sed 's/ *$//'; }
same version "$(said version)" "$(curl-config --version | cut -d' ' -f2) $(curl-config --vernum)"
same version "$(said version | cut -d' ' -f1)" "$(pkg-config --modversion libcurl)"
same protocols "$(said protocols)" "$(curl-config --protocols | lower_words)"
same features "$(said features | lower_words)" "$(curl-config --features | lower_words)"
same prefix "$(curl-config --prefix)" "$prefix"

curl-config --checkfor 7.10 || fail "--checkfor an old version"
! curl-config --checkfor 99.0 >/dev/null || fail "--checkfor a version to come"
! curl-config --nonsense 2>/dev/null || fail "an option that there is not"

# The command finds its library without help.
env -u LD_LIBRARY_PATH "$prefix/bin/sluice" --version >/dev/null || fail "sluice does not run"
[ -e "$prefix/share/man/man1/sluice.1" ] || fail "no manual page"
for library in libcurl.so libcurl.so.4 libcurl-gnutls.so.4; do
  [ -e "$prefix/lib/$library" ] || fail "no $library"
done
echo "installed, moved, and found by pkg-config, curl-config and find_package(CURL)"
