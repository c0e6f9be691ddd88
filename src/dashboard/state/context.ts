import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { ENGLISH } from '../text/english.ts';
import type { Words } from '../text/words.ts';
import type { State, Store } from './store.ts';

/** The page's one store. */
export const StoreContext = createContext<Store | undefined>(undefined);
/** The words of the language chosen. */
export const WordsContext = createContext<Words>(ENGLISH);

/** The words of the language chosen. */
export function useWords(): Words {
  return useContext(WordsContext);
}

/** The state, drawn anew whenever it changes. */
export function useStore(): { readonly store: Store; readonly state: State } {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error('the page has no store');
  const [state, setState] = useState(store.state);
  useEffect(() => store.subscribe(() => setState(store.state)), [store]);
  return { store, state };
}
