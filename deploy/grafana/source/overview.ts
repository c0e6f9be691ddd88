import type { Dashboard } from './dashboard.ts';

const PROXY = 'proxy=~"$backend"';

/** What nginx tells in place of HAProxy: of all its upstreams together. */
const orNginx = (expr: string) => ` or label_replace(${expr}, "proxy", "nginx", "", "")`;
const NGINX_REQUESTS = 'sum(rate(nginx_http_requests_total[$__rate_interval]))';

/** The whole stack at a glance: what comes in, how it is answered, and what the host has left. */
export const OVERVIEW: Dashboard = {
  uid: 'autoscaler-overview',
  title: 'System overview',
  description: 'What comes in, how it is answered, and what the host has left.',
  choices: [
    { name: 'backend', label: 'Backend', series: 'haproxy_backend_http_requests_total', of: 'proxy' },
  ],
  marks: [],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Requests',
          description: 'Requests per second that HAProxy hands to replicas, or that nginx takes.',
          kind: 'stat',
          unit: 'reqps',
          width: 6,
          queries: [
            {
              expr:
                `sum(rate(haproxy_backend_http_requests_total{${PROXY}}[$__rate_interval]))` +
                ` or ${NGINX_REQUESTS}`,
              legend: 'requests',
            },
          ],
        },
        {
          title: 'Server errors',
          description: 'Share of answers with a status from 500 on, from replicas or from HAProxy itself.',
          kind: 'stat',
          unit: 'percentunit',
          width: 6,
          limits: { warn: 0.001, alarm: 0.01 },
          queries: [
            {
              expr:
                `sum(rate(haproxy_backend_http_responses_total{${PROXY},code="5xx"}[$__rate_interval]))` +
                ` / sum(rate(haproxy_backend_http_responses_total{${PROXY}}[$__rate_interval]))`,
              legend: 'errors',
            },
          ],
        },
        {
          title: 'Replicas in rotation',
          description: 'Replicas that HAProxy sends requests to.',
          kind: 'stat',
          unit: 'none',
          width: 6,
          queries: [{ expr: `sum(haproxy_backend_active_servers{${PROXY}})`, legend: 'replicas' }],
        },
        {
          title: 'Host CPU',
          description: 'Share of all cores of the host that is used.',
          kind: 'stat',
          unit: 'percentunit',
          width: 6,
          limits: { warn: 0.8, alarm: 0.95 },
          queries: [
            {
              expr: '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
              legend: 'used',
            },
          ],
        },
      ],
    },
    {
      title: 'Traffic',
      panels: [
        {
          title: 'Request rate',
          description: 'Requests per second by backend; nginx counts all together.',
          kind: 'timeseries',
          unit: 'reqps',
          width: 12,
          queries: [
            {
              expr:
                `sum by (proxy) (rate(haproxy_backend_http_requests_total{${PROXY}}[$__rate_interval]))` +
                orNginx(NGINX_REQUESTS),
              legend: '{{proxy}}',
            },
          ],
        },
        {
          title: 'Response time',
          description:
            'Mean over the last 1024 requests as HAProxy sees it, its slowest replica, and the 95th and 99th ' +
            'percentile as the replicas measure it. HAProxy’s means stand still while nothing comes in.',
          kind: 'timeseries',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: `max by (proxy) (haproxy_backend_response_time_average_seconds{${PROXY}})`,
              legend: '{{proxy}} mean',
            },
            {
              expr: `max by (proxy) (haproxy_server_response_time_average_seconds{${PROXY}})`,
              legend: '{{proxy}} slowest replica',
            },
            {
              expr: 'histogram_quantile(0.95, sum by (le, service) (rate(http_request_duration_seconds_bucket[$__rate_interval])))',
              legend: '{{service}} 95 %',
            },
            {
              expr: 'histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket[$__rate_interval])))',
              legend: '{{service}} 99 %',
            },
          ],
        },
        {
          title: 'Connections and queue',
          description: 'Requests in work, and requests that wait because every replica is full.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (proxy) (haproxy_frontend_current_sessions)${orNginx('sum(nginx_connections_active)')}`,
              legend: '{{proxy}} connections',
            },
            {
              expr:
                `sum by (proxy) (haproxy_backend_current_sessions{${PROXY}})` +
                orNginx('sum(nginx_connections_reading + nginx_connections_writing)'),
              legend: '{{proxy}} in work',
            },
            { expr: `sum by (proxy) (haproxy_backend_current_queue{${PROXY}})`, legend: '{{proxy}} queued' },
          ],
        },
        {
          title: 'Answers by status',
          description: 'Answers per second by class of status.',
          kind: 'timeseries',
          unit: 'reqps',
          width: 12,
          queries: [
            {
              expr: `sum by (code) (rate(haproxy_backend_http_responses_total{${PROXY}}[$__rate_interval]))`,
              legend: '{{code}}',
            },
          ],
        },
        {
          title: 'Errors on the way to replicas',
          description:
            'Connections that failed, answers cut short, and requests that went on to another replica.',
          kind: 'timeseries',
          unit: 'reqps',
          width: 12,
          queries: [
            {
              expr: `sum by (proxy) (rate(haproxy_backend_connection_errors_total{${PROXY}}[$__rate_interval]))`,
              legend: '{{proxy}} refused',
            },
            {
              expr: `sum by (proxy) (rate(haproxy_backend_response_errors_total{${PROXY}}[$__rate_interval]))`,
              legend: '{{proxy}} cut',
            },
            {
              expr: `sum by (proxy) (rate(haproxy_backend_redispatch_warnings_total{${PROXY}}[$__rate_interval]))`,
              legend: '{{proxy}} moved on',
            },
          ],
        },
        {
          title: 'Bytes',
          description: 'Bytes per second in and out.',
          kind: 'timeseries',
          unit: 'binBps',
          width: 12,
          queries: [
            {
              expr: `sum(rate(haproxy_backend_bytes_in_total{${PROXY}}[$__rate_interval]))`,
              legend: 'in',
            },
            {
              expr: `sum(rate(haproxy_backend_bytes_out_total{${PROXY}}[$__rate_interval]))`,
              legend: 'out',
            },
          ],
        },
      ],
    },
    {
      title: 'Host',
      panels: [
        {
          title: 'CPU by use',
          description: 'Cores in use by kind. Steal is what the hypervisor keeps.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: 'sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[$__rate_interval]))',
              legend: '{{mode}}',
            },
          ],
        },
        {
          title: 'Memory',
          description: 'What the host has, and what further replicas could still take.',
          kind: 'timeseries',
          unit: 'bytes',
          width: 12,
          queries: [
            { expr: 'sum(node_memory_MemTotal_bytes)', legend: 'total' },
            { expr: 'sum(node_memory_MemAvailable_bytes)', legend: 'available' },
          ],
        },
      ],
    },
  ],
};
