import { DEALER } from './cue-files.ts';
import type { Disk } from './disk.ts';
import type { Fault } from './fault.ts';
import { edit } from './people.ts';
import type { World } from './world.ts';

type SpanKind = 'freeze_engine' | 'mute_engine' | 'database_down' | 'database_locked' | 'disk_full' | 'clock';

const NO_EFFECT_WITHIN_MS = 60_000;

/** Does faults to a world, and takes those back that last for a span. */
export class Inflictor {
  readonly #world: World;
  /** The latest of each kind that lasts: an earlier one that ends does not end it. */
  readonly #lasting = new Map<string, Fault>();

  constructor(world: World) {
    this.#world = world;
  }

  /** False where there was nothing to be done it to. */
  async inflict(fault: Fault): Promise<boolean> {
    const isDone = await this.#do(fault);
    if (isDone) this.#disturb();
    return isDone;
  }

  async #do(fault: Fault): Promise<boolean> {
    const { machine, replies, database, disk, life, time } = this.#world;
    switch (fault.kind) {
      case 'kill_airkeeper':
        if (life === null) return false;
        this.#world.restartAfterMs = fault.downMs;
        life.crashAt(fault.at);
        time.after(NO_EFFECT_WITHIN_MS, () => life.die(), life);
        return true;
      case 'kill_engine':
        if (machine.pid === null) return false;
        machine.kill();
        return true;
      case 'shut_down_engine':
        if (machine.engine === null) return false;
        machine.shutDown();
        return true;
      case 'freeze_engine':
      case 'mute_engine':
        return machine.engine !== null && this.#last(fault.kind, fault, fault.forMs);
      case 'reply':
        replies[fault.what].push(fault.fault);
        return true;
      case 'line':
        machine.engine?.spoilNextLine(fault.fault);
        return machine.engine !== null;
      case 'commit':
        database.commits.push(fault.fault);
        return true;
      case 'database_down':
      case 'database_locked':
      case 'disk_full':
      case 'clock':
        return this.#last(fault.kind, fault, fault.forMs);
      case 'file':
        return this.#spoilFile(fault);
      case 'damage':
        if (fault.what === 'cue_sheet') disk.cueSheet = null;
        else disk.streamPlans = null;
        return true;
      case 'edit':
        return !database.isDown && !database.isLocked && edit(this.#world, fault);
      case 'person':
        return this.#operate(fault);
      default:
        return fault satisfies never;
    }
  }

  /** The engine looks at the clock all the time: what is due by it is done at once. */
  #disturb(): void {
    this.#world.machine.engine?.act();
    this.#world.disturb();
  }

  #last(kind: SpanKind, fault: Fault, forMs: number): boolean {
    this.#lasting.set(kind, fault);
    this.#set(kind, fault);
    this.#world.time.after(forMs, () => {
      if (this.#lasting.get(kind) !== fault) return;
      this.#lasting.delete(kind);
      this.#set(kind, null);
      this.#disturb();
    });
    return true;
  }

  /** @param fault null: it is over */
  #set(kind: SpanKind, fault: Fault | null): void {
    const { machine, database, disk, time } = this.#world;
    if (kind === 'database_down') database.isDown = fault !== null;
    if (kind === 'database_locked') database.isLocked = fault !== null;
    if (kind === 'disk_full') disk.full = fault !== null;
    if (kind === 'clock') time.setWall(fault?.kind === 'clock' ? fault.byMs : 0);
    const { engine } = machine;
    if (engine === null) return;
    if (kind === 'mute_engine') engine.mute = fault !== null;
    if (kind === 'freeze_engine' && fault !== null) engine.freeze();
    if (kind === 'freeze_engine' && fault === null) engine.thaw();
  }

  #spoilFile(fault: Fault & { readonly kind: 'file' }): boolean {
    const { disk, time } = this.#world;
    const { paths } = disk;
    const path = paths[fault.file % paths.length];
    if (path === undefined || disk.isChanged(path)) return false;
    disk.changeFile(path, spoiled(disk, path, fault.becomes));
    this.#world.isSomethingUnseen = true;
    time.after(fault.forMs, () => {
      disk.changeFile(path, null);
      this.#world.isSomethingUnseen = true;
      this.#disturb();
    });
    return true;
  }

  /** A person at the controls: what is asked is done, or refused. */
  #operate(fault: Fault & { readonly kind: 'person' }): boolean {
    const { engine } = this.#world.machine;
    if (engine === null || engine.isFrozen) return false;
    const source = engine.playing?.track.source ?? DEALER;
    const { paths } = this.#world.disk;
    const path = paths[fault.file % paths.length] ?? '';
    const refusal = {
      skip: () => engine.skip(source),
      seek: () => engine.seek(source, 30_000),
      push_dealer: () => engine.push(DEALER, { soundId: null, path }),
      push_stream: () => engine.push('pop', { soundId: null, path }),
    }[fault.what]();
    engine.act();
    return refusal === null;
  }
}

function spoiled(disk: Disk, path: string, becomes: 'missing' | 'corrupt' | 'truncated') {
  const file = disk.file(path);
  if (becomes !== 'truncated' || file.state !== 'whole')
    return { state: becomes === 'truncated' ? 'corrupt' : becomes };
  return { state: becomes, durationMs: Math.round(file.durationMs / 3) };
}
