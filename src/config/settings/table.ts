/** How one setting is given; `env` in the order in which they win. */
export interface SettingDefinition {
  readonly flag?: string;
  readonly env: readonly string[];
  /** The text that stands for the default; absent when there is none. */
  readonly default?: string;
  readonly isSecret?: true;
  readonly description: string;
}

/**
 * Every setting by its key in the settings file (dots are nesting). A flag wins over the environment, the
 * environment over the file, the file over the default. An empty text counts as not given.
 */
export const SETTINGS = {
  policies: {
    flag: '--policies',
    env: ['AUTOSCALER_POLICIES'],
    default: 'scaling-policies',
    description: 'Directory of policy files (`*.yaml`, `*.yml`), or one such file.',
  },
  interval: {
    flag: '--interval',
    env: ['AUTOSCALER_INTERVAL'],
    default: '5s',
    description: 'Time from one tick to the next, at least 100ms.',
  },
  stateDir: {
    flag: '--state-dir',
    env: ['AUTOSCALER_STATE_DIR'],
    description:
      'Directory of the journal. Default: `$XDG_STATE_HOME/compose-autoscaler`, else `~/.local/state/compose-autoscaler`.',
  },
  listen: {
    flag: '--listen',
    env: ['AUTOSCALER_LISTEN'],
    default: '127.0.0.1:9095',
    description: 'Address of `/healthz`, `/metrics` and the API, as `host:port`, or `off`.',
  },
  'api.readToken': {
    env: ['AUTOSCALER_API_READ_TOKEN'],
    isSecret: true,
    description: 'Token that may read by the API. Without any token only programs on this machine may ask.',
  },
  'api.readTokenFile': {
    env: ['AUTOSCALER_API_READ_TOKEN_FILE'],
    description: 'File of such tokens, one a line, each with the name of its owner before it if it has one.',
  },
  'api.changeToken': {
    env: ['AUTOSCALER_API_CHANGE_TOKEN'],
    isSecret: true,
    description: 'Token that may read and change by the API.',
  },
  'api.changeTokenFile': {
    env: ['AUTOSCALER_API_CHANGE_TOKEN_FILE'],
    description: 'File of such tokens, as for reading.',
  },
  'notify.url': {
    env: ['AUTOSCALER_NOTIFY_URL'],
    isSecret: true,
    description: 'Webhook that is told of what needs a person. Without it nobody is.',
  },
  'notify.urlFile': {
    env: ['AUTOSCALER_NOTIFY_URL_FILE'],
    description: 'File that holds the address, which often is a secret itself.',
  },
  'notify.secretFile': {
    env: ['AUTOSCALER_NOTIFY_SECRET_FILE'],
    description: 'File of the secret that what is sent is signed with.',
  },
  'notify.templateFile': {
    env: ['AUTOSCALER_NOTIFY_TEMPLATE_FILE'],
    description: 'File of the JSON document that is sent, with `{{field}}` in its texts.',
  },
  'notify.events': {
    env: ['AUTOSCALER_NOTIFY_EVENTS'],
    description: 'The kinds that are told of, joined by commas, or `all`.',
  },
  'log.level': {
    flag: '--log-level',
    env: ['AUTOSCALER_LOG_LEVEL'],
    default: 'info',
    description: 'The least that is logged: `debug`, `info`, `warn`, `error` or `silent`.',
  },
  'log.format': {
    flag: '--log-format',
    env: ['AUTOSCALER_LOG_FORMAT'],
    default: 'auto',
    description: '`json`, `pretty`, or `auto`: pretty on a terminal.',
  },
  'docker.host': {
    flag: '--docker-host',
    env: ['AUTOSCALER_DOCKER_HOST', 'DOCKER_HOST'],
    default: 'unix:///var/run/docker.sock',
    description: 'The Docker Engine: `unix://…`, `tcp://…`, `http://…` or `https://…`.',
  },
  'docker.certPath': {
    env: ['AUTOSCALER_DOCKER_CERT_PATH', 'DOCKER_CERT_PATH'],
    description: 'Directory of `ca.pem`, `cert.pem` and `key.pem` for an engine behind TLS.',
  },
  'docker.tlsVerify': {
    env: ['AUTOSCALER_DOCKER_TLS_VERIFY', 'DOCKER_TLS_VERIFY'],
    description:
      'Whether the engine speaks TLS, with the certificates of `docker.certPath` (`~/.docker` if that is not given). Default: whether it is given.',
  },
  'prometheus.url': {
    flag: '--prometheus-url',
    env: ['AUTOSCALER_PROMETHEUS_URL', 'PROMETHEUS_URL'],
    description: 'Where Prometheus answers; a path is kept. Needed by metrics with a `prometheus` query.',
  },
  'prometheus.timeout': {
    env: ['AUTOSCALER_PROMETHEUS_TIMEOUT'],
    default: '3s',
    description: 'The longest wait for one query.',
  },
  'prometheus.username': {
    env: ['AUTOSCALER_PROMETHEUS_USERNAME'],
    description: 'User name for basic authentication.',
  },
  'prometheus.password': {
    env: ['AUTOSCALER_PROMETHEUS_PASSWORD'],
    isSecret: true,
    description: 'Password for basic authentication.',
  },
  'prometheus.passwordFile': {
    env: ['AUTOSCALER_PROMETHEUS_PASSWORD_FILE'],
    description: 'File that holds the password.',
  },
  'prometheus.token': {
    env: ['AUTOSCALER_PROMETHEUS_TOKEN'],
    isSecret: true,
    description: 'Bearer token.',
  },
  'prometheus.tokenFile': {
    env: ['AUTOSCALER_PROMETHEUS_TOKEN_FILE'],
    description: 'File that holds the bearer token.',
  },
  'prometheus.caFile': {
    env: ['AUTOSCALER_PROMETHEUS_CA_FILE'],
    description: 'File of the CA certificates, in PEM, that Prometheus’ certificate is checked against.',
  },
  'prometheus.certFile': {
    env: ['AUTOSCALER_PROMETHEUS_CERT_FILE'],
    description: 'File of the client certificate, in PEM.',
  },
  'prometheus.keyFile': {
    env: ['AUTOSCALER_PROMETHEUS_KEY_FILE'],
    description: 'File of the client certificate’s key, in PEM.',
  },
  'prometheus.headers': {
    env: ['AUTOSCALER_PROMETHEUS_HEADERS'],
    isSecret: true,
    description: 'More request headers: a mapping in the file, `Name=value,Name=value` in the environment.',
  },
} as const satisfies Readonly<Record<string, SettingDefinition>>;

/** The key of one setting. */
export type SettingKey = keyof typeof SETTINGS;

/** Every setting's key. */
export const SETTING_KEYS: readonly string[] = Object.keys(SETTINGS);

/** Settings that can be given as a flag. */
export type FlagKey = {
  [K in SettingKey]: (typeof SETTINGS)[K] extends { readonly flag: string } ? K : never;
}[SettingKey];
