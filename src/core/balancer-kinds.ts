/** What the rest of the program has to know of one kind of balancer. */
interface KindOfBalancer {
  /** Its name in sentences. */
  readonly title: string;
  /** Defaults of a policy. */
  readonly service: string;
  readonly configDir: string;
  readonly socket?: string;
  /** Whether it counts requests by service, for the metrics of source `balancer.*`. */
  readonly countsRequests: boolean;
  /** What its exporter counts requests by, in Prometheus: a series, and the label that holds the backend's name. */
  readonly requestCounter?: { readonly series: string; readonly label: string };
  /** A certificate's key in a file of its own must be called like the certificate with `.key` behind it. */
  readonly keyNamedAfterCertificate: boolean;
  /** Settings that it cannot do, by their path below `balancer`, and what to do about it. */
  readonly cannot: Readonly<Record<string, string>>;
  /** Settings that it can do only where `listen` is given, because they do not belong to an upstream. */
  readonly onlyWithListen: readonly string[];
}

/**
 * Every kind of balancer. Nothing else in `src` names one, but for its folder of adapters and the line of `main.ts`
 * that makes its adapter.
 */
const BALANCER_KINDS = {
  haproxy: {
    title: 'HAProxy',
    service: 'haproxy',
    configDir: '/usr/local/etc/haproxy/auto',
    socket: '/var/lib/haproxy/admin.sock',
    countsRequests: true,
    requestCounter: { series: 'haproxy_backend_http_requests_total', label: 'proxy' },
    keyNamedAfterCertificate: true,
    cannot: {},
    onlyWithListen: ['routes'],
  },
  nginx: {
    title: 'nginx',
    service: 'nginx',
    configDir: '/etc/nginx/auto',
    countsRequests: false,
    keyNamedAfterCertificate: false,
    cannot: {
      socket: 'Remove it: nginx is told by its file and a signal.',
      check: 'Remove it, and give the Compose service a healthcheck: only healthy replicas get requests.',
      slowStart: 'Remove it: nginx cannot, but for its commercial edition.',
      'timeouts.queue':
        'Remove it: nginx has no queue, a request that finds no replica is answered 502 at once.',
      'timeouts.tunnel': 'Remove it: with nginx "timeouts.response" holds for WebSockets too.',
    },
    onlyWithListen: ['routes'],
  },
} as const satisfies Readonly<Record<string, KindOfBalancer>>;

/** A kind of balancer. */
export type BalancerKind = keyof typeof BALANCER_KINDS;

/** The kind of a policy that names settings of a balancer and no kind. */
export const DEFAULT_BALANCER_KIND: BalancerKind = 'haproxy';

/** What is known of a kind of balancer. */
export function kindOfBalancer(kind: BalancerKind): KindOfBalancer {
  return BALANCER_KINDS[kind];
}

function isBalancerKind(name: string): name is BalancerKind {
  return Object.hasOwn(BALANCER_KINDS, name);
}

/** The names of all kinds. */
export const BALANCER_KIND_NAMES: readonly BalancerKind[] =
  Object.keys(BALANCER_KINDS).filter(isBalancerKind);

/** The kind of that name, if there is one. */
export function balancerKindNamed(name: unknown): KindOfBalancer | undefined {
  return typeof name === 'string' && isBalancerKind(name) ? BALANCER_KINDS[name] : undefined;
}
