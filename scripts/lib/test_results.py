"""Adds up one run of `swift test`.

    test_results.py STREAM LOG STATUS

STREAM is Swift Testing's event stream (JSON lines), LOG what the run printed,
STATUS its exit status. Prints a line for each failed and each skipped test and
then `PASSED FAILED` as the last line. A test that began and never ended (a
crash) has failed; a run that failed without a failed test, or ran no test at
all, counts as one failure.
"""

import json
import re
import sys


def read_stream(path):
    """The records of the stream; a line cut short by a crash ends it."""
    records = []
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            for line in stream:
                try:
                    record = json.loads(line)
                except ValueError:
                    break
                if isinstance(record, dict) and isinstance(record.get("payload"), dict):
                    records.append(record)
    except OSError:
        pass
    return records


def outcomes_of(records):
    """Outcome by test id (`passed`, `failed`, `skipped`, `unfinished`), names,
    reasons of skipped tests, and whether the run came to its end."""
    names, outcomes, reasons, ended = {}, {}, {}, False
    for record in records:
        payload = record["payload"]
        if record.get("kind") == "test":
            if payload.get("kind") == "function":
                names[payload["id"]] = payload["id"].rsplit("/", 1)[0]
            continue
        kind, test = payload.get("kind"), payload.get("testID")
        symbols = [message.get("symbol") for message in payload.get("messages", [])]
        ended = ended or kind == "runEnded"
        if test not in names:
            continue
        if kind == "testStarted":
            outcomes[test] = "unfinished"
        elif kind == "testEnded":
            if "fail" in symbols:
                outcomes[test] = "failed"
            elif "skip" in symbols:
                outcomes[test] = "skipped"
            else:
                outcomes[test] = "passed"
        elif kind in ("testSkipped", "testCancelled"):
            outcomes[test] = "skipped"
            comments = payload.get("_comments") or payload.get("comments") or []
            reasons.setdefault(test, "; ".join(map(str, comments)) or "no reason given")
    return names, outcomes, reasons, ended


def counts_in_log(path):
    """Passed and failed by the printed lines, for a toolchain without the stream."""
    passed = failed = 0
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            if re.match(r"^\S+ Test (?!run with|case).* passed after [0-9.]+ seconds", line):
                passed += 1
            elif re.match(r"^\S+ Test (?!run with|case).* failed after [0-9.]+ seconds", line):
                failed += 1
    return passed, failed


def main(stream, log, status):
    records = read_stream(stream)
    if records:
        names, outcomes, reasons, ended = outcomes_of(records)
        for test in sorted(outcomes):
            if outcomes[test] == "skipped":
                print(f"skipped {names[test]}: {reasons.get(test, 'no reason given')}")
        for test in sorted(outcomes):
            if outcomes[test] == "failed":
                print(f"not ok {names[test]}")
            elif outcomes[test] == "unfinished":
                print(f"not ok {names[test]}: it began and did not end")
        values = list(outcomes.values())
        passed = values.count("passed")
        failed = values.count("failed") + values.count("unfinished")
        if not ended and failed == 0:
            print("not ok swift test: the run broke off")
            failed = 1
    else:
        passed, failed = counts_in_log(log)
    if status != 0 and failed == 0:
        print(f"not ok swift test: exit status {status} without a failed test")
        failed = 1
    if passed + failed == 0:
        print("not ok swift test: no test ran")
        failed = 1
    print(passed, failed)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
