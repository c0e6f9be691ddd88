import { expect, test } from 'vitest';
import { dashboardLink } from '../../../../../src/adapters/http/dashboard/link.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:9095/#/?token=abc'],
  ['0.0.0.0', 'http://127.0.0.1:9095/#/?token=abc'],
  ['::', 'http://127.0.0.1:9095/#/?token=abc'],
  ['fd00::1', 'http://[fd00::1]:9095/#/?token=abc'],
  ['scaler.lan', 'http://scaler.lan:9095/#/?token=abc'],
])('of %s', (host, link) => expect(dashboardLink({ host, port: 9095 }, 'abc')).toBe(link));
