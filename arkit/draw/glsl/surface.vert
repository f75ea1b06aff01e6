uniform mat4 T_camera_node;
uniform mat3 normal_matrix;
in vec3 in_position;
out vec3 position;
#ifdef HAS_NORMAL
in vec3 in_normal;
out vec3 normal;
#endif
#ifdef HAS_TANGENT
in vec4 in_tangent;
out vec4 tangent;
#endif
#ifdef HAS_TEXCOORD_0
in vec2 in_uv0;
out vec2 uv0;
#endif
#ifdef HAS_TEXCOORD_1
in vec2 in_uv1;
out vec2 uv1;
#endif
#ifdef HAS_COLOR_0
in vec4 in_color;
out vec4 color;
#endif

void main() {
    vec4 at = T_camera_node * vec4(in_position, 1.0);
    position = at.xyz;
    gl_Position = projection * at;
#ifdef HAS_NORMAL
    normal = normal_matrix * in_normal;
#endif
#ifdef HAS_TANGENT
    tangent = vec4(mat3(T_camera_node) * in_tangent.xyz, in_tangent.w);
#endif
#ifdef HAS_TEXCOORD_0
    uv0 = in_uv0;
#endif
#ifdef HAS_TEXCOORD_1
    uv1 = in_uv1;
#endif
#ifdef HAS_COLOR_0
    color = in_color;
#endif
}
