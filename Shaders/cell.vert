// Every quad. The version line is put in front when the file is loaded
// (GL 3.3 core or GL ES 3.0); there is no vertex buffer, the four corners
// follow from the vertex's number.

// Pixels of the target, origin top left.
uniform vec4 rect;
// Width and height of the target.
uniform vec2 target;
// 1 for our own textures, whose row 0 is the top of the picture;
// -1 for a window, whose row 0 is the bottom.
uniform float updown;
// The texture coordinates of the rectangle's top left corner, and the ways
// from there along its top and left edges: a rotation is a choice of these.
uniform vec2 origin;
uniform vec2 across;
uniform vec2 down;

// Texture coordinates.
out vec2 texel;
// Pixels from the rectangle's top left corner.
out vec2 place;

void main() {
    vec2 corner = vec2(float(gl_VertexID % 2), float(gl_VertexID / 2));
    place = corner * rect.zw;
    texel = origin + corner.x * across + corner.y * down;
    vec2 clip = (rect.xy + place) / target * 2.0 - 1.0;
    gl_Position = vec4(clip.x, clip.y * updown, 0.0, 1.0);
}
