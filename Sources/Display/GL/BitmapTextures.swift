import CGL
import Geometry

/// The textures of labels and cards: each bitmap is uploaded once, however
/// often it is drawn.
final class BitmapTextures {
    /// The most pictures: 64 cells with a label, a card and statistics each.
    static let countMax = 256
    /// The most pixels in them: as 64 MiB hold, eight screens of 1920×1080.
    static let pixelsMax = 16 << 20

    private struct Entry {
        /// Held, so that no other bitmap can get its identity.
        var bitmap: Bitmap
        let texture: GLuint
        var use: UInt64
    }

    private var entries: [ObjectIdentifier: Entry] = [:]
    private var pixels = 0
    private var clock: UInt64 = 0
    /// How many uploads there were.
    private(set) var uploads = 0

    /// How many are held.
    var count: Int { entries.count }

    /// The texture of a bitmap. Leaves texture unit 0 active.
    func texture(for bitmap: Bitmap) -> GLuint {
        clock += 1
        let key = ObjectIdentifier(bitmap)
        // One look-up, and no copy of the entry.
        if let index = entries.index(forKey: key) {
            entries.values[index].use = clock
            return entries.values[index].texture
        }
        makeRoom(for: bitmap.pixels.count)
        let texture = Self.upload(bitmap)
        uploads += 1
        pixels += bitmap.pixels.count
        entries[key] = Entry(bitmap: bitmap, texture: texture, use: clock)
        return texture
    }

    /// Deletes all; the context must be current.
    func close() {
        for key in Array(entries.keys) { remove(key) }
    }

    private func makeRoom(for count: Int) {
        // A text that changed: nobody else can name the old one any more.
        var index = entries.startIndex
        var forgotten: [ObjectIdentifier] = []
        while index != entries.endIndex {
            if isKnownUniquelyReferenced(&entries.values[index].bitmap) {
                forgotten.append(entries.keys[index])
            }
            entries.formIndex(after: &index)
        }
        for key in forgotten { remove(key) }
        while !entries.isEmpty,
            entries.count >= Self.countMax || pixels + count > Self.pixelsMax
        {
            guard let oldest = entries.min(by: { $0.value.use < $1.value.use }) else { return }
            remove(oldest.key)
        }
    }

    private func remove(_ key: ObjectIdentifier) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        pixels -= entry.bitmap.pixels.count
        var name = entry.texture
        glDeleteTextures(1, &name)
    }

    private static func upload(_ bitmap: Bitmap) -> GLuint {
        let texture = RenderTarget.makeTexture(smooth: false)
        // B G R A in memory. GL ES knows no such format, so red and blue
        // change places where the texture is read, which costs nothing.
        glTexParameteri(GLName.texture2D, GLenum(GL_TEXTURE_SWIZZLE_R), GL_BLUE)
        glTexParameteri(GLName.texture2D, GLenum(GL_TEXTURE_SWIZZLE_B), GL_RED)
        bitmap.pixels.withUnsafeBytes { bytes in
            glTexImage2D(
                GLName.texture2D, 0, GL_RGBA8, GLsizei(bitmap.width), GLsizei(bitmap.height), 0,
                GLName.rgba, GLName.unsignedByte, bytes.baseAddress)
        }
        return texture
    }
}
