import { describe, expect, it } from 'vitest';
import { formatMoney } from '../../../src/core/price.ts';
import { billOf } from '../../../src/core/usage.ts';

const HOUR = 3_600_000;

describe('a bill', () => {
  it('is in replica-hours, and in money where there is a price', () => {
    const usage = { replicaMs: 62.5 * HOUR, watchedMs: 24 * HOUR };
    expect(billOf(usage, {})).toEqual({ replicaHours: 62.5, watchedHours: 24 });
    expect(billOf(usage, { price: { perHour: 0.042, currency: 'EUR' } }).cost).toEqual({
      amount: 2.625,
      currency: 'EUR',
    });
  });

  it('shows small and great amounts in as many digits as say something', () => {
    const shown = [2.625, 0.0042, 1234.5, 0].map((amount) => formatMoney({ amount, currency: 'EUR' }));
    expect(shown).toEqual(['2.63 EUR', '0.0042 EUR', '1235 EUR', '0 EUR']);
  });
});
