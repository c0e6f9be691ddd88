import type { ShippedStack } from '../support/stack/shipped-stack.ts';
import type { Board } from './board.ts';
import type { Steps } from './steps.ts';
import type { Script } from './story.ts';

/** What every part of the demo works with. */
export interface Scene {
  readonly stack: ShippedStack;
  readonly board: Board;
  readonly steps: Steps;
  readonly script: Script;
  /** Aborts when the user wants to stop. */
  readonly signal: AbortSignal;
}
