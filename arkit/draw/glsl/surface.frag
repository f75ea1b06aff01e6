// One fragment of a product. Tone mapping happens here, before the samples of a pixel are averaged: a highlight many
// times brighter than white then takes its share of an edge and no more, and no edge is left jagged.
// Two pictures that both start as (0, 0, 1, 1), so that eight numbers are kept for each sample:
layout(location = 0) out vec4 out_first;   // red, green; of the light behind: what is let through of its red, its green
layout(location = 1) out vec4 out_second;  // blue, metres; what is let through of its blue, 1 where no product is
#ifdef SOFT
uniform sampler2DShadow occluder_map;
#endif
#ifdef SUN_MAP
uniform sampler2DShadow shadow_map;
#endif

const float COATED = 0.4;  // of what bare glass reflects: lenses are coated against it

struct Surface {
    vec3 n, v;
    float nv;
    vec3 diffuse, f0, sheen;
    float f90, roughness, sheen_roughness, occlusion, coat, coat_roughness;
    vec3 ahead;   // what glances off when looked at straight on
    float veil;  // its part that lies over a matt body
};

float sunlit(vec3 n) {
#ifdef SUN_MAP
    float slope = clamp(1.0 - dot(n, sun_direction.xyz), 0.05, 1.0);
    vec3 at = (T_sun_camera * vec4(position + n * (sun.w * 2.5 * slope), 1.0)).xyz;
    float lit = 0.0;
#ifdef MEASURED  // a video's: a small picture, and no time
    for (int y = -1; y <= 1; y += 2)
        for (int x = -1; x <= 1; x += 2)
            lit += texture(shadow_map, vec3(at.xy + vec2(x, y) * sun_direction.w, at.z));
    return lit * 0.25;
#endif
    for (int y = -1; y <= 1; ++y)
        for (int x = -1; x <= 1; ++x)
            lit += texture(shadow_map, vec3(at.xy + vec2(x, y) * sun_direction.w * 1.5, at.z));
    return lit / 9.0;
#else
    return 1.0;
#endif
}

// Light of the studio sent to the eye: diffuse and GGX with its multiple bounces.
// Source: Fdez-Aguera, "A Multiple-Scattering Microfacet Model for Real-Time Image-based Lighting", JCGT 2019.
vec3 from_studio(Surface s, out vec3 specular) {
    vec3 r = reflect(-s.v, s.n);
    vec2 sums = table(s.nv, s.roughness).xy;
    vec3 single = s.f0 * sums.x + s.f90 * sums.y;
    float missing = 1.0 - (sums.x + sums.y);
    vec3 average = s.f0 + (s.f90 - s.f0) / 21.0;
    vec3 more = missing * single * average / (1.0 - missing * average);
    float around = irradiance(s.n);
    float seen = clamp(pow(s.nv + s.occlusion, exp2(-16.0 * s.roughness - 1.0)) - 1.0 + s.occlusion, 0.0, 1.0);
    specular = (radiance(r, s.roughness) * single * seen + around * more * s.occlusion);
    return around * s.occlusion * s.diffuse * (1.0 - single - more) / (1.0 - s.ahead);
}

vec3 from_sun(Surface s, out vec3 specular) {
    vec3 l = sun_direction.xyz, h = normalize(l + s.v);
    float nl = clamp(dot(s.n, l), 0.0, 1.0), nh = clamp(dot(s.n, h), 0.0, 1.0);
    vec3 f = fresnel(s.f0, s.f90, clamp(dot(l, h), 0.0, 1.0));
    specular = nl * f * ggx(nh, nl, s.nv, max(s.roughness, 0.08));
    return nl * s.diffuse * (1.0 - f) / (1.0 - s.ahead);
}

