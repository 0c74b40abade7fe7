// The focus ring: a frame along the inside of the rectangle. Its outer edge
// is the cell's, its inner corners are rounded and smooth.
uniform vec4 rect;
// Premultiplied alpha.
uniform vec4 tint;
// Pixels.
uniform float thickness;
in vec2 place;
out vec4 color;

void main() {
    vec2 hole = max(rect.zw * 0.5 - thickness, 0.0);
    float radius = min(thickness * 1.5, min(hole.x, hole.y));
    // Signed distance to the hole, a rounded box; negative inside of it.
    vec2 q = abs(place - rect.zw * 0.5) - hole + radius;
    float edge = length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - radius;
    color = tint * clamp(edge + 0.5, 0.0, 1.0);
}
