/** A source of chance. Each consumer is given its own, so that a new consumer does not shift the draws of the others. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}
