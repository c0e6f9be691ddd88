import fc from 'fast-check';
import { AutoscalerError, type ErrorCode } from '../../../src/core/errors.ts';
import type { CallName, Fault } from './faults.ts';
import { SHOP_WEB } from './policies.ts';
import type { World } from './world.ts';

/** Something that happens to the world. */
export type Happening =
  | { readonly kind: 'load'; readonly load: number }
  | {
      readonly kind: 'fault';
      readonly fault: Omit<Fault, 'effect'>;
      readonly effect: number | ErrorCode | 'kill';
    }
  | {
      readonly kind: 'behaviour';
      readonly number: number;
      readonly becomes: 'ready' | 'unhealthy' | 'crashed';
    }
  | { readonly kind: 'die'; readonly number: number; readonly exitCode: number }
  | { readonly kind: 'compose'; readonly command: 'up' | 'recreate' | 'start'; readonly count: number }
  | { readonly kind: 'balancer'; readonly downMs: number }
  | { readonly kind: 'request'; readonly replicas: number }
  | { readonly kind: 'signal' | 'kill' };

const CALLS: readonly CallName[] = [
  'list',
  'create',
  'start',
  'await-ready',
  'stop',
  'remove',
  'apply',
  'view',
  'cut-sessions',
];
const CODES: readonly ErrorCode[] = ['E_DOCKER_UNREACHABLE', 'E_BALANCER_SOCKET', 'E_INTERNAL'];

const count = fc.integer({ min: 1, max: 6 });
const number = fc.integer({ min: 1, max: 8 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('load' as const), load: count }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.record({
        call: fc.constantFrom(...CALLS),
        when: fc.constantFrom('before' as const, 'after' as const),
        skip: fc.nat(3),
        times: fc.integer({ min: 1, max: 3 }),
      }),
      effect: fc.oneof(
        fc.integer({ min: 10, max: 8000 }),
        fc.constantFrom(...CODES),
        fc.constant('kill' as const),
      ),
    }),
  },
  fc.record({
    kind: fc.constant('behaviour' as const),
    number,
    becomes: fc.constantFrom('ready' as const, 'unhealthy' as const, 'crashed' as const),
  }),
  fc.record({ kind: fc.constant('die' as const), number, exitCode: fc.constantFrom(0, 1, 137, 143) }),
  fc.record({
    kind: fc.constant('compose' as const),
    command: fc.constantFrom('up' as const, 'recreate' as const, 'start' as const),
    count,
  }),
  fc.record({ kind: fc.constant('balancer' as const), downMs: fc.integer({ min: 0, max: 9000 }) }),
  fc.record({ kind: fc.constant('request' as const), replicas: count }),
  fc.record({ kind: fc.constantFrom('signal' as const, 'kill' as const) }),
);

/** Where a world starts, and what happens to it, each some milliseconds after the one before. */
export const scenarios = fc.record({
  replicas: count,
  requestMs: fc.constantFrom(300, 2500),
  happenings: fc.array(fc.tuple(fc.integer({ min: 20, max: 9000 }), happening), {
    minLength: 1,
    maxLength: 8,
  }),
});

/** Makes it happen. */
export async function happen(world: World, what: Happening): Promise<void> {
  switch (what.kind) {
    case 'load':
      world.load = what.load;
      return;
    case 'fault':
      world.faults.add({ ...what.fault, effect: effectOf(world, what.effect) });
      return;
    case 'behaviour':
      world.docker.behaviours.set(what.number, {
        settlesAfterMs: 3000,
        becomes: what.becomes,
        stopsAfterMs: 200,
      });
      return;
    case 'die':
      world.compose.die(what.number, what.exitCode);
      return;
    case 'compose':
      if (what.command === 'start') world.compose.start();
      else if (what.command === 'recreate') void world.compose.recreate();
      else void world.compose.up(what.count);
      return;
    case 'balancer':
      world.haproxy.crash();
      void world.clock.sleep(what.downMs).then(() => world.haproxy.restart());
      return;
    case 'request':
      world.journal.submitRequest({
        ref: SHOP_WEB,
        replicas: what.replicas,
        force: false,
        by: 'ann',
        expiresAt: world.clock.now() + 30_000,
      });
      return;
    case 'signal':
      await world.terminate();
      world.boot();
      return;
    case 'kill':
      restart(world);
  }
}

/** SIGKILL, and soon a new process. */
function restart(world: World): void {
  world.kill();
  void world.clock.sleep(1000).then(() => world.boot());
}

function effectOf(world: World, effect: number | ErrorCode | 'kill'): Fault['effect'] {
  if (typeof effect === 'number') return effect;
  if (effect !== 'kill') return new AutoscalerError(effect, `${effect} as it happens`);
  return () => restart(world);
}
