/** No diffusion is longer: what is on at an instant began within it. Milliseconds. */
export const LONGEST_DIFFUSION_MS = 86_400_000;
