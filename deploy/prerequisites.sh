# shellcheck shell=bash
# Functions for the scripts that build and try Sluice on Debian: what must be installed, and how it gets there.
# To be sourced by bash, not run.

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$(basename "$0"): $*"
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo: $*"
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

# Prints the packages that building the package at $1 and serving with it need: those that Package.swift names, and
# what the scripts themselves call.
needed_packages() {
    sed -n 's/.*apt: "\([^"]*\)".*/\1/p' "$1/Package.swift"
    printf '%s\n' pkg-config nginx curl python3 fonts-dejavu-core
}

# Installs those of the named packages that are missing; asks for nothing when none is.
install_packages() {
    local package missing=()
    command -v dpkg-query > /dev/null || {
        say "This is not Debian: make sure that the equivalents of these are installed: $*"
        return
    }
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing with apt: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive \
        bash -c "$(declare -f apt_without_services); apt_without_services \"\$@\"" bash "${missing[@]}" >&2 ||
        fail "apt could not install: ${missing[*]}"
    leave_no_services "${missing[@]}"
}

# Runs apt while a policy keeps it from starting services (nginx would take port 80).
apt_without_services() {
    local policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        # shellcheck disable=SC2064 # the path is wanted as it is now
        trap "rm -f '$policy'" EXIT
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod 755 "$policy"
    fi
    apt-get update -q && apt-get install -q -y --no-install-recommends "$@"
}

# The packages were installed a moment ago, by us, for their programs: services of theirs (nginx, servers for tests) shall run
# neither now nor after the next start.
leave_no_services() {
    local units
    [ -d /run/systemd/system ] || return 0
    mapfile -t units < <(dpkg -L "$@" | sed -n 's|.*/systemd/system/\([^/@]*\.service\)$|\1|p' | sort -u)
    [ ${#units[@]} -eq 0 ] || as_root systemctl disable --quiet --now "${units[@]}" || true
}

# Stops with a clear word unless a Swift toolchain of 6.3 or later is on the PATH.
require_swift() {
    local version major minor
    command -v swift > /dev/null || fail "Swift is missing. Install the toolchain 6.3 for this system from" \
        "https://www.swift.org/install/linux/ and put its usr/bin on the PATH."
    version=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    IFS=. read -r major minor _ <<< "${version:-0.0}"
    if ((major < 6 || (major == 6 && minor < 3))); then
        fail "Swift ${version:-of an unknown version} is too old: 6.3 or later is needed" \
            "(https://www.swift.org/install/linux/)."
    fi
}

# Builds the release of the package at $1 with Swift's own libraries inside; sets `sluice` to the program.
build_release() {
    local options=(--package-path "$1" -c release --product sluice --static-swift-stdlib -Xswiftc -gline-tables-only)
    say "Building Sluice (the first time takes some minutes)"
    swift build "${options[@]}" >&2 || fail "the build failed"
    # shellcheck disable=SC2034 # for those who source this
    sluice=$(swift build "${options[@]}" --show-bin-path)/sluice
}
