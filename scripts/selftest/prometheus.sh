#!/usr/bin/env bash
# The alerts of config/prometheus-rules.yml: Prometheus reads them, and each fires when it should
# and not before.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/checks.sh
. scripts/lib/checks.sh
scratch=
scratch_folder scratch

rules=config/prometheus-rules.yml
run_capturing promtool check rules --lint-fatal "$rules"
expect "prometheus: the rules are rules" 0 SUCCESS
run_capturing promtool test rules scripts/selftest/prometheus-rules-test.yml
expect "prometheus: each alert fires, and not before" 0 SUCCESS

# An alert that nobody tests could be missing without anybody's knowing.
mapfile -t alerts < <(sed -n 's/^ *- alert: //p' "$rules")
[ ${#alerts[@]} -gt 0 ] || failed "prometheus: there are no alerts in $rules"
for alert in "${alerts[@]}"; do
    mkdir -p "$scratch/config" "$scratch/scripts/selftest"
    cp scripts/selftest/prometheus-rules-test.yml "$scratch/scripts/selftest/"
    sed "s/- alert: $alert\$/- alert: ${alert}Gone/" "$rules" >"$scratch/$rules"
    run_capturing promtool test rules "$scratch/scripts/selftest/prometheus-rules-test.yml"
    expect "prometheus: without $alert the tests fail" 1 "$alert"
done
[ "$checks_failed" -eq 0 ]
