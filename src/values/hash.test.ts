import { expect, test } from 'vitest';
import { contentHash } from './hash.ts';

test('agrees with the published FNV-1a vectors', () => {
  expect(contentHash('')).toBe('cbf29ce484222325');
  expect(contentHash('a')).toBe('af63dc4c8601ec8c');
  expect(contentHash('foobar')).toBe('85944171f73967e8');
});
