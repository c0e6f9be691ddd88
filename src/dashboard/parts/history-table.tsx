import { useState } from 'preact/hooks';
import { useWords } from '../state/context.ts';
import type { Entry } from '../state/store.ts';
import { describeChange, describeStep } from '../text/entry-text.ts';
import { formatTime } from '../text/format.ts';
import type { Words } from '../text/words.ts';
import { ActionMark } from './action-mark.tsx';

const PAGE = 15;

interface HistoryTableProps {
  readonly entries: readonly Entry[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What was decided, done and asked for, newest first. */
export function HistoryTable({ entries, now }: HistoryTableProps) {
  const words = useWords();
  const [withSteps, showSteps] = useState(false);
  const [shown, show] = useState(PAGE);
  const wanted = entries.filter((entry) => withSteps || !isDetail(entry));
  const rows = wanted.slice(0, shown);
  return (
    <section class="card" aria-labelledby="history">
      <div class="bar">
        <h2 id="history">{words.history}</h2>
        <label class="switch">
          <input
            type="checkbox"
            checked={withSteps}
            onChange={({ currentTarget }) => showSteps(currentTarget.checked)}
          />
          {words.showSteps}
        </label>
      </div>
      {rows.length === 0 ? (
        <p>{words.nothingYet}</p>
      ) : (
        <div class="wide">
          <table>
            <thead>
              <tr>
                <th scope="col">{words.when}</th>
                <th scope="col">{words.what}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((entry) => (
                <tr key={`${entry.kind}-${entry.entry.id}`}>
                  <td class="time">
                    <time dateTime={entry.entry.at}>{formatTime(entry.entry.at, now, words.locale)}</time>
                  </td>
                  <td>
                    <What entry={entry} now={now} words={words} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {wanted.length > shown && (
        <p>
          <button type="button" onClick={() => show(shown + PAGE)}>
            {words.older}
          </button>
        </p>
      )}
    </section>
  );
}

interface WhatProps {
  readonly entry: Entry;
  readonly now: number;
  readonly words: Words;
}

function What({ entry, now, words }: WhatProps) {
  if (entry.kind === 'step')
    return (
      <span class="step" data-event={entry.entry.event.kind}>
        {describeStep(entry.entry, words)}
      </span>
    );
  if (entry.kind === 'change') return <span>{describeChange(entry.entry, now, words)}</span>;
  const { action, sentence } = entry.entry;
  return (
    <span>
      <ActionMark action={action} /> <span lang="en">{sentence}</span>
    </span>
  );
}

/** Single steps of a scaling that went well. */
function isDetail(entry: Entry): boolean {
  return (
    entry.kind === 'step' &&
    (entry.entry.event.kind === 'step-done' || entry.entry.event.kind === 'plan-started')
  );
}
