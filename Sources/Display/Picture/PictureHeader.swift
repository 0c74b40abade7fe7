public import Geometry

/// What a picture file says of its size, before anybody makes room for it: a file of a few
/// bytes can claim to have billions of pixels.
public enum PictureHeader {
    /// The size of a JPEG or PNG file; nil for anything else, and for rubbish.
    public static func size(of bytes: [UInt8]) -> PixelSize? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return png(bytes)
        }
        return bytes.starts(with: [0xFF, 0xD8, 0xFF]) ? jpeg(bytes) : nil
    }

    /// The first chunk is IHDR: width and height stand 16 bytes from the beginning.
    private static func png(_ bytes: [UInt8]) -> PixelSize? {
        guard bytes.count >= 24, Array(bytes[12..<16]) == Array("IHDR".utf8) else { return nil }
        func number(_ at: Int) -> Int {
            bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        return PixelSize(width: number(16), height: number(20))
    }

    /// Segments until a frame header (SOF0…SOF15 without DHT, JPG, DAC).
    private static func jpeg(_ bytes: [UInt8]) -> PixelSize? {
        var at = 2
        while at + 9 < bytes.count {
            guard bytes[at] == 0xFF else { return nil }
            let marker = bytes[at + 1]
            if marker == 0xFF {
                at += 1
                continue
            }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return PixelSize(
                    width: Int(bytes[at + 7]) << 8 | Int(bytes[at + 8]),
                    height: Int(bytes[at + 5]) << 8 | Int(bytes[at + 6]))
            }
            // Pictures begin only behind their frame header.
            guard marker != 0xDA, marker != 0xD9 else { return nil }
            let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
            guard length >= 2 else { return nil }
            at += 2 + length
        }
        return nil
    }
}
