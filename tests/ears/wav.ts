/** What a WAV header says of the samples that follow it. Only 16-bit PCM. */
export interface WavFormat {
  readonly sampleRate: number;
  readonly channels: number;
  /** Where the samples begin. */
  readonly dataOffset: number;
}

const BYTES_PER_SAMPLE = 2;

/** Layout: "Multimedia Programming Interface and Data Specifications 1.0", chunk RIFF/WAVE. */
export function wavHeader(sampleRate: number, channels: number, frames: number): Buffer {
  const dataBytes = frames * channels * BYTES_PER_SAMPLE;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * BYTES_PER_SAMPLE, 28);
  header.writeUInt16LE(channels * BYTES_PER_SAMPLE, 32);
  header.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/**
 * Reads the header of a WAV file that may still be growing: lengths of RIFF and data are not looked at.
 * Null while there are too few bytes to tell.
 * @throws {Error} when it is not 16-bit PCM WAV
 */
export function parseWavHeader(bytes: Buffer): WavFormat | null {
  if (bytes.length < 12) return null;
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('not a WAV file');
  let offset = 12;
  let format: { readonly sampleRate: number; readonly channels: number } | null = null;
  while (bytes.length >= offset + 8) {
    const name = bytes.toString('latin1', offset, offset + 4);
    const size = bytes.readUInt32LE(offset + 4);
    if (name === 'data') {
      if (format === null) throw new Error('WAV: data before format');
      return { ...format, dataOffset: offset + 8 };
    }
    if (name === 'fmt ') {
      if (bytes.length < offset + 8 + 16) return null;
      const bits = bytes.readUInt16LE(offset + 22);
      if (bits !== 16) throw new Error(`WAV: 16 bits are understood, not ${bits}`);
      format = { channels: bytes.readUInt16LE(offset + 10), sampleRate: bytes.readUInt32LE(offset + 12) };
    }
    offset += 8 + size + (size % 2);
  }
  return null;
}

/** The mean of all channels of interleaved 16-bit samples. */
export function mixDown(bytes: Buffer, channels: number): Int16Array {
  const frames = Math.floor(bytes.length / (channels * BYTES_PER_SAMPLE));
  const mono = new Int16Array(frames);
  for (let frame = 0; frame < frames; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      sum += bytes.readInt16LE((frame * channels + channel) * BYTES_PER_SAMPLE);
    }
    mono[frame] = Math.round(sum / channels);
  }
  return mono;
}
