import { useState } from 'preact/hooks';
import type { Service } from '../../api/types.ts';
import { useStore, useWords } from '../../state/context.ts';
import { DurationField } from './duration-field.tsx';
import { RequestDialog } from './request-dialog.tsx';

interface PauseDialogProps {
  readonly service: Service;
  readonly onClose: () => void;
}

/** Asks that nothing changes the count for a while. */
export function PauseDialog({ service, onClose }: PauseDialogProps) {
  const words = useWords();
  const { client } = useStore().state;
  const [seconds, setSeconds] = useState<number | undefined>(3600);
  return (
    <RequestDialog
      title={words.pauseTitle}
      hint={words.pauseHint}
      onSend={() => client.pause(service, seconds)}
      onClose={onClose}
    >
      <DurationField seconds={seconds} onSeconds={setSeconds} mayBeEndless />
    </RequestDialog>
  );
}
