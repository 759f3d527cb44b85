import { expect } from 'vitest';

// `toMatchObject` looks at an object's own properties, and an instant has none: to it, all instants are the same
expect.addEqualityTesters([
  (a: unknown, b: unknown) =>
    a instanceof Temporal.Instant && b instanceof Temporal.Instant ? a.equals(b) : undefined,
]);
