import { describe, expect, it } from 'vitest';
import type { BackendCounters } from '../../../../src/adapters/haproxy/counters.ts';
import { countersOf, latencyMs, requestRate } from '../../../../src/adapters/haproxy/counters.ts';

function counters(changes: Partial<BackendCounters>): BackendCounters {
  return { at: 0, process: '9@1', requests: 0, responseMs: 0, inFlight: 0, queued: 0, ...changes };
}

describe('counters', () => {
  it('are read per backend, with the queues of its servers', () => {
    const backends = [
      '# pxname,svname,qcur,scur,req_tot,rtime,',
      'web,BACKEND,1,7,120,15,',
      'api,BACKEND,0,0,,,',
    ].join('\n');
    const servers = '# pxname,svname,qcur,scur,\nweb,s1,2,4,\nweb,s2,3,0,\n';
    expect(countersOf(backends, servers, '9@1', 5)).toEqual(
      new Map([
        ['web', { at: 5, process: '9@1', requests: 120, responseMs: 15, inFlight: 7, queued: 6 }],
        ['api', { at: 5, process: '9@1', requests: 0, responseMs: undefined, inFlight: 0, queued: 0 }],
      ]),
    );
    expect(countersOf(backends, '', '9@1', 5)?.get('web')?.queued).toBe(1);
  });

  it('are none when the answer is something else', () => {
    expect(countersOf('HTTP/1.1 400 Bad request', '', '9@1', 5)).toBeUndefined();
  });

  it('give a rate from two readings', () => {
    const before = counters({ at: 1000, requests: 100 });
    expect(requestRate(before, counters({ at: 3000, requests: 150 }))).toBe(25);
    expect(requestRate(before, counters({ at: 3000, requests: 100 }))).toBe(0);
  });

  it('give no rate, and never a negative one, without a comparable reading', () => {
    const before = counters({ at: 1000, requests: 100 });
    expect(requestRate(undefined, before)).toBeUndefined();
    expect(requestRate(before, counters({ at: 3000, requests: 40 }))).toBeUndefined();
    expect(requestRate(before, counters({ at: 3000, requests: 400, process: '10@2' }))).toBeUndefined();
    expect(requestRate(before, counters({ at: 1000, requests: 400 }))).toBeUndefined();
    expect(requestRate(before, counters({ at: 10_000_000, requests: 400 }))).toBeUndefined();
  });

  it('give a response time only when a request ended since', () => {
    const before = counters({ at: 1000, requests: 100 });
    expect(latencyMs(before, counters({ at: 3000, requests: 101, responseMs: 42 }))).toBe(42);
    expect(latencyMs(before, counters({ at: 3000, requests: 100, responseMs: 42 }))).toBeUndefined();
    expect(latencyMs(undefined, counters({ responseMs: 42 }))).toBeUndefined();
  });
});
