import { useState } from 'preact/hooks';
import type { Service } from '../../api/types.ts';
import { useStore, useWords } from '../../state/context.ts';
import { RequestDialog } from './request-dialog.tsx';

interface ScaleDialogProps {
  readonly service: Service;
  readonly onClose: () => void;
}

/** Asks for a number of replicas. */
export function ScaleDialog({ service, onClose }: ScaleDialogProps) {
  const words = useWords();
  const { client } = useStore().state;
  const { current, min, max } = service.replicas;
  const [replicas, setReplicas] = useState(current);
  return (
    <RequestDialog
      title={words.scaleTitle}
      hint={words.scaleHint}
      onSend={() => client.scale(service, replicas)}
      onClose={onClose}
    >
      <label>
        {words.replicas} ({words.range(min, max)})
        <input
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          required
          value={replicas}
          onInput={({ currentTarget }) => setReplicas(currentTarget.valueAsNumber)}
        />
      </label>
    </RequestDialog>
  );
}
