import type { BalancerKind } from './balancer-kinds.ts';

/** How requests are spread; `source` is a consistent hash of the client's address, `random` the less busy of two. */
export const ALGORITHMS = ['roundrobin', 'leastconn', 'source', 'random'] as const;

/** Which requests are a service's: those for the host, below the path, or both. */
export interface Route {
  /** In lower case; `*.` at its beginning stands for one or more labels. */
  readonly host?: string;
  /** A path without a slash at its end, and all below it; `/` is every path. */
  readonly path: string;
}

/** A port on which the balancer takes requests for the service. */
export interface Listener {
  readonly port: number;
  /** Paths as the balancer's container sees them; without `key` the certificate's file holds the key too. */
  readonly tls?: { readonly certificate: string; readonly key?: string };
}

/** How the balancer carries a service's requests: what every kind is told alike. Times in milliseconds. */
export interface Traffic {
  readonly algorithm: (typeof ALGORITHMS)[number];
  /** Share of requests by replica number, in % of a full share, from 0 to 256; 100 for those that are not there. */
  readonly weights: Readonly<Record<string, number>>;
  /** Clients stay with their replica by a cookie of this name. */
  readonly sticky?: { readonly cookie: string };
  /** The balancer's own health check: an HTTP path, a TCP connect without one. */
  readonly check: {
    readonly path?: string;
    readonly intervalMs: number;
    /** Checks that must fail, or succeed, in a row. */
    readonly fall: number;
    readonly rise: number;
  };
  /** So many failed requests in a row take a replica out for the pause. */
  readonly circuitBreaker?: { readonly failures: number; readonly pauseMs: number };
  /** How long a new replica's share grows; 0 for a full share at once. */
  readonly slowStartMs: number;
  readonly timeouts: {
    readonly connectMs: number;
    /** Silence of the replica while it is to answer. */
    readonly responseMs: number;
    /** Waiting for a replica to be free. */
    readonly queueMs: number;
    /** Silence of both sides of a WebSocket. */
    readonly tunnelMs: number;
  };
  readonly body: {
    /** Of a request; no limit when absent. */
    readonly maxBytes?: number;
    /** Whether a request's body is taken in before a replica gets the request, as far as the balancer can. */
    readonly buffering: boolean;
  };
  /** Per client address; more are answered 429. */
  readonly rateLimit?: { readonly requests: number; readonly periodMs: number };
  /** Requests on the ports of `listen` that are the service's; all when empty. */
  readonly routes: readonly Route[];
  /** Ports that the tool owns; when empty the user's own configuration sends requests to the backend. */
  readonly listen: readonly Listener[];
}

/** What a service gets whose policy says nothing more than its balancer. */
export const TRAFFIC_DEFAULTS: Traffic = {
  algorithm: 'leastconn',
  weights: {},
  check: { intervalMs: 2000, fall: 3, rise: 2 },
  slowStartMs: 0,
  timeouts: { connectMs: 2000, responseMs: 60_000, queueMs: 10_000, tunnelMs: 3_600_000 },
  body: { buffering: false },
  routes: [],
  listen: [],
};

/** A balancer with its settings. */
export interface BalancingRef extends Traffic {
  readonly kind: BalancerKind;
  /** The Compose service that runs the balancer, in the same project. */
  readonly service: string;
  /** The replica's port; the image's only exposed port when absent. */
  readonly port?: number;
  /** The name of the generated backend or upstream; the service's name by default. */
  readonly backend: string;
  /** Directory of generated files, as the balancer's container sees it. */
  readonly configDir: string;
  /** The runtime socket, for kinds that have one: a path as the balancer's container sees it, or `tcp://host:port`. */
  readonly socket?: string;
}

/** The balancer that carries a service's requests. */
export type BalancerRef = { readonly kind: 'none' } | BalancingRef;
