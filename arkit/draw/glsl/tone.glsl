// Khronos PBR Neutral: base colours come out as they went in, highlights roll off without a change of hue.
// Source: Khronos, "PBR Neutral Tone Mapper", 2024. Ours differs: it takes away what a surface glances off in an even
// room, and for that assumes 0.04 of every one; we pass what this one does (`veil`; 0.04 for a smooth dielectric, 0.014
// for a matt one, 0 for metal). With 0.04 a matt charcoal of 0.04 comes out as 0.018, CIEDE2000 8 from itself.
vec3 tone(vec3 light, float veil) {
    const float START = 0.8 - 0.04;
    const float DESATURATION = 0.15;
    float low = min(light.r, min(light.g, light.b));
    light -= low < 2.0 * veil ? low - low * low / (4.0 * veil) : veil;
    float peak = max(light.r, max(light.g, light.b));
    if (peak < START) return max(light, vec3(0.0));
    const float ROOM = 1.0 - START;
    float new_peak = 1.0 - ROOM * ROOM / (peak + ROOM - START);
    vec3 squeezed = light * (new_peak / peak);
    return mix(vec3(new_peak), squeezed, 1.0 / (DESATURATION * (peak - new_peak) + 1.0));
}
