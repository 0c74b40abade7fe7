// A cell's video, or a whole canvas on its way to the window. Opaque: the
// alpha that a decoder leaves in a frame means nothing.
uniform sampler2D picture;
in vec2 texel;
out vec4 color;

void main() {
    color = vec4(texture(picture, texel).rgb, 1.0);
}
