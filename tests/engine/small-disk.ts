import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FILL = 'fill';
const CHUNK_BYTES = 1 << 16;

/** A file system in memory of a size of its own, which can be full without the machine noticing. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Null where it cannot be mounted: for that one must be root, and not in every container. */
  static async mount(folder: string, megabytes: number): Promise<SmallDisk | null> {
    await mkdir(folder, { recursive: true });
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'airkeeper-test', folder]);
      return new SmallDisk(folder);
    } catch {
      return null;
    }
  }

  /** Takes all the room that is left. */
  async fill(): Promise<void> {
    const file = await open(join(this.folder, FILL), 'w');
    try {
      for (let bytes = CHUNK_BYTES; bytes >= 1; ) {
        try {
          const { bytesWritten } = await file.write(Buffer.alloc(bytes));
          if (bytesWritten < bytes) bytes = Math.floor(bytes / 2);
        } catch (error) {
          if (!isFull(error)) throw error;
          bytes = Math.floor(bytes / 2);
        }
      }
    } finally {
      await file.close();
    }
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.folder, FILL), { force: true });
  }

  /** Whether it may be written to. */
  async allowWriting(may: boolean): Promise<void> {
    await run('mount', ['-o', `remount,${may ? 'rw' : 'ro'}`, this.folder]);
  }

  async unmount(): Promise<void> {
    await run('umount', [this.folder]).catch(() => run('umount', ['--lazy', this.folder]));
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
