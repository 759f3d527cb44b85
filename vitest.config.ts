import { defineConfig } from 'vitest/config';

/** Needs a real PostgreSQL server, which the test starts. */
const POSTGRES_TESTS = 'src/**/*.pg.test.ts';
/** Needs a real Liquidsoap, plays in real time. */
const ENGINE_TESTS = ['src/**/*.engine.test.ts', 'tests/ears/**/*.engine.test.ts', 'tests/engine/**/*.test.ts'];
/** Of those and of whole stations, the ones that measure instants or sound: each has the machine for itself. */
const MEASURING = [
  'tests/ears/**/*.engine.test.ts',
  'tests/engine/{cues,journal,operator,silence,streams}.engine.test.ts',
];
const MEASURING_E2E = ['tests/e2e/{heard*,crashes,database-away,postgres}.test.ts'];

// Tests in real time may be held up by whatever else the machine does: they are given another try before they fail, and
// `npm test` gives their file another one after that.
const SETUP = ['tests/equal-instants.ts'];
const REAL_TIME = { setupFiles: SETUP, retry: 1, testTimeout: 180_000, hookTimeout: 120_000 };

// The groups follow one another: a test that measures sound must not share the machine with all the others.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          setupFiles: SETUP,
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'tests/unit/**/*.test.ts',
            'tests/cli/**/*.test.ts',
            'tests/walls/**/*.test.ts',
            'tests/ears/**/*.test.ts',
          ],
          exclude: [POSTGRES_TESTS, ...ENGINE_TESTS],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          setupFiles: SETUP,
          name: 'postgres',
          include: [POSTGRES_TESTS],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...REAL_TIME,
          name: 'engine',
          include: ENGINE_TESTS,
          exclude: MEASURING,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...REAL_TIME,
          name: 'engine-measured',
          include: MEASURING,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...REAL_TIME,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: MEASURING_E2E,
          maxWorkers: 3,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          ...REAL_TIME,
          name: 'e2e-measured',
          include: MEASURING_E2E,
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          setupFiles: SETUP,
          name: 'simulator',
          include: ['tests/simulator/**/*.test.ts'],
          fileParallelism: false,
          // beside all the others, in what they leave of the machine
          testTimeout: 2_400_000,
          sequence: { groupOrder: 6 },
        },
      },
    ],
  },
});
