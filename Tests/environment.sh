# shellcheck shell=bash
# Functions for the scripts that test Sluice. To be sourced by bash, after deploy/prerequisites.sh.

# A Python environment below .build, made again when the requirements change; sets `python`.
prepare_python() {
    local requirements=$1/Tests/Clients/requirements.txt venv=$1/.build/client-tests
    if ! cmp -s "$requirements" "$venv/requirements.txt"; then
        say "Preparing the Python environment of the client tests"
        python3 -m venv --clear "$venv" || fail "the Python environment could not be made"
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2 ||
            fail "the Python packages of the client tests could not be installed"
        cp "$requirements" "$venv/requirements.txt"
    fi
    # shellcheck disable=SC2034 # for those who source this
    python=$venv/bin/python
    export SLUICE_TEST_PYTHON=$python
    export PYTHONPYCACHEPREFIX=$1/.build/pycache
}

# Real files as Zarr v3 stores below .build, for the tests that read them; sets SLUICE_TEST_STORES. Some of the files
# cannot be stores at all: the maker names them and says so by its status.
prepare_real_stores() {
    local log=$1/.build/real-stores.log maker=$SLUICE_TEST_DATA/tools/make_real_stores.py stores=$1/.build/real-stores
    [ -r "$maker" ] || return 0
    say "Turning real files into stores"
    "$python" "$maker" --all "$SLUICE_TEST_DATA/data/real" --out "$stores" --format v3 > "$log" ||
        true
    compgen -G "$stores/*.zarr" > /dev/null || fail "no real file became a store: see $log"
    export SLUICE_TEST_STORES=$stores
}

# Grids as models write them as stores below .build, with tables of what they mean; sets SLUICE_TEST_GRIDS. The maker
# leaves out what the environment has no packages for.
prepare_grids() {
    local log=$1/.build/grids.log maker=$SLUICE_TEST_DATA/tools/make_grid_fixtures.py grids=$1/.build/grids
    [ -r "$maker" ] || return 0
    say "Making stores of grids"
    mkdir -p "$grids"
    "$python" "$maker" "$grids" > "$log" 2>&1 || true
    compgen -G "$grids/*.expected.json" > /dev/null || return 0
    export SLUICE_TEST_GRIDS=$grids
}

# Prints the packages that tests call, beside those that the product needs. The second S3 server's are only of
# use where the test data have the script that runs it.
packages_of_tests() {
    # The Debian releases of netCDF-C and libdap read what the newer ones of the Python environment read too.
    printf '%s\n' python3-venv libxml2-utils netcdf-bin python3-netcdf4 libdap-bin haproxy iproute2 prometheus redis-server
    # Large ones: whoever signs in over HTTPS beside them is skipped by name.
    [ -z "${SLUICE_TEST_DATA:-}" ] || printf '%s\n' python3-qgis qgis-providers gdal-bin chromium libnss3-tools
    if [ -n "${SLUICE_TEST_DATA:-}" ] && [ -r "$SLUICE_TEST_DATA/tools/s3_swift.sh" ]; then
        printf '%s\n' swift swift-proxy swift-account swift-container swift-object memcached
    fi
}

# A Python of 3.12 or later with icechunk 2 below .build, for the tests that write repositories of spec 2; sets
# SLUICE_PYTHON_ICECHUNK2. Debian 12 has none: the next release's lends its files, without being installed. Where that fails too
# the tests are skipped by name.
prepare_newer_python() {
    local requirements=$1/Tests/Clients/requirements-icechunk2.txt home=$1/.build/python-icechunk2 found=''
    [ -z "${SLUICE_PYTHON_ICECHUNK2:-}" ] || return 0
    if ! cmp -s "$requirements" "$home/requirements.txt"; then
        say "Preparing a Python with icechunk 2"
        rm -rf "$home"
        mkdir -p "$home"
        found=$(newer_python)
        if [ -n "$found" ]; then
            "$found" -m venv "$home/venv"
        else
            borrow_python "$home" > "$home/log" 2>&1
        fi || {
            say "There is no Python of 3.12 or later: tests with icechunk 2 are skipped"
            return 0
        }
        install_for_newer_python "$home" "$requirements" >> "$home/log" 2>&1 || {
            say "icechunk 2 could not be installed (see $home/log): its tests are skipped"
            return 0
        }
        cp "$requirements" "$home/requirements.txt"
    fi
    SLUICE_PYTHON_ICECHUNK2=$(interpreter_in "$home")
    export SLUICE_PYTHON_ICECHUNK2
}

# Prints the interpreter of an environment, or the one that runs borrowed files.
interpreter_in() {
    if [ -x "$1/venv/bin/python" ]; then echo "$1/venv/bin/python"; else echo "$1/python"; fi
}

# Prints a Python of 3.12 or later that can make environments; nothing when there is none.
newer_python() {
    local candidate
    for candidate in python3 python3.15 python3.14 python3.13 python3.12 "$HOME"/.pyenv/versions/3.*/bin/python; do
        command -v "$candidate" > /dev/null || continue
        "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' 2> /dev/null || continue
        echo "$candidate"
        return
    done
}

# Unpacks the Python of Debian 13 and the libraries it needs into $1/root, and writes $1/python, which runs it with them.
borrow_python() {
    local home=$1 package
    command -v apt-get > /dev/null || return 1
    mkdir -p "$home"/apt/{lists/partial,archives/partial} "$home/root" "$home/packages"
    : > "$home/apt/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main" \
        > "$home/apt/sources.list"
    # Folders of its own for everything that apt reads and writes: nothing of this machine is touched.
    local options=(-q -o "Dir::Etc::sourcelist=$home/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$home/apt/lists" -o "Dir::State::status=$home/apt/status" -o "Dir::Cache=$home/apt"
        -o "Dir::Cache::archives=$home/apt/archives" -o Dir::Etc::preferencesparts=/dev/null -o APT::Sandbox::User=
        -o Acquire::Languages=none)
    apt-get "${options[@]}" update || return 1
    apt-get "${options[@]}" install -y --download-only --no-install-recommends python3.13 python3-pip libstdc++6 ||
        return 1
    for package in "$home"/apt/archives/*.deb; do dpkg -x "$package" "$home/root" || return 1; done
    rm -rf "$home/apt"
    cat > "$home/python" << 'TEXT'
#!/bin/sh
home=$(dirname "$(readlink -f "$0")")
libraries=$home/root/usr/lib/$(uname -m)-linux-gnu
export PYTHONHOME="$home/root/usr" PYTHONPATH="$home/packages" PYTHONNOUSERSITE=1
# The loader of these files, not that of the machine.
for loader in "$home"/root/usr/lib64/ld-linux-*.so.* "$home"/root/usr/lib/ld-linux-*.so.*; do
    [ ! -x "$loader" ] || exec "$loader" --argv0 "$0" --library-path "$libraries" "$home/root/usr/bin/python3.13" "$@"
done
exit 1
TEXT
    chmod +x "$home/python"
    "$home/python" -c 'import ssl, sqlite3'
}

install_for_newer_python() {
    local options=(--quiet --disable-pip-version-check -r "$2")
    [ ! -d "$1/packages" ] || options+=(--break-system-packages --root-user-action ignore --target "$1/packages")
    local interpreter
    interpreter=$(interpreter_in "$1")
    "$interpreter" -m pip install "${options[@]}" && "$interpreter" -c 'import icechunk, netCDF4, xarray'
}
