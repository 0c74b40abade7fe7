# shellcheck shell=bash
# Somebody else's client of media servers, for what must not be a mirror of our own.

# As its project publishes it on PyPI.
foreign_client=jellyfin-apiclient-python==1.20.2

# find_foreign_client: sets `python` to an interpreter that has it, made once for this checkout;
# sets foreign_client_missing to the reason when it cannot be had.
find_foreign_client() {
    local folder=.build/foreign-client made=.build/foreign-client.$$ log
    foreign_client_missing=
    python=$checkout/$folder/bin/python
    if [ "$(cat "$folder/version" 2>/dev/null)" = "$foreign_client" ] && "$python" -c '' 2>/dev/null; then
        return
    fi
    scratch_folder log
    mkdir -p .build
    if ! python3 -m venv "$made" >"$log/log" 2>&1; then
        foreign_client_missing="there is no python3-venv"
    elif ! "$made/bin/python" -m pip install --quiet --disable-pip-version-check \
        --retries 1 --timeout 20 "$foreign_client" >"$log/log" 2>&1; then
        foreign_client_missing="$foreign_client cannot be had from PyPI ($(grep -m 1 '^ERROR' "$log/log" || echo "no network"))"
    else
        echo "$foreign_client" >"$made/version"
        rm -rf "$folder"
        mv "$made" "$folder"
    fi
    rm -rf "$made"
}
