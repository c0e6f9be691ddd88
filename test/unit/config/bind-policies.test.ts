import { describe, expect, it } from 'vitest';
import { bindPolicies } from '../../../src/config/bind-policies.ts';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';

function bind(documents: readonly string[], services: readonly string[], ownProject?: string) {
  const text = documents.map((line) => `{ ${line}, max: 3 }\n`).join('---\n');
  const { drafts, faults } = parsePolicyFile(text, 'p.yaml');
  expect(faults).toEqual([]);
  const refs = services.map((key) => {
    const [project = '', service = ''] = key.split('/');
    return { project, service };
  });
  const binding = bindPolicies(drafts, refs, ownProject);
  return {
    policies: binding.policies.map(({ ref }) => `${ref.project}/${ref.service}`),
    faults: binding.faults.map((fault) => `${fault.code} ${fault.message}`),
    waiting: binding.waiting,
  };
}

describe('a policy without a project', () => {
  it('is for the only service of that name', () => {
    expect(bind(['service: web'], ['a/web', 'a/db'])).toEqual({
      policies: ['a/web'],
      faults: [],
      waiting: [],
    });
  });

  it('is ambiguous between projects', () => {
    expect(bind(['service: web'], ['a/web', 'b/web']).faults).toEqual([
      'E_SERVICE_AMBIGUOUS p.yaml:1:12: 2 projects have a service "web": a, b',
    ]);
  });

  it('is for the own project, whatever other projects have', () => {
    expect(bind(['service: web'], ['a/web', 'b/web'], 'b')).toMatchObject({
      policies: ['b/web'],
      faults: [],
    });
    expect(bind(['service: web'], ['a/web'], 'b').policies).toEqual(['a/web']);
    const both = ['service: web', 'service: web, project: b'];
    expect(bind(both, ['a/web', 'b/web'], 'b').policies).toEqual(['b/web', 'a/web']);
  });

  it('leaves the projects alone that have a policy of their own', () => {
    const both = ['service: web', 'service: web, project: a'];
    expect(bind(both, ['a/web', 'b/web']).policies).toEqual(['a/web', 'b/web']);
    expect(bind(both, ['a/web']).faults).toEqual([
      'E_CONFIG p.yaml:1:12: every service "web" has a policy that names its project, so this one has no effect',
    ]);
  });

  it('waits for its service, and guesses what was meant', () => {
    expect(bind(['service: wbe'], ['a/web'])).toEqual({
      policies: [],
      faults: [],
      waiting: ['p.yaml:1:12: no service "wbe" on this engine yet; did you mean "web"?'],
    });
  });
});

describe('a policy with a project', () => {
  it('is for that one only', () => {
    expect(bind(['service: web, project: b'], ['a/web', 'b/web']).policies).toEqual(['b/web']);
    expect(bind(['service: web, project: c'], ['a/web']).waiting).toEqual([
      'p.yaml:1:12: no service "c/web" on this engine yet',
    ]);
  });
});

it('of two policies for one service the first counts and the second is a fault', () => {
  const { policies, faults } = bind(['service: web', 'service: web'], ['a/web']);
  expect(policies).toEqual(['a/web']);
  expect(faults).toEqual([
    'E_CONFIG p.yaml:3:12: a second policy for service "web"; the first is at p.yaml:1:12',
  ]);
});

describe('a shadow', () => {
  const shadowOf = (documents: readonly string[], services: readonly string[]) => {
    const { drafts } = parsePolicyFile(documents.map((line) => `{ ${line} }\n`).join('---\n'), 'p.yaml');
    const refs = services.map((key) => ({
      project: key.split('/')[0] ?? '',
      service: key.split('/')[1] ?? '',
    }));
    const { policies, faults, waiting } = bindPolicies(drafts, refs);
    return {
      policies: policies.map(({ ref, max, shadow }) => [ref.project, max, shadow?.max]),
      faults: faults.map(({ message }) => message),
      waiting,
    };
  };

  it('goes with the policy in force of its service', () => {
    expect(shadowOf(['service: web, max: 3', 'service: web, max: 9, shadow: true'], ['a/web'])).toEqual({
      policies: [['a', 3, 9]],
      faults: [],
      waiting: [],
    });
  });

  it('waits where there is none', () => {
    expect(shadowOf(['service: web, max: 9, shadow: true'], ['a/web'])).toEqual({
      policies: [],
      faults: [],
      waiting: ['p.yaml:1:12: no file has a policy in force for service "web" to be a shadow of'],
    });
  });

  it('is a fault beside another one', () => {
    const shadow = 'service: web, max: 9, shadow: true';
    expect(shadowOf(['service: web, max: 3', shadow, shadow], ['a/web']).faults).toEqual([
      'p.yaml:5:12: a second shadow for service "web"; the first is at p.yaml:3:12',
    ]);
  });
});
