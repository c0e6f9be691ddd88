import { expect, it } from 'vitest';
import { runsProgram, type SurveyedService } from '../../../src/core/setup.ts';

function service(image: string, ...argv: readonly string[]): SurveyedService {
  const nothing = { command: [], replicas: [], mounts: [], published: [], hostNames: [] };
  const ref = { project: 'shop', service: 'lb' };
  return { ...nothing, ref, image, argv, networks: new Map(), refusals: [], composeFiles: [] };
}

it.each([
  ['haproxy', true],
  ['haproxy:3.2-alpine', true],
  ['127.0.0.1:5000/team/haproxy@sha256:0123', true],
  ['haproxytech/haproxy-alpine:3.2', true],
  ['registry.example/prometheus/haproxy-exporter', false],
  ['shop/behind-haproxy', false],
])('the image %s is HAProxy: %s', (image, expected) => {
  expect(runsProgram(service(image), 'haproxy')).toBe(expected);
});

it('a program is known by its command too, wherever it lies', () => {
  expect(runsProgram(service('shop/front', '/docker-entrypoint.sh', '/usr/sbin/nginx', '-g'), 'nginx')).toBe(
    true,
  );
  expect(runsProgram(service('shop/front', '/usr/bin/nginx-prometheus-exporter'), 'nginx')).toBe(false);
});
