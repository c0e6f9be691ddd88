import type { Dashboard } from './dashboard.ts';

const BACKEND = 'proxy=~"$backend"';
const SERVICE = 'service=~"$service"';

/** One service from the inside: whether its replicas share the work evenly, and how fast each answers. */
export const APPLICATION: Dashboard = {
  uid: 'autoscaler-application',
  title: 'Application',
  description: 'Whether the replicas share the work evenly, and how fast each answers.',
  choices: [
    { name: 'backend', label: 'Backend', series: 'haproxy_server_http_responses_total', of: 'proxy' },
    { name: 'service', label: 'Service', series: 'autoscaler_container_cpu_usage_ratio', of: 'service' },
  ],
  marks: [],
  rows: [
    {
      title: 'Distribution',
      panels: [
        {
          title: 'Requests per replica',
          description:
            'Requests per second by slot of HAProxy. Lines close together: the work is shared evenly.',
          kind: 'timeseries',
          unit: 'reqps',
          width: 12,
          queries: [
            {
              expr: `sum by (proxy, server) (rate(haproxy_server_http_responses_total{${BACKEND}}[$__rate_interval])) > 0`,
              legend: '{{proxy}} {{server}}',
            },
          ],
        },
        {
          title: 'Share of the last five minutes',
          description: 'Share of the answers that each replica gave.',
          kind: 'bargauge',
          unit: 'percentunit',
          width: 12,
          queries: [
            {
              expr:
                `sum by (proxy, server) (rate(haproxy_server_http_responses_total{${BACKEND}}[5m]))` +
                ` / on (proxy) group_left sum by (proxy) (rate(haproxy_server_http_responses_total{${BACKEND}}[5m])) > 0`,
              legend: '{{proxy}} {{server}}',
            },
          ],
        },
        {
          title: 'In work per replica',
          description: 'Requests that each replica is working on.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (proxy, server) (haproxy_server_current_sessions{${BACKEND}})`,
              legend: '{{proxy}} {{server}}',
            },
          ],
        },
        {
          title: 'Server errors per replica',
          description: 'Answers per second with a status from 500 on. One line alone: that replica is sick.',
          kind: 'timeseries',
          unit: 'reqps',
          width: 12,
          queries: [
            {
              expr: `sum by (proxy, server) (rate(haproxy_server_http_responses_total{${BACKEND},code="5xx"}[$__rate_interval]))`,
              legend: '{{proxy}} {{server}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Time in the backend',
      panels: [
        {
          title: 'Response time per replica',
          description: 'Mean over the last 1024 requests of each replica, as HAProxy sees it.',
          kind: 'timeseries',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: `max by (proxy, server) (haproxy_server_response_time_average_seconds{${BACKEND}})`,
              legend: '{{proxy}} {{server}}',
            },
          ],
        },
        {
          title: 'Where the time goes',
          description: 'Mean time to wait for a free replica, to connect to it, and for its answer.',
          kind: 'timeseries',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: `max by (proxy) (haproxy_backend_queue_time_average_seconds{${BACKEND}})`,
              legend: '{{proxy}} queue',
            },
            {
              expr: `max by (proxy) (haproxy_backend_connect_time_average_seconds{${BACKEND}})`,
              legend: '{{proxy}} connect',
            },
            {
              expr: `max by (proxy) (haproxy_backend_response_time_average_seconds{${BACKEND}})`,
              legend: '{{proxy}} answer',
            },
          ],
        },
        {
          title: 'Percentiles that the replicas measure',
          description:
            'From the service’s own histogram http_request_duration_seconds; empty for a service without one.',
          kind: 'timeseries',
          unit: 's',
          width: 12,
          queries: ['0.5', '0.95', '0.99'].map((quantile) => ({
            expr: `histogram_quantile(${quantile}, sum by (le, service) (rate(http_request_duration_seconds_bucket{${SERVICE}}[$__rate_interval])))`,
            legend: `{{service}} ${Number(quantile) * 100} %`,
          })),
        },
      ],
    },
    {
      title: 'Resources per replica',
      panels: [
        {
          title: 'CPU per replica',
          description: 'Cores that each replica uses.',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `autoscaler_container_cpu_usage_ratio{${SERVICE}}`,
              legend: '{{service}} {{replica}}',
            },
          ],
        },
        {
          title: 'Memory per replica',
          description: 'Memory that each replica uses.',
          kind: 'timeseries',
          unit: 'bytes',
          width: 12,
          queries: [
            { expr: `autoscaler_container_memory_bytes{${SERVICE}}`, legend: '{{service}} {{replica}}' },
          ],
        },
      ],
    },
  ],
};
