/** Delays of the combs and all-passes in frames at 44.1 kHz, without common divisors, so that no echo falls on another. */
const COMBS = [1557, 1617, 1491, 1422];
const ALL_PASSES = [225, 556];
/** The right channel's are a little longer, which makes the room wide. */
const SPREAD = 23;
const FEEDBACK = 0.8;
/** How much of the high frequencies a wall swallows. */
const DAMPING = 0.35;

/**
 * Adds a small room to interleaved stereo sound, in place.
 * Source: M. R. Schroeder, "Natural sounding artificial reverberation" (1962), with J. A. Moorer's low-pass in each comb (1979).
 */
export function addReverb(sound: Float32Array, wet: number): void {
  addToChannel(sound, 0, 0, wet);
  addToChannel(sound, 1, SPREAD, wet);
}

function addToChannel(sound: Float32Array, channel: number, spread: number, wet: number): void {
  const dry = channelOf(sound, channel);
  const room = new Float32Array(dry.length);
  for (const delay of COMBS) addComb(dry, room, delay + spread);
  for (const delay of ALL_PASSES) allPass(room, delay + spread);
  for (let frame = 0; frame < dry.length; frame += 1) {
    sound[frame * 2 + channel] = (dry[frame] as number) + wet * (room[frame] as number);
  }
}

function channelOf(sound: Float32Array, channel: number): Float32Array {
  const samples = new Float32Array(sound.length / 2);
  for (let frame = 0; frame < samples.length; frame += 1) samples[frame] = sound[frame * 2 + channel] as number;
  return samples;
}

function addComb(input: Float32Array, output: Float32Array, delay: number): void {
  const line = new Float32Array(delay);
  let at = 0;
  let damped = 0;
  for (let frame = 0; frame < input.length; frame += 1) {
    const echo = line[at] as number;
    damped = echo * (1 - DAMPING) + damped * DAMPING;
    line[at] = (input[frame] as number) + damped * FEEDBACK;
    output[frame] = (output[frame] as number) + echo / COMBS.length;
    at = at + 1 === delay ? 0 : at + 1;
  }
}

function allPass(samples: Float32Array, delay: number): void {
  const line = new Float32Array(delay);
  let at = 0;
  for (let frame = 0; frame < samples.length; frame += 1) {
    const echo = line[at] as number;
    const input = samples[frame] as number;
    line[at] = input + echo * 0.5;
    samples[frame] = echo - input * 0.5;
    at = at + 1 === delay ? 0 : at + 1;
  }
}
