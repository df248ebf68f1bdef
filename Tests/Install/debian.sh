# shellcheck shell=bash
# A fresh Debian that boots in a container: what Tests/install and Tests/package do alike. To be sourced by bash, not run,
# after deploy/prerequisites.sh and with `root` set to the repository.

# A bare Debian, made once for all.
make_debian() {
    # shellcheck disable=SC2154 # those who source this set it
    local bare=$root/.build/debian
    [ ! -e "$bare.made" ] || return 0
    say "Making a Debian root"
    rm -rf --one-file-system "$bare"
    mkdir -p "$root/.build"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,sudo,procps,iproute2 bookworm "$bare" \
        > "$bare.log" 2>&1 || fail "debootstrap failed: see $bare.log"
    rm -f "$bare/usr/sbin/policy-rc.d"
    touch "$bare.made"
}

# make_base DIR PACKAGES-AND-OPTIONS: a bare Debian in DIR with these packages downloaded, but not installed: made once for
# each list of them.
make_base() {
    local base=$1 packages=$2
    [ "$(cat "$base.packages" 2> /dev/null)" != "$packages" ] || return 0
    make_debian
    say "Downloading Debian's packages"
    rm -rf --one-file-system "$base"
    mkdir -p "$(dirname "$base")"
    cp -a --reflink=auto "$root/.build/debian" "$base"
    systemd-nspawn --quiet --directory="$base" --register=no --keep-unit --pipe bash -c \
        "apt-get update -q && apt-get install -q -y --download-only $packages" \
        > "$base.log" 2>&1 || fail "Debian's packages could not be downloaded: see $base.log"
    echo "$packages" > "$base.packages"
}

# run_steps DIR COMMAND...: runs the steps, which boot the root in DIR, and ends with their status. With `keep` set the
# root stays.
run_steps() {
    local status=0
    host=$1
    shift
    trap clean_up EXIT
    trap 'exit 1' INT TERM HUP
    "$@" &
    container=$!
    wait "$container" || status=$?
    container=''
    exit "$status"
}

clean_up() {
    trap - EXIT
    if [ -n "$container" ] && kill -0 "$container" 2> /dev/null; then
        kill -TERM "$container" 2> /dev/null || true
        wait "$container" 2> /dev/null || true
    fi
    [ -n "${keep:-}" ] || rm -rf --one-file-system "$host"
}
