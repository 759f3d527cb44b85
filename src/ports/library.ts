/** What can be known of an audio file without the database. */
export interface AudioFacts {
  readonly durationSeconds: number;
  readonly title: string;
  readonly artist: string;
}

/** The files themselves. */
export interface Library {
  /** Those of the paths at which there is no readable file with something in it. */
  missing(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Folders that did not answer at the last look, as a network share whose server is away: of the files in them the answer
   * before stands. None where disks never hang.
   */
  readonly silent?: readonly string[];
  /**
   * Reads a file's duration and names.
   * @throws {RefusedError} `not_found`, `not_readable`, `empty_file`, `not_audio`; {PassingError} `disk_silent`
   */
  probe(path: string): Promise<AudioFacts>;
}
