/// How many letters must be put in, taken out, replaced or swapped with their
/// neighbour to make one word of the other. Takes as many steps as the product
/// of both lengths in bytes.
public func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let isSame = left[row] == right[column]
            var best = min(
                last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}

/// The known name that a person most likely meant, if one is near enough: up to
/// a third of its letters, at least two, may differ.
func nearestName(to name: String, among known: [String]) -> String? {
    var nearest: (name: String, distance: Int)?
    for candidate in known {
        let own = candidate.utf8.count - TunableTable.prefix.utf8.count
        let limit = max(2, own / 3)
        // Also bounds the work for a name of many kilobytes.
        guard abs(candidate.utf8.count - name.utf8.count) <= limit else { continue }
        let distance = editDistance(name, candidate)
        if distance <= limit, distance < nearest?.distance ?? Int.max {
            nearest = (candidate, distance)
        }
    }
    return nearest?.name
}
