uniform vec2 share;
out vec4 taken;
void main() { taken = vec4(share, 0.0, 0.0); }
