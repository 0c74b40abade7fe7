import Dispatch
import Display
import Geometry
import WallPolicy

/// Pictures of the media server's items, for the cards of cells that wait. Main thread only.
struct PictureShelf {
    /// Pixels of one at most: a card's picture on a 4K display is smaller.
    static let box = PixelSize(width: 480, height: 480)
    /// Pictures that are kept; more cells than that are not in trouble for long.
    static let countMax = 64

    private enum Place {
        case asked
        case missing
        case here(Bitmap)
    }

    private var places: [ItemID: Place] = [:]
    /// The oldest first.
    private var order: [ItemID] = []

    /// The picture, if it is here.
    func picture(of item: ItemID) -> Bitmap? {
        if case .here(let bitmap)? = places[item] { bitmap } else { nil }
    }

    /// Asks for it, once.
    mutating func want(_ item: ItemID, of server: any ItemServer, _ mailbox: Mailbox) {
        guard places[item] == nil else { return }
        if order.count >= Self.countMax { places[order.removeFirst()] = nil }
        places[item] = .asked
        order.append(item)
        server.picture(item, width: Self.box.width, height: Self.box.height) { bytes in
            // Its own time: reading a picture takes some milliseconds.
            DispatchQueue.global(qos: .utility).async {
                let bitmap = bytes.flatMap { PictureDecoder.bitmap($0, fitting: Self.box) }
                mailbox.post(.picture(item, bitmap))
            }
        }
    }

    /// The answer.
    mutating func put(_ item: ItemID, _ bitmap: Bitmap?) {
        guard places[item] != nil else { return }
        places[item] = bitmap.map(Place.here) ?? Place.missing
    }
}
