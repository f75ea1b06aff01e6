// What is the same for all products of one drawing. All directions and positions are in camera space.
layout(std140) uniform Scene {
    mat4 projection;
    mat4 T_sun_camera;    // camera space to the sun map, 0..1 on each axis
    vec4 studio_rows[3];  // rotation from camera space to the studio
    vec4 harmonics[3];    // nine numbers
    vec4 ambient;
    vec4 sun;             // w: width of a texel of the sun map, metres
    vec4 sun_direction;   // w: width of a texel, 0..1
    vec4 settings;        // samples, pixels of softness where an occluder cuts, 1 / width and height of the target
};
