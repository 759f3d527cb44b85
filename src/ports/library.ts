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
   * Reads a file's duration and names.
   * @throws {RefusedError} `not_found`, `not_readable`, `empty_file`, `not_audio`
   */
  probe(path: string): Promise<AudioFacts>;
}
