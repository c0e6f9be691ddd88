import { useWords } from '../../state/context.ts';

/** The durations to choose from, in seconds. */
const DURATIONS = [900, 3600, 14_400, 86_400] as const;

interface DurationFieldProps {
  /** Seconds; undefined is without end. */
  readonly seconds: number | undefined;
  readonly onSeconds: (seconds: number | undefined) => void;
  readonly mayBeEndless: boolean;
}

/** For how long something is to hold. */
export function DurationField({ seconds, onSeconds, mayBeEndless }: DurationFieldProps) {
  const words = useWords();
  return (
    <label>
      {words.duration}
      <select
        value={String(seconds ?? '')}
        onChange={({ currentTarget: { value } }) => onSeconds(value === '' ? undefined : Number(value))}
      >
        {mayBeEndless && <option value="">{words.untilResumed}</option>}
        {DURATIONS.map((duration) => (
          <option key={duration} value={duration}>
            {words.durations[duration]}
          </option>
        ))}
      </select>
    </label>
  );
}
