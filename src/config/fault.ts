import { AutoscalerError } from '../core/errors.ts';

/** What is wrong at one place of a policy, label or setting. */
export interface Fault {
  readonly at: string;
  readonly message: string;
  readonly fix?: string;
}

/** The fault as an `E_CONFIG` error, whose message begins with the place. */
export function configError({ at, message, fix }: Fault): AutoscalerError {
  return new AutoscalerError('E_CONFIG', `${at}: ${message}`, { at, ...(fix !== undefined && { fix }) });
}

const POSITION = /:(\d+):(\d+)$/;

function position(fault: Fault): readonly [number, number] {
  const [, line = '0', column = '0'] = POSITION.exec(fault.at) ?? [];
  return [Number(line), Number(column)];
}

/** The faults of one file in the order of its lines. */
export function byPosition(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => {
    const [lineA, columnA] = position(a);
    const [lineB, columnB] = position(b);
    return lineA - lineB || columnA - columnB;
  });
}
