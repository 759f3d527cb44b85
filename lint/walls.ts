/**
 * The walls between the rooms of src/, as rules for Biome. This table is where they are written down; `lint/walls.json`, which
 * biome.json extends, is made from it with `node_modules/.bin/node lint/write-walls.ts`, and a test holds the two together.
 */

/** From the top floor to the lowest. A room imports itself and the floors below, not its neighbours. */
const FLOORS = [
  ['main'],
  ['cli', 'http'],
  ['simulator'],
  ['service'],
  ['streamer', 'library', 'store'],
  ['monitor', 'exchange'],
  ['timetable', 'rotation'],
  ['ports'],
  ['values'],
] as const;

type Room = (typeof FLOORS)[number][number];

/** What somebody is told who runs into the wall. */
const ADVICE: Readonly<Record<Exclude<Room, 'main'>, string>> = {
  cli: 'cli does not know http and main. Put what both need into src/service; src/main.ts hands it in.',
  http: 'http does not know cli and main. Put what both need into src/service; src/main.ts hands it in.',
  simulator: 'simulator does not know cli, http and main. Take it as a parameter; src/main.ts hands it in.',
  service:
    'service does not know who runs it (simulator, cli, http, main). Take it as a parameter; src/main.ts hands it in.',
  streamer:
    'streamer does not know library and store. Share a type through ports or values; src/service joins the rooms.',
  library:
    'library does not know streamer and store. Share a type through ports or values; src/service joins the rooms.',
  store: 'store does not know streamer and library. Share a type through ports or values; src/service joins the rooms.',
  monitor:
    'monitor imports only timetable, rotation, ports and values. Take it as input, return what is to be done; src/service does it.',
  exchange:
    'exchange imports only timetable, rotation, ports and values: text in, text out. What reads files or the database is in src/cli and src/service.',
  timetable: 'timetable imports only ports and values. Take it as input; what rotation needs too belongs in values.',
  rotation: 'rotation imports only ports and values. Take it as input; what timetable needs too belongs in values.',
  ports: 'ports imports only values. What implements a port lives above it; src/main.ts hands it in.',
  values: 'values is the lowest floor and imports nothing but itself.',
};

/** The pure rooms, and the packages that each may use all the same. */
const PURE: ReadonlyMap<Room, readonly string[]> = new Map([
  ['monitor', []],
  ['exchange', ['ical.js']],
  ['timetable', []],
  ['rotation', []],
  ['ports', []],
  ['values', []],
]);

/** Tests, contract suites and their helpers may use vitest, fast-check, node:* and real time; the floors hold for them too. */
const NOT_TESTS = ['!**/*.{test,contract}.ts', '!**/testing/**'];

/** The one file where time comes from the machine. */
const CLOCK_FILE = 'src/service/system-clock.ts';

const ASK_THE_CLOCK = 'Ask the Clock (src/ports/clock.ts) that you were given';
const SLEEP = `${ASK_THE_CLOCK}: clock.sleep(spanMs, signal).`;
const MEASURE = `${ASK_THE_CLOCK}: clock.monotonicMs().`;

const TIME_GLOBALS: Readonly<Record<string, string>> = {
  Date: `${ASK_THE_CLOCK}: clock.now(). An instant is a Temporal.Instant, see src/values/instant.ts.`,
  setTimeout: SLEEP,
  setInterval: SLEEP,
  setImmediate: SLEEP,
  performance: MEASURE,
};

const MACHINE_GLOBALS: Readonly<Record<string, string>> = {
  process: 'This room is pure. Take it as input; src/main.ts reads the environment.',
  console: 'This room is pure. Return what happened, with its reason; src/service logs it.',
  fetch: 'This room is pure. Take the data as input.',
  crypto: 'This room is pure. Use the Random (src/ports/random.ts) that you were given.',
  Buffer: 'This room is pure and does not know Node. Use a string or a Uint8Array.',
};

const PROPERTIES = [
  { object: 'Math', property: 'random', message: 'Use the Random (src/ports/random.ts) that you were given.' },
  { object: 'Temporal', property: 'Now', message: `${ASK_THE_CLOCK}: clock.now().` },
  { object: 'AbortSignal', property: 'timeout', message: SLEEP },
  { object: 'process', property: 'hrtime', message: MEASURE },
  // Of globalThis, and of sockets and the like.
  { property: 'setTimeout', message: SLEEP },
  { property: 'setInterval', message: SLEEP },
];

const TIME_MODULES = {
  group: ['node:{timers,perf_hooks}', 'node:timers/promises'],
  message: `${ASK_THE_CLOCK}: clock.sleep(spanMs, signal), clock.monotonicMs().`,
};

/** The configuration that biome.json extends. Where several overrides concern a file, the last one wins, rule by rule. */
export function walls(): object {
  const pureFiles = [...PURE.keys()].map((room) => `src/${room}/**`);
  return {
    overrides: [
      override(['src/**', ...NOT_TESTS, `!${CLOCK_FILE}`], {
        style: { noRestrictedGlobals: rule({ deniedGlobals: TIME_GLOBALS }) },
        nursery: { noJsRestrictedProperties: rule({ entries: PROPERTIES }) },
      }),
      override([...pureFiles, ...NOT_TESTS], {
        style: { noRestrictedGlobals: rule({ deniedGlobals: { ...TIME_GLOBALS, ...MACHINE_GLOBALS } }) },
      }),
      override(['src/*.ts', ...NOT_TESTS], imports([TIME_MODULES])),
      ...FLOORS.flat()
        .filter((room) => room !== 'main')
        .flatMap(roomOverrides),
    ],
  };
}

function roomOverrides(room: Exclude<Room, 'main'>): object[] {
  const files = `src/${room}/**`;
  const floors = { group: above(room), message: ADVICE[room] };
  return [
    override([files], imports([floors])),
    override([files, ...NOT_TESTS, `!${CLOCK_FILE}`], imports([floors, outside(room)])),
  ];
}

/** What a room may not import from outside src/. */
function outside(room: Room): object {
  const packages = PURE.get(room);
  if (packages === undefined) return TIME_MODULES;
  const but = packages.length === 0 ? '' : ` but ${packages.join(', ')}`;
  return {
    group: ['**', '!./**', '!../**', ...packages.map((name) => `!${name}`)],
    message: `${room} is pure: no node:* and no package${but}. Describe what you need in src/ports; src/main.ts hands it in.`,
  };
}

/** Patterns for the paths of every room that is not below this one. */
function above(room: Room): string[] {
  const floor = FLOORS.findIndex((rooms) => rooms.some((other) => other === room));
  const rooms = FLOORS.slice(0, floor + 1)
    .flat()
    .filter((other) => other !== room && other !== 'main');
  return ['**/main.ts', ...rooms.map((other) => `**/${other}/**`)];
}

function imports(patterns: readonly object[]): object {
  return { style: { noRestrictedImports: rule({ patterns }) } };
}

function rule(options: object): object {
  return { level: 'error', options };
}

function override(includes: readonly string[], rules: object): object {
  return { includes, linter: { rules } };
}
