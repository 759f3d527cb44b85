import type { Random } from '../ports/random.ts';
import { must } from '../values/errors.ts';
import { contentHash } from '../values/hash.ts';

/**
 * Chance that is the same for the same seed and name, whatever else draws: each consumer has a stream of its own.
 * Source: sfc32 of PractRand (Chris Doty-Humphrey), a 128-bit state with a counter.
 */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string, name: string) {
    const first = contentHash(`${seed}/${name}`);
    const second = contentHash(`${name}\\${seed}`);
    this.#a = Number.parseInt(first.slice(0, 8), 16) | 0;
    this.#b = Number.parseInt(first.slice(8), 16) | 0;
    this.#c = Number.parseInt(second.slice(0, 8), 16) | 0;
    for (let round = 0; round < 12; round += 1) this.next();
  }

  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number of [from, to]. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    return must(values[Math.floor(this.next() * values.length)], 'something to pick from');
  }

  /** One of the names, each with its weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    const drawn = names.find((name) => {
      left -= weights[name];
      return left < 0;
    });
    return must(drawn ?? names.at(-1), 'a name to draw');
  }
}
