const ROUNDING_ERROR = 1e-9;

/** Whether value ÷ target is close enough to 1 to leave the count alone (|1 − ratio| ≤ tolerance, Kubernetes HPA). */
export function isWithinTolerance(ratio: number, tolerance: number): boolean {
  return Math.abs(1 - ratio) <= tolerance + ROUNDING_ERROR;
}