void describe(vec4 base, out Surface s, out float transmission) {
    float metallic = surface_factor.x, roughness = surface_factor.y;
#ifdef MAP_METAL
    vec4 metal = texture(metal_map, uv_of(1));
    metallic *= metal.b;
    roughness *= metal.g;
#endif
    vec3 n = smooth_normal();
    s.n = mapped_normal(n);
    s.v = normalize(-position);
    s.nv = clamp(dot(s.n, s.v), 1e-3, 1.0);
    vec3 turn_x = dFdx(s.n), turn_y = dFdy(s.n);  // a normal that turns within the pixel is a rougher surface
    float spread = min(0.25 * (dot(turn_x, turn_x) + dot(turn_y, turn_y)), 0.18);
    s.roughness = sqrt(sqrt(clamp(pow(roughness, 4.0) + spread, 1e-5, 1.0)));
    vec3 dielectric = specular_factor.rgb;
    float strength = specular_factor.a;
#ifdef MAP_SPECULAR
    strength *= texture(specular_map, uv_of(9)).a;
#endif
#ifdef MAP_SPECULAR_COLOR
    dielectric *= texture(specular_color_map, uv_of(10)).rgb;
#endif
    s.f0 = mix(min(dielectric, vec3(1.0)) * strength, base.rgb, metallic);
    s.f90 = mix(strength, 1.0, metallic);
    transmission = 0.0;
#ifdef TRANSMISSION
    transmission = coat_factor.z * (1.0 - metallic);
#ifdef MAP_TRANSMISSION
    transmission *= texture(transmission_map, uv_of(11)).r;
#endif
#endif
#ifdef GLASS
    transmission = 1.0;
#endif
    float matt = (1.0 - metallic) * (1.0 - transmission);
    s.diffuse = base.rgb * matt;
    vec2 straight = table(1.0, s.roughness).xy;  // a base colour is what is seen of the body straight on: not dimmed there
    s.ahead = mix(min(dielectric, vec3(1.0)) * strength, vec3(0.0), metallic) * straight.x + s.f90 * straight.y;
    s.veil = dot(s.ahead, vec3(0.2126, 0.7152, 0.0722)) * matt * radiance_ahead(s.roughness);
    s.occlusion = 1.0;
#ifdef MAP_OCCLUSION
    s.occlusion = 1.0 + surface_factor.w * (texture(occlusion_map, uv_of(3)).r - 1.0);
#endif
    s.sheen = vec3(0.0);
    s.sheen_roughness = 1.0;
#ifdef SHEEN
    s.sheen = sheen_factor.rgb;
    s.sheen_roughness = sheen_factor.a;
#ifdef MAP_SHEEN
    s.sheen *= texture(sheen_map, uv_of(5)).rgb;
#endif
#ifdef MAP_SHEEN_ROUGHNESS
    s.sheen_roughness = max(s.sheen_roughness * texture(sheen_roughness_map, uv_of(6)).a, 0.07);
#endif
#endif
    s.coat = 0.0;
    s.coat_roughness = 0.0;
#ifdef COAT
    s.coat = coat_factor.x;
    s.coat_roughness = coat_factor.y;
#ifdef MAP_COAT
    s.coat *= texture(coat_map, uv_of(7)).r;
#endif
#ifdef MAP_COAT_ROUGHNESS
    s.coat_roughness *= texture(coat_roughness_map, uv_of(8)).g;
#endif
    s.coat_roughness = sqrt(sqrt(clamp(pow(s.coat_roughness, 4.0) + spread, 1e-5, 1.0)));
#endif
}

