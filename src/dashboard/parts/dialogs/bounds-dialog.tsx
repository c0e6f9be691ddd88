import { useState } from 'preact/hooks';
import type { Service } from '../../api/types.ts';
import { useStore, useWords } from '../../state/context.ts';
import { DurationField } from './duration-field.tsx';
import { RequestDialog } from './request-dialog.tsx';

interface BoundsDialogProps {
  readonly service: Service;
  readonly onClose: () => void;
}

const HOUR_S = 3600;

/** Asks for other bounds for a while. */
export function BoundsDialog({ service, onClose }: BoundsDialogProps) {
  const words = useWords();
  const { client } = useStore().state;
  const [min, setMin] = useState(service.temporaryBounds?.min ?? undefined);
  const [max, setMax] = useState(service.temporaryBounds?.max ?? undefined);
  const [seconds, setSeconds] = useState(HOUR_S);
  return (
    <RequestDialog
      title={words.boundsTitle}
      hint={words.boundsHint}
      onSend={() => client.setBounds(service, { min, max }, seconds)}
      onClose={onClose}
    >
      <CountField label={words.atLeast} value={min} onValue={setMin} isRequired={max === undefined} />
      <CountField label={words.atMost} value={max} onValue={setMax} isRequired={min === undefined} />
      <DurationField
        seconds={seconds}
        onSeconds={(chosen) => setSeconds(chosen ?? HOUR_S)}
        mayBeEndless={false}
      />
    </RequestDialog>
  );
}

interface CountFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onValue: (value: number | undefined) => void;
  readonly isRequired: boolean;
}

function CountField({ label, value, onValue, isRequired }: CountFieldProps) {
  const words = useWords();
  return (
    <label>
      {label}
      <input
        type="number"
        inputMode="numeric"
        min={0}
        required={isRequired}
        placeholder={words.unchanged}
        value={value ?? ''}
        onInput={({ currentTarget }) =>
          onValue(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber)
        }
      />
    </label>
  );
}
