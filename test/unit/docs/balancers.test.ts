import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policyJsonSchema } from '../../../src/config/json-schema.ts';
import { BALANCER_KIND_NAMES, kindOfBalancer } from '../../../src/core/balancer-kinds.ts';
import { pathsOf } from '../../support/schema-paths.ts';
import { rowsOf } from './reference.ts';

const page = readFileSync(new URL('../../../docs/balancers.md', import.meta.url), 'utf8');
const rows = rowsOf(page).map(([keys = '', ...cells]) => ({
  keys: keys.split(', ').map((key) => key.replace(/: .*/, '')),
  said: cells.at(-1) ?? '',
}));

describe('docs/balancers.md', () => {
  it('has every option of a balancer, and no other', () => {
    const options = pathsOf(policyJsonSchema()).flatMap((path) =>
      path.startsWith('balancer.') ? [path.slice('balancer.'.length)] : [],
    );
    const leaves = options.filter((path) => !options.some((other) => other.startsWith(`${path}.`)));
    const documented = rows.flatMap(({ keys }) => keys);
    expect(documented).toEqual(expect.arrayContaining(leaves));
    expect(documented.filter((key) => !options.includes(key))).toEqual([]);
  });

  it.each(BALANCER_KIND_NAMES)('says what is not possible with %s, and nothing else is', (kind) => {
    const without = rows.filter(({ said }) => said.startsWith(`${kind}: not possible`));
    const keys = without.map(({ keys: [first] }) => first);
    expect(keys.toSorted()).toEqual(Object.keys(kindOfBalancer(kind).cannot).toSorted());
  });
});
