import { expect, it } from 'vitest';
import { journalIn, temporaryDirectory } from './fixtures.ts';

it('keeps the last text of each policy file for other processes, until it is forgotten', () => {
  const directory = temporaryDirectory();
  const { journal } = journalIn(directory);
  expect(journal.policyText('/policies/a.yaml')).toBeUndefined();
  journal.savePolicyText('/policies/a.yaml', 'service: web');
  journal.savePolicyText('/policies/a.yaml', 'service: web # two');
  journal.savePolicyText('/policies/b.yaml', '');
  const other = journalIn(directory).journal;
  expect(other.policyText('/policies/a.yaml')).toBe('service: web # two');
  expect(other.policyText('/policies/b.yaml')).toBe('');
  other.savePolicyText('/policies/a.yaml', undefined);
  expect(journal.policyText('/policies/a.yaml')).toBeUndefined();
});
