import { useState } from 'preact/hooks';
import type { Decision } from '../api/types.ts';
import { useWords } from '../state/context.ts';
import { formatTime } from '../text/format.ts';

interface DecisionMarksProps {
  readonly decisions: readonly Decision[];
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** Where on the axis of time something was decided, with its sentence for pointer and keyboard. */
export function DecisionMarks({ decisions, from, to }: DecisionMarksProps) {
  const words = useWords();
  const [shown, show] = useState<Decision>();
  const visible = decisions.filter(({ at, action }) => action !== 'hold' && Date.parse(at) >= from);
  const left = ({ at }: Decision) => `${((Date.parse(at) - from) / (to - from)) * 100}%`;
  return (
    <div class="marks">
      {visible.map((decision) => (
        <button
          key={decision.id}
          type="button"
          class="mark"
          data-action={decision.action}
          style={{ left: left(decision) }}
          aria-label={`${formatTime(decision.at, to, words.locale)} ${decision.from} → ${decision.to}. ${decision.sentence}`}
          onMouseEnter={() => show(decision)}
          onMouseLeave={() => show(undefined)}
          onFocus={() => show(decision)}
          onBlur={() => show(undefined)}
          onClick={() => show(decision)}
        />
      ))}
      {shown && (
        <p
          class="bubble"
          data-side={sideOf(shown, from, to)}
          style={{ left: left(shown) }}
          aria-hidden="true"
        >
          <b>
            {formatTime(shown.at, to, words.locale)} · {shown.from} → {shown.to}
          </b>
          <span lang="en">{shown.sentence}</span>
        </p>
      )}
    </div>
  );
}

/** The side of the plot near which something stands, so that its bubble stays within. */
function sideOf({ at }: Decision, from: number, to: number): 'left' | 'middle' | 'right' {
  const part = (Date.parse(at) - from) / (to - from);
  return part < 0.25 ? 'left' : part > 0.75 ? 'right' : 'middle';
}
