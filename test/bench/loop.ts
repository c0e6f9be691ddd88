import type { Bench } from './bench.ts';

export const loop: Bench = {
  summary: 'x',
  run: async () => {
    throw new Error('x');
  },
};
