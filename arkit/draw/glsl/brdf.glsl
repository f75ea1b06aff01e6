// Light and surface. Irradiance is divided by pi throughout: a white matt surface under 1 sends 1 to the eye.
const float PI = 3.14159265;
const float LEVELS = 6.0;
uniform sampler3D radiance_map;
uniform sampler2D table_map;

vec3 to_studio(vec3 d) {
    return vec3(dot(studio_rows[0].xyz, d), dot(studio_rows[1].xyz, d), dot(studio_rows[2].xyz, d));
}

// Irradiance on a surface with normal n.
float irradiance(vec3 n) {
#ifdef MEASURED
    vec3 d = n;  // light that was measured is told in camera space
#else
    vec3 d = to_studio(n);
#endif
    return harmonics[0].x + dot(vec3(harmonics[0].yzw), d.yzx)
        + dot(harmonics[1], vec4(d.x * d.y, d.y * d.z, 3.0 * d.z * d.z - 1.0, d.x * d.z)) * 1.0
        + harmonics[2].x * (d.x * d.x - d.y * d.y);
}

// Radiance along r through a lobe of this roughness.
float radiance(vec3 r, float roughness) {
    vec3 d = to_studio(r);
    d /= abs(d.x) + abs(d.y) + abs(d.z);
    vec2 fold = (1.0 - abs(d.zx)) * vec2(d.x < 0.0 ? -1.0 : 1.0, d.z < 0.0 ? -1.0 : 1.0);
    vec2 at = (d.y < 0.0 ? fold : d.xz) * 0.5 + 0.5;
    return texture(radiance_map, vec3(at, (roughness * (LEVELS - 1.0) + 0.5) / LEVELS)).r;
}

// Radiance from where the viewer stands.
float radiance_ahead(float roughness) {
    return texture(radiance_map, vec3(0.5, 1.0, (roughness * (LEVELS - 1.0) + 0.5) / LEVELS)).r;
}

// Scale and bias of F0, albedo of sheen.
vec3 table(float cosine, float roughness) {
    return texture(table_map, vec2(cosine, roughness)).rgb;
}

// Distribution times visibility of GGX (Smith, height-correlated), times pi.
float ggx(float nh, float nl, float nv, float roughness) {
    float alpha2 = max(pow(roughness, 4.0), 1e-6);
    float f = nh * nh * (alpha2 - 1.0) + 1.0;
    float smith = nl * sqrt(alpha2 + (1.0 - alpha2) * nv * nv) + nv * sqrt(alpha2 + (1.0 - alpha2) * nl * nl);
    return alpha2 / (f * f) * 0.5 / max(smith, 1e-5);
}

// Charlie distribution times visibility, times pi.
float charlie(float nh, float nl, float nv, float roughness) {
    float inverse = 1.0 / (roughness * roughness);
    float density = (2.0 + inverse) * 0.5 * pow(max(1.0 - nh * nh, 1e-4), inverse * 0.5);
    return density / (4.0 * max(nl + nv - nl * nv, 1e-3));
}

vec3 fresnel(vec3 f0, float f90, float cosine) {
    return f0 + (vec3(f90) - f0) * pow(1.0 - cosine, 5.0);
}
