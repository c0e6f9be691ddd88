import { describe, expect, it } from 'vitest';
import { AutoscalerError, ERRORS, toAutoscalerError } from '../../../src/core/errors.ts';

describe('an error', () => {
  it('says what, where and what to do, and has its exit code', () => {
    const cause = new Error('ENOENT');
    const error = new AutoscalerError('E_CONFIG', 'min is over max', {
      fix: 'Lower min.',
      at: 'web.yaml:2:6',
      cause,
    });
    expect(error).toMatchObject({
      name: 'AutoscalerError',
      code: 'E_CONFIG',
      message: 'min is over max',
      fix: 'Lower min.',
      at: 'web.yaml:2:6',
      cause,
      exitCode: 2,
    });
    expect(new AutoscalerError('E_INTERRUPTED', 'stopped')).not.toHaveProperty('cause');
  });

  it('that is ours stays itself, any other is a defect with its cause', () => {
    const ours = new AutoscalerError('E_LOCKED', 'held');
    expect(toAutoscalerError(ours)).toBe(ours);
    const other = new TypeError('x is undefined');
    expect(toAutoscalerError(other)).toMatchObject({
      code: 'E_INTERNAL',
      message: 'x is undefined',
      cause: other,
    });
    expect(toAutoscalerError('boom')).toMatchObject({ code: 'E_INTERNAL', message: 'boom', exitCode: 1 });
  });
});

it('every code has a summary that is one sentence', () => {
  for (const [code, { summary }] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^E_[A-Z_]+$/);
    expect(summary).toMatch(/^[A-Z].*\.$/);
  }
});
