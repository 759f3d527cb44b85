import { RefusedError } from '../values/errors.ts';
import { timeOf, wallMsOf } from './recurrence-local.ts';

/** What an episode's title is made from, besides its date. */
export interface TitleBasis {
  readonly program: string;
  /** Null: {@link DEFAULT_TITLE_PATTERN}. */
  readonly pattern: string | null;
  /** ISO 639-1. */
  readonly language: string;
}

const DEFAULT_TITLE_PATTERN = '{program} – {date}';

const PLACEHOLDERS = ['program', 'date', 'time', 'number'] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];
const PLACEHOLDER = /\{([^{}]*)\}/g;
const ALLOWED = `allowed: ${PLACEHOLDERS.map((name) => `{${name}}`).join(', ')} and any other text without braces`;

/**
 * SPEC TT-31.
 * @throws {RefusedError} `bad_title_pattern`
 */
export function checkTitlePattern(pattern: string): void {
  if (pattern.trim() === '') throw refused(pattern, 'is empty', '');
  for (const [whole, name = ''] of pattern.matchAll(PLACEHOLDER))
    if (!isPlaceholder(name)) throw refused(pattern, `has the unknown placeholder ${whole}`, whole);
  const [brace] = /[{}]/.exec(pattern.replaceAll(PLACEHOLDER, '')) ?? [];
  if (brace !== undefined) throw refused(pattern, `has a single ${brace}`, brace);
}

function refused(pattern: string, what: string, given: string): RefusedError {
  return new RefusedError('bad_title_pattern', `the title pattern ${JSON.stringify(pattern)} ${what}; ${ALLOWED}`, {
    pattern,
    given,
  });
}

export function isSameBasis(a: TitleBasis, b: TitleBasis): boolean {
  return a.program === b.program && a.pattern === b.pattern && a.language === b.language;
}

/** Whether titles of it hang on which occurrence of its schedule it is. */
export function isNumbered({ pattern }: TitleBasis): boolean {
  return pattern?.includes('{number}') ?? false;
}

/**
 * The title of the episode of a local time (SPEC TT-30).
 * @param number which occurrence of its schedule it is, the first being 1
 */
export function titleOf(basis: TitleBasis, local: string, number: number): string {
  return filled(basis, local, () => String(number));
}

/** Whether a title is one that {@link titleOf} gives, of whatever number. */
export function isTitleOf(basis: TitleBasis, local: string, title: string): boolean {
  if (!isNumbered(basis)) return title === filled(basis, local, () => '');
  // no title has a NUL, and so none of its parts is mistaken for the number's place
  const parts = filled(basis, local, () => '\0').split('\0');
  return new RegExp(`^${parts.map((part) => RegExp.escape(part)).join('\\d+')}$`).test(title);
}

function filled({ program, pattern, language }: TitleBasis, local: string, number: () => string): string {
  return (pattern ?? DEFAULT_TITLE_PATTERN).replaceAll(PLACEHOLDER, (whole, name: string) => {
    if (!isPlaceholder(name)) return whole;
    const value: Record<Placeholder, () => string> = {
      program: () => program,
      date: () => writtenDate(language, local.slice(0, 10)),
      time: () => writtenTime(local),
      number,
    };
    return value[name]();
  });
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

/** `20:00`, and `20:00:30` where the minute is not all. */
function writtenTime(local: string): string {
  const seconds = local.slice(16, 19);
  return local.slice(11, 16) + (seconds === ':00' ? '' : seconds);
}

/** Writing a date is dear, and the programmes of a day share it. */
const written = new Map<string, Map<string, string>>();
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_WRITTEN = 10_000;

function writtenDate(language: string, date: string): string {
  let dates = written.get(language);
  if (dates === undefined || dates.size >= MOST_WRITTEN) {
    dates = new Map();
    written.set(language, dates);
  }
  let text = dates.get(date);
  if (text === undefined) {
    text = formatOf(language).format(wallMsOf(`${date}T${timeOf(0)}`));
    dates.set(date, text);
  }
  return text;
}

/** English where the runtime does not know the language: not that of the machine, which is nobody's. */
function formatOf(language: string): Intl.DateTimeFormat {
  let format = formats.get(language);
  if (format === undefined) {
    const locales = /^[a-z]{2,3}$/i.test(language) ? [language, 'en'] : ['en'];
    format = new Intl.DateTimeFormat(locales, { dateStyle: 'long', timeZone: 'UTC' });
    formats.set(language, format);
  }
  return format;
}
