import type { LoadReport, LoadSample } from './report.ts';

/** What the generator's thread is told. */
export type LoadCommand =
  | { readonly kind: 'rate'; readonly rate: number }
  | { readonly kind: 'mark'; readonly phase: string }
  | { readonly kind: 'stop' };

/** What the generator's thread tells. */
export type LoadEvent =
  | { readonly kind: 'second'; readonly sample: LoadSample }
  | { readonly kind: 'ended'; readonly report: LoadReport };
