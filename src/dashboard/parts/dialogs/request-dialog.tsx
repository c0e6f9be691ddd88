import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiFailure } from '../../api/client.ts';
import { useWords } from '../../state/context.ts';

interface RequestDialogProps {
  readonly title: string;
  readonly hint: string;
  /** Sends what the form holds; what it throws is shown, and the dialog stays. */
  readonly onSend: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A form over the page that asks the controller for something. */
export function RequestDialog({ title, hint, onSend, onClose, children }: RequestDialogProps) {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [failure, setFailure] = useState<string>();
  const [isSending, setSending] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const send = async () => {
    setSending(true);
    try {
      await onSend();
      onClose();
    } catch (error) {
      setFailure(describeFailure(error));
      setSending(false);
    }
  };
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="dialog-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        <p class="hint">{hint}</p>
        {children}
        {failure !== undefined && (
          <p role="alert" lang="en">
            {failure}
          </p>
        )}
        <div class="buttons">
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
          <button type="submit" class="primary" disabled={isSending}>
            {words.send}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function describeFailure(error: unknown): string {
  if (!(error instanceof ApiFailure)) return String(error);
  return error.fix === undefined ? error.message : `${error.message} — ${error.fix}`;
}
