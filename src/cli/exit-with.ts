/** Ends a command that has printed all it has to say with a status other than 0. */
export class ExitWith extends Error {
  override readonly name = 'ExitWith';
  readonly status: 1 | 2;

  constructor(status: 1 | 2) {
    super(`exit status ${status}`);
    this.status = status;
  }
}
