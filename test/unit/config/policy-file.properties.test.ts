import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { configError } from '../../../src/config/fault.ts';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';
import { AutoscalerError } from '../../../src/core/errors.ts';

function expectPlacedFaults(text: string): void {
  const { drafts, faults } = parsePolicyFile(text, 'p.yaml');
  expect(drafts.length + faults.length).toBeGreaterThan(0);
  for (const fault of faults) {
    expect(fault.at).toMatch(/^p\.yaml:[1-9]\d*:[1-9]\d*$/);
    const error = configError(fault);
    expect(error).toBeInstanceOf(AutoscalerError);
    expect(error.code).toBe('E_CONFIG');
    expect(error.message.startsWith(`${fault.at}: `)).toBe(true);
  }
}

const KEYS = [
  'service',
  'project',
  'min',
  'max',
  'balancer',
  'metrics',
  'cooldown',
  'stabilization',
  'rateLimit',
  'missingData',
  'schedules',
  'hostReserve',
  'drift',
  'drain',
  'readyTimeout',
  'settle',
  'victim',
  'cpu',
  'source',
  'prometheus',
  'target',
  'scaleUp',
  'scaleDown',
  'above',
  'below',
  'step',
  'up',
  'down',
  'start',
  'end',
  'timeZone',
  'floor',
  'empty',
  'timeout',
  'kind',
  'port',
  '__proto__',
  'constructor',
  'toString',
  '',
];
const VALUES = [
  'web',
  'haproxy',
  'none',
  'docker.cpu',
  '30s',
  '10%',
  'hold',
  '0 8 * * 1-5',
  'UTC',
  'up{',
  3,
  0,
  -1,
  1.5,
];

it('never throws on text, and puts every fault at a place', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), expectPlacedFaults), { numRuns: 300 });
});

it('never throws on YAML tokens', () => {
  const token = fc.constantFrom(
    'service:',
    ' web',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '&a',
    ' *a',
    '!!int',
    '"',
    "'",
    '|',
    '---\n',
    '...\n',
    '<<:',
    '? ',
    ': ',
    '#',
    '%YAML 1.1\n',
    '\t',
    '\0',
    '\r',
  );
  fc.assert(
    fc.property(fc.array(token), (tokens) => expectPlacedFaults(tokens.join(''))),
    { numRuns: 1000 },
  );
});

it('never throws on documents of any shape', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...VALUES),
      fc.anything({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }),
    ),
  }));
  const document = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 8 });
  fc.assert(
    fc.property(document, (data) => expectPlacedFaults(stringify(data, { aliasDuplicateObjects: false }))),
    { numRuns: 500 },
  );
});
