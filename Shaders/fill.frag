// One colour: a cell without a picture, a background, a dimming.
// Premultiplied alpha.
uniform vec4 tint;
out vec4 color;

void main() {
    color = tint;
}
