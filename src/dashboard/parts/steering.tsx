import { useState } from 'preact/hooks';
import type { Service } from '../api/types.ts';
import { useStore, useWords } from '../state/context.ts';
import { BoundsDialog } from './dialogs/bounds-dialog.tsx';
import { PauseDialog } from './dialogs/pause-dialog.tsx';
import { ScaleDialog } from './dialogs/scale-dialog.tsx';

type Open = 'scale' | 'pause' | 'bounds';

/** What the reader may do with a service. */
export function Steering({ service }: { readonly service: Service }) {
  const words = useWords();
  const { client } = useStore().state;
  const [open, setOpen] = useState<Open>();
  const [failure, setFailure] = useState<string>();
  const close = () => setOpen(undefined);
  const atOnce = (what: 'resume' | 'lift') => {
    setFailure(undefined);
    const asked = what === 'resume' ? client.resume(service) : client.liftBounds(service);
    asked.catch((error: unknown) => setFailure(String(error)));
  };
  return (
    <fieldset class="steer">
      <legend class="unseen">{words.steer}</legend>
      <button type="button" onClick={() => setOpen('scale')}>
        {words.scale}…
      </button>
      {service.paused ? (
        <button type="button" class="primary" onClick={() => atOnce('resume')}>
          {words.resume}
        </button>
      ) : (
        <button type="button" onClick={() => setOpen('pause')}>
          {words.pause}…
        </button>
      )}
      <button type="button" onClick={() => setOpen('bounds')}>
        {words.bounds}…
      </button>
      {service.temporaryBounds && (
        <button type="button" onClick={() => atOnce('lift')}>
          {words.liftBounds}
        </button>
      )}
      {failure !== undefined && <p role="alert">{failure}</p>}
      {open === 'scale' && <ScaleDialog service={service} onClose={close} />}
      {open === 'pause' && <PauseDialog service={service} onClose={close} />}
      {open === 'bounds' && <BoundsDialog service={service} onClose={close} />}
    </fieldset>
  );
}
