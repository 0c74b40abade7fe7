# Reads Swift files and prints, one a line, with tabs between:
#   FILE:LINE import MODULE      FILE:LINE canImport MODULE
#   FILE:LINE outside WORD       a clock or a generator that nobody passed in
# Comments and string literals are left out of it.

BEGIN { OFS = "\t" }

FNR == 1 { comment = 0; text = 0 }

{
    line = code($0)
    here = FILENAME ":" FNR

    rest = line
    while (match(rest, /canImport[ \t]*\([ \t]*[A-Za-z_][A-Za-z0-9_]*/)) {
        name = substr(rest, RSTART, RLENGTH)
        sub(/^.*\([ \t]*/, "", name)
        print here, "canImport", name
        rest = substr(rest, RSTART + RLENGTH)
    }

    count = split(line, statements, ";")
    for (i = 1; i <= count; i++) {
        statement = statements[i]
        # Attributes and access come before, the kind of a declaration after.
        while (sub(/^[ \t]*(@[A-Za-z_]+(\([^)]*\))?|public|package|internal|fileprivate|private)[ \t]+/, "", statement)) { }
        if (statement !~ /^[ \t]*import([ \t]|$)/) continue
        sub(/^[ \t]*import[ \t]*/, "", statement)
        sub(/^(struct|class|enum|protocol|typealias|func|let|var|actor|macro)[ \t]+/, "", statement)
        # A module's name that stands on the next line cannot be judged.
        name = statement
        gsub(/`/, "", name)
        sub(/[^A-Za-z0-9_].*$/, "", name)
        print here, "import", (name == "" ? "(name on another line)" : name)
    }

    rest = line
    while (match(rest, /(Continuous|Suspending)Clock(\(\)|\.now|\.Instant\.now)|SystemRandomNumberGenerator|\.(shuffled|shuffle|randomElement)\(\)|Task\.sleep/)) {
        print here, "outside", substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
    }
}

# The line without comments and string literals; remembers what stays open:
# `comment` is the depth of /* */, `text` whether a """ is open.
function code(raw,    out, two, at, n) {
    out = ""
    n = length(raw)
    at = 1
    while (at <= n) {
        two = substr(raw, at, 2)
        if (comment > 0) {
            if (two == "/*") { comment++; at += 2 }
            else if (two == "*/") { comment--; at += 2 }
            else at++
            continue
        }
        if (text) {
            if (substr(raw, at, 3) == "\"\"\"") { text = 0; at += 3 }
            else if (two ~ /^\\/) at += 2
            else at++
            continue
        }
        if (two == "//") break
        if (two == "/*") { comment = 1; out = out " "; at += 2; continue }
        if (substr(raw, at, 3) == "\"\"\"") { text = 1; at += 3; continue }
        if (substr(raw, at, 1) == "\"") {
            at++
            while (at <= n && substr(raw, at, 1) != "\"")
                at += (substr(raw, at, 1) == "\\" ? 2 : 1)
            at++
            out = out "\"\""
            continue
        }
        out = out substr(raw, at, 1)
        at++
    }
    return out
}
