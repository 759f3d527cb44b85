import { Option } from 'commander';
import type { SoundType } from '../values/model.ts';

export function soundTypeOption(allowed: readonly SoundType[]): Option {
  return new Option('--type <type>', 'what the sound is').choices(allowed);
}
