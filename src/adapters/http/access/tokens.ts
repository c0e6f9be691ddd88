import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a request does: look, or change something. */
export type Right = 'read' | 'change';

/** A token that opens the API. */
export interface Token {
  /** Who it is of, for the journal. */
  readonly name: string;
  readonly text: string;
  /** `change` may read too. */
  readonly right: Right;
}

/** Knows tokens without telling, by the time it takes, how close a wrong one was. */
export class TokenRing {
  readonly #key = randomBytes(32);
  readonly #known: readonly { readonly token: Token; readonly digest: Buffer }[];

  constructor(tokens: readonly Token[]) {
    this.#known = tokens.map((token) => ({ token, digest: this.#digest(token.text) }));
  }

  /** The token with this text; of several the one that may change. */
  find(text: string): Token | undefined {
    const digest = this.#digest(text);
    const found = this.#known.filter((known) => timingSafeEqual(known.digest, digest));
    return (found.find(({ token }) => token.right === 'change') ?? found[0])?.token;
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
