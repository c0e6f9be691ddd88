import { AutoscalerError } from '../../core/errors.ts';
import type { BalancerContainer } from '../../core/ports.ts';

/** Whether a command did not end by itself: killed with its container, or never begun because that went away. */
export function isStoppedContainer(exitCode: number, output: string): boolean {
  const noShell = output.includes('executable file not found') || output.includes('no such file');
  const neverBegan = /^OCI runtime exec failed|^container \w+ init process is not running/.test(output);
  return exitCode === 137 || exitCode === 143 || (neverBegan && !noShell);
}

/** The balancer's container went away while something was done in it. */
export function stoppedError({ name }: BalancerContainer, whatWasDone: string): AutoscalerError {
  return new AutoscalerError('E_BALANCER_MISSING', `The balancer ${name} stopped while ${whatWasDone}`, {
    fix: 'Start it again: docker compose up -d',
  });
}
