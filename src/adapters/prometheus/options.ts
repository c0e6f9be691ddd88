/** How Prometheus is reached. The texts may be secret: they go into requests and nowhere else. */
export interface PrometheusOptions {
  /** Address without credentials; a path in front of `/api/v1/` is kept. */
  readonly url: string;
  /** The longest wait for one query, in milliseconds. */
  readonly timeoutMs: number;
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly username: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string };
  /** CA certificates in PEM; the system's own when absent. */
  readonly ca?: string;
  /** Client certificate and key in PEM. */
  readonly client?: { readonly cert: string; readonly key: string };
  readonly headers: Readonly<Record<string, string>>;
  /** Queries that run at the same time, at most. */
  readonly concurrency: number;
}
