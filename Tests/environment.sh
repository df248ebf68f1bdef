# shellcheck shell=bash
# Functions for the scripts that test Sluice. To be sourced by bash, after deploy/prerequisites.sh.

# A Python environment below .build, made again when the requirements change; sets `python`.
prepare_python() {
    local root=$1 requirements=$1/Tests/Clients/requirements.txt venv=$1/.build/client-tests
    if ! cmp -s "$requirements" "$venv/requirements.txt"; then
        say "Preparing the Python environment of the client tests"
        python3 -m venv --clear "$venv" || fail "the Python environment could not be made"
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2 ||
            fail "the Python packages of the client tests could not be installed"
        cp "$requirements" "$venv/requirements.txt"
    fi
    # shellcheck disable=SC2034 # for those who source this
    python=$venv/bin/python
    export PYTHONPYCACHEPREFIX=$root/.build/pycache
}