// Light sent to the eye: (what leaves the body, what glances off).
void shade(Surface s, out vec3 body, out vec3 glance) {
    body = ambient.rgb * from_studio(s, glance);
    glance *= ambient.rgb;
#ifdef SUN
    vec3 spark;
    vec3 light = sun.rgb * sunlit(smooth_normal());
    body += light * from_sun(s, spark);
    glance += light * spark;
    vec3 h = normalize(sun_direction.xyz + s.v);
    float nl = clamp(dot(s.n, sun_direction.xyz), 0.0, 1.0), nh = clamp(dot(s.n, h), 0.0, 1.0);
#endif
#ifdef SHEEN
    float keep = 1.0 - max(s.sheen.r, max(s.sheen.g, s.sheen.b)) * table(s.nv, s.sheen_roughness).b;
    vec3 fibres = ambient.rgb * irradiance(s.n) * s.occlusion * s.sheen * table(s.nv, s.sheen_roughness).b;
#ifdef SUN
    fibres += light * nl * s.sheen * charlie(nh, nl, s.nv, s.sheen_roughness);
#endif
    body *= keep;
    glance = glance * keep + fibres;
#endif
#ifdef COAT
    vec3 smooth_n = smooth_normal();
    float cv = clamp(dot(smooth_n, s.v), 1e-3, 1.0);
    float share = s.coat * (0.04 + 0.96 * pow(1.0 - cv, 5.0));
    vec2 sums = table(cv, s.coat_roughness).xy;
    vec3 varnish = ambient.rgb * radiance(reflect(-s.v, smooth_n), s.coat_roughness) * (0.04 * sums.x + sums.y) * s.coat;
#ifdef SUN
    float cl = clamp(dot(smooth_n, sun_direction.xyz), 0.0, 1.0), ch = clamp(dot(smooth_n, h), 0.0, 1.0);
    varnish += light * cl * share * ggx(ch, cl, cv, max(s.coat_roughness, 0.08));
#endif
    body *= 1.0 - share;
    glance = glance * (1.0 - share) + varnish * mix(1.0, s.occlusion, 0.5);
#endif
}

// How much of this fragment no occluder hides, 0..1: four looks around it, each of four texels, so that what cuts a product cuts it softly.
float uncovered() {
#ifdef SOFT
    vec2 at = gl_FragCoord.xy * settings.zw;
    float open = 0.0;
    for (int y = -1; y <= 1; y += 2)
        for (int x = -1; x <= 1; x += 2)
            open += texture(occluder_map, vec3(at + vec2(x, y) * settings.y * settings.zw, gl_FragCoord.z));
    return open * 0.25;
#else
    return 1.0;
#endif
}

// What a fragment of `light` does to a sample that it covers by `open`, and by how much `through` passes there.
void put(vec3 light, vec3 through, float open) {
    vec3 left = 1.0 - open * (1.0 - through);
#ifdef FILTER
    out_first = vec4(left.rg, left.rg);
    out_second = vec4(left.b, 1.0 - open, left.b, 1.0 - open);
#elif defined(OVER)
    out_first = vec4(light.rg * open, 0.0, 0.0);
    out_second = vec4(light.b * open, -position.z * open, 0.0, 0.0);
#else
    out_first = vec4(light.rg * open, left.rg);
    out_second = vec4(light.b * open, -position.z * open, left.b, 1.0 - open);
#endif
}

void main() {
    float open = uncovered();
    if (open <= 0.0) discard;
    vec4 base = base_color();
    float alpha = 1.0;
#ifdef BLEND
    alpha = base.a;
#endif
#ifdef MASK
    float inside = clamp((base.a - emissive_factor.a) / max(fwidth(base.a), 1e-4) + 0.5, 0.0, 1.0);
    int count = int(inside * settings.x + 0.5);
    if (count == 0) discard;
    gl_SampleMask[0] = (1 << count) - 1;
#endif
#ifdef UNLIT
    put(base.rgb * alpha, vec3(1.0 - alpha), open);
#else
    Surface s;
    float transmission;
    describe(base, s, transmission);
    vec3 through = vec3(1.0 - alpha);
#ifdef GLASS
    through *= pow(base.rgb / max(max(base.r, max(base.g, base.b)), 1e-3), vec3(alpha));
    through *= 1.0 - fresnel(s.f0, s.f90, s.nv);
#elif defined(TRANSMISSION)
    through += alpha * base.rgb * attenuation.rgb * transmission * (1.0 - fresnel(s.f0, s.f90, s.nv));
#endif
#ifdef FILTER
    put(vec3(0.0), through, open);
#else
    vec3 body, glance;
    shade(s, body, glance);
    float veil = (s.veil + 0.04 * s.coat) * s.occlusion * dot(ambient.rgb, vec3(0.2126, 0.7152, 0.0722));
    vec3 emissive = emissive_factor.rgb;
#ifdef MAP_EMISSIVE
    emissive *= texture(emissive_map, uv_of(4)).rgb;
#endif
#ifdef GLASS
    put(tone(glance * COATED + emissive, 0.0), through, open);
#else
    put(tone(body + glance + emissive, veil) * alpha, through, open);
#endif
#endif
#endif
}
