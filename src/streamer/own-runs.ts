import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineRunId } from '../values/ids.ts';
import { isErrno } from './errno.ts';
import { readJournalLine } from './journal-line.ts';
import { type JournalSegment, listSegments } from './journal-segments.ts';
import type { StationFolder } from './station-folder.ts';
import { readText } from './whole-file.ts';

/** `up`, a run's first line, has less than this. */
const HEAD_BYTES = 4096;

/** What a file in the journal's folder is, by its beginning: this station's; another's; or nothing that can be read as lines. */
type Kind = 'own' | 'foreign' | 'empty';

/**
 * Tells the journal's runs that are this station's from what else may lie in its folder: a file that was copied there from another
 * station, or one without a line. To believe such a run would be to take its count for the newest, and to read no other.
 *
 * A run says by its first line whose folder it was written in. One that does not say, because that line is deleted by now, is
 * believed.
 */
export class OwnRuns {
  readonly #folder: Pick<StationFolder, 'journal' | 'owner'>;
  readonly #known = new Map<string, Kind>();

  constructor(folder: Pick<StationFolder, 'journal' | 'owner'>) {
    this.#folder = folder;
  }

  /**
   * All that are the station's, in the order in which they were begun.
   *
   * @param from a run that is the station's: those before it are left out, and cost nothing
   */
  async segments(from: EngineRunId | null): Promise<readonly JournalSegment[]> {
    return (await this.#withKinds(from)).filter(({ kind }) => kind === 'own').map(({ segment }) => segment);
  }

  /** What is not read, and why. */
  async strangers(): Promise<readonly { readonly name: string; readonly kind: Exclude<Kind, 'own'> }[]> {
    const found: { name: string; kind: Exclude<Kind, 'own'> }[] = [];
    for (const { segment, kind } of await this.#withKinds(null))
      if (kind !== 'own') found.push({ name: segment.name, kind });
    return found;
  }

  /** The newest of them; null where there is none. */
  async newest(): Promise<JournalSegment | null> {
    for (const segment of (await listSegments(this.#folder.journal)).toReversed()) {
      if ((await this.#kindOf(segment)) === 'own') return segment;
    }
    return null;
  }

  async #withKinds(
    from: EngineRunId | null,
  ): Promise<readonly { readonly segment: JournalSegment; readonly kind: Kind }[]> {
    const found: { segment: JournalSegment; kind: Kind }[] = [];
    const ofRun = new Map<string, Kind>(from === null ? [] : [[from, 'own']]);
    for (const segment of await listSegments(this.#folder.journal)) {
      if (from !== null && segment.run < from) continue;
      // what a run is, its first segment tells
      const before = ofRun.get(segment.run);
      const kind = before === undefined || before === 'empty' ? await this.#kindOf(segment) : before;
      ofRun.set(segment.run, kind);
      found.push({ segment, kind });
    }
    return found;
  }

  async #kindOf(segment: JournalSegment): Promise<Kind> {
    const known = this.#known.get(segment.name);
    if (known !== undefined) return known;
    const kind = kindByHead(await this.#head(segment.name), segment.run, await readText(this.#folder.owner));
    // it may still be filled
    if (kind !== 'empty') this.#known.set(segment.name, kind);
    return kind;
  }

  async #head(name: string): Promise<string> {
    try {
      const file = await open(join(this.#folder.journal, name), 'r');
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
        return buffer.toString('utf8', 0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return '';
      throw error;
    }
  }
}

function kindByHead(head: string, run: string, owner: string | null): Kind {
  const texts = head.split('\n').filter((text) => readJournalLine(text)?.run === run);
  if (texts.length === 0) return head.length < HEAD_BYTES ? 'empty' : 'own';
  const whose = texts.map(ownerIn).find((said) => said !== null) ?? null;
  return whose === null || owner === null || whose === owner.trim() ? 'own' : 'foreign';
}

function ownerIn(text: string): string | null {
  const value: unknown = JSON.parse(text);
  const said = typeof value === 'object' && value !== null && 'owner' in value ? value.owner : null;
  return typeof said === 'string' && said !== '' ? said : null;
}
