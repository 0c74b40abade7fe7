/// What is to happen, the earliest first; of what is due at the same time, what was put in first.
struct SimulationQueue<Element> {
    private struct Entry {
        var time: Double
        let number: UInt64
        let element: Element

        func comes(before other: Entry) -> Bool {
            time != other.time ? time < other.time : number < other.number
        }
    }

    private var heap: [Entry] = []
    private var pushed: UInt64 = 0

    /// When the first of them is due.
    var firstTime: Double? { heap.first?.time }

    mutating func push(_ element: Element, at time: Double) {
        pushed += 1
        heap.append(Entry(time: time, number: pushed, element: element))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].comes(before: heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (time: Double, element: Element)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return (first.time, first.element) }
        heap[0] = last
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].comes(before: heap[best]) { best = child }
            }
            if best == parent { break }
            heap.swapAt(parent, best)
            parent = best
        }
        return (first.time, first.element)
    }

    /// Puts off what is chosen by so many seconds.
    mutating func delay(by seconds: Double, where chosen: (Element) -> Bool) {
        let old = heap.sorted { $0.comes(before: $1) }
        heap = []
        for entry in old {
            push(entry.element, at: entry.time + (chosen(entry.element) ? seconds : 0))
        }
    }
}
