// Flatten a product onto the plane y = 0 along one direction of light. Every direction is drawn at its own depth, each
// nearer than the last, and the test is "less": however often a product folds over itself it takes the light once.
uniform mat4 T_plane_model;
uniform vec3 towards;  // to the light, plane space
uniform vec4 window;   // middle x, middle z, half width, half depth, metres
uniform float layer;   // -1..1
in vec3 in_position;
void main() {
    vec3 at = (T_plane_model * vec4(in_position, 1.0)).xyz;
    vec2 hit = at.xz - towards.xz / towards.y * max(at.y, 0.0);
    gl_Position = vec4((hit - window.xy) / window.zw, layer, 1.0);
}
