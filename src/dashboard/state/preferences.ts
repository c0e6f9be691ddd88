import { useState } from 'preact/hooks';

/** What the reader chose, kept in the browser. */
function usePreference<Value extends string>(
  key: string,
  values: readonly Value[],
  fallback: Value,
): readonly [Value, (value: Value) => void] {
  const stored = localStorage.getItem(`autoscaler-${key}`);
  const [value, setValue] = useState(values.find((known) => known === stored) ?? fallback);
  const choose = (chosen: Value) => {
    localStorage.setItem(`autoscaler-${key}`, chosen);
    setValue(chosen);
  };
  return [value, choose];
}

/** A language of the page. */
export type Language = 'en' | 'ko';
/** How bright the page is; `auto` as the system is. */
export type Theme = 'auto' | 'light' | 'dark';

/** The language; the browser's own until another is chosen. */
export function useLanguage() {
  return usePreference<Language>('language', ['en', 'ko'], navigator.language.startsWith('ko') ? 'ko' : 'en');
}

/** The theme; the system's own until another is chosen. */
export function useTheme() {
  return usePreference<Theme>('theme', ['auto', 'light', 'dark'], 'auto');
}
