import type { Diffusion, Program, Schedule, Station } from './model.ts';

/** What holds of a station, a program, a schedule or a diffusion where nothing else is said. */
export const STATION_DEFAULTS = {
  cancelTimeoutSeconds: 1200,
  syncTimeoutSeconds: 300,
  silenceLimitSeconds: 10,
  silenceThresholdDb: -40,
  language: 'en',
  daysAhead: 60,
  enabled: true,
} as const satisfies Partial<Station>;

export const PROGRAM_DEFAULTS = {
  hardFadeSeconds: 1.5,
  cutAtEnd: false,
  resume: 'live',
  priority: 0,
  sync: true,
  titlePattern: null,
  rerunsOfCancelled: 'drop',
  pause: null,
} as const satisfies Partial<Program>;

export const SCHEDULE_DEFAULTS = {
  initialId: null,
  offset: null,
  rule: '',
  extraLocals: [],
  exceptLocals: [],
  startMode: 'soft',
  type: 'on_air',
  layer: 0,
} as const satisfies Partial<Schedule>;

export const DIFFUSION_DEFAULTS = {
  scheduleId: null,
  initialId: null,
  type: 'on_air',
  startMode: 'soft',
  layer: 0,
  occurrenceLocal: null,
  zoneNote: null,
  touched: false,
} as const satisfies Partial<Diffusion>;
