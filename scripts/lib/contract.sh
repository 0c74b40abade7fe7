# shellcheck shell=bash
# Somebody else's client against the fake media server, so that it is no mirror of our own.

# shellcheck source=scripts/lib/foreign_client.sh
. scripts/lib/foreign_client.sh
contract_client=$foreign_client
# The dialects that this client speaks.
contract_dialects=(jellyfin10 jellyfin11 jellyfin12)

# contract: one line for each dialect; sets contract_failed when one was broken, and
# contract_skipped to the reason when nothing could be tried.
contract() {
    local folder program dialect python
    contract_failed=
    contract_skipped=
    scratch_folder folder
    find_foreign_client
    if [ -n "$foreign_client_missing" ]; then
        contract_skipped=$foreign_client_missing
        return
    fi
    if ! swift build --product fake-media-server >"$folder/log" 2>&1; then
        cat "$folder/log"
        fail "The fake media server could not be built; the lines above say why."
    fi
    program=$(swift build --show-bin-path)/fake-media-server
    ffmpeg -nostdin -v error -f lavfi -i testsrc2=size=640x360:rate=25 -t 10 -c:v libx264 \
        -preset ultrafast -pix_fmt yuv420p -movflags +faststart "$folder/clip.mp4"
    for dialect in "${contract_dialects[@]}"; do
        if timeout 120 "$python" scripts/lib/contract.py \
            "$program" "$folder/clip.mp4" "$dialect" >"$folder/log" 2>&1; then
            printf 'ok   %s\n' "$dialect"
        else
            cat "$folder/log"
            printf 'FAIL %s\n' "$dialect"
            contract_failed=yes
        fi
    done
}
