# shellcheck shell=bash
# Sourced by scripts/test after setup.sh: the browser that the pages are tested in, and axe-core, which looks at them for
# what keeps people out.

# PyPI's package that brings axe-core's own file; nothing else of it is used.
axe_package=axe-playwright-python==0.1.8
axe_folder=$repository/.build/axe
axe_file=$axe_folder/axe_playwright_python/axe.min.js

install_browser() {
    local packages=()
    if ! command -v chromedriver >/dev/null || ! command -v chromium >/dev/null; then
        packages+=(chromium chromium-driver)
    fi
    if [[ ! -f $axe_file ]] && ! python3 -m pip --version >/dev/null 2>&1; then
        packages+=(python3-pip)
    fi
    if ((${#packages[@]} > 0)); then
        install_packages "${packages[@]}"
    fi
    if [[ ! -f $axe_file ]]; then
        say "Installing axe-core ($axe_package) ..."
        python3 -m pip install --quiet --root-user-action=ignore --disable-pip-version-check --no-deps \
            --target "$axe_folder" "$axe_package" >&2 \
            || fail "pip could not install $axe_package: see its message above"
    fi
}
