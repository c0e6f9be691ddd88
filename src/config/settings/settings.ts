import type { NoticeKind } from '../../core/notice.ts';
import type { Secret } from './secret.ts';

/** How Prometheus is reached. */
export interface PrometheusSettings {
  /** Without credentials and without a slash at the end. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
    | { readonly kind: 'bearer'; readonly token: Secret };
  /** PEM texts. */
  readonly ca?: string;
  readonly client?: { readonly cert: string; readonly key: Secret };
  readonly headers: Readonly<Record<string, Secret>>;
}

/** A token of the API. */
export interface ApiToken {
  /** Who it is of. */
  readonly name: string;
  readonly text: Secret;
  /** `change` may read too. */
  readonly right: 'read' | 'change';
}

/** Where notices go. */
export interface NotifySettings {
  readonly url: Secret;
  readonly secret?: Secret;
  /** A JSON document with placeholders. */
  readonly template?: unknown;
  readonly kinds: readonly NoticeKind[];
}

/** Everything about a run that is not policy. */
export interface Settings {
  /** Where policies are; `isRequired` when a person named the place. */
  readonly policies: { readonly path: string; readonly isRequired: boolean };
  readonly intervalMs: number;
  readonly stateDir: string;
  /** Where to serve HTTP; absent when switched off. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Who may use the API; none means programs on this machine only. */
  readonly tokens: readonly ApiToken[];
  /** Absent when nobody is to be notified. */
  readonly notify?: NotifySettings;
  readonly log: {
    readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
    readonly format: 'auto' | 'json' | 'pretty';
  };
  /** `tlsDir` holds `ca.pem`, `cert.pem` and `key.pem`; absent for an engine without TLS. */
  readonly docker: { readonly host: string; readonly tlsDir?: string };
  /** Absent when no address was given. */
  readonly prometheus?: PrometheusSettings;
}
