import { afterAll, beforeAll, expect, test } from 'vitest';
import { RefusedError } from '../../src/values/errors.ts';
import { Harness, words } from './harness.ts';

let harness: Harness;
let removeFolder = () => {};

// One for all: each test holds that nothing changed. Two stations, so that names can be ambiguous.
beforeAll(async () => {
  harness = new Harness((remove) => {
    removeFolder = remove;
  });
  harness.addFile('a.ogg', { durationSeconds: 60 });
  harness.addFile('b.ogg', { durationSeconds: 60 });
  harness.addFile('notes.ogg', new RefusedError('not_audio', 'notes.ogg holds no audio'));
  await harness.all(
    'station add "Radio Vert" --slug vert --timezone Europe/Brussels',
    'station add "Radio Rouge" --slug rouge --timezone Europe/Brussels',
    'port add vert harbor --port 8010 --mount /vert.mp3',
    'program add vert "Night music" --slug night --streamed',
    'program add vert Morning --scheduled',
    'program add rouge Morning --scheduled',
    'episode add vert/morning Monday',
    'episode add rouge/morning Monday',
    'sound add a.ogg --episode vert/morning/monday',
    'diffusion add vert/morning/monday --start 2026-12-01T07:00 --duration 1h',
  );
});

afterAll(() => removeFolder());

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['station add Vert --slug vert', 'slug_taken', /there is a station "vert" already/],
  ['station show vrt', 'unknown_station', /there is no station "vrt"; did you mean vert\?/],
  ['station show zzzzzz', 'unknown_station', /there is no station "zzzzzz"; there are: rouge, vert/],
  ['station remove blue', 'unknown_station', /there is no station "blue"/],
  ['port add vert harbor --port 8010', 'bad_port_setting', /mount is missing/],
  ['port add vert harbour --port 8011', 'unknown_port_kind', /harbour.* allowed are: harbor, icecast, file, hls/],
  ['port add vert harbor --port 70000 --mount /x', 'bad_port_setting', /port: .*65535/],
  ['port add vert file --path x.wav --mount /x', 'bad_port_setting', /unknown setting mount .*settings are: format/],
  ['port add vert file --path ../x.wav', 'bad_port_setting', /inside the station's folder/],
  ['port add vert harbor --port 8010 --mount /vert.mp3', 'port_conflict', /\/vert.mp3 on TCP port 8010 is taken/],
  ['port add rouge harbor --port 8010 --mount /rouge', 'port_conflict', /TCP port 8010 is taken .* 1 of vert/],
  ['port add blue harbor --port 8011 --mount /x', 'unknown_station', /there is no station "blue"/],
  ['port list', 'ambiguous', /there are 2 stations: rouge, vert; say which: airkeeper port list STATION/],
  ['port set 7 --bitrate 192', 'unknown_port', /there is no port 7/],
  ['port set 1 --bitrate 9000', 'bad_port_setting', /bitrate/],
  ['port set 1 --unset nothing', 'unknown_setting', /no setting "nothing"; it has: /],
  ['port remove 7', 'unknown_port', /there is no port 7; see airkeeper port list/],
  ['program add vert Night --streamed --slug night', 'slug_taken', /has a program "night" already/],
  ['program add vert Dealer --streamed', 'slug_taken', /names the source that plays diffusions/],
  ['program add blue Night --streamed', 'unknown_station', /there is no station "blue"/],
  ['program show morning', 'ambiguous', /"morning" names 2 programs: rouge\/morning, vert\/morning/],
  ['program show vert/mornin', 'unknown_program', /did you mean vert\/morning/],
  ['program remove evening', 'unknown_program', /there is no program "evening"/],
  ['stream set vert/morning --weight 2', 'not_streamed', /vert\/morning is a scheduled program/],
  ['stream set evening --weight 2', 'unknown_program', /there is no program "evening"/],
  ['episode add night Monday', 'not_scheduled', /vert\/night is a streamed program: it has sounds, and no episodes/],
  ['episode add vert/morning Monday', 'slug_taken', /has an episode "monday" already/],
  ['episode add morning Friday', 'ambiguous', /names 2 programs/],
  ['episode list evening', 'unknown_program', /there is no program "evening"/],
  ['episode show monday', 'ambiguous', /names 2 episodes: rouge\/morning\/monday, vert\/morning\/monday/],
  ['episode show morning/monday', 'ambiguous', /names 2 episodes/],
  ['episode show vert/morning/mondai', 'unknown_episode', /did you mean vert\/morning\/monday/],
  ['sound add nowhere.ogg --program night', 'not_found', /there is no file .*nowhere\.ogg/],
  ['sound add notes.ogg --program night', 'not_audio', /holds no audio/],
  ['sound add a.ogg --program night', 'path_taken', /a\.ogg" is sound 1 already/],
  ['sound add b.ogg --program evening', 'unknown_program', /there is no program "evening"/],
  ['sound add b.ogg --episode vert/morning/friday', 'unknown_episode', /there is no episode/],
  ['sound add b.ogg', 'ambiguous', /there are 2 stations: .*say what the files belong to: --program, --episode or/],
  [
    'sound add b.ogg --program night --station rouge',
    'mismatch',
    /program night is of station vert, not of station rouge/,
  ],
  ['sound add b.ogg --program night --episode vert/morning/monday', 'mismatch', /is of program vert\/morning, not of/],
  ['sound show b.ogg', 'unknown_sound', /b\.ogg" is not among the sounds; add it/],
  [
    'sound show elsewhere/a.ogg',
    'unknown_sound',
    /elsewhere\/a\.ogg" is not among the sounds; of that name: ".*a\.ogg"/,
  ],
  ['sound show 77', 'unknown_sound', /there is no sound 77; a file of that name is \.\/77/],
  ['sound list --program evening', 'unknown_program', /there is no program "evening"/],
  ['track add b.ogg --title Feeling', 'unknown_sound', /is not among the sounds/],
  [
    'track add a.ogg --title Feeling --at 60',
    'wrong_at',
    /second 60 is not in .* 1m long; allowed: from 0 to below 60/,
  ],
  ['track list 77', 'unknown_sound', /there is no sound 77/],
  ['diffusion add friday --start 2026-12-01 --duration 1h', 'unknown_episode', /there is no episode "friday"/],
  ['diffusion add vert/morning/monday --start 2026-12-01 --duration 0s', 'wrong_length', /would end at its start/],
  ['diffusion add vert/morning/monday --start 2026-12-01 --end 2026-11-30', 'wrong_length', /end before its start/],
  ['diffusion add vert/morning/monday --start 2026-12-01 --duration 24h1s', 'wrong_length', /24h1s is too long.* 24h/],
  ['diffusion add vert/morning/monday --start 9999-12-31 --duration 9999999d', 'wrong_length', /too long/],
  [
    'diffusion add vert/morning/monday --start 2026-11-30T11:00 --duration 1h',
    'in_the_past',
    /ended at 2026-11-30 12:00:00; it is 2026-11-30 13:00:00 in Europe\/Brussels now/,
  ],
  [
    'diffusion add vert/morning/monday --start 2026-12-02 --duration 1h --rerun-of 9',
    'unknown_diffusion',
    /no diffusion 9/,
  ],
  [
    'diffusion add rouge/morning/monday --start 2026-12-02 --duration 1h --rerun-of 1',
    'wrong_initial',
    /another episode/,
  ],
  ['diffusion list blue', 'unknown_station', /there is no station "blue"/],
  ['diffusion show 9', 'unknown_diffusion', /there is no diffusion 9; see airkeeper diffusion list STATION/],
  ['diffusion cancel 9', 'unknown_diffusion', /there is no diffusion 9/],
  ['diffusion move 9 --hard', 'unknown_diffusion', /there is no diffusion 9/],
  ['diffusion move 1 --start 2026-11-01', 'in_the_past', /would have ended/],
  ['diffusion move 1 --end 2026-12-01T06:00', 'wrong_length', /before its start/],
  ['source list blue', 'unknown_station', /there is no station "blue"/],
  ['source skip vert night', 'engine_stopped', /the engine of vert is not running; start it: airkeeper start/],
  ['source seek ../x night 3', 'unknown_station', /it is not a slug/],
  ['source push blue night a.ogg', 'unknown_station', /there is no station "blue"/],
  ['status blue', 'unknown_station', /there is no station "blue"/],
  ['log list blue', 'unknown_station', /there is no station "blue"/],
  ['log list', 'ambiguous', /there are 2 stations/],
  ['cue list blue', 'unknown_station', /there is no station "blue"/],
  ['script blue', 'unknown_station', /there is no station "blue"/],
  ['stop --engine blue', 'unknown_station', /there is no station "blue"/],
];

const WRONG_USAGE: readonly (readonly [string, string, RegExp])[] = [
  ['', 'missing_command', /airkeeper needs a command: start, stop/],
  [
    'station',
    'missing_command',
    /airkeeper station needs a command: add, list, show, set, disable, enable, restart, remove/,
  ],
  ['statoin list', 'unknown_command', /unknown command 'statoin' \(Did you mean station\?\)/],
  ['station rename', 'unknown_command', /unknown command 'rename' .*; see airkeeper station --help/],
  ['station add', 'missing_argument', /missing required argument 'name'; see airkeeper station add --help/],
  ['station add ""', 'empty_name', /NAME: "" is not allowed; allowed: any text that is not blank/],
  ['station add Vert --zone x', 'unknown_option', /unknown option '--zone'/],
  ['station add Vert --slug Vert', 'wrong_slug', /--slug: "Vert" is not a slug; allowed: lower-case/],
  ['station add 日本', 'no_slug', /give one with --slug/],
  ['station add Vert --timezone +02:00', 'unknown_time_zone', /--timezone: "\+02:00" is no time zone/],
  ['station add Vert --cancel-timeout 1200', 'wrong_duration', /--cancel-timeout: "1200" has no unit; allowed: 1h30m/],
  ['station add Vert two', 'excess_arguments', /too many arguments .* got 2: Vert, two; see/],
  ['station show', 'missing_argument', /'station'/],
  ['station remove', 'missing_argument', /'station'/],
  ['station list --data ""', 'wrong_data_folder', /empty name; give one with --data DIR or AIRKEEPER_DATA/],
  ['port add vert', 'missing_argument', /'kind'/],
  ['port add vert harbor --direction both', 'invalid_argument', /Allowed choices are output, input/],
  ['port add vert harbor --volume 11', 'unknown_option', /unknown option '--volume'/],
  ['port add vert icecast --public maybe', 'invalid_argument', /Allowed choices are yes, no/],
  ['port set one --bitrate 192', 'wrong_id', /PORT: "one" is not allowed; allowed: a number, as it is listed/],
  ['port set 1', 'nothing_to_do', /no setting was given/],
  ['port remove', 'missing_argument', /'port'/],
  ['port list --data', 'option_missing_argument', /argument missing/],
  ['program add vert Noon', 'missing_kind', /--streamed or --scheduled/],
  ['program add vert Noon --streamed --scheduled', 'conflicting_option', /cannot be used with/],
  ['program add vert Noon --scheduled --hard-fade -1', 'wrong_duration', /--hard-fade: "-1" is not a duration/],
  ['program add vert Noon --scheduled --hard-fade 61', 'wrong_seconds', /allowed: from 0 to 60 seconds/],
  ['program show', 'missing_argument', /'program'/],
  ['program list a b', 'excess_arguments', /too many arguments/],
  ['program remove', 'missing_argument', /'program'/],
  ['stream set night', 'nothing_to_do', /give --window, --always, --min-delay or --weight/],
  ['stream set night --window 22-6', 'wrong_window', /two times of day, such as 22:00-06:00/],
  ['stream set night --window 22:00-24:00', 'wrong_window', /two times of day/],
  ['stream set night --window 22:00-22:00', 'wrong_window', /no length; for the whole day use --always/],
  ['stream set night --window 22:00-06:00 --always', 'conflicting_option', /cannot be used with/],
  ['stream set night --min-delay 15', 'wrong_duration', /has no unit/],
  ['stream set night --weight 0', 'wrong_number', /--weight: "0" is not allowed; allowed: a number from 0.001/],
  ['stream set night --weight heavy', 'wrong_number', /"heavy"/],
  ['episode add vert/morning " "', 'empty_name', /TITLE/],
  ['episode list', 'missing_argument', /'program'/],
  ['episode show', 'missing_argument', /'episode'/],
  ['sound add --program night', 'missing_argument', /'file'/],
  ['sound add b.ogg --program night --type removed', 'invalid_argument', /Allowed choices are archive, excerpt, other/],
  ['sound add b.ogg --program night --position first', 'wrong_number', /a whole number from 0/],
  ['sound add a.ogg b.ogg --program night --title One', 'wrong_title', /--title goes with a single file/],
  ['sound list --type wav', 'invalid_argument', /Allowed choices/],
  ['sound show', 'missing_argument', /'sound'/],
  ['track add a.ogg', 'missing_mandatory_option_value', /--title/],
  ['track add --title Feeling', 'wrong_owner', /name either a sound, by its file or id, or an episode/],
  ['track add a.ogg --episode vert/morning/monday --title Feeling', 'wrong_owner', /name either/],
  ['track add --episode vert/morning/monday --at 3 --title Feeling', 'wrong_at', /--at is a second of a sound/],
  ['track add a.ogg --at soon --title Feeling', 'wrong_duration', /"soon" is not a duration/],
  ['track list', 'wrong_owner', /name either/],
  ['diffusion add vert/morning/monday --duration 1h', 'missing_mandatory_option_value', /--start/],
  ['diffusion add vert/morning/monday --start 2026-12-02', 'missing_length', /--duration 1h, or --end INSTANT/],
  [
    'diffusion add vert/morning/monday --start soon --duration 1h',
    'wrong_instant',
    /--start: "soon" is not an instant/,
  ],
  [
    'diffusion add vert/morning/monday --start 2026-12-02 --duration 3600',
    'wrong_duration',
    /--duration: "3600" has no unit/,
  ],
  [
    'diffusion add vert/morning/monday --start 2026-12-02 --duration 1h --end 2026-12-03',
    'conflicting_option',
    /cannot be/,
  ],
  [
    'diffusion add vert/morning/monday --start 2026-12-02 --duration 1h --hard --soft',
    'conflicting_option',
    /cannot be/,
  ],
  [
    'diffusion add vert/morning/monday --start 2026-12-02 --duration 1h --type cancelled',
    'invalid_argument',
    /on_air, unconf/,
  ],
  ['diffusion list vert --from yesterday', 'wrong_instant', /--from: "yesterday" is not an instant/],
  ['diffusion show one', 'wrong_id', /DIFFUSION: "one"/],
  ['diffusion cancel', 'missing_argument', /'diffusion'/],
  ['diffusion move 1', 'nothing_to_do', /give --start, --duration, --end, --hard, --soft, --type or --layer/],
  ['diffusion move 1 --start 2026-12-01T07:00:00.0001', 'wrong_instant', /finer than a millisecond/],
  ['source list', 'missing_argument', /'station'/],
  ['source skip vert', 'missing_argument', /'source'/],
  ['source restart vert', 'missing_argument', /'source'/],
  ['source seek vert night', 'missing_argument', /'position'/],
  ['source seek vert night far', 'wrong_duration', /POSITION: "far" is not a duration/],
  ['source push vert night', 'missing_argument', /'file'/],
  ['log list vert --station rouge', 'two_stations', /vert and rouge; give one/],
  ['log list vert --type news', 'invalid_argument', /Allowed choices are start, on_air, cancel, stop, other/],
  ['log list vert --limit 0', 'wrong_number', /--limit: "0" is not allowed; allowed: a whole number from 1/],
  ['log list vert --to never', 'wrong_instant', /--to: "never"/],
  ['log list vert --follow --to 2026-12-01', 'conflicting_option', /cannot be used with/],
  ['cue list a b', 'excess_arguments', /too many arguments/],
  ['script', 'missing_argument', /'station'/],
  [
    'start --stream-port 0',
    'wrong_number',
    /--stream-port: "0" is not allowed; allowed: a whole number from 1 to 65535/,
  ],
  ['start now', 'excess_arguments', /too many arguments/],
  ['stop vert', 'missing_engine', /airkeeper stop --engine vert/],
  ['status a b', 'excess_arguments', /too many arguments/],
  ['doctor now', 'excess_arguments', /too many arguments/],
  ['migrate --to 3', 'unknown_option', /unknown option '--to'/],
];

test.each(REFUSED)(
  'CL-1, CL-2: refused with status 1, nothing printed, nothing changed: %s',
  async (line, code, message) => {
    await expectUnchanged(line, 1, code, message);
  },
);

test.each(WRONG_USAGE)(
  'CL-1, CL-2: wrong usage, status 2, nothing printed, nothing changed: %s',
  async (line, code, message) => {
    await expectUnchanged(line, 2, code, message);
  },
);

async function expectUnchanged(line: string, status: number, code: string, message: RegExp) {
  const before = await everything();
  const notified = harness.notified;
  const plain = await harness.run(...words(line));
  expect(plain).toMatchObject({ status, out: '', err: expect.stringMatching(/^airkeeper: .*\n$/s) });
  expect(plain.err).toMatch(message);
  const json = await harness.run('--json', ...words(line));
  expect(json).toMatchObject({ status, out: '' });
  expect(json.error()).toEqual({ code, message: expect.stringMatching(message), data: expect.anything() });
  expect(await everything()).toEqual(before);
  expect(harness).toMatchObject({ notified, stopped: [], started: [] });
  expect(harness.engine).toMatchObject({ commands: [], connections: 0 });
}

function everything(): Promise<unknown> {
  return harness.withStore(async (store) => {
    const stations = await store.stations.list();
    return Promise.all(
      stations.map(async (station) => ({
        station,
        ports: await store.ports.list(station.id),
        programs: await store.programs.list(station.id),
        streams: await store.streams.list(station.id),
        sounds: await store.sounds.list({ stationId: station.id }),
        diffusions: await store.diffusions.list(station.id, null, null),
        log: await store.log.list({ stationId: station.id }),
      })),
    );
  });
}
