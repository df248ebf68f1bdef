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
