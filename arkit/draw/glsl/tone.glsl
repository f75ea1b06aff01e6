// Khronos PBR Neutral: base colours below 0.8 come out as they went in, highlights roll off without a change of hue.
// Source: Khronos, "PBR Neutral Tone Mapper", 2024.
vec3 tone(vec3 light) {
    const float START = 0.8 - 0.04;
    const float DESATURATION = 0.15;
    float low = min(light.r, min(light.g, light.b));
    light -= low < 0.08 ? low - 6.25 * low * low : 0.04;
    float peak = max(light.r, max(light.g, light.b));
    if (peak < START) return max(light, vec3(0.0));
    const float ROOM = 1.0 - START;
    float new_peak = 1.0 - ROOM * ROOM / (peak + ROOM - START);
    vec3 squeezed = light * (new_peak / peak);
    return mix(vec3(new_peak), squeezed, 1.0 / (DESATURATION * (peak - new_peak) + 1.0));
}
