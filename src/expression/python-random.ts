import { createHash } from "node:crypto";

const size = 624;
const middle = 397;

/**
 * The numbers that Python's `random.Random(seed)` draws: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), seeded as
 * Python seeds it, so that what was drawn from a seed by Ansible is drawn here too. Not for secrets.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(size);
  #next = size;

  /** From a text or a whole number. */
  constructor(seed: string | number) {
    this.#seed(typeof seed === "string" ? wordsOfText(seed) : wordsOfNumber(seed));
  }

  /** A whole number from 0 to before `end`, which is at most 2 ** 53. */
  below(end: number): number {
    const bits = end.toString(2).length;
    while (true) {
      const drawn = this.#bits(bits);
      if (drawn < end) return drawn;
    }
  }

  #bits(count: number): number {
    if (count <= 32) return this.#word() >>> (32 - count);
    const low = this.#word();
    return low + (this.#word() >>> (64 - count)) * 2 ** 32;
  }

  #seed(key: readonly number[]): void {
    const state = this.#state;
    state[0] = 19_650_218;
    for (let index = 1; index < size; index++) state[index] = Math.imul(1_812_433_253, this.#mixed(index)) + index;
    let index = 1;
    const step = (factor: number, change: number) => {
      state[index] = ((state[index] ?? 0) ^ Math.imul(this.#mixed(index), factor)) + change;
      index += 1;
      if (index < size) return;
      state[0] = state[size - 1] ?? 0;
      index = 1;
    };
    for (let count = 0; count < Math.max(size, key.length); count++) {
      const place = count % key.length;
      step(1_664_525, (key[place] ?? 0) + place);
    }
    for (let count = 1; count < size; count++) step(1_566_083_941, -index);
    state[0] = 0x8000_0000;
  }

  #mixed(index: number): number {
    const before = this.#state[index - 1] ?? 0;
    return before ^ (before >>> 30);
  }

  #word(): number {
    if (this.#next >= size) this.#twist();
    let word = this.#state[this.#next++] ?? 0;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let index = 0; index < size; index++) {
      const after = state[(index + 1) % size] ?? 0;
      const joined = ((state[index] ?? 0) & 0x8000_0000) | (after & 0x7fff_ffff);
      state[index] = (state[(index + middle) % size] ?? 0) ^ (joined >>> 1) ^ (joined & 1 ? 0x9908_b0df : 0);
    }
    this.#next = 0;
  }
}

/** The text and its SHA-512 as one number, in words of 32 bits, the lowest first. */
function wordsOfText(text: string): readonly number[] {
  const bytes = Buffer.from(text, "utf8");
  const digits = Buffer.concat([bytes, createHash("sha512").update(bytes).digest()]).toString("hex");
  return wordsOf(digits);
}

function wordsOfNumber(seed: number): readonly number[] {
  return wordsOf(BigInt(Math.abs(seed)).toString(16));
}

function wordsOf(hex: string): readonly number[] {
  const digits = hex.replace(/^0+(?=.)/, "");
  const words: number[] = [];
  for (let end = digits.length; end > 0; end -= 8) {
    words.push(Number.parseInt(digits.slice(Math.max(0, end - 8), end), 16));
  }
  return words;
}
