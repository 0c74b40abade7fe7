// A card or a label: premultiplied alpha, pixel for pixel.
uniform sampler2D picture;
in vec2 texel;
out vec4 color;

void main() {
    color = texture(picture, texel);
}
