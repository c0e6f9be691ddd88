import type { Action } from '../api/types.ts';
import { useWords } from '../state/context.ts';

const SIGNS: Readonly<Record<Action, string>> = { 'scale-up': '▲', 'scale-down': '▼', hold: '=' };

/** What was decided, as a sign, and as a word for who cannot see it. */
export function ActionMark({ action }: { readonly action: Action }) {
  const words = useWords();
  return (
    <span class="pill" data-action={action} title={words.actions[action]}>
      <span aria-hidden="true">{SIGNS[action]}</span>
      <span class="unseen">{words.actions[action]}</span>
    </span>
  );
}
