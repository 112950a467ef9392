# shellcheck shell=bash
# Sourced by the scripts: what they need of the machine, a clean environment, and the one way to build a release.
# Everything said here goes to standard error, so that a script's standard output is only its result.

# shellcheck disable=SC2034 # used by the scripts that source this file
repository=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)

minimum_swift_major=6
minimum_swift_minor=2
build_space_kib=$((3 * 1024 * 1024))

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "${0##*/}: $*"
    exit 1
}

usage_error() {
    say "${0##*/}: $* (see scripts/${0##*/} --help)"
    exit 2
}

# Everything a build needs; the cheap checks that nothing can mend come first.
prepare() {
    require_swift
    require_disk
    require_packages
}

require_swift() {
    local get_it="get Swift $minimum_swift_major.$minimum_swift_minor or newer at https://www.swift.org/install/"
    local complete_it="install the system packages that https://www.swift.org/install/ lists beside the toolchain"
    command -v swift >/dev/null || fail "no swift on the PATH: $get_it"

    local banner
    banner=$(swift --version 2>&1) || fail "swift does not run (${banner##*$'\n'}): $complete_it"
    [[ $banner =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] \
        || fail "'swift --version' does not name a version: $get_it"
    # 10# because a part such as 08 would be read as octal.
    local major=$((10#${BASH_REMATCH[1]})) minor=$((10#${BASH_REMATCH[2]}))
    if ((major < minimum_swift_major || (major == minimum_swift_major && minor < minimum_swift_minor))); then
        fail "Swift $major.$minor is too old: $get_it"
    fi

    # The package manager needs more shared libraries than the compiler: an unpacked toolchain may lack some.
    banner=$(swift package --version 2>&1) \
        || fail "swift runs but its package manager does not (${banner##*$'\n'}): $complete_it"
}

# What an earlier build left counts: a machine that has built once needs no 3 GB more.
require_disk() {
    local free built=0
    free=$(df -Pk -- "$repository" | awk 'NR == 2 { print $4 }')
    if ((free < build_space_kib)) && [[ -d $repository/.build ]]; then
        built=$(du -sk -- "$repository/.build" 2>/dev/null | cut -f 1) || true
    fi
    ((free + ${built:-0} >= build_space_kib)) \
        || fail "the build needs 3 GB of disk and $repository has $((free / 1024)) MB left: free some space there"
}

# Parallel lists of what is missing: the thing itself, and its package on Debian/Ubuntu and on Fedora.
missing_things=()
missing_debian=()
missing_fedora=()

missing() {
    missing_things+=("$1")
    missing_debian+=("$2")
    missing_fedora+=("$3")
}

# Looks for files and never asks a package manager: what is there may have come by any way.
require_packages() {
    if [[ $(uname -s) == Darwin ]]; then
        xcode-select -p >/dev/null 2>&1 \
            || fail "the Xcode command line tools are missing: run 'xcode-select --install'"
        return
    fi

    has_header stdio.h || missing "the C library's headers" libc6-dev glibc-devel
    has_header sqlite3.h || missing sqlite3.h libsqlite3-dev sqlite-devel
    has_header zlib.h || missing zlib.h zlib1g-dev zlib-devel
    command -v git >/dev/null || missing git git git
    has_certificates || missing "CA certificates" ca-certificates ca-certificates
    check_cxx_library
    check_linker

    if ((${#missing_things[@]} > 0)); then
        install_missing
    fi
}

has_header() {
    local directory
    for directory in /usr/include /usr/local/include /usr/include/*-linux-*; do
        [[ -f $directory/$1 ]] && return
    done
    return 1
}

has_certificates() {
    [[ -s /etc/ssl/certs/ca-certificates.crt || -s /etc/pki/tls/certs/ca-bundle.crt ]]
}

# Swift compiles C with its own clang, which borrows start files and libstdc++ from one GCC installation: the newest
# it finds, even where only another one is complete. So that one is asked for.
check_cxx_library() {
    local gcc
    gcc=$("$(toolchain)/bin/clang" -v 2>&1 | sed -n 's/^Selected GCC installation: //p') || true
    if [[ -z $gcc ]]; then
        missing "a C++ compiler's libraries" g++ gcc-c++
    elif [[ ! -e $gcc/libstdc++.so ]]; then
        missing "libstdc++ ${gcc##*/}" "libstdc++-${gcc##*/}-dev" libstdc++-devel
    fi
}

# Which linker it is depends on the toolchain: the one it asks for by name, or else the one its clang would start.
check_linker() {
    local asked linker package
    asked=$(swiftc '-###' /dev/null 2>/dev/null | sed -n 's/.* -fuse-ld=\([a-z]*\).*/\1/p') || true
    if [[ -n $asked ]]; then
        linker=ld.$asked
    else
        linker=$("$(toolchain)/bin/clang" '-###' -x c /dev/null 2>&1 | tail -n 1) || true
        linker=${linker#*\"}
        linker=${linker%%\"*}
    fi
    if command -v "$linker" >/dev/null || [[ -x $(toolchain)/bin/$linker ]]; then
        return
    fi
    case $linker in
        *gold) package=binutils-gold ;;
        *lld) package=lld ;;
        *) package=binutils ;;
    esac
    missing "the linker ${linker:-ld}" "$package" "$package"
}

# The toolchain's usr directory. The compiler is asked, since a version manager's `swift` is only a door to it.
toolchain() {
    local resources
    resources=$(swiftc -print-target-info \
        | sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')
    printf '%s\n' "${resources%/lib/swift}"
}

# A binary with Swift's library inside runs on a machine without Swift; macOS has the library in the system instead.
static_stdlib_flag() {
    if compgen -G "$(toolchain)/lib/swift_static/*/libswiftCore.a" >/dev/null; then
        printf '%s\n' --static-swift-stdlib
    fi
}

install_missing() {
    local list
    list=$(printf '%s, ' "${missing_things[@]}")
    list=${list%, }
    if ! command -v apt-get >/dev/null; then
        fail "missing: $list. Install them (Fedora: dnf install ${missing_fedora[*]};" \
            "Debian, Ubuntu: apt-get install ${missing_debian[*]}) and run this again"
    fi
    say "Missing: $list."
    install_packages "${missing_debian[@]}"
}

# Debian/Ubuntu packages, without a question from apt; only a terminal's sudo may ask, for its password.
install_packages() {
    command -v apt-get >/dev/null || fail "this needs $*: install them and run this again"
    local as_root=()
    if ((EUID != 0)); then
        as_root=(sudo)
        if ! command -v sudo >/dev/null; then
            fail "packages are missing and there is no sudo here. As root, run:" \
                "apt-get update && apt-get install -y $*"
        elif ! sudo -n true 2>/dev/null && [[ ! -t 0 ]]; then
            fail "packages are missing and sudo needs a password. Run:" \
                "sudo apt-get update && sudo apt-get install -y $*"
        fi
    fi

    say "Installing $* ..."
    local apt=(${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    local install=("${apt[@]}" install -y --no-install-recommends "$@")
    # The list of packages may be absent or old, and then an update mends it; else it would only cost time.
    if ! apt-get install --simulate "$@" >/dev/null 2>&1 || ! "${install[@]}" >&2; then
        "${apt[@]}" update >&2 || fail "apt-get update failed: see its message above"
        "${install[@]}" >&2 || fail "apt-get could not install $*: see its message above"
    fi
}

# Nothing run from here can touch a workspace of the user's own, nor reach a server of theirs.
clean_environment() {
    unset SYNC_API_URL EXPERIMENT_WORKSPACE
    XDG_DATA_HOME=$(mktemp -d)
    export XDG_DATA_HOME
    trap remove_temporary_home EXIT
}

remove_temporary_home() {
    rm -rf -- "$XDG_DATA_HOME"
}

# The package manager plans a build anew whenever the environment has changed, in an order that its hash seed decides,
# and compiles again whatever moved. One seed saves that. It is for the build alone: programs and tests run without.
build() {
    SWIFT_DETERMINISTIC_HASHING=1 swift build --package-path "$repository" "$@"
}

# Builds the named products and prints the folder they are in. One set of flags, so that no script rebuilds what another
# has built.
build_release() {
    local flags=(-c release) static product
    static=$(static_stdlib_flag)
    if [[ -n $static ]]; then
        flags+=("$static")
    fi
    for product in "$@"; do
        build "${flags[@]}" --product "$product" >&2 \
            || fail "the release build of $product failed: see the compiler's messages above"
    done
    build "${flags[@]}" --show-bin-path
}
