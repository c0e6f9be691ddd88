import type { Dependencies } from '../../../src/controller/dependencies.ts';
import type { Balancer, Clock, MetricSource, Target } from '../../../src/core/ports.ts';
import type { Life } from './life.ts';

/** The dependencies as a process that can be killed sees them. */
export function mortal(deps: Dependencies, life: Life): Dependencies {
  return {
    ...deps,
    clock: mortalClock(deps.clock, life),
    target: mortalTarget(deps.target, life),
    balancers: (kind) => mortalBalancer(deps.balancers(kind), life),
    sources: {
      docker: mortalSource(deps.sources.docker, life),
      balancer: mortalSource(deps.sources.balancer, life),
      prometheus: mortalSource(deps.sources.prometheus, life),
    },
  };
}

function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => life.live(() => clock.sleep(ms, signal)),
  };
}

function mortalTarget(target: Target, life: Life): Target {
  return {
    list: (signal) => life.live(() => target.list(signal)),
    assertCloneable: (ref, signal) => life.live(() => target.assertCloneable(ref, signal)),
    create: (ref, number, signal) => life.live(() => target.create(ref, number, signal)),
    start: (replica, signal) => life.live(() => target.start(replica, signal)),
    awaitReady: (replica, limits, signal) => life.live(() => target.awaitReady(replica, limits, signal)),
    stop: (replica, signal) => life.live(() => target.stop(replica, signal)),
    remove: (replica, signal) => life.live(() => target.remove(replica, signal)),
    hostUse: (ref, signal) => life.live(() => target.hostUse(ref, signal)),
    watch: (onChange, signal) => target.watch(onChange, signal),
  };
}

function mortalBalancer(balancer: Balancer, life: Life): Balancer {
  return {
    apply: (service, members, signal) => life.live(() => balancer.apply(service, members, signal)),
    view: (service, replicas, signal) => life.live(() => balancer.view(service, replicas, signal)),
    cutSessions: (service, replica, signal) =>
      life.live(() => balancer.cutSessions(service, replica, signal)),
    release: (service, signal) => life.live(() => balancer.release(service, signal)),
  };
}

function mortalSource(source: MetricSource, life: Life): MetricSource {
  return { read: (requests, signal) => life.live(() => source.read(requests, signal)) };
}
