/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

const UINT32 = 2 ** 32;
const WARM_UP_ROUNDS = 16;
/** From this mean on a Poisson count is drawn from the normal distribution, within 2 % of its quantiles. */
const NORMAL_FROM = 60;

/** The same seed gives the same numbers on every machine (sfc32 by Chris Doty-Humphrey). */
export function seededRandom(seed: number): Random {
  let [a, b, c, counter] = [seed >>> 0, Math.floor(seed / UINT32) >>> 0, 0x9e3779b9, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / UINT32;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next();
  return next;
}

/** A standard normal number (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** An exponential number of this mean. */
export function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}

/** A Poisson count of this mean: Knuth's product below 60, the rounded normal from there on. */
export function poisson(mean: number, random: Random): number {
  if (mean >= NORMAL_FROM) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
