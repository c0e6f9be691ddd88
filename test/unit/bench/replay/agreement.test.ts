import { describe, expect, it } from 'vitest';
import { agreementOf, changesOf } from '../../../bench/replay/agreement.ts';

const simulated = [
  { second: 10, from: 2, to: 3 },
  { second: 30, from: 3, to: 2 },
];
const hold = (real: Parameters<typeof agreementOf>[1]) =>
  agreementOf(simulated, real, { first: 2, seconds: 50, tickSeconds: 5 });

describe('a real timeline beside the simulated one', () => {
  it('agrees up to one tick early or late', () => {
    const real = [
      { second: 14.8, from: 2, to: 3 },
      { second: 25.2, from: 3, to: 2 },
    ];
    expect(hold(real)).toMatchObject({ ticks: 10, agreeing: 10 });
    expect(hold(real).pairs).toEqual(simulated.map((change, i) => ({ simulated: change, real: real[i] })));
  });

  it('does not agree while it is later than that', () => {
    const late = [
      { second: 24, from: 2, to: 3 },
      { second: 31, from: 3, to: 2 },
    ];
    // Two are still there at 15 and at 20 s.
    expect(hold(late)).toMatchObject({ ticks: 10, agreeing: 8 });
    expect(hold(late).pairs).toEqual([
      { simulated: simulated[0] },
      { real: late[0] },
      { simulated: simulated[1], real: late[1] },
    ]);
  });

  it('nor where nothing was done, or something else', () => {
    expect(hold([])).toMatchObject({ agreeing: 8, pairs: [{}, {}] });
    expect(hold([{ second: 10, from: 2, to: 6 }]).agreeing).toBe(1);
  });
});

it('changes are where a count is another one than in the second before', () => {
  expect(changesOf([2, 2, 3, 3, 5])).toEqual([
    { second: 2, from: 2, to: 3 },
    { second: 4, from: 3, to: 5 },
  ]);
});
