# shellcheck shell=bash
# Sourced by scripts/test after setup.sh: the real engines that sources of data are tested on.
# The tests start them on free ports of this machine and stop them; nothing that runs already is used or touched.

# PyPI's package of DuckDB's own program, which no distribution has.
duckdb_package=duckdb-cli==1.5.6
engines_folder=$repository/.build/engines
engines_path=$engines_folder/duckdb_cli

install_engines() {
    local packages=()
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
    command -v clickhouse-server >/dev/null || packages+=(clickhouse-server)
    if [[ ! -x $engines_path/duckdb ]] && ! python3 -m pip --version >/dev/null 2>&1; then
        packages+=(python3-pip)
    fi
    if ((${#packages[@]} > 0)); then
        install_packages "${packages[@]}"
    fi
    if [[ ! -x $engines_path/duckdb ]]; then
        say "Installing $duckdb_package ..."
        python3 -m pip install --quiet --root-user-action=ignore --disable-pip-version-check \
            --target "$engines_folder" "$duckdb_package" >&2 \
            || fail "pip could not install $duckdb_package: see its message above"
    fi
}
