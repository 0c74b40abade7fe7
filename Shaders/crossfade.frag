// An item change: the last frame of the item before gives way to the new one.
uniform sampler2D picture;
uniform sampler2D before;
// 0: only `before`; 1: only `picture`.
uniform float progress;
in vec2 texel;
out vec4 color;

void main() {
    color = vec4(mix(texture(before, texel).rgb, texture(picture, texel).rgb, progress), 1.0);
}
