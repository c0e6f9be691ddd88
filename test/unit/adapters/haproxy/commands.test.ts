import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsFor, disagreements } from '../../../../src/adapters/haproxy/commands.ts';
import type { PlacedMember, RunningSlot } from '../../../../src/adapters/haproxy/slots.ts';
import { assignSlots, slotName } from '../../../../src/adapters/haproxy/slots.ts';

const WEB = { backend: 'web' };

function member(last: number, state: PlacedMember['state'] = 'active'): PlacedMember {
  return {
    address: `10.0.0.${last}`,
    port: 8080,
    replicaId: `id-${last}`,
    replicaName: `web-${last}`,
    weight: 100,
    state,
  };
}

function slot(number: number, last: number, admin: RunningSlot['admin'], inFlight = 0): RunningSlot {
  const [address, port] = last === 0 ? ['0.0.0.0', 80] : [`10.0.0.${last}`, 8080];
  return { name: slotName(number), address, port, admin, inFlight, weight: 100 };
}

describe('runtime commands', () => {
  it('join: address, then ready', () => {
    expect(commandsFor(WEB, [slot(1, 0, 'maint')], [{ name: 's1', member: member(2) }])).toEqual([
      'set server web/s1 addr 10.0.0.2 port 8080',
      'set server web/s1 state ready',
    ]);
  });

  it('prepare: the address, in maintenance until it joins', () => {
    const joining = { name: 's1', member: member(2, 'joining') };
    expect(commandsFor(WEB, [slot(1, 0, 'maint')], [joining])).toEqual([
      'set server web/s1 addr 10.0.0.2 port 8080',
    ]);
    expect(commandsFor(WEB, [slot(1, 2, 'ready')], [joining])).toEqual(['set server web/s1 state maint']);
    expect(commandsFor(WEB, [slot(1, 2, 'maint')], [joining])).toEqual([]);
    expect(commandsFor(WEB, [slot(1, 2, 'maint')], [{ name: 's1', member: member(2) }])).toEqual([
      'set server web/s1 state ready',
    ]);
  });

  it('drain and come back', () => {
    expect(commandsFor(WEB, [slot(1, 2, 'ready')], [{ name: 's1', member: member(2, 'draining') }])).toEqual([
      'set server web/s1 state drain',
    ]);
    expect(commandsFor(WEB, [slot(1, 2, 'drain')], [{ name: 's1', member: member(2) }])).toEqual([
      'set server web/s1 state ready',
    ]);
  });

  it('leave: maintenance, and the address goes once nothing is served there', () => {
    expect(commandsFor(WEB, [slot(1, 2, 'drain')], [{ name: 's1' }])).toEqual([
      'set server web/s1 state maint',
      'set server web/s1 addr 0.0.0.0 port 80',
    ]);
    expect(commandsFor(WEB, [slot(1, 2, 'drain', 3)], [{ name: 's1' }])).toEqual([
      'set server web/s1 state maint',
    ]);
    expect(commandsFor(WEB, [slot(1, 2, 'ready')], [{ name: 's1' }])).toEqual([
      'set server web/s1 state maint',
    ]);
  });

  it('let new members in before old ones go', () => {
    const running = [slot(1, 2, 'ready'), slot(2, 0, 'maint')];
    const commands = commandsFor(WEB, running, [{ name: 's1' }, { name: 's2', member: member(3) }]);
    expect(commands.indexOf('set server web/s2 state ready')).toBeLessThan(
      commands.indexOf('set server web/s1 state maint'),
    );
  });

  it('are none when all is as wanted', () => {
    const running = [slot(1, 2, 'ready'), slot(2, 3, 'drain'), slot(3, 4, 'maint'), slot(4, 0, 'maint')];
    const wanted = [
      { name: 's1', member: member(2) },
      { name: 's2', member: member(3, 'draining') },
      { name: 's3', member: member(4, 'draining') },
      { name: 's4' },
    ];
    expect(commandsFor(WEB, running, wanted)).toEqual([]);
    expect(
      disagreements(
        running.map((own) => ({ ...own, backend: 'web', up: true })),
        wanted,
      ),
    ).toEqual([]);
  });

  it('close slots that the wanted backend does not have', () => {
    expect(commandsFor(WEB, [slot(9, 2, 'ready')], [])).toEqual(['set server web/s9 state maint']);
  });
});

/** HAProxy's own rules for the three commands, and what must never happen. */
function execute(command: string, slots: Map<string, RunningSlot>): void {
  const [, name = '', verb, value = '', , port] =
    /^set server web\/(s\d+) (state|addr) (\S+)( port (\d+))?$/.exec(command) ?? [];
  const before = slots.get(name);
  if (before === undefined) throw new Error(`unknown server in ${command}`);
  if (verb === 'addr') {
    expect(before.admin, command).toBe('maint');
    expect(before.inFlight, command).toBe(0);
    slots.set(name, { ...before, address: value, port: Number(port) });
  } else if (value === 'ready' || value === 'drain' || value === 'maint') {
    slots.set(name, { ...before, admin: value });
  } else throw new Error(`unknown command ${command}`);
}

describe('runtime commands, whatever runs', () => {
  const running = fc
    .array(
      fc.tuple(
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom('ready', 'drain', 'maint'),
        fc.integer({ min: 0, max: 2 }),
      ),
      { minLength: 14, maxLength: 20 },
    )
    .map((rows) =>
      rows.map(([last, admin, inFlight], index) =>
        slot(index + 1, last, last === 0 ? 'maint' : admin, last === 0 ? 0 : inFlight),
      ),
    );
  const members = fc
    .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 })
    .chain((lasts) =>
      fc.tuple(
        ...lasts.map((last) =>
          fc.constantFrom('joining', 'active', 'draining').map((state) => member(last, state)),
        ),
      ),
    );

  it('reach the wanted state, change addresses only in maintenance without requests, and are then none', () => {
    fc.assert(
      fc.property(running, members, (before, wanted) => {
        const slots = assignSlots({
          running: before,
          file: new Map(),
          members: wanted,
          atLeast: before.length,
        });
        fc.pre(slots.length === before.length);
        const model = new Map(before.map((own) => [own.name, own]));
        for (const command of commandsFor(WEB, before, slots)) execute(command, model);
        const after = [...model.values()];
        expect(
          disagreements(
            after.map((own) => ({ ...own, backend: 'web', up: true })),
            slots,
          ),
        ).toEqual([]);
        const settled = after.map((own) => ({ ...own, inFlight: own.admin === 'maint' ? 0 : own.inFlight }));
        const end = new Map(settled.map((own) => [own.name, own]));
        for (const command of commandsFor(WEB, settled, slots)) execute(command, end);
        expect(commandsFor(WEB, [...end.values()], slots)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('disagreements', () => {
  it('names each slot that differs', () => {
    const server = (own: RunningSlot) => ({ ...own, backend: 'web', up: true });
    const found = disagreements(
      [server(slot(1, 2, 'maint')), server(slot(2, 3, 'ready')), server(slot(3, 9, 'ready'))],
      [
        { name: 's1', member: member(2) },
        { name: 's2', member: member(4) },
        { name: 's3' },
        { name: 's4', member: member(5) },
      ],
    );
    expect(found).toEqual([
      's1 is maint at 10.0.0.2 port 8080, not ready',
      's2 is ready at 10.0.0.3 port 8080, not at 10.0.0.4 port 8080',
      's3 is ready at 10.0.0.9 port 8080, not in maintenance',
      's4 does not exist',
    ]);
  });
});
