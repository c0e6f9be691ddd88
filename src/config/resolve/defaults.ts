import type { Lifecycle, Policy } from '../../core/policy.ts';

/** What a policy gets where its file or labels say nothing. Times in milliseconds. */
export const POLICY_DEFAULTS = {
  min: 1,
  cooldown: { upMs: 15_000, downMs: 60_000 },
  stabilization: { upMs: 0, downMs: 300_000 },
  /** The pace of a policy with a forecast, which sees by itself to what cooldowns and a long window are for. */
  withForecast: { cooldown: { upMs: 0, downMs: 0 }, stabilization: { upMs: 0, downMs: 0 } },
  shortage: 0.0065,
  drift: { increased: 'adopt', decreased: 'restore' },
  missing: 'hold',
  tolerance: 0.1,
  maxAgeMs: 90_000,
  windowMs: 60_000,
  burst: { threshold: 2, windowMs: 15_000, lastsMs: 60_000 },
  cpuTarget: 75,
  responseTimeMs: 250,
  timeZone: 'UTC',
  lifecycle: { drainTimeoutMs: 30_000, readyTimeoutMs: 60_000, settleMs: 2000, victim: 'newest' },
  circuitBreaker: { failures: 5, pauseMs: 10_000 },
} as const satisfies {
  readonly lifecycle: Lifecycle;
  readonly cooldown: Policy['cooldown'];
  readonly stabilization: Policy['stabilization'];
  readonly drift: Policy['drift'];
  readonly [key: string]: unknown;
};
