import { AsyncLocalStorage } from 'node:async_hooks';
import { assert, PassingError } from '../values/errors.ts';

/** The life of one transaction, as its sessions see it. */
export class Scope {
  readonly #parent: Scope | null;
  #open = true;
  #failure: PassingError | null = null;

  constructor(parent: Scope | null) {
    this.#parent = parent;
  }

  get open(): boolean {
    return this.#open;
  }

  close(): void {
    this.#open = false;
  }

  /**
   * Throws when nothing more can be done in this transaction. After a passing failure the database may have ended it by
   * itself, and what followed would be written outside of it.
   */
  check(): void {
    assert(this.#open, 'the store of a transaction is used after its end');
    for (let scope: Scope | null = this; scope !== null; scope = scope.#parent) {
      if (scope.#failure !== null) throw scope.#failure;
    }
  }

  /** Does one piece of the transaction's work. */
  async watch<Value>(work: () => Promise<Value>): Promise<Value> {
    this.check();
    try {
      return await work();
    } catch (error) {
      if (error instanceof PassingError && error.code === 'database_unavailable') this.#fail(error);
      throw error;
    }
  }

  #fail(error: PassingError): void {
    this.#failure ??= error;
    if (this.#parent !== null) this.#parent.#fail(error);
  }
}

/** Tells which transaction the running code belongs to, so that one that would wait for itself for ever is told apart. */
export class ScopeGuard {
  readonly #current = new AsyncLocalStorage<Scope>();

  /** @throws {BugError} when the running code is inside another transaction than the given one */
  check(scope: Scope | null): void {
    const current = this.#current.getStore();
    const free = current === undefined || !current.open || current === scope;
    assert(free, 'inside a transaction, only the store that was given to its work may be used');
  }

  run<Value>(scope: Scope, work: () => Promise<Value>): Promise<Value> {
    return this.#current.run(scope, work);
  }
}
