import { beforeEach, describe, expect, it } from 'vitest';
import { Departures } from '../../../src/controller/departures.ts';
import { type BalancingRef, TRAFFIC_DEFAULTS } from '../../../src/core/balancing.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';
import type { Balancer } from '../../../src/core/ports.ts';
import { policy } from '../../support/builders.ts';

const HAPROXY: BalancingRef = {
  ...TRAFFIC_DEFAULTS,
  kind: 'haproxy',
  service: 'haproxy',
  backend: 'web',
  configDir: '/auto',
  listen: [{ port: 80 }],
};

describe('a service that is not managed any more', () => {
  let now: number;
  let released: string[];
  let failure: AutoscalerError | undefined;
  let departures: Departures;

  beforeEach(() => {
    now = 0;
    released = [];
    failure = undefined;
    const nothing = () => undefined;
    const balancer: Pick<Balancer, 'release'> = {
      release: async ({ ref, balancer: { kind, service } }) => {
        released.push(`${ref.service} of ${kind} ${service}`);
        if (failure) throw failure;
        return { changed: true };
      },
    };
    departures = new Departures({
      balancers: () => balancer,
      clock: { now: () => now },
      log: { info: nothing, error: nothing },
      telemetry: { failure: nothing },
    });
  });

  const web = (changes: Partial<BalancingRef> = {}) => policy({ balancer: { ...HAPROXY, ...changes } });
  const passing = async (
    seconds: number,
    policies: Parameters<Departures['settle']>[0],
    hasFaults = false,
  ) => {
    now += seconds * 1000;
    await departures.settle(policies, hasFaults);
  };

  it('gives up its ports once it has been gone for half a minute', async () => {
    await passing(0, [web()]);
    await passing(5, []);
    await passing(29, []);
    expect(released).toEqual([]);
    await passing(1, []);
    await passing(60, []);
    expect(released).toEqual(['web of haproxy haproxy']);
  });

  it('keeps them when it comes back, as a container that is made anew does', async () => {
    await passing(0, [web()]);
    await passing(5, []);
    await passing(20, [web()]);
    await passing(20, []);
    await passing(20, [web()]);
    expect(released).toEqual([]);
  });

  it('keeps them while a policy is faulty, for it may be that one', async () => {
    await passing(0, [web()]);
    await passing(5, [], true);
    await passing(60, [], true);
    await passing(5, []);
    expect(released).toEqual([]);
  });

  it('gives up those it had elsewhere, not those it gives up itself', async () => {
    await passing(0, [web()]);
    await passing(1, [web({ service: 'edge' })]);
    await passing(31, [web({ service: 'edge', listen: [] })]);
    await passing(60, [web({ service: 'edge', listen: [] })]);
    expect(released).toEqual(['web of haproxy haproxy']);
  });

  it('is tried again when that fails, but not where the balancer is gone too', async () => {
    failure = new AutoscalerError('E_BALANCER_SOCKET', 'no answer');
    await passing(0, [web()]);
    await passing(1, []);
    await passing(30, []);
    failure = new AutoscalerError('E_BALANCER_MISSING', 'no container');
    await passing(31, []);
    await passing(61, []);
    expect(released).toHaveLength(2);
  });
});
