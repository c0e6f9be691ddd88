import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillQuery } from '../../../../src/adapters/prometheus/template.ts';

const REF = { project: 'shop', service: 'web-api' };

function filled(query: string, ref = REF): string {
  const result = fillQuery(query, ref);
  return result.kind === 'query' ? result.query : `${result.code}: ${result.message}`;
}

describe('fillQuery', () => {
  it.each([
    ['up', 'up'],
    ['sum(x{p="{{service}}",q="{{ project }}"})', 'sum(x{p="web-api",q="shop"})'],
    ["x{p='{{project}}_{{service}}'}", "x{p='shop_web-api'}"],
    ['x{p=`{{service}}`}', 'x{p=`web-api`}'],
    ['{{project}}_requests_total', 'shop_requests_total'],
    ['x # for {{service}}\n + y{a="{{service}}"}', 'x # for \n + y{a="web-api"}'],
    ['x{a="\\"{{service}}\\""}', 'x{a="\\"web-api\\""}'],
    ['x{a="{{other}}"}', 'x{a="{{other}}"}'],
  ])('fills %s', (query, expected) => {
    expect(filled(query)).toBe(expected);
  });

  it('escapes what could end a string', () => {
    const ref = { project: 'p', service: 'a"b\\c\n{}é' };
    expect(filled('x{p="{{service}}"}', ref)).toBe('x{p="a\\x22b\\x5cc\\x0a\\x7b\\x7d\\xc3\\xa9"}');
  });

  it('refuses a name outside quotes that is no identifier', () => {
    expect(filled('{{service}}_total')).toBe(
      'E_PROMETHEUS_QUERY: {{service}} stands outside double quotes, where "web-api" cannot be filled in; quote it',
    );
    expect(filled('x{p=`{{service}}`}', { project: 'p', service: '`' })).toContain('E_PROMETHEUS_QUERY');
  });

  it('lets no name get out of its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('"', "'"), (service, quote) => {
        const text = filled(`${quote}{{service}}${quote}`, { project: 'p', service });
        expect(text.slice(1, -1)).toMatch(/^(?:[\w .:/@+-]|\\x[0-9a-f]{2})*$/);
      }),
    );
  });

  it('leaves a query without placeholders as it is', () => {
    const query = fc.string().filter((text) => !text.includes('{{'));
    fc.assert(fc.property(query, (text) => filled(text) === text));
  });
});
