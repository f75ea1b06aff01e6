// A glTF material: `block` of arkit/draw/material.py, and its pictures.
layout(std140) uniform Material {
    vec4 base_factor;
    vec4 emissive_factor;  // w: alpha cutoff
    vec4 surface_factor;   // metallic, roughness, normal scale, occlusion strength
    vec4 specular_factor;  // reflectance at normal incidence, strength
    vec4 sheen_factor;     // w: roughness
    vec4 coat_factor;      // strength, roughness, transmission
    vec4 attenuation;
    vec4 uv_rows[24];
};
uniform sampler2D base_map, metal_map, normal_map, occlusion_map, emissive_map, sheen_map, sheen_roughness_map;
uniform sampler2D coat_map, coat_roughness_map, specular_map, specular_color_map, transmission_map;

in vec3 position;
#ifdef HAS_NORMAL
in vec3 normal;
#endif
#ifdef HAS_TANGENT
in vec4 tangent;
#endif
#ifdef HAS_TEXCOORD_0
in vec2 uv0;
#else
const vec2 uv0 = vec2(0.0);
#endif
#ifdef HAS_TEXCOORD_1
in vec2 uv1;
#else
const vec2 uv1 = vec2(0.0);
#endif
#ifdef HAS_COLOR_0
in vec4 color;
#endif

vec2 uv_of(int slot) {
    vec4 u = uv_rows[2 * slot], v = uv_rows[2 * slot + 1];
    vec3 at = vec3(u.w < 0.5 ? uv0 : uv1, 1.0);
    return vec2(dot(u.xyz, at), dot(v.xyz, at));
}

#ifdef MAP_BASE
// A picture seen at a slant: four looks along the longer way across a pixel, each as fine as the shorter, at most four
// times as fine. The driver's own anisotropy is left off: llvmpipe walks whole footprints, and slivers made one sofa of
// 43,000 triangles take 49 s.
vec4 slanted(sampler2D map, vec2 uv) {
    vec2 across = dFdx(uv), down = dFdy(uv), size = vec2(textureSize(map, 0));
    float x = length(across * size), y = length(down * size);
    vec2 way = x > y ? across : down;
    float level = log2(max(max(min(x, y), max(x, y) * 0.25), 1e-6));
    vec4 sum = vec4(0.0);
    for (int look = 0; look < 4; ++look) sum += textureLod(map, uv + way * (float(look) * 0.25 - 0.375), level);
    return sum * 0.25;
}
#endif

vec4 base_color() {
    vec4 base = base_factor;
#ifdef MAP_BASE
    base *= slanted(base_map, uv_of(0));
#endif
#ifdef HAS_COLOR_0
    base *= color;
#endif
    return base;
}

// The geometric normal on the side the eye sees.
vec3 smooth_normal() {
#ifdef HAS_NORMAL
    return normalize(normal) * (gl_FrontFacing ? 1.0 : -1.0);
#else
    vec3 flat_normal = normalize(cross(dFdx(position), dFdy(position)));
    return dot(flat_normal, position) > 0.0 ? -flat_normal : flat_normal;
#endif
}

// The normal with its map; without tangents they come from how position and coordinates change over the screen.
vec3 mapped_normal(vec3 n) {
#ifdef MAP_NORMAL
    vec2 uv = uv_of(2);
    vec3 bump = texture(normal_map, uv).xyz * 2.0 - 1.0;
    bump.xy *= surface_factor.z;
#ifdef HAS_TANGENT
    vec3 t = normalize(tangent.xyz - n * dot(n, tangent.xyz));
    float side = gl_FrontFacing ? 1.0 : -1.0;
    vec3 b = cross(n * side, t) * tangent.w;
    return normalize(t * bump.x + b * bump.y + n * bump.z);
#else
    vec3 px = dFdx(position), py = dFdy(position);
    vec2 ux = dFdx(uv), uy = dFdy(uv);
    vec3 across_y = cross(py, n), across_x = cross(n, px);
    vec3 t = across_y * ux.x + across_x * uy.x;
    vec3 b = across_y * ux.y + across_x * uy.y;
    float longest = max(dot(t, t), dot(b, b));
    if (longest <= 0.0) return n;
    float scale = inversesqrt(longest) * sign(dot(cross(px, py), n));
    return normalize((t * bump.x - b * bump.y) * scale + n * bump.z);
#endif
#else
    return n;
#endif
}
