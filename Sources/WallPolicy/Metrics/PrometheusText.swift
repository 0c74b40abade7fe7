/// Metrics in Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct PrometheusText {
    /// What a family of series is.
    enum Kind: String {
        case counter, gauge, histogram
    }

    /// Labels in order: name and value.
    typealias Labels = [(String, String)]

    private(set) var text = ""
    /// What every series carries before its own labels.
    private let common: Labels

    /// - Parameter common: what every series carries.
    init(common: Labels) { self.common = common }

    /// A family: what it is, and its series. One without any is left out.
    mutating func family(
        _ name: String, _ kind: Kind, _ help: String, _ series: [(labels: Labels, value: Double)]
    ) {
        guard !series.isEmpty else { return }
        begin(name, kind, help)
        for one in series { line(name, one.labels, one.value) }
    }

    /// A family of one series without labels of its own.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        family(name, kind, help, [([], value)])
    }

    /// A histogram, or one for each of some labels. One without any is left out.
    mutating func histogram(
        _ name: String, _ help: String, _ series: [(labels: Labels, value: Histogram)]
    ) {
        guard !series.isEmpty else { return }
        begin(name, .histogram, help)
        for (labels, histogram) in series {
            var below = 0
            for (bound, count) in zip(histogram.bounds, histogram.counts) {
                below += count
                line(name + "_bucket", labels + [("le", Self.number(bound))], Double(below))
            }
            line(name + "_bucket", labels + [("le", "+Inf")], Double(histogram.count))
            line(name + "_sum", labels, histogram.sum)
            line(name + "_count", labels, Double(histogram.count))
        }
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: Double) {
        let all = (common + labels).map { "\($0)=\"\(Self.escaped($1))\"" }
        text += "\(name){\(all.joined(separator: ","))} \(Self.number(value))\n"
    }

    /// A whole number without a fraction, since people read this too.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        guard value.isFinite else { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }

    /// A label's value: backslash, quote and line end are written with a backslash.
    static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
