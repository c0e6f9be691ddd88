/** Enough counts that their Poisson noise is 5 % or less. */
const ENOUGH_COUNTS = 400;
const LONGEST_WINDOW_SECONDS = 15 * 60;
/** Neighbours further apart than so many standard deviations have another mean. */
const SAME_MEAN_SIGMAS = 3;

/**
 * Counts with their sampling noise taken out, for scaling up a trace of few counts would inflate it. Each value becomes
 * the mean of neighbours that may well have the same Poisson mean (a sigma filter, Lee 1983), as many as make 400
 * counts and within 15 minutes, so that bursts keep their edges. Values that are not whole numbers stay as they are.
 */
export function smoothCounts(values: readonly number[], stepSeconds: number): readonly number[] {
  if (!values.every(Number.isInteger)) return values;
  const reach = Math.floor(LONGEST_WINDOW_SECONDS / stepSeconds / 2);
  return values.map((own, index) => {
    let [sum, count] = [own, 1];
    for (let distance = 1; distance <= reach && sum < ENOUGH_COUNTS; distance++)
      for (const other of [values[index - distance], values[index + distance]])
        if (other !== undefined && isAlike(own, other)) {
          sum += other;
          count++;
        }
    return sum / count;
  });
}

function isAlike(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_MEAN_SIGMAS * Math.sqrt(a + b + 1);
}
