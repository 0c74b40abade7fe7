import CLinux
import Dispatch
import WallPolicy

/// A catalogue that is being sorted in.
struct CataloguePreparation {
    /// On what it happens: one after the other.
    let queue = DispatchQueue(label: "hyperwall.catalogue", qos: .utility)
    /// Which catalogue it is, from 1; an older one is of no interest any more.
    var number = 0
    /// How often it was sorted in, and the wall had changed meanwhile.
    var tries = 0
    /// What came with it.
    var problems: [WallProblem] = []
}

extension Wall {
    /// From so many items on a catalogue is sorted in elsewhere: less takes less than a frame's
    /// time here.
    static let largeCatalogue = 1_000
    /// From so many items on the memory that a reading took is worth giving back.
    static let trimmedCatalogue = 20_000
    /// After so many tries it is done here, whatever that costs: cells that change all the time
    /// must not keep a wall from its new items.
    static let preparationsMax = 5

    /// The sources hold these items now.
    func adopt(_ items: [MediaItem], _ problems: [WallProblem]) {
        for problem in problems where !policy.problems.contains(problem) {
            logger.warning("\(problem.words)")
        }
        countStart(items)
        preparation.number += 1
        preparation.tries = 0
        preparation.problems = problems
        // A wall that has nothing yet has nothing to lose.
        guard items.count >= Self.largeCatalogue, policy.hasCatalogue else {
            return replaceCatalogue { handle(.catalogue(items: items, problems: problems)) }
        }
        prepare(items)
    }

    /// A catalogue was sorted in.
    func take(_ catalogue: PreparedCatalogue, _ number: Int) {
        guard number == preparation.number else { return }
        preparation.tries += 1
        guard policy.fits(catalogue) || preparation.tries >= Self.preparationsMax else {
            return prepare(catalogue.items)
        }
        let problems = preparation.problems
        let began = now
        replaceCatalogue { handle(.prepared(catalogue, problems: problems)) }
        logger.debug(
            "\(catalogue.items.count) items taken in \(Int((now - began) * 1000)) ms, try \(preparation.tries)"
        )
    }

    private func prepare(_ items: [MediaItem]) {
        let basis = policy.catalogueBasis
        let seed = generator.next()
        let number = preparation.number
        let mailbox = mailbox
        preparation.queue.async {
            var generator = WallGenerator(seed: seed)
            let prepared = basis.prepare(items, using: &generator)
            mailbox.post(.prepared(prepared, number: number))
        }
    }

    /// Takes a new catalogue; the old one is taken apart elsewhere.
    private func replaceCatalogue(_ body: () -> Void) {
        let old = policy.replaceable
        body()
        // By then nobody here holds it any more.
        let isLarge = policy.itemCount >= Self.trimmedCatalogue
        preparation.queue.asyncAfter(deadline: .now() + 1) {
            _ = old
            // What reading it took lies scattered over the heap, and would stay there for good.
            if isLarge { _ = hw_trim_memory() }
        }
    }
}
