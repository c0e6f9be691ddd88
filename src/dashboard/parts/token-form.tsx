import { useState } from 'preact/hooks';
import { useStore, useWords } from '../state/context.ts';

/** Asks for the token that the controller wants. */
export function TokenForm({ message, fix }: { readonly message: string; readonly fix: string | undefined }) {
  const { store } = useStore();
  const words = useWords();
  const [token, setToken] = useState('');
  return (
    <form
      class="card token"
      onSubmit={(event) => {
        event.preventDefault();
        store.useToken(token.trim());
      }}
    >
      <h1>{words.tokenWanted}</h1>
      <p role="alert" lang="en">
        {message}
        {fix === undefined ? '' : ` — ${fix}`}
      </p>
      <label>
        {words.token}
        <input
          type="password"
          required
          autocomplete="off"
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <p class="hint">
        {words.tokenHint} <code>docker compose exec autoscaler autoscaler dashboard</code>
      </p>
      <button type="submit" class="primary">
        {words.use}
      </button>
    </form>
  );
}
