import type { PlanStepKind } from '../../../src/core/plan.ts';

/** A fault of the table. */
export type FaultId =
  | 'controller-killed'
  | 'balancer-killed'
  | 'balancer-restarted'
  | 'balancer-reloaded'
  | 'socket-gone'
  | 'directory-read-only'
  | 'disk-full'
  | 'replica-crashes-joining'
  | 'replica-crashes-draining'
  | 'engine-away'
  | 'engine-restarted'
  | 'two-commands';

/** Requests that are lost: none, those that came while there was no balancer, or POSTs that the dead replica had. */
export type Loss = 'none' | 'while-away' | 'own-posts';

export type BalancerName = 'haproxy' | 'nginx';

/** A kind of fault. */
export interface Fault {
  readonly id: FaultId;
  readonly what: string;
  /** What becomes of it. */
  readonly afterwards: string;
  readonly loss: Loss;
  /** Right after which steps of a scaling it strikes; none: where `when` says. */
  readonly up?: readonly PlanStepKind[];
  readonly down?: readonly PlanStepKind[];
  readonly when?: string;
  readonly only?: 'haproxy';
  /** Behind which of them every run of the tests has it; `npm run test:faults` has all behind both. */
  readonly always: readonly BalancerName[];
}

/** One test. */
export interface FaultCase {
  readonly fault: Fault;
  readonly direction?: 'up' | 'down';
  readonly step?: PlanStepKind;
  readonly title: string;
}

const UP: readonly PlanStepKind[] = ['create', 'start', 'await-ready', 'join-balancer'];
const DOWN: readonly PlanStepKind[] = ['drain', 'leave-balancer', 'stop', 'remove'];

export const FAULTS: readonly Fault[] = [
  {
    id: 'controller-killed',
    what: 'Controller killed (SIGKILL)',
    up: UP,
    down: DOWN,
    afterwards:
      'The next one finds the open scaling in the journal and ends it; the balancer serves with what it has meanwhile.',
    loss: 'none',
    always: ['haproxy'],
  },
  {
    id: 'balancer-killed',
    what: 'Balancer killed (SIGKILL) and started again',
    up: ['await-ready'],
    down: ['drain'],
    afterwards: 'It starts with its file; the scaling waits for it and goes on.',
    loss: 'while-away',
    always: ['nginx'],
  },
  {
    id: 'balancer-restarted',
    what: 'Balancer restarted, with its time to stop',
    when: 'at rest',
    afterwards: 'It starts with its file, which is right.',
    loss: 'while-away',
    always: ['nginx'],
  },
  {
    id: 'balancer-reloaded',
    what: 'Balancer reloaded by somebody else',
    up: ['await-ready'],
    down: ['drain'],
    afterwards:
      'It loads the file, which is right; what differs is put right, and old workers count in a drain.',
    loss: 'none',
    always: ['nginx'],
  },
  {
    id: 'socket-gone',
    what: 'The Runtime API’s socket is removed',
    when: 'then scaled both ways',
    afterwards:
      'Nothing is changed and `scale` says why (`E_BALANCER_SOCKET`). A reload does not make the socket anew: once HAProxy has been restarted, scaling works.',
    loss: 'none',
    always: ['haproxy'],
    only: 'haproxy',
  },
  {
    id: 'directory-read-only',
    what: 'The directory of generated files is read-only',
    when: 'scaled both ways',
    afterwards:
      'Nothing is changed and `scale` says why (`E_BALANCER_WRITE`); once it can be written, scaling works.',
    loss: 'none',
    always: ['haproxy'],
  },
  {
    id: 'disk-full',
    what: 'The disk of the generated files is full',
    when: 'scaled both ways',
    afterwards:
      'Nothing is changed and `scale` says why (`E_BALANCER_WRITE`); once there is room, scaling works.',
    loss: 'none',
    always: ['haproxy'],
  },
  {
    id: 'replica-crashes-joining',
    what: 'A new replica crashes',
    up: ['start', 'await-ready', 'join-balancer'],
    afterwards:
      'One that never joined is taken back at once, with all that `scale` began, which says why; one that a policy asked for is started again.',
    loss: 'own-posts',
    always: ['nginx'],
  },
  {
    id: 'replica-crashes-draining',
    what: 'A replica crashes in its drain',
    when: 'with POSTs of seconds under way on every replica',
    afterwards: 'It is out of rotation already; its drain ends and it is removed.',
    loss: 'own-posts',
    always: ['haproxy'],
  },
  {
    id: 'engine-away',
    what: 'Docker Engine does not answer for some seconds, containers run on',
    up: ['create'],
    down: ['drain'],
    afterwards: 'Steps fail or wait, and are taken back; when the engine answers, the scaling is done.',
    loss: 'none',
    always: ['nginx'],
  },
  {
    id: 'engine-restarted',
    what: 'Docker Engine restarts, every container is stopped and comes back at another address',
    when: 'at rest',
    afterwards: 'The addresses are read anew and the balancer is told.',
    loss: 'while-away',
    always: ['haproxy'],
  },
  {
    id: 'two-commands',
    what: 'Two `scale` at once, to different counts',
    when: 'at rest',
    afterwards: 'The later one wins and is done; the other one says that it was overtaken.',
    loss: 'none',
    always: ['nginx'],
  },
];

/** The tests of a balancer, in the order of the table: those of every run, or all. */
export function casesFor(balancer: BalancerName, which: 'always' | 'all'): readonly FaultCase[] {
  return FAULTS.filter(({ only = balancer, always }) =>
    which === 'all' ? only === balancer : always.includes(balancer),
  ).flatMap((fault): readonly FaultCase[] => {
    const { what, when, up = [], down = [] } = fault;
    const after = (direction: 'up' | 'down') => (step: PlanStepKind) => ({
      fault,
      direction,
      step,
      title: `${what}: after ${step}`,
    });
    return [
      ...up.map(after('up')),
      ...down.map(after('down')),
      ...(when === undefined ? [] : [{ fault, title: `${what}: ${when}` }]),
    ];
  });
}
