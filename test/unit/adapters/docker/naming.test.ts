import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf, numberOf, serviceOf } from '../../../../src/adapters/docker/labels.ts';
import { replicaName, separatorOf } from '../../../../src/adapters/docker/naming.ts';
import { labelsOf, REF } from './fixtures.ts';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/);

describe('names', () => {
  it('are read as they are given, whatever the project and the service are called', () => {
    fc.assert(
      fc.property(name, name, fc.nat(), fc.constantFrom('-', '_'), (project, service, number, separator) => {
        const ref = { project, service };
        const given = replicaName(ref, number, separator);
        expect(replicaName(ref, number, separatorOf(given, ref) ?? '')).toBe(given);
        expect(separatorOf(`0123456789ab_${given}`, ref)).toBeDefined();
      }),
    );
  });

  it.each(['shop-web', 'shop-web-', 'shop-web-x', 'shop-web-1-1', 'shop-api-1', 'x_shop-web-1'])(
    '%s is somebody’s own choice',
    (own) => {
      expect(separatorOf(own, REF)).toBeUndefined();
    },
  );

  it('leave out what links add', () => {
    expect(nameOf(['/shop-lb-1/web', '/shop-web-1'])).toBe('shop-web-1');
    expect(nameOf([])).toBe('');
  });
});

describe('numberOf', () => {
  it('takes the label, else the end of the name', () => {
    expect(numberOf({ 'com.docker.compose.container-number': '7' }, 'shop-web-2')).toBe(7);
    expect(numberOf({}, 'shop-web-2')).toBe(2);
    expect(numberOf({ 'com.docker.compose.container-number': 'x' }, 'shop_web_3')).toBe(3);
    expect(numberOf({}, 'shop')).toBe(1);
  });
});

describe('serviceOf', () => {
  it('goes by Compose’s own definition', () => {
    const labels = labelsOf(1);
    expect(serviceOf(labels)).toEqual(REF);
    expect(serviceOf({ ...labels, 'com.docker.compose.oneoff': 'True' })).toBeUndefined();
    for (const key of ['project', 'service', 'config-hash']) {
      const { [`com.docker.compose.${key}`]: _dropped, ...rest } = labels;
      expect(serviceOf(rest)).toBeUndefined();
    }
  });
});
