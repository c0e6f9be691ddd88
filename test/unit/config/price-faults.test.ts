import { expect, it } from 'vitest';
import { parsePolicyFile } from '../../../src/config/policy-file.ts';

it.each(['0.042', '0.042 euros', '-1 EUR', '1e-3 EUR', 'EUR 0.042', '€ 0.042'])(
  'a price of %s is refused at its place',
  (price) => {
    const { faults } = parsePolicyFile(`service: web\nmax: 3\ncostPerReplicaHour: ${price}\n`, 'p.yaml');
    expect(faults.map(({ at, message }) => `${at}: ${message}`)).toEqual([
      expect.stringMatching(
        /^p\.yaml:3:21: "costPerReplicaHour" must be an amount with its currency such as 0\.042 EUR, not /,
      ),
    ]);
  },
);
